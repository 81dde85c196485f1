"""Search: an index of words in memory, over what is public only. SQLite's own full-text index (https://www.sqlite.org/fts5.html)."""

from __future__ import annotations

import re
import sqlite3
import threading

MOST_WORDS = 12  # of a question; what comes after is not looked for
# Chinese, Japanese and Korean are written without spaces: each sign stands for itself, and neighbours are looked for as such.
_SIGNS = re.compile(r"([\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff])")
_WORD = re.compile(r"[^\W_]+")


class Words:
    """Which releases have all of some words in them; accents and capitals do not matter, a word may be its beginning only."""

    def __init__(self) -> None:
        # Threads share it, one at a time.
        self._lock = threading.Lock()
        self._index = sqlite3.connect(":memory:", check_same_thread=False, isolation_level=None)
        self._index.execute(
            "CREATE VIRTUAL TABLE told USING fts5(words, content='', tokenize='unicode61 remove_diacritics 2')"
        )
        self._numbers: dict[int, int] = {}
        self._releases: dict[int, int] = {}

    def put(self, release: int, text: str) -> None:
        """These are the words of a release from now on."""
        with self._lock:
            self._forget(release)
            number = self._index.execute("INSERT INTO told (words) VALUES (?)", [_parted(text)]).lastrowid
            assert number is not None
            self._numbers[release], self._releases[number] = number, release

    def forget(self, release: int) -> None:
        """It is found no more."""
        with self._lock:
            self._forget(release)

    def found(self, question: str) -> list[int]:
        """The releases with all these words, in no promised order; none for a question without a word."""
        asked = [_WORD.findall(_parted(one)) for one in question.split()[:MOST_WORDS]]
        terms = [f'"{" ".join(words)}"*' for words in asked if words]
        if not terms:
            return []
        with self._lock:
            rows = self._index.execute("SELECT rowid FROM told WHERE told MATCH ?", [" AND ".join(terms)]).fetchall()
            return [self._releases[number] for (number,) in rows if number in self._releases]

    def _forget(self, release: int) -> None:
        # An index without its texts can't take words out; a number that leads nowhere does the same.
        number = self._numbers.pop(release, None)
        if number is not None:
            del self._releases[number]


def _parted(text: str) -> str:
    return _SIGNS.sub(r" \1 ", text)
