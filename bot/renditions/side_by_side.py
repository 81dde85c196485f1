"""All renditions of a release on one page, as they will look where they go: for a person's eyes, before the lift."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from markupsafe import Markup, escape

from bot.core.enclosure import Entry
from bot.core.measure import BLUESKY, Measure, X, mastodon
from bot.core.release import Release
from bot.core.rendition import Mail, Post, Thread, fill
from bot.renditions import environment
from bot.renditions.inline import runs
from bot.renditions.newsml import indented
from bot.renditions.preview import greeted

_MEASURES: Mapping[str, Measure] = {one.kind: one for one in (X, mastodon(), BLUESKY)}
_PICTURE = re.compile(r'<img src="https?://[^"]*?(/pictures/[0-9a-z.]+)"')
_TOKEN = re.compile(r'("(?:[^"\\]|\\.)*")(\s*:)?|\b(true|false|null)\b|-?\b[0-9][0-9.eE+-]*')


@dataclass(frozen=True, slots=True)
class Laid:
    """One rendition to lay out: the channel's name ("" for the page), its kind, its bytes, and a translation's language.

    `enclosures`: the pictures and files that go with it, or, with the page, that it links.
    """

    channel: str
    kind: str
    content: bytes
    language: str = ""
    enclosures: tuple[tuple[Entry, bytes], ...] = ()

    @property
    def title(self) -> str:
        """What it is called on the page: `press`, `press (fr)`."""
        return f"{self.channel or 'The page'} ({self.language})" if self.language else self.channel or "The page"


@dataclass(frozen=True, slots=True)
class Caption:
    """What stands above: the release's slug, the office, when it lifts (the office's zone first), and what is in doubt."""

    slug: str
    office: str
    lifts: tuple[str, ...] = ()
    doubts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Spoken:
    """The language of whoever looks, and how an English label is said in it."""

    language: str
    say: Callable[[str], str]


ENGLISH = Spoken("en", str)


def side_by_side(
    release: Release,
    laid: Sequence[Laid],
    caption: Caption,
    merge: Mapping[str, str],
    templates: Path | None = None,
    spoken: Spoken = ENGLISH,
) -> bytes:
    """One HTML file that loads nothing from anywhere and runs no script; mail and page stand in closed frames.

    `merge` gives values for unsubscribe and lift; `spoken` what stands around the renditions. Raises TemplateFailed.
    """
    safe = {field: str(escape(value)) for field, value in merge.items()}
    held = {
        one.path: _inside(one, content) for each in laid for one, content in each.enclosures if one.path and one.alt
    }
    values = {
        "release": release,
        "caption": caption,
        "gettext": spoken.say,
        "spoken": spoken.language,
        "mails": [(one.title, _mail(one.content, merge, held)) for one in laid if one.kind == "email"],
        "threads": [_thread(one) for one in laid if one.kind in _MEASURES],
        "bodies": [(one.title, *_shown(fill(one.content.decode(), merge))) for one in laid if one.kind == "webhook"],
        "notices": [(one.title, one.content.decode()) for one in laid if one.kind == "notify"],
        "pages": [
            (one.title, _pictured(fill(one.content.decode(), safe), held)) for one in laid if one.kind == "pressroom"
        ],
    }
    return environment.fill("preview/page.html", values, templates).encode()


def _inside(entry: Entry, content: bytes) -> str:
    """A picture as an address that holds it whole (RFC 2397)."""
    return f"data:{entry.media_type};base64,{base64.b64encode(content).decode()}"


def _pictured(html: str, held: Mapping[str, str]) -> str:
    """With the pictures themselves in the place of addresses where, before the lift, nothing is."""
    return _PICTURE.sub(lambda match: f'<img src="{held[match[1]]}"' if match[1] in held else match[0], html)


def _mail(content: bytes, merge: Mapping[str, str], held: Mapping[str, str]) -> Mail:
    mail = Mail.from_bytes(content)
    merge = greeted(mail, merge)
    safe = {field: str(escape(value)) for field, value in merge.items()}
    return Mail(
        mail.subject,
        _pictured(fill(mail.html, safe), held),
        fill(mail.text, merge),
        mail.sender,
        mail.reply_to,
        mail.language,
    )


def _thread(one: Laid) -> dict[str, object]:
    measure, thread = _MEASURES[one.kind], Thread.from_bytes(one.content)
    return {
        "channel": one.title,
        "network": measure.network,
        # Every instance of Mastodon sets its own limit, so that a bar would promise too much.
        "limit": None if one.kind == "mastodon" else measure.limit,
        "posts": [(_marked(post), measure.weigh(post.text)) for post in thread.posts],
        "card": thread.card,
        "warning": thread.warning,
        "removes": thread.removes,
        "pictures": [(picture.alt, _inside(picture, content)) for picture, content in one.enclosures],
        "language": thread.language,
    }


def _marked(post: Post) -> Markup:
    """Links look like links and lead nowhere: before the lift there is nothing at their end."""
    return Markup("").join(
        Markup('<span class="link">{}</span>').format(run.words) if run.target else escape(run.words)
        for run in runs(post.text)
    )


def _shown(body: str) -> tuple[str, Markup]:
    """A webhook's body: what it is called, and as it is shown."""
    return ("NewsML-G2", escape(indented(body))) if body.startswith("<?xml") else ("ninjs", _coloured(body))


def _coloured(written: str) -> Markup:
    """JSON, indented; names, strings and other values told apart by class."""
    text = json.dumps(json.loads(written), indent=2, ensure_ascii=False)
    parts, at = Markup(""), 0
    for token in _TOKEN.finditer(text):
        kind = "value" if not token[1] else "name" if token[2] else "string"
        parts += escape(text[at : token.start()]) + Markup('<span class="{}">{}</span>').format(kind, token[0])
        at = token.end()
    return parts + escape(text[at:])
