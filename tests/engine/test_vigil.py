"""The engine minds the clock, the zone rules and whose ledger it is, with the table that it always runs."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.core.world import Reading
from bot.engine import steps
from bot.engine.guard import GuardedClock
from bot.engine.process import Engine
from bot.newsroom.copy.filing import get
from bot.newsroom.hold import holding, minding
from bot.newsroom.newsroom import Newsroom
from bot.newsroom.record import adopting
from bot.store import board
from bot.store.models import Delivery, Release
from tests import premises

pytestmark = pytest.mark.django_db
TICKING = ("arm", "lift", "claim", "settle", "recover", "sweep")


@dataclass
class Watched:
    """A machine whose clock can be set, and its guard."""

    true: datetime = premises.NINE
    up: timedelta = timedelta(hours=1)
    off: timedelta = timedelta(0)
    guard: GuardedClock = field(init=False)

    def __post_init__(self) -> None:
        self.starts_again()

    def starts_again(self) -> None:
        known = minding.remembered() if hasattr(self, "guard") else minding.Remembered()
        self.guard = GuardedClock(mark=known.mark, doubt=known.doubt, wall=lambda: self.now, up=lambda: self.up)

    @property
    def now(self) -> datetime:
        return self.true + self.off

    def reading(self) -> Reading:
        return self.guard.reading()

    def believe(self) -> None:
        self.guard.believe()

    def passes(self, **span: float) -> None:
        self.true += timedelta(**span)
        self.up += timedelta(**span)


@pytest.fixture
def watched() -> Watched:
    return Watched()


@pytest.fixture
def room(watched: Watched) -> Newsroom:
    return premises.newsroom(premises.QuietWorld(clock=watched))  # type: ignore[arg-type]


@pytest.fixture
def engine(room: Newsroom) -> Engine:
    return Engine(room)


@pytest.fixture
def desk(room: Newsroom, watched: Watched) -> Newsroom:
    """Somebody at another process on the same machine, who believes the clock."""

    class Believing(premises.SetClock):
        def reading(self) -> Reading:
            return Reading(watched.now, watched.now)

    return replace(room, world=premises.QuietWorld(clock=Believing()))


def tick(engine: Engine) -> None:
    """One round of the table; what was to be sent is left where it is."""
    for name in TICKING:
        next(row for row in steps.TABLE if row.name == name).run(engine)


def alarms(engine: Engine) -> list[tuple[str, str]]:
    return [(code, release) for code, _, release in engine.newsroom.world.alarms]  # type: ignore[attr-defined]


def test_a_clock_that_is_set_an_hour_ahead_lifts_nothing_early_and_alarms(
    engine: Engine, room: Newsroom, watched: Watched
) -> None:
    premises.approved(room, premises.until(room, minutes=30))
    premises.approved(room, slug="later")
    tick(engine)
    watched.off = timedelta(hours=1)
    for _ in range(3):
        watched.passes(seconds=1)
        tick(engine)
    assert (get("cranes").stage, get("later").stage) == ("paused", "approved")
    assert sorted(alarms(engine)) == [("clock", ""), ("clock", "cranes")]
    assert set(Delivery.objects.values_list("state", flat=True)) == {"waiting"}


def test_when_it_is_set_right_the_release_goes_at_its_instant_by_itself(
    engine: Engine, room: Newsroom, watched: Watched
) -> None:
    release = premises.approved(room, premises.until(room, minutes=30))
    tick(engine)
    watched.off = timedelta(hours=1)
    tick(engine)
    watched.passes(minutes=10)
    watched.off = timedelta(0)
    tick(engine)
    assert (get("cranes").stage, board.alerts()) == ("approved", [])
    watched.passes(minutes=20)
    tick(engine)
    assert get("cranes").lifted_at == release.instant


def test_a_person_at_another_process_resumes_it_and_it_goes(
    engine: Engine, room: Newsroom, desk: Newsroom, watched: Watched
) -> None:
    for slug in ("cranes", "other"):
        premises.approved(room, premises.until(room, minutes=55), slug)
    tick(engine)
    watched.off = timedelta(hours=1)
    tick(engine)
    assert holding.resume(desk, "cranes", "Ben")
    steps.lift(engine)
    assert (get("cranes").stage, get("other").stage) == ("lifted", "paused")
    tick(engine)
    tick(engine)
    assert get("other").stage == "lifted"
    assert board.alerts() == []


def test_a_worker_that_lifts_nothing_heeds_a_person_too(room: Newsroom, desk: Newsroom, watched: Watched) -> None:
    worker = Engine(room)
    steps.recover(worker)
    watched.off = timedelta(hours=1)
    steps.recover(worker)
    assert room.now() == watched.true
    minding.agree(desk, "Ben")
    steps.recover(worker)
    assert room.now() == watched.now


def test_a_worker_tells_of_its_own_clock(room: Newsroom, watched: Watched) -> None:
    worker = Engine(room, sweeps=False)
    steps.recover(worker)
    watched.off = timedelta(hours=1)
    steps.recover(worker)
    assert alarms(worker) == [("clock", "")]


def test_an_agreement_counts_for_the_doubt_it_was_given_in_only(
    engine: Engine, room: Newsroom, desk: Newsroom, watched: Watched
) -> None:
    tick(engine)
    minding.agree(desk, "Ben")
    tick(engine)
    premises.approved(room, premises.until(room, minutes=30))
    watched.off = timedelta(hours=1)
    tick(engine)
    assert get("cranes").stage == "paused"


def test_a_step_back_lifts_nothing_twice_and_is_told(engine: Engine, room: Newsroom, watched: Watched) -> None:
    release = premises.approved(room, premises.until(room, minutes=30))
    watched.passes(minutes=30)
    tick(engine)
    lifted = get("cranes").lifted_at
    watched.off = -timedelta(hours=1)
    tick(engine)
    watched.passes(hours=1, minutes=30)
    tick(engine)
    assert get("cranes").lifted_at == lifted == release.instant
    assert premises.acts(release).count(("clock", "lift")) == 1
    assert alarms(engine) == [("clock", "")]


def test_a_clock_that_was_set_back_across_a_restart_is_doubted(
    engine: Engine, room: Newsroom, watched: Watched
) -> None:
    premises.approved(room, premises.until(room, minutes=-30), "due")
    premises.approved(room, premises.until(room, hours=2), "later")
    watched.passes(minutes=1)
    tick(engine)
    watched.off = -timedelta(hours=1)
    watched.starts_again()
    tick(Engine(room))
    assert [alert["code"] for alert in board.alerts()][:1] == ["clock"]
    assert get("later").stage == "approved"
    watched.off = timedelta(0)
    again = Engine(room)
    tick(again)
    assert board.alerts() == []


def test_a_doubt_is_not_forgotten_in_a_restart(
    engine: Engine, room: Newsroom, desk: Newsroom, watched: Watched
) -> None:
    premises.approved(room, premises.until(room, minutes=55))
    tick(engine)
    watched.off = timedelta(hours=1)
    tick(engine)
    watched.starts_again()
    again = Engine(room)
    tick(again)
    assert get("cranes").stage == "paused"
    minding.agree(desk, "Ben")
    tick(again)
    tick(again)
    assert get("cranes").stage == "lifted"


def test_zone_rules_are_looked_at_once_and_again_before_an_instant(engine: Engine, room: Newsroom) -> None:
    premises.approved(room)
    wrong = datetime(2026, 3, 5, 11, 0, 5, tzinfo=UTC)
    Release.objects.update(embargo_tzdb="2023b", instant=wrong)
    assert engine.vigil.zones_seen == 0
    tick(engine)
    assert engine.vigil.zones_seen is None
    assert alarms(engine) == [("zone", "cranes")]
    assert get("cranes").paused_for == "zone"


def test_an_engine_over_a_copied_ledger_does_nothing_until_it_is_adopted(room: Newsroom, watched: Watched) -> None:
    here, elsewhere = replace(room, identity="sha256:here"), replace(room, identity="sha256:elsewhere")
    premises.approved(room, premises.until(room, seconds=5))
    tick(Engine(here))
    copy = Engine(elsewhere)
    watched.passes(seconds=6)
    for _ in range(3):
        tick(copy)
    assert get("cranes").stage == "approved"
    assert copy.instants == frozenset()
    assert set(alarms(copy)) == {("copy", "")}
    adopting.adopt(elsewhere, "Ann")
    tick(copy)
    assert get("cranes").stage == "lifted"
    assert board.alerts() == []
