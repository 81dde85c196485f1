"""Preview links for outsiders: unguessable, ending, taken back at will, one browser's alone, and on record."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

import pytest
from django.test import Client

from bot.core.roles import Role
from bot.newsroom.approval import approving
from bot.newsroom.copy import drafting
from bot.newsroom.newsroom import Newsroom
from bot.store.models import JournalRow, PreviewLink
from tests import premises

pytestmark = pytest.mark.django_db
SignIn = Callable[..., Client]


def made(sign_in: SignIn, room: Newsroom, hours: str = "24") -> str:
    """The path of a fresh link."""
    premises.readers(1)
    premises.queued(room)
    answer = sign_in().post("/desk/releases/cranes/preview/links", {"whom": "The Harbour Post", "hours": hours})
    found = re.search(r'value="https://press.example.org(/desk/previews/[^"]+)"', answer.content.decode())
    assert found, answer.content.decode()[:500]
    return found[1]


def test_a_visitor_opens_it_and_it_is_on_record(sign_in: SignIn, room: Newsroom) -> None:
    path, visitor = made(sign_in, room), Client()
    door = visitor.get(path)
    assert "A text before its time" in door.content.decode() and "cranes" not in door.content.decode()
    assert (door.headers["Cache-Control"], door.headers["X-Robots-Tag"]) == ("no-store", "noindex, nofollow")
    assert door.headers["Referrer-Policy"] == "same-origin"  # with none, browsers send the form as from nowhere
    assert PreviewLink.objects.get().opened_at is None  # a mail filter that tries links opens nothing
    opened = visitor.post(path)
    assert "zinnober cranes" in opened.content.decode()
    assert (opened.headers["Cache-Control"], opened.headers["X-Robots-Tag"]) == ("no-store", "noindex, nofollow")
    assert visitor.post(path).status_code == 200
    facts = JournalRow.objects.filter(act="preview-opened").values_list("facts", flat=True)
    assert [one["whom"] for one in facts] == ["The Harbour Post"] * 2


def test_a_link_that_was_handed_on_shows_nothing(sign_in: SignIn, room: Newsroom) -> None:
    path = made(sign_in, room)
    Client().post(path)
    answer = Client().post(path)
    assert answer.status_code == 404 and "zinnober" not in answer.content.decode()
    assert "another browser" in answer.content.decode()
    assert JournalRow.objects.filter(act="preview-refused").count() == 1


def test_a_link_that_was_taken_back_shows_nothing(sign_in: SignIn, room: Newsroom) -> None:
    path, visitor = made(sign_in, room), Client()
    visitor.post(path)
    sign_in().post(f"/desk/releases/cranes/preview/links/{PreviewLink.objects.get().pk}")
    for answer in (visitor.get(path), visitor.post(path)):
        assert answer.status_code == 404 and "leads nowhere" in answer.content.decode()
    assert JournalRow.objects.filter(act="preview-revoked", actor="Ben Editor").exists()


def test_a_link_ends(sign_in: SignIn, room: Newsroom) -> None:
    path = made(sign_in, room, "1")
    room.world.clock.forward(minutes=59)  # type: ignore[attr-defined]
    assert Client().get(path).status_code == 200
    room.world.clock.forward(minutes=1)  # type: ignore[attr-defined]
    assert Client().get(path).status_code == 404


def test_a_link_that_never_was_answers_like_one_that_ended(sign_in: SignIn, room: Newsroom) -> None:
    path = made(sign_in, room, "1")
    room.world.clock.forward(hours=2)  # type: ignore[attr-defined]
    never = Client().get("/desk/previews/never")
    assert never.status_code == 404 and never.content == Client().get(path).content


def test_its_secret_is_kept_nowhere(sign_in: SignIn, room: Newsroom) -> None:
    secret = made(sign_in, room).rpartition("/")[2]
    assert len(secret) == 32
    kept = [str(row) for row in PreviewLink.objects.values_list()] + [
        str(row) for row in JournalRow.objects.values_list()
    ]
    assert not any(secret in row for row in kept)


def test_a_forged_opening_is_refused(sign_in: SignIn, room: Newsroom) -> None:
    assert Client(enforce_csrf_checks=True).post(made(sign_in, room)).status_code == 403


@pytest.mark.parametrize("asked", [{"whom": "", "hours": "24"}, {"whom": "X", "hours": "9999"}, {"whom": "X"}])
def test_a_link_needs_a_name_and_an_end(sign_in: SignIn, room: Newsroom, asked: dict[str, str]) -> None:
    premises.queued(room)
    sign_in(Role.WRITER, "Ann Writer").post("/desk/releases/cranes/preview/links", asked)
    assert not PreviewLink.objects.exists()


def test_a_link_of_another_release_is_not_taken_back(sign_in: SignIn, room: Newsroom) -> None:
    made(sign_in, room)
    premises.queued(room, slug="other")
    sign_in().post(f"/desk/releases/other/preview/links/{PreviewLink.objects.get().pk}")
    assert PreviewLink.objects.get().revoked_at is None


def test_the_preview_of_a_draft_is_what_is_typed(sign_in: SignIn, room: Newsroom) -> None:
    client = sign_in(Role.WRITER, "Ann Writer")
    address = client.post("/desk/releases/new", {"pasted": "Cranes stand still\n\nThe zinnober cranes."}).headers[
        "Location"
    ]
    shown = client.get(f"{address}/preview")
    assert "The zinnober cranes." in shown.content.decode()
    assert shown.headers["X-Frame-Options"] == "SAMEORIGIN"


def test_a_visitor_sees_what_was_put_up_and_not_what_is_typed_since(sign_in: SignIn, room: Newsroom) -> None:
    path = made(sign_in, room)
    here = drafting.opened(room, "cranes")
    drafting.save(room, "cranes", replace(here.draft, text=replace(here.draft.text, headline="Typed since")), 0, "Ann")
    shown = Client().post(path).content.decode()
    assert "Typed since" not in shown and "Harbour cranes to stand still for a week" in shown


def test_a_link_ends_with_the_lift(sign_in: SignIn, room: Newsroom) -> None:
    path = made(sign_in, room)
    approving.approve(room, approving.plan(room, "cranes"), "Ben")
    room.world.clock.forward(hours=2)  # type: ignore[attr-defined]
    premises.lift(room)
    assert Client().get(path).status_code == 404
