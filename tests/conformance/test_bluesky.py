"""Our threads, as Bluesky's own server takes and keeps them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
import requests

from bot.channels.base import Channel
from bot.channels.wire import Network
from bot.core.delivery import Order, Rejected, Repeat, Sent, Trouble
from bot.core.rendition import Card, Image, Post, Thread
from tests import darkroom
from tests.channels.orders import THREAD, Kept, channel, order, sent
from tests.conformance.sky import Account, Pds

pytestmark = [pytest.mark.node, pytest.mark.timeout(120)]
CARD = Card("https://press.example.org/rivers", "Rivers are cleaner", "Than ten years ago.")
TOLD = replace(THREAD, card=CARD)
WORDS = [post.text for post in THREAD.posts]
PICTURES = (
    Image("quay.jpg", "image/jpeg", darkroom.photo(1200, 800), "A grey quay", 1200, 800),
    Image("crane.jpg", "image/jpeg", darkroom.photo(640, 640), "A crane, standing still – “so far”", 640, 640),
)


@pytest.fixture
def account(pds: Pds) -> Account:
    return pds.account()


def outlet(pds: Pds, account: Account, password: str = "") -> Channel:
    secrets = {"BLUESKY_PASSWORD": password or account.password}
    return channel("bluesky", "bluesky", secrets, base_url=pds.url, timeout=20.0, options={"handle": account.handle})


def asked(thread: Thread = TOLD, **changes: Any) -> Order:
    return order(thread.to_bytes(), **{"merge": {"lift": "2026-03-05T00:01:00Z"}, **changes})


def values(pds: Pds, account: Account) -> list[dict[str, Any]]:
    return [record["value"] for record in pds.posts(account)]


def test_a_thread_stands_there_post_by_post(pds: Pds, account: Account, wire: Network) -> None:
    outcome = sent(outlet(pds, account), asked(), wire)
    first, *others = pds.posts(account)
    assert outcome == Sent(
        first["uri"], f"https://bsky.app/profile/{account.did}/post/{first['uri'].rpartition('/')[2]}"
    )
    assert [one["value"]["text"] for one in (first, *others)] == WORDS
    assert {one["value"]["reply"]["root"]["cid"] for one in others} == {first["cid"]}
    assert [one["value"]["reply"]["parent"]["uri"] for one in others] == [first["uri"], others[0]["uri"]]
    assert {(value["langs"][0], value["createdAt"][:16]) for value in values(pds, account)} == {
        ("en", "2026-03-05T00:01")
    }


def test_the_card_goes_with_the_first_post(pds: Pds, account: Account, wire: Network) -> None:
    sent(outlet(pds, account), asked(), wire)
    first = values(pds, account)[0]
    assert first["embed"]["$type"] == "app.bsky.embed.external"
    card = {"uri": CARD.url, "title": CARD.title, "description": CARD.description}
    assert first["embed"]["external"].items() >= card.items()


def test_pictures_stand_there_with_alt_text_and_can_be_fetched(pds: Pds, account: Account, wire: Network) -> None:
    assert isinstance(sent(outlet(pds, account), asked(pictures=PICTURES), wire), Sent)
    shown = values(pds, account)[0]["embed"]["images"]
    assert [(one["alt"], one["aspectRatio"]["width"], one["image"]["size"]) for one in shown] == [
        (picture.alt, picture.width, len(picture.content)) for picture in PICTURES
    ]
    kept = [_blob(pds, account, one["image"]["ref"]["$link"]) for one in shown]
    assert kept == [picture.content for picture in PICTURES]


def test_links_and_tags_are_marked_by_the_bytes_that_they_take(pds: Pds, account: Account, wire: Network) -> None:
    text = "Flüsse – “klar” 🏞: https://press.example.org/rivers. #Wasser, $USD"
    sent(outlet(pds, account), asked(Thread((Post(text),), "de")), wire)
    (value,) = values(pds, account)
    marked = [text.encode()[one["index"]["byteStart"] : one["index"]["byteEnd"]].decode() for one in value["facets"]]
    assert marked == ["https://press.example.org/rivers", "#Wasser"]


def test_a_repeat_of_everything_changes_nothing(pds: Pds, account: Account, wire: Network) -> None:
    mail = asked(pictures=PICTURES)
    first, before = sent(outlet(pds, account), mail, wire), (pds.posts(account), pds.revision(account))
    assert sent(outlet(pds, account), mail, wire) == first  # as if nothing had been kept
    assert (pds.posts(account), pds.revision(account)) == before


def test_what_is_there_is_found(pds: Pds, account: Account, wire: Network) -> None:
    one = outlet(pds, account)
    assert isinstance(one.reconcile(asked(), wire), Repeat)
    keep = Kept()
    outcome = sent(one, asked(), wire, keep)
    assert one.reconcile(asked(), wire) == outcome
    _delete(pds, account, pds.posts(account)[-1])
    found = one.reconcile(asked(), wire)
    assert isinstance(found, Repeat) and found.progress is not None
    assert len(found.progress["refs"]) == len(WORDS) - 1
    assert sent(one, asked(progress=found.progress), wire) == outcome
    assert [value["text"] for value in values(pds, account)] == WORDS


def test_a_thread_goes_on_where_it_stopped(pds: Pds, account: Account, wire: Network) -> None:
    class Stopped(Exception):
        pass

    def stop() -> None:
        if len(keep.all) == 2:
            raise Stopped

    keep = Kept(stop)
    with pytest.raises(Stopped):
        sent(outlet(pds, account), asked(pictures=PICTURES[:1]), wire, keep)
    assert isinstance(sent(outlet(pds, account), asked(pictures=PICTURES[:1], progress=keep.last), wire), Sent)
    assert [value["text"] for value in values(pds, account)] == WORDS


@pytest.mark.parametrize("text", ["word " * 61, "🏳️‍🌈" * 301, "語" * 1001])
def test_what_approval_calls_too_long_the_server_refuses_too(
    pds: Pds, account: Account, wire: Network, text: str
) -> None:
    thread = Thread((Post(text.strip()),), "en")
    assert outlet(pds, account).doubts(thread.to_bytes())
    outcome = sent(outlet(pds, account), asked(thread), wire)
    assert isinstance(outcome, Rejected), outcome


@pytest.mark.parametrize("text", ["x" * 300, "語" * 300, "👍🏽" * 300])
def test_what_approval_lets_through_the_server_takes(pds: Pds, account: Account, wire: Network, text: str) -> None:
    thread = Thread((Post(text),), "en")
    assert outlet(pds, account).doubts(thread.to_bytes()) == []
    assert isinstance(sent(outlet(pds, account), asked(thread), wire), Sent)


def test_doctor_says_as_whom_it_posts_and_posts_nothing(pds: Pds, account: Account, wire: Network) -> None:
    checks = outlet(pds, account).check(wire)
    assert (checks[0].ok, account.handle in checks[0].detail) == (True, True)
    assert any("log-ins" in f"{check.name} {check.detail}" for check in checks)
    assert pds.posts(account) == []


def test_a_wrong_password_is_named_by_its_variable(pds: Pds, account: Account, wire: Network) -> None:
    assert "BLUESKY_PASSWORD" in refusal(outlet(pds, account, "abcd-efgh-ijkl-mnop"), wire)


def test_a_revoked_app_password_is_refused(pds: Pds, account: Account, wire: Network) -> None:
    pds.ask("com.atproto.server.revokeAppPassword", {"name": "press"}, account.token)
    assert "BLUESKY_PASSWORD" in refusal(outlet(pds, account), wire)


def test_an_account_that_was_taken_down_is_refused(pds: Pds, account: Account, wire: Network) -> None:
    pds.take_down(account)  # to an app password the server says no more than that it is wrong
    assert "taken down" in refusal(outlet(pds, account), wire)


def test_an_account_that_was_deactivated_is_told_apart(pds: Pds, account: Account, wire: Network) -> None:
    pds.ask("com.atproto.server.deactivateAccount", {}, account.token)
    assert "deactivated" in refusal(outlet(pds, account), wire)


def refusal(one: Channel, wire: Network) -> str:
    """Why it is refused, when it posts; and it is when it is asked ahead."""
    outcome = sent(one, asked(), wire)
    assert isinstance(outcome, Rejected), outcome
    check = one.check(wire)[0]
    assert (check.ok, check.trouble) == (False, Trouble.REFUSED)
    return outcome.because


def _blob(pds: Pds, account: Account, cid: str) -> bytes:
    asked = {"did": account.did, "cid": cid}
    return requests.get(f"{pds.url}/xrpc/com.atproto.sync.getBlob", params=asked, timeout=20).content


def _delete(pds: Pds, account: Account, record: dict[str, Any]) -> None:
    key = {"repo": account.did, "collection": "app.bsky.feed.post", "rkey": record["uri"].rpartition("/")[2]}
    pds.ask("com.atproto.repo.deleteRecord", key, account.token)
