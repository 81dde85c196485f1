from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.channels.base import Channel
from bot.channels.wire import Network
from bot.core.delivery import LeaseLost, Order, Rejected, Repeat, Retry, Sent, Unconfirmed
from bot.core.errors import ConfigurationError
from bot.core.rendition import Post, Thread
from bot.sandbox.faults import Fault
from bot.sandbox.mastodon_rules import PAGE
from bot.sandbox.server import Sandbox
from tests.channels.orders import ENVIRONMENT, THREAD, Kept, channel, order, sent

WORDS = [post.text for post in THREAD.posts]


@pytest.fixture
def account(sandbox: Sandbox) -> Channel:
    return channel("mastodon", "mastodon", base_url=sandbox.mastodon_url, timeout=0.5)


def asked(**changes: object) -> Order:
    return order(THREAD.to_bytes(), **changes)


def posted(sandbox: Sandbox) -> list[str]:
    return [status.text for status in sandbox.mastodon.received]


def hours_after_the_lift(one: Order, hours: float) -> Order:
    assert one.at is not None
    return replace(one, merge={"lift": (one.at - timedelta(hours=hours)).isoformat()})


def test_a_thread_is_a_chain_of_replies_word_for_word(sandbox: Sandbox, account: Channel, wire: Network) -> None:
    outcome = sent(account, asked(), wire)
    received = sandbox.mastodon.received
    assert posted(sandbox) == WORDS
    assert [status.in_reply_to for status in received] == [None, received[0].id, received[1].id]
    assert outcome == Sent(received[0].id, received[0].url)


def test_posts_are_public_in_their_language_and_unhidden(sandbox: Sandbox, account: Channel, wire: Network) -> None:
    sent(account, order(replace(THREAD, language="pt-BR").to_bytes()), wire)
    told = {(status.visibility, status.language, status.warning) for status in sandbox.mastodon.received}
    assert told == {("public", "pt", "")}


def test_every_post_stands_behind_the_warning_that_was_approved(
    sandbox: Sandbox, account: Channel, wire: Network
) -> None:
    sent(account, order(replace(THREAD, warning="Violence").to_bytes()), wire)
    assert [status.warning for status in sandbox.mastodon.received] == ["Violence"] * 3


def test_every_id_is_kept_as_it_comes(sandbox: Sandbox, account: Channel, wire: Network) -> None:
    keep = Kept()
    sent(account, asked(), wire, keep)
    ids = [status.id for status in sandbox.mastodon.received]
    assert [kept["ids"] for kept in keep.all] == [ids[:1], ids[:2], ids]


def test_a_thread_goes_on_where_it_stopped(sandbox: Sandbox, account: Channel, wire: Network) -> None:
    sandbox.faults.add("mastodon", Fault("status", skip=1, status=429, retry_after=60))
    keep = Kept()
    first = sent(account, asked(), wire, keep)
    assert isinstance(first, Retry)
    assert "Post 2 of 3" in first.because
    outcome = sent(account, asked(progress=keep.last, attempt=2), wire)
    assert outcome == Sent(sandbox.mastodon.received[0].id, sandbox.mastodon.received[0].url)
    assert posted(sandbox) == WORDS


def test_429_waits_until_the_limit_begins_again(sandbox: Sandbox, account: Channel, wire: Network) -> None:
    sandbox.faults.add("mastodon", Fault("status", status=429, retry_after=300))
    outcome = sent(account, asked(), wire)
    assert isinstance(outcome, Retry)
    assert outcome.after is not None
    assert timedelta(seconds=298) <= outcome.after <= timedelta(seconds=303)


@pytest.mark.parametrize("fault", ["drop_after", "hang"])
def test_an_unanswered_post_that_arrived_is_found_and_not_posted_again(
    sandbox: Sandbox, account: Channel, wire: Network, fault: str
) -> None:
    sandbox.faults.add("mastodon", Fault(fault, skip=1, seconds=1.5))
    keep, first = Kept(), asked()
    assert isinstance(sent(account, first, wire, keep), Unconfirmed)
    found = account.reconcile(replace(first, progress=keep.last, at=datetime.now(UTC)), wire)
    assert isinstance(found, Repeat)
    assert found.progress is not None
    assert found.progress["ids"] == [status.id for status in sandbox.mastodon.received]
    assert isinstance(sent(account, asked(progress=found.progress, attempt=2), wire), Sent)
    assert posted(sandbox) == WORDS


