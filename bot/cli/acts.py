"""A row of the journal as a line."""

from __future__ import annotations

from bot.newsroom.record.acts import act_in_words, actor_in_words
from bot.store.embargoes import utc_text
from bot.store.models import JournalRow


def told(row: JournalRow) -> str:
    """Its number, when, who, and what they did in plain words."""
    return f"{row.number:>4}  {utc_text(row.at)}  {actor_in_words(row)}: {act_in_words(row)}"
