"""What stands before every page of the desk: whose host it is, which language, what a browser may load, a second factor."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlsplit

from csp.middleware import CSPMiddleware
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import DisallowedHost
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils import translation
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from bot.core.roles import Role
from bot.desk.models import Person
from bot.desk.opening import newsroom
from bot.desk.second_factors import has_factor

Answer = Callable[[HttpRequest], HttpResponse]
DESK = "/desk/"
FACTORS = f"{DESK}account/"
"""Where a second factor is set up: these pages are there without one."""
YEAR = 365 * 24 * 3600  # seconds, of HSTS (RFC 6797)


def doorkeeper(answer: Answer) -> Answer:
    """The desk answers on its own host alone, where it has one; anywhere else it is not there, as the public sees it."""

    def keep(request: HttpRequest) -> HttpResponse:
        if not request.path.startswith(DESK):
            return answer(request)
        config = newsroom().config
        host = urlsplit(config.desk.url).hostname
        if host and host != urlsplit(config.office.url).hostname and host != _asked(request):
            not_found: Callable[[HttpRequest, Exception | None], HttpResponse] = import_string(settings.NOT_FOUND)
            return not_found(request, None)
        response = answer(request)
        response.headers.setdefault("Cache-Control", "no-store")
        response.headers.setdefault("X-Robots-Tag", "noindex, nofollow")
        # With none at all a browser would say of its own forms that they come from nowhere, and they would be refused.
        response.headers.setdefault("Referrer-Policy", "same-origin")
        if (config.desk.url or config.office.url).startswith("https:"):
            response.headers["Strict-Transport-Security"] = f"max-age={YEAR}"
        return response

    return keep


def language(answer: Answer) -> Answer:
    """The desk speaks the person's language, else their browser's; what the public sees stays as it is."""

    def speak(request: HttpRequest) -> HttpResponse:
        if not request.path.startswith(DESK):
            return answer(request)
        chosen = request.user.language if isinstance(request.user, Person) else ""
        with translation.override(chosen or translation.get_language_from_request(request)):
            response = answer(request)
            response.headers.setdefault("Content-Language", translation.get_language() or "en")
            return response

    return speak


def second_factor(answer: Answer) -> Answer:
    """Who has to have a second factor and has none comes no further than where one is set up."""

    def ask(request: HttpRequest) -> HttpResponse:
        person = request.user
        if (
            request.path.startswith(DESK)
            and isinstance(person, Person)
            and not request.path.startswith((FACTORS, settings.STATIC_URL))
            and newsroom().config.desk.needs_second_factor(Role(person.role))
            and not has_factor(person)
        ):
            messages.warning(request, _("This office asks for a second factor: set one up, then go on."))
            return redirect("mfa_index")
        return answer(request)

    return ask


class Policy(CSPMiddleware):
    """What a browser may load on the desk's pages (django-csp). The public pages bring their own."""

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        """Only for the desk."""
        return super().process_response(request, response) if request.path.startswith(DESK) else response


def _asked(request: HttpRequest) -> str:
    try:
        return urlsplit(f"//{request.get_host()}").hostname or ""
    except DisallowedHost:
        return ""
