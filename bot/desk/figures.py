"""Numbers as people write them, in the language of the page."""

from __future__ import annotations

from babel.numbers import format_decimal

from bot.desk.clock_faces import locale_now


def figure(value: int) -> str:
    """`2,500` in English, `2.500` in German."""
    return format_decimal(value, locale=locale_now())
