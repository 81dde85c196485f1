"""The sandbox's Mastodon answers what somebody else's answers: the same requests to both, side by side."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
import requests

from bot.sandbox.mastodon import MastodonAccount
from bot.sandbox.server import Sandbox
from tests import darkroom
from tests.conformance.conftest import mastodon_mock
from tests.conformance.fediverse import TOKEN, mastodon_server

pytestmark = pytest.mark.timeout(120)


@dataclass(frozen=True)
class Side:
    """One of the two servers."""

    url: str

    def ask(self, verb: str, path: str, token: str = TOKEN, key: str = "", **more: Any) -> requests.Response:
        headers = ({"Authorization": f"Bearer {token}"} if token else {}) | ({"Idempotency-Key": key} if key else {})
        return requests.request(verb, f"{self.url}/api/{path}", headers=headers, timeout=20, **more)

    def post(self, key: str = "", token: str = TOKEN, media: str = "", **fields: Any) -> requests.Response:
        shown = {"media_ids[]": [media]} if media else {}
        return self.ask("POST", "v1/statuses", token, key, data=fields | shown)

    def picture(self) -> requests.Response:
        file = ("quay.jpg", darkroom.photo(64, 48), "image/jpeg")
        return self.ask("POST", "v2/media", files={"file": file}, data={"description": "A quay"})


@pytest.fixture(scope="module")
def sides(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Side, Side]]:
    accounts = [MastodonAccount(TOKEN, "rights")]
    with (
        mastodon_server(mastodon_mock(), tmp_path_factory.mktemp("mastodon")) as instance,
        Sandbox(mastodon_accounts=accounts) as sandbox,
    ):
        yield Side(sandbox.mastodon_url), Side(instance.url)


def _kept(answer: requests.Response) -> tuple[object, ...]:
    """Of a post what does not differ from server to server."""
    told = answer.json()
    return (
        told["visibility"],
        told["language"],
        told["spoiler_text"],
        told["in_reply_to_id"] is None,
        len(told["media_attachments"]),
    )


TRIED: dict[str, Callable[[Side], object]] = {
    "a post": lambda side: _kept(side.post(status="Rivers", language="en")),
    "a warning": lambda side: _kept(side.post(status="Rivers are cleaner", language="de", spoiler_text="Violence")),
    "a reply": lambda side: _kept(side.post(status="More", in_reply_to_id=side.post(status="First").json()["id"])),
    "a picture": lambda side: _kept(side.post(status="Seen", media=side.picture().json()["id"])),
    "an upload": lambda side: {name: side.picture().json()[name] for name in ("type", "description")},
    "an upload looked at": lambda side: side.ask("GET", f"v1/media/{side.picture().json()['id']}").status_code,
    "an upload that is not there": lambda side: side.ask("GET", "v1/media/999999999").status_code,
    "nothing to say": lambda side: side.post().status_code,
    "a wrong token": lambda side: side.post(token="other", status="x").status_code,
    "no token": lambda side: side.post(token="", status="x").status_code,
    "whose token": lambda side: side.ask("GET", "v1/accounts/verify_credentials").status_code,
    "whose wrong token": lambda side: side.ask("GET", "v1/accounts/verify_credentials", "other").status_code,
    "room in a post": lambda side: side.ask("GET", "v2/instance").json()["configuration"]["statuses"][
        "characters_reserved_per_url"
    ],
    "the same key": lambda side: (
        side.post("k1", status="Once").json()["id"] == side.post("k1", status="Once").json()["id"]
    ),
    "another key": lambda side: (
        side.post("k2", status="Twice").json()["id"] == side.post("k3", status="Twice").json()["id"]
    ),
}
# Where ours follows Mastodon's own source, and the other lets more pass, or asks for an application's own token:
# app/services/post_status_service.rb, app/controllers/api/v1/{statuses,apps/credentials}_controller.rb in mastodon/mastodon
SOURCE: dict[str, tuple[Callable[[Side], object], int, int]] = {
    "a picture that is not there": (lambda side: side.post(status="x", media="999999999").status_code, 422, 200),
    "a reply to nothing": (lambda side: side.post(status="x", in_reply_to_id="999999999").status_code, 404, 200),
    "no such visibility": (lambda side: side.post(status="x", visibility="everywhere").status_code, 422, 200),
    "what the app may do": (lambda side: side.ask("GET", "v1/apps/verify_credentials").status_code, 200, 401),
}


@pytest.mark.parametrize("what", TRIED)
def test_both_answer_alike(sides: tuple[Side, Side], what: str) -> None:
    ours, other = sides
    assert TRIED[what](ours) == TRIED[what](other)


@pytest.mark.parametrize("what", SOURCE)
def test_ours_answers_as_mastodons_source_says(sides: tuple[Side, Side], what: str) -> None:
    ours, other = sides
    ask, *answers = SOURCE[what]
    assert [ask(ours), ask(other)] == answers


def test_a_post_of_ours_has_no_field_that_the_other_has_not(sides: tuple[Side, Side]) -> None:
    ours, other = (set(side.post(status="Fields").json()) for side in sides)
    assert ours - other == set()
