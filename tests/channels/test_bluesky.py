from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from atproto_client.models import AppBskyFeedPost
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.base import Channel
from bot.channels.bluesky import _record
from bot.channels.wire import Network
from bot.core.delivery import Order, Rejected, Retry, Unconfirmed
from bot.core.errors import ConfigurationError
from bot.core.rendition import Card, Post, Thread
from bot.sandbox.bluesky_rules import checked, cid_of
from bot.sandbox.faults import Fault
from bot.sandbox.server import Sandbox
from tests.channels.orders import ENVIRONMENT, SKY, THREAD, channel, order, sent

CARD = Card("https://press.example.org/rivers", "Rivers are cleaner", "Than ten years ago.")
TOLD = replace(THREAD, card=CARD)
WORDS = [post.text for post in THREAD.posts]
LIFT = datetime(2026, 3, 5, 0, 1, tzinfo=UTC)
HANDLE = {"handle": SKY.handle}


@pytest.fixture
def account(sandbox: Sandbox) -> Channel:
    return channel("bluesky", "bluesky", base_url=sandbox.bluesky_url, timeout=0.5, options=HANDLE)


def asked(**changes: object) -> Order:
    return order(TOLD.to_bytes(), **{"merge": {"lift": "2026-03-05T00:01:00Z"}, **changes})


def posted(sandbox: Sandbox) -> list[str]:
    return [record.text for record in sandbox.bluesky.received]


def shown(uri: str) -> str:
    return f"https://bsky.app/profile/{SKY.did}/post/{uri.rpartition('/')[2]}"


def test_the_first_post_alone_has_the_card(sandbox: Sandbox, account: Channel, wire: Network) -> None:
    sent(account, asked(), wire)
    assert [record.card for record in sandbox.bluesky.received] == [
        ("Rivers are cleaner", "Than ten years ago.", CARD.url),
        None,
        None,
    ]


def test_a_post_has_its_language_and_the_time_of_the_lift(sandbox: Sandbox, account: Channel, wire: Network) -> None:
    sent(account, asked(), wire)
    told = [(record.value["langs"], record.value["createdAt"]) for record in sandbox.bluesky.received]
    assert told == [(["en"], f"2026-03-05T00:01:00.00{place}Z") for place in range(3)]


def test_a_link_is_marked_where_it_stands_in_bytes(sandbox: Sandbox, account: Channel, wire: Network) -> None:
    text = "Flüsse – “klar”: https://press.example.org/rivers. #Wasser, $USD"
    sent(account, order(Thread((Post(text),), "de").to_bytes()), wire)
    (record,) = sandbox.bluesky.received
    marked = {
        text.encode()[facet["index"]["byteStart"] : facet["index"]["byteEnd"]].decode(): facet["features"][0]
        for facet in record.value["facets"]
    }
    assert marked == {
        "https://press.example.org/rivers": {
            "$type": "app.bsky.richtext.facet#link",
            "uri": "https://press.example.org/rivers",
        },
        "#Wasser": {"$type": "app.bsky.richtext.facet#tag", "tag": "Wasser"},
    }


def test_a_repeat_of_everything_changes_nothing(sandbox: Sandbox, account: Channel, wire: Network) -> None:
    first = sent(account, asked(), wire)
    received = list(sandbox.bluesky.received)
    assert sent(account, asked(attempt=2), wire) == first  # as if nothing had been kept
    assert sandbox.bluesky.received == received


def test_another_delivery_of_the_same_words_is_another_thread(
    sandbox: Sandbox, account: Channel, wire: Network
) -> None:
    sent(account, asked(), wire)
    sent(account, asked(delivery="d-2"), wire)
    assert posted(sandbox) == WORDS * 2


def test_other_words_under_our_key_are_for_a_person_to_see(sandbox: Sandbox, account: Channel, wire: Network) -> None:
    sent(account, order(Thread((Post("Something else"),), "en").to_bytes(), merge=asked().merge), wire)
    found = account.reconcile(asked(), wire)
    assert isinstance(found, Unconfirmed)
    assert "not what was approved" in found.because


def test_a_doubt_stays_one_while_bluesky_cannot_be_asked(sandbox: Sandbox, account: Channel, wire: Network) -> None:
    sandbox.faults.add("bluesky", Fault("status", skip=1, status=503))
    assert isinstance(account.reconcile(asked(), wire), Unconfirmed)


@pytest.mark.parametrize(
    "fault", [Fault("status", status=502), Fault("status", status=200), Fault("drop_after"), Fault("hang", seconds=1)]
)
def test_a_log_in_that_fails_has_posted_nothing(
    sandbox: Sandbox, account: Channel, wire: Network, fault: Fault
) -> None:
    sandbox.faults.add("bluesky", fault)
    outcome = sent(account, asked(), wire)
    assert isinstance(outcome, Retry)
    assert "Nothing was posted" in outcome.because
    assert posted(sandbox) == []


def test_a_wrong_password_is_named_by_its_variable_and_not_shown(sandbox: Sandbox, wire: Network) -> None:
    environment = {"BLUESKY_PASSWORD": "not-the-password"}
    wrong = channel("bluesky", "bluesky", environment, base_url=sandbox.bluesky_url, options=HANDLE)
    outcome = sent(wrong, asked(), wire)
    assert isinstance(outcome, Rejected)
    assert "BLUESKY_PASSWORD" in outcome.because
    assert "not-the-password" not in outcome.because
    assert [check.ok for check in wrong.check(wire)] == [False]


