"""Rewording: one passage of a text put right wherever it stands, and nothing else touched."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from bot.core.release import Part, Release

# Marks that keyboards and word processors write differently.
_ALIKE = ("'’‘", '"“”„', "-–—‑")
# What is no prose: names of things, addresses, hashes.
_NOT_PROSE = frozenset(
    {"language", "kind", "digest", "source", "media_type", "silenced", "email", "beats", "translations"}
)


def reworded(text: Release, was: str, now: str) -> tuple[Release, int]:
    """The text with every `was` as `now`, and how often that was; 0 where it does not say that. Its translations stay.

    Spaces, apostrophes, quotation marks and dashes may be typed otherwise than they stand.
    """
    pattern = re.compile(r"\s+".join(map(_typed, was.split())))
    found = 0

    def put_right(words: str) -> str:
        nonlocal found
        made, count = pattern.subn(lambda _: now, words)
        found += count
        return made

    if not was.split():
        return text, 0
    changed = _through(json.loads(replace(text, translations=()).to_json()), put_right)
    return replace(Release.from_json(json.dumps(changed).encode()), translations=text.translations), found


def opened_with(text: Release, paragraphs: str) -> Release:
    """The text with paragraphs (parted by blank lines) before its first one: what is new is read first."""
    new = tuple(Part("paragraph", " ".join(one.split())) for one in re.split(r"\n\s*\n", paragraphs) if one.strip())
    return replace(text, body=(*new, *text.body))


def _typed(word: str) -> str:
    """A word as a pattern that forgives how its marks were typed."""
    return "".join(next((f"[{marks}]" for marks in _ALIKE if one in marks), re.escape(one)) for one in word)


def _through(data: Any, put_right: Callable[[str], str]) -> Any:
    if isinstance(data, str):
        return put_right(data)
    if isinstance(data, list):
        return [_through(one, put_right) for one in data]
    if isinstance(data, dict):
        return {key: value if key in _NOT_PROSE else _through(value, put_right) for key, value in data.items()}
    return data
