"""Coming in: passwords, second factors, hosts, languages, and what a browser may load."""

from __future__ import annotations

import re
import socket
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from allauth.mfa.models import Authenticator
from django.test import Client

from bot.core.roles import Role
from bot.desk.models import Person
from bot.desk.opening import open_the_desk
from bot.newsroom.newsroom import Newsroom
from tests import premises

SignIn = Callable[..., Client]
GOOD = "a tram and seven gulls"


@pytest.fixture
def eva(db: None) -> Person:
    return Person.objects.create_user("eva@example.org", "Eva Ender", Role.EDITOR, GOOD)


def _sign_in(client: Client, password: str = GOOD, email: str = "eva@example.org", **extra: Any) -> int:
    return client.post("/desk/sign-in", {"login": email, "password": password}, **extra).status_code


def _in(client: Client) -> bool:
    return client.get("/desk/").status_code == 200


def test_with_the_password_one_is_in(eva: Person) -> None:
    client = Client()
    assert _sign_in(client, email="EVA@example.org") == 302
    assert _in(client)


def test_with_another_one_is_not(eva: Person) -> None:
    client = Client()
    _sign_in(client, "seven trams and a gull")
    assert not _in(client)


def test_a_stranger_and_a_wrong_password_are_told_alike(eva: Person) -> None:
    def told(email: str) -> str:
        answer = Client().post("/desk/sign-in", {"login": email, "password": "no such thing"})
        return re.sub(r'(value|name="csrfmiddlewaretoken")="[^"]*"', "", answer.content.decode())

    assert told("eva@example.org") == told("nobody@example.org")


