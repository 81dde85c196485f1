"""Connections to a mail server: there before they are needed, shared by nobody, kept not for long."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from bot.channels.base import Channel, Early
from bot.channels.mail_line import MailLine
from bot.channels.shelf import Shelf
from bot.channels.wire import Network
from bot.core.delivery import Retry, Sent
from bot.core.pace import read_rate
from bot.sandbox.faults import Fault
from bot.sandbox.server import Sandbox
from tests.channels.by_smtp import ALL, READERS, arrived, server, states, to
from tests.channels.orders import Kept, channel, person, sent


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
