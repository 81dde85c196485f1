"""Somebody whom alerts reach: a receiver of apprise's json:// posts on loopback."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


class Receiver(ThreadingHTTPServer):
    """Somebody's phone: keeps what comes; `answer` says with which status it answers."""

    daemon_threads = True

    def __init__(self, answer: Callable[[], int] = lambda: 200) -> None:
        self.got: list[dict[str, Any]] = []
        self.asked: list[str] = []
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                status = answer()
                if status == 200:
                    receiver.got.append(body)
                self._end(status)

            def do_GET(self) -> None:
                receiver.asked.append(self.path)
                self._end(answer())

            def _end(self, status: int) -> None:
                self.send_response(status)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, format: str, *args: Any) -> None:
                pass

        super().__init__(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.serve_forever, args=(0.02,), daemon=True).start()

    @property
    def address(self) -> str:
        return f"json://127.0.0.1:{self.server_address[1]}/?rto=20&cto=20"

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/beat"

    def texts(self) -> list[str]:
        return [line for one in self.got for line in one["message"].splitlines()]
