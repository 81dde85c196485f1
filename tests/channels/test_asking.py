"""What stands below a provider's library."""

from __future__ import annotations

import time

import pytest
import requests

from bot.channels.asking import BODY_LIMIT, FAILURES, Bounded, Refused
from bot.channels.wire import Network
from bot.core.rendition import Post, Thread
from bot.sandbox.faults import Fault
from bot.sandbox.server import Sandbox
from tests.channels.orders import FEDIVERSE, channel, order, sent

TOKEN = {"Authorization": f"Bearer {FEDIVERSE.token}"}


@pytest.fixture
def session(wire: Network) -> Bounded:
    return Bounded(wire.adapter(), 0.3)


def test_a_listing_may_be_longer_than_other_answers(sandbox: Sandbox, wire: Network, session: Bounded) -> None:
    account = channel("mastodon", "mastodon", base_url=sandbox.mastodon_url)
    for number in range(40):
        thread = Thread((Post(f"{number}: {'日' * 480}"),), "ja")
        sent(account, order(thread.to_bytes(), delivery=f"d-{number}"), wire)
    url = f"{sandbox.mastodon_url}/api/v1/accounts/2001/statuses?limit=40"
    answer = session.request("GET", url, headers=TOKEN)
    assert len(answer.content) > BODY_LIMIT
    assert len(answer.json()) == 40


def test_what_is_no_success_is_raised_with_all_that_was_said(sandbox: Sandbox, session: Bounded) -> None:
    with pytest.raises(Refused) as refused:
        session.request("GET", f"{sandbox.mastodon_url}/api/v1/accounts/verify_credentials")
    assert (refused.value.answer.status, refused.value.answer.said()) == (401, "The access token is invalid")


def test_no_redirect_is_followed(sandbox: Sandbox, session: Bounded) -> None:
    sandbox.faults.add("mastodon", Fault("status", status=302))
    with pytest.raises(Refused) as refused:
        session.request("GET", sandbox.mastodon_url, allow_redirects=True)
    assert refused.value.answer.status == 302


def test_a_library_cannot_make_it_wait_longer(sandbox: Sandbox, session: Bounded) -> None:
    sandbox.faults.add("mastodon", Fault("hang", seconds=3))
    before = time.monotonic()
    with pytest.raises(FAILURES):
        session.request("GET", sandbox.mastodon_url, timeout=300)
    assert time.monotonic() - before < 2


def test_nothing_is_taken_from_the_environment(
    monkeypatch: pytest.MonkeyPatch, sandbox: Sandbox, session: Bounded
) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    assert isinstance(session, requests.Session)
    answer = session.request("GET", f"{sandbox.mastodon_url}/api/v2/instance")
    assert answer.json()["configuration"]["statuses"]["max_characters"] == 500
