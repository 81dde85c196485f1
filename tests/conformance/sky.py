"""Bluesky's own server, the reference PDS, as npm has it: https://github.com/bluesky-social/atproto, packages/pds"""

from __future__ import annotations

import itertools
import json
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import requests

from tests.conformance.processes import running

SCRIPT = Path(__file__).with_name("pds.cjs")


@dataclass(frozen=True)
class Account:
    """An account with its own password, and an app password as an office would make."""

    handle: str
    did: str
    token: str
    own: str
    password: str


@dataclass
class Pds:
    """The server's address, and what its operator may do."""

    url: str
    admin: str
    _numbers: Iterator[int] = field(default_factory=itertools.count)

    def account(self) -> Account:
        """A new account."""
        handle, own = f"rights{next(self._numbers)}.test", "a long password of its own"
        made = self.ask(
            "com.atproto.server.createAccount", {"handle": handle, "email": f"{handle}@x.test", "password": own}
        )
        token = str(made["accessJwt"])
        app = self.ask("com.atproto.server.createAppPassword", {"name": "press"}, token)
        return Account(handle, str(made["did"]), token, own, str(app["password"]))

    def posts(self, account: Account) -> list[dict[str, Any]]:
        """What the account has posted, the oldest first: each with its `uri`, `cid` and `value`."""
        asked = {"repo": account.did, "collection": "app.bsky.feed.post", "reverse": "true"}
        return list(self.look("com.atproto.repo.listRecords", asked)["records"])

    def revision(self, account: Account) -> str:
        """Changes with whatever changes in the account's repository."""
        return str(self.look("com.atproto.sync.getLatestCommit", {"did": account.did})["rev"])

    def look(self, method: str, asked: Mapping[str, str]) -> Any:
        """A query that anybody may make."""
        return _good(requests.get(f"{self.url}/xrpc/{method}", params=asked, timeout=20)).json()

    def ask(self, method: str, content: Mapping[str, Any], token: str = "") -> Any:
        """A procedure, by whom the token says."""
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        told = _good(requests.post(f"{self.url}/xrpc/{method}", json=dict(content), headers=headers, timeout=20))
        return told.json() if told.content else None

    def take_down(self, account: Account) -> None:
        """As moderators do."""
        subject = {"$type": "com.atproto.admin.defs#repoRef", "did": account.did}
        body = {"subject": subject, "takedown": {"applied": True}}
        url = f"{self.url}/xrpc/com.atproto.admin.updateSubjectStatus"
        _good(requests.post(url, json=body, auth=("admin", self.admin), timeout=20))


@contextmanager
def bluesky_server(node: Path, modules: Path, folder: Path) -> Iterator[Pds]:
    """The server and its directory, ended with the block."""
    with running([node, SCRIPT, modules, folder], {"LOG_ENABLED": "false"}, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        yield Pds(**json.loads(process.stdout.readline()))


def _good(answer: requests.Response) -> requests.Response:
    assert answer.ok, answer.text
    return answer
