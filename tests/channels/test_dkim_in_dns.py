"""Whether the DNS has the key by which receivers check the signature: asked of a resolver over a real socket."""

from __future__ import annotations

import pytest
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from bot.channels.dkim import Signer
from bot.channels.wire import Network
from bot.core.delivery import Check, Trouble
from bot.core.errors import ConfigurationError
from bot.sandbox.server import Sandbox
from tests.channels.dns_server import REFUSED, resolver
from tests.channels.orders import ENVIRONMENT, channel

KEY = generate_private_key(65537, 2048).private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode("ascii")
NAME, RECORD = Signer(KEY, "press2026", "example.org").record
SET = {"host": "127.0.0.1", "tls": "none", "sender": "Press <press@example.org>", "dkim_selector": "press2026"}


def asked(sandbox: Sandbox, wire: Network, where: str) -> Check:
    """What `embargo doctor` says of the signature."""
    options = SET | {"port": sandbox.smtp_port, "dkim_key_env": "DKIM", "dkim_dns": where}
    server, signature = channel("email", "smtp", ENVIRONMENT | {"DKIM": KEY}, options=options).check(wire)
    assert server.ok
    return signature


def told(sandbox: Sandbox, wire: Network, records: dict[str, str]) -> Check:
    with resolver(records) as where:
        return asked(sandbox, wire, where)


@pytest.mark.parametrize(
    "record",
    [
        RECORD,
        RECORD.replace("k=rsa; ", ""),  # it is rsa unless it says otherwise
        RECORD.replace("; ", ";").replace("p=", "n=press; p=") + ";",
        RECORD[:90] + " " + RECORD[90:],  # white space in the key is none
    ],
)
def test_a_key_that_is_there_is_found(sandbox: Sandbox, wire: Network, record: str) -> None:
    found = told(sandbox, wire, {NAME: record})
    assert (found.ok, found.trouble) == (True, None)
    assert NAME in found.detail


def test_a_record_that_leads_to_another_name_is_followed(sandbox: Sandbox, wire: Network) -> None:
    assert told(sandbox, wire, {NAME: "-> s1.mailer.example", "s1.mailer.example": RECORD}).ok


@pytest.mark.parametrize(
    ("records", "why"),
    [
        ({}, "there is none"),
        ({NAME: "v=DKIM1; k=rsa; p="}, "another is there"),  # revoked: RFC 6376, section 3.6.1
        ({NAME: RECORD.replace("p=M", "p=N")}, "another is there"),
        ({NAME: "v=spf1 -all"}, "another is there"),
    ],
)
def test_without_its_key_in_the_dns_a_channel_is_refused_before_a_lift(
    sandbox: Sandbox, wire: Network, records: dict[str, str], why: str
) -> None:
    found = told(sandbox, wire, records)
    assert (found.ok, found.trouble) == (False, Trouble.REFUSED)
    assert why in found.detail and f'{NAME} TXT "{RECORD}"' in found.detail


def test_a_key_in_testing_is_said(sandbox: Sandbox, wire: Network) -> None:
    found = told(sandbox, wire, {NAME: RECORD + "; t=y"})
    assert found.ok is None and "t=y" in found.detail


def test_a_resolver_that_says_nothing_tells_nothing_of_the_key(sandbox: Sandbox, wire: Network) -> None:
    found = told(sandbox, wire, {NAME: REFUSED})
    assert (found.ok, found.trouble) == (None, None)
    assert "REFUSED" in found.detail and f'{NAME} TXT "{RECORD}"' in found.detail
    gone = asked(sandbox, wire, "127.0.0.1:1")
    assert (gone.ok, gone.trouble) == (None, None)


def test_a_resolver_is_an_address() -> None:
    with pytest.raises(ConfigurationError, match="dkim_dns"):
        channel("email", "smtp", {"DKIM": KEY}, options=SET | {"dkim_key_env": "DKIM", "dkim_dns": "my resolver"})
