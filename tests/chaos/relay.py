"""The way to the providers in a process of its own: while it is dead nobody is reached, and what was under way is cut off."""

from __future__ import annotations

import os
import selectors
import signal
import socket
import threading
from contextlib import suppress


class Relay:
    """Hands every connection on to `port`; can be killed and started again at the same address."""

    def __init__(self, port: int) -> None:
        self._to = port
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._socket.getsockname()[1]
        self._socket.close()
        self._pid = 0
        self.start()

    def start(self) -> None:
        """It listens when this returns."""
        listening = socket.create_server(("127.0.0.1", self.port), backlog=64)
        self._pid = os.fork()
        if self._pid == 0:
            try:
                _relay(listening, self._to)
            finally:
                os._exit(1)
        listening.close()

    def kill(self) -> None:
        """`kill -9`."""
        if self._pid:
            os.kill(self._pid, signal.SIGKILL)
            os.waitpid(self._pid, 0)
            self._pid = 0


def _relay(listening: socket.socket, to: int) -> None:
    while True:
        near, _ = listening.accept()
        threading.Thread(target=_join, args=(near, to), daemon=True).start()


def _join(near: socket.socket, to: int) -> None:
    with near, socket.create_connection(("127.0.0.1", to)) as far, selectors.DefaultSelector() as ready:
        ready.register(near, selectors.EVENT_READ, far)
        ready.register(far, selectors.EVENT_READ, near)
        with suppress(OSError):
            while True:
                for key, _ in ready.select():
                    data = key.fileobj.recv(65536)  # type: ignore[union-attr]
                    if not data:
                        return
                    key.data.sendall(data)
