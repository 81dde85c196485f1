"""Who works at the desk: inviting, joining, roles, leaving, deputies. One transaction each, with its journal entry."""

from __future__ import annotations

from datetime import datetime, timedelta

from allauth.usersessions.models import UserSession
from django.contrib.auth.password_validation import validate_password
from django.core import signing
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db.models import QuerySet
from django.urls import reverse

from bot.core.errors import EmbargoError
from bot.core.roles import Role
from bot.desk import postbox
from bot.desk.entering import reset_link
from bot.desk.models import Deputy, Invitation, Person
from bot.newsroom.approval.showing import revoke_all_of
from bot.newsroom.newsroom import Newsroom
from bot.store.embargoes import utc_text

SALT = "bot.desk.invitation"
OPEN_FOR = timedelta(days=7)


class NoAddress(EmbargoError):
    """ "{email}" is not an e-mail address. Check it and try again."""


class NoRole(EmbargoError):
    """ "{role}" is no role: there are writer, editor and administrator."""


class NameNeeded(EmbargoError):
    """Give the name that the journal will have them by, at most 120 letters."""


class KnownAlready(EmbargoError):
    """{who} is at this desk already. Two people can't share an address or a name: the journal could not tell them apart."""


class InvitationOver(EmbargoError):
    """This invitation has been used, was taken back, or is older than a week. Ask an administrator for another."""


class PasswordRefused(EmbargoError):
    """{why}"""


class NotTheSame(EmbargoError):
    """The two passwords are not the same. Type it again."""


class Nobody(EmbargoError):
    """There is nobody like that at this desk. `embargo people list` lists who there is."""


class LastAdministrator(EmbargoError):
    """{name} is the only administrator: make somebody else one first."""


class NoDeputy(EmbargoError):
    """Choose somebody else at this desk, and a time to come."""


def invite(newsroom: Newsroom, email: str, name: str, role: str, by: str) -> str:
    """An invitation, as the link that whoever is invited opens; the one before it for the same address ends.

    Raises NoAddress, NoRole, NameNeeded or KnownAlready.
    """
    newsroom.allow("invite")
    email, name = email.strip().lower(), " ".join(name.split())
    _require_right(email, name, role)
    now = newsroom.now()

    def work() -> Invitation:
        if Person.objects.filter(email=email).exists():
            raise KnownAlready(who=email)
        if Person.objects.filter(name__iexact=name).exists():
            raise KnownAlready(who=name)
        _open(now).filter(email=email).update(taken_back_at=now)
        made = Invitation.objects.create(email=email, name=name, role=role, by=by, at=now, ends_at=now + OPEN_FOR)
        newsroom.record(None, by, "invite", name=name, role=role)
        return made

    token = signing.dumps(newsroom.world.transact(work).pk, salt=SALT)
    return postbox.address(newsroom, reverse("desk:invitation", args=[token]))


def invitation(newsroom: Newsroom, token: str) -> Invitation:
    """What a link is for. Raises InvitationOver for one that is used, old, taken back or not ours."""
    try:
        found = _open(newsroom.now()).filter(pk=signing.loads(token, salt=SALT)).first()
    except signing.BadSignature:
        found = None
    if found is None:
        raise InvitationOver()
    return found


def join(newsroom: Newsroom, token: str, password: str) -> Person:
    """Whoever holds the link becomes a person of this desk, once. Raises InvitationOver, KnownAlready or PasswordRefused."""

    def work() -> Person:
        found, now = invitation(newsroom, token), newsroom.now()
        made = Person(email=found.email, name=found.name, role=Role(found.role), joined_at=now)
        _require_good(password, made)
        if _open(now).filter(pk=found.pk).update(used_at=now) != 1:
            raise InvitationOver()
        if Person.objects.filter(email=found.email).exists() or Person.objects.filter(name__iexact=found.name).exists():
            raise KnownAlready(who=found.name)
        made.set_password(password)
        made.save()
        newsroom.record(None, made.name, "join", role=found.role)
        return made

    return newsroom.world.transact(work)


def take_back(newsroom: Newsroom, number: int, by: str) -> None:
    """End an invitation that was not used yet. Raises InvitationOver."""
    newsroom.allow("invite")

    def work() -> None:
        now = newsroom.now()
        found = _open(now).filter(pk=number).first()
        if found is None:
            raise InvitationOver()
        _open(now).filter(pk=number).update(taken_back_at=now)
        newsroom.record(None, by, "take-back", name=found.name)

    newsroom.world.transact(work)


def waiting(now: datetime) -> list[Invitation]:
    """Invitations that can still be used."""
    return list(_open(now).order_by("-at"))


