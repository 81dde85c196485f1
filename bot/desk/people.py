"""The people of the desk: who there is, who is invited, what each may do, and where they are signed in."""

from __future__ import annotations

from collections.abc import Callable

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from bot.core.errors import EmbargoError
from bot.core.roles import Role, allows
from bot.desk import postbox, second_factors, staffing
from bot.desk.models import Deputy, Person
from bot.desk.page import page, said, shown
from bot.newsroom.newsroom import Newsroom

HANDED = "link-to-hand-over"
"""In the session: a link that is shown once, to whoever made it."""


@page("GET")
def show(request: HttpRequest, room: Newsroom) -> HttpResponse:
    """Everybody; administrators see what they can change."""
    assert room.person is not None
    may_invite = allows(room.person.role, "invite")
    values = {
        "rows": _rows(),
        "may_invite": may_invite,
        "waiting": staffing.waiting(room.now()) if may_invite else [],
        "roles": role_words(),
        "handed": request.session.pop(HANDED, None),
        "posts": postbox.open_for(room),
        "now": room.now(),
        "needs_factor": room.config.desk.needs_second_factor,
    }
    return shown(request, "people.html", values)


@page("POST")
def invite(request: HttpRequest, room: Newsroom) -> HttpResponse:
    """By mail, or, where the desk has no mail server, as a link to hand over."""
    assert room.person is not None
    email, name = request.POST.get("email", "").strip(), request.POST.get("name", "")
    link = staffing.invite(room, email, name, request.POST.get("role", ""), room.person.name)
    subject = _("Your invitation to the desk of %(office)s") % {"office": room.config.office.name}
    _hand_over(request, room, email, subject, invitation_letter(room, name, link), link)
    return redirect("desk:people")


@page("POST")
def take_back(request: HttpRequest, room: Newsroom, number: int) -> HttpResponse:
    """An invitation that was not used yet."""
    assert room.person is not None
    staffing.take_back(room, number, room.person.name)
    messages.success(request, _("The invitation was taken back: its link works no more."))
    return redirect("desk:people")


def _change(work: Callable[[HttpRequest, Newsroom, int, str], str]) -> Callable[..., HttpResponse]:
    """A form about one person: done, and said."""

    @page("POST")
    def answer(request: HttpRequest, room: Newsroom, number: int) -> HttpResponse:
        assert room.person is not None
        messages.success(request, work(request, room, number, room.person.name))
        return redirect("desk:people")

    return answer


def _role(request: HttpRequest, room: Newsroom, number: int, by: str) -> str:
    asked = request.POST.get("role", "")
    person = staffing.give_role(room, number, asked, by)
    return _("%(name)s: %(role)s from now on.") % {"name": person.name, "role": role_words()[asked]}


def _shut_out(request: HttpRequest, room: Newsroom, number: int, by: str) -> str:
    return _("%(name)s can’t sign in any more.") % {"name": staffing.shut_out(room, number, by).name}


def _let_in(request: HttpRequest, room: Newsroom, number: int, by: str) -> str:
    return _("%(name)s can sign in again.") % {"name": staffing.let_in(room, number, by).name}


def _sign_out(request: HttpRequest, room: Newsroom, number: int, by: str) -> str:
    ended = staffing.sign_out(room, number, by)
    return ngettext("%(count)s session ended.", "%(count)s sessions ended.", ended) % {"count": ended}


def _factors(request: HttpRequest, room: Newsroom, number: int, by: str) -> str:
    person = second_factors.take_away(room, number, by)
    return _(
        "%(name)s has no second factor any more, and was signed out: the password is all until they set up another."
    ) % {"name": person.name}


role, shut_out, let_in, sign_out, factors = (_change(work) for work in (_role, _shut_out, _let_in, _sign_out, _factors))


@page("POST")
def password(request: HttpRequest, room: Newsroom, number: int) -> HttpResponse:
    """A link for a new password, by mail or to hand over."""
    assert room.person is not None
    link = staffing.link_for_password(room, number, room.person.name)
    person = Person.objects.get(pk=number)
    subject = _("A new password for the desk of %(office)s") % {"office": room.config.office.name}
    text = _("With this link you give yourself a new password. It works once, within a day:") + f"\n\n{link}\n"
    _hand_over(request, room, person.email, subject, text, link)
    return redirect("desk:people")


def role_words() -> dict[str, str]:
    """Each role, and how it is called."""
    return {Role.WRITER: _("Writer"), Role.EDITOR: _("Editor"), Role.ADMINISTRATOR: _("Administrator")}


def invitation_letter(room: Newsroom, name: str, link: str) -> str:
    """What somebody who is invited reads."""
    told = _(
        "%(name)s, you are invited to the desk of %(office)s, where press releases are written, approved and sent. "
        "With this link you choose a password. It works once, within a week:"
    )
    return told % {"name": " ".join(name.split()), "office": room.config.office.name} + f"\n\n{link}\n"


def _hand_over(request: HttpRequest, room: Newsroom, email: str, subject: str, text: str, link: str) -> None:
    if postbox.open_for(room):
        try:
            postbox.send(room, email, subject, text)
        except EmbargoError as error:
            messages.error(request, said(error))
        else:
            messages.success(request, _("A mail with the link is on its way to %(email)s.") % {"email": email})
            return
    request.session[HANDED] = {"email": email, "link": link}


def _rows() -> list[dict[str, object]]:
    """Everybody with what is known of them; five queries, however many people there are."""
    factors = set(Authenticator.objects.exclude(type="recovery_codes").values_list("user", flat=True))
    sessions = dict(UserSession.objects.values_list("user").annotate(Count("pk")))
    deputies = {one.person_id: one for one in Deputy.objects.select_related("deputy")}
    return [
        {
            "person": one,
            "factor": one.pk in factors,
            "sessions": sessions.get(one.pk, 0),
            "deputy": deputies.get(one.pk),
        }
        for one in Person.objects.order_by("-is_active", "name")
    ]
