"""Media lists: show, export, and the way out of them. `newsroom.media_list.importing` takes them in."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from django.db.models import Count

from bot.core.audience import Because
from bot.core.errors import UnknownList
from bot.core.signing import opened, token
from bot.newsroom.media_list.reader_columns import COLUMNS
from bot.newsroom.media_list.reader_tables import written
from bot.newsroom.media_list.suppressing import take_off
from bot.newsroom.newsroom import Newsroom
from bot.store.models import MediaList, Reader

GOOD_FOR = timedelta(days=180)
"""How long a link in a mail opens its reader's preferences. It takes them off the list for ever: RFC 8058 knows no end."""
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Counted:
    """How many are on a list now, how many of them pause, and how many left it, with why as far as it is known."""

    name: str
    readers: int
    left: int
    paused: int = 0
    reasons: Mapping[str, int] = field(default_factory=dict)


def show(name: str) -> Counted:
    """Raises UnknownList."""
    media_list = _list(name)
    readers = Reader.objects.filter(list=media_list)
    here, gone = readers.filter(left_at=None), readers.exclude(left_at=None)
    reasons = dict(gone.values_list("left_because").annotate(count=Count("pk")).order_by("left_because"))
    return Counted(name, here.count(), gone.count(), here.exclude(paused_at=None).count(), reasons)


def export(name: str) -> Iterator[str]:
    """The list as CSV lines, those who left taken out. Raises UnknownList."""
    media_list = _list(name)

    def lines() -> Iterator[str]:
        yield ",".join(COLUMNS) + "\r\n"
        rows = Reader.objects.filter(list=media_list, left_at=None).order_by("pk").values_list(*COLUMNS)
        for row in rows.iterator():
            yield written(row)

    return lines()


def hand_out(newsroom: Newsroom, name: str, by: str) -> Iterator[str]:
    """`export`, for somebody at the desk: that the list was taken out is on record. Raises UnknownList."""
    newsroom.allow("export")
    lines = export(name)
    newsroom.world.transact(lambda: newsroom.record(None, by, "export", list=name))
    return lines


def unsubscribe_token(newsroom: Newsroom, reader: int, made: datetime) -> str:
    """The last part of one reader's link: it takes them off the list for ever, and changes what they get for GOOD_FOR.

    `made`: aware; its day goes into the link. The same for everything that is built for one mailing.
    """
    return token(newsroom.keyring.derived("unsubscribe"), "u", str(reader), str((made - _EPOCH).days))


def reader_of(newsroom: Newsroom, text: str) -> Reader | None:
    """Whose link this is, however old, or None when it is nobody's, or that of somebody who was erased."""
    reader, _ = _link(newsroom, text)
    known = Reader.objects.select_related("list").exclude(left_because=Because.ERASED)
    return known.filter(pk=reader).first() if reader is not None else None


def opens_preferences(newsroom: Newsroom, text: str, reader: Reader) -> bool:
    """Whether a reader's link still shows and changes what is kept of them: not when it is old, and not when they left and came
    back since it was made. Mails are passed on, and lie in archives.
    """
    _, made = _link(newsroom, text)
    came = reader.joined_at or _EPOCH
    return made is not None and newsroom.now() - made <= GOOD_FOR and made + timedelta(days=1) > came


def _link(newsroom: Newsroom, text: str) -> tuple[int | None, datetime | None]:
    """Whose it is by its number, and the day when it was made; None for what it does not say."""
    parts = opened(newsroom.keyring.derived("unsubscribe"), text)
    if parts is None or parts[0] != "u" or len(parts) not in (2, 3) or not all(part.isdigit() for part in parts[1:]):
        return None, None
    return int(parts[1]), _EPOCH + timedelta(days=int(parts[2])) if len(parts) == 3 else None


def leave(newsroom: Newsroom, reader: Reader, by: str = "reader") -> None:
    """Take a reader off the list; a second time changes nothing. `by`: themselves, or the provider they told."""

    def work() -> None:
        if take_off(newsroom, [reader], Because.READER):
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
