"""A release as the newsroom knows it: the story in parts, and its content hash."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

from bot.core.enclosure import Enclosure

Block = Literal["paragraph", "heading", "list", "quote"]


@dataclass(frozen=True, slots=True)
class Finding:
    """Something to look at before it leaves. `line` is 1-based in the file, None where no file or no one line is meant.

    `place` names the part of the release ("paragraph 3", "picture 1"), empty when it concerns the whole. A message of ours is
    a `Saying`, which the desk says in the reader's language.
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
    """A picture: where it is (None when only its caption came), what it shows, whose it is.

    `digest`: `sha256:` and the hash of its bytes, once they are sealed with the version; None: they are still elsewhere.
    """

    caption: str | None = None
    credit: str | None = None
    alt: str | None = None
    source: str | None = None
    licence: str | None = None
    digest: str | None = None


@dataclass(frozen=True, slots=True)
class File:
    """A file beside a release: `source` as it was given, `name` as people save it, `size` in bytes, `digest` as a picture's.

    Read from a text only `source` and perhaps `title` are known; all is once its bytes are sealed with the version.
    """

    source: str
    title: str | None = None
    name: str = ""
    media_type: str = ""
    size: int = 0
    digest: str | None = None


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

    `silenced`: codes of findings that its author has looked at and does not want to be told again. `translations`: the same
    release in other languages, each whole, none with translations of its own; they are hashed, approved and lifted with it.
    `beats`: what it is about, as journalists' beats are named ("climate").
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
    translations: tuple[Release, ...] = ()
    files: tuple[File, ...] = ()
    beats: tuple[str, ...] = ()

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
        data = _lean(asdict(self))
        return json.dumps(data, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()

    @classmethod
    def from_json(cls, raw: bytes) -> Release:
        """The inverse of `to_json`."""
        return cls._from(json.loads(raw))

    @classmethod
    def _from(cls, data: dict[str, Any]) -> Release:
        data["body"] = _parts(data["body"])
        data["notes"] = _parts(data["notes"])
        data["quotes"] = tuple(Quote(**quote) for quote in data["quotes"])
        data["sections"] = tuple(Section(s["title"], _parts(s["parts"])) for s in data["sections"])
        data["pictures"] = tuple(Picture(**picture) for picture in data["pictures"])
        data["files"] = tuple(File(**file) for file in data.get("files", ()))
        data["contacts"] = tuple(Contact(**contact) for contact in data["contacts"])
        data["posts"] = tuple((name, tuple(posts)) for name, posts in data["posts"])
        data["silenced"] = tuple(data.get("silenced", ()))
        data["beats"] = tuple(data.get("beats", ()))
        data["translations"] = tuple(cls._from(one) for one in data.get("translations", ()))
        return cls(**data)

    def told_in(self, language: str) -> Release:
        """The text for somebody who reads `language` (BCP 47): that language's, else its nearest kin's, else the main one.

        `fr-CA` gets French before it gets the main text; a reader whose language is not known ("") gets the main text.
        """
        texts = (self, *self.translations)
        wanted = language.replace("_", "-").lower()
        exact = next((text for text in texts if text.language.lower() == wanted), None)
        if exact is not None or not wanted:
            return exact or self
        return next((text for text in texts if _base(text.language) == _base(wanted)), self)

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
    """A file as a reader understood it: the release, the embargo its text names, what it doubts, and what lies beside it."""

    release: Release
    embargo: EmbargoLine = field(default_factory=EmbargoLine)
    findings: tuple[Finding, ...] = ()
    enclosures: tuple[Enclosure, ...] = ()


def _lean(data: dict[str, Any]) -> dict[str, Any]:
    """Without the fields that came later and are empty, so that a release which has none keeps the hash it always had."""
    data["translations"] = [_lean(one) for one in data["translations"]]
    data["pictures"] = [
        {name: value for name, value in one.items() if value or name != "digest"} for one in data["pictures"]
    ]
    later = ("silenced", "translations", "files", "beats")
    return {name: value for name, value in data.items() if value or name not in later}


def _base(language: str) -> str:
    return language.split("-")[0].lower()


def _parts(raw: list[dict[str, Any]]) -> tuple[Part, ...]:
    return tuple(Part(p["kind"], p["text"], tuple(p["items"]), p["quote"], p["ordered"]) for p in raw)


def _plain_list(part: Part) -> str:
    marks = (f"{number}." if part.ordered else "-" for number in range(1, len(part.items) + 1))
    return "\n".join(f"{mark} {item}" for mark, item in zip(marks, part.items, strict=True))
