"""What mail servers tell of our mail, by mail or by post, is on record for each person."""

from __future__ import annotations

import mailbox
from datetime import timedelta
from pathlib import Path

import pytest

from bot.channels.letters import Letters
from bot.channels.wire import Network
from bot.core.delivery import Order, Person, Sent, Unconfirmed
from bot.core.events import NotGenuine
from bot.newsroom.lift import sending, spooling
from bot.newsroom.newsroom import Newsroom
from bot.newsroom.outcomes import collecting, hearing, settling
from bot.newsroom.outcomes.hearing import Heard
from bot.store.models import Alert, Delivery, Reader, RecipientEvent
from tests import premises
from tests.channels.dsn import complaint, postfix

pytestmark = pytest.mark.django_db
SENDER = {"kind": "email", "provider": "smtp", "list": "press", "sender": "Press <press@example.org>"}
TOKEN = {"Authorization": "Bearer a-long-token"}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    mailbox.Maildir(tmp_path / "bounces")
    return tmp_path / "bounces"


@pytest.fixture
def room(folder: Path) -> Newsroom:
    """An office whose mailing has gone out over its own mail server."""
    world = premises.QuietWorld(wires=lambda name: Network())
    plain = premises.newsroom(world)
    press = SENDER | {
        "host": "127.0.0.1",
        "tls": "none",
        "bounces_maildir": str(folder),
        "bounces_token_env": "BOUNCES",
    }
    config = premises.configuration(channels={"press": press})
    made = Newsroom(config, plain.keyring, {**plain.environment, "BOUNCES": "a-long-token"}, world)
    premises.lifted(made, channels=("press",))
    return made


def sent(room: Newsroom) -> list[bytes]:
    """The letters, in the order of the list."""
    claim = premises.begun(room, "press")
    order = spooling.prepare_claimed(room, claim).order
    premises.answered(room, claim, Sent())
    return letters(order)


def letters(order: Order) -> list[bytes]:
    return [Letters(order, "press").written_to(one) for one in order.people]


def came(folder: Path, *mails: bytes) -> None:
    for mail in mails:
        mailbox.Maildir(folder).add(mail)


def states() -> dict[str, str]:
    return dict(RecipientEvent.objects.order_by("email").values_list("email", "state"))


def address(place: int) -> str:
    return str(Reader.objects.order_by("pk")[place].email)


def test_a_bounce_in_the_mailbox_settles_its_recipient(room: Newsroom, folder: Path) -> None:
    written = sent(room)
    came(folder, postfix(written[0], address(0)), postfix(written[2], address(2), "delayed", status="4.3.0"))
    assert collecting.collect(room) == ()
    assert states() == {address(0): "bounced", address(2): "deferred"}


def test_a_bounce_that_comes_twice_changes_nothing(room: Newsroom, folder: Path) -> None:
    bounce = postfix(sent(room)[0], address(0))
    came(folder, bounce)
    collecting.collect(room)
    before = list(RecipientEvent.objects.values_list("pk", "at"))
    came(folder, bounce)
    collecting.collect(room)
    assert list(RecipientEvent.objects.values_list("pk", "at")) == before


def test_the_mail_server_can_post_a_bounce(room: Newsroom) -> None:
    bounce = postfix(sent(room)[1], address(1))
    assert hearing.hear(room, "smtp", "press", TOKEN, bounce) == Heard(1, 1)
    assert states() == {address(1): "bounced"}


@pytest.mark.parametrize("headers", [{}, {"Authorization": "Bearer guess"}, {"Authorization": ""}])
def test_a_post_without_the_token_is_refused(room: Newsroom, headers: dict[str, str]) -> None:
    bounce = postfix(sent(room)[1], address(1))
    with pytest.raises(NotGenuine, match="the token in BOUNCES"):
        hearing.hear(room, "smtp", "press", headers, bounce)
    assert states() == {}


def test_who_complains_is_off_the_list(room: Newsroom) -> None:
    assert hearing.hear(room, "smtp", "press", TOKEN, complaint(sent(room)[1])) == Heard(1, 1)
    assert list(Reader.objects.exclude(left_at=None).values_list("email", flat=True)) == [address(1)]


def test_a_bounce_of_nobody_s_mail_is_left_alone(room: Newsroom) -> None:
    made_up = sent(room)[0].replace(b"Message-ID: <", b"Message-ID: <0")
    assert hearing.hear(room, "smtp", "press", TOKEN, postfix(made_up, address(0))) == Heard()


def test_a_bounce_says_that_the_mail_server_took_a_mail_that_was_in_doubt(room: Newsroom) -> None:
    claim = premises.begun(room, "press")
    order = spooling.prepare_claimed(room, claim).order
    sending.keep(room, claim, {"done": [], "refused": {}, "doubtful": {}, "begun": [one.id for one in order.people]})
    premises.answered(room, claim, Unconfirmed("the connection broke"))
    for letter, one in zip(letters(order), order.people, strict=True):
        hearing.hear(room, "smtp", "press", TOKEN, postfix(letter, one.email))
    (doubted,) = settling.in_doubt(room)
    asked = sending.order_in_doubt(room, doubted)
    assert asked is not None
    settling.settle_found(room, doubted, room.channel("press").reconcile(asked[1], Network()))
    assert premises.delivery("press").state == "sent"
    assert set(states().values()) == {"bounced"}


def test_a_bounce_is_not_forgotten_over_a_later_answer(room: Newsroom) -> None:
    """It can come while the others are still being written to."""
    claim = premises.begun(room, "press")
    order = spooling.prepare_claimed(room, claim).order
    hearing.hear(room, "smtp", "press", TOKEN, postfix(letters(order)[0], address(0)))
    people = tuple(Person(one.email, "sent") for one in order.people)
    premises.answered(room, claim, Sent(people=people))
    assert states()[address(0)] == "bounced"


def test_a_mailbox_that_can_t_be_read_is_an_alert_until_it_can(room: Newsroom, folder: Path) -> None:
    (folder / "new").rename(folder / "elsewhere")
    (alarm,) = collecting.collect(room)
    assert alarm.code == "bounces-press"
    assert "no Maildir" in alarm.text
    assert collecting.collect(room) == ()
    (folder / "elsewhere").rename(folder / "new")
    collecting.collect(room)
    assert Alert.objects.get(code="bounces-press").cleared_at is not None


def test_only_recent_mail_is_remembered(room: Newsroom) -> None:
    bounce = postfix(sent(room)[0], address(0))
    Delivery.objects.update(first_byte_at=room.now() - hearing.REMEMBERED - timedelta(days=1))
    assert hearing.hear(room, "smtp", "press", TOKEN, bounce) == Heard()
