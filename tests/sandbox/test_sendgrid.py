"""What the stand-in of SendGrid takes, refuses and remembers; one line a rule of its reference."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

from bot.sandbox.exchange import Request
from bot.sandbox.sendgrid import MAX_BODY, SendGrid
from tests.sandbox.conftest import KEY, NOW, posted

Mail = dict[str, Any]
Change = Callable[[Mail], object]


@pytest.fixture
def sendgrid() -> SendGrid:
    return SendGrid([KEY])


def first(mail: Mail) -> Mail:
    envelope: Mail = mail["personalizations"][0]
    return envelope


def people(count: int) -> list[dict[str, str]]:
    return [{"email": f"reporter{number}@example.org"} for number in range(count)]


def _own_subject(envelope: Mail) -> None:
    envelope["subject"] = "Their own"


def _click(mail: Mail) -> Mail:
    setting: Mail = mail["tracking_settings"]["click_tracking"]
    return setting


FILE = {"filename": "a.txt", "content": "YQ=="}


def test_a_mail_is_accepted_without_a_word_but_its_id(sendgrid: SendGrid, mail: Mail) -> None:
    answer = sendgrid.answer(posted(mail), NOW)
    assert (answer.status, answer.body) == (202, b"")
    assert answer.headers["X-Message-Id"] == sendgrid.received[0].message_id


REFUSED: list[tuple[str, Change, str]] = [
    ("an unknown key", lambda m: m.update(sender="x"), "Additional property sender"),
    ("an unknown key in a personalization", lambda m: first(m).update(language="en"), "Additional property language"),
    ("an unknown key of a person", lambda m: first(m)["to"][0].update(outlet="x"), "Additional property outlet"),
    ("no personalization", lambda m: m.update(personalizations=[]), "at least one personalization"),
    ("1,001 personalizations", lambda m: m.update(personalizations=[{"to": [p]} for p in people(1001)]), "limited to"),
    ("1,001 recipients", lambda m: first(m).update(to=people(600), bcc=people(1000)[600:]), "1000 total recipients"),
    ("a personalization to nobody", lambda m: first(m).update(to=[]), "to array is required"),
    ("somebody in to and cc", lambda m: first(m).update(cc=[{"email": "ADA@example.org"}]), "unique between to, cc"),
    ("somebody twice in to", lambda m: first(m).update(to=people(1) * 2), "unique between to, cc"),
    ("an address without a domain", lambda m: first(m)["to"][0].update(email="ada"), "valid address"),
    ("an address with a one-word domain", lambda m: first(m)["to"][0].update(email="ada@host"), "valid address"),
    ("an address with a space", lambda m: first(m)["to"][0].update(email="a da@example.org"), "valid address"),
    ("an address with a line break", lambda m: first(m)["to"][0].update(email="a@example.org\n"), "valid address"),
    ("two addresses in one", lambda m: first(m)["to"][0].update(email="a@example.org,b@example.org"), "valid address"),
    ("a comma in a name", lambda m: first(m)["to"][0].update(name="Lovelace, Ada"), "cannot contain ';' or ','"),
    ("a semicolon in a name", lambda m: m["from"].update(name="Press; Office"), "cannot contain ';' or ','"),
    ("a line break in a name", lambda m: m["from"].update(name="Press\r\nBcc: x@example.org"), "CRLF"),
    ("no sender", lambda m: m.pop("from"), "from object must be provided"),
    ("a wrong reply address", lambda m: m.update(reply_to={"email": "nobody"}), "valid address"),
    ("two kinds of reply address", lambda m: m.update(reply_to_list=people(1)), "not both"),
    ("no subject", lambda m: m.pop("subject"), "subject is required"),
    ("an empty subject", lambda m: m.update(subject=""), "at least one character"),
    ("a line break in the subject", lambda m: m.update(subject="News\nBcc: x@example.org"), "CRLF"),
    ("a line break in somebody's subject", lambda m: first(m).update(subject="News\r"), "CRLF"),
    ("a reserved header", lambda m: m["headers"].update({"reply-to": "x@example.org"}), "reserved keys"),
    ("a reserved header for one", lambda m: first(m)["headers"].update({"Received": "x"}), "reserved keys"),
    ("a line break in a header", lambda m: m["headers"].update({"X-A": "1\r\nBcc: x@example.org"}), "CRLF"),
    ("a line break in a header's name", lambda m: m["headers"].update({"X-A\nBcc": "1"}), "non-ASCII"),
    ("a header that is a number", lambda m: m["headers"].update({"X-A": 1}), "must be strings"),
    ("a header given twice", lambda m: m["headers"].update({"x-release": "b"}), "duplicate keys"),
    ("headers that are nothing", lambda m: m.update(headers=None), "must be an object"),
    ("a subject that is a number", lambda m: m.update(subject=7), "must be a string"),
    (
        "a wrong subject that nobody gets",
        lambda m: (m.update(subject=""), *map(_own_subject, m["personalizations"])),
        "must be",
    ),
    ("an unknown key of the content", lambda m: m["content"][0].update(charset="utf-8"), "Additional property charset"),
    ("no content", lambda m: m.pop("content"), "at least one defined content"),
    ("empty content", lambda m: m["content"][0].update(value=""), "at least one character"),
    ("HTML before plain text", lambda m: m["content"].reverse(), "text/plain needs to be first"),
    ("a content type with a semicolon", lambda m: m["content"][0].update(type="text/plain; a=b"), "cannot contain ';'"),
    ("a number in custom_args", lambda m: first(m)["custom_args"].update(n=1), "must be strings"),
    ("10,001 bytes of custom_args", lambda m: first(m)["custom_args"].update(a="é" * 5000), "10,000 bytes"),
    ("empty custom_args", lambda m: m.update(custom_args={}), "cannot be empty"),
    ("custom_args that are nothing", lambda m: m.update(custom_args=None), "cannot be empty"),
    ("a number to substitute", lambda m: first(m)["substitutions"].update({"-n-": 1}), "are all strings"),
    ("10,001 bytes to substitute", lambda m: first(m)["substitutions"].update({"-n-": "x" * 10_000}), "10,000 bytes"),
    ("eleven categories", lambda m: m.update(categories=[str(n) for n in range(11)]), "limit of 10 categories"),
    ("a category twice", lambda m: m.update(categories=["a", "a"]), "unique list"),
    ("a long category", lambda m: m.update(categories=["a" * 256]), "255 characters"),
    ("a time in the past", lambda m: m.update(send_at=int(NOW.timestamp()) - 1), "in the past"),
    ("a time beyond 72 hours", lambda m: m.update(send_at=int(NOW.timestamp()) + 72 * 3600 + 9), "72 hours"),
    ("a time that is text", lambda m: first(m).update(send_at="soon"), "Unix timestamp"),
    ("an unknown tracking setting", lambda m: m["tracking_settings"].update(pixel={}), "Additional property pixel"),
    ("tracking neither on nor off", lambda m: m["tracking_settings"]["open_tracking"].update(enable="no"), "boolean"),
    ("tracking of plain text neither on nor off", lambda m: _click(m).update(enable_text="no"), "should be a boolean"),
    ("a footer that is a number", lambda m: m.update(mail_settings={"footer": {"text": 7}}), "should be a string"),
    ("an unsubscribe group it has not", lambda m: m.update(asm={"group_id": 1}), "unsubscribe group"),
    ("a template it has not", lambda m: m.update(template_id="d-1"), "template"),
    ("a file that is no base64", lambda m: m.update(attachments=[{"filename": "a", "content": "é"}]), "base64"),
    ("an unknown key of a file", lambda m: m.update(attachments=[FILE | {"size": 1}]), "Additional property size"),
    ("a file of an empty type", lambda m: m.update(attachments=[FILE | {"type": ""}]), "attachment type"),
    ("a file whose id is a number", lambda m: m.update(attachments=[FILE | {"content_id": 1}]), "content_id"),
    ("a file without a name", lambda m: m.update(attachments=[{"content": "YQ=="}]), "filename is required"),
]


@pytest.mark.parametrize(("change", "message"), [rule[1:] for rule in REFUSED], ids=[rule[0] for rule in REFUSED])
def test_it_refuses(sendgrid: SendGrid, mail: Mail, change: Change, message: str) -> None:
    change(mail)
    answer = sendgrid.answer(posted(mail), NOW)
    assert answer.status == 400
    assert message in answer.json()["errors"][0]["message"]
    assert set(answer.json()["errors"][0]) == {"message", "field", "help"}
    assert sendgrid.received == []


TAKEN: list[tuple[str, Change]] = [
    ("1,000 recipients", lambda m: m.update(personalizations=[{"to": [person]} for person in people(1000)])),
    ("a quoted name with a comma", lambda m: first(m)["to"][0].update(name='"Lovelace, Ada"')),
    ("the same address in two personalizations", lambda m: m["personalizations"].append({"to": first(m)["to"]})),
    ("an international name and domain", lambda m: first(m)["to"][0].update(name="Ödön", email="ö@bücher.example")),
    ("a time within 72 hours", lambda m: m.update(send_at=int((NOW + timedelta(hours=71)).timestamp()))),
    ("10,000 bytes of custom_args", lambda m: first(m).update(custom_args={"a": "x" * (10_000 - 15)})),
]


@pytest.mark.parametrize("change", [rule[1] for rule in TAKEN], ids=[rule[0] for rule in TAKEN])
def test_it_takes(sendgrid: SendGrid, mail: Mail, change: Change) -> None:
    change(mail)
    answer = sendgrid.answer(posted(mail), NOW)
    assert answer.status == 202, answer.body


@pytest.mark.parametrize(
    ("body", "status"),
    [(b"{", 400), (b"[]", 400), (b"\xff", 415), (b" " * MAX_BODY, 413)],
    ids=["no JSON", "no object", "no UTF-8", "30 MB"],
)
def test_a_body_it_cannot_read_is_refused(sendgrid: SendGrid, body: bytes, status: int) -> None:
    assert sendgrid.answer(posted(body), NOW).status == status


def test_another_content_type_is_refused(sendgrid: SendGrid) -> None:
    request = Request.of(
        "POST", "https://a/v3/mail/send", "https://a", {"Authorization": f"Bearer {KEY}", "Content-Type": "text/json"}
    )
    assert sendgrid.answer(request, NOW).status == 415


def test_a_wrong_key_is_told_that_its_grant_is_invalid(sendgrid: SendGrid, mail: Mail) -> None:
    answer = sendgrid.answer(posted(mail, key="SG.wrong"), NOW)
    message = "The provided authorization grant is invalid, expired, or revoked"
    assert (answer.status, answer.json()) == (401, {"errors": [{"message": message, "field": None, "help": None}]})


def test_without_a_key_authorization_is_required(sendgrid: SendGrid) -> None:
    answer = sendgrid.answer(Request.of("GET", "https://a/v3/scopes", "https://a"), NOW)
    assert (answer.status, answer.json()["errors"][0]["message"]) == (401, "authorization required")


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [("GET", "/v3/scopes", 200), ("GET", "/v3/user/account", 200), ("GET", "/v3/mail/send", 405), ("GET", "/v3", 404)],
)
def test_its_other_addresses(sendgrid: SendGrid, method: str, path: str, status: int) -> None:
    request = Request.of(method, f"https://a{path}", "https://a", {"Authorization": f"Bearer {KEY}"})
    assert sendgrid.answer(request, NOW).status == status


def test_a_recipient_gets_the_mail_with_their_own_words(sendgrid: SendGrid, mail: Mail) -> None:
    sendgrid.answer(posted(mail), NOW)
    copy = sendgrid.received[0].mail_to("bela@example.org")
    assert copy.to == "Bela <bela@example.org>"
    assert copy.subject == "Harbour walls: for Bela"
    assert copy.text.endswith("Leave: https://press.example.org/u/bela")
    assert "Dear Bela" in copy.html
    assert dict(copy.headers) == {
        "X-Release": "harbour",
        "List-Unsubscribe": "<https://press.example.org/u/bela>",
    }


def test_a_personal_header_replaces_the_common_one_whatever_its_case(sendgrid: SendGrid, mail: Mail) -> None:
    first(mail)["headers"]["x-release"] = "mine"
    sendgrid.answer(posted(mail), NOW)
    assert ("x-release", "mine") in sendgrid.received[0].mail_to("ada@example.org").headers
    assert len(sendgrid.received[0].mail_to("ada@example.org").headers) == 2


def test_headers_are_not_substituted(sendgrid: SendGrid, mail: Mail) -> None:
    mail["headers"]["X-For"] = "-name-"
    sendgrid.answer(posted(mail), NOW)
    assert ("X-For", "-name-") in sendgrid.received[0].mail_to("ada@example.org").headers


def test_nobody_else_got_the_mail(sendgrid: SendGrid, mail: Mail) -> None:
    sendgrid.answer(posted(mail), NOW)
    with pytest.raises(KeyError):
        sendgrid.received[0].mail_to("carl@example.org")


def test_custom_args_of_request_and_person_are_merged(sendgrid: SendGrid, mail: Mail) -> None:
    sendgrid.answer(posted(mail), NOW)
    assert sendgrid.received[0].custom_args[0] == {"release": "harbour", "recipient": "ada"}


@pytest.mark.parametrize("kind", ["click", "open", "subscription"])
def test_tracking_is_on_unless_it_was_switched_off(sendgrid: SendGrid, mail: Mail, kind: str) -> None:
    sendgrid.answer(posted(mail), NOW)
    del mail["tracking_settings"][f"{kind}_tracking"]
    sendgrid.answer(posted(mail), NOW)
    assert [request.tracking_off(kind) for request in sendgrid.received] == [True, False]


def test_sandbox_mode_checks_and_delivers_nothing(sendgrid: SendGrid, mail: Mail) -> None:
    mail["mail_settings"] = {"sandbox_mode": {"enable": True}}
    assert sendgrid.answer(posted(mail), NOW).status == 200
    assert sendgrid.received == []


def test_all_errors_come_at_once(sendgrid: SendGrid, mail: Mail) -> None:
    del mail["subject"], mail["from"]
    assert len(sendgrid.answer(posted(mail), NOW).json()["errors"]) == 3  # the subject is missing for both


def test_a_refusal_is_noted(sendgrid: SendGrid, mail: Mail, now: datetime) -> None:
    sendgrid.answer(posted(json.dumps({}).encode()), now)
    refusal = sendgrid.refused[0]
    assert (refusal.at, refusal.status, refusal.request) == (now, 400, "POST /v3/mail/send")


def test_being_busy_says_when_to_come_back(sendgrid: SendGrid, mail: Mail) -> None:
    answer = sendgrid.failure(posted(mail), NOW, 429, 2.0)
    assert (answer.status, answer.headers["Retry-After"], answer.headers["X-RateLimit-Remaining"]) == (429, "2", "0")
    assert sendgrid.received == []
