"""A desk over a newsroom of its own, and people who are signed in to it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from bot.core.roles import Role
from bot.desk.models import Person
from bot.desk.opening import open_the_desk
from bot.newsroom.newsroom import Newsroom
from bot.pressroom.opening import open_to_the_public


@pytest.fixture(autouse=True)
def desk(room: Newsroom) -> Newsroom:
    """The newsroom whose desk is open."""
    open_the_desk(room)
    open_to_the_public(room)
    return room


@pytest.fixture
def sign_in(db: None) -> Callable[..., Client]:
    """A browser of somebody in this role."""

    def _sign_in(role: Role = Role.EDITOR, name: str = "Ben Editor") -> Client:
        client = Client()
        person = Person.objects.filter(name=name).first()
        client.force_login(person or Person.objects.create_user(f"{name.split()[0]}@example.org", name, role))
        return client

    return _sign_in
