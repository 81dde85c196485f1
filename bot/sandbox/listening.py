"""HTTP/1.1 over real sockets on loopback: one thread a connection, kept alive; stamps the first byte of a request."""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from bot.sandbox.exchange import Answer, Headers

MAX_BODY = 64 * 1024 * 1024  # bytes; twice what the strictest provider refuses, so that it can say so itself
IDLE = 300  # seconds a silent connection is kept


@dataclass(frozen=True, slots=True)
class Reply:
    """What to do with a request: answer after `wait` seconds, or (no answer) close the connection."""

    answer: Answer | None
    wait: float = 0.0


Handle = Callable[[str, str, Headers, bytes, datetime], Reply]
"""Method, whole URL, header fields, body and the time of the first byte, to a reply."""


class HttpListener:
    """Listens on 127.0.0.1 and hands every request to `handle`, from several threads at once."""

    def __init__(self, handle: Handle, clock: Callable[[], datetime]) -> None:
        self._handle = handle
        self._clock = clock
        self._server: _Server | None = None
        self._thread: threading.Thread | None = None
        self.port = 0

    def start(self, port: int) -> None:
        """Listens on a port; 0 takes a free one. Raises OSError if it is taken."""
        self._server = _Server(("127.0.0.1", port), self._handle, self._clock)
        self.port = self._server.server_port
        serve = self._server.serve_forever
        self._thread = threading.Thread(target=serve, args=(0.05,), name="sandbox-http", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Closes the port and every connection, those that hang too."""
        if self._server is None or self._thread is None:
            return
        self._server.stopping.set()
        self._server.shutdown()
        self._server.server_close()
        self._server.hang_up()
        self._thread.join(timeout=5)
        self._server = None


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    request_queue_size = 256

    def __init__(self, address: tuple[str, int], handle: Handle, clock: Callable[[], datetime]) -> None:
        self.handle = handle
        self.clock = clock
        self.stopping = threading.Event()
        self._open: set[socket.socket] = set()
        super().__init__(address, _Connection)

    def server_bind(self) -> None:
        # without HTTPServer's look-up of the host's name, which can take seconds
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self.socket.bind(self.server_address)
        self.server_address = self.socket.getsockname()
        self.server_name, self.server_port = "127.0.0.1", self.server_address[1]

    def get_request(self) -> tuple[socket.socket, Any]:
        connection, address = super().get_request()
        self._open.add(connection)
        return connection, address

    def shutdown_request(self, request: Any) -> None:
        self._open.discard(request)
        super().shutdown_request(request)

    def hang_up(self) -> None:
        for connection in list(self._open):
            with contextlib.suppress(OSError):  # the other end may have been quicker
                connection.shutdown(socket.SHUT_RDWR)


class _Connection(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server_version = "sandbox"
    sys_version = ""
    disable_nagle_algorithm = True
    wbufsize = -1  # head and body leave in one piece
    timeout = IDLE
    server: _Server
    _at: datetime

    def handle_one_request(self) -> None:
        try:
            self.rfile.peek(1)  # type: ignore[attr-defined]  # waits for the first byte and leaves it where it is
            self._at = self.server.clock()
            super().handle_one_request()
        except (ConnectionError, TimeoutError):
            self.close_connection = True

    def do_GET(self) -> None:
        """Every method goes the same way."""
        body = self._body()
        if body is None:
            return
        url = f"http://{self.headers.get('Host') or f'127.0.0.1:{self.server.server_port}'}{self.path}"
        reply = self.server.handle(self.command, url, Headers(self.headers.items()), body, self._at)
        if reply.wait:
            self.server.stopping.wait(reply.wait)
        if reply.answer is None:
            self.close_connection = True
            return
        self._send(reply.answer)
        if reply.answer.noted is not None:
            reply.answer.noted.answered_at = self.server.clock()

    do_POST = do_PUT = do_PATCH = do_DELETE = do_GET

    def _body(self) -> bytes | None:
        length = self.headers.get("Content-Length", "0")
        if self.headers.get("Transfer-Encoding"):
            self._give_up(411, "Send a Content-Length.")
        elif not length.isascii() or not length.isdigit():
            self._give_up(400, "The Content-Length is no number.")
        elif int(length) > MAX_BODY:
            self._give_up(413, "That is too much.")
        else:
            return self.rfile.read(int(length))
        return None

    def _give_up(self, status: int, reason: str) -> None:
        self.close_connection = True
        self._send(Answer(status, Headers({"Content-Type": "text/plain; charset=utf-8"}), reason.encode()))

    def _send(self, answer: Answer) -> None:
        self.send_response(answer.status)
        for name, value in answer.headers.items():
            self.send_header(name, value)
        if answer.status != 204:
            self.send_header("Content-Length", str(len(answer.body)))
        if self.close_connection:
            self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(answer.body)
        self.wfile.flush()

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing is logged: a request line can carry text."""
