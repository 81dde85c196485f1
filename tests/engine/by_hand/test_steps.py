"""Each step does its part and no more, over real channels and with the work in hand done one by one."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import OperationalError

from bot.core.delivery import Sent
from bot.engine import rounds, steps
from bot.engine.process import LOOK_UPS, Engine
from bot.engine.steps import TABLE
from bot.newsroom.hold import holding
from bot.newsroom.lift import sending
from bot.newsroom.media_list import audience
from bot.newsroom.newsroom import Newsroom
from bot.newsroom.outcomes import settling
from bot.sandbox.faults import Fault
from bot.sandbox.server import Sandbox
from bot.store import board
from bot.store.models import Delivery, Reader
from tests import premises

pytestmark = pytest.mark.django_db


@pytest.fixture
def engine(room: Newsroom) -> Engine:
    return Engine(room)


def states() -> dict[str, str]:
    return dict(Delivery.objects.values_list("channel", "state"))


def test_the_table_names_each_step_once_and_in_the_order_of_a_release() -> None:
    assert [row.name for row in TABLE] == [
        "arm",
        "spool",
        "lift",
        "claim",
        "begin",
        "send",
        "settle",
        "recover",
        "sweep",
        "vet",
        "tell",
        "anchor",
    ]


def test_a_lifted_release_goes_from_claim_to_receipt(
    engine: Engine, room: Newsroom, world: premises.QuietWorld, sandbox: Sandbox
) -> None:
    premises.lifted(room)
    steps.claim(engine)
    world.run_submitted()
    assert states() == {"press": "sent", "x": "sent", "partners": "sent"}
    assert not engine.busy()
    assert len(sandbox.sendgrid.received) == 1


def test_the_steps_can_be_repeated_at_any_time(
    engine: Engine, room: Newsroom, world: premises.QuietWorld, sandbox: Sandbox
) -> None:
    premises.lifted(room)
    for _ in range(3):
        for name in ("arm", "lift", "claim", "settle", "recover", "sweep"):
            next(row for row in TABLE if row.name == name).run(engine)
        world.run_submitted()
    assert len(sandbox.sendgrid.received) == len(sandbox.hooks.received) == 1


def test_a_lift_wakes_the_claim(engine: Engine, room: Newsroom, world: premises.QuietWorld) -> None:
    woken: list[str] = []
    engine.wake = woken.append
    premises.approved(room)
    steps.lift(engine)
    assert woken == []
    world.clock.forward(hours=2)
    steps.lift(engine)
    assert woken == ["claim"]


def test_more_releases_of_one_instant_than_a_transaction_takes_all_go(
    engine: Engine, room: Newsroom, world: premises.QuietWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.newsroom.lift.lifting.AT_ONCE", 2)
    for number in range(5):
        premises.approved(room, slug=f"release-{number}")
    world.clock.forward(hours=2)
    steps.lift(engine)
    assert set(states().values()) == {"due"}


def test_who_is_draining_claims_nothing_new(engine: Engine, room: Newsroom) -> None:
    premises.lifted(room)
    engine.draining = True
    steps.claim(engine)
    assert set(states().values()) == {"due"}


def test_who_is_draining_gives_back_what_was_not_begun_and_keeps_what_was(
    engine: Engine, room: Newsroom, world: premises.QuietWorld, sandbox: Sandbox
) -> None:
    premises.lifted(room)
    steps.claim(engine)
    begun = next(held for held in engine.held() if held.channel == "partners")
    sending.begin(room, lambda: [begun])
    engine.drain()
    assert states() == {"partners": "sending", "x": "due"} | ({"press": "due"} if "press" in states() else {})
    assert list(engine.held()) == [begun]
    world.run_submitted()
    assert [arrival.provider for arrival in sandbox.arrivals()] == []


def test_a_refusal_while_the_clock_is_in_doubt_is_no_last_word(
    engine: Engine, room: Newsroom, world: premises.QuietWorld, sandbox: Sandbox
) -> None:
    premises.lifted(room, channels=("partners",))
    steps.claim(engine)
    sandbox.faults.add("hooks", Fault("status", status=401))
    world.clock.doubt = "the clock was set back by 1 h"
    world.run_submitted()
    assert states() == {"partners": "retrying"}


def test_a_channel_is_given_no_more_than_it_has_hands_and_what_is_next(
    room: Newsroom, world: premises.QuietWorld
) -> None:
    premises.readers(9000)
    engine = Engine(room)
    premises.lifted(room, channels=("press",))
    steps.claim(engine)
    steps.claim(engine)
    hands = room.config.channel("press").concurrency
    assert Delivery.objects.filter(state="claimed").count() == hands + hands // 2


def test_a_stop_before_the_send_begins_keeps_it_here(
    engine: Engine, room: Newsroom, world: premises.QuietWorld, sandbox: Sandbox
) -> None:
    premises.lifted(room)
    steps.claim(engine)
    holding.stop(room, "cranes", "Ann")
    world.run_submitted()
    assert sandbox.arrivals() == []
    assert not engine.busy()


def test_nothing_leaves_after_the_lease_has_run_out(
    engine: Engine, room: Newsroom, world: premises.QuietWorld, sandbox: Sandbox
) -> None:
    premises.lifted(room, channels=("partners",))
    steps.claim(engine)
    begin, args = world.work.pop()
    begin(*args)
    world.clock.now += sending.LEASE
    world.run_submitted()
    assert sandbox.arrivals() == []
    steps.recover(engine)
    assert states() == {"partners": "unconfirmed"}


def test_what_lies_with_this_process_keeps_its_lease(
    engine: Engine, room: Newsroom, world: premises.QuietWorld
) -> None:
    premises.lifted(room, channels=("partners",))
    steps.claim(engine)
    for _ in range(20):
        world.clock.forward(seconds=2)
        steps.recover(engine)
    assert states() == {"partners": "claimed"}
    world.run_submitted()
    assert states() == {"partners": "sent"}


def test_an_answer_in_hand_is_worth_more_than_the_doubt_of_its_lease(
    engine: Engine, room: Newsroom, world: premises.QuietWorld
) -> None:
    premises.lifted(room, channels=("x",))
    held = premises.begun(room, "x")
    engine.answered(settling.Settled(held, Sent("1")))
    world.clock.now += 2 * sending.LEASE
    steps.recover(engine)
    assert states() == {"x": "sent"}
    assert world.alarms == []


def test_where_everybody_left_nothing_is_posted(
    engine: Engine, room: Newsroom, world: premises.QuietWorld, sandbox: Sandbox
) -> None:
    premises.lifted(room, channels=("press",))
    for reader in Reader.objects.all():
        audience.leave(room, reader)
    steps.claim(engine)
    world.run_submitted()
    assert states() == {"press": "cancelled"}
    assert sandbox.sendgrid.received == []
    assert sandbox.refusals() == []
    assert not engine.busy()


def test_whoever_left_after_the_claim_was_asked_for_is_not_in_the_body(
    engine: Engine, room: Newsroom, world: premises.QuietWorld, sandbox: Sandbox
) -> None:
    premises.lifted(room, channels=("press",))
    audience.leave(room, Reader.objects.get(email="reader2@example.org"))
    steps.claim(engine)
    world.run_submitted()
    (request,) = sandbox.sendgrid.received
    assert list(request.recipients) == ["reader1@example.org", "reader3@example.org"]


def test_a_doubt_is_looked_up_once_at_a_time_and_few_at_once(
    engine: Engine, room: Newsroom, world: premises.QuietWorld
) -> None:
    for number in range(5):
        premises.approved(room, slug=f"release-{number}", channels=("partners",))
    world.clock.forward(hours=2)
    premises.lift(room)
    Delivery.objects.update(state="unconfirmed", next_at=room.now(), attempts=1)
    rounds.sweep(engine)
    rounds.sweep(engine)
    assert len(world.work) == LOOK_UPS
    while Delivery.objects.filter(state="unconfirmed").exists():
        world.run_submitted()
        rounds.sweep(engine)
    assert set(Delivery.objects.values_list("state", flat=True)) == {"retrying"}


def test_one_trouble_of_the_ledger_alarms_once_however_many_steps_it_stops(
    engine: Engine, world: premises.QuietWorld
) -> None:
    for step in ("lift", "claim", "settle", "lift"):
        engine.fault(step, OperationalError("disk full"))
    assert [code for code, _, _ in world.alarms] == ["ledger"]
    for step in ("lift", "claim", "arm"):
        engine.cured(step)
    assert [code for code, _, _ in world.alarms] == ["ledger"]
    engine.cured("settle")
    engine.fault("lift", OperationalError("disk full"))
    assert [code for code, _, _ in world.alarms] == ["ledger", "ledger-cured", "ledger"]


def test_an_instant_that_came_unapproved_is_sounded_and_so_is_a_paused_one(
    engine: Engine, room: Newsroom, world: premises.QuietWorld
) -> None:
    premises.queued(room, slug="forgotten")
    premises.approved(room)
    holding.pause(room, "cranes", "Ben", "figures")
    world.clock.forward(hours=2)
    rounds.sweep(engine)
    rounds.sweep(engine)
    assert [(code, release) for code, _, release in world.alarms] == [("unapproved", "forgotten"), ("held", "cranes")]
    assert len(board.alerts()) == 2


def test_only_the_instants_of_the_next_seconds_are_armed_each_once(engine: Engine, room: Newsroom) -> None:
    for slug in ("one", "two"):
        premises.approved(room, premises.until(room, seconds=9), slug)
    premises.approved(room, premises.until(room, seconds=11), "later")
    steps.arm(engine)
    assert engine.instants == {room.now() + timedelta(seconds=9)}
