"""Stop everything, on its page."""

from __future__ import annotations

from collections.abc import Callable

from django.test import Client

from bot.core.roles import Role
from bot.newsroom.newsroom import Newsroom
from bot.store.standstill import standstill
from tests import premises

SignIn = Callable[..., Client]


def test_it_says_what_it_would_stop_before_it_does(sign_in: SignIn, room: Newsroom) -> None:
    premises.approved(room)
    assert "1 approved release would not lift." in sign_in(Role.WRITER).get("/desk/stop/").content.decode()
    assert standstill() is None


def test_the_control_is_on_every_page(sign_in: SignIn) -> None:
    client = sign_in(Role.WRITER)
    for path in ("/desk/", "/desk/lists/", "/desk/people/", "/desk/account/"):
        assert 'href="/desk/stop/">Stop everything' in client.get(path).content.decode()


def test_a_writer_may_stop_everything_and_every_page_then_says_so(sign_in: SignIn, room: Newsroom) -> None:
    client = sign_in(Role.WRITER)
    client.post("/desk/stop/begin", {"because": "a wrong name"})
    assert standstill() is not None
    assert "Everything is stopped." in client.get("/desk/lists/").content.decode()


def test_looking_stops_nothing(sign_in: SignIn) -> None:
    assert sign_in().get("/desk/stop/begin").status_code == 405
    assert standstill() is None


def test_two_editors_let_it_go_on_and_a_writer_does_not(sign_in: SignIn) -> None:
    wim = sign_in(Role.WRITER, "Wim Writer")
    wim.post("/desk/stop/begin")
    wim.post("/desk/stop/end")
    sign_in(Role.EDITOR, "Ben Editor").post("/desk/stop/end")
    assert standstill() is not None
    sign_in(Role.EDITOR, "Eva Editor").post("/desk/stop/end")
    assert standstill() is None


def test_the_same_editor_twice_is_one(sign_in: SignIn) -> None:
    ben = sign_in(Role.EDITOR, "Ben Editor")
    ben.post("/desk/stop/begin")
    ben.post("/desk/stop/end")
    ben.post("/desk/stop/end")
    assert standstill() is not None
