"""Somebody lost the device of their second factor: an administrator takes it away, and they set up another."""

from __future__ import annotations

from allauth.mfa.models import Authenticator

from bot.core.errors import EmbargoError
from bot.desk.models import Person
from bot.desk.staffing import end_sessions, somebody
from bot.newsroom.newsroom import Newsroom


class NoFactor(EmbargoError):
    """{name} has no second factor: there is nothing to take away."""


def has_factor(person: Person) -> bool:
    """Whether they have one; recovery codes alone are none."""
    found: bool = Authenticator.objects.filter(user=person).exclude(type=Authenticator.Type.RECOVERY_CODES).exists()
    return found


def take_away(newsroom: Newsroom, number: int, by: str) -> Person:
    """Passkeys, codes of an app and recovery codes work no more, and whoever is signed in as them is out.

    They come in with the password alone, and where the office asks for a second factor no further than where one is set
    up. Raises Nobody or NoFactor.
    """
    newsroom.allow("invite")

    def work() -> Person:
        person = somebody(number)
        if not Authenticator.objects.filter(user=person).delete()[0]:
            raise NoFactor(name=person.name)
        end_sessions(person)
        newsroom.record(None, by, "take-factors", name=person.name)
        return person

    return newsroom.world.transact(work)
