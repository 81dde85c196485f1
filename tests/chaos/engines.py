"""Real engines in processes of their own, forked in milliseconds so that they can be killed by the hundred."""

from __future__ import annotations

import os
import signal
import sys
import time
import traceback
from collections.abc import Callable
from datetime import timedelta

from django.db import connections

from bot.core.configuration import Configuration
from bot.engine import steps
from bot.engine.clock import Clock
from bot.engine.steps import Engine
from bot.newsroom import arming, sending
from bot.store import board
from tests import premises

LEASE = timedelta(seconds=0.8)


def start(config: Configuration) -> int:
    """Fork an engine over the ledger; its process id. It runs until it is killed, or nothing is left to do."""
    connections.close_all()
    sys.stdout.flush()
    pid = os.fork()
    if pid:
        return pid
    code = 1
    try:
        _run(config)
        code = 0
    finally:
        # Not sys.exit: what pytest would do on its way out is the parent's to do.
        if code:
            traceback.print_exc()
        os._exit(code)


def kill(pid: int) -> None:
    """`kill -9`, and wait until it is gone. One that ended by itself must have ended well."""
    os.kill(pid, signal.SIGKILL)
    _, status = os.waitpid(pid, 0)
    assert os.WIFSIGNALED(status) or os.WEXITSTATUS(status) == 0


def freeze(pid: int) -> None:
    """`kill -STOP`: it stands still and notices nothing."""
    os.kill(pid, signal.SIGSTOP)


def thaw(pid: int) -> None:
    """`kill -CONT`: it goes on as if no time had passed."""
    os.kill(pid, signal.SIGCONT)


def finish(pid: int, seconds: float) -> None:
    """Wait until it ends by itself."""
    deadline = time.monotonic() + seconds
    while os.waitpid(pid, os.WNOHANG) == (0, 0):
        if time.monotonic() > deadline:
            kill(pid)
            raise AssertionError(f"the engine did not come to rest within {seconds} s")
        time.sleep(0.05)


def _run(config: Configuration) -> None:
    # Whoever takes over waits for the lease of the dead; a shorter one makes a hundred kills bearable.
    sending.LEASE = arming.LEASE = steps.LEASE = LEASE  # type: ignore[attr-defined]
    room = premises.live_newsroom(config)
    for name in config.channels:
        room.channel(name)
    engine = Engine(room)
    clock = Clock(engine)
    clock.start()
    rest: Callable[[], bool] = lambda: not engine.busy() and board.idle(room.now())  # noqa: E731
    while not rest():
        time.sleep(0.05)
    clock.stop()
    room.world.close()  # type: ignore[attr-defined]
