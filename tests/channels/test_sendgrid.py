from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sendgrid.helpers.mail import CustomArg, Header, Personalization, Substitution, To

from bot.channels.base import Channel
from bot.channels.wire import Network
from bot.core.delivery import Addressee, Order, Rejected, Retry, Sent, Trouble, Unconfirmed
from bot.core.errors import ConfigurationError
from bot.core.rendition import GREETING, UNSUBSCRIBE, Mail
from bot.sandbox.faults import Fault
from bot.sandbox.server import Sandbox
from tests.channels.orders import ENVIRONMENT, MAIL, Kept, channel, order, person, sent


@pytest.fixture
def sendgrid(sandbox: Sandbox) -> Channel:
    return channel("email", "sendgrid", base_url=sandbox.sendgrid_url, timeout=1.5)


def to(*people: Addressee) -> Order:
    return order(MAIL.to_bytes(), people or (person(1),))


def body_of(asked: Order) -> dict[str, Any]:
    return dict(json.loads(channel("email", "sendgrid").build(asked)))


def arrived(sandbox: Sandbox) -> list[str]:
    return [address for request in sandbox.sendgrid.received for address in request.recipients]


def test_a_thousand_people_are_one_request(sandbox: Sandbox, wire: Network) -> None:
    people = tuple(person(number) for number in range(1000))
    patient = channel(
        "email", "sendgrid", base_url=sandbox.sendgrid_url, timeout=20
    )  # the stand-in reads half a megabyte
    outcome = sent(patient, to(*people), wire)
    assert isinstance(outcome, Sent)
    assert outcome.receipt
    assert outcome.people == ()
    assert len(sandbox.sendgrid.received) == 1
    assert arrived(sandbox) == [one.email for one in people]


def test_everybody_gets_the_approved_words_with_their_own_greeting_and_way_out(
    sandbox: Sandbox, sendgrid: Channel, wire: Network
) -> None:
    sent(sendgrid, to(person(1), person(2, name="")), wire)
    first = sandbox.sendgrid.received[0].mail_to("reader1@example.test")
    second = sandbox.sendgrid.received[0].mail_to("reader2@example.test")
    assert first.text == MAIL.text.replace(GREETING, "Dear Ann Reader,").replace(
        UNSUBSCRIBE, "https://press.example.org/unsubscribe/t1"
    )
    assert "<p>Hello,</p>" in second.html
    assert 'href="https://press.example.org/unsubscribe/t2"' in second.html
    assert first.subject == MAIL.subject
    assert first.reply_to == "press@example.org"


def test_one_click_leaves_the_list(sandbox: Sandbox, sendgrid: Channel, wire: Network) -> None:
    sent(sendgrid, to(person(1)), wire)
    headers = dict(sandbox.sendgrid.received[0].mail_to("reader1@example.test").headers)
    assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert headers["List-Unsubscribe"].startswith(
        "<https://press.example.org/unsubscribe/t1>, <mailto:press@example.org?"
    )


def test_nothing_is_tracked_and_nothing_is_scheduled() -> None:
    body = body_of(to(person(1)))
    assert body["tracking_settings"] == {
        "click_tracking": {"enable": False, "enable_text": False},
        "open_tracking": {"enable": False},
        "subscription_tracking": {"enable": False},
        "ganalytics": {"enable": False},
    }
    assert "send_at" not in json.dumps(body)


def test_nothing_is_added_that_an_account_is_set_to_add() -> None:
    assert body_of(to(person(1)))["mail_settings"] == {"footer": {"enable": False}}


def test_a_mail_is_counted_under_its_kind_and_the_office_s_categories() -> None:
    counted = channel("email", "sendgrid", options={"categories": ["press", "europe", "press"]})
    asked = to(person(1))
    assert json.loads(counted.build(asked))["categories"] == ["release", "press", "europe"]
    assert json.loads(counted.build(replace(asked, kind="correction")))["categories"][0] == "correction"


def test_the_places_of_greeting_and_way_out_are_plain_words_that_the_text_does_not_have() -> None:
    body = body_of(to(person(1)))
    for tag in body["personalizations"][0]["substitutions"]:
        assert tag.isascii() and tag not in MAIL.text and tag not in MAIL.html
        assert [part["value"].count(tag) for part in body["content"]] == [1, 1]


def test_a_personalization_has_the_shape_of_the_helpers() -> None:
    theirs = Personalization()
    theirs.add_to(To("reader1@example.test", "Ann Reader"))
    ours = body_of(to(person(1)))["personalizations"][0]
    greeting, unsubscribe = ours["substitutions"]
    theirs.add_substitution(Substitution(greeting, "Dear Ann Reader,"))
    theirs.add_substitution(Substitution(unsubscribe, "https://press.example.org/unsubscribe/t1"))
    for name, value in ours["headers"].items():
        theirs.add_header(Header(name, value))
    for name, value in {"release": "r-2020-03-05", "delivery": "d-1", "recipient": "p1"}.items():
        theirs.add_custom_arg(CustomArg(name, value))
    assert ours == theirs.get()