def give_role(newsroom: Newsroom, number: int, role: str, by: str) -> Person:
    """Raises NoRole, Nobody or LastAdministrator."""
    newsroom.allow("invite")
    if role not in list(Role):
        raise NoRole(role=role)

    def work() -> Person:
        person = somebody(number)
        if role != Role.ADMINISTRATOR:
            _require_another(person)
        Person.objects.filter(pk=number).update(role=role)
        newsroom.record(None, by, "role", name=person.name, role=role)
        return person

    return newsroom.world.transact(work)


def shut_out(newsroom: Newsroom, number: int, by: str) -> Person:
    """They can't sign in any more, are signed out everywhere, and the preview links they made end. Raises Nobody or LastAdministrator."""
    newsroom.allow("invite")

    def work() -> Person:
        person = somebody(number)
        _require_another(person)
        Person.objects.filter(pk=number).update(is_active=False)
        Deputy.objects.filter(deputy=person).delete()
        end_sessions(person)
        revoke_all_of(newsroom, person.name, by)
        newsroom.record(None, by, "shut-out", name=person.name)
        return person

    return newsroom.world.transact(work)


def let_in(newsroom: Newsroom, number: int, by: str) -> Person:
    """They can sign in again. Raises Nobody."""
    newsroom.allow("invite")

    def work() -> Person:
        person = somebody(number)
        Person.objects.filter(pk=number).update(is_active=True)
        newsroom.record(None, by, "let-in", name=person.name)
        return person

    return newsroom.world.transact(work)


def link_for_password(newsroom: Newsroom, number: int, by: str) -> str:
    """A link by which they give themselves a new password, on record; for an administrator to hand over. Raises Nobody."""
    newsroom.allow("invite")
    person = somebody(number)
    newsroom.world.transact(lambda: newsroom.record(None, by, "reset", name=person.name))
    return reset_link(newsroom, person)


def sign_out(newsroom: Newsroom, number: int, by: str, session: int | None = None) -> int:
    """End one of somebody's sessions, or all; how many. Their own anybody ends, others' administrators. Raises Nobody."""
    person = somebody(number)
    if newsroom.person is not None and newsroom.person.name != person.name:
        newsroom.allow("invite")

    def work() -> int:
        ended = end_sessions(person, session)
        newsroom.record(None, by, "sign-out", name=person.name)
        return ended

    return newsroom.world.transact(work)


def name_deputy(newsroom: Newsroom, person: Person, email: str, until: datetime) -> None:
    """Somebody may approve in this person's place until then. Raises NoDeputy."""
    newsroom.allow("approve")
    chosen = Person.objects.filter(email=email, is_active=True).exclude(pk=person.pk).first()
    if chosen is None or until <= newsroom.now():
        raise NoDeputy()

    def work() -> None:
        Deputy.objects.update_or_create(person=person, defaults={"deputy": chosen, "until": until})
        newsroom.record(None, person.name, "deputy", name=chosen.name, until=utc_text(until))

    newsroom.world.transact(work)


def drop_deputy(newsroom: Newsroom, person: Person) -> None:
    """They are back."""

    def work() -> None:
        if Deputy.objects.filter(person=person).delete()[0]:
            newsroom.record(None, person.name, "no-deputy")

    newsroom.world.transact(work)


def stands_in_for(person: Person, now: datetime) -> str:
    """The name of an editor who is away and in whose place this person may approve; "" where there is none."""
    away = Deputy.objects.filter(
        deputy=person, until__gt=now, person__is_active=True, person__role__in=(Role.EDITOR, Role.ADMINISTRATOR)
    )
    return away.order_by("until").values_list("person__name", flat=True).first() or ""


def _open(now: datetime) -> QuerySet[Invitation]:
    return Invitation.objects.filter(used_at=None, taken_back_at=None, ends_at__gt=now)


def somebody(number: int) -> Person:
    """A person of this desk. Raises Nobody."""
    found = Person.objects.filter(pk=number).first()
    if found is None:
        raise Nobody()
    return found


def _require_another(person: Person) -> None:
    others = Person.objects.filter(role=Role.ADMINISTRATOR, is_active=True).exclude(pk=person.pk)
    if person.role == Role.ADMINISTRATOR and person.is_active and not others.exists():
        raise LastAdministrator(name=person.name)


def _require_right(email: str, name: str, role: str) -> None:
    try:
        validate_email(email)
    except ValidationError:
        raise NoAddress(email=email) from None
    if role not in list(Role):
        raise NoRole(role=role)
    if not name or len(name) > 120 or not name.isprintable():
        raise NameNeeded()


def _require_good(password: str, person: Person) -> None:
    try:
        validate_password(password, person)
    except ValidationError as error:
        raise PasswordRefused(why=" ".join(error.messages)) from None


def end_sessions(person: Person, session: int | None = None) -> int:
    """Within a transaction: one of their sessions, or all; how many."""
    mine = UserSession.objects.filter(user=person)
    ended = list(mine if session is None else mine.filter(pk=session))
    for one in ended:
        one.end()
    return len(ended)
