"""The sandbox signs events as SendGrid does: by the word of SendGrid's own helper."""

from __future__ import annotations

from datetime import UTC, datetime

from sendgrid.helpers.eventwebhook import EventWebhook

from bot.sandbox.sendgrid import MailRequest
from bot.sandbox.sendgrid_events import EventPoster

NOW = datetime(2026, 3, 5, 11, 0, tzinfo=UTC)
MAIL = MailRequest(
    NOW,
    "sandbox-000001",
    {
        "personalizations": [
            {"to": [{"email": f"reader{n}@example.org"}], "custom_args": {"delivery": "d-1", "recipient": str(n)}}
            for n in (1, 2)
        ]
    },
    100,
)


def test_sendgrids_own_helper_verifies_them() -> None:
    poster = EventPoster()
    headers, body = poster.signed(poster.about(MAIL, "processed", NOW), NOW)
    stamp = headers["X-Twilio-Email-Event-Webhook-Timestamp"]
    signature = headers["X-Twilio-Email-Event-Webhook-Signature"]
    verifier = EventWebhook(poster.verification_key)
    assert verifier.verify_signature(body.decode(), signature, stamp)
    assert not verifier.verify_signature(body.decode() + " ", signature, stamp)


def test_an_event_names_its_person_and_what_the_mail_was_sent_with() -> None:
    first, second = EventPoster().about(MAIL, "bounce", NOW)
    assert (first["email"], first["delivery"], first["recipient"]) == ("reader1@example.org", "d-1", "1")
    assert (second["event"], second["type"]) == ("bounce", "bounce")
    assert first["sg_event_id"] != second["sg_event_id"]
    (only,) = EventPoster().about(MAIL, "delivered", NOW, ["reader2@example.org"])
    assert only["recipient"] == "2"
