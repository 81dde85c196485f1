"""The page that shows what arrived."""

from __future__ import annotations

import base64
import smtplib
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from typing import Any

import pytest

from bot.sandbox.server import Sandbox
from bot.sandbox.viewer import lateness
from tests.sandbox.conftest import ACCOUNT, FEDIVERSE, KEY, SECRET, SKY, fetch
from tests.sandbox.test_server import call_hook, send, x_session

PAGE = "https://press.example.org/harbour"


@pytest.fixture
def instants() -> dict[str, datetime]:
    return {}


@pytest.fixture
def sandbox(instants: dict[str, datetime]) -> Iterator[Sandbox]:
    networks = {"x_accounts": [ACCOUNT], "mastodon_accounts": [FEDIVERSE], "bluesky_accounts": [SKY]}
    hooks = {"partners": [SECRET]}
    with Sandbox(sendgrid_keys=[KEY], hook_secrets=hooks, instant_of=instants.get, **networks) as running:
        yield running


def page(sandbox: Sandbox, query: str = "") -> str:
    answer = fetch("GET", f"{sandbox.url}/{query}")
    assert answer.status_code == 200
    return answer.text


def test_before_anything_arrives_it_says_where_to_send(sandbox: Sandbox) -> None:
    text = page(sandbox)
    assert "Nothing has arrived yet." in text
    assert sandbox.sendgrid_url in text
    assert f"127.0.0.1:{sandbox.smtp_port}" in text


def test_a_mail_is_shown_as_a_mail(sandbox: Sandbox, mail: object) -> None:
    send(sandbox, mail)
    text = page(sandbox)
    assert "Harbour walls: for Ada" in text
    assert "202 for 2 recipients" in text
    assert "tracking off" in text
    assert "Press Office &lt;press@example.org&gt;" in text
    assert "Dear Ada, see https://press.example.org/harbour." in text
    assert "List-Unsubscribe" in text


def test_tracking_that_is_on_is_an_alarm(sandbox: Sandbox, mail: dict[str, Any]) -> None:
    del mail["tracking_settings"]["open_tracking"]
    send(sandbox, mail)
    assert "open tracking on" in page(sandbox)


def test_everybodys_copy_can_be_seen(sandbox: Sandbox, mail: object) -> None:
    send(sandbox, mail)
    text = page(sandbox, "?mail=1&recipient=bela@example.org")
    assert "Harbour walls: for Bela" in text
    assert 'src="/mail/1?recipient=bela%40example.org"' in text


def test_one_mail_in_several_requests_is_shown_once(sandbox: Sandbox, mail: dict[str, Any]) -> None:
    both = mail["personalizations"]
    for person in both:
        send(sandbox, {**mail, "personalizations": [person]})
    assert page(sandbox).count("<iframe") == 1
    assert "2 requests" in page(sandbox)
    text = page(sandbox, "?mail=1&recipient=bela@example.org")
    assert 'src="/mail/2?recipient=bela%40example.org"' in text


def test_somebody_who_did_not_get_it_is_told_apart(sandbox: Sandbox, mail: object) -> None:
    send(sandbox, mail)
    assert "It did not go to carl@example.org" in page(sandbox, "?mail=1&recipient=carl@example.org")


def test_the_html_of_a_mail_is_shut_in(sandbox: Sandbox, mail: object) -> None:
    send(sandbox, mail)
    answer = fetch("GET", f"{sandbox.url}/mail/1?recipient=bela@example.org")
    assert answer.headers["Content-Security-Policy"].startswith("sandbox; default-src 'none'")
    assert answer.text == "<p>Dear Bela, <a href='https://press.example.org/u/bela'>leave</a>"
    assert "<iframe sandbox title=" in page(sandbox)


@pytest.mark.parametrize("path", ["/mail/1", "/mail/0", "/letter/x", "/elsewhere", "/mail/1?recipient=x"])
def test_what_is_not_there_is_not_found(sandbox: Sandbox, path: str) -> None:
    assert fetch("GET", sandbox.url + path).status_code == 404


