"""A proof by mail: to a colleague's address, through the desk's own mail server."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from bot.core.errors import EmbargoError
from bot.desk import postbox
from bot.desk.page import page, said
from bot.newsroom.approval import proofing
from bot.newsroom.newsroom import Newsroom


@page("POST")
def send(request: HttpRequest, room: Newsroom, slug: str) -> HttpResponse:
    """Send what would be approved to one colleague, marked PROOF."""
    assert room.person is not None
    try:
        for one in proofing.proofs(room, slug, request.POST.get("to", ""), room.person.name):
            postbox.send(room, one.to, one.subject, one.text, one.html)
            to = one.to
    except EmbargoError as error:
        messages.error(request, said(error))
    else:
        messages.success(request, _("A proof is on its way to %(address)s.") % {"address": to})
    return redirect("desk:approval", slug=slug)


def offered(room: Newsroom) -> tuple[str, ...]:
    """The domains that a proof may go to; none where the desk has no mail server."""
    return room.config.desk.staff_domains if postbox.open_for(room) else ()
