"""Who may do what: verb × role × stage, each a transaction that happens whole or leaves nothing behind."""

from __future__ import annotations

import ast
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from django.db import transaction

from bot.core.draft import Draft as Written
from bot.core.draft import Entry, Writing
from bot.core.errors import EmbargoError
from bot.core.roles import NEEDED, NotYourVerb, Role, SignedIn, allows
from bot.core.standing import Note, Standing
from bot.desk import second_factors, staffing
from bot.desk.models import Invitation, Person
from bot.newsroom.afterwards import standing
from bot.newsroom.approval import approving, comparing, proofing, rehearsing, showing
from bot.newsroom.copy import drafting, filing, licensing, putting_up
from bot.newsroom.hold import holding, minding, stopping_all
from bot.newsroom.media_list import audience, erasing, importing, suppressing
from bot.newsroom.newsroom import Newsroom
from bot.newsroom.outcomes import endpoints, redelivering, resending, settling
from bot.newsroom.record import adopting
from bot.store.drafts import seal_draft
from bot.store.models import Approval, Draft, JournalRow, Reader, Release, Version
from tests import premises
from tests.conftest import ROOT

pytestmark = pytest.mark.django_db
OTHER = replace(premises.TEXT, headline="Harbour cranes to move again on Friday")
TYPED = standing.Draft(OTHER)
WRITTEN = Written(Writing(headline="Harbour cranes", body="They stand.\n"), entry=Entry("on_my_word"))
TABLE = "email,name\nnew@example.org,New\n"
ANN = "reader1@example.org"
Act = Callable[[Newsroom, str], Any]
# Every function of the newsroom and of the desk's staff that asks `allow`, as somebody at the desk would call it.
VERBS: dict[str, Act] = {
    "filing.queue": lambda room, by: filing.queue(room, OTHER, premises.until(room, hours=3), (), by, "another"),
    "filing.edit": lambda room, by: filing.edit(room, "cranes", OTHER, by),
    "drafting.begin": lambda room, by: drafting.begin(room, WRITTEN, by),
    "drafting.save": lambda room, by: drafting.save(room, "cranes", WRITTEN, _revision(), by),
    "drafting.enclose": lambda room, by: drafting.enclose(room, "cranes", ()),
    "drafting.discard": lambda room, by: drafting.discard(room, "cranes", by),
    "drafting.share": lambda room, by: drafting.share(room, "cranes", by, True),
    "putting_up.put_up": lambda room, by: putting_up.put_up(room, "cranes", _revision(), by),
    "showing.make_link": lambda room, by: showing.make_link(room, "cranes", "Ida", timedelta(hours=2), by),
    "showing.revoke": lambda room, by: showing.revoke(room, "cranes", 1, by),
    "licensing.license_picture": lambda room, by: licensing.license_picture(room, "cranes", 1, "Getty 1", by),
    "holding.pause": lambda room, by: holding.pause(room, "cranes", by, "a call"),
    "holding.resume": lambda room, by: holding.resume(room, "cranes", by),
    "holding.move": lambda room, by: holding.move(room, "cranes", premises.until(room, hours=4), by),
    "holding.cancel": lambda room, by: holding.cancel(room, "cranes", by),
    "holding.stop": lambda room, by: holding.stop(room, "cranes", by),
    "holding.give_word": lambda room, by: holding.give_word(room, "cranes", by),
    "minding.agree": lambda room, by: room.world.transact(lambda: minding.agree(room, by)),
    "stopping_all.stop_everything": lambda room, by: stopping_all.stop_everything(room, by),
    "stopping_all.let_everything_go_on": lambda room, by: stopping_all.let_everything_go_on(room, by),
    "rehearsing.begin": lambda room, by: rehearsing.begin(room, "cranes", by),
    "proofing.proofs": lambda room, by: proofing.proofs(room, "cranes", "eva@example.org", by),
    "approving.approve": lambda room, by: approving.approve(room, approving.plan(room, "cranes"), by),
    "comparing.sign_off": lambda room, by: comparing.sign_off(
        room, "cranes", comparing.shown(approving.plan(room, "cranes")), by
    ),
    "standing.correct": lambda room, by: standing.correct(room, "cranes", TYPED, by),
    "standing.update": lambda room, by: standing.update(room, "cranes", TYPED, by),
    "standing.fix": lambda room, by: standing.fix(room, "cranes", TYPED, by),
    "standing.withdraw": lambda room, by: standing.withdraw(room, "cranes", by, "it is not so"),
    "standing.recall": lambda room, by: standing.recall(room, "cranes", by, "the wrong list"),
    "standing.again": lambda room, by: standing.again(room, "cranes", Standing.UPDATE, TYPED, by, Note()),
    "standing.drop": lambda room, by: standing.drop(room, "cranes", by),
    "resending.resend": lambda room, by: resending.resend(room, "cranes", by),
    "settling.decide": lambda room, by: settling.decide(room, "none", "sent", by),
    "redelivering.redeliver": lambda room, by: redelivering.redeliver(room, "none", by),
    "endpoints.enable": lambda room, by: endpoints.enable(room, "partners", by),
    "adopting.adopt": lambda room, by: adopting.adopt(room, by),
    "audience.hand_out": lambda room, by: audience.hand_out(room, "press", by),
    "importing.import_table": lambda room, by: premises.imported(room, "press", TABLE, by),
    "importing.foresee_file": lambda room, by: importing.foresee_file(room, "press", lambda: BytesIO(TABLE.encode())),
    "erasing.erase": lambda room, by: erasing.erase(room, ANN, by),
    "suppressing.remove": lambda room, by: suppressing.remove(room, ANN, by),
    "suppressing.restore": lambda room, by: suppressing.restore(room, ANN, by, "they asked for it"),
    "staffing.invite": lambda room, by: staffing.invite(room, "new@example.org", "New Person", "writer", by),
    "staffing.take_back": lambda room, by: staffing.take_back(room, 1, by),
    "staffing.give_role": lambda room, by: staffing.give_role(room, _someone().pk, "editor", by),
    "staffing.shut_out": lambda room, by: staffing.shut_out(room, _someone().pk, by),
    "staffing.let_in": lambda room, by: staffing.let_in(room, _someone().pk, by),
    "staffing.link_for_password": lambda room, by: staffing.link_for_password(room, _someone().pk, by),
    "staffing.sign_out": lambda room, by: staffing.sign_out(room, _someone().pk, by),
    "staffing.name_deputy": lambda room, by: staffing.name_deputy(
        room, Person.objects.get(name=by), "wim@example.org", room.now() + timedelta(days=1)
    ),
    "second_factors.take_away": lambda room, by: second_factors.take_away(room, _someone().pk, by),
}
# It asks a provider over the network, and everybody may: its own tests say so.
NOT_HERE = {"vetting.test"}
LOOKED_AT = (*(ROOT / "bot" / "newsroom").glob("**/*.py"), *(ROOT / "bot" / "desk").glob("*.py"))
STAGES: dict[str, Callable[[Newsroom], object]] = {
    "draft": lambda room: _drafted(room),
    "awaiting": lambda room: premises.queued(room),
    "approved": lambda room: premises.approved(room),
    "paused": lambda room: (premises.approved(room), holding.pause(room, "cranes", "Ann", "a call")),
    "lifted": lambda room: premises.lifted(room),
    "lifted, with a correction that awaits its approval": lambda room: (
        premises.lifted(room),
        standing.correct(room, "cranes", TYPED, "Ann"),
    ),
    "withdrawn": lambda room: _withdrawn(room),
    "cancelled": lambda room: (premises.approved(room), holding.cancel(room, "cranes", "Ann")),
}
FOLLOWED = "lifted, with a correction that awaits its approval"
BEFORE, AFTER = {"awaiting", "approved", "paused"}, {"lifted", FOLLOWED}
# In which stages a verb does something to the release, for those who may. The rest has to do with no release, or with
# something beside it (a delivery in doubt, a link, a picture) that these releases have not.
WORKS_IN: dict[str, set[str]] = {
    "filing.edit": BEFORE,
    "drafting.save": {"draft"} | BEFORE,
    "putting_up.put_up": {"draft"},  # at the others nothing has been typed
    "holding.pause": {"approved"},
    "holding.resume": {"paused"},
    "holding.move": BEFORE,
    "holding.cancel": BEFORE,
    "holding.stop": BEFORE | AFTER | {"withdrawn"},
    "holding.give_word": set(),  # these have an instant
    "rehearsing.begin": STAGES.keys() - {"draft"},
    "approving.approve": BEFORE | {FOLLOWED},
    "comparing.sign_off": BEFORE | {FOLLOWED},
    "standing.correct": AFTER,
    "standing.update": AFTER,
    "standing.fix": AFTER,
    "standing.withdraw": AFTER,
    "standing.recall": AFTER,
    "standing.drop": {FOLLOWED},
    "resending.resend": set(),  # nothing failed
    "stopping_all.stop_everything": set(STAGES),
}


