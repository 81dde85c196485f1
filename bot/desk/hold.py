"""Holding a release: pause, go on, move, cancel, stop, and the word that the speaker has begun. Each says what it means."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from bot.core.errors import EmbargoError, UnknownRelease
from bot.core.roles import allows
from bot.core.workflow import Stage
from bot.desk import release_form
from bot.desk.page import page, said, shown
from bot.newsroom.copy import entering
from bot.newsroom.copy.filing import get, latest
from bot.newsroom.hold import holding
from bot.newsroom.newsroom import Newsroom
from bot.store.contents import open_version

Act = Callable[[HttpRequest, Newsroom, str, str], str]
FORMS = {
    "pause": (Stage.APPROVED,),
    "resume": (Stage.PAUSED,),
    "word": (Stage.APPROVED,),
    "move": (Stage.AWAITING, Stage.APPROVED, Stage.PAUSED),
    "cancel": (Stage.AWAITING, Stage.APPROVED, Stage.PAUSED),
    "stop": (Stage.LIFTED,),
}
"""The forms, and the stages in which each is offered; the newsroom decides all the same."""


class ReasonNeeded(EmbargoError):
    """Say why it is paused: whoever sees it next has to know what it waits for."""


@page("GET")
def show(request: HttpRequest, room: Newsroom, slug: str) -> HttpResponse:
    """What can be done to hold this release, or to let it go on, as it stands now."""
    release = get(slug)
    assert room.person is not None
    offered = [name for name, stages in FORMS.items() if release.stage in stages]
    if release.embargo_kind != "on_my_word" or release.instant is not None:
        offered = [name for name in offered if name != "word"]
    values = {
        "release": release,
        "headline": open_version(room.keyring, latest(release)).headline,
        "offered": [name for name in offered if allows(room.person.role, name)],
        "not_yours": [name for name in offered if not allows(room.person.role, name)],
        "now": room.now(),
        "zone": release.embargo_zone if "/" in release.embargo_zone else room.config.office.zone,
    }
    return shown(request, "hold.html", values)


def _form(work: Act) -> Callable[..., HttpResponse]:
    """A form of that page: done by whoever is signed in, then the lift page with what it came to."""

    @page("POST")
    def answer(request: HttpRequest, room: Newsroom, slug: str) -> HttpResponse:
        assert room.person is not None
        try:
            messages.success(request, work(request, room, slug, room.person.name))
        except UnknownRelease:
            raise
        except EmbargoError as error:
            messages.error(request, said(error))
            return redirect("desk:hold", slug=slug)
        return redirect("desk:lift", slug=slug)

    return answer


def _pause(request: HttpRequest, room: Newsroom, slug: str, by: str) -> str:
    because = " ".join(request.POST.get("because", "").split())
    if not because:
        raise ReasonNeeded()
    holding.pause(room, slug, by, because)
    return _("Paused. It stays here until somebody lets it go on.")


def _resume(request: HttpRequest, room: Newsroom, slug: str, by: str) -> str:
    if holding.resume(room, slug, by):
        return _("It goes on. Its time has passed: it leaves now.")
    return _("It goes on and waits for its embargo.")


def _word(request: HttpRequest, room: Newsroom, slug: str, by: str) -> str:
    holding.give_word(room, slug, by)
    return _("The word is given: it leaves now.")


def _move(request: HttpRequest, room: Newsroom, slug: str, by: str) -> str:
    embargo = entering.settled(room, replace(release_form.entered(request.POST), kind="until"))
    moved = holding.move(room, slug, embargo, by)
    if moved.voided:
        return _("Moved to an earlier time. What %(name)s approved no longer counts: it has to be approved again.") % {
            "name": moved.approved_by
        }
    return _("Moved.")


def _cancel(request: HttpRequest, room: Newsroom, slug: str, by: str) -> str:
    holding.cancel(room, slug, by, "sent_by_hand" in request.POST)
    return _("Cancelled: nothing of it left from here, and nothing will.")


def _stop(request: HttpRequest, room: Newsroom, slug: str, by: str) -> str:
    stopped = holding.stop(room, slug, by)
    held = ngettext("%(count)s sending was held back.", "%(count)s sendings were held back.", stopped.cancelled)
    begun = ngettext("%(count)s had begun already.", "%(count)s had begun already.", stopped.begun)
    told = [held % {"count": stopped.cancelled}] + ([begun % {"count": stopped.begun}] if stopped.begun else [])
    return " ".join([_("Stopped."), *told])


pause, resume, word, move, cancel, stop = (_form(work) for work in (_pause, _resume, _word, _move, _cancel, _stop))
