from __future__ import annotations

import logging
import subprocess
import sys

import pytest

from bot.channels.registry import PROVIDERS, open_channel
from bot.channels.wire import Network
from bot.core.configuration import ChannelConfig
from bot.core.errors import ConfigurationError
from bot.sandbox.server import Sandbox
from tests.channels.orders import ENVIRONMENT, HOOK, MAIL, OFFICE, SECRET, THREAD, channel, order, person, sent


def test_an_unknown_provider_is_named_with_those_there_are() -> None:
    with pytest.raises(ConfigurationError, match="no provider email/pigeon; there are email/sendgrid"):
        open_channel(ChannelConfig("press", "email", "pigeon"), OFFICE, {})


def test_no_provider_s_library_is_loaded_before_its_channel_is_opened() -> None:
    heavy = "sendgrid", "tweepy", "mastodon", "atproto_client", "standardwebhooks"
    code = f"import sys, bot.channels.registry; print([name for name in {heavy} if name in sys.modules])"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, check=True).stdout.strip() == b"[]"


def test_every_line_opens() -> None:
    settings = {
        "smtp": {"host": "mail.example.org"},
        "webhook": {"url": "https://a.example", "secret_env": "S"},
        "bluesky": {"handle": "a.example"},
        "notify": {"url_env": "N"},
    }
    for kind, provider in PROVIDERS:
        opened = channel(kind, provider, base_url="https://b.example", options=settings.get(provider, {}))
        assert (opened.kind, opened.provider) == (kind, provider)


def test_no_key_and_no_text_is_ever_logged(
    sandbox: Sandbox, wire: Network, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    hook = {"url": sandbox.hook_url("partners"), "secret_env": "HOOK_SECRET", "allow_private_addresses": True}
    sky = {"handle": "rights.example.org"}
    smtp = {"host": "127.0.0.1", "port": sandbox.smtp_port, "tls": "none"}
    outcomes = [
        sent(channel("email", "sendgrid", base_url=sandbox.sendgrid_url), order(MAIL.to_bytes(), (person(1),)), wire),
        sent(channel("email", "smtp", options=smtp), order(MAIL.to_bytes(), (person(1),)), wire),
        sent(channel("x", "x", base_url=sandbox.x_url), order(THREAD.to_bytes()), wire),
        sent(channel("mastodon", "mastodon", base_url=sandbox.mastodon_url), order(THREAD.to_bytes()), wire),
        sent(channel("bluesky", "bluesky", base_url=sandbox.bluesky_url, options=sky), order(THREAD.to_bytes()), wire),
        sent(channel("webhook", "webhook", options=hook), order(HOOK), wire),
    ]
    assert [type(one).__name__ for one in outcomes] == ["Sent"] * 6
    written = caplog.text + "".join(capfd.readouterr())
    for secret in (*ENVIRONMENT.values(), SECRET, "Rivers", "reader1", "oauth_signature", "/hooks/"):
        assert secret not in written
