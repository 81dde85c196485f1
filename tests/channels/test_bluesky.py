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
from bot.core.delivery import LeaseLost, Order, Rejected, Repeat, Retry, Sent, Unconfirmed
from bot.core.errors import ConfigurationError
from bot.core.rendition import Card, Post, Thread
from bot.sandbox.bluesky_rules import checked, cid_of
from bot.sandbox.faults import Fault
from bot.sandbox.server import Sandbox
from tests.channels.orders import ENVIRONMENT, SKY, THREAD, Kept, channel, order, sent

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


def test_a_thread_is_a_chain_of_replies_word_for_word(sandbox: Sandbox, account: Channel, wire: Network) -> None:
    outcome = sent(account, asked(), wire)
    received = sandbox.bluesky.received
    assert posted(sandbox) == WORDS
    assert [record.in_reply_to for record in received] == [None, received[0].id, received[1].id]
    assert {record.conversation_id for record in received} == {received[0].id}
    assert outcome == Sent(received[0].id, shown(received[0].id))


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


def test_every_reference_is_kept_as_it_comes(sandbox: Sandbox, account: Channel, wire: Network) -> None:
    keep = Kept()
    sent(account, asked(), wire, keep)
    refs = [{"uri": record.id, "cid": record.cid} for record in sandbox.bluesky.received]
    assert keep.all == [{"refs": refs[:1]}, {"refs": refs[:2]}, {"refs": refs}]


def test_a_thread_goes_on_where_it_stopped(sandbox: Sandbox, account: Channel, wire: Network) -> None:
    sandbox.faults.add("bluesky", Fault("status", skip=2, status=429, retry_after=60))
    keep = Kept()
    first = sent(account, asked(), wire, keep)
    assert isinstance(first, Retry)
    assert "Post 2 of 3" in first.because
    assert isinstance(sent(account, asked(progress=keep.last, attempt=2), wire), Sent)
    assert posted(sandbox) == WORDS


@pytest.mark.parametrize("skip", [0, 1], ids=["log-in", "post"])
def test_429_waits_until_the_limit_begins_again(sandbox: Sandbox, account: Channel, wire: Network, skip: int) -> None:
    sandbox.faults.add("bluesky", Fault("status", skip=skip, status=429, retry_after=300))
    outcome = sent(account, asked(), wire)
    assert isinstance(outcome, Retry)
    assert outcome.after is not None
    assert timedelta(seconds=298) <= outcome.after <= timedelta(seconds=303)


@pytest.mark.parametrize("fault", ["drop_after", "hang"])
def test_an_unanswered_post_that_arrived_is_found_and_not_posted_again(
    sandbox: Sandbox, account: Channel, wire: Network, fault: str
) -> None:
    sandbox.faults.add("bluesky", Fault(fault, skip=2, seconds=1.5))
    keep, first = Kept(), asked()
    assert isinstance(sent(account, first, wire, keep), Unconfirmed)
    found = account.reconcile(replace(first, progress=keep.last, at=datetime.now(UTC)), wire)
    assert isinstance(found, Repeat)
    assert found.progress == {"refs": [{"uri": one.id, "cid": one.cid} for one in sandbox.bluesky.received]}
    assert isinstance(sent(account, asked(progress=found.progress, attempt=2), wire), Sent)
    assert posted(sandbox) == WORDS


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


def test_an_unanswered_post_that_never_arrived_is_posted(sandbox: Sandbox, account: Channel, wire: Network) -> None:
    sandbox.faults.add("bluesky", Fault("drop_before", skip=1))
    first = asked()
    assert isinstance(sent(account, first, wire), Unconfirmed)
    assert account.reconcile(first, wire) == Repeat("Bluesky has 0 of 3 posts.", {"refs": []})
    assert isinstance(sent(account, first, wire), Sent)
    assert posted(sandbox) == WORDS


def test_a_last_post_without_an_answer_is_found_to_be_the_end(
    sandbox: Sandbox, account: Channel, wire: Network
) -> None:
    sandbox.faults.add("bluesky", Fault("drop_after", skip=3))
    keep, first = Kept(), asked()
    assert isinstance(sent(account, first, wire, keep), Unconfirmed)
    found = account.reconcile(replace(first, progress=keep.last), wire)
    assert found == Sent(sandbox.bluesky.received[0].id, shown(sandbox.bluesky.received[0].id))


