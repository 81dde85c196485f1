from __future__ import annotations

import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bot.channels.base import Channel, Early, to_send_again
from bot.channels.mail_line import MailLine
from bot.channels.shelf import Shelf
from bot.channels.wire import Network
from bot.core.delivery import Addressee, LeaseLost, Order, Rejected, Repeat, Retry, Sent, Unconfirmed
from bot.core.errors import ConfigurationError
from bot.core.pace import read_rate
from bot.core.rendition import GREETING, UNSUBSCRIBE
from bot.sandbox.answering import StandInSocket
from bot.sandbox.faults import Fault, Faults
from bot.sandbox.mail import Mailroom, SmtpSession
from bot.sandbox.server import Sandbox, utc_now
from tests.channels.certificates import certificate
from tests.channels.orders import ENVIRONMENT, MAIL, Kept, channel, order, person, sent


def server(port: int, **options: Any) -> Channel:
    settings = {"host": "127.0.0.1", "port": port, "tls": "none"} | options
    return channel("email", "smtp", ENVIRONMENT, timeout=0.5, options=settings)


@pytest.fixture
def smtp(sandbox: Sandbox) -> Channel:
    return server(sandbox.smtp_port)


def to(*people: Addressee, **changes: object) -> Order:
    return order(MAIL.to_bytes(), people or (person(1),), **changes)


def arrived(sandbox: Sandbox) -> list[str]:
    return [address for letter in sandbox.mail.received for address in letter.recipients]


def states(outcome: Any) -> dict[str, str]:
    return {one.email: one.state for one in outcome.people}


READERS = tuple(person(number) for number in range(1, 26))
ALL = [one.email for one in READERS]
BOUNCE, DEFER = person(98, "bounce@example.test"), person(99, "defer@example.test")


def test_everybody_gets_a_letter_of_their_own(sandbox: Sandbox, smtp: Channel, wire: Network) -> None:
    assert sent(smtp, to(*READERS), wire) == Sent()
    assert arrived(sandbox) == ALL


def test_a_letter_reads_as_it_was_approved(sandbox: Sandbox, smtp: Channel, wire: Network) -> None:
    sent(smtp, to(person(1, name="Zoë, “O’Neil” & Söhne")), wire)
    mail = sandbox.mail.received[0].mail_to("reader1@example.test")
    link = "https://press.example.org/unsubscribe/t1"
    assert mail.subject == MAIL.subject
    assert mail.text.replace("\r\n", "\n") == MAIL.text.replace(GREETING, "Dear Zoë, “O’Neil” & Söhne,").replace(
        UNSUBSCRIBE, link
    )
    assert mail.html.strip() == MAIL.html.replace(GREETING, "Dear Zoë, “O’Neil” & Söhne,").replace(UNSUBSCRIBE, link)
    assert mail.sender == MAIL.sender


def test_a_commit_comes_before_letters_and_then_for_ever_more_of_them(
    sandbox: Sandbox, smtp: Channel, wire: Network
) -> None:
    keep = Kept()
    sent(smtp, to(*map(person, range(80))), wire, keep)
    assert [len(one["begun"]) for one in keep.all] == [10, 20, 40, 10, 0]
    assert [len(one["done"]) for one in keep.all] == [0, 10, 30, 70, 80]


def test_the_next_delivery_begins_with_half_of_what_went_well(sandbox: Sandbox, smtp: Channel, wire: Network) -> None:
    keep = Kept()
    sent(smtp, to(*map(person, range(70))), wire)
    sent(smtp, to(*map(person, range(90)), delivery="d-2"), wire, keep)
    assert [len(one["begun"]) for one in keep.all] == [40, 50, 0]


