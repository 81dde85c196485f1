"""Media lists: show, export, and the way out of them. `newsroom.importing` takes them in."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.db.models import Count, F

from bot.core.errors import UnknownList
from bot.core.signing import opened, token
from bot.newsroom.newsroom import Newsroom
from bot.newsroom.reader_tables import COLUMNS
from bot.store.models import MediaList, Reader


@dataclass(frozen=True, slots=True)
class Counted:
    """How many are on a list now, and how many left it."""

    name: str
    readers: int
    left: int


def show(name: str) -> Counted:
    """Raises UnknownList."""
    media_list = _list(name)
    readers = Reader.objects.filter(list=media_list)
    return Counted(name, readers.filter(left_at=None).count(), readers.exclude(left_at=None).count())


def export(name: str) -> Iterator[str]:
    """The list as CSV lines, those who left taken out. Raises UnknownList."""
    media_list = _list(name)

    def lines() -> Iterator[str]:
        yield ",".join(COLUMNS) + "\r\n"
        rows = Reader.objects.filter(list=media_list, left_at=None).order_by("pk").values_list(*COLUMNS)
        for row in rows.iterator():
            out = io.StringIO()
            csv.writer(out).writerow(row)
            yield out.getvalue()

    return lines()


def unsubscribe_token(newsroom: Newsroom, reader: int) -> str:
    """The last part of one reader's unsubscribe link."""
    return token(newsroom.keyring.derived("unsubscribe"), "u", str(reader))


def reader_of(newsroom: Newsroom, text: str) -> Reader | None:
    """Whose link this is, or None when it is nobody's."""
    parts = opened(newsroom.keyring.derived("unsubscribe"), text)
    if parts is None or len(parts) != 2 or parts[0] != "u" or not parts[1].isdigit():
        return None
    return Reader.objects.select_related("list").filter(pk=int(parts[1])).first()


def leave(newsroom: Newsroom, reader: Reader, by: str = "reader") -> None:
    """Take a reader off the list; a second time changes nothing. `by`: themselves, or the provider they told."""

    def work() -> None:
        if Reader.objects.filter(pk=reader.pk, left_at=None).update(left_at=newsroom.now()):
            MediaList.objects.filter(pk=reader.list_id).update(revision=F("revision") + 1)
            newsroom.record(None, by, "leave", list=reader.list.name, reader=reader.pk)

    newsroom.world.transact(work)


def zones(names: Iterable[str]) -> list[str]:
    """The time zones that readers of these lists have, the most frequent first; at most four."""
    rows = Reader.objects.filter(list__name__in=list(names), left_at=None).exclude(zone="").values_list("zone")
    return [zone for zone, _ in rows.annotate(count=Count("pk")).order_by("-count", "zone")[:4]]


def _list(name: str) -> MediaList:
    media_list = MediaList.objects.filter(name=name).first()
    if media_list is None:
        raise UnknownList(name=name)
    return media_list
