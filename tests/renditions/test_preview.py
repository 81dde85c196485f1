"""What somebody sees before signing is what will leave."""

from __future__ import annotations

import email
import json
from dataclasses import replace
from email.policy import default

from bot.core.rendition import GREETING, Mail, Thread
from bot.renditions.setting import preview_files, render
from tests.renditions.samples import release, sheet

MERGE = {
    "greeting": "Dear Tom & Ann,",
    "unsubscribe": "https://press.example.org/u/1?a=1&b=2",
    "lift": "2026-03-05T00:01:00Z",
}


def files(kind: str) -> dict[str, bytes]:
    return preview_files(kind, render(kind, release(), sheet(kind)), "press", MERGE)


def test_a_mail_is_a_message_its_html_and_its_text() -> None:
    made = files("email")
    assert set(made) == {"press.eml", "press.html", "press.txt"}
    message = email.message_from_bytes(made["press.eml"], policy=default)
    assert message["Subject"] == "Half of harbour workers breathe air above the legal limit"
    assert message["Reply-To"] == "press@example.org"
    plain, html = message.iter_parts()
    assert (plain.get_content_type(), html.get_content_type()) == ("text/plain", "text/html")
    assert plain.get_content().replace("\r\n", "\n").encode() == made["press.txt"]
    assert html.get_content().replace("\r\n", "\n").strip().encode() == made["press.html"]


def test_merge_fields_are_filled_and_safe_in_html() -> None:
    made = files("email")
    assert b"Dear Tom &amp; Ann," in made["press.html"]
    assert b"u/1?a=1&amp;b=2" in made["press.html"]
    assert b"Dear Tom & Ann," in made["press.txt"]
    assert "\u241e".encode() not in b"".join(made.values())


def test_apart_from_merge_fields_nothing_changes() -> None:
    mail = Mail.from_bytes(render("email", release(), sheet()))
    shown = preview_files("email", mail.to_bytes(), "press", {"greeting": GREETING})
    assert shown["press.html"].decode() == mail.html
    assert shown["press.txt"].decode() == mail.text


def test_a_mail_s_stand_in_for_a_reader_is_greeted_in_the_mail_s_language() -> None:
    mail = Mail.from_bytes(render("email", replace(release(), language="fr"), sheet()))
    shown = preview_files("email", mail.to_bytes(), "press", {"unsubscribe": "https://press.example.org/u/1"})
    assert shown["press.txt"].decode().startswith("Bonjour Ann Reader,")


def test_a_thread_is_shown_for_reading_and_as_data() -> None:
    made = files("x")
    thread = Thread.from_bytes(render("x", release(), sheet("x")))
    assert json.loads(made["press.json"]) == [{"text": post.text} for post in thread.posts]
    assert made["press.txt"].startswith(b"[1 of 6, 82 of 280]\nHalf of harbour")


def test_webhook_and_page_are_shown_as_they_will_leave() -> None:
    assert json.loads(files("webhook")["press.json"])["embargoedUntil"] == MERGE["lift"]
    assert b'"datePublished": "2026-03-05T00:01:00Z"' in files("pressroom")["press.html"]


def test_a_thread_that_deletes_says_which_posts() -> None:
    files = preview_files("x", Thread((), "en", removes=("19", "20")).to_bytes(), "x", {})
    assert files["x.txt"].decode() == "[nothing is posted; these posts are deleted]\n19\n20\n"
    assert json.loads(files["x.json"]) == [{"delete": "19"}, {"delete": "20"}]
