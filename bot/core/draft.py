"""A draft: what somebody has typed of a release and of its embargo, exactly as typed, until it is put up for approval."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field, replace
from typing import Any, Literal

from bot.core.release import Contact, EmbargoLine, File, Finding, Picture
from bot.core.saying import kept, restored

EntryKind = Literal["", "until", "on_my_word", "now"]
Side = Literal["", "earlier", "later"]


@dataclass(frozen=True, slots=True)
class Entry:
    """The embargo as it is entered: `day` (2026-03-05), `time` (00:01) and `zone` (IANA) apart, each "" until it is chosen.

    `side`: which of the two instants is meant where the clocks go over that time, "" until somebody says.
    """

    kind: EntryKind = ""
    day: str = ""
    time: str = ""
    zone: str = ""
    side: Side = ""


@dataclass(frozen=True, slots=True)
class Writing:
    """One text in one language. `body` is the house's Markdown (`readers.house_markdown`); empty fields are ""."""

    language: str = "en"
    kicker: str = ""
    headline: str = ""
    subhead: str = ""
    dateline: str = ""
    date: str = ""
    notice: str = ""
    body: str = ""
    contacts: tuple[Contact, ...] = ()
    pictures: tuple[Picture, ...] = ()
    files: tuple[File, ...] = ()
    posts: tuple[tuple[str, tuple[str, ...]], ...] = ()
    silenced: tuple[str, ...] = ()
    beats: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Draft:
    """A release in the making: its text, its `translations`, its channels and its embargo.

    `said`: what the file it was read from says of its embargo; `doubts`: what its reader doubted.
    """

    text: Writing = Writing()
    translations: tuple[Writing, ...] = ()
    channels: tuple[str, ...] = ()
    entry: Entry = Entry()
    said: EmbargoLine = field(default_factory=EmbargoLine)
    doubts: tuple[Finding, ...] = ()

    @property
    def texts(self) -> tuple[Writing, ...]:
        """The main text, then the translations."""
        return (self.text, *self.translations)

    def in_language(self, language: str) -> Writing:
        """The text in a language; the main one where there is none in it."""
        return next((one for one in self.texts if one.language == language), self.text)

    def with_text(self, number: int, text: Writing) -> Draft:
        """With another text in the place of one: 0 for the main one, then the translations."""
        if number == 0:
            return replace(self, text=text)
        others = list(self.translations)
        others[number - 1] = text
        return replace(self, translations=tuple(others))

    def to_json(self) -> bytes:
        """As the ledger seals it."""
        doubts = [asdict(one) | {"message": kept(one.message)} for one in self.doubts]
        data = asdict(replace(self, doubts=())) | {"doubts": doubts}
        return json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode()

    @classmethod
    def from_json(cls, raw: bytes) -> Draft:
        """The inverse of `to_json`."""
        data = json.loads(raw)
        said = data["said"] | {"choices": tuple((utc, why) for utc, why in data["said"]["choices"])}
        return cls(
            _writing(data["text"]),
            tuple(_writing(one) for one in data["translations"]),
            tuple(data["channels"]),
            Entry(**data["entry"]),
            EmbargoLine(**said),
            tuple(Finding(**one | {"message": restored(one["message"])}) for one in data["doubts"]),
        )


def _writing(data: dict[str, Any]) -> Writing:
    made = {
        "contacts": tuple(Contact(**one) for one in data["contacts"]),
        "pictures": tuple(Picture(**one) for one in data["pictures"]),
        "files": tuple(File(**one) for one in data["files"]),
        "posts": tuple((name, tuple(posts)) for name, posts in data["posts"]),
        "silenced": tuple(data["silenced"]),
        "beats": tuple(data["beats"]),
    }
    return Writing(**data | made)
