"""A proof by mail: marked, on record, and to colleagues alone."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from django.test import Client

from bot.core.roles import Role
from bot.desk.opening import open_the_desk
from bot.newsroom.hold import stopping_all
from bot.newsroom.newsroom import Newsroom
from bot.sandbox.mail import Letter
from bot.sandbox.server import Sandbox
from bot.store.models import JournalRow
from tests import premises

pytestmark = pytest.mark.django_db
SignIn = Callable[..., Client]
PAGE = "/desk/releases/cranes/proof"


@pytest.fixture
def mail() -> Iterator[Sandbox]:
    with premises.sandbox() as playing:
        yield playing


@pytest.fixture
def staffed(room: Newsroom, mail: Sandbox) -> Newsroom:
    """A desk with a mail server, and a release on it."""
    desk = {"staff_domains": ["example.org"], "mail_env": "DESK_SMTP_URL", "sender": "Desk <desk@example.org>"}
    secrets = {**premises.SECRETS, "DESK_SMTP_URL": f"smtp://127.0.0.1:{mail.smtp_port}?tls=none"}
    made = replace(room, config=premises.configuration(desk=desk), environment=secrets)
    open_the_desk(made)
    premises.readers(3)
    premises.queued(made)
    return made


def _letters(mail: Sandbox) -> list[Letter]:
    return [one.noted for one in mail.arrivals() if isinstance(one.noted, Letter)]


def test_a_proof_is_the_mail_as_journalists_will_get_it_and_marked(
    staffed: Newsroom, mail: Sandbox, sign_in: SignIn
) -> None:
    ann = sign_in(Role.WRITER, "Ann Writer")
    ann.post(PAGE, {"to": "ida@example.org"})
    (letter,) = _letters(mail)
    (_, shown) = next(letter.mails())
    assert shown.subject == "PROOF: Harbour cranes to stand still for a week"
    assert "zinnober cranes" in shown.html and "not for publication" in shown.html
    assert shown.text.startswith("PROOF, not for publication.")
    row = JournalRow.objects.get(act="proof")
    assert (row.actor, row.facts["to"]) == ("Ann Writer", "ida@example.org")


@pytest.mark.parametrize(
    "address",
    [
        "ida@example.com",
        "ida@example.org.example.com",
        "ida@evil.example.com, ben@example.org",
        "ida@example.org\r\nBcc: all@example.com",
        "example.org",
        "",
        "ida@sub.example.org",
    ],
)
def test_nobody_outside_the_office_gets_one(staffed: Newsroom, mail: Sandbox, sign_in: SignIn, address: str) -> None:
    page = sign_in().post(PAGE, {"to": address}, follow=True).content.decode()
    assert "A proof goes to staff alone" in page
    assert _letters(mail) == [] and not JournalRow.objects.filter(act="proof").exists()


def test_where_no_domain_is_named_none_is_sent(room: Newsroom, sign_in: SignIn) -> None:
    premises.readers(3)
    premises.queued(room)
    ben = sign_in()
    assert "A proof by mail" not in ben.get("/desk/releases/cranes/approval").content.decode()
    assert "name your own mail domains" in ben.post(PAGE, {"to": "ida@example.org"}, follow=True).content.decode()


def test_an_editor_is_offered_one_on_the_approval_page(staffed: Newsroom, sign_in: SignIn) -> None:
    assert "Only to example.org, marked PROOF." in sign_in().get("/desk/releases/cranes/approval").content.decode()


def test_while_everything_is_stopped_no_proof_goes_either(staffed: Newsroom, mail: Sandbox, sign_in: SignIn) -> None:
    stopping_all.stop_everything(staffed, "Ben")
    sign_in(Role.WRITER, "Ann Writer").post(PAGE, {"to": "ida@example.org"})
    assert _letters(mail) == []
