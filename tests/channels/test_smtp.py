"""Letters: one a person, as they were approved, and whoever is refused costs nobody else theirs."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.channels.base import Channel
from bot.channels.wire import Network
from bot.core.delivery import Rejected, Retry, Sent
from bot.core.rendition import GREETING, UNSUBSCRIBE
from bot.sandbox.server import Sandbox
from tests.channels.by_smtp import ALL, BOUNCE, DEFER, READERS, arrived, server, states, to
from tests.channels.orders import MAIL, Kept, person, sent


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