def test_doctor_names_the_account_and_what_is_left_and_posts_nothing(
    sandbox: Sandbox, account: Channel, wire: Network
) -> None:
    who, limits = account.check(wire)
    assert (who.ok, who.detail) == (True, "posts as @rights.example.org")
    assert "of 30 left until" in limits.detail
    assert posted(sandbox) == []


def test_a_log_in_that_has_to_wait_waits_until_its_limit_begins_again(
    sandbox: Sandbox, account: Channel, wire: Network
) -> None:
    sandbox.faults.add("bluesky", Fault("status", status=429, retry_after=300))
    outcome = sent(account, asked(), wire)
    assert isinstance(outcome, Retry)
    assert outcome.after is not None
    assert timedelta(seconds=298) <= outcome.after <= timedelta(seconds=303)


def test_a_log_in_that_is_over_half_way_is_no_refusal(
    sandbox: Sandbox, account: Channel, wire: Network, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.sandbox.bluesky_tokens.SESSION", timedelta(seconds=-1))
    outcome = sent(account, asked(), wire)
    assert isinstance(outcome, Retry)
    assert "logs in again" in outcome.because
    assert posted(sandbox) == []


@pytest.mark.parametrize("fault", [Fault("status", status=500), Fault("drop_before")], ids=lambda one: one.kind)
def test_a_wrong_password_stays_one_where_the_account_can_not_be_looked_at(
    sandbox: Sandbox, wire: Network, fault: Fault
) -> None:
    wrong = ENVIRONMENT | {"BLUESKY_PASSWORD": "wrong"}
    account = channel("bluesky", "bluesky", wrong, base_url=sandbox.bluesky_url, timeout=0.5, options=HANDLE)
    sandbox.faults.add("bluesky", replace(fault, skip=1))
    outcome = sent(account, asked(), wire)
    assert isinstance(outcome, Rejected)
    assert "wrong, expired or revoked" in outcome.because


def test_missing_credentials_are_named() -> None:
    options = {**HANDLE, "password_env": "SKY"}
    assert channel("bluesky", "bluesky", {}, options=options).missing() == ["SKY"]


@pytest.mark.parametrize(
    ("texts", "words"),
    [
        ((), "no post"),
        (("x" * 301,), "301 of 300"),
        (("👩‍👩‍👧‍👦" * 130,), "325 of 300"),  # 130 to see, but 3,250 bytes
        (("one", " "), "Post 2 is empty"),
    ],
)
def test_what_bluesky_would_refuse_is_said_before_the_approval(texts: tuple[str, ...], words: str) -> None:
    doubts = channel("bluesky", "bluesky", options=HANDLE).doubts(Thread(tuple(map(Post, texts)), "en").to_bytes())
    assert len(doubts) == 1
    assert words in doubts[0]


def test_a_plain_address_is_doubted() -> None:
    account = channel("bluesky", "bluesky", base_url="http://pds.example", options=HANDLE)
    assert "use https://" in account.doubts(TOLD.to_bytes())[0]


@pytest.mark.parametrize(("options", "key"), [({}, "handle"), ({**HANDLE, "password": "p"}, "password")])
def test_a_wrong_setting_is_named(options: dict[str, str], key: str) -> None:
    with pytest.raises(ConfigurationError, match=rf"\[channels.bluesky\] {key}"):
        channel("bluesky", "bluesky", ENVIRONMENT, options=options)


_PIECES = st.sampled_from(
    [
        "Flüsse",
        "👩‍👩‍👧‍👦",
        "“klar”",
        "https://press.example.org/a?b=1&c=2",
        "example.org",
        "#Wasser",
        "(",
        ")",
        "–",
        "\n",
        "日本",
        "$USD",
    ]
)


@given(st.lists(st.tuples(_PIECES, st.sampled_from(["", " ", ".", ", "])), min_size=1, max_size=12))
def test_the_server_finds_every_mark_on_the_words_it_leads_from(pieces: list[tuple[str, str]]) -> None:
    text = "".join(piece + after for piece, after in pieces)
    record = _record(Thread((Post(text),), "en"), [], LIFT)
    written = json.loads(record.model_dump_json(exclude_none=True, by_alias=True))
    assert checked(written)["text"] == text


@given(
    st.sampled_from(["en", "pt-BR", "zh-Hant"]),
    st.timedeltas(timedelta(0), timedelta(days=30_000)).map(lambda later: LIFT + later),
)
def test_a_record_keeps_the_formats_of_its_lexicon(language: str, lift: datetime) -> None:
    thread = Thread((Post("One"), Post("Two")), language, CARD)
    ref = {"uri": f"at://{SKY.did}/app.bsky.feed.post/3jzfcijpj2z2a", "cid": cid_of({})}
    for refs in ([], [ref]):
        written = json.loads(_record(thread, refs, lift).model_dump_json(exclude_none=True, by_alias=True))
        assert AppBskyFeedPost.Record.model_validate(written, context={"strict_string_format": True})
