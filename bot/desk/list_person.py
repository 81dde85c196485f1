"""One reader: which lists they are on, what became of the mail to them, and what they may ask of the office."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from bot.core.audience import Because
from bot.core.errors import EmbargoError
from bot.core.roles import allows
from bot.desk import sending_words
from bot.desk.clock_faces import zone_of
from bot.desk.page import page, shown
from bot.newsroom.media_list import erasing, suppressing
from bot.newsroom.newsroom import Newsroom
from bot.store.listed import told_of
from bot.store.models import Reader, Suppression

EVENTS = 50


class NoSuchReader(EmbargoError):
    """Nobody is here: there never was anybody, or everything about them was erased."""


@page("GET")
def show(request: HttpRequest, room: Newsroom, reader: int) -> HttpResponse:
    """What is known at a glance; with `?all=1` every mailing that was approved with them on it, which takes a while."""
    one = _reader(reader)
    off = Suppression.objects.filter(pk=suppressing.address_key(room, one.email)).first()
    assert room.person is not None
    values: dict[str, Any] = {
        "reader": one,
        "zone": zone_of(request),
        "everywhere": [(row, because(row.left_because)) for row in suppressing.everywhere(one.email)],
        "off": off,
        "off_because": because(off.because) if off else "",
        "events": [(event, sending_words.person_state(event.state)) for event in told_of(one.email, EVENTS)],
        "mailings": None,
        "person_state": sending_words.person_state,
        "may_erase": allows(room.person.role, "erase"),
        "may_restore": allows(room.person.role, "restore"),
    }
    if request.GET.get("all"):
        values["mailings"] = erasing.history(room, one.email)["mailings"]
    return shown(request, "list_person.html", values)


@page("POST")
def restore(request: HttpRequest, room: Newsroom, reader: int) -> HttpResponse:
    """Write to them again, after a bounce or a complaint; with a reason."""
    assert room.person is not None
    suppressing.restore(room, _reader(reader).email, room.person.name, request.POST.get("because", ""))
    messages.success(request, _("They are written to again. Why is on record."))
    return redirect("desk:list-person", reader=reader)


@page("POST")
def erase(request: HttpRequest, room: Newsroom, reader: int) -> HttpResponse:
    """Take out all that names them; only with the box ticked that says it can't be undone."""
    assert room.person is not None
    one = _reader(reader)
    if request.POST.get("sure") != "yes":
        messages.error(request, _("Nothing was erased: tick the box first."))
        return redirect("desk:list-person", reader=reader)
    erasing.erase(room, one.email, room.person.name)
    messages.success(request, _("Everything that names them is erased, and no import brings them back."))
    return redirect("desk:lists")


def because(reason: str) -> str:
    """Why somebody is off a list, as it is said; "" where that was never noted."""
    words = {
        Because.READER: _("they left"),
        Because.BOUNCE: _("mail to them came back: there is no such mailbox"),
        Because.COMPLAINT: _("they called a mail of ours spam"),
        Because.OFFICE: _("the office took them off"),
        Because.ERASED: _("they asked for everything about them to be erased"),
    }
    return words[Because(reason)] if reason else ""


def _reader(key: int) -> Reader:
    one = Reader.objects.filter(pk=key).exclude(left_because=Because.ERASED).select_related("list").first()
    if one is None:
        raise NoSuchReader()
    return one
