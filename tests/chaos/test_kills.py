"""Real engines on a ledger on disk, killed at random again and again: nothing early, nothing lost, nothing twice."""

from __future__ import annotations

import random
import time
from collections import Counter
from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest

from bot.core.configuration import Configuration
from bot.newsroom import approving, filing
from bot.store import journal
from bot.store.models import Alert, Delivery, RecipientEvent, Release
from tests import premises
from tests.chaos import engines
from tests.chaos.playing import Playing, playing

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.chaos, pytest.mark.long, pytest.mark.timeout(900)]
EACH = 4


def test_engines_killed_at_random_lose_nothing_and_send_nothing_twice(kills: int) -> None:
    chance = random.Random(20260305)
    with playing() as sandbox:
        config = _config(sandbox)
        room = premises.newsroom(config=config)
        premises.readers(60)
        instants: dict[str, datetime] = {}
        for number in range(kills):
            if number % EACH == 0:
                release = _due_soon(config, f"r{number}")
                assert release.instant is not None
                instants[release.slug] = release.instant
            pid = engines.start(config)
            time.sleep(chance.uniform(0.05, 0.7))
            engines.kill(pid)
        engines.finish(engines.start(config), 120)
        _judge(sandbox, instants, room)


def test_an_engine_that_stood_still_past_its_lease_wakes_up_and_sends_nothing_twice(kills: int) -> None:
    chance = random.Random(20260306)
    with playing() as sandbox:
        config = _config(sandbox)
        room = premises.newsroom(config=config)
        premises.readers(60)
        instants: dict[str, datetime] = {}
        for number in range(max(3, kills // 6)):
            release = _due_soon(config, f"s{number}")
            assert release.instant is not None
            instants[release.slug] = release.instant
            first = engines.start(config)
            time.sleep(chance.uniform(0.3, 0.8))
            engines.freeze(first)
            second = engines.start(config)
            time.sleep(engines.LEASE.total_seconds() + chance.uniform(0.2, 0.8))
            engines.thaw(first)
            time.sleep(0.3)
            engines.kill(first)
            engines.kill(second)
        engines.finish(engines.start(config), 120)
        _judge(sandbox, instants, room)


def _judge(sandbox: Playing, instants: dict[str, datetime], room: Any) -> None:
    received = sandbox.received()
    stages = Counter(Release.objects.values_list("stage", flat=True))
    states = Counter(Delivery.objects.values_list("kind", "state"))
    print(
        f"\nreleases {dict(stages)}; deliveries { ({' '.join(key): count for key, count in states.items()}) }; arrived {len(received)}"
    )
    assert set(stages) == {"lifted"}
    assert {state for _, state in states} <= {"sent", "unconfirmed"}
    _judge_mail(received, instants)
    _judge_letters(received)
    hooks = Counter(one["webhook_id"] for one in received if one["provider"] == "hooks")
    assert set(hooks) == set(Delivery.objects.filter(kind="webhook").values_list("pk", flat=True))
    posts = Counter((one["text"], one["in_reply_to"]) for one in received if one["provider"] == "x")
    assert set(posts.values()) == {1}
    doubts = Delivery.objects.filter(state="unconfirmed")
    assert all(
        Alert.objects.filter(release=one.release, code=f"unconfirmed-{one.channel}", cleared_at=None).exists()
        for one in doubts
    )
    assert [journal.broken_at(room.keyring, release) for release in Release.objects.all()] == [None] * len(instants)


def _judge_mail(received: list[dict[str, Any]], instants: dict[str, datetime]) -> None:
    """Each journalist once a release, or named as unconfirmed; never before the instant."""
    mails: Counter[tuple[str, str]] = Counter()
    for one in received:
        if one["provider"] == "sendgrid":
            slug = one["custom_args"][0]["release"]
            assert datetime.fromisoformat(one["at"]) >= instants[slug]
            mails.update((slug, address) for address in one["recipients"])
    assert set(mails.values()) == {1}
    sent = Delivery.objects.filter(channel="press", state="sent")
    assert set(sent.values_list("release__slug", flat=True)) <= {slug for slug, _ in mails}


def _judge_letters(received: list[dict[str, Any]]) -> None:
    """SMTP: one letter a person and release; who is in doubt is named."""
    letters: Counter[tuple[str, str]] = Counter()
    for one in received:
        if one["provider"] == "smtp":
            letters.update((one["subject"], address) for address in one["to"])
    assert set(letters.values()) <= {1}
    for release in Release.objects.all():
        got = {address for subject, address in letters if subject.endswith(f"({release.slug})")}
        events = RecipientEvent.objects.filter(delivery__release=release, delivery__channel="own", state="unconfirmed")
        assert len(got | set(events.values_list("email", flat=True))) == 60


def _config(sandbox: Playing) -> Configuration:
    base = sandbox.url
    return premises.configuration(
        None,
        channels={
            "press": {
                "kind": "email",
                "list": "press",
                "sender": "Press <press@example.org>",
                "base_url": f"{base}/sendgrid",
            },
            "own": {
                "kind": "email",
                "provider": "smtp",
                "list": "press",
                "sender": "Press <press@example.org>",
                "host": "127.0.0.1",
                "port": sandbox.smtp_port,
                "tls": "none",
            },
            "x": {"kind": "x", "base_url": f"{base}/x"},
            "partners": {
                "kind": "webhook",
                "url": f"{base}/hooks/partners",
                "secret_env": "PARTNERS_WEBHOOK_SECRET",
                "allow_private_addresses": True,
            },
        },
    )


def _due_soon(config: Configuration, slug: str) -> Release:
    """An approved release whose headline names it, so that its letters and posts can be told from others'."""
    room = premises.live_newsroom(config)
    text = replace(premises.TEXT, headline=f"Harbour cranes to stand still ({slug})", body=(), quotes=())
    filing.queue(room, text, premises.until(room, seconds=0.3), (), "Ann", slug)
    approving.approve(room, approving.plan(room, slug), "Ben")
    return Release.objects.get(slug=slug)
