"""`embargo web`: the pages on processes of their own, by a server that spends little on a request (Granian)."""

from __future__ import annotations

import multiprocessing
import os
import socket
import threading
from importlib import import_module
from typing import Any

from bot.core.errors import EmbargoError

THREADS = 4  # in each process: what is kept takes a fraction of a millisecond, and the others are few


class PortTaken(EmbargoError):
    """Port {port} can't be listened on ({problem}). Choose another with --port or PORT."""


class BadPort(EmbargoError):
    """ "{port}" is not a port; give a number from 1 to 65535."""


def address(port: int | None) -> tuple[str, int]:
    """Where to listen: loopback, unless PORT says that a platform's router stands in front. Raises BadPort."""
    text = str(port if port is not None else os.environ.get("PORT", "8000"))
    if not text.isdigit() or not 0 < int(text) < 65536:
        raise BadPort(port=text)
    return "0.0.0.0" if "PORT" in os.environ else "127.0.0.1", int(text)  # noqa: S104


def serve(port: int | None, processes: int) -> None:
    """Serve until a signal; a process that dies is replaced. Raises BadPort or PortTaken."""
    from granian import Granian
    from granian.constants import Interfaces
    from granian.http import HTTP1Settings
    from granian.log import LogLevels

    host, wanted = address(port)
    _try(host, wanted)
    settings: dict[str, Any] = {
        "address": host,
        "port": wanted,
        "interface": Interfaces.WSGI,
        "workers": processes,
        "blocking_threads": THREADS,
        "http1_settings": HTTP1Settings(keep_alive=True, header_read_timeout=10_000),
        "websockets": False,
        "backlog": 2048,
        "log_level": LogLevels.warning,
        "respawn_failed_workers": True,
        "workers_kill_timeout": 10,
    }
    Granian("bot.cli.serving:pages", factory=True, **settings).serve()


def pages() -> Any:
    """In each of the processes: the newsroom put together anew (config/wsgi.py), for as long as the first process lives."""
    threading.Thread(target=_end_with_the_first, name="end", daemon=True).start()
    return import_module("config.wsgi").application


def _end_with_the_first() -> None:
    """Killed, it could not tell us; and whoever it left behind would keep the port and serve on."""
    first = multiprocessing.parent_process()
    if first is not None:
        first.join()
        os._exit(1)


def _try(host: str, port: int) -> None:
    """So that a port that is taken is one sentence and not a server's own words."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise PortTaken(port=port, problem=error.strerror) from None
