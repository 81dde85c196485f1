"""What every channel reads after the lift: what it is comes first, and nothing is cut in the middle."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from bot.core import measure
from bot.core.rendition import REVISED, SINCE, Mail, Thread, fill
from bot.core.standing import After, Change, Mark, Note, Standing
from bot.renditions.setting import render
from bot.renditions.standing import since
from tests.renditions.samples import PAGE, release, sheet

WRONG = Note((Change("en", "Half of them smoke.", "A tenth of them smoke."),))
LIFTED = "2026-03-05T00:01:00Z"
AT = datetime(2026, 3, 5, 10, 12, tzinfo=UTC)


def after(standing: Standing, note: Note = WRONG, *earlier: Mark) -> After:
    newest = () if standing in (Standing.FIX, Standing.RECALL) else (Mark(standing, note, None),)
    return After(standing, note, LIFTED, (*newest, *earlier))


def made(kind: str, standing: Standing, note: Note = WRONG, language: str = "en", **changes: Any) -> bytes:
    return render(kind, release(language=language), sheet(kind, after=after(standing, note), **changes))


def mail(standing: Standing, note: Note = WRONG, language: str = "en") -> Mail:
    return Mail.from_bytes(made("email", standing, note, language))


def posts(kind: str, standing: Standing, note: Note = WRONG) -> list[str]:
    return [post.text for post in Thread.from_bytes(made(kind, standing, note)).posts]


@pytest.mark.parametrize(
    ("standing", "begins"),
    [
        (Standing.CORRECTION, "CORRECTION: "),
        (Standing.UPDATE, "UPDATE: "),
        (Standing.WITHDRAWAL, "WITHDRAWN: "),
        (Standing.RECALL, "PLEASE DISREGARD: "),
    ],
)
def test_a_subject_says_what_it_is_before_the_headline(standing: Standing, begins: str) -> None:
    assert mail(standing, Note(because="Why.")).subject == begins + release().headline


@pytest.mark.parametrize(
    ("language", "begins"), [("fr", "RECTIFICATIF\u00a0: "), ("de", "KORREKTUR: "), ("ja", "CORRECTION: ")]
)
def test_it_is_said_in_the_release_s_language_where_there_are_words(language: str, begins: str) -> None:
    assert mail(Standing.CORRECTION, language=language).subject.startswith(begins)


def test_a_correction_stands_before_the_text_in_both_parts_of_a_mail() -> None:
    one = mail(Standing.CORRECTION)
    for part in (one.text, one.html):
        assert part.index("Half of them smoke.") < part.index("A tenth of them smoke.") < part.index("ROTTERDAM")


@pytest.mark.parametrize("standing", [Standing.WITHDRAWAL, Standing.RECALL])
@pytest.mark.parametrize("kind", ["email", "webhook", "notify", "pressroom", "x", "mastodon", "bluesky"])
def test_a_notice_has_nothing_of_the_text(kind: str, standing: Standing) -> None:
    told = made(kind, standing, Note(because="It was not ours to tell.")).decode()
    for words in ("Monitors at eleven ports", "ROTTERDAM", "Okoro"):
        assert words not in told


@pytest.mark.parametrize(
    ("kind", "fits"), [("x", measure.X.fits), ("mastodon", measure.mastodon().fits), ("bluesky", measure.BLUESKY.fits)]
)
@pytest.mark.parametrize("length", [1, 20, 60, 200])
def test_one_post_follows_and_fits_with_its_link(kind: str, fits: Any, length: int) -> None:
    note = Note((Change("en", "Half of them smoke. " * length, "A tenth of them smoke. " * length),))
    (text,) = posts(kind, Standing.CORRECTION, note)
    assert fits(text)
    assert text.startswith("CORRECTION: ")
    assert text.endswith(PAGE)


def test_a_post_says_what_it_should_say_rather_than_what_was_said() -> None:
    note = Note((Change("en", "Half of them smoke. " * 12, "A tenth of them smoke."),))
    assert posts("x", Standing.CORRECTION, note) == [f"CORRECTION: It should say: “A tenth of them smoke.”\n\n{PAGE}"]


def test_posts_that_the_release_brings_are_not_said_again() -> None:
    brought = replace(release(), posts=(("x", ("Read our release. {link}",)),))
    thread = Thread.from_bytes(render("x", brought, sheet("x", after=after(Standing.UPDATE, Note(because="New.")))))
    assert [post.text for post in thread.posts] == [f"UPDATE: New.\n\n{PAGE}"]


def test_an_update_without_a_note_posts_the_headline() -> None:
    assert posts("x", Standing.UPDATE, Note()) == [f"UPDATE: {release().headline}\n\n{PAGE}"]


def test_a_deletion_posts_nothing() -> None:
    thread = Thread.from_bytes(made("x", Standing.WITHDRAWAL, removes=("19", "20")))
    assert (thread.posts, thread.removes) == ((), ("19", "20"))


def test_partners_get_the_same_item_as_canceled() -> None:
    item = json.loads(
        fill(made("webhook", Standing.WITHDRAWAL, Note(because="Why."), number=3).decode(), {"lift": "L"})
    )
    first = json.loads(fill(render("webhook", release(), sheet("webhook")).decode(), {"lift": LIFTED}))
    assert (item["pubStatus"], item["version"], item["uri"]) == ("canceled", "3", first["uri"])
    assert (item["versionCreated"], item["embargoedUntil"]) == ("L", LIFTED)
    assert "bodies" not in item
    assert item["edNote"].startswith("WITHDRAWN: We have withdrawn the release")


def test_a_chat_reads_what_became_of_it() -> None:
    assert made("notify", Standing.CORRECTION).decode().startswith("Harbour Air Group: corrected: Half of harbour")
    assert made("notify", Standing.WITHDRAWAL).decode().startswith("Harbour Air Group: withdrawn: Half of harbour")


def test_a_page_dates_its_notes_the_newest_by_a_merge_field() -> None:
    earlier = Mark(Standing.UPDATE, Note(because="The inspectors have answered."), AT)
    page = render("pressroom", release(), sheet("pressroom", after=after(Standing.CORRECTION, WRONG, earlier))).decode()
    assert f'<strong>Correction</strong>, <time datetime="{REVISED}">{SINCE}</time>' in page
    assert "5 March 2026, 10:12 GMT" in page
    assert page.index("A tenth of them smoke.") < page.index("The inspectors have answered.")
    filled = fill(page, since(AT, "en", "Europe/London"))
    assert '"dateModified": "2026-03-05T10:12:00+00:00"' in filled
    assert "\u241esince" not in filled


def test_a_minor_fix_leaves_no_note() -> None:
    assert "<aside" not in made("pressroom", Standing.FIX, Note()).decode()


def test_the_minute_is_told_in_the_readers_language_where_the_office_is() -> None:
    assert since(AT, "fr", "Europe/Paris")["since"] == "5 mars 2026, 11:12 CET"
    assert since(AT, "en", "Asia/Kathmandu")["since"].endswith("UTC+05:45")


def test_words_in_a_note_are_words_on_the_page() -> None:
    note = Note((Change("en", "<b>Half</b> & more", "Less"),))
    assert "&lt;b&gt;Half&lt;/b&gt; &amp; more" in made("pressroom", Standing.CORRECTION, note).decode()
    assert "<b>Half</b>" not in mail(Standing.CORRECTION, note).html
