"""Bounces as mail servers write them."""

from __future__ import annotations

BETWEEN = "4XyZ1z0abc.1/mail.example.org"
SAID = {
    "failed": "550 5.1.1 No such user here",
    "delayed": "451 4.3.0 Try again later",
    "delivered": "250 2.0.0 OK",
}


def postfix(
    original: bytes, recipient: str, action: str = "failed", envelope: str = "", status: str = "5.1.1"
) -> bytes:
    """As Postfix 3.7 writes it (bounce_notify_util.c): a notice, the delivery status, and what it returns."""
    returned, _, _ = original.partition(b"\r\n\r\n")
    lines = [*_notice(recipient, action), *_delivery_status(recipient, action, envelope, status)]
    lines += [
        f"--{BETWEEN}",
        "Content-Description: Undelivered Message Headers",
        "Content-Type: text/rfc822-headers",
        "",
    ]
    return "\r\n".join(lines).encode() + b"\r\n" + returned + f"\r\n\r\n--{BETWEEN}--\r\n".encode()


def _notice(recipient: str, action: str) -> list[str]:
    names = {"failed": "Undelivered Mail Returned to Sender", "delayed": "Delayed Mail (still being retried)"}
    return [
        "Return-Path: <>",
        "Received: by mail.example.org (Postfix)\r\n\tid 4XyZ1z0abc; Thu,  5 Mar 2026 09:00:02 +0000 (GMT)",
        "Date: Thu,  5 Mar 2026 09:00:02 +0000 (GMT)",
        "From: MAILER-DAEMON@mail.example.org (Mail Delivery System)",
        f"Subject: {names.get(action, 'Successful Mail Delivery Report')}",
        "To: bounces@example.org",
        "Auto-Submitted: auto-replied",
        "MIME-Version: 1.0",
        f'Content-Type: multipart/report; report-type=delivery-status;\r\n\tboundary="{BETWEEN}"',
        "Message-Id: <20260305090002.4XyZ1z0abc@mail.example.org>",
        "",
        "This is a MIME-encapsulated message.",
        "",
        f"--{BETWEEN}",
        "Content-Description: Notification",
        "Content-Type: text/plain; charset=us-ascii",
        "",
        "This is the mail system at host mail.example.org.",
        "",
        f"<{recipient}>: host mx.example.test[192.0.2.7] said: {SAID[action]}",
        "",
    ]


def _delivery_status(recipient: str, action: str, envelope: str, status: str) -> list[str]:
    return [
        f"--{BETWEEN}",
        "Content-Description: Delivery report",
        "Content-Type: message/delivery-status",
        "",
        "Reporting-MTA: dns; mail.example.org",
        *([f"Original-Envelope-Id: {envelope}"] if envelope else []),
        "X-Postfix-Queue-ID: 4XyZ1z0abc",
        "X-Postfix-Sender: rfc822; bounces@example.org",
        "Arrival-Date: Thu,  5 Mar 2026 09:00:01 +0000 (GMT)",
        "",
        f"Final-Recipient: rfc822; {recipient}",
        f"Original-Recipient: rfc822;{recipient}",
        f"Action: {action}",
        f"Status: {status}",
        "Remote-MTA: dns; mx.example.test",
        f"Diagnostic-Code: smtp; {SAID[action]}",
        "",
    ]


def holiday(label: str) -> bytes:
    """A note that somebody is away, which comes back to the same address."""
    return (
        f"From: Ann Reader <reader1@example.test>\r\nTo: <bounces+{label}@example.org>\r\nSubject: Away\r\n"
        "Auto-Submitted: auto-replied\r\n\r\nI am on holiday.\r\n"
    ).encode()


def complaint(original: bytes) -> bytes:
    """A complaint as large providers send them (RFC 5965, section B.1)."""
    return (
        b"From: <abuse@example.test>\r\nTo: <bounces@example.org>\r\nDate: Thu, 8 Mar 2026 14:00:00 GMT\r\n"
        b"Subject: FW: Earn money\r\nMIME-Version: 1.0\r\n"
        b'Content-Type: multipart/report; report-type=feedback-report;\r\n     boundary="part1"\r\n\r\n'
        b"--part1\r\nContent-Type: text/plain; charset=US-ASCII\r\n\r\nThis is an abuse report.\r\n\r\n"
        b"--part1\r\nContent-Type: message/feedback-report\r\n\r\n"
        b"Feedback-Type: abuse\r\nUser-Agent: SomeGenerator/1.0\r\nVersion: 1\r\n\r\n"
        b"--part1\r\nContent-Type: message/rfc822\r\nContent-Disposition: inline\r\n\r\n"
        + original
        + b"\r\n--part1--\r\n"
    )
