"""Feeds: Atom (RFC 4287), JSON Feed 1.1 (https://www.jsonfeed.org/version/1.1/) and a list of ninjs 3.1 items.

An entry is known by an id that no correction changes, so that readers see a change and not a second entry. It is the one that
partners know from the webhook.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.feedgenerator import Atom1Feed, Enclosure
from django.utils.html import escape
from django.utils.xmlutils import SimplerXMLGenerator
from django.views.decorators.http import require_safe

from bot.pressroom.answering import Made, not_found, public, told
from bot.pressroom.catalogue import ALL, Shelf
from bot.pressroom.items import Item, items
from bot.pressroom.lists import EVER
from bot.pressroom.opening import catalogue, newsroom
from bot.renditions.press_room import public_labels
from bot.renditions.wording import own_name
from bot.store.embargoes import utc_text

MOST = 50  # entries
FORMS = ("atom", "json", "ninjs")
# A feed is data: whoever shows it in a browser runs nothing of it.
_POLICY = "default-src 'none'; sandbox"


@require_safe
@public
def everything(request: HttpRequest, generation: int, form: str) -> HttpResponseBase:
    """`/feed.atom`, `/feed.json`, `/feed.ninjs`."""
    return _feed(request, generation, ALL, form, "")


@require_safe
@public
def of_beat(request: HttpRequest, generation: int, slug: str, form: str) -> HttpResponseBase:
    """The same of one beat."""
    return _feed(request, generation, ("beat", slug), form, catalogue().beat(slug))


@require_safe
@public
def in_language(request: HttpRequest, generation: int, code: str, form: str) -> HttpResponseBase:
    """The same of what there is in one language, in that language."""
    if not catalogue().count(("language", code)):
        return not_found(request)
    return _feed(request, generation, ("language", code), form, own_name(code))


def _feed(request: HttpRequest, generation: int, shelf: Shelf, form: str, title: str) -> HttpResponseBase:
    if shelf != ALL and not catalogue().count(shelf):
        return not_found(request)
    room = newsroom()
    language = shelf[1] if shelf[0] == "language" else ""
    entries = catalogue().followed(shelf, MOST)
    listed = items(room, entries, language)
    changed = max((one.changed for one in entries), default=EVER)
    make, content_type = _FORMS[form]
    body = make(listed, room.config.office.url + request.path, title, changed, language)
    links = {"Content-Security-Policy": _POLICY, "Access-Control-Allow-Origin": "*"}
    if hub := room.config.pressroom.hub:
        # https://www.w3.org/TR/websub/#discovery
        links["Link"] = f'<{hub}>; rel="hub", <{room.config.office.url}{request.path}>; rel="self"'
    return told(request, body, content_type, changed, Made(generation, by_query=False), links)


class _Atom(Atom1Feed):
    """Django's, with the whole text, the language of each entry, and the hub."""

    def add_root_elements(self, handler: SimplerXMLGenerator) -> None:
        super().add_root_elements(handler)
        if hub := newsroom().config.pressroom.hub:
            handler.addQuickElement("link", "", {"rel": "hub", "href": hub})

    def item_attributes(self, item: dict[str, Any]) -> dict[str, Any]:
        return {**super().item_attributes(item), "xml:lang": item["language"]}

    def add_item_elements(self, handler: SimplerXMLGenerator, item: dict[str, Any]) -> None:
        super().add_item_elements(handler, item)
        if item["content"]:
            handler.addQuickElement("content", item["content"], {"type": "html"})


def _atom(listed: list[Item], address: str, title: str, changed: datetime, language: str) -> bytes:
    office = newsroom().config.office
    feed = _Atom(
        title=_titled(title),
        link=f"{office.url}/",
        description="",
        language=language or newsroom().config.pressroom.language,
        author_name=office.name,
        feed_url=address,
        feed_guid=address,
    )
    for one in listed:
        picture = one.text.picture
        feed.add_item(
            title=one.headline,
            link=office.url + one.text.path,
            description=escape(one.summary),  # Django says that it is HTML
            unique_id=one.ninjs["uri"],
            pubdate=one.entry.published,
            updateddate=one.entry.changed,
            categories=[beat.name for beat in one.entry.beats],
            enclosures=[Enclosure(office.url + picture.path, str(picture.size), picture.media_type)] if picture else [],
            language=one.text.language,
            content=one.html,
        )
    if not listed:
        feed.latest_post_date = lambda: changed  # type: ignore[method-assign]  # or it would be now, and differ each time
    return feed.writeString("utf-8").encode()


def _json(listed: list[Item], address: str, title: str, changed: datetime, language: str) -> bytes:
    office = newsroom().config.office
    feed: dict[str, Any] = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": _titled(title),
        "home_page_url": f"{office.url}/",
        "feed_url": address,
        "language": language or newsroom().config.pressroom.language,
        "authors": [{"name": office.name, "url": office.url}],
        "items": [_json_item(one) for one in listed],
    }
    if hub := newsroom().config.pressroom.hub:
        feed["hubs"] = [{"type": "WebSub", "url": hub}]
    return json.dumps(feed, ensure_ascii=False).encode()


def _json_item(one: Item) -> dict[str, Any]:
    base = newsroom().config.office.url
    made: dict[str, Any] = {
        "id": one.ninjs["uri"],
        "url": base + one.text.path,
        "title": one.headline,
        "summary": one.summary,
        "content_html": one.html or escape(one.summary),
        "date_published": utc_text(one.entry.published),
        "date_modified": utc_text(one.entry.changed),
        "language": one.text.language,
    }
    if one.text.picture:
        made["image"] = base + one.text.picture.path
    if one.entry.beats:
        made["tags"] = [beat.name for beat in one.entry.beats]
    return made


def _ninjs(listed: list[Item], address: str, title: str, changed: datetime, language: str) -> bytes:
    """A JSON array: the standard has items, and no envelope for several."""
    return json.dumps([one.ninjs for one in listed], ensure_ascii=False, separators=(",", ":")).encode()


def _titled(title: str) -> str:
    config = newsroom().config
    name = f"{config.office.name} · {public_labels(config.pressroom.language)['room']}"
    return f"{name} · {title}" if title else name


_Make = Callable[[list[Item], str, str, datetime, str], bytes]
_FORMS: dict[str, tuple[_Make, str]] = {
    "atom": (_atom, "application/atom+xml; charset=utf-8"),
    "json": (_json, "application/feed+json"),
    "ninjs": (_ninjs, "application/json"),
}
