"""How the desk has a rehearsal played: by a process of its own, which ends by itself."""

from __future__ import annotations

import subprocess  # it types the command that a person would
import sys
import threading

import structlog

LONGEST = 150.0  # seconds; the command gives up sooner
log = structlog.get_logger(__name__)


def start(slug: str, number: int) -> None:
    """Play one that has begun, and come back at once."""
    words = [sys.executable, "-m", "bot", "rehearse", slug, "--begun", str(number)]
    process = subprocess.Popen(words, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    threading.Thread(target=_wait, args=[process, slug], name="rehearsal", daemon=True).start()


def _wait(process: subprocess.Popen[bytes], slug: str) -> None:
    try:
        code = process.wait(timeout=LONGEST)
    except subprocess.TimeoutExpired:
        process.kill()
        code = process.wait()
    if code:
        log.warning("a rehearsal ended badly", release=slug, code=code)
