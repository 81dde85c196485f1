"""The people of the desk. Everything they do to a release is in the ledger's own tables."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models

from bot.core.roles import Role, SignedIn


class People(BaseUserManager["Person"]):
    """Makes people; an address is one person, however it is written."""

    def create_user(self, email: str, name: str, role: str = Role.WRITER, password: str | None = None) -> Person:
        """A person who can sign in once there is a password."""
        person = self.model(email=email.strip().lower(), name=" ".join(name.split()), role=Role(role))
        person.set_password(password)
        person.save(using=self._db)
        return person

    def get_by_natural_key(self, username: str | None) -> Person:
        return self.get(email=(username or "").strip().lower())


class Person(AbstractBaseUser, PermissionsMixin):
    """Somebody of the press office. `role` is what the newsroom asks for; Django's own permissions are not used."""

    email = models.EmailField(max_length=254, unique=True)
    name = models.CharField(max_length=120, unique=True)
    """As the journal calls them: two people of one name could not be told apart there."""
    role = models.CharField(max_length=16, default=Role.WRITER)
    zone = models.CharField(max_length=60, blank=True)
    """Their own time zone; "" for the office's."""
    language = models.CharField(max_length=10, blank=True)
    """That of the desk's screens; "" for the browser's."""
    is_active = models.BooleanField(default=True)
    joined_at = models.DateTimeField(null=True)

    objects: ClassVar[People] = People()
    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    def __str__(self) -> str:
        return self.name

    @property
    def signed_in(self) -> SignedIn:
        """Who it is, for the newsroom."""
        return SignedIn(self.name, Role(self.role))


class CalendarFeed(models.Model):
    """A person's private calendar feed. Its address is made from `serial`, and kept nowhere: a new one ends the one before."""

    person = models.OneToOneField(Person, primary_key=True, on_delete=models.CASCADE, related_name="calendar_feed")
    serial = models.PositiveIntegerField(default=0)
    open = models.BooleanField(default=False)


class WaitingImport(models.Model):
    """A table of readers that somebody has put up for import and looks at first; gone when it is done, or after a day."""

    id = models.CharField(primary_key=True, max_length=36)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    list = models.CharField(max_length=80)
    file = models.CharField(max_length=200)
    content = models.BinaryField()
    """As it was uploaded, compressed."""
    at = models.DateTimeField(db_index=True)


class Invitation(models.Model):
    """Somebody who may join: as whom is settled by the administrator who invites. Its link works once, and for a week."""

    email = models.EmailField(max_length=254)
    name = models.CharField(max_length=120)
    role = models.CharField(max_length=16)
    by = models.CharField(max_length=120)
    at = models.DateTimeField()
    ends_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    taken_back_at = models.DateTimeField(null=True)


class Deputy(models.Model):
    """Who may approve in an editor's place while they are away."""

    person = models.OneToOneField(Person, primary_key=True, on_delete=models.CASCADE, related_name="deputy")
    deputy = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="stands_in")
    until = models.DateTimeField()


class Limit(models.Model):
    """What is counted of who tries to come in (`desk.limits`), until it ends. In the ledger, so that every process sees it."""

    key = models.CharField(max_length=255, primary_key=True)
    value = models.JSONField()
    ends_at = models.DateTimeField(db_index=True)