def test_a_slow_server_has_a_commit_for_each_half_second(
    sandbox: Sandbox, smtp: Channel, wire: Network, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.channels.smtp.KEEP_SECONDS", 0.0)
    keep = Kept()
    sent(smtp, to(*READERS[:4]), wire, keep)
    assert [len(one["begun"]) for one in keep.all] == [4, 1, 1, 1, 0]
    assert [len(one["done"]) for one in keep.all] == [0, 1, 2, 3, 4]


class Counting(Network):
    """Counts the connections that were opened."""

    opened = 0

    def connect(self, host: str, port: int, timeout: float) -> Any:
        self.opened += 1
        return super().connect(host, port, timeout)


@pytest.fixture
def counting() -> Iterator[Counting]:
    network = Counting()
    yield network
    network.close()


def test_no_delivery_is_larger_than_what_may_go_at_once() -> None:
    options = {"host": "mail.example.org"}
    assert channel("email", "smtp", options=options).batch == 250
    assert channel("email", "smtp", options=options, rate=read_rate("20/s")).batch == 20


def test_one_connection_carries_delivery_after_delivery(sandbox: Sandbox, smtp: Channel, counting: Counting) -> None:
    for number in range(3):
        assert sent(smtp, to(*READERS, delivery=f"d-{number}"), counting) == Sent()
    assert counting.opened == 1
    assert len(sandbox.mail.received) == 75


def test_deliveries_at_once_have_a_connection_each(sandbox: Sandbox, smtp: Channel, counting: Counting) -> None:
    together = threading.Barrier(2, timeout=5)
    halves = [
        threading.Thread(
            target=sent, args=(smtp, to(*READERS[:3], delivery=f"d-{half}"), counting, Kept(_once(together)))
        )
        for half in range(2)
    ]
    for half in halves:
        half.start()
    for half in halves:
        half.join()
    assert counting.opened == 2
    assert sent(smtp, to(*READERS, delivery="d-9"), counting) == Sent()
    assert counting.opened == 2


def _once(barrier: threading.Barrier) -> Callable[[], None]:
    """Waits at the second `keep`, when the connection is in use."""
    calls = iter(range(10))

    def wait() -> None:
        if next(calls) == 1:
            barrier.wait()

    return wait


def test_connections_are_there_before_they_are_needed(sandbox: Sandbox, smtp: Channel, counting: Counting) -> None:
    assert isinstance(smtp, Early)
    smtp.open_ahead(counting, 2)
    assert counting.opened == 2
    assert arrived(sandbox) == []
    assert sent(smtp, to(*READERS), counting) == Sent()
    assert counting.opened == 2


def test_a_server_that_is_not_there_ahead_is_no_trouble_yet(counting: Counting) -> None:
    ahead = server(9)
    assert isinstance(ahead, Early)
    ahead.open_ahead(counting, 2)
    assert counting.opened == 1


def test_a_connection_that_the_server_dropped_meanwhile_costs_nobody_the_mail(
    sandbox: Sandbox, smtp: Channel, counting: Counting
) -> None:
    sent(smtp, to(person(1)), counting)
    kept = counting.shelf.take()
    assert isinstance(kept, MailLine) and kept.sock is not None
    kept.sock.shutdown(socket.SHUT_RDWR)
    counting.shelf.put(kept)
    assert sent(smtp, to(person(2), delivery="d-2"), counting) == Sent()
    assert counting.opened == 2
    assert arrived(sandbox) == ALL[:2]


def test_nothing_is_kept_for_long(sandbox: Sandbox, smtp: Channel, counting: Counting) -> None:
    counting.shelf = Shelf(seconds=0.05)
    sent(smtp, to(person(1)), counting)
    kept = counting.shelf.take()
    assert isinstance(kept, MailLine)
    counting.shelf.put(kept)
    for _ in range(100):
        if kept.sock is None:
            break
        time.sleep(0.02)
    assert kept.sock is None
    assert counting.shelf.take() is None


def test_a_server_that_goes_away_with_421_is_connected_to_again(
    sandbox: Sandbox, smtp: Channel, counting: Counting
) -> None:
    sandbox.faults.add("smtp", Fault("status", status=421))
    outcome = sent(smtp, to(*READERS[:3]), counting)
    assert isinstance(outcome, Retry)
    assert list(states(outcome).values()) == ["deferred", "sent", "sent"]
    assert counting.opened == 2


def test_bounces_come_back_to_an_address_of_their_own(sandbox: Sandbox, wire: Network) -> None:
    marked = server(sandbox.smtp_port, bounces_address="bounces@example.org")
    sent(marked, to(person(1), person(2)), wire)
    senders = [letter.sender for letter in sandbox.mail.received]
    ids = [dict(letter.mail_to(letter.recipients[0]).headers)["Message-ID"] for letter in sandbox.mail.received]
    assert senders == [f"bounces+{one[1:33]}@example.org" for one in ids]
    assert len(set(senders)) == 2


def test_who_is_refused_or_put_off_costs_nobody_else_the_mail(sandbox: Sandbox, smtp: Channel, wire: Network) -> None:
    keep = Kept()
    outcome = sent(smtp, to(person(1), BOUNCE, DEFER, person(2)), wire, keep)
    assert isinstance(outcome, Retry)
    assert states(outcome) == {
        "reader1@example.test": "sent",
        "bounce@example.test": "rejected",
        "defer@example.test": "deferred",
        "reader2@example.test": "sent",
    }
    assert arrived(sandbox) == ["reader1@example.test", "reader2@example.test"]


def test_the_next_attempt_writes_only_to_those_who_were_put_off(sandbox: Sandbox, smtp: Channel, wire: Network) -> None:
    keep, first = Kept(), to(person(1), BOUNCE, DEFER)
    sent(smtp, first, wire, keep)
    late = replace(DEFER, email="later@example.test")  # the mailbox takes mail again
    known = {BOUNCE.id: "rejected", DEFER.id: "deferred", "p1": "sent"}
    again = replace(first, people=(person(1), BOUNCE, late), progress=keep.last, known=known, attempt=2)
    outcome = sent(smtp, again, wire, keep)
    assert isinstance(outcome, Sent)
    assert states(outcome) == {"bounce@example.test": "rejected", "later@example.test": "sent"}
    assert arrived(sandbox) == ["reader1@example.test", "later@example.test"]


def test_refused_by_everybody_is_a_rejection(sandbox: Sandbox, smtp: Channel, wire: Network) -> None:
    outcome = sent(smtp, to(BOUNCE), wire)
    assert isinstance(outcome, Rejected)
    assert "No such user" in outcome.because


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


def test_an_address_that_is_more_than_one_is_refused(sandbox: Sandbox, smtp: Channel, wire: Network) -> None:
    bad = (
        "a@example.test,b@example.test",
        "a@example.test\r\nRCPT TO:<b@example.test>",
        "a@example.test> <b@example.test",
    )
    outcome = sent(smtp, to(person(1), *(person(n, email) for n, email in enumerate(bad, 2))), wire)
    assert isinstance(outcome, Sent)
    assert [one.state for one in outcome.people] == ["rejected"] * 3
    assert arrived(sandbox) == ["reader1@example.test"]


def test_letters_that_the_server_has_no_word_for_are_refused(sandbox: Sandbox, smtp: Channel, wire: Network) -> None:
    outcome = sent(smtp, to(person(1, "jürgen@example.test"), person(2, "ann@bücher.test")), wire)
    assert isinstance(outcome, Sent)
    assert states(outcome) == {"jürgen@example.test": "rejected"}
    assert arrived(sandbox) == ["ann@xn--bcher-kva.test"]


def test_a_server_that_is_not_there_is_tried_again(wire: Network) -> None:
    outcome = sent(server(9), to(), wire)
    assert isinstance(outcome, Retry)
    assert "connection refused" in outcome.because


@pytest.fixture(scope="module")
def guarded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Sandbox, Path]]:
    """A mail server that asks for STARTTLS and a login."""
    file = certificate(tmp_path_factory.mktemp("tls"), "localhost")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)
    login = (ENVIRONMENT["SMTP_USER"], ENVIRONMENT["SMTP_PASSWORD"])
    with Sandbox(smtp_login=login, tls=context) as sandbox:
        yield sandbox, file


