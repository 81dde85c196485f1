"""Securing the connection and signing in to a mail server."""

from __future__ import annotations

import ssl
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.channels.wire import Network
from bot.core.delivery import Rejected, Retry, Sent
from bot.core.errors import ConfigurationError
from bot.sandbox.server import Sandbox
from tests.channels.by_smtp import arrived, server, to
from tests.channels.certificates import certificate
from tests.channels.orders import ENVIRONMENT, MAIL, channel, sent


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
