"""A release as the newsroom knows it: the story in parts, and its content hash."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

Block = Literal["paragraph", "heading", "list", "quote"]


@dataclass(frozen=True, slots=True)
class Finding:
    """Something to look at before it leaves. `line` is 1-based in the file, None where no file or no one line is meant.

    `place` names the part of the release ("paragraph 3", "picture 1"), empty when it concerns the whole.
    """

    code: str
    message: str
    line: int | None = None
    place: str = ""


@dataclass(frozen=True, slots=True)
class Quote:
    """One quotation: `text` has its paragraphs parted by a blank line, without the quotation marks around them."""

    text: str
    speaker: str | None = None
    role: str | None = None

    @property
    def paragraphs(self) -> list[str]:
        return [part for part in self.text.split("\n\n") if part]


@dataclass(frozen=True, slots=True)
class Part:
    """One block of the body, in order.

    `kind` paragraph and heading have `text` (plain, links written as `[words](url)` only where the source did);
    a list has `items` (`ordered`: they are numbered from 1); a quote has `quote`, the index into `Release.quotes`: it stands here
    in the text's order.
    """

    kind: Block
    text: str = ""
    items: tuple[str, ...] = ()
    quote: int | None = None
    ordered: bool = False


@dataclass(frozen=True, slots=True)
class Section:
    """A titled part after the body (Background, Notes to editors, About …)."""

    title: str
    parts: tuple[Part, ...]

    @property
    def text(self) -> str:
        return "\n\n".join(_plain_list(part) if part.items else part.text for part in self.parts)


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture: where it is (None when only its caption came), what it shows, whose it is."""

    caption: str | None = None
    credit: str | None = None
    alt: str | None = None
    source: str | None = None
    licence: str | None = None


@dataclass(frozen=True, slots=True)
class Contact:
    """Whom a journalist may ask."""

    name: str | None = None
    email: str | None = None
    phone: str | None = None
    role: str | None = None


@dataclass(frozen=True, slots=True)
class Release:
    """A whole release. `release_date` is ISO (2020-03-04). `posts` maps a channel or kind to posts it brought itself.

    `silenced`: codes of findings that its author has looked at and does not want to be told again.
    """

    headline: str
    language: str = "en"
    kicker: str | None = None
    subhead: str | None = None
    dateline: str | None = None
    release_date: str | None = None
    body: tuple[Part, ...] = ()
    quotes: tuple[Quote, ...] = ()
    sections: tuple[Section, ...] = ()
    notes: tuple[Part, ...] = ()
    pictures: tuple[Picture, ...] = ()
    contacts: tuple[Contact, ...] = ()
    notice: str | None = None
    posts: tuple[tuple[str, tuple[str, ...]], ...] = ()
    silenced: tuple[str, ...] = ()

    @property
    def lede(self) -> str:
        """The first paragraph of the body, or an empty text when the body opens otherwise."""
        return next((part.text for part in self.body if part.kind == "paragraph"), "")

    @property
    def rtl(self) -> bool:
        """Whether the language is written from right to left."""
        return self.language.split("-")[0] in {"ar", "fa", "he", "ur"}

    def to_json(self) -> bytes:
        """Canonical JSON (sorted keys, UTF-8, no spaces): what a version's hash is taken over."""
        data = asdict(self)
        if not self.silenced:
            del data["silenced"]  # so that a release which silences nothing keeps the hash it always had
        return json.dumps(data, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()

    @classmethod
    def from_json(cls, raw: bytes) -> Release:
        """The inverse of `to_json`."""
        data: dict[str, Any] = json.loads(raw)
        data["body"] = _parts(data["body"])
        data["notes"] = _parts(data["notes"])
        data["quotes"] = tuple(Quote(**quote) for quote in data["quotes"])
        data["sections"] = tuple(Section(s["title"], _parts(s["parts"])) for s in data["sections"])
        data["pictures"] = tuple(Picture(**picture) for picture in data["pictures"])
        data["contacts"] = tuple(Contact(**contact) for contact in data["contacts"])
        data["posts"] = tuple((name, tuple(posts)) for name, posts in data["posts"])
        data["silenced"] = tuple(data.get("silenced", ()))
        return cls(**data)

    @property
    def digest(self) -> str:
        """`sha256:` and the hexadecimal hash of the canonical JSON."""
        return "sha256:" + hashlib.sha256(self.to_json()).hexdigest()


@dataclass(frozen=True, slots=True)
class EmbargoLine:
    """What a text says of its embargo. `kind` none: it says nothing; immediate: for release at once.

    `wall` (2020-03-05T00:01) and `zone` (IANA) as far as they are known; `utc` only when nothing is ambiguous.
    `choices` are (utc, why) pairs where it is.
    """

    kind: Literal["until", "immediate", "none"] = "none"
    wording: str | None = None
    wall: str | None = None
    zone: str | None = None
    utc: str | None = None
    ambiguous: bool = False
    reason: str | None = None
    choices: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Manuscript:
    """A file as a reader understood it: the release, the embargo its text names, and what it doubts."""

    release: Release
    embargo: EmbargoLine = field(default_factory=EmbargoLine)
    findings: tuple[Finding, ...] = ()


def _parts(raw: list[dict[str, Any]]) -> tuple[Part, ...]:
    return tuple(Part(p["kind"], p["text"], tuple(p["items"]), p["quote"], p["ordered"]) for p in raw)


def _plain_list(part: Part) -> str:
    marks = (f"{number}." if part.ordered else "-" for number in range(1, len(part.items) + 1))
    return "\n".join(f"{mark} {item}" for mark, item in zip(marks, part.items, strict=True))
