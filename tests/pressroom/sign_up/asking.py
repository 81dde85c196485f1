"""Somebody who asks for a list, and what they are sent."""

from __future__ import annotations

import re

from django.test import Client

from bot.newsroom.media_list import confirming
from bot.newsroom.newsroom import Newsroom
from bot.sandbox.mailbox import Mail as Received
from bot.sandbox.server import Sandbox
from bot.store.models import Reader

LISTS = {"press": {"public": True, "title": "Harbour news", "beats": ["ports", "fish"], "sign_ups_an_hour": 20}}


NEW = "new@example.org"


def ask(client: Client, email: str = NEW, **more: str) -> tuple[int, str]:
    response = client.post("/lists/press", {"email": email, **more})
    return response.status_code, response.content.decode()


def written(sandbox: Sandbox) -> list[str]:
    """The link of each mail that arrived."""
    return [re.findall(r"https://press\.example\.org(/\S+)", mail.text)[0] for mail in mails(sandbox)]


def mails(sandbox: Sandbox) -> list[Received]:
    """What arrived, as it is read."""
    return [request.mail_to(address) for request in sandbox.sendgrid.received for address in request.recipients]


def link(room: Newsroom, sandbox: Sandbox) -> str:
    assert confirming.write_next(room)
    return written(sandbox)[-1]


def on() -> list[str]:
    return list(Reader.objects.filter(left_at=None).order_by("pk").values_list("email", flat=True))