def test_other_words_under_our_key_are_for_a_person_to_see(sandbox: Sandbox, account: Channel, wire: Network) -> None:
    sent(account, order(Thread((Post("Something else"),), "en").to_bytes(), merge=asked().merge), wire)
    found = account.reconcile(asked(), wire)
    assert isinstance(found, Unconfirmed)
    assert "not what was approved" in found.because


def test_a_doubt_stays_one_while_bluesky_cannot_be_asked(sandbox: Sandbox, account: Channel, wire: Network) -> None:
    sandbox.faults.add("bluesky", Fault("status", skip=1, status=503))
    assert isinstance(account.reconcile(asked(), wire), Unconfirmed)


def test_a_lost_lease_ends_the_thread_at_once(sandbox: Sandbox, account: Channel, wire: Network) -> None:
    def lost() -> None:
        raise LeaseLost(delivery="d-1")

    with pytest.raises(LeaseLost):
        sent(account, asked(), wire, Kept(lost))
    assert len(posted(sandbox)) == 1


@pytest.mark.parametrize("status", [500, 502, 503, 504])
def test_a_failure_while_it_was_handled_is_in_doubt(
    sandbox: Sandbox, account: Channel, wire: Network, status: int
) -> None:
    sandbox.faults.add("bluesky", Fault("status", skip=1, status=status))
    assert isinstance(sent(account, asked(), wire), Unconfirmed)


@pytest.mark.parametrize(
    "fault", [Fault("status", status=502), Fault("status", status=200), Fault("drop_after"), Fault("hang", seconds=1)]
)
def test_a_log_in_that_fails_has_posted_nothing(
    sandbox: Sandbox, account: Channel, wire: Network, fault: Fault
) -> None:
    sandbox.faults.add("bluesky", fault)
    outcome = sent(account, asked(), wire)
    assert isinstance(outcome, Retry)
    assert "nothing was posted" in outcome.because
    assert posted(sandbox) == []


def test_an_answer_without_an_address_is_in_doubt(sandbox: Sandbox, account: Channel, wire: Network) -> None:
    sandbox.faults.add("bluesky", Fault("status", skip=1, status=200))
    assert isinstance(sent(account, asked(), wire), Unconfirmed)


def test_nobody_listening_took_nothing(wire: Network) -> None:
    outcome = sent(channel("bluesky", "bluesky", base_url="http://127.0.0.1:9", options=HANDLE), asked(), wire)
    assert isinstance(outcome, Retry)
    assert "could not be reached" in outcome.because


def test_a_redirect_is_not_followed(sandbox: Sandbox, account: Channel, wire: Network) -> None:
    sandbox.faults.add("bluesky", Fault("status", status=302))
    outcome = sent(account, asked(), wire)
    assert isinstance(outcome, Rejected)
    assert "redirects are not followed" in outcome.because


@pytest.mark.parametrize("skip", [0, 1], ids=["log-in", "post"])
def test_an_account_that_was_taken_down_is_told(sandbox: Sandbox, account: Channel, wire: Network, skip: int) -> None:
    sandbox.faults.add("bluesky", Fault("status", skip=skip, status=401))
    outcome = sent(account, asked(), wire)
    assert isinstance(outcome, Rejected)
    assert "Account has been taken down" in outcome.because


def test_a_wrong_password_is_named_by_its_variable_and_not_shown(sandbox: Sandbox, wire: Network) -> None:
    environment = {"BLUESKY_PASSWORD": "not-the-password"}
    wrong = channel("bluesky", "bluesky", environment, base_url=sandbox.bluesky_url, options=HANDLE)
    outcome = sent(wrong, asked(), wire)
    assert isinstance(outcome, Rejected)
    assert "BLUESKY_PASSWORD" in outcome.because
    assert "not-the-password" not in outcome.because
    assert [check.ok for check in wrong.check(wire)] == [False]


def test_doctor_names_the_account_and_posts_nothing(sandbox: Sandbox, account: Channel, wire: Network) -> None:
    (check,) = account.check(wire)
    assert check.ok
    assert "@rights.example.org" in check.detail
    assert "of its 30 log-ins" in check.detail
    assert posted(sandbox) == []


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
