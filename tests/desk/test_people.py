"""People: inviting, joining, roles, leaving."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.auth.tokens import PasswordResetTokenGenerator
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from bot.core.roles import Role
from bot.desk.models import Invitation, Person
from bot.newsroom.approval import showing
from bot.newsroom.newsroom import Newsroom
from bot.store.models import JournalRow
from tests import premises

SignIn = Callable[..., Client]
GOOD = "a tram and seven gulls"


def _invited(admin: Client, email: str = "eva@example.org", name: str = "Eva Ender", role: str = "editor") -> str:
    """The path of the link that the administrator is shown once."""
    admin.post("/desk/people/invitations", {"email": email, "name": name, "role": role})
    found = re.search(
        r"https://press\.example\.org(/desk/invitation/[^<\s]+)", admin.get("/desk/people/").content.decode()
    )
    assert found is not None
    return found[1]


def _joins(path: str, password: str = GOOD, again: str | None = None) -> tuple[Client, int]:
    client = Client()
    return client, client.post(path, {"password": password, "again": password if again is None else again}).status_code


@pytest.fixture
def admin(sign_in: SignIn) -> Client:
    return sign_in(Role.ADMINISTRATOR, "Ada Admin")


def test_who_is_invited_chooses_a_password_and_is_in(admin: Client) -> None:
    client, status = _joins(_invited(admin))
    assert status == 302
    assert client.get("/desk/").status_code == 200
    person = Person.objects.get(email="eva@example.org")
    assert (person.name, person.role, person.check_password(GOOD)) == ("Eva Ender", "editor", True)


def test_an_invitation_works_once(admin: Client) -> None:
    path = _invited(admin)
    _joins(path)
    assert _joins(path)[1] == 410


def test_an_invitation_works_for_a_week(admin: Client, world: premises.QuietWorld) -> None:
    path = _invited(admin)
    world.clock.forward(days=7)
    assert _joins(path)[1] == 410


def test_an_invitation_that_was_taken_back_works_no_more(admin: Client) -> None:
    path = _invited(admin)
    admin.post(f"/desk/people/invitations/{Invitation.objects.get().pk}/taking-back")
    assert _joins(path)[1] == 410


def test_a_newer_invitation_ends_the_one_before(admin: Client) -> None:
    older, newer = _invited(admin), _invited(admin, role="writer")
    assert _joins(older)[1] == 410
    assert _joins(newer)[1] == 302
    assert Person.objects.get(email="eva@example.org").role == "writer"


def test_an_invitation_that_was_touched_is_none(admin: Client) -> None:
    path = _invited(admin)
    assert _joins(path[:-1] + ("A" if path[-1] != "A" else "B"))[1] == 410


@pytest.mark.parametrize("password", ["short", "password1234", "123456789012345", "eva ender"])
def test_a_weak_password_is_not_taken_and_the_link_still_works(admin: Client, password: str) -> None:
    path = _invited(admin)
    assert _joins(path, password)[1] == 400
    assert _joins(path)[1] == 302


def test_the_password_is_typed_twice_alike(admin: Client) -> None:
    assert _joins(_invited(admin), GOOD, GOOD + "!")[1] == 400


def test_the_link_is_shown_once(admin: Client) -> None:
    _invited(admin)
    assert "/desk/invitation/" not in admin.get("/desk/people/").content.decode()


@pytest.mark.parametrize(
    ("email", "name"),
    [
        ("ada@example.org", "Ada Another"),
        ("other@example.org", "ADA ADMIN"),
        ("nonsense", "Eva"),
        ("e@example.org", " "),
    ],
)
def test_nobody_is_invited_twice_or_without_an_address_or_a_name(admin: Client, email: str, name: str) -> None:
    admin.post("/desk/people/invitations", {"email": email, "name": name, "role": "writer"})
    assert not Invitation.objects.exists()


@pytest.mark.parametrize("role", [Role.WRITER, Role.EDITOR])
@pytest.mark.parametrize(
    "path", ["invitations", "{}/role", "{}/shutting-out", "{}/letting-in", "{}/password", "{}/sessions"]
)
def test_only_administrators_change_anybody(sign_in: SignIn, admin: Client, role: Role, path: str) -> None:
    victim = Person.objects.get(name="Ada Admin")
    before = JournalRow.objects.count()
    form = {"email": "x@example.org", "name": "X", "role": "administrator"}
    sign_in(role, "Wim Other").post(f"/desk/people/{path.format(victim.pk)}", form)
    victim.refresh_from_db()
    assert (victim.is_active, victim.role) == (True, "administrator")
    assert JournalRow.objects.count() == before


def test_a_role_can_be_changed_and_it_is_on_record(sign_in: SignIn, admin: Client) -> None:
    sign_in(Role.WRITER, "Wim Writer")
    person = Person.objects.get(name="Wim Writer")
    admin.post(f"/desk/people/{person.pk}/role", {"role": "editor"})
    assert Person.objects.get(pk=person.pk).role == "editor"
    row = JournalRow.objects.get(act="role")
    assert (row.actor, row.verified, row.facts) == ("Ada Admin", True, {"name": "Wim Writer", "role": "editor"})


def test_who_is_shut_out_is_out_at_once(sign_in: SignIn, admin: Client) -> None:
    wim = sign_in(Role.WRITER, "Wim Writer")
    admin.post(f"/desk/people/{Person.objects.get(name='Wim Writer').pk}/shutting-out")
    assert wim.get("/desk/").status_code == 302


def test_the_preview_links_of_who_is_shut_out_end_with_it(room: Newsroom, sign_in: SignIn, admin: Client) -> None:
    premises.queued(room)
    sign_in(Role.WRITER, "Wim Writer")
    own = showing.make_link(room, "cranes", "a friend", timedelta(days=3), "Wim Writer").secret
    other = showing.make_link(room, "cranes", "counsel", timedelta(days=3), "Ada Admin").secret
    admin.post(f"/desk/people/{Person.objects.get(name='Wim Writer').pk}/shutting-out")
    with pytest.raises(showing.NoSuchPreview):
        showing.known(room, own)
    assert showing.known(room, other).whom == "counsel"


@pytest.mark.parametrize("act", ["role", "shutting-out"])
def test_the_last_administrator_stays(admin: Client, act: str) -> None:
    admin.post(f"/desk/people/{Person.objects.get().pk}/{act}", {"role": "writer"})
    person = Person.objects.get()
    assert (person.role, person.is_active) == ("administrator", True)


def test_signing_somebody_out_ends_their_sessions(admin: Client) -> None:
    eva, _ = _joins(_invited(admin))
    assert eva.get("/desk/").status_code == 200
    admin.post(f"/desk/people/{Person.objects.get(name='Eva Ender').pk}/sessions")
    assert eva.get("/desk/").status_code == 302


def test_a_link_for_a_new_password_works_once(admin: Client) -> None:
    _joins(_invited(admin))
    admin.post(f"/desk/people/{Person.objects.get(name='Eva Ender').pk}/password")
    page = admin.get("/desk/people/").content.decode()
    found = re.search(r"https://press\.example\.org(/desk/password/[^<\s]+)", page)
    assert found is not None
    assert _resets(found[1], "nine ships in the fog") == 302
    assert Person.objects.get(name="Eva Ender").check_password("nine ships in the fog")
    assert _resets(found[1], "ten ships in the fog") == 200
    assert Person.objects.get(name="Eva Ender").check_password("nine ships in the fog")


def _resets(path: str, password: str) -> int:
    client = Client()
    there = client.get(path)
    target = there.headers.get("Location", path)
    return client.post(target, {"password1": password, "password2": password}).status_code


def test_a_deputy_may_approve_while_an_editor_is_away(sign_in: SignIn, room: Newsroom) -> None:
    premises.readers(3)
    premises.queued(room)
    wim, ben = sign_in(Role.WRITER, "Wim Writer"), sign_in(Role.EDITOR, "Ben Editor")
    assert "writer" in wim.get("/desk/releases/cranes/approval").content.decode()
    day = (room.now() + timedelta(days=2)).date().isoformat()
    ben.post("/desk/account/deputy", {"email": "wim@example.org", "until": day})
    assert 'class="go"' in wim.get("/desk/releases/cranes/approval").content.decode()
    ben.post("/desk/account/deputy", {"back": "1"})
    assert 'class="go"' not in wim.get("/desk/releases/cranes/approval").content.decode()


def test_a_writer_names_no_deputy(sign_in: SignIn, room: Newsroom) -> None:
    sign_in(Role.WRITER, "Other Writer")
    day = (room.now() + timedelta(days=2)).date().isoformat()
    sign_in(Role.WRITER, "Wim Writer").post("/desk/account/deputy", {"email": "other@example.org", "until": day})
    assert not JournalRow.objects.filter(act="deputy").exists()


def test_the_page_asks_the_ledger_a_bounded_number_of_times(
    sign_in: SignIn, admin: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(20):
        Person.objects.create_user(f"p{number}@example.org", f"Person {number}")
    with django_assert_max_num_queries(12):
        assert admin.get("/desk/people/").status_code == 200


def test_whoever_is_shut_out_does_not_come_back_with_a_link_for_a_password_they_had_before(admin: Client) -> None:
    eva = Person.objects.create_user("eva@example.org", "Eva Ender", Role.EDITOR, GOOD)
    path = _password_link(admin, eva)
    admin.post(f"/desk/people/{eva.pk}/shutting-out")
    client = Client()
    client.get(path, follow=True)
    client.post(f"{path.rpartition('-')[0]}-set-password", {"password1": GOOD * 2, "password2": GOOD * 2}, follow=True)
    client.post("/desk/sign-in", {"login": "eva@example.org", "password": GOOD * 2})
    assert client.get("/desk/").status_code == 302


def test_a_link_for_a_new_password_works_for_a_day(admin: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    eva = Person.objects.create_user("eva@example.org", "Eva Ender", Role.EDITOR, GOOD)
    path = _password_link(admin, eva)
    tomorrow = datetime.now() + timedelta(hours=25)  # noqa: DTZ005 (as Django's own generator counts)
    monkeypatch.setattr(PasswordResetTokenGenerator, "_now", lambda self: tomorrow)
    assert "set-password" not in Client().get(path, follow=True).redirect_chain.__repr__()


def test_a_lost_device_is_taken_away_by_an_administrator_alone_and_it_is_on_record(
    sign_in: SignIn, admin: Client
) -> None:
    eva = sign_in(Role.EDITOR, "Eva Ender")
    person = Person.objects.get(name="Eva Ender")
    Authenticator.objects.create(user=person, type="totp", data={"secret": "00"})
    Authenticator.objects.create(user=person, type="recovery_codes", data={"seed": "00"})
    sign_in(Role.EDITOR, "Ben Editor").post(f"/desk/people/{person.pk}/factors")
    eva.post(f"/desk/people/{person.pk}/factors")
    assert Authenticator.objects.count() == 2
    admin.post(f"/desk/people/{person.pk}/factors")
    assert not Authenticator.objects.exists()
    assert JournalRow.objects.filter(act="take-factors").get().verified
    admin.post(f"/desk/people/{person.pk}/factors")
    assert "has no second factor" in admin.get("/desk/people/").content.decode()


def _password_link(admin: Client, person: Person) -> str:
    admin.post(f"/desk/people/{person.pk}/password")
    found = re.search(
        r"https://press\.example\.org(/desk/password/[^<\s]+)", admin.get("/desk/people/").content.decode()
    )
    assert found is not None
    return found[1]
