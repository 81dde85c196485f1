"""What every page of the desk has in common: signed in, never kept by a browser or a search engine, errors as sentences."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import wraps
from typing import Any
from urllib.parse import urlsplit

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.views.decorators.http import require_http_methods

from bot.core.errors import EmbargoError
from bot.core.roles import Role
from bot.desk import release_words, what_next
from bot.desk.clock_faces import zone_of
from bot.desk.models import Person
from bot.desk.opening import newsroom
from bot.desk.staffing import stands_in_for
from bot.newsroom.newsroom import Newsroom
from bot.newsroom.wording import said as said
from bot.newsroom.wording import told
from bot.store.embargoes import utc_text
from bot.store.standstill import standstill

View = Callable[..., HttpResponse]
KEPT_BY_NOBODY = {"Cache-Control": "no-store", "X-Robots-Tag": "noindex, nofollow"}


def page(*methods: str) -> Callable[[View], View]:
    """A view of the desk: for people who are signed in, by these methods (GET when none is named).

    The view gets the request and the newsroom with whoever is signed in. What the newsroom refuses is said on the page that
    asked for it.
    """

    def decorate(view: View) -> View:
        @require_http_methods(list(methods) or ["GET", "HEAD"])
        @login_required
        @wraps(view)
        def answer(request: HttpRequest, **named: Any) -> HttpResponse:
            assert isinstance(request.user, Person)
            try:
                response = view(request, at_the_desk(request.user), **named)
            except EmbargoError as error:
                response = refused(request, error)
            for name, value in KEPT_BY_NOBODY.items():
                response.headers.setdefault(name, value)
            return response

        return answer

    return decorate


def at_the_desk(person: Person) -> Newsroom:
    """The newsroom as this person uses it: what they do is on record as theirs, verified."""
    room, who = newsroom(), person.signed_in
    if who.role == Role.WRITER:
        who = replace(who, deputy_of=stands_in_for(person, room.now()))
    return replace(room, person=who)


def shown(request: HttpRequest, template: str, values: Mapping[str, Any], status: int = 200) -> HttpResponse:
    """The template `desk/<template>` with what the frame around every page needs."""
    now = newsroom().now()
    frame = {
        "person": request.user,
        "office": newsroom().config.office,
        "here": request.path,
        "language": translation.get_language() or "en",
        "messages": messages.get_messages(request),
        "served_at": utc_text(now),
        "frame_now": now,
        "error_words": said,
        "told": told,
        "lead": release_words.lead,
        "my_zone": zone_of(request),
        "comes_next": lambda release: what_next.of_release(release, now),
        "soonest": lambda: what_next.soonest(newsroom()),
        "standstill": standstill() if request.user.is_authenticated else None,
    }
    return render(request, f"desk/{template}", frame | dict(values), status=status, using="jinja2")


def refused(request: HttpRequest, error: EmbargoError) -> HttpResponse:
    """Back to where it was asked for, with the sentence; for what was only looked at, a page with it."""
    if request.method == "POST":
        messages.error(request, said(error))
        return redirect(_asked_from(request) or "desk:queue")
    return shown(request, "refused.html", {"sentence": said(error)}, status=404)


def _asked_from(request: HttpRequest) -> str:
    """The page of ours that asked. Of what a browser says only the path counts, so that nobody is sent elsewhere."""
    page = urlsplit(request.headers.get("Referer", ""))
    return page._replace(scheme="", netloc="", fragment="").geturl() if page.path.startswith("/desk/") else ""
