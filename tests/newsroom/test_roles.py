"""Who may do what: verb × role × stage, each a transaction that happens whole or leaves nothing behind."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from django.db import transaction

from bot.core.errors import EmbargoError
from bot.core.roles import NEEDED, NotYourVerb, Role, SignedIn, allows
from bot.newsroom.afterwards import standing
from bot.newsroom.approval import approving, comparing, rehearsing
from bot.newsroom.copy import filing, licensing
from bot.newsroom.hold import holding, stopping_all
from bot.newsroom.newsroom import Newsroom
from bot.newsroom.outcomes import endpoints, redelivering, resending, settling
from bot.newsroom.record import adopting
from bot.store.models import Approval, JournalRow, Release, Version
from tests import premises

pytestmark = pytest.mark.django_db
OTHER = replace(premises.TEXT, headline="Harbour cranes to move again on Friday")
DRAFT = standing.Draft(OTHER)
Verb = Callable[[Newsroom, str], Any]
VERBS: dict[str, list[Verb]] = {
    "queue": [lambda room, by: filing.queue(room, OTHER, premises.until(room, hours=3), (), by, "another")],
    "edit": [
        lambda room, by: filing.edit(room, "cranes", OTHER, by),
        lambda room, by: standing.drop(room, "cranes", by),
    ],
    "pause": [lambda room, by: holding.pause(room, "cranes", by, "a call")],
    "stop": [
        lambda room, by: holding.stop(room, "cranes", by),
        lambda room, by: stopping_all.stop_everything(room, by),
    ],
    "rehearse": [lambda room, by: rehearsing.begin(room, "cranes", by)],
    "correct": [lambda room, by: standing.correct(room, "cranes", DRAFT, by)],
    "update": [lambda room, by: standing.update(room, "cranes", DRAFT, by)],
    "fix": [lambda room, by: standing.fix(room, "cranes", DRAFT, by)],
    "withdraw": [lambda room, by: standing.withdraw(room, "cranes", by, "it is not so")],
    "recall": [lambda room, by: standing.recall(room, "cranes", by, "the wrong list")],
    "approve": [
        lambda room, by: approving.approve(room, approving.plan(room, "cranes"), by),
        lambda room, by: comparing.sign_off(room, "cranes", comparing.shown(approving.plan(room, "cranes")), by),
    ],
    "resend": [lambda room, by: resending.resend(room, "cranes", by)],
    "resume": [
        lambda room, by: holding.resume(room, "cranes", by),
        lambda room, by: stopping_all.let_everything_go_on(room, by),
    ],
    "move": [lambda room, by: holding.move(room, "cranes", premises.until(room, hours=4), by)],
    "cancel": [lambda room, by: holding.cancel(room, "cranes", by)],
    "word": [lambda room, by: holding.give_word(room, "cranes", by)],
    "settle": [lambda room, by: settling.decide(room, "none", "sent", by)],
    "licence": [lambda room, by: licensing.license_picture(room, "cranes", 1, "Getty 1", by)],
    "redeliver": [lambda room, by: redelivering.redeliver(room, "none", by)],
    "enable": [lambda room, by: endpoints.enable(room, "partners", by)],
    "adopt": [lambda room, by: adopting.adopt(room, by)],
}
# Verbs whose own tests say who may: they take tables, people or letters, which every one of those tests makes anyhow.
ELSEWHERE = {"test", "draft", "preview", "import", "export", "remove", "restore", "erase", "proof", "invite"}
STAGES = {
    "awaiting": lambda room: premises.queued(room),
    "approved": lambda room: premises.approved(room),
    "paused": lambda room: (premises.approved(room), holding.pause(room, "cranes", "Ann", "a call")),
    "lifted": lambda room: premises.lifted(room),
    "cancelled": lambda room: (premises.approved(room), holding.cancel(room, "cranes", "Ann")),
}


def test_every_verb_with_a_role_is_in_a_table_of_tests() -> None:
    assert NEEDED.keys() - ELSEWHERE <= VERBS.keys()


@pytest.mark.parametrize("stage", STAGES)
@pytest.mark.parametrize("role", Role)
def test_each_verb_is_refused_to_who_may_not_whatever_the_stage(role: Role, stage: str) -> None:
    room = premises.newsroom()
    premises.readers(3)
    STAGES[stage](room)
    desk, before = replace(room, person=SignedIn("Cleo Third", role)), _everything()
    for name, verb in ((name, verb) for name, verbs in VERBS.items() for verb in verbs):
        with transaction.atomic():
            try:
                verb(desk, "Cleo Third")
            except NotYourVerb:
                assert not allows(role, name), name
                assert _everything() == before, name
            except EmbargoError:  # the stage forbids it to everybody
                assert _everything() == before, name
            else:
                assert allows(role, name), name
            transaction.set_rollback(True)


def test_on_the_command_line_whoever_has_the_machine_may() -> None:
    room = premises.newsroom()
    premises.approved(room)
    holding.cancel(room, "cranes", "Ann")
    assert Release.objects.get().stage == "cancelled"


def test_an_approval_at_the_desk_is_verified_and_one_typed_is_not() -> None:
    room = premises.newsroom()
    premises.approved(room)
    desk = replace(room, person=SignedIn("Ben Editor", Role.EDITOR))
    approving.approve(desk, approving.plan(desk, "cranes"), "Ben Editor")
    assert list(Approval.objects.order_by("pk").values_list("by", "verified")) == [("Ben", False), ("Ben Editor", True)]
    assert JournalRow.objects.filter(act="approve", actor="Ben Editor").get().verified


def test_somebody_at_the_desk_can_not_approve_what_they_queued_however_their_name_is_written() -> None:
    room = premises.newsroom()
    premises.readers(3)
    premises.queued(room)
    desk = replace(room, person=SignedIn("ANN", Role.EDITOR))
    with pytest.raises(approving.FourEyes):
        approving.approve(desk, approving.plan(desk, "cranes"), "ANN")


def test_a_deputy_approves_in_the_place_of_an_editor_and_it_is_on_record() -> None:
    room = premises.newsroom()
    premises.readers(3)
    premises.queued(room)
    desk = replace(room, person=SignedIn("Dora Writer", Role.WRITER, deputy_of="Ben Editor"))
    approving.approve(desk, approving.plan(desk, "cranes"), "Dora Writer")
    assert Approval.objects.get().in_place_of == "Ben Editor"
    assert JournalRow.objects.get(act="approve").facts["in_place_of"] == "Ben Editor"


def test_a_deputy_may_approve_and_nothing_else() -> None:
    room = premises.newsroom()
    premises.approved(room)
    desk = replace(room, person=SignedIn("Dora Writer", Role.WRITER, deputy_of="Ben Editor"))
    with pytest.raises(NotYourVerb):
        holding.cancel(desk, "cranes", "Dora Writer")


def _everything() -> tuple[Any, ...]:
    """What a refused verb must leave as it was."""
    return (
        list(Release.objects.order_by("pk").values_list("slug", "stage", "instant", "approval", "follow_up")),
        Version.objects.count(),
        JournalRow.objects.count(),
    )
