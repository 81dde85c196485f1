"""The sandbox's Bluesky answers what Bluesky's own server answers: the same requests to both, side by side."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
import requests

from bot.sandbox.bluesky import BlueskyAccount
from bot.sandbox.server import Sandbox
from tests import darkroom
from tests.conformance.sky import Account, Pds

pytestmark = [pytest.mark.node, pytest.mark.timeout(120)]
POST = "app.bsky.feed.post"
KEY = "3mgbikvdj3g5a"  # a TID
NOW = "2026-03-05T00:01:00.000Z"


@dataclass(frozen=True)
class Side:
    """One of the two servers, and an account there."""

    url: str
    did: str
    token: str

    def ask(self, method: str, content: Any = None, **more: Any) -> tuple[int, str]:
        """Status, and the error's name."""
        headers = {"Authorization": f"Bearer {more.pop('token', self.token)}"} | more.pop("headers", {})
        verb = "GET" if content is None and "data" not in more else "POST"
        url = f"{self.url}/xrpc/{method}"
        told = requests.request(verb, url, json=content, headers=headers, timeout=20, **more)
        return told.status_code, told.json().get("error", "")

    def put(self, key: str = KEY, **changes: Any) -> tuple[int, str]:
        record = {"$type": POST, "text": "Rivers", "createdAt": NOW} | changes
        return self.ask(
            "com.atproto.repo.putRecord", {"repo": self.did, "collection": POST, "rkey": key, "record": record}
        )

    def blob(self, content: bytes) -> Any:
        headers = {"Authorization": f"Bearer {self.token}", "Content-Type": "image/jpeg"}
        url = f"{self.url}/xrpc/com.atproto.repo.uploadBlob"
        return requests.post(url, data=content, headers=headers, timeout=20).json()["blob"]


@dataclass
class Both:
    """The real one, and ours."""

    real: Side
    ours: Side
    account: Account
    sandbox: Sandbox


@pytest.fixture
def both(pds: Pds) -> Iterator[Both]:
    account = pds.account()
    with Sandbox(bluesky_accounts=[BlueskyAccount(account.handle, account.password)]) as sandbox:
        yield Both(_entered(pds.url, account), _entered(sandbox.bluesky_url, account), account, sandbox)


def _entered(url: str, account: Account) -> Side:
    told = requests.post(
        f"{url}/xrpc/com.atproto.server.createSession",
        json={"identifier": account.handle, "password": account.password},
        timeout=20,
    ).json()
    return Side(url, told["did"], told["accessJwt"])


def _image(blob: Any, **changes: Any) -> dict[str, Any]:
    return {"$type": "app.bsky.embed.images", "images": [{"alt": "A quay", "image": blob | changes}]}


