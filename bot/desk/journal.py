"""The journal: who did what, found by person, release, act and day; and whether the record is whole."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from functools import partial
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from bot.core.errors import EmbargoError
from bot.desk.clock_faces import when, zone_of
from bot.desk.figures import figure
from bot.desk.page import page, shown
from bot.newsroom.copy.filing import get
from bot.newsroom.newsroom import Newsroom
from bot.newsroom.record import verifying
from bot.newsroom.record.acts import MACHINE, act_in_words, actor_in_words
from bot.newsroom.record.verifying import Verified
from bot.store.models import JournalRow
from bot.store.record import Wanted, actors, leaf

GROUPS: Mapping[str, tuple[str, ...]] = {
    "text": ("queue", "draft", "edit", "licence", "discard-draft", "share"),
    "approval": ("approve", "void", "proof", "rehearse"),
    "time": ("move", "word", "pause", "resume", "lift", "drop"),
    "end": ("cancel", "stop", "stop-everything", "agree-to-go-on", "go-on"),
    "after": ("follow-up", "follow", "discard"),
    "sending": ("settle", "reconcile", "redeliver", "resend", "enable", "disable"),
    "lists": ("import", "export", "leave", "sign-up", "change", "rest", "return", "suppress", "restore", "erase"),
    "people": (
        *("invite", "take-back", "join", "role", "shut-out", "let-in", "sign-out"),
        *("reset", "take-factors", "deputy", "no-deputy"),
    ),
    "previews": ("preview-link", "preview-revoked", "preview-opened", "preview-refused"),
    "alerts": ("alert", "believe", "adopt"),
}
FAULTS_SHOWN = 20


class NoSuchDay(EmbargoError):
    """ "{day}" is not a day. Write it as 2026-03-05."""


@page("GET")
def show(request: HttpRequest, room: Newsroom) -> HttpResponse:
    """What was done, the newest first; the filters stand in the address, so that it can be handed on."""
    zone = zone_of(request)
    asked = {name: request.GET.get(name, "").strip() for name in ("person", "release", "act", "day")}
    before = request.GET.get("before", "")
    found = leaf(_wanted(asked, zone), int(before) if before.isdecimal() and len(before) < 19 else None)
    kept = {name: value for name, value in asked.items() if value}
    values = {
        "asked": asked,
        "rows": [_line(row, zone) for row in found.rows],
        "older": urlencode(kept | {"before": found.older}) if found.older else None,
        "newest": urlencode(kept) if before else None,
        "people": [(name, _("the bot") if name == MACHINE else name) for name in actors()],
        "groups": list(_group_names().items()),
        "zone": zone.key,
    }
    return shown(request, "journal.html", values)


@page("POST")
def verify(request: HttpRequest, room: Newsroom) -> HttpResponse:
    """Follow the chains, all or one release's, and say whether every row is as it was written."""
    slug = request.POST.get("release", "").strip()
    found = verifying.verify(room, slug or None)
    told = _told(found, zone_of(request))
    if found.faults:
        messages.error(request, told)
        for fault in found.faults[:FAULTS_SHOWN]:
            messages.error(request, fault)
    else:
        messages.success(request, told)
    return redirect(
        f"{request.path.removesuffix('verification')}?{urlencode({'release': slug})}" if slug else "desk:journal"
    )


def _told(found: Verified, zone: ZoneInfo) -> str:
    rows = ngettext("%(count)s entry", "%(count)s entries", found.rows) % {"count": figure(found.rows)}
    if found.faults:
        return _("The record is not whole (%(rows)s looked at).") % {"rows": rows}
    if found.anchored:
        return _(
            "The record is whole: %(rows)s, compared with what was put down outside the ledger from %(since)s to %(until)s."
        ) % {
            "rows": rows,
            "since": when(datetime.fromisoformat(found.since), zone),
            "until": when(datetime.fromisoformat(found.until), zone),
        }
    return _(
        "The record is whole: %(rows)s. Nothing is put down outside the ledger yet, so a lost end would not show."
    ) % {"rows": rows}


def _wanted(asked: Mapping[str, str], zone: ZoneInfo) -> Wanted:
    since = until = None
    if asked["release"]:
        get(asked["release"])
    if asked["day"]:
        try:
            day = date.fromisoformat(asked["day"])
            since, until = (
                datetime.combine(end, time(), zone).astimezone(UTC) for end in (day, day + timedelta(days=1))
            )
        except (ValueError, OverflowError):
            raise NoSuchDay(day=asked["day"][:40]) from None
    acts = GROUPS.get(asked["act"], (asked["act"],) if asked["act"] else ())
    return Wanted(asked["person"], asked["release"], acts, since, until)


def _line(row: JournalRow, zone: ZoneInfo) -> dict[str, Any]:
    return {
        "row": row,
        "who": actor_in_words(row),
        "did": act_in_words(row, partial(_instant, zone=zone)),
        "slug": row.release.slug if row.release else None,
    }


def _instant(text: str, zone: ZoneInfo) -> str:
    """A time as the facts have it, told in the reader's zone; as it stands where it is none."""
    try:
        return when(datetime.fromisoformat(text), zone)
    except ValueError:
        return text


def _group_names() -> dict[str, str]:
    return {
        "text": _("Texts"),
        "approval": _("Approvals"),
        "time": _("Embargo and lift"),
        "end": _("Cancelled and stopped"),
        "after": _("Corrections, updates and withdrawals"),
        "sending": _("Sending"),
        "lists": _("Media lists"),
        "people": _("People"),
        "previews": _("Previews for outsiders"),
        "alerts": _("Alerts and clock"),
    }