def test_a_thousand_guesses_are_blocked_and_even_the_right_one_then_fails(
    eva: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    checked: list[str] = []
    looked = Person.check_password
    monkeypatch.setattr(Person, "check_password", lambda self, raw: (checked.append(raw), looked(self, raw))[1])
    client = Client()
    for number in range(1000):
        _sign_in(client, f"guess number {number}")
    assert len(checked) <= 8
    _sign_in(client)
    assert not _in(client)


def test_guesses_from_elsewhere_do_not_shut_the_person_out(eva: Person) -> None:
    stranger, client = Client(REMOTE_ADDR="192.0.2.7"), Client(REMOTE_ADDR="192.0.2.8")
    for number in range(20):
        _sign_in(stranger, f"guess {number}")
    assert _sign_in(client) == 302
    assert _in(client)


def test_guesses_of_strangers_behind_the_same_web_server_shut_nobody_out(eva: Person) -> None:
    stranger, client = Client(), Client()
    for number in range(12):
        form = {"login": f"nobody{number}@example.com", "password": "a guess"}
        stranger.post("/desk/sign-in", form, headers={"x-forwarded-for": "203.0.113.66"})
    form = {"login": eva.email, "password": GOOD}
    assert client.post("/desk/sign-in", form, headers={"x-forwarded-for": "198.51.100.7"}).status_code == 302
    assert _in(client)


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/desk/sign-in/new", "/desk/signup/", "/desk/accounts/signup/"])
def test_nobody_signs_up_by_themselves(path: str) -> None:
    form = {"email": "x@example.org", "password1": GOOD, "password2": GOOD}
    assert Client().post(path, form).status_code in (302, 404)
    assert not Person.objects.exists()


@pytest.mark.parametrize(("setting", "role", "asked"), [
    ("none", Role.ADMINISTRATOR, False),
    ("editors", Role.WRITER, False),
    ("editors", Role.EDITOR, True),
    ("editors", Role.ADMINISTRATOR, True),
    ("all", Role.WRITER, True),
])  # fmt: skip
def test_a_second_factor_is_asked_of_whom_the_office_says(
    setting: str, role: Role, asked: bool, sign_in: SignIn
) -> None:
    open_the_desk(premises.newsroom(config=premises.configuration(desk={"second_factor": setting})))
    client = sign_in(role, "Cleo Third")
    answer = client.get("/desk/lists/")
    assert (answer.status_code, answer.headers.get("Location")) == (
        (302, "/desk/account/factors/") if asked else (200, None)
    )
    assert client.get("/desk/account/factors/").status_code == 200
    Authenticator.objects.create(user=Person.objects.get(name="Cleo Third"), type="totp", data={"secret": "x"})
    assert client.get("/desk/lists/").status_code == 200


def test_recovery_codes_alone_are_no_second_factor(sign_in: SignIn) -> None:
    open_the_desk(premises.newsroom(config=premises.configuration(desk={"second_factor": "all"})))
    client = sign_in(Role.WRITER, "Cleo Third")
    Authenticator.objects.create(user=Person.objects.get(), type="recovery_codes", data={})
    assert client.get("/desk/lists/").status_code == 302


def test_who_has_a_second_factor_is_not_in_with_the_password_alone(eva: Person) -> None:
    Authenticator.objects.create(user=eva, type="totp", data={"secret": "JBSWY3DPEHPK3PXP"})
    client = Client()
    assert _sign_in(client) == 302
    assert not _in(client)


def test_every_page_of_the_desk_allows_no_script_of_its_text_and_nothing_from_elsewhere(sign_in: SignIn) -> None:
    for path in ("/desk/", "/desk/account/factors/", "/desk/people/"):
        policy = sign_in(Role.ADMINISTRATOR).get(path).headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert "http" not in policy


def test_nothing_of_a_page_is_fetched_from_elsewhere(sign_in: SignIn) -> None:
    client = sign_in(Role.ADMINISTRATOR)
    for path in ("/desk/", "/desk/sign-in", "/desk/people/", "/desk/account/"):
        page = client.get(path).content.decode()
        assert not re.findall(r'(?:src|srcset|action)="(?:https?:)?//', page)
        assert not re.findall(r'<link[^>]+href="(?:https?:)?//', page)


def test_a_form_on_the_desk_says_where_it_comes_from(sign_in: SignIn) -> None:
    assert sign_in().get("/desk/").headers["Referrer-Policy"] == "same-origin"


def test_where_the_office_has_https_a_browser_is_told_to_keep_to_it(sign_in: SignIn) -> None:
    assert "max-age=31536000" in sign_in().get("/desk/").headers["Strict-Transport-Security"]


def test_the_desk_answers_on_its_own_host_alone(sign_in: SignIn) -> None:
    open_the_desk(premises.newsroom(config=premises.configuration(desk={"url": "https://desk.example.org"})))
    client = sign_in()
    assert client.get("/desk/", headers={"host": "desk.example.org"}).status_code == 200
    refused = client.get("/desk/", headers={"host": "press.example.org"})
    assert refused.status_code == 404
    assert b"desk" not in refused.content.lower()


def test_the_desk_speaks_the_browsers_language_until_a_person_chooses(sign_in: SignIn) -> None:
    client = sign_in()
    assert '<html lang="fr"' in client.get("/desk/", headers={"accept-language": "fr-CA,en;q=0.5"}).content.decode()
    client.post("/desk/account/habits", {"language": "de", "zone": "Europe/Berlin"})
    assert '<html lang="de"' in client.get("/desk/", headers={"accept-language": "fr"}).content.decode()


def test_a_zone_that_does_not_exist_is_not_taken(sign_in: SignIn) -> None:
    sign_in().post("/desk/account/habits", {"language": "", "zone": "Atlantis/Poseidonis"})
    assert Person.objects.get().zone == ""


class _Box:
    """A mail server's side: what came in."""

    def __init__(self) -> None:
        self.letters: list[str] = []

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        self.letters.append(envelope.content.decode())
        return "250 taken"


@pytest.fixture
def box(room: Newsroom) -> Iterator[_Box]:
    """The desk's own mail server, on loopback."""
    kept = _Box()
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    server = Controller(kept, hostname="127.0.0.1", port=port)
    server.start()
    config = premises.configuration(desk={"mail_env": "DESK_SMTP_URL", "sender": "Desk <desk@example.org>"})
    made = premises.newsroom(config=config)
    made.__dict__["environment"] = {**made.environment, "DESK_SMTP_URL": f"smtp://127.0.0.1:{port}?tls=none"}
    open_the_desk(made)
    yield kept
    server.stop()


def test_an_invitation_goes_by_mail_and_is_not_shown(sign_in: SignIn, box: _Box) -> None:
    admin = sign_in(Role.ADMINISTRATOR, "Ada Admin")
    admin.post("/desk/people/invitations", {"email": "eva@example.org", "name": "Eva", "role": "writer"})
    assert "/desk/invitation/" in box.letters[0]
    assert "To: eva@example.org" in box.letters[0]
    assert "/desk/invitation/" not in admin.get("/desk/people/").content.decode()


def test_a_forgotten_password_is_given_anew_by_mail(eva: Person, box: _Box) -> None:
    Client().post("/desk/password", {"email": "eva@example.org"})
    assert "https://press.example.org/desk/password/" in box.letters[0].replace("=\r\n", "")


def test_a_reset_for_nobody_sends_nothing_and_says_the_same(eva: Person, box: _Box) -> None:
    known = Client().post("/desk/password", {"email": "eva@example.org"})
    unknown = Client().post("/desk/password", {"email": "nobody@example.org"})
    assert (known.status_code, known.headers["Location"]) == (unknown.status_code, unknown.headers["Location"])
    assert len(box.letters) == 1


def test_where_no_mail_can_be_sent_the_link_is_handed_over(sign_in: SignIn, box: _Box, room: Newsroom) -> None:
    config = premises.configuration(desk={"mail_env": "DESK_SMTP_URL", "sender": "Desk <desk@example.org>"})
    made = premises.newsroom(config=config)
    made.__dict__["environment"] = {"DESK_SMTP_URL": "smtp://127.0.0.1:9?tls=none"}
    open_the_desk(made)
    admin = sign_in(Role.ADMINISTRATOR, "Ada Admin")
    admin.post("/desk/people/invitations", {"email": "eva@example.org", "name": "Eva", "role": "writer"})
    page = admin.get("/desk/people/").content.decode()
    assert "was not taken" in page
    assert "/desk/invitation/" in page
