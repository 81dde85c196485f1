"""Signing up for a list: a form, and always the same answer; then a page, behind the link in a mail, that asks once more."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from bot.newsroom.media_list.audience import unsubscribe_token
from bot.newsroom.media_list.preferences import BadPreference
from bot.newsroom.media_list.signing_up import LinkOver, NotPublic, TooManyNow, ask, asked_by, confirm, public_list
from bot.newsroom.media_list.suppressing import NotAnAddress
from bot.pressroom.opening import newsroom
from bot.pressroom.page import not_found
from bot.pressroom.reader_pages import ReaderPages


@csrf_exempt  # nobody is signed in here, and whoever is made to ask for a list is written to before anything comes of it
@require_http_methods(["GET", "HEAD", "POST"])
def show(request: HttpRequest, name: str) -> HttpResponse:
    """GET has the form, POST takes it. A list that is not public is a 404, whether there is one or not."""
    room = newsroom()
    try:
        public_list(room.config, name)
    except NotPublic:
        return not_found(request)
    email, person = (request.POST.get(field, "").strip()[:300] for field in ("email", "name"))
    pages = ReaderPages(room, name, email=_shown(email))
    form: dict[str, Any] = {"email": _shown(email), "name": _shown(person), "email_fault": "", "name_fault": ""}
    if request.method != "POST":
        return pages.page("sign-up", "sign_up_title", **form)
    try:
        ask(room, name, email, person)
    except NotAnAddress:
        return pages.page("sign-up", "sign_up_title", 422, **form | {"email_fault": pages.words["no_address"]})
    except BadPreference:
        return pages.page("sign-up", "sign_up_title", 422, **form | {"name_fault": pages.words["no_name"]})
    except TooManyNow:
        return pages.told("sign_up_title", "too_many", 429)
    return pages.told("asked_title", "asked")


@csrf_exempt  # the link is the credential
@require_http_methods(["GET", "HEAD", "POST"])
def confirmation(request: HttpRequest, link: str) -> HttpResponse:
    """GET asks (scanners follow links), POST puts them on the list. A forged link is a 404, one that was good once a 410."""
    room = newsroom()
    try:
        asked = asked_by(room, link)
        if asked is None:
            return not_found(request)
        name = asked.sign_up.list.name
        pages = ReaderPages(room, name, asked.sign_up.language, asked.sign_up.email)
        if request.method != "POST":
            return pages.page(
                "asks",
                "confirm_title",
                said=pages.words["confirm"],
                button=pages.words["confirm_button"],
                links=(),
                grave=False,
            )
        reader = confirm(room, asked)
    except (LinkOver, NotPublic):
        return ReaderPages(room, "").told("over_title", "over", 410)
    there = f"/unsubscribe/{unsubscribe_token(room, reader.pk, room.now())}/preferences"
    return pages.told("confirmed_title", "confirmed", links=((there, pages.words["preferences_link"]),))


def _shown(text: str) -> str:
    """What was typed, less what no page may have in it."""
    return "".join(character for character in text if character.isprintable())
