"""After the lift: what was wrong is corrected for those who got it, and for nobody else; what is withdrawn takes two people."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import cast

import pytest

from bot.core.delivery import Person, Rejected, Retry, Sent
from bot.core.release import Part
from bot.core.rendition import Mail, Thread
from bot.core.standing import Change, Standing
from bot.core.workflow import WrongStage
from bot.newsroom.afterwards import standing
from bot.newsroom.afterwards.carrying import FollowUpChanged, TwoPeople
from bot.newsroom.afterwards.following import FollowUp
from bot.newsroom.afterwards.standing import Draft, NoMailWent, NoReason, NothingAwaits, NothingDiffers, SayWhatWasWrong
from bot.newsroom.approval import approving
from bot.newsroom.approval.approving import FourEyes
from bot.newsroom.copy import filing
from bot.newsroom.hold import holding
from bot.newsroom.lift import claiming, sending
from bot.newsroom.lift.sending import order_of
from bot.newsroom.newsroom import Newsroom
from bot.newsroom.outcomes import settling
from bot.newsroom.outcomes.superseding import Superseded
from bot.store import board
from bot.store.contents import open_audience, open_path, open_rendition, open_version
from bot.store.models import Approval, Delivery, Reader, Release, Rendition
from tests import premises

pytestmark = pytest.mark.django_db

RIGHT = replace(
    premises.TEXT,
    body=(
        Part("paragraph", "The vermilion cranes of the old harbour will stand still from Monday."),
        Part("quote", quote=0),
    ),
)
OTHER = replace(RIGHT, headline="Harbour cranes to stand still for ten days")
WAS = "The zinnober cranes of the old harbour will stand still from Monday."
NOW = "The vermilion cranes of the old harbour will stand still from Monday."


def sent(room: Newsroom, *channels: str) -> None:
    """The next delivery of each channel goes, and is taken."""
    for channel in channels:
        premises.answered(room, premises.begun(room, channel), Sent(receipt="19000", url="https://x.example.org/1"))


@pytest.fixture
def out(room: Newsroom) -> Release:
    """A release that everybody has."""
    release = premises.lifted(room)
    sent(room, "press", "x", "partners")
    return release


def approve(room: Newsroom, by: str = "Ben") -> Approval:
    cast(premises.QuietWorld, room.world).clock.forward(minutes=10)
    return approving.approve(room, approving.plan(room, "cranes"), by)


def corrected(room: Newsroom) -> Approval:
    standing.correct(room, "cranes", Draft(RIGHT), "Ann")
    return approve(room)


def readers_of(room: Newsroom, approval: Approval) -> list[str]:
    rows = Delivery.objects.filter(rendition__approval=approval, channel="press")
    return [seat.email for row in rows for seat in open_audience(room.keyring, row)]


def content(room: Newsroom, approval: Approval, channel: str) -> bytes:
    return open_rendition(room.keyring, "cranes", Rendition.objects.get(approval=approval, channel=channel))


def mail(room: Newsroom, approval: Approval) -> Mail:
    return Mail.from_bytes(content(room, approval, "press"))


def test_a_release_stays_lifted_while_its_correction_awaits_an_approval(room: Newsroom, out: Release) -> None:
    filed = standing.correct(room, "cranes", Draft(RIGHT), "Ann")
    out.refresh_from_db()
    assert out.stage == "lifted"
    assert out.approval_id is not None
    assert out.follow_up is not None
    assert out.follow_up.number == filed.number == 2
    assert filed.changes == ("body",)
    assert not Delivery.objects.exclude(state="sent").exists()


def test_the_sentence_that_differs_is_found(room: Newsroom, out: Release) -> None:
    assert standing.correct(room, "cranes", Draft(RIGHT), "Ann").note.changes == (Change("en", WAS, NOW),)


def test_what_was_wrong_has_to_be_said_where_more_than_one_thing_differs(room: Newsroom, out: Release) -> None:
    with pytest.raises(SayWhatWasWrong):
        standing.correct(room, "cranes", Draft(OTHER), "Ann")
    with pytest.raises(SayWhatWasWrong):
        standing.correct(room, "cranes", Draft(OTHER), "Ann", was="A week.")
    filed = standing.correct(room, "cranes", Draft(OTHER), "Ann", "A week.", "Ten days.")
    assert filed.note.changes == (Change("en", "A week.", "Ten days."),)


def test_nothing_is_filed_when_nothing_differs(room: Newsroom, out: Release) -> None:
    with pytest.raises(NothingDiffers):
        standing.fix(room, "cranes", Draft(premises.TEXT), "Ann")


def test_only_what_has_lifted_is_corrected(room: Newsroom) -> None:
    premises.approved(room)
    with pytest.raises(WrongStage):
        standing.correct(room, "cranes", Draft(RIGHT), "Ann")


def test_whoever_filed_a_correction_does_not_approve_it(room: Newsroom, out: Release) -> None:
    standing.correct(room, "cranes", Draft(RIGHT), "Ben")
    with pytest.raises(FourEyes):
        approve(room, "Ben")
    approve(room, "Ann")  # who queued the release, and has not written this


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
    order = order_of(room, premises.claimed(room, "x"))
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


def test_a_withdrawal_has_a_reason(room: Newsroom, out: Release) -> None:
    with pytest.raises(NoReason):
        standing.withdraw(room, "cranes", "Ann", "  ")


@pytest.mark.parametrize("alone", [None, "nobody else is up"])
def test_a_withdrawal_takes_two_people_whatever_the_settings_say(world: premises.QuietWorld, alone: str | None) -> None:
    room = premises.newsroom(world, premises.configuration(office={"four_eyes": False}))
    premises.lifted(room)
    standing.withdraw(room, "cranes", "Ann", "It was not ours to tell.")
    with pytest.raises(TwoPeople):
        approving.approve(room, approving.plan(room, "cranes"), "ann", alone)
    approve(room)


def test_asking_for_a_withdrawal_stops_what_has_not_left(room: Newsroom) -> None:
    premises.lifted(room)
    sent(room, "press")
    filed = standing.withdraw(room, "cranes", "Ann", "It was not ours to tell.")
    assert filed.stopped is not None
    assert filed.stopped.cancelled == 2
    approval = approve(room)
    reached = Delivery.objects.filter(rendition__approval=approval).values_list("channel", flat=True)
    assert set(reached) == {"press", "partners"}  # nothing was posted that could be answered


def test_nothing_is_left_to_be_read_of_what_is_withdrawn(room: Newsroom, out: Release) -> None:
    corrected(room)
    standing.withdraw(room, "cranes", "Ann", "It was not ours to tell.")
    approval = approve(room)
    out.refresh_from_db()
    assert out.stage == "withdrawn"
    assert open_version(room.keyring, approval.version).body == ()
    for row in Rendition.objects.filter(approval=approval):
        made = open_rendition(room.keyring, "cranes", row).decode()
        assert "zinnober" not in made
        assert "vermilion" not in made
        assert "It was not ours to tell." in made
    with pytest.raises(WrongStage):
        standing.correct(room, "cranes", Draft(RIGHT), "Ann")


def test_posts_are_deleted_where_that_was_asked_for(room: Newsroom, out: Release) -> None:
    standing.withdraw(room, "cranes", "Ann", "It was not ours to tell.", delete_posts=True)
    thread = Thread.from_bytes(content(room, approve(room), "x"))
    assert (thread.posts, thread.removes) == ((), ("19000",))


def test_a_recall_goes_to_those_who_got_the_mail_and_changes_nothing_else(room: Newsroom, out: Release) -> None:
    standing.recall(room, "cranes", "Ann")
    approval = approve(room)
    assert set(Rendition.objects.filter(approval=approval).values_list("channel", flat=True)) == {"press"}
    assert mail(room, approval).subject.startswith("PLEASE DISREGARD: ")
    assert "zinnober" not in mail(room, approval).text
    before = out.approval_id
    out.refresh_from_db()
    assert (out.stage, out.approval_id, out.revised_at) == ("lifted", before, None)


def test_a_recall_has_somebody_to_go_to(room: Newsroom) -> None:
    premises.lifted(room)
    standing.recall(room, "cranes", "Ann")
    with pytest.raises(NoMailWent):
        approving.plan(room, "cranes")


def test_a_recall_gets_no_correction_of_its_own(room: Newsroom, out: Release) -> None:
    standing.recall(room, "cranes", "Ann")
    recall = approve(room)
    sent(room, "press")
    approval = corrected(room)
    assert readers_of(room, approval) == readers_of(room, recall)


def test_what_awaits_an_approval_can_be_taken_back(room: Newsroom, out: Release) -> None:
    standing.correct(room, "cranes", Draft(RIGHT), "Ann")
    assert standing.drop(room, "cranes", "Ben") == Standing.CORRECTION
    with pytest.raises(NothingAwaits):
        standing.drop(room, "cranes", "Ben")
    assert standing.correct(room, "cranes", Draft(RIGHT), "Ann").number == 3


def test_what_is_approved_is_what_was_shown(room: Newsroom, out: Release) -> None:
    standing.correct(room, "cranes", Draft(RIGHT), "Ann")
    shown = approving.plan(room, "cranes")
    filed = standing.withdraw(room, "cranes", "Cleo", "It was not ours to tell.")
    assert filed.instead_of == "correction"
    with pytest.raises(FollowUpChanged):
        approving.approve(room, shown, "Ben")


def test_a_stop_after_a_recall_was_asked_for_leaves_the_recall_waiting(room: Newsroom, out: Release) -> None:
    standing.recall(room, "cranes", "Ann")
    with pytest.raises(holding.NothingToStop):
        holding.stop(room, "cranes", "Ben")
    assert isinstance(approving.plan(room, "cranes"), FollowUp)


def test_a_stop_holds_a_correction_back_too(room: Newsroom, out: Release) -> None:
    corrected(room)
    assert holding.stop(room, "cranes", "Ben").cancelled == 3
    assert not claiming.claim(room, {"press": 5, "x": 5, "partners": 5}).claims


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


def test_what_follows_a_withdrawn_release_may_still_leave(room: Newsroom, out: Release) -> None:
    standing.withdraw(room, "cranes", "Ann", "It was not ours to tell.")
    approve(room)
    held = premises.claimed(room, "press")
    assert sending.begin(room, lambda: [held]) == [held]


def test_the_board_tells_every_round_and_what_awaits(room: Newsroom, out: Release) -> None:
    approval = corrected(room)
    standing.update(room, "cranes", Draft(OTHER), "Ann", "Ten days.")
    shown = board.status(room.keyring, room.now(), "cranes")["releases"][0]
    assert [row["standing"] for row in shown["deliveries"] if row["channel"] == "x"] == [None, "correction"]
    assert shown["follow_up"] == {"standing": "update", "number": 3, "by": "Ann"}
    assert datetime.fromisoformat(shown["revised_at"]).astimezone(UTC) == approval.at


def test_it_is_all_on_record(room: Newsroom, out: Release) -> None:
    corrected(room)
    standing.fix(room, "cranes", Draft(OTHER), "Ann")
    standing.drop(room, "cranes", "Ben")
    assert premises.acts(out)[3:] == [
        ("Ann", "follow-up"),
        ("Ben", "approve"),
        ("clock", "follow"),
        ("Ann", "follow-up"),
        ("Ben", "discard"),
    ]


def test_an_edit_after_the_lift_says_what_to_do_instead(room: Newsroom, out: Release) -> None:
    with pytest.raises(WrongStage, match="embargo correct cranes FILE"):
        filing.edit(room, "cranes", RIGHT, "Ann")


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
