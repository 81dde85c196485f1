from __future__ import annotations

import io
import logging

import pytest

from bot.channels.base import Channel
from bot.channels.wire import Network
from bot.core.delivery import Order, Rejected, Retry, Sent, Unconfirmed
from bot.core.errors import ConfigurationError
from bot.sandbox.faults import Fault
from bot.sandbox.server import Sandbox
from tests.channels.orders import channel, order, sent

TEXT = "Example Rights: Rivers are cleaner – “a start”\nhttps://press.example.org/rivers_2026"


def notify(address: str, timeout: float = 1.0) -> Channel:
    return channel("notify", "notify", {"CHAT": address}, timeout=timeout, options={"url_env": "CHAT"})


@pytest.fixture
def chat(sandbox: Sandbox) -> Channel:
    return notify(f"{sandbox.notice_url('newsdesk')}?cto=1&rto=1")


def to() -> Order:
    return order(TEXT.encode())


def arrived(sandbox: Sandbox) -> list[str]:
    return [notice.text for notice in sandbox.notices.received]


def test_a_notice_arrives_as_it_was_approved(sandbox: Sandbox, chat: Channel, wire: Network) -> None:
    assert sent(chat, to(), wire) == Sent()
    assert arrived(sandbox) == [TEXT]


@pytest.mark.parametrize(
    ("fault", "outcome", "arrivals"),
    [
        (Fault("status", status=429), Retry, 0),
        (Fault("status", status=400), Rejected, 0),
        (Fault("status", status=401), Rejected, 0),
        (Fault("status", status=500), Unconfirmed, 0),
        (Fault("drop_before"), Unconfirmed, 0),
        (Fault("drop_after"), Unconfirmed, 1),
        (Fault("hang", seconds=2), Unconfirmed, 1),
    ],
)
def test_whatever_may_have_been_taken_is_in_doubt(
    sandbox: Sandbox, chat: Channel, wire: Network, fault: Fault, outcome: type, arrivals: int
) -> None:
    sandbox.faults.add("notices", fault)
    assert isinstance(sent(chat, to(), wire), outcome)
    assert len(arrived(sandbox)) == arrivals, "it is tried once, and once only"


@pytest.mark.parametrize("address", ["json://127.0.0.1:9/newsdesk", "json://nobody.invalid/newsdesk"])
def test_what_never_left_is_tried_again(wire: Network, address: str) -> None:
    assert isinstance(sent(notify(address), to(), wire), Retry)


def test_a_server_without_a_certificate_that_fits_gets_nothing(sandbox: Sandbox, wire: Network) -> None:
    assert isinstance(sent(notify(sandbox.notice_url("newsdesk").replace("json:", "jsons:")), to(), wire), Retry)
    assert arrived(sandbox) == []


def test_an_address_that_asks_for_repeats_gets_none(sandbox: Sandbox, wire: Network) -> None:
    sandbox.faults.add("notices", Fault("drop_after", times=None))
    assert isinstance(sent(notify(f"{sandbox.notice_url('newsdesk')}?retry=3&wait=0"), to(), wire), Unconfirmed)
    assert arrived(sandbox) == [TEXT]


def test_a_revoked_address_is_named_by_its_variable_and_not_shown(
    sandbox: Sandbox, chat: Channel, wire: Network
) -> None:
    sandbox.notices.revoked.add("newsdesk")
    outcome = sent(chat, to(), wire)
    assert isinstance(outcome, Rejected)
    assert "CHAT" in outcome.because and "revoked" in outcome.because
    assert "newsdesk" not in outcome.because and "127.0.0.1" not in outcome.because


def test_nothing_of_an_address_or_a_text_is_in_a_log(sandbox: Sandbox, chat: Channel, wire: Network) -> None:
    written = io.StringIO()
    handler, root = logging.StreamHandler(written), logging.getLogger()
    level = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    try:
        sandbox.faults.add("notices", Fault("status", status=500))
        sent(chat, to(), wire)
        sent(chat, to(), wire)
    finally:
        root.removeHandler(handler)
        root.setLevel(level)
    assert "newsdesk" not in written.getvalue() and "Rivers" not in written.getvalue()


def test_a_doubt_stays_one_until_somebody_looks(chat: Channel, wire: Network) -> None:
    assert isinstance(chat.reconcile(to(), wire), Unconfirmed)


def test_doctor_posts_nothing_and_shows_no_address(sandbox: Sandbox, chat: Channel, wire: Network) -> None:
    (check,) = chat.check(wire)
    assert check.ok is None
    assert "newsdesk" not in check.name + check.detail
    assert arrived(sandbox) == []


@pytest.mark.parametrize("address", ["https//chat.example.org", "carrier-pigeon://loft", "json://"])
def test_what_is_no_address_is_said_before_the_lift(wire: Network, address: str) -> None:
    bad = notify(address)
    assert "CHAT" in bad.doubts(TEXT.encode())[0]
    assert [check.ok for check in bad.check(wire)] == [False]
    assert isinstance(sent(bad, to(), wire), Rejected)


def test_a_notice_that_the_service_would_cut_is_doubted() -> None:
    telegram = notify("tgram://123456789:AAE-abcdefghijklmnopqrstuvwxyz012345678/12315544/")
    assert telegram.doubts(TEXT.encode()) == []
    assert "too long" in telegram.doubts(("word " * 900).encode())[0]


def test_an_address_that_leads_to_several_places_is_doubted() -> None:
    several = notify("tgram://123456789:AAE-abcdefghijklmnopqrstuvwxyz012345678/12315544/12315545/")
    assert "a channel for each" in several.doubts(TEXT.encode())[0]


def test_a_missing_address_is_named() -> None:
    assert channel("notify", "notify", {}, options={"url_env": "CHAT"}).missing() == ["CHAT"]


@pytest.mark.parametrize("options", [{"url_env": "slack://token"}, {"url": "slack://token"}])
def test_a_bad_setting_is_named(options: dict[str, str]) -> None:
    with pytest.raises(ConfigurationError, match=r"\[channels.notify\] url"):
        channel("notify", "notify", options={"url_env": "CHAT"} | options)
