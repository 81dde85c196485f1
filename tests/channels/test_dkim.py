"""Signed letters, verified by dkimpy as a receiver would, with a DNS of our own."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import dkim
import pytest
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1
from cryptography.hazmat.primitives.asymmetric.ec import generate_private_key as ec_key
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key as rsa_key
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from bot.channels.dkim import Signer
from bot.channels.letters import Letters
from bot.channels.wire import Network
from bot.core.delivery import Rejected, Sent
from bot.core.errors import ConfigurationError
from bot.sandbox.server import Sandbox
from tests.channels.orders import ENVIRONMENT, MAIL, channel, order, person, sent


def pem(key: Any) -> str:
    return str(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode())


KEYS = {"rsa": pem(rsa_key(65537, 2048)), "ed25519": pem(Ed25519PrivateKey.generate())}


def verified(letter: bytes, signer: Signer) -> bool:
    name, record = signer.record

    def txt(asked: bytes, timeout: float = 5) -> bytes | None:
        return record.encode() if asked.decode().rstrip(".") == name else None

    return bool(dkim.verify(letter, dnsfunc=txt))


@pytest.fixture(params=KEYS)
def signer(request: pytest.FixtureRequest) -> Signer:
    return Signer(KEYS[request.param], "press2026", "example.org")


@pytest.fixture
def letter(signer: Signer) -> bytes:
    return Letters(order(MAIL.to_bytes()), "press", sign=signer).written_to(person(1, name="Zoë Reader"))


def test_a_receiver_finds_the_signature_good(letter: bytes, signer: Signer) -> None:
    assert verified(letter, signer)


@pytest.mark.parametrize(
    "field",
    [b"From", b"To", b"Subject", b"Date", b"Message-ID", b"Reply-To", b"List-Unsubscribe", b"List-Unsubscribe-Post"],
)
def test_nobody_can_change_what_is_signed(letter: bytes, signer: Signer, field: bytes) -> None:
    changed = re.sub(rb"(?m)^(%s: )" % field, rb"\1x", letter)
    assert changed != letter
    assert not verified(changed, signer)


def test_nobody_can_change_the_text(letter: bytes, signer: Signer) -> None:
    assert not verified(letter.replace(b"Rivers are cleaner.", b"Rivers are dirtier."), signer)


def test_nobody_can_add_a_second_sender(letter: bytes, signer: Signer) -> None:
    assert not verified(b"From: Somebody <else@example.test>\r\n" + letter, signer)


def test_a_key_of_32_bytes_in_base64_will_do() -> None:
    assert Signer("A" * 43 + "=", "s", "example.org").record[1].startswith("v=DKIM1; k=ed25519; p=")


def test_a_key_in_one_line_will_do() -> None:
    """As it stands in a .env file."""
    in_one_line = KEYS["ed25519"].replace("\n", "\\n")
    assert Signer(in_one_line, "s", "example.org").record == Signer(KEYS["ed25519"], "s", "example.org").record


@pytest.mark.parametrize(
    ("key", "problem"),
    [
        ("secret", "no private key"),
        ("-----BEGIN NOTHING-----\nx\n-----END NOTHING-----", "no private key"),
        (pem(ec_key(SECP256R1())), "RSA and Ed25519"),
    ],
)
def test_what_is_no_key_is_said(key: str, problem: str) -> None:
    with pytest.raises(ValueError, match=problem):
        Signer(key, "s", "example.org")


SET = {"host": "127.0.0.1", "tls": "none", "sender": "Press <press@example.org>", "dkim_selector": "press2026"}


def test_every_mail_that_arrives_is_signed(sandbox: Sandbox, wire: Network) -> None:
    options = SET | {"port": sandbox.smtp_port, "dkim_key_env": "DKIM"}
    signing = channel("email", "smtp", ENVIRONMENT | {"DKIM": KEYS["rsa"]}, options=options)
    assert sent(signing, order(MAIL.to_bytes(), (person(1), person(2))), wire) == Sent()
    signer = Signer(KEYS["rsa"], "press2026", "example.org")
    assert [verified(letter.content, signer) for letter in sandbox.mail.received] == [True, True]


def test_doctor_says_what_has_to_be_in_the_dns(sandbox: Sandbox, wire: Network, tmp_path: Path) -> None:
    (tmp_path / "dkim.pem").write_text(KEYS["rsa"])
    options = SET | {"port": sandbox.smtp_port, "dkim_key_file": str(tmp_path / "dkim.pem"), "dkim_dns": "127.0.0.1:1"}
    detail = channel("email", "smtp", options=options).check(wire)[1].detail
    assert 'press2026._domainkey.example.org TXT "v=DKIM1; k=rsa; p=' in detail


def test_nothing_leaves_unsigned_when_the_key_is_none(sandbox: Sandbox, wire: Network) -> None:
    options = SET | {"port": sandbox.smtp_port, "dkim_key_env": "DKIM"}
    broken = channel("email", "smtp", ENVIRONMENT | {"DKIM": "not a key"}, options=options)
    assert "DKIM can't be used to sign" in broken.doubts(MAIL.to_bytes())[0]
    assert [check.ok for check in broken.check(wire)] == [True, False]
    outcome = sent(broken, order(MAIL.to_bytes(), (person(1),)), wire)
    assert isinstance(outcome, Rejected) and "not a key" not in outcome.because
    assert sandbox.mail.received == []


def test_a_missing_key_is_named() -> None:
    assert channel("email", "smtp", {}, options=SET | {"dkim_key_env": "DKIM"}).missing() == ["DKIM"]


def test_a_signature_of_another_domain_is_doubted() -> None:
    options = SET | {"dkim_key_env": "DKIM", "dkim_domain": "example.test"}
    doubts = channel("email", "smtp", {"DKIM": KEYS["ed25519"]}, options=options).doubts(MAIL.to_bytes())
    assert "DMARC" in doubts[0]


@pytest.mark.parametrize(
    "options", [{"dkim_selector": "s"}, {"dkim_key_env": "K"}, {"dkim_selector": "s", "dkim_key_file": "/nowhere.pem"}]
)
def test_half_a_setting_is_named(options: dict[str, str]) -> None:
    with pytest.raises(ConfigurationError, match=r"\[channels.press\] dkim_"):
        channel("email", "smtp", options={"host": "x", "sender": "a@example.org"} | options)
