"""Waiting for an answer has an end: a peer that sends one byte now and then may not hold a worker for ever."""

from __future__ import annotations

import io
import socket
import time
from typing import Any


class Patience(io.RawIOBase):
    """The reading side of a socket that gives up `seconds` after it was made or last `renew`ed, however much has come.

    A socket's own time-out starts again with every byte. Raises TimeoutError.
    """

    def __init__(self, sock: socket.socket, seconds: float | None) -> None:
        super().__init__()
        self._sock = sock
        self._stream: Any = sock.makefile("rb", buffering=0)
        self._seconds = seconds
        self._until = 0.0
        self.renew()

    def renew(self, seconds: float | None = None) -> None:
        """Starts the wait again, for the next answer on the same connection; `seconds`: with another end from now on."""
        self._seconds = self._seconds if seconds is None else seconds
        self._until = time.monotonic() + (self._seconds or 0.0)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any, /) -> int | None:
        if self._seconds is not None:
            left = self._until - time.monotonic()
            if left <= 0:
                raise TimeoutError("the answer took too long")
            self._sock.settimeout(left)
        count: int | None = self._stream.readinto(buffer)
        return count

    def close(self) -> None:
        self._stream.close()
        super().close()
