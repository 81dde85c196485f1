"""One's own account: language, zone, password, second factor, sessions, and who approves while one is away."""

from __future__ import annotations

from datetime import datetime, time
from zoneinfo import ZoneInfo

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from bot.core.errors import EmbargoError
from bot.core.roles import Role, allows
from bot.core.zones import known_zones
from bot.desk import staffing
from bot.desk.clock_faces import zone_of
from bot.desk.models import Deputy, Person
from bot.desk.page import page, shown
from bot.desk.people import role_words
from bot.newsroom.newsroom import Newsroom


class NoSuchZone(EmbargoError):
    """ "{zone}" is no time zone. Give a place such as Europe/London."""


@page("GET")
def show(request: HttpRequest, room: Newsroom) -> HttpResponse:
    """All of it on one page."""
    person = request.user
    assert isinstance(person, Person)
    values = {
        "me": person,
        "role": role_words()[person.role],
        "languages": settings.LANGUAGES,
        "zones": sorted(known_zones()),
        "office_zone": room.config.office.zone,
        "factors": Authenticator.objects.filter(user=person).exclude(type="recovery_codes").count(),
        "needs_factor": room.config.desk.needs_second_factor(Role(person.role)),
        "sessions": list(UserSession.objects.filter(user=person).order_by("-last_seen_at")),
        "this_session": request.session.session_key,
        "may_name_deputy": allows(Role(person.role), "approve"),
        "deputy": Deputy.objects.filter(person=person).select_related("deputy").first(),
        "others": list(Person.objects.filter(is_active=True).exclude(pk=person.pk).order_by("name")),
        "stands_in_for": staffing.stands_in_for(person, room.now()),
        "zone": zone_of(request),
        "now": room.now(),
    }
    return shown(request, "account.html", values)


@page("POST")
def habits(request: HttpRequest, room: Newsroom) -> HttpResponse:
    """Language and zone."""
    person = request.user
    assert isinstance(person, Person)
    zone, language = request.POST.get("zone", "").strip(), request.POST.get("language", "")
    if zone and zone not in known_zones():
        raise NoSuchZone(zone=zone)
    Person.objects.filter(pk=person.pk).update(
        zone=zone, language=language if language in dict(settings.LANGUAGES) else ""
    )
    with translation.override(language or translation.get_language()):
        messages.success(request, _("Saved."))
    return redirect("desk:account")


@page("POST")
def end_session(request: HttpRequest, room: Newsroom) -> HttpResponse:
    """One of one's own sessions, or all of them."""
    person = request.user
    assert isinstance(person, Person)
    asked = request.POST.get("session", "")
    ended = staffing.sign_out(room, person.pk, person.name, int(asked) if asked.isdecimal() else None)
    if not UserSession.objects.filter(session_key=request.session.session_key).exists():
        return redirect(settings.LOGIN_URL)
    messages.success(
        request, ngettext("%(count)s session ended.", "%(count)s sessions ended.", ended) % {"count": ended}
    )
    return redirect("desk:account")


@page("POST")
def deputy(request: HttpRequest, room: Newsroom) -> HttpResponse:
    """Who approves in one's place, up to the end of a day; or nobody any more."""
    person = request.user
    assert isinstance(person, Person)
    if "back" in request.POST:
        staffing.drop_deputy(room, person)
        messages.success(request, _("Nobody approves in your place any more."))
        return redirect("desk:account")
    try:
        day = datetime.strptime(request.POST.get("until", ""), "%Y-%m-%d").date()  # noqa: DTZ007 (a day, as it is typed)
    except ValueError:
        raise staffing.NoDeputy() from None
    until = datetime.combine(day, time(23, 59, 59), ZoneInfo(str(zone_of(request))))
    staffing.name_deputy(room, person, request.POST.get("email", ""), until)
    messages.success(request, _("On record. The journal says in whose place they approve."))
    return redirect("desk:account")