LOGIN = {"host": "localhost", "tls": "starttls", "user_env": "SMTP_USER", "password_env": "SMTP_PASSWORD"}


def test_the_connection_is_secured_before_the_login(guarded: tuple[Sandbox, Path], wire: Network) -> None:
    sandbox, file = guarded
    secured = server(sandbox.smtp_port, **LOGIN, ca_file=str(file))
    assert sent(secured, to(), wire) == Sent()
    assert [check.ok for check in secured.check(wire)] == [True]


def test_a_certificate_nobody_vouches_for_gets_no_password(guarded: tuple[Sandbox, Path], wire: Network) -> None:
    outcome = sent(server(guarded[0].smtp_port, **LOGIN), to(), wire)
    assert isinstance(outcome, Retry)
    assert "certificate" in outcome.because


def test_a_wrong_password_is_a_plain_sentence(guarded: tuple[Sandbox, Path], wire: Network) -> None:
    sandbox, file = guarded
    settings = LOGIN | {"port": sandbox.smtp_port, "ca_file": str(file)}
    wrong = channel("email", "smtp", ENVIRONMENT | {"SMTP_PASSWORD": "guess"}, options=settings)
    outcome = sent(wrong, to(), wire)
    assert isinstance(outcome, Rejected)
    assert "does not accept the user and password" in outcome.because
    assert "guess" not in outcome.because


def test_a_server_without_tls_gets_nothing_when_tls_is_asked_for(sandbox: Sandbox, wire: Network) -> None:
    outcome = sent(server(sandbox.smtp_port, tls="starttls"), to(), wire)
    assert isinstance(outcome, Rejected)
    assert arrived(sandbox) == []


def test_a_password_does_not_travel_readable() -> None:
    login = {"user_env": "SMTP_USER", "password_env": "SMTP_PASSWORD"}
    assert "tls is none" in server(25, host="mail.example.org", **login).doubts(MAIL.to_bytes())[0]
    assert server(25, **login).doubts(MAIL.to_bytes()) == []


def test_a_missing_password_is_named() -> None:
    assert channel("email", "smtp", {"SMTP_USER": "office"}, options=LOGIN).missing() == ["SMTP_PASSWORD"]


@pytest.mark.parametrize(
    "options",
    [
        {"host": ""},
        {"port": 0},
        {"port": "25"},
        {"tls": "ssl"},
        {"user_env": "SMTP_USER"},
        {"hots": "x"},
        {"sender": "x"},
    ],
)
def test_a_bad_setting_is_named(options: dict[str, object]) -> None:
    with pytest.raises(ConfigurationError, match=r"\[channels.press\] " + next(iter(options))):
        channel("email", "smtp", options={"host": "mail.example.org"} | options)


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
