"""Figures as they are printed: the work, then ours and the bare one beside each other."""

from __future__ import annotations

import statistics
import subprocess
import sys
from collections.abc import Sequence

from tests.bench.offices import ROOT


def told(work: str, lines: Sequence[tuple[str, str]]) -> None:
    """Prints one piece of work."""
    print("", work, *(f"  {name:<28} {figure}" for name, figure in lines), sep="\n", flush=True)


def spread(milliseconds: Sequence[float]) -> str:
    """min, median, 99th percentile and max."""
    ordered = sorted(milliseconds)
    p99 = ordered[min(len(ordered) - 1, round(len(ordered) * 0.99))]
    return f"min {ordered[0]:.1f}  median {statistics.median(ordered):.1f}  p99 {p99:.1f}  max {ordered[-1]:.1f} ms"


def median(figures: Sequence[float]) -> float:
    return statistics.median(figures)


def ratio(ours: Sequence[float], bare: Sequence[float]) -> list[tuple[str, str]]:
    """Seconds of several rounds, their medians, and how they compare."""
    mine, least = statistics.median(ours), statistics.median(bare)
    rounds = f"median of {len(ours)}"
    return [
        ("embargo bot", f"{mine:.3f} s ({rounds}: {' '.join(f'{one:.3f}' for one in ours)})"),
        ("bare client", f"{least:.3f} s ({' '.join(f'{one:.3f}' for one in bare)})"),
        ("ratio", f"{mine / least:.2f}"),
    ]


def bare(*arguments: object) -> list[float]:
    """`tests.bench.bare` in a process of its own: the numbers that it prints."""
    command = [sys.executable, "-m", "tests.bench.bare", *map(str, arguments)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    return [float(line) for line in done.stdout.split()]
