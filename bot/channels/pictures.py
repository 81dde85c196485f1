"""Pictures go up one by one, before the post that shows them; none of it can be seen by anybody until that is posted."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TypeVar

from bot.channels.answers import nothing_left
from bot.core.delivery import Rejected, Retry, Unconfirmed
from bot.core.rendition import Image

Upload = TypeVar("Upload")  # what a network needs to show a picture: its id, its reference
Failure = Retry | Rejected | Unconfirmed


def uploaded(
    pictures: Sequence[Image],
    there: list[Upload],
    upload: Callable[[Image], Upload | Failure],
    keep: Callable[[list[Upload]], None],
) -> list[Upload] | Retry | Rejected:
    """All of the uploads once every picture is there, or why it stopped before.

    `there` are those of the first pictures, from an earlier try; `keep` commits each, and what it raises (LeaseLost)
    ends it. An upload whose answer got lost is made again: the first one is seen by nobody, and forgotten by the network.
    """
    there = list(there)
    while len(there) < len(pictures):
        result = upload(pictures[len(there)])
        if isinstance(result, Failure):
            return _stopped(nothing_left(result), len(there) + 1, len(pictures))
        there.append(result)
        keep(list(there))
    return there


def _stopped(outcome: Retry | Rejected, place: int, total: int) -> Retry | Rejected:
    which = f"Picture {place} of {total}" if total > 1 else "The picture"
    because = f"{which}: {outcome.because.rstrip('.')}."
    if isinstance(outcome, Rejected):
        because += " Nothing was posted: without it the post is not what was approved."
    return replace(outcome, because=because)
