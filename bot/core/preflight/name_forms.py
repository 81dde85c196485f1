"""One name in several spellings: written over from another script, with or without a hyphen, or turned round."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_SHORTEST = 5
# Letters that stand for one sound where a name is written over from Arabic, Russian, Greek or Hebrew, applied in this order.
_ALIKE = tuple(
    (re.compile(pattern), sound)
    for pattern, sound in (
        (r"x", "ks"),
        (r"(?<=[bdgkptv])er$", "r"),
        (r"ph", "f"),
        (r"(?<=[kgdt])h", ""),
        (r"tch|tsch", "ch"),
        (r"c(?!h)|q", "k"),
        (r"ou|oo", "u"),
        (r"[yj]", "i"),
        (r"ei|ee", "ai"),
        (r"e(?=.)", "a"),
        (r"o(?=.)", "u"),
        (r"([a-z])\1+", r"\1"),
    )
)


def sounds_alike(one: str, other: str) -> bool:
    """Whether two words are likely one name written over in two ways: Mohammed and Muhammad, Zelensky and Zelenskyy."""
    return min(len(one), len(other)) >= _SHORTEST and _sound(one) == _sound(other) != ""


@lru_cache(maxsize=4096)
def plain(word: str) -> str:
    """Lower case, without accents and with a plain apostrophe: Erdoğan and Erdogan are one."""
    parted = unicodedata.normalize("NFKD", word.casefold().replace("’", "'"))
    letters = "".join(letter for letter in parted if not unicodedata.combining(letter))
    return letters.replace("ı", "i").replace("ø", "o").replace("ł", "l")


@lru_cache(maxsize=4096)
def joined(words: str) -> str:
    """Words without what parts them: Jean-Luc Martin and Jean Luc Martin are one."""
    return re.sub(r"[\s-]", "", plain(words))


@lru_cache(maxsize=4096)
def _sound(word: str) -> str:
    letters = re.sub(r"['-]", "", plain(word))
    if not (letters.isascii() and letters.isalpha()):
        return ""
    for pattern, sound in _ALIKE:
        letters = pattern.sub(sound, letters)
    return letters
