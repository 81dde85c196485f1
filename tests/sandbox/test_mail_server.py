"""The mail stand-in over real sockets."""

from __future__ import annotations

import smtplib
import ssl
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from bot.sandbox.faults import Fault
from bot.sandbox.server import Sandbox


@pytest.fixture
def letter() -> EmailMessage:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "press@example.org", "ada@example.org", "News"
    message.set_content("Text")
    return message


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    """A key and a certificate for localhost in one PEM file, good for an hour."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    start = datetime.now(UTC) - timedelta(minutes=5)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(start)
        .not_valid_after(start + timedelta(hours=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    secret = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    path = tmp_path / "localhost.pem"
    path.write_bytes(secret + made.public_bytes(pem))
    return path


@pytest.fixture
def guarded(certificate: Path) -> Iterator[Sandbox]:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate)
    with Sandbox(smtp_login=("user", "pass"), tls=context) as running:
        yield running


def client(sandbox: Sandbox) -> smtplib.SMTP:
    return smtplib.SMTP("127.0.0.1", sandbox.smtp_port, timeout=5)


def test_a_letter_arrives_over_a_socket(sandbox: Sandbox, letter: EmailMessage) -> None:
    before = datetime.now(UTC)
    with client(sandbox) as smtp:
        smtp.send_message(letter)
    received = sandbox.mail.received[0]
    assert received.subject == "News"
    assert received.answered_at is not None
    assert before <= received.at <= received.answered_at <= datetime.now(UTC)


def test_it_says_what_it_can(sandbox: Sandbox) -> None:
    with client(sandbox) as smtp:
        smtp.ehlo()
        assert (smtp.has_extn("8bitmime"), smtp.has_extn("size"), smtp.has_extn("auth")) == (True, True, False)


def test_each_recipient_has_their_own_outcome(sandbox: Sandbox, letter: EmailMessage) -> None:
    with client(sandbox) as smtp:
        refused = smtp.send_message(letter, to_addrs=["ada@example.org", "bounce@example.org", "defer@example.org"])
    assert {address: reply[0] for address, reply in refused.items()} == {
        "bounce@example.org": 550,
        "defer@example.org": 451,
    }


def test_a_login_over_starttls_is_taken(guarded: Sandbox, letter: EmailMessage, certificate: Path) -> None:
    with smtplib.SMTP("localhost", guarded.smtp_port, timeout=5) as smtp:
        smtp.starttls(context=ssl.create_default_context(cafile=str(certificate)))
        smtp.login("user", "pass")
        smtp.send_message(letter)
    assert len(guarded.mail.received) == 1


def test_a_wrong_password_is_refused(guarded: Sandbox, certificate: Path) -> None:
    with smtplib.SMTP("localhost", guarded.smtp_port, timeout=5) as smtp:
        smtp.starttls(context=ssl.create_default_context(cafile=str(certificate)))
        with pytest.raises(smtplib.SMTPAuthenticationError):
            smtp.login("user", "wrong")


def test_without_tls_no_password_is_asked_for(guarded: Sandbox) -> None:
    with client(guarded) as smtp:
        smtp.ehlo()
        assert not smtp.has_extn("auth")


def test_without_a_login_nothing_is_taken(guarded: Sandbox, letter: EmailMessage) -> None:
    with client(guarded) as smtp, pytest.raises(smtplib.SMTPSenderRefused) as refused:
        smtp.send_message(letter)
    assert refused.value.smtp_code == 530


def test_a_login_without_tls_works_where_no_tls_is_offered(letter: EmailMessage) -> None:
    with Sandbox(smtp_login=("user", "pass")) as sandbox, client(sandbox) as smtp:
        smtp.login("user", "pass")
        smtp.send_message(letter)
        assert len(sandbox.mail.received) == 1


@pytest.mark.parametrize(("kind", "arrived"), [("drop_after", 1), ("drop_before", 0)])
def test_a_connection_can_be_lost_after_the_final_dot(
    sandbox: Sandbox, letter: EmailMessage, kind: str, arrived: int
) -> None:
    sandbox.faults.add("smtp", Fault(kind))
    smtp = client(sandbox)
    with pytest.raises(smtplib.SMTPServerDisconnected):
        smtp.send_message(letter)
    assert len(sandbox.mail.received) == arrived
    with client(sandbox) as again:
        again.send_message(letter)
    assert len(sandbox.mail.received) == arrived + 1


def test_a_bare_line_feed_is_refused(sandbox: Sandbox) -> None:
    with client(sandbox) as smtp:
        smtp.ehlo()
        smtp.mail("press@example.org")
        smtp.rcpt("ada@example.org")
        smtp.docmd("DATA")
        smtp.send(b"Subject: a\r\n\r\none\ntwo\r\n.\r\n")
        assert smtp.getreply()[0] == 521
