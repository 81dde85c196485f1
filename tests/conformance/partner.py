"""A partner's endpoint that only keeps what was posted to it, for others' verifiers to judge."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass(frozen=True)
class Posted:
    """One request; header names in small letters."""

    headers: dict[str, str]
    body: bytes


@dataclass
class Partner:
    """`answers` are the statuses of the next answers, 204 once there are none left."""

    url: str = ""
    got: list[Posted] = field(default_factory=list)
    answers: list[int] = field(default_factory=list)


@contextmanager
def partner() -> Iterator[Partner]:
    """Listens on loopback until the block ends."""
    one = Partner()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            one.got.append(Posted({name.lower(): value for name, value in self.headers.items()}, body))
            self.send_response(one.answers.pop(0) if one.answers else 204)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        one.url = f"http://127.0.0.1:{server.server_address[1]}/hooks/releases"
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        yield one
        server.shutdown()
