"""A delivery in doubt, and what became of it."""

from __future__ import annotations

from bot.core.delivery import Unconfirmed
from bot.newsroom.lift.sending import Claim
from bot.newsroom.newsroom import Newsroom
from tests import premises


def in_doubt(room: Newsroom, channel: str = "x", outcome: Unconfirmed | None = None) -> Claim:
    """A lifted release's delivery that nobody answered for."""
    premises.lifted(room)
    held = premises.begun(room, channel)
    premises.answered(room, held, outcome or Unconfirmed("the connection broke"))
    return held


def state(channel: str = "x") -> str:
    return premises.delivery(channel).state