def test_a_repeat_that_nobody_looked_up_first_is_known_by_its_key(
    sandbox: Sandbox, account: Channel, wire: Network
) -> None:
    sandbox.faults.add("mastodon", Fault("drop_after", skip=1))
    keep = Kept()
    assert isinstance(sent(account, asked(), wire, keep), Unconfirmed)
    assert isinstance(sent(account, asked(progress=keep.last, attempt=2), wire), Sent)
    assert posted(sandbox) == WORDS


def test_another_delivery_of_the_same_words_has_keys_of_its_own(
    sandbox: Sandbox, account: Channel, wire: Network
) -> None:
    sent(account, asked(), wire)
    sent(account, asked(delivery="d-2"), wire)
    assert posted(sandbox) == WORDS * 2


def test_an_unanswered_post_that_never_arrived_is_posted(sandbox: Sandbox, account: Channel, wire: Network) -> None:
    sandbox.faults.add("mastodon", Fault("drop_before"))
    first = asked()
    assert isinstance(sent(account, first, wire), Unconfirmed)
    assert account.reconcile(first, wire) == Repeat("Mastodon has 0 of 3 posts.", {"ids": [], "url": ""})
    assert isinstance(sent(account, first, wire), Sent)
    assert posted(sandbox) == WORDS


def test_a_last_post_without_an_answer_is_found_to_be_the_end(
    sandbox: Sandbox, account: Channel, wire: Network
) -> None:
    sandbox.faults.add("mastodon", Fault("drop_after", skip=2))
    keep, first = Kept(), asked()
    assert isinstance(sent(account, first, wire, keep), Unconfirmed)
    found = account.reconcile(replace(first, progress=keep.last), wire)
    assert found == Sent(sandbox.mastodon.received[0].id, sandbox.mastodon.received[0].url)


def test_the_same_words_from_before_the_lift_are_not_this_release(
    sandbox: Sandbox, account: Channel, wire: Network
) -> None:
    sent(account, asked(), wire)
    later = (datetime.now(UTC) + timedelta(minutes=5)).isoformat()
    assert account.reconcile(asked(merge={"lift": later}), wire) == Repeat(
        "Mastodon has 0 of 3 posts.", {"ids": [], "url": ""}
    )


def test_what_was_posted_since_does_not_hide_the_thread(sandbox: Sandbox, account: Channel, wire: Network) -> None:
    first = asked()
    sent(account, first, wire)
    for number in range(PAGE):
        chatter = Thread((Post(f"And another thing, number {number}"),), "en").to_bytes()
        sent(account, order(chatter, delivery=f"c-{number}"), wire)
    assert isinstance(account.reconcile(first, wire), Sent)


@pytest.mark.parametrize(("hours", "kind"), [(0.5, Repeat), (1.5, Unconfirmed)])
def test_an_account_that_cannot_be_read_is_trusted_to_know_its_keys_for_an_hour(
    sandbox: Sandbox, account: Channel, wire: Network, hours: float, kind: type
) -> None:
    sandbox.faults.add("mastodon", Fault("status", status=403))
    found = account.reconcile(hours_after_the_lift(asked(progress={"ids": ["1"]}), hours), wire)
    assert isinstance(found, kind)
    assert getattr(found, "progress", None) is None  # what was kept stays


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
    sandbox.faults.add("mastodon", Fault("status", status=status))
    assert isinstance(sent(account, asked(), wire), Unconfirmed)


def test_an_answer_without_an_id_is_in_doubt(sandbox: Sandbox, account: Channel, wire: Network) -> None:
    sandbox.faults.add("mastodon", Fault("status", status=200))
    assert isinstance(sent(account, asked(), wire), Unconfirmed)


def test_nobody_listening_took_nothing(wire: Network) -> None:
    outcome = sent(channel("mastodon", "mastodon", base_url="http://127.0.0.1:9"), asked(), wire)
    assert isinstance(outcome, Retry)
    assert "could not be reached" in outcome.because


def test_a_redirect_is_not_followed(sandbox: Sandbox, account: Channel, wire: Network) -> None:
    sandbox.faults.add("mastodon", Fault("status", status=302))
    outcome = sent(account, asked(), wire)
    assert isinstance(outcome, Rejected)
    assert "redirects are not followed" in outcome.because


def test_a_post_that_the_thread_hangs_on_and_is_gone_is_told(sandbox: Sandbox, account: Channel, wire: Network) -> None:
    outcome = sent(account, asked(progress={"ids": ["77"]}), wire)
    assert isinstance(outcome, Rejected)
    assert "reply to does not appear to exist" in outcome.because


@pytest.mark.parametrize("status", [401, 403])
def test_a_revoked_token_is_named_by_its_variable(
    sandbox: Sandbox, account: Channel, wire: Network, status: int
) -> None:
    sandbox.faults.add("mastodon", Fault("status", status=status))
    outcome = sent(account, asked(), wire)
    assert isinstance(outcome, Rejected)
    assert "MASTODON_TOKEN" in outcome.because


