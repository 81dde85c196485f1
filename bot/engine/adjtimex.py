"""What the kernel knows of the clock's error: adjtimex(2) with modes = 0, which needs no privilege."""

from __future__ import annotations

import ctypes
import ctypes.util
from dataclasses import dataclass

STA_UNSYNC = 0x0040
TIME_ERROR = 5


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
    """`synchronised` by the kernel's word; `max_error` in seconds, None where it is not a bound.

    timesyncd writes 0 at each adjustment, and an unsynchronised clock's figure is a ceiling (16 s): neither bounds anything.
    """

    synchronised: bool
    max_error: float | None


def read() -> KernelClock | None:
    """None where the system has no adjtimex (macOS)."""
    library = ctypes.CDLL(ctypes.util.find_library("c"), use_errno=True)
    if not hasattr(library, "adjtimex"):
        return None
    timex = _Timex()
    state = library.adjtimex(ctypes.byref(timex))
    synchronised = state not in (-1, TIME_ERROR) and not timex.status & STA_UNSYNC
    bound = timex.maxerror / 1_000_000 if synchronised and timex.maxerror > 0 else None
    return KernelClock(synchronised, bound)
