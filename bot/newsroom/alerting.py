"""Alerts: raised once, on the record, told to people, cleared by what cures them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from bot.newsroom.newsroom import Newsroom
from bot.store.models import Alert, Release
from bot.store.statements import change


@dataclass(frozen=True, slots=True)
class Alarm:
    """An alert that was recorded and still has to be told to people."""

    code: str
    text: str
    release: str


def raised(newsroom: Newsroom, release: Release | None, code: str, text: str) -> list[Alarm]:
    """`raise_alert`, and what is to be sounded of it once the transaction is committed."""
    slug = release.slug if release else ""
    return [Alarm(code, text, slug)] if raise_alert(newsroom, release, code, text) else []


def raise_alert(newsroom: Newsroom, release: Release | None, code: str, text: str) -> bool:
    """Record an alert unless the same one is open. Within a transaction; True when it is new, and then to be sounded after."""
    if Alert.objects.filter(release=release, code=code, cleared_at=None).exists():
        return False
    Alert.objects.create(release=release, code=code, text=text[:500], raised_at=newsroom.now())
    newsroom.record(release, "clock", "alert", code=code)
    return True


def notice(newsroom: Newsroom, release: Release, code: str, text: str) -> list[Alarm]:
    """What people are told once, and what asks nothing more of them: on record as cleared. Within a transaction; to be sounded after."""
    now = newsroom.now()
    Alert.objects.create(release=release, code=code, text=text[:500], raised_at=now, cleared_at=now)
    return [Alarm(code, text, release.slug)]


def clear_alerts_of(newsroom: Newsroom, releases: Sequence[int], *codes: str) -> None:
    """Close open alerts of these codes of many releases, by their keys. Within a transaction."""
    sql = "UPDATE store_alert SET cleared_at = %s WHERE cleared_at IS NULL AND release_id IN %s AND code IN %s"
    change(sql, newsroom.now(), tuple(releases), codes)


def clear_alerts(newsroom: Newsroom, release: Release | None, *codes: str) -> None:
    """Close open alerts of these codes, or all of them. Within a transaction."""
    values: tuple[Any, ...] = (newsroom.now(),)
    sql = "UPDATE store_alert SET cleared_at = %s WHERE cleared_at IS NULL"
    if release is None:
        sql += " AND release_id IS NULL"
    else:
        sql, values = sql + " AND release_id = %s", (*values, release.pk)
    if codes:
        sql, values = sql + " AND code IN %s", (*values, codes)
    change(sql, *values)
