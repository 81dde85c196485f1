"""A time server and a web server with a date, on loopback, each as wrong as a test wants it."""

from __future__ import annotations

import socket
import struct
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.utils import formatdate
from http.server import BaseHTTPRequestHandler, HTTPServer

NTP_EPOCH = 2_208_988_800  # seconds from 1900 to 1970: RFC 5905, section 6


@dataclass
class NtpServer:
    """Answers as RFC 5905 has it. `off`: by how many seconds its time is ahead; `stratum` 16: it keeps no time itself."""

    off: float = 0.0
    stratum: int = 2
    echoes: bool = True
    silent: bool = False
    root_dispersion: float = 0.001
    asked: int = 0
    place: str = ""
    _socket: socket.socket = field(default_factory=lambda: socket.socket(socket.AF_INET, socket.SOCK_DGRAM))

    def serve(self) -> None:
        while True:
            try:
                packet, sender = self._socket.recvfrom(512)
            except TimeoutError:
                continue
            except OSError:
                return  # it was closed
            self.asked += 1
            if not self.silent:
                self._socket.sendto(self._answer(packet), sender)

    def _answer(self, packet: bytes) -> bytes:
        asked_at = packet[40:48] if self.echoes else bytes(8)
        head = struct.pack(">BBbb", 0b00_100_100, self.stratum, 6, -20)
        errors = struct.pack(">II4s", 0, round(self.root_dispersion * 65536), b"LOCL")
        return head + errors + self._now() + asked_at + self._now() + self._now()

    def _now(self) -> bytes:
        seconds = time.time() + self.off + NTP_EPOCH
        return struct.pack(">II", int(seconds), int(seconds % 1 * 2**32))


@contextmanager
def ntp_server(**how: object) -> Iterator[NtpServer]:
    """A time server; `place` is what the configuration would name."""
    server = NtpServer(**how)  # type: ignore[arg-type]
    server._socket.settimeout(0.1)
    server._socket.bind(("127.0.0.1", 0))
    server.place = f"127.0.0.1:{server._socket.getsockname()[1]}"
    threading.Thread(target=server.serve, daemon=True).start()
    try:
        yield server
    finally:
        server._socket.close()


@contextmanager
def dated_server(off: float = 0.0, headers: dict[str, str] | None = None, date: str | None = None) -> Iterator[str]:
    """A web server whose Date header is `off` seconds ahead, or is `date`; its address."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_HEAD(self) -> None:
            self.send_response_only(404)
            told = formatdate(time.time() + off, usegmt=True) if date is None else date
            for name, value in (({"Date": told} if told else {}) | (headers or {}) | {"Content-Length": "0"}).items():
                self.send_header(name, value)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Quiet."""

    server = HTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