TEXTS = st.text(min_size=1).filter(lambda text: text.strip() != "")


@given(TEXTS, TEXTS, st.lists(st.integers(0, 10**6), unique=True, min_size=1, max_size=30))
def test_the_approved_bytes_stand_in_the_body_and_everybody_once(text: str, html: str, numbers: list[int]) -> None:
    mail = Mail(MAIL.subject, html, text, MAIL.sender, MAIL.reply_to, "en")
    body = body_of(order(mail.to_bytes(), tuple(person(number) for number in numbers)))
    assert [part["type"] for part in body["content"]] == ["text/plain", "text/html"]
    assert [part["value"] for part in body["content"]] == [text, html]
    addresses = [one["to"][0]["email"] for one in body["personalizations"]]
    assert addresses == [person(number).email for number in numbers]


@given(st.text())
def test_no_name_can_break_out_of_the_greeting(name: str) -> None:
    body = body_of(to(person(1, name=name)))
    values = body["personalizations"][0]
    greeting = next(value for tag, value in values["substitutions"].items() if tag.startswith("-greeting-"))
    assert not set(greeting) & set("<>\r\n\x00\u241e\u2028")
    assert not set(values["to"][0].get("name", "")) & set(",;<>\r\n")


def test_a_comma_in_a_name_costs_the_comma_and_not_the_mail(sandbox: Sandbox, sendgrid: Channel, wire: Network) -> None:
    assert isinstance(sent(sendgrid, to(person(1, name="Reader, Ann; Dr")), wire), Sent)
    assert body_of(to(person(1, name="Reader, Ann; Dr")))["personalizations"][0]["to"][0]["name"] == "Reader Ann Dr"


def test_an_impossible_address_does_not_cost_the_others_their_mail(
    sandbox: Sandbox, sendgrid: Channel, wire: Network
) -> None:
    keep = Kept()
    outcome = sent(sendgrid, to(person(1), person(2, "reader..2@example.test"), person(3)), wire, keep)
    assert isinstance(outcome, Sent)
    assert [(one.email, one.state) for one in outcome.people] == [("reader..2@example.test", "rejected")]
    assert arrived(sandbox) == ["reader1@example.test", "reader3@example.test"]
    assert keep.all, "the lease is renewed between the two requests"


def test_nobody_but_impossible_addresses_is_a_rejection(sandbox: Sandbox, sendgrid: Channel, wire: Network) -> None:
    outcome = sent(sendgrid, to(person(1, "reader..1@example.test")), wire)
    assert isinstance(outcome, Rejected)
    assert [one.state for one in outcome.people] == ["rejected"]


def test_when_everybody_has_left_the_list_nothing_is_sent(sandbox: Sandbox, sendgrid: Channel, wire: Network) -> None:
    assert sent(sendgrid, order(MAIL.to_bytes()), wire) == Sent()
    assert sandbox.sendgrid.refused == []


def test_429_waits_as_long_as_it_is_asked_to(sandbox: Sandbox, sendgrid: Channel, wire: Network) -> None:
    sandbox.faults.add("sendgrid", Fault("status", status=429, retry_after=7))
    outcome = sent(sendgrid, to(), wire)
    assert isinstance(outcome, Retry)
    assert outcome.after == timedelta(seconds=7)


@pytest.mark.parametrize("status", [500, 502, 504])
def test_a_failure_while_it_was_handled_is_in_doubt(
    sandbox: Sandbox, sendgrid: Channel, wire: Network, status: int
) -> None:
    sandbox.faults.add("sendgrid", Fault("status", status=status))
    assert isinstance(sent(sendgrid, to(), wire), Unconfirmed)


def test_503_was_not_taken(sandbox: Sandbox, sendgrid: Channel, wire: Network) -> None:
    sandbox.faults.add("sendgrid", Fault("status", status=503))
    assert isinstance(sent(sendgrid, to(), wire), Retry)


@pytest.mark.parametrize("fault", [Fault("hang", seconds=3), Fault("drop_before"), Fault("drop_after")])
def test_no_answer_is_in_doubt_and_sent_once(sandbox: Sandbox, sendgrid: Channel, wire: Network, fault: Fault) -> None:
    sandbox.faults.add("sendgrid", fault)
    assert isinstance(sent(sendgrid, to(), wire), Unconfirmed)
    assert len(sandbox.sendgrid.received) <= 1


def test_a_doubt_stays_one_until_somebody_looks(sandbox: Sandbox, sendgrid: Channel, wire: Network) -> None:
    assert isinstance(sendgrid.reconcile(to(), wire), Unconfirmed)