def test_a_wrong_token_is_named_and_not_shown(sandbox: Sandbox, wire: Network) -> None:
    wrong = channel("mastodon", "mastodon", {"MASTODON_TOKEN": "not-the-token"}, base_url=sandbox.mastodon_url)
    outcome = sent(wrong, asked(), wire)
    assert isinstance(outcome, Rejected)
    assert "MASTODON_TOKEN" in outcome.because
    assert "not-the-token" not in outcome.because
    assert [check.ok for check in wrong.check(wire)] == [False]


def test_doctor_names_the_account_and_what_is_left_and_posts_nothing(
    sandbox: Sandbox, account: Channel, wire: Network
) -> None:
    checks = account.check(wire)
    assert [check.ok for check in checks] == [True, True, True]
    assert "@examplerights; 299 of 300 requests left" in checks[0].detail
    assert "allows 500 characters" in checks[2].detail
    assert posted(sandbox) == []


def test_doctor_says_when_the_instance_allows_less_than_is_written(sandbox: Sandbox, wire: Network) -> None:
    longer = channel("mastodon", "mastodon", base_url=sandbox.mastodon_url, options={"characters": 1000})
    length = longer.check(wire)[2]
    assert length.ok is False
    assert "set characters = 500" in length.detail


def test_doctor_says_when_a_doubt_could_not_be_looked_up(sandbox: Sandbox, account: Channel, wire: Network) -> None:
    sandbox.faults.add("mastodon", Fault("status", skip=1, status=403))
    assert [check.ok for check in account.check(wire)] == [True, False, True]


def test_an_instance_that_does_not_tell_its_limits_is_no_fault(
    sandbox: Sandbox, account: Channel, wire: Network
) -> None:
    sandbox.faults.add("mastodon", Fault("status", skip=2, status=404))
    assert [check.ok for check in account.check(wire)] == [True, True, None]


def test_missing_credentials_are_named() -> None:
    options = {"token_env": "NEWS_TOKEN"}
    assert channel("mastodon", "mastodon", {}, base_url="https://a.example", options=options).missing() == [
        "NEWS_TOKEN"
    ]


@pytest.mark.parametrize(
    ("texts", "words"),
    [((), "no post"), (("x" * 501,), "501 of 500"), (("one", " "), "Post 2 is empty")],
)
def test_what_mastodon_would_refuse_is_said_before_the_approval(texts: tuple[str, ...], words: str) -> None:
    account = channel("mastodon", "mastodon", base_url="https://a.example")
    (doubt,) = account.doubts(Thread(tuple(map(Post, texts)), "en").to_bytes())
    assert words in doubt


def test_a_warning_takes_its_share_of_every_post() -> None:
    account = channel("mastodon", "mastodon", base_url="https://a.example")
    assert account.doubts(Thread((Post("x" * 495),), "en", warning="Noise").to_bytes()) == []
    (doubt,) = account.doubts(Thread((Post("x" * 496),), "en", warning="Noise").to_bytes())
    assert "496 of 495" in doubt


def test_the_same_words_twice_are_no_doubt() -> None:
    account = channel("mastodon", "mastodon", base_url="https://a.example")
    assert account.doubts(Thread((Post("one"), Post("one")), "en").to_bytes()) == []


def test_a_token_that_could_not_be_sent_is_doubted() -> None:
    account = channel("mastodon", "mastodon", {"MASTODON_TOKEN": "a\nb: c"}, base_url="https://a.example")
    assert "MASTODON_TOKEN is no access token" in account.doubts(THREAD.to_bytes())[0]


def test_a_plain_address_is_doubted() -> None:
    account = channel("mastodon", "mastodon", base_url="http://a.example")
    assert "use https://" in account.doubts(THREAD.to_bytes())[0]


@pytest.mark.parametrize(
    ("settings", "key"),
    [
        ({}, "base_url"),
        ({"base_url": "a.example"}, "base_url"),
        ({"base_url": "https://a.example", "options": {"characters": "500"}}, "characters"),
        ({"base_url": "https://a.example", "options": {"characters": 20}}, "characters"),
        ({"base_url": "https://a.example", "options": {"spoiler_text": "x" * 251}}, "spoiler_text"),
        ({"base_url": "https://a.example", "options": {"token": "t"}}, "token"),
    ],
)
def test_a_wrong_setting_is_named(settings: dict[str, object], key: str) -> None:
    with pytest.raises(ConfigurationError, match=rf"\[channels.mastodon\] {key}"):
        channel("mastodon", "mastodon", ENVIRONMENT, **settings)