def asks() -> dict[str, str]:
    """`file.function` → the verb that it asks `allow` for, as it stands in the code."""
    found = {}
    for path in LOOKED_AT:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
                for call in ast.walk(node):
                    if (
                        isinstance(call, ast.Call)
                        and isinstance(call.func, ast.Attribute)
                        and call.func.attr == "allow"
                    ):
                        found[f"{path.stem}.{node.name}"] = ast.literal_eval(call.args[0])
    return found


ASKS = asks()


def test_every_function_that_asks_for_a_role_is_in_the_table() -> None:
    assert ASKS.keys() - NOT_HERE == VERBS.keys()


def test_every_verb_with_a_role_is_asked_for_somewhere() -> None:
    assert set(ASKS.values()) == NEEDED.keys()


@pytest.mark.parametrize("stage", STAGES)
@pytest.mark.parametrize("role", Role)
def test_each_verb_is_refused_to_who_may_not_whatever_the_stage(role: Role, stage: str) -> None:
    room = premises.newsroom()
    premises.readers(3)
    _staffed()
    STAGES[stage](room)
    desk, before = replace(room, person=SignedIn("Cleo Third", role)), _everything()
    for name, verb in VERBS.items():
        with transaction.atomic():
            try:
                verb(desk, "Cleo Third")
            except NotYourVerb:
                assert not allows(role, ASKS[name]), name
                assert _everything() == before, name
            except EmbargoError:
                # The stage forbids it to everybody. An approval is planned, and so refused, before anybody's role is asked.
                assert allows(role, ASKS[name]) or name in ("approving.approve", "comparing.sign_off"), name
                assert _everything() == before, name
            else:
                assert allows(role, ASKS[name]), name
            transaction.set_rollback(True)