def test_letters_by_smtp_are_shown_once_a_mail(sandbox: Sandbox) -> None:
    for name in ("ada", "bela"):
        letter = EmailMessage()
        letter["From"], letter["To"], letter["Subject"] = "press@example.org", f"{name}@example.org", "Harbour"
        letter.set_content(f"Dear {name}")
        with smtplib.SMTP("127.0.0.1", sandbox.smtp_port) as smtp:
            smtp.send_message(letter)
    text = page(sandbox, "?letter=1&recipient=bela@example.org")
    assert text.count("<iframe") == 1
    assert "Dear bela" in text
    assert "<pre>Dear bela" in fetch("GET", f"{sandbox.url}/letter/2").text


def test_a_thread_is_shown_as_a_thread(sandbox: Sandbox) -> None:
    session = x_session()
    first = session.post(f"{sandbox.x_url}/2/tweets", json={"text": f"One {PAGE}"}).json()["data"]["id"]
    reply = {"text": "Two", "reply": {"in_reply_to_tweet_id": first}}
    session.post(f"{sandbox.x_url}/2/tweets", json=reply)
    text = page(sandbox)
    assert "Thread on X" in text
    assert "2 posts" in text
    assert "27 of 280" in text
    assert f'<span class="link">{PAGE}</span>' in text


def test_a_webhook_is_shown_with_its_signature(sandbox: Sandbox) -> None:
    call_hook(sandbox, '{"headline": "Walls"}')
    call_hook(sandbox, '{"headline": "Walls"}')
    text = page(sandbox)
    assert "signature verified" in text
    assert "a repeat" in text
    assert '<span class="string">&#34;Walls&#34;</span>' in text


def test_what_arrived_after_its_embargo_is_on_time(
    sandbox: Sandbox, mail: object, instants: dict[str, datetime]
) -> None:
    instants[PAGE] = datetime.now(UTC) - timedelta(milliseconds=1)
    send(sandbox, mail)
    assert "Nothing early" in page(sandbox)
    assert fetch("GET", f"{sandbox.url}/_received").json()[0]["lateness_ms"] > 0


def test_what_arrived_before_its_embargo_is_an_alarm(
    sandbox: Sandbox, mail: object, instants: dict[str, datetime]
) -> None:
    instants[PAGE] = datetime.now(UTC) + timedelta(minutes=1)
    send(sandbox, mail)
    text = page(sandbox)
    assert "<strong>1 early</strong>" in text
    assert "EARLY</span>" in text
    assert "<title>1 EARLY" in text


def test_a_webhook_before_its_own_embargo_is_an_alarm(sandbox: Sandbox) -> None:
    call_hook(sandbox, '{"embargoedUntil": "2999-01-01T00:00:00Z"}')
    assert "1 early" in page(sandbox)


def test_refusals_are_shown(sandbox: Sandbox) -> None:
    send(sandbox, {})
    assert "You must have at least one personalization." in page(sandbox)


HOSTILE = "<script>alert(1)</script>"


def test_nothing_that_arrives_becomes_markup(sandbox: Sandbox, mail: dict[str, Any]) -> None:
    mail["subject"] = mail["content"][0]["value"] = mail["headers"]["X-A"] = HOSTILE
    mail["personalizations"][0]["to"][0]["name"] = mail["custom_args"]["a"] = HOSTILE
    send(sandbox, mail)
    x_session().post(f"{sandbox.x_url}/2/tweets", json={"text": f"{HOSTILE} https://example.org/{HOSTILE}"})
    call_hook(sandbox, f'{{"{HOSTILE}": "{HOSTILE}"}}')
    call_hook(sandbox, HOSTILE)
    fetch("GET", f"{sandbox.sendgrid_url}/{HOSTILE}", headers={"Authorization": f"Bearer {KEY}"})
    assert "<script" not in page(sandbox, f"?mail=1&recipient={HOSTILE}")


def test_the_page_may_run_nothing_and_load_nothing(sandbox: Sandbox) -> None:
    policy = fetch("GET", sandbox.url).headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'; style-src 'unsafe-inline'")
    assert "http" not in page(sandbox).split("<body>")[0].replace("http-equiv", "")


def test_it_reloads_only_when_asked(sandbox: Sandbox) -> None:
    assert "http-equiv" not in page(sandbox)
    assert '<meta http-equiv="refresh" content="2">' in page(sandbox, "?refresh=2")
    assert "http-equiv" not in page(sandbox, "?refresh=2;url=https://example.org")


