from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.channels.base import Channel
from bot.channels.wire import Network
from bot.core.delivery import Order, Rejected, Repeat, Sent, Trouble, Unconfirmed
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


def test_posts_are_public_in_their_language_and_unhidden(sandbox: Sandbox, account: Channel, wire: Network) -> None:
    sent(account, order(replace(THREAD, language="pt-BR").to_bytes()), wire)
    told = {(status.visibility, status.language, status.warning) for status in sandbox.mastodon.received}
    assert told == {("public", "pt", "")}


def test_every_post_stands_behind_the_warning_that_was_approved(
    sandbox: Sandbox, account: Channel, wire: Network
) -> None:
    sent(account, order(replace(THREAD, warning="Violence").to_bytes()), wire)
    assert [status.warning for status in sandbox.mastodon.received] == ["Violence"] * 3


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


def test_a_post_that_the_thread_hangs_on_and_is_gone_is_told(sandbox: Sandbox, account: Channel, wire: Network) -> None:
    outcome = sent(account, asked(progress={"ids": ["77"]}), wire)
    assert isinstance(outcome, Rejected)
    assert "reply to does not appear to exist" in outcome.because


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
    who, limits, reading, rights, length = account.check(wire)
    assert all(check.ok for check in (who, limits, reading, rights, length))
    assert who.detail == "posts as @examplerights"
    assert "requests in 5 minutes: 299 of 300 left until" in limits.detail
    assert rights.detail == "posts and pictures"
    assert "allows 500 characters" in length.detail
    assert posted(sandbox) == []


def told(account: Channel, wire: Network) -> dict[str, bool | None]:
    return {check.name.partition(": ")[2]: check.ok for check in account.check(wire)}


def test_doctor_says_when_the_instance_allows_less_than_is_written(sandbox: Sandbox, wire: Network) -> None:
    longer = channel("mastodon", "mastodon", base_url=sandbox.mastodon_url, options={"characters": 1000})
    length = longer.check(wire)[-1]
    assert length.ok is False
    assert "set characters = 500" in length.detail


def test_doctor_tells_what_the_instance_allows_for_those_who_write(
    sandbox: Sandbox, account: Channel, wire: Network
) -> None:
    sandbox.mastodon.allows["max_characters"] = 1200
    length = account.check(wire)[-1]
    assert (length.ok, length.characters) == (True, 1200)
    assert "posts have up to 1200" in length.detail


def test_less_than_the_office_set_is_seen_ahead_of_a_lift(sandbox: Sandbox, wire: Network) -> None:
    sandbox.mastodon.allows["max_characters"] = 400
    longer = channel("mastodon", "mastodon", base_url=sandbox.mastodon_url, options={"characters": 500})
    assert longer.check(wire)[-1].trouble is Trouble.REFUSED


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("max_media_attachments", "it shows 3 pictures in a post, not 4"),
        ("description_limit", "it takes 3 characters of alt text, not 1,500"),
        ("image_size_limit", "it takes 3 bytes of a picture, not 2,000,000"),
    ],
)
def test_an_instance_that_takes_less_of_pictures_is_named(
    sandbox: Sandbox, account: Channel, wire: Network, name: str, words: str
) -> None:
    sandbox.mastodon.allows[name] = 3
    length, pictures = account.check(wire)[-2:]
    assert (length.ok, pictures.ok) == (True, None)
    assert words in pictures.detail


def test_doctor_says_when_a_doubt_could_not_be_looked_up(sandbox: Sandbox, account: Channel, wire: Network) -> None:
    sandbox.faults.add("mastodon", Fault("status", skip=1, status=403))
    assert told(account, wire)["own posts"] is False


def test_an_instance_that_does_not_tell_its_limits_is_no_fault(
    sandbox: Sandbox, account: Channel, wire: Network
) -> None:
    sandbox.faults.add("mastodon", Fault("status", skip=3, status=404))
    assert told(account, wire)["length"] is None


def test_an_instance_that_does_not_tell_the_applications_rights_is_no_fault(
    sandbox: Sandbox, account: Channel, wire: Network
) -> None:
    sandbox.faults.add("mastodon", Fault("status", skip=2, status=404))
    assert "rights" not in told(account, wire)


def test_doctor_says_when_no_picture_could_go(
    sandbox: Sandbox, account: Channel, wire: Network, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.sandbox.mastodon.SCOPES", ["profile", "read:statuses", "write:statuses"])
    rights = next(check for check in account.check(wire) if check.name == "mastodon: rights")
    assert rights.ok is False
    assert "tick write:media" in rights.detail
    assert rights.trouble is None


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
