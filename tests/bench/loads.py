"""Readers by the thousand, as wrk plays them (https://github.com/wg/wrk; Debian's package of that name)."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import pytest

_UNITS = {"us": 0.001, "ms": 1.0, "s": 1000.0}


@dataclass
class Load:
    """What wrk told: requests a second, milliseconds, answers that were not 2xx or 3xx."""

    rate: float = 0.0
    median: float = 0.0
    p99: float = 0.0
    bad: int = 0

    def __str__(self) -> str:
        return f"{self.rate:,.0f} a second, median {self.median:.1f}, p99 {self.p99:.1f} ms, {self.bad} not good"


@contextmanager
def load(url: str, seconds: int, connections: int = 32) -> Iterator[Load]:
    """Under way while this lasts; it is waited for, and then told. Skips where wrk is not installed."""
    wrk = shutil.which("wrk")
    if wrk is None:
        pytest.skip("wrk is not installed: sudo apt-get install wrk")
    command = [wrk, "-t1", f"-c{connections}", f"-d{seconds}s", "--latency", url]
    told = Load()
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        yield told
        text = process.communicate(timeout=seconds + 30)[0]
    told.rate = float(_found(r"Requests/sec:\s+([\d.]+)", text)[0])
    told.median, told.p99 = (_milliseconds(*_found(rf"{part}%\s+([\d.]+)(us|ms|s)", text)) for part in (50, 99))
    bad = re.search(r"Non-2xx or 3xx responses: (\d+)", text)
    told.bad = int(bad[1]) if bad else 0


def _found(pattern: str, text: str) -> tuple[str, ...]:
    match = re.search(pattern, text)
    assert match is not None, text
    return match.groups()


def _milliseconds(number: str, unit: str) -> float:
    return float(number) * _UNITS[unit]
