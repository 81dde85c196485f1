"""What nobody knows after a mail server fell silent, broke off, or the bot crashed."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from bot.channels.base import Channel, to_send_again
from bot.channels.wire import Network
from bot.core.delivery import LeaseLost, Repeat, Retry, Sent, Unconfirmed
from bot.sandbox.answering import StandInSocket
from bot.sandbox.faults import Fault, Faults
from bot.sandbox.mail import Mailroom, SmtpSession
from bot.sandbox.server import Sandbox, utc_now
from tests.channels.by_smtp import ALL, DEFER, READERS, arrived, server, states, to
from tests.channels.orders import Kept, person, sent


def test_a_connection_lost_after_the_text_leaves_one_person_in_doubt(
    sandbox: Sandbox, smtp: Channel, wire: Network
) -> None:
    sandbox.faults.add("smtp", Fault("drop_after", skip=1))
    outcome = sent(smtp, to(*READERS), wire)
    assert isinstance(outcome, Unconfirmed)
    assert [email for email, state in states(outcome).items() if state == "unconfirmed"] == ["reader2@example.test"]
    assert arrived(sandbox) == ALL, "the rest goes over a new connection, and nobody gets it twice"


def test_a_server_that_hangs_after_the_text_leaves_one_person_in_doubt(
    sandbox: Sandbox, smtp: Channel, wire: Network
) -> None:
    sandbox.faults.add("smtp", Fault("hang", seconds=2))
    outcome = sent(smtp, to(person(1), person(2)), wire)
    assert isinstance(outcome, Unconfirmed)
    assert states(outcome) == {"reader1@example.test": "unconfirmed", "reader2@example.test": "sent"}


def test_a_server_that_breaks_off_again_and_again_is_left_alone(sandbox: Sandbox, smtp: Channel, wire: Network) -> None:
    sandbox.faults.add("smtp", Fault("drop_after", times=None))
    outcome = sent(smtp, to(*READERS), wire)
    assert isinstance(outcome, Retry)
    assert list(states(outcome).values()) == ["unconfirmed"] * 3
    assert arrived(sandbox) == ALL[:3]


def test_whoever_is_in_doubt_is_not_written_to_again(sandbox: Sandbox, smtp: Channel, wire: Network) -> None:
    sandbox.faults.add("smtp", Fault("drop_after"))
    keep, first = Kept(), to(person(1), DEFER)
    assert isinstance(sent(smtp, first, wire, keep), Retry)
    outcome = sent(smtp, replace(first, people=(person(1),), progress=keep.last), wire)
    assert isinstance(outcome, Unconfirmed)
    assert arrived(sandbox) == ["reader1@example.test"]


def test_settled_as_resend_they_are_written_to_again(sandbox: Sandbox, smtp: Channel, wire: Network) -> None:
    sandbox.faults.add("smtp", Fault("drop_before"))
    keep, first = Kept(), to(person(1), person(2))
    sent(smtp, first, wire, keep)
    assert sent(smtp, replace(first, progress=to_send_again(keep.last)), wire) == Sent()
    assert arrived(sandbox) == ["reader2@example.test", "reader1@example.test"]


def test_after_a_crash_only_the_group_that_was_begun_is_in_doubt(
    sandbox: Sandbox, smtp: Channel, wire: Network
) -> None:
    class Killed(BaseException):
        pass

    def die_at_the_third() -> None:
        if len(keep.all) == 3:
            raise Killed

    keep = Kept(die_at_the_third)
    readers = tuple(map(person, range(1, 41)))
    with pytest.raises(Killed):
        sent(smtp, to(*readers), wire, keep)
    crashed = to(*readers, progress=keep.all[1])  # the third was never committed
    found = smtp.reconcile(crashed, wire)
    assert isinstance(found, Repeat)
    outcome = sent(smtp, replace(crashed, progress=found.progress), wire)
    assert isinstance(outcome, Unconfirmed)
    assert [email for email, state in states(outcome).items() if state == "unconfirmed"] == [
        one.email for one in readers[10:30]
    ]
    assert arrived(sandbox) == [one.email for one in readers]


def test_after_a_crash_in_the_last_group_the_doubt_stays(sandbox: Sandbox, smtp: Channel, wire: Network) -> None:
    progress = {"done": ["p1"], "refused": {}, "doubtful": {}, "begun": ["p2"]}
    found = smtp.reconcile(to(person(1), person(2), progress=progress), wire)
    assert isinstance(found, Unconfirmed)
    assert states(found) == {"reader1@example.test": "sent", "reader2@example.test": "unconfirmed"}


def test_after_a_crash_before_the_first_letter_everything_is_sent(smtp: Channel, wire: Network) -> None:
    assert isinstance(smtp.reconcile(to(), wire), Repeat)


def test_after_a_crash_behind_the_last_letter_it_is_known_to_be_sent(smtp: Channel, wire: Network) -> None:
    assert smtp.reconcile(to(progress={"done": ["p1"], "refused": {}, "doubtful": {}, "begun": []}), wire) == Sent()


def test_a_lost_lease_ends_it_before_anything_is_sent(sandbox: Sandbox, smtp: Channel, wire: Network) -> None:
    def lost() -> None:
        raise LeaseLost(delivery="d-1")

    with pytest.raises(LeaseLost):
        sent(smtp, to(), wire, Kept(lost))
    assert arrived(sandbox) == []


@pytest.fixture
def resending(sandbox: Sandbox) -> Channel:
    """A channel of an office that would rather write twice than not at all."""
    return server(sandbox.smtp_port, on_doubt="resend")


def test_an_office_may_have_those_in_doubt_written_to_once_more(
    sandbox: Sandbox, resending: Channel, wire: Network
) -> None:
    sandbox.faults.add("smtp", Fault("drop_before"))
    keep, first = Kept(), to(person(1), person(2))
    assert isinstance(sent(resending, first, wire, keep), Unconfirmed)
    found = resending.reconcile(replace(first, progress=keep.last), wire)
    assert isinstance(found, Repeat)
    again = replace(first, progress=found.progress, known={"p1": "unconfirmed", "p2": "sent"})
    outcome = sent(resending, again, wire, keep)
    assert isinstance(outcome, Sent)
    assert states(outcome) == {"reader1@example.test": "sent"}, "it is on record that there is no doubt any more"
    assert arrived(sandbox) == ["reader2@example.test", "reader1@example.test"], "who is not in doubt is left alone"


def test_nobody_is_written_to_a_third_time(sandbox: Sandbox, resending: Channel, wire: Network) -> None:
    sandbox.faults.add("smtp", Fault("drop_after", times=2))
    keep, first = Kept(), to(person(1))
    sent(resending, first, wire, keep)
    found = resending.reconcile(replace(first, progress=keep.last), wire)
    assert isinstance(found, Repeat)
    assert isinstance(sent(resending, replace(first, progress=found.progress), wire, keep), Unconfirmed)
    assert isinstance(resending.reconcile(replace(first, progress=keep.last), wire), Unconfirmed)
    assert arrived(sandbox) == ["reader1@example.test"] * 2


def test_who_was_being_written_to_in_a_crash_is_too(resending: Channel, wire: Network) -> None:
    progress = {"done": ["p1"], "refused": {}, "doubtful": {}, "begun": ["p2"]}
    found = resending.reconcile(to(person(1), person(2), progress=progress), wire)
    assert isinstance(found, Repeat)
    assert found.progress == {"done": ["p1"], "refused": {}, "doubtful": {}, "begun": [], "again": ["p2"]}


class Simulated:
    """A Transport without sockets, as the simulator has it."""

    def __init__(self, mailroom: Mailroom, faults: Faults) -> None:
        self._mailroom, self._faults = mailroom, faults

    def adapter(self, public_only: bool = False) -> Any:
        raise AssertionError("mail needs no HTTP")

    def connect(self, host: str, port: int, timeout: float) -> Any:
        return StandInSocket(SmtpSession(self._mailroom, self._faults), utc_now, timeout)


@pytest.mark.parametrize(
    ("fault", "state"),
    [
        (Fault("drop_after"), Unconfirmed),
        (Fault("drop_before"), Unconfirmed),
        (Fault("hang"), Unconfirmed),
        (Fault("status", status=451), Retry),
        (Fault("status", status=554), Sent),
    ],
)
def test_the_simulator_s_socket_will_do(fault: Fault, state: type) -> None:
    mailroom, faults = Mailroom(), Faults()
    faults.add("smtp", fault)
    outcome = server(25).send(to(person(1), person(2)), b"", Simulated(mailroom, faults), Kept())
    assert isinstance(outcome, state)
    assert len(mailroom.received) == len({letter.recipients for letter in mailroom.received})
