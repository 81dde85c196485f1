"""A correction and an update: to whom they go, where, and what takes whose place."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import cast

import pytest

from bot.core.delivery import Person, Rejected, Retry, Sent
from bot.core.release import Part
from bot.core.rendition import Mail, Thread
from bot.newsroom.afterwards import standing
from bot.newsroom.afterwards.standing import Draft
from bot.newsroom.approval import approving
from bot.newsroom.copy import filing
from bot.newsroom.newsroom import Newsroom
from bot.newsroom.outcomes import settling
from bot.newsroom.outcomes.superseding import Superseded
from bot.store.contents import open_audience, open_path, open_rendition
from bot.store.models import Delivery, Reader, Release, Rendition
from tests import premises
from tests.newsroom.afterwards.harbour import (
    NOW,
    OTHER,
    RIGHT,
    WAS,
    approve,
    content,
    corrected,
    mail,
    readers_of,
    sent,
)

pytestmark = pytest.mark.django_db


def test_a_correction_goes_at_once_and_is_the_approved_text_from_then_on(room: Newsroom, out: Release) -> None:
    approval = corrected(room)
    before = out.lifted_at
    out.refresh_from_db()
    assert (out.stage, out.approval_id, out.follow_up_id) == ("lifted", approval.pk, None)
    assert (out.lifted_at, out.revised_at) == (before, approval.at)
    rows = Delivery.objects.filter(rendition__approval=approval)
    assert {(row.channel, row.state, row.due_at) for row in rows} == {
        (channel, "due", approval.at) for channel in ("press", "x", "partners")
    }


def test_a_correction_goes_to_those_who_got_the_original_and_are_still_there(room: Newsroom, out: Release) -> None:
    Reader.objects.filter(email="reader2@example.org").update(left_at=room.now())
    media_list = Reader.objects.first().list  # type: ignore[union-attr]
    Reader.objects.create(list=media_list, email="newcomer@example.org")
    assert readers_of(room, corrected(room)) == ["reader1@example.org", "reader3@example.org"]


def test_whom_the_original_missed_gets_no_correction(room: Newsroom) -> None:
    premises.lifted(room)
    missed = Person("reader3@example.org", "rejected", "no such mailbox")
    premises.answered(room, premises.begun(room, "press"), Sent(people=(missed,)))
    assert readers_of(room, corrected(room)) == ["reader1@example.org", "reader2@example.org"]


def test_a_mail_says_what_was_said_and_what_it_should_say_before_the_right_text(room: Newsroom, out: Release) -> None:
    made = mail(room, corrected(room))
    assert made.subject == "CORRECTION: Harbour cranes to stand still for a week"
    assert f"We said: “{WAS}”\n\nIt should say: “{NOW}”" in made.text
    assert made.text.count("vermilion") == 2
    assert WAS in made.html


def test_what_follows_goes_into_the_thread_of_what_it_follows_and_by_its_own_time(room: Newsroom, out: Release) -> None:
    approval = corrected(room)
    first = Delivery.objects.get(channel="x", follows="")
    order = premises.ordered(room, "x")
    assert order.answers is not None
    assert (order.answers.delivery, order.answers.post) == (first.pk, "19000")
    assert datetime.fromisoformat(order.merge["lift"]) == approval.at
    assert Thread.from_bytes(order.rendition).posts[0].text.startswith("CORRECTION: We said: ")


def test_what_has_not_left_when_a_correction_goes_stays_here_and_its_readers_get_the_right_text(room: Newsroom) -> None:
    premises.lifted(room)
    approval = corrected(room)
    assert set(Delivery.objects.exclude(rendition__approval=approval).values_list("state", flat=True)) == {"cancelled"}
    rows = Delivery.objects.filter(rendition__approval=approval, channel="press")
    assert [(row.recipients, row.follows) for row in rows] == [(3, "")]


def test_what_is_on_its_way_when_a_correction_goes_is_not_tried_again(room: Newsroom) -> None:
    premises.lifted(room)
    held = premises.begun(room, "press")
    corrected(room)
    premises.answered(room, held, Retry("come back later"))
    assert Delivery.objects.get(pk=held.delivery).state == "cancelled"


def test_a_refused_text_that_was_corrected_since_is_never_sent_again(room: Newsroom) -> None:
    premises.lifted(room)
    held = premises.begun(room, "partners")
    premises.answered(room, held, Rejected("no"))
    corrected(room)
    with pytest.raises(Superseded):
        settling.decide(room, held.delivery, "resend", "Ben")


def test_the_page_keeps_its_address_whatever_the_headline_is(room: Newsroom, out: Release) -> None:
    assert out.approval is not None
    before = open_path(room.keyring, out.approval.version)
    standing.correct(room, "cranes", Draft(OTHER), "Ann", "A week.", "Ten days.")
    approval = approve(room)
    assert open_path(room.keyring, approval.version) == before
    assert approval.version.page_key == out.approval.version.page_key


def test_notes_stand_on_the_page_the_newest_first_and_the_older_ones_dated(room: Newsroom, out: Release) -> None:
    first = corrected(room)
    standing.correct(room, "cranes", Draft(OTHER), "Ann", "A week.", "Ten days.")
    html = content(room, approve(room), "").decode()
    assert html.index("Ten days.") < html.index(WAS)
    assert first.at.isoformat() in html
    assert "5 March 2026, 11:10 GMT" in html


def test_an_update_adds_and_says_what(room: Newsroom, out: Release) -> None:
    standing.update(room, "cranes", Draft(RIGHT), "Ann", "The colour has a name now.")
    made = mail(room, approve(room))
    assert made.subject.startswith("UPDATE: ")
    assert "The colour has a name now." in made.text


def test_a_minor_fix_changes_the_page_and_writes_to_nobody(room: Newsroom, out: Release) -> None:
    standing.fix(room, "cranes", Draft(RIGHT), "Ann")
    approval = approve(room)
    assert not Delivery.objects.filter(rendition__approval=approval).exists()
    html = content(room, approval, "").decode()
    assert "vermilion" in html
    assert "Correction" not in html
    out.refresh_from_db()
    assert out.revised_at == approval.at


def test_who_got_the_news_by_a_correction_gets_the_next_one_in_its_thread(room: Newsroom) -> None:
    premises.lifted(room)
    first = corrected(room)
    sent(room, "press")
    standing.correct(room, "cranes", Draft(OTHER), "Ann", "A week.", "Ten days.")
    second = approve(room)
    (row,) = Delivery.objects.filter(rendition__approval=second, channel="press")
    (before,) = Delivery.objects.filter(rendition__approval=first, channel="press")
    assert row.follows == before.pk
    assert readers_of(room, second) == readers_of(room, first)


FRENCH = replace(
    premises.TEXT, language="fr", headline="Les grues s’arrêtent", body=(Part("paragraph", "Les grues rouges."),)
)


def test_everybody_reads_of_the_correction_in_the_language_they_read_the_release_in(room: Newsroom) -> None:
    premises.readers(2)
    Reader.objects.filter(email="reader2@example.org").update(language="fr")
    whole = replace(premises.TEXT, translations=(FRENCH,))
    filing.queue(room, whole, premises.until(room, hours=2), ["press"], "Ann", "cranes")
    approving.approve(room, approving.plan(room, "cranes"), "Ben")
    cast(premises.QuietWorld, room.world).clock.forward(hours=2)
    premises.lift(room)
    sent(room, "press")
    sent(room, "press")
    right = replace(FRENCH, body=(Part("paragraph", "Les grues vermillon."),))
    filed = standing.correct(room, "cranes", Draft(RIGHT, (right,)), "Ann")
    assert [change.language for change in filed.note.changes] == ["en", "fr"]
    approval = approve(room)
    told = {row.language: row for row in Rendition.objects.filter(approval=approval, channel="press")}
    french = Mail.from_bytes(open_rendition(room.keyring, "cranes", told["fr"]))
    assert french.subject == "RECTIFICATIF\u00a0: Les grues s’arrêtent"
    assert "Nous avions écrit\u00a0: «\u00a0Les grues rouges.\u00a0»" in french.text
    got = {
        row.rendition.language: [seat.email for seat in open_audience(room.keyring, row)]
        for row in Delivery.objects.filter(rendition__approval=approval).select_related("rendition")
    }
    assert got == {"": ["reader1@example.org"], "fr": ["reader2@example.org"]}


def test_a_text_that_loses_a_language_is_corrected_in_the_main_one_for_its_readers(room: Newsroom) -> None:
    premises.readers(1)
    Reader.objects.update(language="fr")
    whole = replace(premises.TEXT, translations=(FRENCH,))
    filing.queue(room, whole, premises.until(room, hours=2), ["press"], "Ann", "cranes")
    approving.approve(room, approving.plan(room, "cranes"), "Ben")
    cast(premises.QuietWorld, room.world).clock.forward(hours=2)
    premises.lift(room)
    sent(room, "press")
    standing.correct(room, "cranes", Draft(RIGHT, without=("fr",)), "Ann")
    approval = approve(room)
    assert readers_of(room, approval) == ["reader1@example.org"]
    assert mail(room, approval).language == "en"
