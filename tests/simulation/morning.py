"""What lies in the ledger when the day begins: releases queued and approved with the real verbs, once for many days."""

from __future__ import annotations

import copy
import sqlite3
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any, Literal

from django.db import connection

from bot.core.configuration import Configuration, parse
from bot.core.embargo import Embargo, at_instant
from bot.core.release import Part, Quote, Release
from bot.newsroom.approval import approving
from bot.newsroom.copy import filing
from bot.newsroom.newsroom import Newsroom
from bot.store.contents import open_rendition
from bot.store.models import Approval, MediaList, Reader, Rendition
from bot.store.sealing import Keyring
from tests import premises
from tests.simulation import notices
from tests.simulation.judge import NOT_APPROVED, Story
from tests.simulation.timeline import MORNING

KEYS = Keyring((("00000001", b"k" * 32),))
MORNINGS = 12
LEFT = ("auth_permission", "sqlite_stat1", "sqlite_stat4")  # tables that are the same on every day
Late = Literal["ask", "drop", "send"]
LISTS = {"press": ("ada", "ben", "cy", "dee", "eve"), "wire": ("fay", "gus", "hal")}
CHANNELS = ("press", "wire", "x", "partners", "agency")
SECRETS = premises.SECRETS | {"NEWSDESK_URL": notices.ADDRESS}
FIRST = MORNING + timedelta(seconds=20)
SPACING = (0.0, 0.0, 0.0, 0.3, 2.0, 7.0, 45.0)


@dataclass(frozen=True)
class Morning:
    """A ledger to copy, and what people were told when it was made."""

    rows: dict[str, list[tuple[Any, ...]]]
    stories: dict[str, Story]

    def begin(self) -> dict[str, Story]:
        """Put its rows in place of whatever was there; a copy of the stories for the day.

        Not with `backup`, after which every statement would have to be prepared anew.
        """
        ledger: sqlite3.Connection = connection.connection
        ledger.execute("BEGIN")
        for table, rows in self.rows.items():
            ledger.execute(f"DELETE FROM {table}")  # noqa: S608
            if rows:
                ledger.executemany(f"INSERT INTO {table} VALUES ({', '.join('?' * len(rows[0]))})", rows)  # noqa: S608
        ledger.execute("COMMIT")
        return copy.deepcopy(self.stories)


def configuration() -> Configuration:
    """An office with every kind of channel. Providers are where only the simulator can reach them."""
    office = {
        "name": "Harbour Watch",
        "zone": "Europe/London",
        "url": "https://press.example.org",
        "reply_to": "press@example.org",
        "contact": "Duty press officer, press@example.org",
    }
    mail = {"kind": "email", "sender": "Press <press@example.org>"}
    hook = {"kind": "webhook", "secret_env": "PARTNERS_WEBHOOK_SECRET"}
    return parse(
        {
            "office": office,
            "channels": {
                "press": mail | {"list": "press", "base_url": "https://sendgrid.test", "timeout": 20},
                "wire": mail | {"list": "wire", "provider": "smtp", "host": "127.0.0.1", "tls": "none", "timeout": 8},
                "x": {"kind": "x", "base_url": "https://x.test", "timeout": 12},
                "partners": hook | {"url": "https://hooks.test/partners", "timeout": 15},
                "agency": hook | {"url": "https://hooks.test/agency", "timeout": 15},
                notices.CHANNEL: {"kind": "notify", "url_env": "NEWSDESK_URL", "timeout": 10},
            },
        }
    )


CONFIG = configuration()


def text(number: int, version: int) -> Release:
    """A small release; its tag stands in everything that can leave of it."""
    tag = f"zr{number}v{version}z"
    posts = tuple(f"Post {place} of {tag}." for place in range(1, 2 + number % 3))
    return Release(
        headline=f"Harbour notice {tag}",
        release_date="2026-03-05",
        body=(Part("paragraph", f"The cranes {tag} stand still."), Part("quote", quote=0)),
        quotes=(Quote("We need a week.", "Ida Holm", "Harbour Master"),),
        posts=(("x", posts),),
    )


def until(instant: datetime | None) -> Embargo:
    """An embargo; without an instant it waits for a person's word."""
    if instant is None:
        return Embargo("on_my_word", "on my word", None, "Europe/London", None)
    return at_instant(instant.astimezone(UTC), "at an instant", "Europe/London")


def readers(list_name: str) -> list[str]:
    """Who is on a list in the morning."""
    return [f"{name}@example.org" for name in LISTS[list_name]]


def approve(newsroom: Newsroom, story: Story, by: str, gone: frozenset[tuple[str, str]] = frozenset()) -> None:
    """Sign off the newest version; from the commit on the story knows what was approved, and for whom."""
    approval = approving.approve(newsroom, approving.plan(newsroom, story.slug), by)
    story.version, story.approval = approval.version.number, approval.pk
    story.renditions = approved_bytes(approval)
    story.people = {
        name: tuple(address for address in readers(name) if (name, address) not in gone)
        for name in story.channels
        if name in LISTS
    }
    if story.held == NOT_APPROVED:
        story.held = ""


def approved_bytes(approval: Approval) -> dict[str, bytes]:
    """Channel → rendition, as the ledger keeps it at the moment of the approval."""
    rows = Rendition.objects.filter(approval=approval).exclude(channel="")
    return {row.channel: open_rendition(KEYS, approval.release.slug, row) for row in rows}


_mornings: dict[int, Morning] = {}


def morning(number: int, empty: sqlite3.Connection) -> Morning:
    """The `number`th of the mornings, made when it is first asked for."""
    if number not in _mornings:
        connection.ensure_connection()
        empty.backup(connection.connection)
        stories = _fill(Random(number), Random(f"notices of {number}"))
        _mornings[number] = Morning(_rows(connection.connection), stories)
    return _mornings[number]


def _rows(ledger: sqlite3.Connection) -> dict[str, list[tuple[Any, ...]]]:
    plain = sqlite3.connect(":memory:")  # one that gives what is written, and makes no times of it
    ledger.backup(plain)
    found = plain.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
    tables = [name for (name,) in found if name not in LEFT and not name.startswith("django_")]
    return {name: plain.execute(f"SELECT * FROM {name}").fetchall() for name in tables}  # noqa: S608


def _fill(dice: Random, chat: Random) -> dict[str, Story]:
    world = premises.QuietWorld(_chance=dice)
    newsroom = Newsroom(CONFIG, KEYS, SECRETS, world)
    for name in LISTS:
        media_list = MediaList.objects.create(name=name)
        Reader.objects.bulk_create(Reader(list=media_list, email=address) for address in readers(name))
    stories: dict[str, Story] = {}
    instant = FIRST
    for number in range(1, dice.randint(2, 5) + 1):
        instant += timedelta(seconds=dice.choice(SPACING))
        channels = tuple(sorted(dice.sample(CHANNELS, dice.choice((1, 1, 2, 2, 3))), key=CHANNELS.index))
        channels += (notices.CHANNEL,) * (chat.random() < 0.4)
        story = Story(f"r{number}", channels, instant=instant, on_my_word=dice.random() < 0.15)
        if story.on_my_word:
            story.instant = None
        filing.queue(newsroom, text(number, 1), until(story.instant), channels, "Ann", story.slug)
        if dice.random() < 0.9:
            approve(newsroom, story, "Ben")
        stories[story.slug] = story
    return stories


def late_rules(config: Configuration, late: Late, margin: timedelta) -> Configuration:
    """The office with other rules of the clock."""
    return replace(config, clock=replace(config.clock, late=late, margin=margin))