@pytest.mark.parametrize(
    ("milliseconds", "words"),
    [
        (0, "+0.0 ms"),
        (3.24, "+3.2 ms"),
        (41, "+41 ms"),
        (-12, "12 ms EARLY"),
        (-0.4, "0.4 ms EARLY"),
        (1_234, "+1,234 ms"),
        (12_340, "+12.3 s"),
        (185_000, "+3 min 5 s"),
        (-7_500_000, "2 h 5 min EARLY"),
    ],
)
def test_lateness_in_words(milliseconds: float, words: str) -> None:
    assert lateness(milliseconds) == words


def test_threads_of_other_networks_are_shown_as_theirs(sandbox: Sandbox) -> None:
    for status in ({"status": f"One {PAGE}", "spoiler_text": "Floods"}, {"status": "Two"}):
        headers = {"Authorization": f"Bearer {FEDIVERSE.token}"}
        before = {"in_reply_to_id": sandbox.mastodon.received[0].id} if sandbox.mastodon.received else {}
        fetch("POST", f"{sandbox.mastodon_url}/api/v1/statuses", json={**status, **before}, headers=headers)
    text = page(sandbox)
    assert "Thread on Mastodon" in text
    assert "Behind the warning: Floods" in text
    assert "33 of 500" in text
    assert "<dt>Posts on Mastodon</dt><dd>2</dd>" in text


def test_a_card_is_shown_below_its_post(sandbox: Sandbox, instants: dict[str, datetime]) -> None:
    instants[PAGE] = datetime.now(UTC) - timedelta(milliseconds=1)
    sky_post(sandbox, f"One {PAGE}", {"uri": PAGE, "title": "Walls <now>", "description": "They hold."})
    text = page(sandbox)
    assert "Post on Bluesky" in text
    assert "<b>Walls &lt;now&gt;</b><br>They hold." in text
    assert "Nothing early" in text
    (told,) = fetch("GET", f"{sandbox.url}/_received").json()
    assert (told["provider"], told["card"], told["author"]) == (
        "bluesky",
        ["Walls <now>", "They hold.", PAGE],
        SKY.handle,
    )


def sky_post(sandbox: Sandbox, text: str, external: dict[str, str]) -> None:
    entry = {"identifier": SKY.handle, "password": SKY.password}
    xrpc = f"{sandbox.bluesky_url}/xrpc"
    session = fetch("POST", f"{xrpc}/com.atproto.server.createSession", json=entry).json()
    record = {
        "$type": "app.bsky.feed.post",
        "text": text,
        "createdAt": "2026-03-05T00:01:00Z",
        "embed": {"$type": "app.bsky.embed.external", "external": external},
    }
    given = {"repo": session["did"], "collection": "app.bsky.feed.post", "rkey": "3jzfcijpj2z2a", "record": record}
    headers = {"Authorization": f"Bearer {session['accessJwt']}"}
    assert fetch("POST", f"{xrpc}/com.atproto.repo.putRecord", json=given, headers=headers).status_code == 200


def test_a_picture_is_shown_with_its_words(sandbox: Sandbox) -> None:
    png = b"\x89PNG\r\n\x1a\n a wall"
    session = x_session()
    media = {"media": base64.b64encode(png).decode(), "media_category": "tweet_image"}
    id = session.post(f"{sandbox.x_url}/2/media/upload", json=media, timeout=5).json()["data"]["id"]
    told = {"id": id, "metadata": {"alt_text": {"text": "A <sea> wall"}}}
    session.post(f"{sandbox.x_url}/2/media/metadata", json=told, timeout=5)
    session.post(f"{sandbox.x_url}/2/tweets", json={"text": "look", "media": {"media_ids": [id]}}, timeout=5)
    text = page(sandbox)
    assert '<img src="/picture/x/1/1" alt="A &lt;sea&gt; wall">' in text
    shown = fetch("GET", f"{sandbox.url}/picture/x/1/1")
    assert (shown.content, shown.headers["Content-Type"]) == (png, "image/png")
    assert fetch("GET", f"{sandbox.url}/picture/x/1/2").status_code == 404
