"""The index, and the shelves it has: beats, months, languages; and search."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any
from urllib.parse import quote, urlencode

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe

from bot.pressroom.answering import Made, not_found, public, told
from bot.pressroom.catalogue import ALL, Shelf
from bot.pressroom.entries import Entry, Told
from bot.pressroom.opening import catalogue, newsroom
from bot.renditions.environment import fill
from bot.renditions.press_room import month_name, public_labels
from bot.renditions.wording import long_date, own_name

AT_ONCE = 20  # releases on a page
MONTHS_OF = 2  # years whose months stand beside every list
LONGEST = 200  # signs of a question
EVER = datetime(2020, 1, 1, tzinfo=UTC)  # since when nothing is there, where nothing is
_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; img-src 'self' https:; base-uri 'none'; form-action 'self'",
}


@dataclass(frozen=True, slots=True)
class Row:
    """A release as a list shows it."""

    entry: Entry
    text: Told
    date: str
    revised: str
    others: tuple[tuple[Told, str], ...]


@require_safe
@public
def index(request: HttpRequest, generation: int) -> HttpResponseBase:
    """Everything, newest first; with `q`, what has all these words in it."""
    question = " ".join(request.GET.get("q", "").split())[:LONGEST]
    if question:
        return _searched(request, question)
    return _listing(request, generation, ALL, "/")


@require_safe
@public
def beat(request: HttpRequest, generation: int, slug: str) -> HttpResponseBase:
    """What is about this beat. One that only a held release has is no beat yet."""
    return _listing(request, generation, ("beat", slug), beat_path(slug), catalogue().beat(slug))


@require_safe
@public
def month(request: HttpRequest, generation: int, year: str, number: str) -> HttpResponseBase:
    """What was published in this month."""
    if not catalogue().count(("month", f"{year}-{number}")):
        return not_found(request)
    name = month_name(date.fromisoformat(f"{year}-{number}-01"), newsroom().config.pressroom.language)
    return _listing(request, generation, ("month", f"{year}-{number}"), f"/{year}/{number}", name)


@require_safe
@public
def year(request: HttpRequest, generation: int, number: str) -> HttpResponseBase:
    """What was published in this year."""
    return _listing(request, generation, ("year", number), f"/{number}", number)


@require_safe
@public
def language(request: HttpRequest, generation: int, code: str) -> HttpResponseBase:
    """What there is in this language. A name is looked for where there is something alone: that takes longer for some."""
    if not catalogue().count(("language", code)):
        return not_found(request)
    return _listing(request, generation, ("language", code), f"/languages/{code}", own_name(code), code)


def beat_path(slug: str) -> str:
    """The address of a beat's page."""
    return f"/beats/{quote(slug)}"


def _listing(
    request: HttpRequest, generation: int, shelf: Shelf, path: str, title: str = "", text_language: str = ""
) -> HttpResponseBase:
    count, asked = catalogue().count(shelf), request.GET.get("page", "1")
    number, last = int(asked) if asked.isdigit() and len(asked) < 9 else 0, max(1, -(-count // AT_ONCE))
    if not 1 <= number <= last or (shelf != ALL and not count):
        return not_found(request)
    entries = catalogue().listed(shelf, (number - 1) * AT_ONCE, AT_ONCE)
    feeds = path if shelf[0] in ("beat", "language") else ""
    values = _around() | {
        "title": title,
        "path": path,
        "feeds": feeds,
        "rows": [_row(entry, text_language) for entry in entries],
        "newer": _address(path, number - 1) if number > 1 else "",
        "older": _address(path, number + 1) if number < last else "",
        "number": number,
        "last": last,
        "question": "",
        "here": shelf,
    }
    made = Made(generation, by_query=True) if catalogue().complete else None
    changed = max([catalogue().changed(shelf) or EVER, *(one.changed for one in entries)])
    return told(request, _filled(values), "text/html; charset=utf-8", changed, made, _HEADERS)


def _searched(request: HttpRequest, question: str) -> HttpResponseBase:
    """Not kept: everybody asks something else."""
    found = catalogue().found(question, 5 * AT_ONCE)
    values = _around() | {
        "title": "",
        "path": f"/?{urlencode({'q': question})}",
        "feeds": "",
        "rows": [_row(entry, "") for entry in found],
        "newer": "",
        "older": "",
        "number": 1,
        "last": 1,
        "question": question,
        "here": ("search", ""),
    }
    changed = max((one.changed for one in found), default=EVER)
    return told(request, _filled(values), "text/html; charset=utf-8", changed, None, _HEADERS)


def _filled(values: Mapping[str, Any]) -> bytes:
    return (fill("pressroom/index.html", dict(values), newsroom().templates).strip() + "\n").encode()


def _around() -> dict[str, Any]:
    """What stands beside every list."""
    room, shown = newsroom(), catalogue()
    speech = room.config.pressroom.language
    languages = shown.shelves("language")
    return {
        "office": room.config.office,
        "language": speech,
        "direction": "rtl" if speech.split("-")[0] in {"ar", "fa", "he", "ur"} else "ltr",
        "public": public_labels(speech),
        "beats": [(beat_path(one), shown.beat(one), shown.count(("beat", one))) for one in shown.shelves("beat")],
        "years": _years(speech),
        "sign_ups": [
            (f"/lists/{name}", one.title, one.language) for name, one in room.config.lists.items() if one.public
        ],
        "languages": [(f"/languages/{one}", one, own_name(one)) for one in languages] if len(languages) > 1 else [],
    }


def _years(speech: str) -> list[tuple[str, str, int, list[tuple[str, str, int]]]]:
    """Address, year, how many, and of the last two years the months: the newest first."""
    shown, found = catalogue(), []
    for place, year in enumerate(reversed(shown.shelves("year"))):
        names = [one for one in reversed(shown.shelves("month")) if one.startswith(year)] if place < MONTHS_OF else []
        months = [(one, date.fromisoformat(f"{one}-01")) for one in names]
        rows = [
            (f"/{one.replace('-', '/')}", month_name(day, speech), shown.count(("month", one))) for one, day in months
        ]
        found.append((f"/{year}", year, shown.count(("year", year)), rows))
    return found


def _row(entry: Entry, language: str) -> Row:
    room, text = newsroom(), entry.text_in(language)
    zone, speech = room.config.office.zone, room.config.pressroom.language
    revised = long_date(entry.revised.astimezone(UTC).date(), speech, zone) if entry.revised else ""
    others = tuple((one, own_name(one.language)) for one in entry.told if one is not text)
    return Row(entry, text, long_date(entry.day, speech, zone), revised, others)


def _address(path: str, number: int) -> str:
    return path if number == 1 else f"{path}?page={number}"
