"""mastodon-mock, a Mastodon of somebody else's with a memory of its own: https://github.com/matthewdeanmartin/mastodon_mock"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import requests

from tests.conformance.processes import free_port, listening, running

TOKEN = "mock_token"  # that of an account which is there from the start


@dataclass(frozen=True)
class Instance:
    """Where it listens."""

    url: str

    def posts(self) -> list[dict[str, Any]]:
        """What the account has posted, the oldest first."""
        me = self.look("accounts/verify_credentials")["id"]
        return list(reversed(self.look(f"accounts/{me}/statuses?limit=40")))

    def look(self, path: str) -> Any:
        """An answer of its API, to the account."""
        headers = {"Authorization": f"Bearer {TOKEN}"}
        told = requests.get(f"{self.url}/api/v1/{path}", headers=headers, timeout=20)
        assert told.ok, told.text
        return told.json()


@contextmanager
def mastodon_server(command: Path, folder: Path) -> Iterator[Instance]:
    """The server on loopback, ended with the block. What it keeps, it keeps in `folder`."""
    port = free_port()
    words = [command, "serve", "--in-memory", "--host", "127.0.0.1", "--port", str(port), "--log-level", "warning"]
    with running(words, cwd=folder) as process:
        listening(port, process)
        yield Instance(f"http://127.0.0.1:{port}")
