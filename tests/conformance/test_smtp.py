"""Our mail, as mail servers that others wrote take it: Postfix's smtp-sink, and Exim with what it sends back."""

from __future__ import annotations

import email
import email.policy
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import partial
from typing import Any

import dkim
import pytest
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from bot.channels import bounces
from bot.channels.base import Channel
from bot.channels.dkim import Signer
from bot.channels.wire import Network
from bot.core.delivery import Addressee, Order, Rejected, Retry, Sent, Unconfirmed
from bot.core.labels import label
from tests.channels.orders import MAIL, Kept, channel, order, person, sent
from tests.conformance.conftest import unpacked
from tests.conformance.mail_servers import DOMAIN, PEOPLE, MailServer, exim, smtp_sink
from tests.conformance.processes import awaited

KEY = generate_private_key(65537, 2048).private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
READERS = tuple(person(number) for number in range(1, 201))
SINK, EXIM = "usr/sbin/smtp-sink", "usr/sbin/exim4"


def smtp(server: MailServer, **options: Any) -> Channel:
    settings = {"host": "127.0.0.1", "port": server.port, "tls": "none", "sender": MAIL.sender, **options}
    return channel("email", "smtp", {"DKIM_KEY": KEY}, options=settings)


def to(*people: Addressee, **changes: Any) -> Order:
    return order(MAIL.to_bytes(), people, **changes)


def parsed(raw: bytes) -> Any:
    return email.message_from_bytes(raw, policy=email.policy.default)


def test_two_hundred_letters_arrive_at_smtp_sink_each_once(wire: Network) -> None:
    with smtp_sink(unpacked(SINK)) as server:
        assert sent(smtp(server), to(*READERS), wire) == Sent()
        taken = awaited(lambda: len(server.taken()) >= len(READERS) and server.taken())
    assert sorted(parsed(one)["X-Rcpt-Args"] for one in taken) == sorted(f"<{one.email}>" for one in READERS)
    assert {parsed(one)["Subject"] for one in taken} == {MAIL.subject}


@pytest.mark.parametrize(
    ("options", "outcome"),
    [
        (("-r", "RCPT"), Retry),
        (("-r", "."), Retry),
        (("-q", "CONNECT"), Retry),
        (("-Q", "MAIL"), Retry),
        (("-f", "MAIL"), Rejected),
        (("-q", "."), Unconfirmed),
        (("-q", "DATA"), Retry),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else value.__name__.lower(),
)
def test_how_smtp_sink_fails_decides_what_comes_of_it(wire: Network, options: tuple[str, str], outcome: type) -> None:
    with smtp_sink(unpacked(SINK), *options) as server:
        assert isinstance(sent(smtp(server), to(person(1)), wire), outcome)


@pytest.fixture(scope="module")
def mta() -> Iterator[MailServer]:
    with exim(unpacked(EXIM)) as server:
        yield server


def somebody(name: str) -> Addressee:
    return person(1, f"{name}@{DOMAIN}", name.title())


def test_exim_delivers_a_list(mta: MailServer, wire: Network) -> None:
    people = tuple(
        Addressee(f"p{place}", f"{name}@{DOMAIN}", name.title(), "en", f"https://press.example.org/u/{name}")
        for place, name in enumerate(PEOPLE[:4])
    )
    assert sent(smtp(mta), to(*people), wire) == Sent()
    for one in people:
        (raw,) = awaited(partial(mta.mails, one.name.lower()))
        mail = parsed(raw)
        assert mail["To"] == f"{one.name} <{one.email}>"
        assert mail["Subject"] == MAIL.subject
        assert f"Dear {one.name}," in mail.get_body("plain").get_content()
        assert one.unsubscribe in mail.get_body("html").get_content()
        assert "\n.\n" in mail.get_body("plain").get_content()


def test_a_delivered_letters_signature_is_good(mta: MailServer, wire: Network) -> None:
    signing = {"dkim_selector": "press2026", "dkim_key_env": "DKIM_KEY"}
    before = len(mta.mails("ann"))
    assert sent(smtp(mta, **signing), to(somebody("ann"), delivery="d-signed"), wire) == Sent()
    awaited(lambda: len(mta.mails("ann")) > before)
    signed = [raw for raw in mta.mails("ann") if b"DKIM-Signature" in raw]
    name, record = Signer(KEY, "press2026", "example.org").record

    def txt(asked: bytes, timeout: float = 5) -> bytes | None:
        return record.encode() if asked.decode().rstrip(".") == name else None

    assert [dkim.verify(raw, dnsfunc=txt) for raw in signed] == [True]


@pytest.mark.parametrize("returning", [f"office@{DOMAIN}", ""])
def test_what_exim_sends_back_of_an_unknown_person_is_understood(
    mta: MailServer, wire: Network, returning: str
) -> None:
    nobody, delivery = somebody("nobody"), f"d-bounced-{len(returning)}"
    mail = order(_from_office(), (nobody,), delivery=delivery)
    before = set(mta.mails("office"))
    assert sent(smtp(mta, **({"bounces_address": returning} if returning else {})), mail, wire, Kept()) == Sent()
    (raw,) = awaited(lambda: set(mta.mails("office")) - before)
    (event,) = bounces.read(raw, datetime.now(UTC))
    assert (event.state, event.label) == ("bounced", label(delivery, nobody.id))
    assert "Unrouteable" in event.detail or "5." in event.detail


def _from_office() -> bytes:
    raw = MAIL.to_bytes()
    return raw.replace(b"press@example.org", f"office@{DOMAIN}".encode())
