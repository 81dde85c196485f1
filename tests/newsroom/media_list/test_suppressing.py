"""An address that bounced or complained is written to on no list until a person lifts that, with a reason."""

from __future__ import annotations

import pytest

from bot.core.audience import Because
from bot.core.delivery import Person, Sent
from bot.core.events import no_mailbox
from bot.core.roles import NotYourVerb, Role, SignedIn
from bot.newsroom.media_list import audience, suppressing
from bot.newsroom.media_list.suppressing import NeedsReason, NotAnAddress, NotSuppressed
from bot.newsroom.newsroom import Newsroom
from bot.store.models import JournalRow, MediaList, Reader, Suppression
from tests import premises

pytestmark = pytest.mark.django_db
ANN = "reader1@example.org"


@pytest.fixture(autouse=True)
def lists() -> None:
    premises.readers(3)
    premises.readers(2, "science")


def off(room: Newsroom, because: Because = Because.BOUNCE) -> None:
    room.world.transact(lambda: suppressing.suppress(room, ANN, because, "sendgrid"))


def on(name: str = "press") -> list[str]:
    return list(Reader.objects.filter(list__name=name, left_at=None).order_by("pk").values_list("email", flat=True))


def test_they_are_off_every_list_at_once(room: Newsroom) -> None:
    off(room)
    assert ANN not in on("press") + on("science")
    assert set(Reader.objects.filter(email=ANN).values_list("left_because", flat=True)) == {Because.BOUNCE}
    assert all(MediaList.objects.values_list("revision", flat=True))


def test_the_ledger_keeps_a_mark_of_the_address_and_the_journal_no_word_of_it(room: Newsroom) -> None:
    off(room)
    assert ANN not in str(Suppression.objects.values().get())
    assert ANN not in str(list(JournalRow.objects.values()))


def test_a_second_time_changes_nothing(room: Newsroom) -> None:
    off(room)
    off(room, Because.COMPLAINT)
    assert Suppression.objects.get().because == Because.BOUNCE
    assert JournalRow.objects.filter(act="suppress").count() == 1


def test_an_import_does_not_bring_them_back_and_says_so_by_line(room: Newsroom) -> None:
    off(room)
    Reader.objects.filter(email=ANN).delete()
    result = premises.imported(room, "press", f"email\nnew@example.org\n{ANN.upper()}\n", "Ben")
    assert ANN not in on()
    assert (result.added, result.left_before) == (1, 0)
    (kept_off,) = result.suppressed
    assert (kept_off.line, kept_off.reason) == (
        3,
        f"nothing is sent to {ANN}: mail to it came back: there is no such mailbox",
    )


def test_a_person_lifts_it_with_a_reason_and_they_are_back(room: Newsroom) -> None:
    off(room)
    assert suppressing.restore(room, ANN, "Ben", "their server was broken that day") == 2
    assert ANN in on("press") and ANN in on("science")
    row = JournalRow.objects.get(act="restore")
    assert (row.actor, row.facts["because"]) == ("Ben", "their server was broken that day")


def test_who_left_a_list_themselves_stays_off_that_one(room: Newsroom) -> None:
    audience.leave(room, Reader.objects.get(email=ANN, list__name="science"))
    off(room)
    assert suppressing.restore(room, ANN, "Ben", "it works again") == 1
    assert ANN in on("press") and ANN not in on("science")


def test_without_a_reason_nothing_is_lifted(room: Newsroom) -> None:
    off(room)
    with pytest.raises(NeedsReason):
        suppressing.restore(room, ANN, "Ben", " ")
    assert ANN not in on()


@pytest.mark.parametrize(("email", "error"), [("nobody@example.org", NotSuppressed), ("nobody", NotAnAddress)])
def test_what_is_not_suppressed_can_not_be_lifted(room: Newsroom, email: str, error: type[Exception]) -> None:
    with pytest.raises(error):
        suppressing.restore(room, email, "Ben", "so")


def test_a_writer_may_not_lift_it(room: Newsroom) -> None:
    off(room)
    writer = Newsroom(room.config, room.keyring, room.environment, room.world, person=SignedIn("Eve", Role.WRITER))
    with pytest.raises(NotYourVerb):
        suppressing.restore(writer, ANN, "Eve", "so")


def test_a_mailing_leaves_out_who_was_suppressed_after_the_approval(room: Newsroom) -> None:
    premises.approved(room, channels=("press",))
    off(room)
    assert isinstance(room.world, premises.QuietWorld)
    release = premises.delivery("press").release
    assert release.instant is not None
    room.world.clock.now = release.instant
    premises.lift(room)
    order = premises.ordered(room, "press")
    assert ANN not in [person.email for person in order.people]


def test_a_mail_server_that_knows_no_such_mailbox_suppresses_it(room: Newsroom) -> None:
    premises.lifted(room, channels=("press",))
    held = premises.begun(room, "press")
    premises.answered(room, held, Sent("r", people=(Person(ANN, "rejected", "550 5.1.1 No such user here"),)))
    assert ANN not in on("press") + on("science")


def test_a_refusal_for_another_reason_suppresses_nobody(room: Newsroom) -> None:
    premises.lifted(room, channels=("press",))
    held = premises.begun(room, "press")
    premises.answered(room, held, Sent("r", people=(Person(ANN, "rejected", "550 5.7.1 Blocked by policy"),)))
    assert ANN in on()


def test_when_a_server_knows_nobody_at_all_it_is_the_server(room: Newsroom) -> None:
    premises.readers(60, "large")
    people = tuple(Person(f"reader{n}@example.org", "rejected", "550 5.1.1 No such user") for n in range(1, 61))
    premises.lifted(room, channels=("press",))
    premises.answered(room, premises.begun(room, "press"), Sent("r", people=people))
    assert not Suppression.objects.exists()


@pytest.mark.parametrize("said", ["550 5.1.1 No such user", "5.1.10 null MX", "5.2.1 disabled", "(5.1.6)"])
def test_a_mailbox_that_is_not_there_is_told_apart(said: str) -> None:
    assert no_mailbox(said)


@pytest.mark.parametrize(
    "said", ["", "552 5.2.2 full", "5.1.8 bad sender", "5.7.1 spam", "451 4.1.1 later", "15.1.1", "5.1.12"]
)
def test_what_may_pass_is_no_reason(said: str) -> None:
    assert not no_mailbox(said)
