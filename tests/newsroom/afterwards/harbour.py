"""A release that went out with a wrong word, and what is said of it."""

from __future__ import annotations

from dataclasses import replace
from typing import cast

from bot.core.delivery import Sent
from bot.core.release import Part
from bot.core.rendition import Mail
from bot.newsroom.afterwards import standing
from bot.newsroom.afterwards.standing import Draft
from bot.newsroom.approval import approving
from bot.newsroom.newsroom import Newsroom
from bot.store.contents import open_audience, open_rendition
from bot.store.models import Approval, Delivery, Rendition
from tests import premises

RIGHT = replace(
    premises.TEXT,
    body=(
        Part("paragraph", "The vermilion cranes of the old harbour will stand still from Monday."),
        Part("quote", quote=0),
    ),
)


OTHER = replace(RIGHT, headline="Harbour cranes to stand still for ten days")


WAS = "The zinnober cranes of the old harbour will stand still from Monday."


NOW = "The vermilion cranes of the old harbour will stand still from Monday."


def sent(room: Newsroom, *channels: str) -> None:
    """The next delivery of each channel goes, and is taken."""
    for channel in channels:
        premises.answered(room, premises.begun(room, channel), Sent(receipt="19000", url="https://x.example.org/1"))


def approve(room: Newsroom, by: str = "Ben") -> Approval:
    cast(premises.QuietWorld, room.world).clock.forward(minutes=10)
    return approving.approve(room, approving.plan(room, "cranes"), by)


def corrected(room: Newsroom) -> Approval:
    standing.correct(room, "cranes", Draft(RIGHT), "Ann")
    return approve(room)


def readers_of(room: Newsroom, approval: Approval) -> list[str]:
    rows = Delivery.objects.filter(rendition__approval=approval, channel="press")
    return [seat.email for row in rows for seat in open_audience(room.keyring, row)]


def content(room: Newsroom, approval: Approval, channel: str) -> bytes:
    return open_rendition(room.keyring, "cranes", Rendition.objects.get(approval=approval, channel=channel))


def mail(room: Newsroom, approval: Approval) -> Mail:
    return Mail.from_bytes(content(room, approval, "press"))
