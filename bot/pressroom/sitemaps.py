"""For search engines: sitemaps (https://www.sitemaps.org/protocol.html), one of news (Google's extension), and robots.txt (RFC 9309)."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe

from bot.pressroom.answering import Made, not_found, public, told
from bot.pressroom.catalogue import ALL
from bot.pressroom.entries import Entry
from bot.pressroom.lists import EVER
from bot.pressroom.opening import catalogue, newsroom
from bot.renditions.environment import fill
from bot.store.embargoes import utc_text

MOST = 1_000  # releases in one file; a file may have 50,000 addresses, and one of so many is made in some 20 ms
NEWS = timedelta(days=2)  # https://developers.google.com/search/docs/crawling-indexing/sitemaps/news-sitemap
MOST_NEWS = 1_000
_XML = "application/xml; charset=utf-8"
_ROBOTS = """\
User-agent: *
Disallow: /desk/
Disallow: /unsubscribe/
Disallow: /*?q=

Sitemap: {url}/sitemap.xml
Sitemap: {url}/news-sitemap.xml
"""


@require_safe
@public
def everything(request: HttpRequest, generation: int) -> HttpResponseBase:
    """Every public page; where these are too many for one file, a file for each month."""
    if catalogue().count() <= MOST:
        return _filled(request, generation, "sitemap.xml", catalogue().listed(ALL))
    months = catalogue().shelves("month")
    listed = [(one, catalogue().changed(("month", one)) or EVER) for one in months]
    values = {"months": [(one, utc_text(changed)) for one, changed in listed]}
    return _answer(request, generation, "sitemaps.xml", values, max(changed for _, changed in listed))


@require_safe
@public
def of_month(request: HttpRequest, generation: int, month: str) -> HttpResponseBase:
    """The pages of what was published in one month (2020-03)."""
    entries = catalogue().listed(("month", month))
    if not entries:
        return not_found(request)
    return _filled(request, generation, "sitemap.xml", entries)


@require_safe
@public
def news(request: HttpRequest, generation: int) -> HttpResponseBase:
    """What was published in the last two days. What falls out of it does so without anybody being told."""
    since = newsroom().now() - NEWS
    entries = [one for one in catalogue().listed(ALL, 0, MOST_NEWS) if one.published >= since]
    return _filled(request, None, "news-sitemap.xml", entries)


@require_safe
@public
def robots(request: HttpRequest, generation: int) -> HttpResponseBase:
    """What crawlers need not look at: nothing in it is a secret."""
    text = _ROBOTS.format(url=newsroom().config.office.url).encode()
    return told(request, text, "text/plain; charset=utf-8", EVER, Made(generation, by_query=False), {})


def _filled(request: HttpRequest, generation: int | None, template: str, entries: list[Entry]) -> HttpResponseBase:
    rows = [(entry, utc_text(entry.published), utc_text(entry.changed)) for entry in entries]
    changed = max((entry.changed for entry in entries), default=EVER)
    return _answer(request, generation, template, {"rows": rows}, changed)


def _answer(
    request: HttpRequest, generation: int | None, template: str, values: dict[str, Any], changed: datetime
) -> HttpResponseBase:
    room = newsroom()
    body = fill(f"pressroom/{template}", {"office": room.config.office, **values}, room.templates).strip() + "\n"
    made = Made(generation, by_query=False) if generation is not None and catalogue().complete else None
    return told(request, body.encode(), _XML, changed, made, {})
