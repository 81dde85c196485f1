"""How late a lift is on an idle machine: from the instant to the first byte at the receiver.

`make bench` prints it; beside it stands what a bare thread that sleeps until the instant and posts the same bytes needs.
"""

from __future__ import annotations

import statistics
import time
from datetime import UTC, datetime, timedelta

import pytest
import requests

from bot.engine.clock import Clock
from bot.engine.steps import Engine
from bot.sandbox.server import Sandbox
from bot.store.models import Release
from tests import premises

pytestmark = pytest.mark.django_db(transaction=True)
LIFTS = 50
APART = 0.4
WAITING = 100_000


def test_the_lateness_of_fifty_lifts() -> None:
    with premises.sandbox() as sandbox:
        room = premises.live_newsroom(premises.configuration(sandbox))
        _waiting(WAITING)
        start = room.now() + timedelta(seconds=4)
        instants = [start + timedelta(seconds=APART * number) for number in range(LIFTS)]
        for number, instant in enumerate(instants):
            embargo = premises.at_instant(instant, "bench", "Europe/London")
            premises.approved(room, embargo, f"lift-{number}", ("partners",))
        engine = Engine(room)
        clock = Clock(engine)
        clock.start()
        deadline = time.monotonic() + LIFTS * APART + 30
        while time.monotonic() < deadline and len(sandbox.hooks.received) < LIFTS:
            time.sleep(0.1)
        clock.stop()
        arrived = sorted(hook.at for hook in sandbox.hooks.received)
        late = [(at - instant).total_seconds() * 1000 for at, instant in zip(arrived, instants, strict=True)]
        bare = _bare(sandbox)
        print(
            f"\nlifts             {len(late)}, webhook, first byte at the receiver after the instant, {WAITING:,} more waiting"
        )
        print(f"embargo bot       {_figures(late)}")
        print(f"bare thread       {_figures(bare)}")
        print(f"ratio of medians  {statistics.median(late) / statistics.median(bare):.2f}")
        assert min(late) >= 0


def _bare(sandbox: Sandbox) -> list[float]:
    """The least there can be: sleep until an instant, then post over a fresh connection."""
    late = []
    for _ in range(LIFTS):
        instant = datetime.now(UTC) + timedelta(seconds=0.1)
        time.sleep((instant - datetime.now(UTC)).total_seconds())
        with requests.Session() as session:
            session.trust_env = False
            session.post(sandbox.hook_url("partners"), data=b"{}", timeout=5)
        # Unsigned, so that it is turned away; what counts is when its first byte came.
        late.append((sandbox.refusals()[-1].at - instant).total_seconds() * 1000)
    return late


def _waiting(count: int) -> None:
    """So many more that wait for another day: nothing may cost more because of them."""
    far = datetime(2099, 1, 1, tzinfo=UTC)
    some = {
        "stage": "approved",
        "queued_by": "Ann",
        "queued_at": far,
        "embargo_kind": "until",
        "embargo_zone": "UTC",
        "embargo_tzdb": "-",
    }
    for start in range(0, count, 5000):
        Release.objects.bulk_create(
            Release(slug=f"far-{number}", instant=far + timedelta(seconds=number), **some)
            for number in range(start, start + 5000)
        )


def _figures(late: list[float]) -> str:
    ordered = sorted(late)
    p99 = ordered[min(len(ordered) - 1, round(len(ordered) * 0.99))]
    return f"min {ordered[0]:.1f}  median {statistics.median(ordered):.1f}  p99 {p99:.1f}  max {ordered[-1]:.1f} ms"