def test_a_wrong_key_is_named_by_its_variable(sandbox: Sandbox, wire: Network) -> None:
    wrong = channel("email", "sendgrid", {"SENDGRID_API_KEY": "SG.other"}, base_url=sandbox.sendgrid_url)
    outcome = sent(wrong, to(), wire)
    assert isinstance(outcome, Rejected)
    assert "SENDGRID_API_KEY" in outcome.because
    assert "SG.other" not in outcome.because
    assert [check.ok for check in wrong.check(wire)] == [False]


def test_a_server_that_is_not_there_is_tried_again(wire: Network) -> None:
    outcome = sent(channel("email", "sendgrid", base_url="http://127.0.0.1:9"), to(), wire)
    assert isinstance(outcome, Retry)
    assert "connection refused" in outcome.because


def test_doctor_has_a_mail_checked_and_sends_nothing(sandbox: Sandbox, sendgrid: Channel, wire: Network) -> None:
    well, limits = sendgrid.check(wire)
    assert well.ok and "a mail from the sender passes" in well.detail
    assert re.search(r"requests: 59\d of 600 left", limits.detail)
    assert sandbox.sendgrid.received == []


@pytest.mark.parametrize(
    ("standing", "words"),
    [
        ("revoked", "SENDGRID_API_KEY any more: it is wrong, expired or revoked"),
        ("suspended", "account may not send mail"),
        ("unverified", "verify its domain"),
        ("no credits", "used up its mails"),
        ("no scope", "give it the scope mail.send"),
    ],
)
def test_what_stands_between_the_account_and_its_mail_is_told_apart(
    sandbox: Sandbox, sendgrid: Channel, wire: Network, standing: str, words: str
) -> None:
    sandbox.sendgrid.standing = standing
    checked = sendgrid.check(wire)[0]
    assert (checked.ok, checked.trouble) == (False, Trouble.REFUSED)
    assert words in checked.detail
    outcome = sent(sendgrid, to(), wire)
    assert isinstance(outcome, Rejected)
    assert words in outcome.because


def test_a_network_fault_is_no_fault_of_the_account(wire: Network) -> None:
    (checked,) = channel("email", "sendgrid", base_url="http://127.0.0.1:9").check(wire)
    assert (checked.ok, checked.trouble) == (False, Trouble.UNREACHED)


@pytest.mark.parametrize("categories", [["a"] * 3 + [str(n) for n in range(10)], "press", [""], ["x" * 256], [3]])
def test_bad_categories_are_named(categories: object) -> None:
    with pytest.raises(ConfigurationError, match=r"\[channels.press\] categories"):
        channel("email", "sendgrid", options={"categories": categories})


def test_a_missing_key_is_named() -> None:
    assert channel("email", "sendgrid", {}).missing() == ["SENDGRID_API_KEY"]
    assert channel("email", "sendgrid", {"OTHER": "SG.x"}, options={"api_key_env": "OTHER"}).missing() == []


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"subject": "News\r\nBcc: someone@example.test"}, "line break"),
        ({"subject": " "}, "empty"),
        ({"sender": "Office <press@example.org>\r\nBcc: someone@example.test"}, "sender"),
        ({"sender": "press@example.org, other@example.org"}, "sender"),
        ({"sender": '"Rights, Inc" <press@example.org>'}, "comma"),
        ({"reply_to": "nobody"}, "reply_to"),
        ({"html": ""}, "no text"),
        ({"html": "x" * 29_000_000}, "too large"),
    ],
)
def test_what_sendgrid_would_refuse_is_said_before_the_approval(changes: dict[str, str], words: str) -> None:
    values = {name: getattr(MAIL, name) for name in Mail.__slots__} | changes
    doubts = channel("email", "sendgrid", base_url="https://api.sendgrid.com").doubts(Mail(**values).to_bytes())
    assert len(doubts) == 1
    assert words in doubts[0]


def test_a_sound_mail_raises_no_doubt() -> None:
    assert channel("email", "sendgrid").doubts(MAIL.to_bytes()) == []


def test_a_key_does_not_travel_readable() -> None:
    assert channel("email", "sendgrid", base_url="http://mail.example.org").doubts(MAIL.to_bytes())


@pytest.mark.parametrize("options", [{"apikey_env": "X"}, {"api_key_env": "SG.secret-itself"}, {"sender": "nobody"}])
def test_a_bad_setting_is_named(options: dict[str, str]) -> None:
    with pytest.raises(ConfigurationError, match=r"\[channels.press\] " + next(iter(options))):
        channel("email", "sendgrid", ENVIRONMENT, options=options)


def test_one_body_carries_a_thousand_people() -> None:
    people = tuple(person(number) for number in range(1000))
    body = json.loads(channel("email", "sendgrid").build(to(*people)))
    assert [one["to"][0]["email"] for one in body["personalizations"]] == [one.email for one in people]
