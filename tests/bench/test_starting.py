"""How long a short command takes to start: its CPU beside that of the same libraries doing nothing. `make bench` prints it."""

from __future__ import annotations

import os
import resource
import statistics
import subprocess
import sys
from pathlib import Path

RUNS = 5
ROOT = Path(__file__).resolve().parents[2]
BARE = """
import os
os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
import django, structlog, typer
django.setup()
app = typer.Typer()
@app.command()
def status(slug: str = ""): pass
app(["--slug", "x"])
"""


def test_the_cpu_of_starting_a_short_command(tmp_path: Path) -> None:
    keep = {name: os.environ[name] for name in ("PATH", "LANG", "TMPDIR") if name in os.environ}
    environment = {
        **keep,
        "PYTHONPATH": str(ROOT),
        "PYTHONPYCACHEPREFIX": str(tmp_path / "compiled"),
        "PYTHON_DOTENV_DISABLED": "1",
    }
    commands = {
        "embargo status": ["-m", "bot", "status"],
        "embargo --help": ["-m", "bot", "--help"],
        "Django, Typer, structlog alone": ["-c", BARE],
        "Python alone": ["-c", ""],
    }
    _cpu(["-m", "bot", "init"], tmp_path, environment)
    told = {name: _run(words, tmp_path, environment) for name, words in commands.items()}
    assert told["embargo --help"].startswith("Usage: ")
    assert told["embargo status"].startswith("Nothing is queued.")
    spent = {name: _median(words, tmp_path, environment) for name, words in commands.items()}
    print(f"\nstarting, CPU of the median of {RUNS} runs")
    for name, milliseconds in spent.items():
        print(f"  {name:<36}{milliseconds:8.0f} ms")
    print(f"  {'ratio':<36}{spent['embargo status'] / spent['Django, Typer, structlog alone']:8.2f}")


def _median(words: list[str], folder: Path, environment: dict[str, str]) -> float:
    _cpu(words, folder, environment)  # compiles
    return statistics.median(_cpu(words, folder, environment) for _ in range(RUNS))


def _cpu(words: list[str], folder: Path, environment: dict[str, str]) -> float:
    """Milliseconds of the processor that one run takes."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    _run(words, folder, environment)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return (after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime) * 1000


def _run(words: list[str], folder: Path, environment: dict[str, str]) -> str:
    """What it prints; it has to end well."""
    command = [sys.executable, *words]
    done = subprocess.run(command, cwd=folder, env=environment, check=True, capture_output=True, text=True, timeout=60)
    return done.stdout
