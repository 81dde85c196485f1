"""Signatures are checked against vectors and signers that others made."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.sandbox.exchange import Request
from bot.sandbox.oauth import base_string, credentials, flaw
from tests.sandbox.conftest import ACCOUNT, NOW, signed

SECRETS = (ACCOUNT.api_secret, ACCOUNT.access_token_secret)


def test_the_base_string_is_that_of_rfc_5849() -> None:
    # section 3.4.1.1
    header = (
        'OAuth realm="Example", oauth_consumer_key="9djdj82h48djs9d2", oauth_token="kkk9d7dh3k39sjv7",'
        ' oauth_signature_method="HMAC-SHA1", oauth_timestamp="137131201", oauth_nonce="7d8f3e4a",'
        ' oauth_signature="bYT5CMsGcbgUdFHObYMEfcx6bsw%3D"'
    )
    headers = {"Authorization": header, "Content-Type": "application/x-www-form-urlencoded"}
    url = "http://EXAMPLE.com:80/request?b5=%3D%253D&a3=a&c%40=&a2=r%20b"
    request = Request.of("POST", url, "http://EXAMPLE.com:80", headers, b"c2&a3=2+q")
    assert base_string(request, credentials(request)) == (
        "POST&http%3A%2F%2Fexample.com%2Frequest&a2%3Dr%2520b%26a3%3D2%2520q%26a3%3Da%26b5%3D%253D%25253D%26c%2540%3D"
        "%26c2%3D%26oauth_consumer_key%3D9djdj82h48djs9d2%26oauth_nonce%3D7d8f3e4a%26oauth_signature_method%3DHMAC-SHA1"
        "%26oauth_timestamp%3D137131201%26oauth_token%3Dkkk9d7dh3k39sjv7"
    )


def test_the_example_of_xs_own_documentation_is_right() -> None:
    # https://docs.x.com/resources/fundamentals/authentication/oauth-1-0a/creating-a-signature
    header = (
        'OAuth oauth_consumer_key="xvz1evFS4wEEPTGEFPHBog", oauth_nonce="kYjzVBB8Y0ZFabxSWbWovY3uYSQ2pTgmZeNu2VS4cg",'
        ' oauth_signature="hCtSmYh%2BiHYCEqBWrE7C7hYmtUk%3D", oauth_signature_method="HMAC-SHA1",'
        ' oauth_timestamp="1318622958", oauth_token="370773112-GmHxMAgYyLbNEtIKZeRNFsMKPR9EyMZeS9weJAEb",'
        ' oauth_version="1.0"'
    )
    secrets = ("kAcSOqF21Fu85e7zjz7ZN2U4ZRhfV3WpwPAoE3Z7kBw", "LswwdoUaIvS8ltyTt5jkRh4J50vUPVVHtR2YPi5kE")
    request = Request.of(
        "POST",
        "https://api.twitter.com/1.1/statuses/update.json?include_entities=true",
        "https://api.twitter.com",
        {"Authorization": header, "Content-Type": "application/x-www-form-urlencoded"},
        b"status=Hello%20Ladies%20%2b%20Gentlemen%2c%20a%20signed%20OAuth%20request%21",
    )
    assert flaw(request, credentials(request), secrets, datetime.fromtimestamp(1318622958, UTC)) is None


def test_what_a_library_signs_is_right() -> None:
    request = signed("GET", "/2/users/1001/tweets?tweet.fields=created_at,text&since_id=5&q=a%20b%2Bc")
    assert flaw(request, credentials(request), SECRETS, NOW) is None


@pytest.mark.parametrize("minutes", [-6, 6])
def test_a_clock_more_than_five_minutes_off_is_refused(minutes: int) -> None:
    request = signed("GET", "/2/users/me", at=NOW + timedelta(minutes=minutes))
    assert "five minutes" in str(flaw(request, credentials(request), SECRETS, NOW))


@pytest.mark.parametrize(
    "change",
    [
        {"url": "https://x.example.test/2/users/you"},
        {"url": "https://elsewhere.example.test/2/users/me"},
        {"url": "https://x.example.test/2/users/me?more=1"},
        {"method": "POST"},
    ],
)
def test_a_signature_is_right_for_its_own_request_only(change: dict[str, str]) -> None:
    request = replace(signed("GET", "/2/users/me"), **change)  # type: ignore[arg-type]
    assert flaw(request, credentials(request), SECRETS, NOW) == "oauth_signature does not match"


def test_another_method_of_signing_is_refused() -> None:
    request = signed("GET", "/2/users/me", signature_method="HMAC-SHA256")
    assert "HMAC-SHA1" in str(flaw(request, credentials(request), SECRETS, NOW))


def test_a_bearer_token_is_no_oauth_1() -> None:
    assert credentials(Request.of("GET", "https://a/", "https://a", {"Authorization": "Bearer x"})) == {}
