"""What a lift needs, looked at once more in its last minutes."""

from __future__ import annotations

import pytest

from bot.core.workflow import Stage
from bot.newsroom.alerting import raise_alert
from bot.newsroom.hold import minding
from bot.newsroom.lift import lifting
from bot.newsroom.lift.last_checks import LastCheck, last_checks
from bot.newsroom.newsroom import Newsroom
from bot.store.models import Endpoint, Pace, Reader, Release, Rendition
from tests import premises

pytestmark = pytest.mark.django_db


@pytest.fixture
def release(room: Newsroom, world: premises.QuietWorld) -> Release:
    minding.watch(room, world.reading())
    return premises.approved(room)


def _check(room: Newsroom, release: Release, subject: str, channel: str = "") -> LastCheck:
    return next(one for one in last_checks(room, release) if (one.subject, one.channel) == (subject, channel))


def test_a_release_that_is_ready_has_nothing_but_good_checks(room: Newsroom, release: Release) -> None:
    assert release.stage == Stage.APPROVED
    assert all(one.ok for one in last_checks(room, release))


def test_an_engine_that_has_fallen_silent_is_told(room: Newsroom, release: Release, world: premises.QuietWorld) -> None:
    world.clock.forward(seconds=40)
    check = _check(room, release, "engine")
    assert (check.ok, check.facts) == (False, {"seconds": 40})


def test_a_clock_in_doubt_is_told(room: Newsroom, release: Release, world: premises.QuietWorld) -> None:
    world.clock.doubt = "set back by an hour"
    lifting.lift_due(room, world.reading())
    minding.watch(room, world.reading())
    check = _check(room, release, "clock")
    assert check.ok is False and "set back by an hour" in check.why


def test_a_provider_that_refused_the_credentials_is_told(room: Newsroom, release: Release) -> None:
    room.world.transact(lambda: raise_alert(room, None, "credentials-x", "x: 401"))
    check = _check(room, release, "credentials", "x")
    assert (check.ok, check.why) == (False, "x: 401")
    assert _check(room, release, "credentials", "press").ok


def test_a_receiver_that_is_gone_is_told(room: Newsroom, release: Release) -> None:
    Endpoint.objects.create(channel="partners", disabled_at=room.now(), because="410 Gone")
    assert _check(room, release, "credentials", "partners").ok is False


def test_a_quota_that_is_nearly_used_up_is_told(room: Newsroom, release: Release) -> None:
    room.world.transact(lambda: Pace.objects.create(channel="x", taken={str(_slot(room)): 99}))
    check = _check(room, release, "quota", "x")
    assert check.ok is None and check.facts["left"] == 1 < check.facts["needed"]


def test_a_rendition_that_is_not_there_is_told(room: Newsroom, release: Release) -> None:
    Rendition.objects.filter(channel="partners").update(channel="gone")
    assert _check(room, release, "renditions", "partners").ok is False


def test_a_list_that_changed_since_the_approval_is_told_and_one_that_is_empty_is_wrong(
    room: Newsroom, release: Release
) -> None:
    Reader.objects.filter(email="reader1@example.org").update(left_at=room.now())
    check = _check(room, release, "list", "press")
    assert (check.ok, check.facts) == (True, {"approved": 3, "now": 2})
    Reader.objects.update(left_at=room.now())
    assert _check(room, release, "list", "press").ok is False


def _slot(room: Newsroom) -> int:
    from bot.core.pace import Rate, take

    rate = room.config.channel("x").rate
    assert isinstance(rate, Rate)
    return int(next(iter(take(rate, {}, room.lease_time(), 1))))