@pytest.mark.parametrize("stage", STAGES)
def test_each_verb_works_in_its_stages_and_in_no_other(stage: str) -> None:
    room = premises.newsroom()
    premises.readers(3)
    _staffed()
    STAGES[stage](room)
    desk, worked = replace(room, person=SignedIn("Cleo Third", Role.ADMINISTRATOR)), set()
    for name in WORKS_IN:
        with transaction.atomic():
            try:
                VERBS[name](desk, "Cleo Third")
            except EmbargoError:
                pass
            else:
                worked.add(name)
            transaction.set_rollback(True)
    assert worked == {name for name, stages in WORKS_IN.items() if stage in stages}


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


def _staffed() -> None:
    for name in ("Wim Writer", "Cleo Third"):
        Person.objects.create_user(f"{name[:3]}@example.org", name)


def _someone() -> Person:
    return Person.objects.get(name="Wim Writer")


def _revision() -> int:
    return Draft.objects.values_list("revision", flat=True).first() or 0


def _drafted(room: Newsroom) -> None:
    release = drafting.begin(room, WRITTEN, "Cleo Third")
    Draft.objects.filter(release=release).update(shared=True)
    Release.objects.filter(pk=release.pk).update(slug="cranes")
    Draft.objects.filter(release=release).update(content=seal_draft(room.keyring, "cranes", WRITTEN))


def _withdrawn(room: Newsroom) -> None:
    premises.lifted(room)
    standing.withdraw(room, "cranes", "Ann", "it is not so")
    approving.approve(room, approving.plan(room, "cranes"), "Ben")


def _everything() -> tuple[Any, ...]:
    """What a refused verb must leave as it was."""
    return (
        list(Release.objects.order_by("pk").values_list("slug", "stage", "instant", "approval", "follow_up")),
        Version.objects.count(),
        JournalRow.objects.count(),
        Reader.objects.filter(left_at=None).count(),
        Invitation.objects.count(),
        list(Person.objects.order_by("pk").values_list("name", "role", "is_active")),
        list(Draft.objects.values_list("revision", "shared")),
    )
