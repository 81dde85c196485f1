"""Preferences: what a reader says themselves, by the link in their mail. Whoever has the link needs no password."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from bot.core.audience import Because, beats_of, told_beats
from bot.core.errors import EmbargoError
from bot.newsroom.media_list.reader_tables import value_fault
from bot.newsroom.media_list.suppressing import changed
from bot.newsroom.newsroom import Newsroom
from bot.store.models import MediaList, Reader

THEIRS = ("name", "beat", "language")
_CHOOSING = ("beat", "language")


class BadPreference(EmbargoError):
    """{problem}. Write it differently."""


class OffTheList(EmbargoError):
    """You are not on this list any more."""


def change(newsroom: Newsroom, reader: Reader, wanted: Mapping[str, str]) -> tuple[str, ...]:
    """Set some of THEIRS; which of them are others now. Raises BadPreference or OffTheList."""
    values = {column: _clean(column, wanted[column]) for column in THEIRS if column in wanted}

    def work() -> tuple[str, ...]:
        row = Reader.objects.select_related("list").filter(pk=reader.pk, left_at=None).first()
        if row is None:
            raise OffTheList()
        others = {column: value for column, value in values.items() if getattr(row, column) != value}
        if others:
            Reader.objects.filter(pk=row.pk).update(**others)
            if any(column in others for column in _CHOOSING):
                changed([row])
            newsroom.record(None, "reader", "change", list=row.list.name, reader=row.pk, changed=sorted(others))
        return tuple(others)

    return newsroom.world.transact(work)


def rest(newsroom: Newsroom, reader: Reader, by: str = "reader") -> None:
    """Send them nothing until they say so; they stay on the list. A second time changes nothing."""
    _set(newsroom, reader, by, "rest", {"paused_at": None}, newsroom.now())


def come_back(newsroom: Newsroom, reader: Reader, by: str = "reader") -> None:
    """End their rest. What was approved meanwhile is not sent to them."""
    _set(newsroom, reader, by, "return", {"paused_at__isnull": False}, None)


def offered_beats(newsroom: Newsroom, media_list: MediaList, theirs: Sequence[str] = ()) -> tuple[str, ...]:
    """The beats to choose from: the office's, and those that the reader has beside them."""
    config = newsroom.config.lists.get(media_list.name)
    return beats_of(told_beats((*(config.beats if config else ()), *theirs)))


def own_data(reader: Reader) -> dict[str, Any]:
    """What the list has of a reader, for them to take along; plain JSON."""
    when = {"joined_at": reader.joined_at, "paused_at": reader.paused_at, "left_at": reader.left_at}
    return {
        "list": reader.list.name,
        "email": reader.email,
        "name": reader.name,
        "outlet": reader.outlet,
        "beats": list(beats_of(reader.beat)),
        "language": reader.language,
        "zone": reader.zone,
        **{name: at.isoformat(timespec="seconds") if at else None for name, at in when.items()},
        "left_because": Because(reader.left_because).value if reader.left_because else None,
    }


def _set(newsroom: Newsroom, reader: Reader, by: str, act: str, where: Mapping[str, Any], at: Any) -> None:
    def work() -> None:
        if Reader.objects.filter(pk=reader.pk, left_at=None, **where).update(paused_at=at):
            changed([reader])
            if act == "rest":
                newsroom.record(None, by, "rest", list=reader.list.name, reader=reader.pk)
            else:
                newsroom.record(None, by, "return", list=reader.list.name, reader=reader.pk)

    newsroom.world.transact(work)


def _clean(column: str, value: str) -> str:
    text = " ".join(value.split()) if column != "beat" else told_beats(beats_of(value))
    if fault := value_fault(column, text):
        raise BadPreference(problem=fault[:1].upper() + fault[1:])
    return text