TRIED = {
    "a post": lambda side: side.put(),
    "a key that is no TID": lambda side: side.put("not a tid"),
    "a word as a key": lambda side: side.put("self"),
    "no text": lambda side: side.put(text=None),
    "301 graphemes": lambda side: side.put(text="x" * 301),
    "3,001 bytes": lambda side: side.put(text="👨‍👩‍👧‍👦" * 130),
    "300 graphemes": lambda side: side.put(text="x" * 300),
    "four languages": lambda side: side.put(langs=["en", "de", "fr", "es"]),
    "a language that is none": lambda side: side.put(langs=["not a language"]),
    "no time": lambda side: side.put(createdAt="yesterday"),
    "an unknown field": lambda side: side.put(press="release"),
    "a facet beyond the text": lambda side: side.put(
        facets=[{"index": {"byteStart": 0, "byteEnd": 900}, "features": [_link("https://example.org")]}]
    ),
    "a facet without a place": lambda side: side.put(facets=[{"features": [_link("https://example.org")]}]),
    "a link that is none": lambda side: side.put(
        facets=[{"index": {"byteStart": 0, "byteEnd": 3}, "features": [_link("not a link")]}]
    ),
    "a card": lambda side: side.put(embed=_card("https://example.org")),
    "a card that leads nowhere": lambda side: side.put(embed=_card("nowhere")),
    "a reply to nothing that is named": lambda side: side.put(reply={}),
    "a picture": lambda side: side.put(embed=_image(side.blob(darkroom.photo(64, 48)))),
    "a picture that is not there": lambda side: side.put(
        embed=_image({"$type": "blob", "ref": {"$link": CID}, "mimeType": "image/jpeg", "size": 900})
    ),
    "a picture of another size": lambda side: side.put(embed=_image(side.blob(darkroom.photo(64, 48)), size=5)),
    "a picture of another kind": lambda side: side.put(
        embed=_image(side.blob(darkroom.photo(64, 48)), mimeType="image/png")
    ),
    "a picture over two million bytes": lambda side: side.put(
        embed=_image(side.blob(b"\xff\xd8\xff" + b"x" * 2_000_001))
    ),
    "five pictures": lambda side: side.put(
        embed={"$type": "app.bsky.embed.images", "images": _image(side.blob(darkroom.photo(64, 48)))["images"] * 5}
    ),
    "a picture without alt text": lambda side: side.put(
        embed={"$type": "app.bsky.embed.images", "images": [{"image": side.blob(darkroom.photo(64, 48))}]}
    ),
    "an upload without its kind": lambda side: side.ask("com.atproto.repo.uploadBlob", data=b"x", headers={}),
    "somebody else's repository": lambda side: side.ask(
        "com.atproto.repo.putRecord",
        {"repo": "did:plc:ewvi7nxzyoun6zhxrhs64oiz", "collection": POST, "rkey": KEY, "record": {}},
    ),
    "a record that is not there": lambda side: side.ask(
        "com.atproto.repo.getRecord", params={"repo": side.did, "collection": POST, "rkey": KEY}
    ),
    "no token": lambda side: side.ask("com.atproto.server.getSession", headers={"Authorization": ""}),
    "a token that is none": lambda side: side.ask("com.atproto.server.getSession", token="none"),
    "a token to put a record with that is none": lambda side: side.ask(
        "com.atproto.repo.putRecord", {"repo": side.did, "collection": POST, "rkey": KEY, "record": {}}, token="none"
    ),
    "a wrong password": lambda side: side.ask(
        "com.atproto.server.createSession", {"identifier": "rights0.test", "password": "wrong"}
    ),
    "nobody's name": lambda side: side.ask(
        "com.atproto.server.createSession", {"identifier": "nobody.test", "password": "wrong"}
    ),
    "no password": lambda side: side.ask("com.atproto.server.createSession", {"identifier": "rights0.test"}),
}
CID = "bafkreibjfgx2gprinfvicegelk5kosd6y2frmqpqzwqkg7usac74l3t2v4"


# What the server takes all the same, so that nobody would hear of it: ours refuses it, as it can only be a mistake of ours.
STRICTER = ("an unknown field", "a facet beyond the text")


@pytest.mark.parametrize("what", [what for what in TRIED if what not in STRICTER])
def test_both_answer_alike(both: Both, what: str) -> None:
    assert TRIED[what](both.ours) == TRIED[what](both.real)


@pytest.mark.parametrize("what", STRICTER)
def test_ours_is_stricter_where_the_server_lets_a_mistake_pass(both: Both, what: str) -> None:
    assert (TRIED[what](both.ours)[0], TRIED[what](both.real)[0]) == (400, 200)


@pytest.mark.parametrize("standing", ["taken down", "deactivated"])
def test_both_treat_an_account_alike_that_is(both: Both, pds: Pds, standing: str) -> None:
    if standing == "taken down":
        pds.take_down(both.account)
    else:
        pds.ask("com.atproto.server.deactivateAccount", {}, both.account.token)
    both.sandbox.bluesky.standings[both.account.handle] = standing
    asks: tuple[Callable[[Side], tuple[int, str]], ...] = (
        lambda side: side.put(),
        lambda side: side.ask("com.atproto.repo.describeRepo", params={"repo": both.account.handle}),
        lambda side: side.ask(
            "com.atproto.server.createSession",
            {"identifier": both.account.handle, "password": both.account.password},
        ),
    )
    assert [ask(both.ours) for ask in asks] == [ask(both.real) for ask in asks]


def _link(uri: str) -> dict[str, str]:
    return {"$type": "app.bsky.richtext.facet#link", "uri": uri}


def _card(uri: str) -> dict[str, Any]:
    return {"$type": "app.bsky.embed.external", "external": {"uri": uri, "title": "Rivers", "description": "Cleaner"}}
