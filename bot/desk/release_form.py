"""What the editor's form carries: a draft in, fields out; fields in, the draft that was typed."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import cast, get_args

from django.http import QueryDict

from bot.core.configuration import Configuration
from bot.core.draft import Draft, Entry, EntryKind, Side, Writing
from bot.core.errors import EmbargoError
from bot.core.release import Contact, EmbargoLine, File, Picture
from bot.desk.figures import figure

POSTING = ("x", "mastodon", "bluesky")
BETWEEN = "\n---\n"
"""What parts one post from the next where several are typed."""
LONGEST = 1_000_000  # characters of one text; a book chapter has 50,000
_BREAK = re.compile(r"[\r\n]+")
_LINES = ("headline", "kicker", "subhead", "dateline", "date", "notice")
_CONTACT = ("name", "role", "email", "phone")
_PICTURE = ("caption", "credit", "alt", "licence")


class TooMuchTyped(EmbargoError):
    """The text has {size} characters; a release may have {limit}. Put long documents beside it, as files."""


def number_of(data: QueryDict, draft: Draft) -> int:
    """Which of a draft's texts a form is of: 0 for the main one."""
    asked = data.get("text", "0")
    return int(asked) if asked.isdecimal() and len(asked) < 4 and int(asked) < len(draft.texts) else 0


def typed(data: QueryDict, base: Draft, config: Configuration) -> Draft:
    """`base` with what a form says; what the form has no field for stays. Raises TooMuchTyped."""
    number = number_of(data, base)
    made = base.with_text(number, _text(data, base.texts[number], config))
    if number == 0 and "entry" in data:
        made = replace(made, entry=entered(data))
    if "forget-said" in data:
        made = replace(made, said=EmbargoLine())
    if number == 0 and "channels" in data:
        made = replace(made, channels=tuple(name for name in config.channels if name in data.getlist("channel")))
    if dropped := data.get("drop-text", ""):
        others = tuple(one for one in made.translations if one.language != dropped)
        made = replace(made, translations=others)
    return made


def entered(data: QueryDict) -> Entry:
    """The embargo as it was chosen."""
    kind, side = data.get("kind", ""), data.get("side", "")
    day, at, zone = (data.get(name, "").strip()[:60] for name in ("day", "time", "zone"))
    return Entry(
        cast(EntryKind, kind if kind in get_args(EntryKind) else ""),
        day,
        at,
        zone,
        cast(Side, side if side in get_args(Side) else ""),
    )


def post_fields(text: Writing, config: Configuration, channels: tuple[str, ...]) -> list[tuple[str, str, str]]:
    """Every channel that posts: its name, its kind, and the posts that the release brings for it, as they are typed."""
    kinds = {name: config.channels[name].kind for name in channels if name in config.channels}
    posts = {name: BETWEEN.join(one) for name, one in text.posts}
    return [(name, kind, posts.get(name, posts.get(kind, ""))) for name, kind in kinds.items() if kind in POSTING]


def _text(data: QueryDict, base: Writing, config: Configuration) -> Writing:
    size = sum(len(value) for _, values in data.lists() for value in values if isinstance(value, str))
    if size > LONGEST:
        raise TooMuchTyped(size=figure(size), limit=figure(LONGEST))
    lines = {name: _BREAK.sub(" ", data.get(name, getattr(base, name))) for name in _LINES}
    silenced = [code for code in data.getlist("silenced") if code not in data.getlist("unsilence")]
    beats = data.get("beats")
    return replace(
        base,
        **lines,
        language=(data.get("language", "").strip() or base.language)[:35],
        body=data.get("body", base.body).replace("\r\n", "\n"),
        contacts=_contacts(data, base.contacts),
        pictures=tuple(_pictures(data, base.pictures)),
        files=tuple(_files(data, base.files)),
        posts=_posts(data, base, config),
        silenced=tuple(dict.fromkeys((*silenced, *data.getlist("silence")))) if "silencing" in data else base.silenced,
        beats=tuple(filter(None, map(str.strip, beats.split(",")))) if beats is not None else base.beats,
    )


def _rows(data: Mapping[str, str], what: str, names: tuple[str, ...]) -> list[dict[str, str]]:
    """The rows of a list that the form shows, `contact-0-name` and so on; a row whose button says so is dropped."""
    found = []
    for number in range(200):
        if f"{what}-{number}-{names[0]}" not in data:
            break
        row = {name: " ".join(data.get(f"{what}-{number}-{name}", "").split())[:500] for name in names}
        found.append(row | {"drop": "yes" if data.get("drop") == f"{what}-{number}" else ""})
    return found


def _contacts(data: QueryDict, base: tuple[Contact, ...]) -> tuple[Contact, ...]:
    rows = _rows(data, "contact", _CONTACT)
    if not rows:
        return base
    kept = [row for row in rows if not row["drop"] and any(row[name] for name in _CONTACT)]
    return tuple(Contact(**{name: row[name] or None for name in _CONTACT}) for row in kept)


def _pictures(data: QueryDict, base: tuple[Picture, ...]) -> list[Picture]:
    """Only those the form was shown with: their words change here, their bytes do not."""
    rows = _rows(data, "picture", _PICTURE)
    made = [
        replace(one, **{name: row[name] or None for name in _PICTURE})
        for one, row in zip(base, rows, strict=False)
        if not row["drop"]
    ]
    return [*made, *base[len(rows) :]]


def _files(data: QueryDict, base: tuple[File, ...]) -> list[File]:
    rows = _rows(data, "file", ("title",))
    made = [replace(one, title=row["title"] or None) for one, row in zip(base, rows, strict=False) if not row["drop"]]
    return [*made, *base[len(rows) :]]


def _posts(data: QueryDict, base: Writing, config: Configuration) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """By channel; what the release brings for a kind stays where its channels' fields say the same."""
    posts = dict(base.posts)
    for name, channel in config.channels.items():
        if (words := data.get(f"posts-{name}")) is None:
            continue
        rows = words.replace("\r\n", "\n").strip().split(BETWEEN)
        given = tuple(one.strip() for one in rows if one.strip())
        if given != posts.get(name, posts.get(channel.kind, ())):
            posts[name] = given
    return tuple((name, given) for name, given in posts.items() if given)
