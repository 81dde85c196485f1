"""Words that mean another day when another day has come: today, tomorrow, yesterday."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date

from bot.core.preflight.day_words import WORDS

# The preflight's words, and of languages that it does not know.
_WORDS: Mapping[str, str] = {
    **{language: "|".join(words for _, words in table) for language, table in WORDS.items()},
    "ar": r"اليوم|غدا|غدًا|أمس|البارحة",
}
_PATTERNS = {language: re.compile(rf"(?<!\w)(?:{words})(?!\w)", re.IGNORECASE) for language, words in _WORDS.items()}
# Of a language without a table any of these words is reason enough to be careful.
_ANY = re.compile("|".join(f"(?:{pattern.pattern})" for pattern in _PATTERNS.values()), re.IGNORECASE)


def day_word(text: str, language: str) -> str | None:
    """The first word in `text` that only holds on one day ("tomorrow"), or None."""
    found = _PATTERNS.get(language.split("-")[0].lower(), _ANY).search(text)
    return found[0] if found else None


def holds(release_date: str | None, lift_date: date | None) -> bool:
    """Whether the day words of a text written on `release_date` (ISO) are true on `lift_date`; unknown is no."""
    return release_date is not None and lift_date is not None and release_date == lift_date.isoformat()
