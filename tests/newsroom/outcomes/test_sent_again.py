"""What a person says shall be sent again is tried as anything else; what is recalled is not sent again."""

from __future__ import annotations

import pytest

from bot.core.delivery import Person, Rejected, Retry, Sent
from bot.newsroom.afterwards import carrying, redrafting, standing
from bot.newsroom.afterwards.carrying import FollowUpChanged
from bot.newsroom.afterwards.following import FollowUp
from bot.newsroom.approval import approving
from bot.newsroom.hold import holding
from bot.newsroom.newsroom import Newsroom
from bot.newsroom.outcomes import redelivering, settling
from bot.newsroom.outcomes.resending import NothingFailed, resend
from bot.newsroom.outcomes.superseding import Superseded
from bot.newsroom.record import telling
from bot.store.models import Delivery
from tests import premises

pytestmark = pytest.mark.django_db


def test_a_stop_does_not_undo_what_a_person_settled_since(room: Newsroom) -> None:
    premises.lifted(room)
    held = premises.begun(room, "partners")
    holding.stop(room, "cranes", "Ben")
    premises.answered(room, held, Rejected("no"))
    settling.decide(room, held.delivery, "resend", "Ben")
    premises.answered(room, premises.begun(room, "partners"), Retry("429"))
    assert premises.delivery("partners").state == "retrying"


def test_a_stop_does_not_undo_a_redelivery(room: Newsroom) -> None:
    premises.lifted(room)
    held = premises.begun(room, "partners")
    holding.stop(room, "cranes", "Ben")
    premises.answered(room, held, Sent("r"))
    redelivering.redeliver(room, held.delivery, "Ben")
    premises.answered(room, premises.begun(room, "partners"), Retry("503"))
    assert premises.delivery("partners").state == "retrying"


def test_what_was_tried_to_the_end_is_tried_as_often_again(room: Newsroom) -> None:
    premises.lifted(room)
    Delivery.objects.filter(channel="partners").update(attempts=9)
    held = premises.begun(room, "partners")
    premises.answered(room, held, Retry("503"))
    assert premises.delivery("partners").state == "rejected"
    settling.decide(room, held.delivery, "resend", "Ben")
    premises.answered(room, premises.begun(room, "partners"), Retry("503"))
    assert premises.delivery("partners").state == "retrying"


def test_nobody_whom_a_recalled_mail_missed_is_sent_it_after_all(room: Newsroom) -> None:
    premises.lifted(room)
    missed = Person("reader3@example.org", "rejected", "mailbox full")
    premises.answered(room, premises.begun(room, "press"), Sent(people=(missed,)))
    standing.recall(room, "cranes", "Ann", "wrong list", ["press"])
    approving.approve(room, approving.plan(room, "cranes"), "Ben")
    with pytest.raises(NothingFailed):
        resend(room, "cranes", "Ben", "press")


def test_a_recall_holds_from_when_it_is_filed_until_it_is_taken_back(room: Newsroom) -> None:
    premises.lifted(room)
    held = premises.begun(room, "press")
    premises.answered(room, held, Rejected("401"))
    standing.recall(room, "cranes", "Ann", "wrong list", ["press"])
    with pytest.raises(Superseded):
        settling.decide(room, held.delivery, "resend", "Ben")
    standing.drop(room, "cranes", "Ann")
    settling.decide(room, held.delivery, "resend", "Ben")
    assert premises.delivery("press").state == "due"


def test_a_recall_of_one_mailing_leaves_the_others(room: Newsroom) -> None:
    premises.lifted(room)
    held = premises.begun(room, "partners")
    premises.answered(room, held, Rejected("401"))
    standing.recall(room, "cranes", "Ann", "wrong list")
    settling.decide(room, held.delivery, "resend", "Ben")
    assert premises.delivery("partners").state == "due"


def test_who_is_sent_it_while_a_correction_is_sealed_is_no_secret_to_it(
    room: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    premises.lifted(room)
    premises.answered(room, premises.begun(room, "press"), Rejected("401"))
    draft = redrafting.put_right(room, "cranes", "from Monday", "from Tuesday")
    standing.correct(room, "cranes", draft, "Ann")
    seal = carrying.freeze_follow_up

    def slowly(room: Newsroom, plan: FollowUp) -> object:
        made = seal(room, plan)
        resend(room, "cranes", "Cid", "press")
        return made

    monkeypatch.setattr(carrying, "freeze_follow_up", slowly)
    with pytest.raises(FollowUpChanged):
        approving.approve(room, approving.plan(room, "cranes"), "Ben")
    monkeypatch.undo()
    approval = approving.approve(room, approving.plan(room, "cranes"), "Ben")
    assert Delivery.objects.filter(rendition__approval__release__slug="cranes", channel="press").count() == 2, approval


def test_out_does_not_count_what_a_correction_held_back(room: Newsroom) -> None:
    release = premises.lifted(room)
    premises.answered(room, premises.begun(room, "press"), Sent("1"))
    premises.answered(room, premises.begun(room, "partners"), Retry("503"))
    draft = redrafting.put_right(room, "cranes", "from Monday", "from Tuesday")
    standing.correct(room, "cranes", draft, "Ann")
    approving.approve(room, approving.plan(room, "cranes"), "Ben")
    release.refresh_from_db()
    assert telling._outcome(room, release, "out")[2].startswith("cranes is out: 1 of 3.")
