"""Joining: whoever holds the link of an invitation chooses a password, and is in."""

from __future__ import annotations

from allauth.usersessions.models import UserSession
from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from bot.core.errors import EmbargoError
from bot.desk import staffing
from bot.desk.opening import newsroom
from bot.desk.page import said, shown
from bot.desk.people import role_words


@sensitive_post_parameters("password", "again")
@require_http_methods(["GET", "HEAD", "POST"])
def show(request: HttpRequest, token: str) -> HttpResponse:
    """Who is invited as what; posted, they join and are signed in."""
    room, problem = newsroom(), ""
    try:
        found = staffing.invitation(room, token)
    except EmbargoError as error:
        return shown(request, "refused.html", {"sentence": said(error)}, status=410)
    if request.method == "POST":
        try:
            if request.POST.get("password") != request.POST.get("again"):
                raise staffing.NotTheSame()
            person = staffing.join(room, token, request.POST.get("password", ""))
        except EmbargoError as error:
            problem = said(error)
        else:
            login(request, person, backend="allauth.account.auth_backends.AuthenticationBackend")
            UserSession.objects.create_from_request(request)
            return redirect("desk:queue")
    values = {"invitation": found, "role": role_words()[found.role], "problem": problem}
    return shown(request, "invitation.html", values, status=400 if problem else 200)
