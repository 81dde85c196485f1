"""Media lists: import, show, export, and the way out of them."""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice

from django.db.models import Count

from bot.core.errors import EmbargoError, UnknownList
from bot.core.signing import opened, token
from bot.core.zones import known_zones
from bot.newsroom.newsroom import Newsroom
from bot.store.models import MediaList, Reader

COLUMNS = ("email", "name", "outlet", "beat", "language", "zone")
CHUNK = 500
_LINE_END = re.compile(r"\r\n|\r|\n")
# RFC 5321 §4.1.2 dot-atom and §2.3.5 domain, ASCII only: what every provider takes. Quoted local parts are refused.
_ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_ADDRESS = re.compile(
    rf"(?=.{{3,254}}\Z)(?=[^@]{{1,64}}@){_ATOM}(?:\.{_ATOM})*@(?:[A-Za-z0-9](?:[A-Za-z0-9-]{{0,61}}[A-Za-z0-9])?\.)+[A-Za-z]{{2,63}}\Z"
)


class BadListName(EmbargoError):
    """ "{name}" can't name a list: use letters, digits, hyphens and underscores, at most 80."""


class NoEmailColumn(EmbargoError):
    """The file has no column "email". Its first line must name the columns: email,name,outlet,beat,language,zone."""


@dataclass(frozen=True, slots=True)
class BadRow:
    """A row that was left out: its line in the file and why."""

    line: int
    reason: str


@dataclass
class Imported:
    """What an import came to."""

    added: int = 0
    changed: int = 0
    same: int = 0
    left_before: int = 0
    bad: list[BadRow] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Counted:
    """How many are on a list now, and how many left it."""

    name: str
    readers: int
    left: int


def import_csv(newsroom: Newsroom, name: str, text: str, by: str) -> Imported:
    """Add or change the readers of `text` (CSV with a head line). A bad row is reported with its line and spoils no other.

    Raises BadListName or NoEmailColumn. Nobody who left is brought back.
    """
    if not re.fullmatch(r"[A-Za-z0-9_-]{1,80}", name):
        raise BadListName(name=name)
    result = Imported()
    rows = _rows(text, result)
    media_list = newsroom.world.transact(lambda: MediaList.objects.get_or_create(name=name)[0])
    # A chunk a transaction: a lift that comes due in the middle of a large import does not wait for all of it.
    while chunk := list(islice(rows, CHUNK)):
        newsroom.world.transact(lambda chunk=chunk: _store(media_list, chunk, result))  # type: ignore[misc]
    facts = {"list": name, "added": result.added, "changed": result.changed, "bad": len(result.bad)}
    newsroom.world.transact(lambda: newsroom.record(None, by, "import", **facts))
    return result


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


def address_fault(address: str) -> str | None:
    """Why `address` can't be mailed to, or None."""
    if any(unicodedata.category(char) in ("Cc", "Zl", "Zp") for char in address):
        return "the address has a line break or a control character"
    if "," in address or ";" in address:
        return "the address has a comma or a semicolon; give one address a row"
    return None if _ADDRESS.match(address) else f'"{address}" is not an email address'


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
            newsroom.record(None, by, "leave", list=reader.list.name, reader=reader.pk)

    newsroom.world.transact(work)


def _list(name: str) -> MediaList:
    media_list = MediaList.objects.filter(name=name).first()
    if media_list is None:
        raise UnknownList(name=name)
    return media_list


def _rows(text: str, result: Imported) -> Iterator[dict[str, str]]:
    lines = _LINE_END.split(text.removeprefix("\ufeff"))
    head = [name.strip().casefold() for name in _values(lines[0]) or ()]
    if "email" not in head:
        raise NoEmailColumn()
    return _checked(lines, head, result)


def _checked(lines: list[str], head: list[str], result: Imported) -> Iterator[dict[str, str]]:
    """Each line by itself: no value may have a line break, and an open quotation mark must not swallow the rows after it."""
    seen: dict[str, int] = {}
    for number, line in enumerate(lines[1:], start=2):
        if not line.strip():
            continue
        values = _values(line)
        if values is None:
            result.bad.append(BadRow(number, "the row can't be read: a quotation mark is not closed, or out of place"))
            continue
        raw = dict(zip(head, values, strict=False))
        row = {column: raw.get(column, "").strip(" \t") for column in COLUMNS}
        row["email"] = _normal(row["email"])
        if fault := _row_fault(row, len(values) > len(head)):
            result.bad.append(BadRow(number, fault))
        elif row["email"] in seen:
            result.bad.append(BadRow(number, f"{row['email']} stands in line {seen[row['email']]} already"))
        else:
            seen[row["email"]] = number
            yield row


def _values(line: str) -> list[str] | None:
    """The values of one line of CSV; None when it is none."""
    try:
        return next(csv.reader([line], skipinitialspace=True, strict=True), [])
    except csv.Error:
        return None


def _normal(address: str) -> str:
    """Case matters to nobody's mailbox in practice; two spellings of one address would get two mails."""
    return address.casefold() if address.isascii() else address


def _row_fault(row: dict[str, str], too_many: bool) -> str | None:
    if too_many:
        return "the row has more columns than the head line; put quotation marks around a value with a comma"
    if not row["email"]:
        return "the row has no email"
    if fault := address_fault(row["email"]):
        return fault
    for column in COLUMNS[1:]:
        if any(unicodedata.category(char) == "Cc" for char in row[column]):
            return f"the {column} has a line break or a control character"
        if len(row[column]) > 200:
            return f"the {column} is longer than 200 characters"
    if row["zone"] and row["zone"] not in known_zones():
        return f'"{row["zone"]}" is not a time zone; write one like Europe/London'
    if row["language"] and not re.fullmatch(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*", row["language"]):
        return f'"{row["language"]}" is not a language code; write one like en or pt-BR'
    return None


def _store(media_list: MediaList, chunk: Iterable[dict[str, str]], result: Imported) -> None:
    rows = {row["email"]: row for row in chunk}
    known = {reader.email: reader for reader in Reader.objects.filter(list=media_list, email__in=rows)}
    fresh, changed = [], []
    for email, row in rows.items():
        reader = known.get(email)
        if reader is None:
            fresh.append(Reader(list=media_list, **row))
        elif reader.left_at is not None:
            result.left_before += 1
        elif any(getattr(reader, column) != row[column] for column in COLUMNS):
            changed.append(Reader(pk=reader.pk, list=media_list, **row))
        else:
            result.same += 1
    Reader.objects.bulk_create(fresh)
    Reader.objects.bulk_update(changed, COLUMNS[1:])
    result.added += len(fresh)
    result.changed += len(changed)


def zones(names: Iterable[str]) -> list[str]:
    """The time zones that readers of these lists have, the most frequent first; at most four."""
    rows = Reader.objects.filter(list__name__in=list(names), left_at=None).exclude(zone="").values_list("zone")
    return [zone for zone, _ in rows.annotate(count=Count("pk")).order_by("-count", "zone")[:4]]
