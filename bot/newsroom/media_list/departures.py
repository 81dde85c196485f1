"""Who is sent nothing any more, or for a while, since a list was approved: by the list as it stands.

Never by times, which a clock that was set back would spoil.
"""

from __future__ import annotations

from collections.abc import Collection

from bot.store.statements import rows

AT_ONCE = 1000
STANDING = "SELECT COALESCE(SUM(revision), 0) FROM store_medialist"
"""A number that is another one whenever somebody has come, left or paused, on any list; as a statement, or within one."""


def standing() -> int:
    """STANDING, now."""
    return int(rows(STANDING)[0][0])


def departed(people: Collection[int]) -> frozenset[int]:
    """Those of them, by the numbers of their rows, who are on their list no longer, or want nothing for a while."""
    numbers, gone = list(people), set[int]()
    for start in range(0, len(numbers), AT_ONCE):
        some = tuple(numbers[start : start + AT_ONCE])
        gone |= {
            number
            for (number,) in rows(
                "SELECT id FROM store_reader WHERE id IN %s AND (left_at IS NOT NULL OR paused_at IS NOT NULL)", some
            )
        }
    return frozenset(gone)
