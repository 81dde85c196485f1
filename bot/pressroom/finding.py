"""Search: an index of words in memory, over what is public only. SQLite's own full-text index (https://www.sqlite.org/fts5.html)."""

from __future__ import annotations

import re
import sqlite3
import threading
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from itertools import islice

MOST_WORDS = 12  # of a question; what comes after is not looked for
# Chinese, Japanese and Korean are written without spaces: each sign stands for itself, and neighbours are looked for as such.
_SIGNS = re.compile(r"([\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff])")
_WORD = re.compile(r"[^\W_]+")
_EPOCH, _TICK, _IN_A_TICK = datetime(1970, 1, 1, tzinfo=UTC), timedelta(seconds=1), 4
_GONE = 0


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

    def put(self, told: Iterable[tuple[int, datetime, str]]) -> None:
        """These are the words of each release from now on; it stands by its time among what is found."""
        with self._lock:
            rows = [(self._number(release, at), _parted(text)) for release, at, text in told]
            # In one transaction, in their order: a third of the time of one each.
            self._index.execute("BEGIN")
            self._index.executemany("INSERT INTO told (rowid, words) VALUES (?, ?)", sorted(rows))
            self._index.execute("COMMIT")

    def forget(self, release: int) -> None:
        """It is found no more."""
        with self._lock:
            self._forget(release)

    def found(self, question: str, count: int) -> list[int]:
        """Of the releases with all these words the newest `count`, by the second, newest first; none for a question without a word."""
        asked = [_WORD.findall(_parted(one)) for one in question.split()[:MOST_WORDS]]
        terms = [_term(words) for words in asked if words]
        if not terms:
            return []
        with self._lock:
            # Found in the order of the index, so that no more is read than is shown, however many there are.
            rows = self._index.execute(
                "SELECT rowid FROM told WHERE told MATCH ? ORDER BY rowid DESC", [" AND ".join(terms)]
            )
            releases = (self._releases[number] for (number,) in rows)
            return list(islice((release for release in releases if release != _GONE), count))

    def _number(self, release: int, at: datetime) -> int:
        """Its row in the index: its second, and within a second one after the other. Small numbers, as each word keeps them."""
        self._forget(release)
        number = (at - _EPOCH) // _TICK * _IN_A_TICK
        while number in self._releases:
            number += 1
        self._numbers[release], self._releases[number] = number, release
        return number

    def _forget(self, release: int) -> None:
        # An index without its texts can't take words out; a row that leads nowhere does the same.
        number = self._numbers.pop(release, None)
        if number is not None:
            self._releases[number] = _GONE


def _term(words: list[str]) -> str:
    # Of one letter half of all words begin, and nobody means them: it stands for itself.
    return f'"{" ".join(words)}"' + ("*" if len(words[-1]) > 1 else "")


def _parted(text: str) -> str:
    return _SIGNS.sub(r" \1 ", text)
