"""What the kernel knows of the clock's error: adjtimex(2) with modes = 0, which needs no privilege."""

from __future__ import annotations

import ctypes
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache

STA_UNSYNC = 0x0040
STA_NANO = 0x2000
TIME_ERROR = 5
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class _Timex(ctypes.Structure):
    """struct timex, as in <sys/timex.h> on Linux."""

    _fields_ = (
        ("modes", ctypes.c_uint),
        ("offset", ctypes.c_long),
        ("freq", ctypes.c_long),
        ("maxerror", ctypes.c_long),
        ("esterror", ctypes.c_long),
        ("status", ctypes.c_int),
        ("constant", ctypes.c_long),
        ("precision", ctypes.c_long),
        ("tolerance", ctypes.c_long),
        ("time_sec", ctypes.c_long),
        ("time_usec", ctypes.c_long),
        ("tick", ctypes.c_long),
        ("rest", ctypes.c_char * 256),
    )


@dataclass(frozen=True, slots=True)
class KernelClock:
    """`now` by the kernel; `synchronised` by its word; `max_error` in seconds, None where it is not a bound.

    An unsynchronised clock's figure is a ceiling (16 s), and timesyncd writes 0 for both errors at each adjustment, from
    which the kernel lets `maxerror` alone grow: without an estimate neither bounds anything.
    """

    synchronised: bool
    max_error: float | None
    now: datetime


def read() -> KernelClock | None:
    """None where the system has no adjtimex (macOS), or does not let it be asked (some containers)."""
    library = _library()
    if not hasattr(library, "adjtimex"):
        return None
    timex = _Timex()
    state = library.adjtimex(ctypes.byref(timex))
    return None if state == -1 else _told(state, timex)


def _told(state: int, timex: _Timex) -> KernelClock:
    synchronised = state != TIME_ERROR and not timex.status & STA_UNSYNC
    bounded = synchronised and timex.maxerror > 0 and timex.esterror > 0
    micros = timex.time_usec // 1000 if timex.status & STA_NANO else timex.time_usec
    now = _EPOCH + timedelta(seconds=timex.time_sec, microseconds=micros)
    return KernelClock(synchronised, timex.maxerror / 1_000_000 if bounded else None, now)


@cache
def _library() -> ctypes.CDLL:
    return ctypes.CDLL(None, use_errno=True)
