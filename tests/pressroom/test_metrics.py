"""Figures for whoever watches, and for nobody else."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from prometheus_client.parser import text_string_to_metric_families

from bot.core.delivery import Retry, Sent, Unconfirmed
from bot.core.world import Reading
from bot.newsroom.hold import holding
from bot.newsroom.lift import rates
from bot.newsroom.newsroom import Newsroom
from bot.pressroom.opening import open_to_the_public
from bot.store.models import Delivery
from tests import plans, premises

pytestmark = pytest.mark.django_db
HERE = {"SERVER_NAME": "127.0.0.1"}


@pytest.fixture
def room(world: premises.QuietWorld) -> Newsroom:
    room = premises.newsroom(world)
    open_to_the_public(room)
    return room


def scraped() -> dict[tuple[str, ...], float]:
    """(name, label values …) → value."""
    response = Client(**HERE).get("/metrics")
    assert response.status_code == 200
    return {
        (sample.name, *sample.labels.values()): sample.value
        for family in text_string_to_metric_families(response.content.decode())
        for sample in family.samples
    }


def test_lateness_is_counted_from_the_instant_by_kind(room: Newsroom, world: premises.QuietWorld) -> None:
    scraped()
    premises.lifted(room)
    held = premises.begun(room, "x")
    world.clock.forward(milliseconds=40)
    premises.answered(room, held, Sent("1"))
    held = premises.begun(room, "partners")
    world.clock.forward(seconds=2)
    premises.answered(room, held, Sent("2"))
    world.clock.forward(seconds=6)
    for _ in range(2):
        found = scraped()
        assert found["embargo_lateness_seconds_bucket", "x", "0.05"] == 1
        assert found["embargo_lateness_seconds_bucket", "x", "0.025"] == 0
        assert found["embargo_lateness_seconds_bucket", "webhook", "1.0"] == 0
        assert found["embargo_lateness_seconds_count", "webhook"] == 1
        assert found["embargo_lateness_seconds_sum", "webhook"] == pytest.approx(2.04)


def test_what_waits_is_in_doubt_or_is_tried_again_is_counted(room: Newsroom, world: premises.QuietWorld) -> None:
    scraped()
    premises.lifted(room)
    premises.answered(room, premises.begun(room, "x"), Unconfirmed("no answer"))
    premises.answered(room, premises.begun(room, "partners"), Retry("503"))
    found = scraped()
    assert found["embargo_deliveries", "due"] == 1
    assert found["embargo_deliveries", "unconfirmed"] == 1
    assert found["embargo_deliveries", "retrying"] == 1
    assert found["embargo_open_alerts", "unconfirmed"] == 1
    assert (found[("embargo_attempts_total",)], found[("embargo_retries_total",)]) == (2, 0)
    Delivery.objects.filter(channel="partners").update(state="due")
    premises.begun(room, "partners")
    found = scraped()
    assert (found[("embargo_attempts_total",)], found[("embargo_retries_total",)]) == (3, 1)


def test_paused_and_overdue_releases_are_counted(room: Newsroom, world: premises.QuietWorld) -> None:
    premises.approved(room)
    premises.approved(room, slug="held")
    holding.pause(room, "held", "Ben", "figures")
    assert (scraped()[("embargo_paused_releases",)], scraped()[("embargo_overdue_releases",)]) == (1, 0)
    world.clock.forward(hours=2, seconds=6)
    assert scraped()[("embargo_overdue_releases",)] == 1


def test_the_clocks_error_is_told_where_it_is_known(
    room: Newsroom, world: premises.QuietWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert ("embargo_clock_error_seconds",) not in scraped()
    span = timedelta(milliseconds=3)
    unsure = Reading(world.clock.now - span, world.clock.now + span, "doubtful")
    monkeypatch.setattr(world.clock, "reading", lambda: unsure)
    assert scraped()[("embargo_clock_error_seconds",)] == pytest.approx(0.003)
    assert scraped()[("embargo_clock_sure",)] == 0


def test_a_scrape_costs_no_more_for_what_waits_and_scans_no_table(room: Newsroom) -> None:
    premises.approved(room)
    with plans.asked() as queries:
        scraped()
    assert queries
    assert [plan for sql, values in queries for plan in plans.whole_reads(sql, values)] == []


@pytest.mark.parametrize(
    "asked",
    [
        {"REMOTE_ADDR": "192.0.2.7", **HERE},
        {"SERVER_NAME": "press.example.org"},
        {**HERE, "HTTP_X_FORWARDED_FOR": "192.0.2.7"},
        {**HERE, "HTTP_FORWARDED": "for=192.0.2.7"},
    ],
    ids=["from elsewhere", "by its public name", "passed on", "passed on by RFC 7239"],
)
def test_nobody_elsewhere_sees_them(room: Newsroom, asked: dict[str, str]) -> None:
    response = Client(**asked).get("/metrics")
    assert (response.status_code, response.content) == (404, Client().get("/nothing").content)


@pytest.mark.parametrize("host", ["127.0.0.1:8000", "localhost:8000", "localhost", "[::1]:8000"])
def test_this_machine_sees_them_by_any_of_its_names(room: Newsroom, host: str) -> None:
    assert Client().get("/metrics", headers={"host": host}).status_code == 200


@pytest.mark.parametrize(
    ("given", "status"),
    [("Bearer s3cret", 200), ("Bearer other", 404), ("s3cret", 404), ("", 404), ("Bearer é", 404)],
)
def test_with_a_token_set_it_is_needed_from_everywhere(room: Newsroom, given: str, status: int) -> None:
    config = replace(room.config, office=replace(room.config.office, metrics_token_env="METRICS"))
    open_to_the_public(Newsroom(config, room.keyring, {**room.environment, "METRICS": "s3cret"}, room.world))
    elsewhere: dict[str, Any] = {"REMOTE_ADDR": "192.0.2.7", "HTTP_AUTHORIZATION": given}
    assert Client(**elsewhere).get("/metrics").status_code == status
    assert Client(HTTP_AUTHORIZATION=given, **HERE).get("/metrics").status_code == status


def test_a_token_that_was_forgotten_lets_nobody_in(room: Newsroom) -> None:
    config = replace(room.config, office=replace(room.config.office, metrics_token_env="METRICS"))
    open_to_the_public(Newsroom(config, room.keyring, {}, room.world))
    assert Client(HTTP_AUTHORIZATION="Bearer ", **HERE).get("/metrics").status_code == 404


def test_what_a_channels_rate_still_allows_is_shown(room: Newsroom) -> None:
    assert scraped()["embargo_rate_left", "x"] == 100
    rates.allowed(room, "x", ["one", "another"])
    figures = scraped()
    assert figures["embargo_rate_left", "x"] == 98
    assert ("embargo_rate_left", "partners") not in figures


def test_every_figure_that_an_operator_is_told_of_is_there(room: Newsroom, world: premises.QuietWorld) -> None:
    premises.lifted(room)
    scraped()
    premises.answered(room, premises.begun(room, "x"), Sent("1"))
    world.clock.forward(seconds=6)
    reading = world.reading()
    world.reading = lambda: replace(reading, latest=reading.latest + timedelta(seconds=1))  # type: ignore[method-assign]
    served = set(re.findall(r"^# TYPE (\w+) ", Client(**HERE).get("/metrics").content.decode(), re.MULTILINE))
    manual = (Path(__file__).parents[2] / "docs" / "operating.md").read_text(encoding="utf-8")
    promised = set(re.findall(r"`(embargo_[a-z_]+)`", manual.partition("### Figures for a monitor")[2]))
    assert promised == served
