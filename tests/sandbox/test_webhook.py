"""What the webhook receivers take, checked with the specification's vector and its own library."""

from __future__ import annotations

import base64
import json
from datetime import UTC, datetime, timedelta

import pytest
from standardwebhooks import Webhook

from bot.sandbox.exchange import Request
from bot.sandbox.webhook import BadWebhookSecret, WebhookReceiver
from tests.sandbox.conftest import NOW, SECRET

NEW_SECRET = "whsec_" + base64.b64encode(b"the secret after its rotation...").decode()
BODY = json.dumps({"headline": "Harbour walls", "embargoedUntil": "2026-03-05T00:01:00Z"})


@pytest.fixture
def hooks() -> WebhookReceiver:
    return WebhookReceiver({"partners": [SECRET], "rotating": [SECRET, NEW_SECRET]})


def hook(
    name: str = "partners", secret: str = SECRET, at: datetime = NOW, body: str = BODY, **headers: str | None
) -> Request:
    signature = Webhook(secret).sign("msg_1", at, body)
    fields: dict[str, str | None] = {
        "webhook-id": "msg_1",
        "webhook-timestamp": str(int(at.timestamp())),
        "webhook-signature": signature,
        **{key.replace("_", "-"): value for key, value in headers.items()},
    }
    kept = {key: value for key, value in fields.items() if value is not None}
    return Request.of(
        "POST", f"https://p.example.test/hooks/{name}", "https://p.example.test/hooks", kept, body.encode()
    )


def test_the_vector_of_the_reference_implementation_is_right() -> None:
    # https://github.com/standard-webhooks/standard-webhooks, tests of its libraries
    hooks = WebhookReceiver({"a": ["whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"]})
    headers = {
        "webhook-id": "msg_p5jXN8AQM9LWM0D4loKWxJek",
        "webhook-timestamp": "1614265330",
        "webhook-signature": "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
    }
    request = Request.of("POST", "https://p/a", "https://p", headers, b'{"test": 2432232314}')
    assert hooks.answer(request, datetime.fromtimestamp(1614265330, UTC)).status == 204


def test_what_the_specifications_library_signs_is_verified(hooks: WebhookReceiver) -> None:
    assert hooks.answer(hook(), NOW).status == 204
    received = hooks.received[0]
    assert (received.name, received.webhook_id, received.verified, received.repeat) == (
        "partners",
        "msg_1",
        True,
        False,
    )
    assert received.body["headline"] == "Harbour walls"


@pytest.mark.parametrize("missing", ["webhook_id", "webhook_timestamp", "webhook_signature"])
def test_a_missing_header_is_a_bad_request(hooks: WebhookReceiver, missing: str) -> None:
    assert hooks.answer(hook(**{missing: None}), NOW).status == 400
    assert hooks.received == []


@pytest.mark.parametrize(
    "request_",
    [
        hook(secret=NEW_SECRET),
        hook(webhook_id="msg_2"),
        hook(at=NOW - timedelta(minutes=6)),
        hook(at=NOW + timedelta(minutes=6)),
        hook(webhook_timestamp="1772668860.5"),
        hook(webhook_signature="v1a,abc"),
    ],
    ids=["secret", "id", "too old", "too new", "no integer", "another scheme"],
)
def test_a_wrong_one_is_unauthorized_and_remembered_as_such(hooks: WebhookReceiver, request_: Request) -> None:
    assert hooks.answer(request_, NOW).status == 401
    assert [one.verified for one in hooks.received] == [False]


def test_one_right_signature_of_several_is_enough(hooks: WebhookReceiver) -> None:
    right = Webhook(SECRET).sign("msg_1", NOW, BODY)
    assert hooks.answer(hook(webhook_signature=f"v1,AAAA v2,x {right}"), NOW).status == 204


@pytest.mark.parametrize("secret", [SECRET, NEW_SECRET])
def test_both_secrets_of_a_rotation_are_right(hooks: WebhookReceiver, secret: str) -> None:
    assert hooks.answer(hook("rotating", secret), NOW).status == 204


def test_a_repeat_is_taken_and_known(hooks: WebhookReceiver) -> None:
    assert [hooks.answer(hook(), NOW).status for _ in range(2)] == [204, 200]
    assert [one.repeat for one in hooks.received] == [False, True]


def test_the_same_id_at_another_receiver_is_no_repeat(hooks: WebhookReceiver) -> None:
    hooks.answer(hook(), NOW)
    assert hooks.answer(hook("rotating"), NOW).status == 204


def test_an_unknown_name_is_not_found(hooks: WebhookReceiver) -> None:
    assert hooks.answer(hook("nobody"), NOW).status == 404


def test_a_gone_endpoint_says_so(hooks: WebhookReceiver) -> None:
    assert hooks.failure(hook(), NOW, 410, None).status == 410


@pytest.mark.parametrize("secret", ["whsec_YWJj", "abc", "whsec_?", "whsec_" + base64.b64encode(b"x" * 65).decode()])
def test_a_secret_that_no_partner_could_use_is_refused(secret: str) -> None:
    with pytest.raises(BadWebhookSecret, match="partners"):
        WebhookReceiver({"partners": [secret]})
