"""What happens after the lift: a correction, an update, a minor fix, a withdrawal, a recall; and what each says."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import datetime
from difflib import SequenceMatcher
from enum import StrEnum

from bot.core.release import Part, Release
from bot.core.sentences import sentences


class Standing(StrEnum):
    """What a version is to the one before it, after the lift. Up to the lift a version has none."""

    CORRECTION = "correction"  # something was wrong
    UPDATE = "update"  # something is new
    FIX = "fix"  # a minor one: the page only
    WITHDRAWAL = "withdrawal"  # it holds no longer, for a reason
    RECALL = "recall"  # a mail went to people it was not meant for


# These take the place of the text before: what has not left of that is sent no more.
REPLACING = (Standing.CORRECTION, Standing.UPDATE, Standing.WITHDRAWAL)
# Two people always, whatever the office's settings say: nobody can take these back.
TWO_PEOPLE = (Standing.WITHDRAWAL, Standing.RECALL)
# These say a few words in the place of the text.
NOTICES = (Standing.WITHDRAWAL, Standing.RECALL)


@dataclass(frozen=True, slots=True)
class Change:
    """What the text in `language` said, and what it should say."""

    language: str
    was: str
    now_reads: str


@dataclass(frozen=True, slots=True)
class Note:
    """What a version says of the one before. `because`: a withdrawal's reason, or what an update adds; `remove`: posts are deleted.

    `channels`: the mailings that a recall is about; all when there are none.
    """

    changes: tuple[Change, ...] = ()
    because: str = ""
    remove: bool = False
    channels: tuple[str, ...] = ()

    def to_json(self) -> bytes:
        """Canonical JSON: sealed with its version."""
        return json.dumps(asdict(self), sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()

    @classmethod
    def from_json(cls, raw: bytes) -> Note:
        """The inverse of `to_json`."""
        data = json.loads(raw)
        return cls(
            tuple(Change(**one) for one in data["changes"]), data["because"], data["remove"], tuple(data["channels"])
        )

    def change_in(self, language: str) -> Change | None:
        """The change as the text in `language` has it, else as the main text does."""
        own = (one for one in self.changes if one.language == language)
        return next(own, self.changes[0] if self.changes else None)


@dataclass(frozen=True, slots=True)
class Mark:
    """A note that stands dated on the page; `at` (aware UTC) is None for the one that is about to be made."""

    standing: Standing
    note: Note
    at: datetime | None


@dataclass(frozen=True, slots=True)
class After:
    """What setting needs to know of a version that follows the lift.

    `lifted` is when the release lifted (ISO 8601, UTC); `marks` are all that the page shows, the newest first.
    """

    standing: Standing
    note: Note
    lifted: str
    marks: tuple[Mark, ...] = ()

    @property
    def notice(self) -> bool:
        """Whether a few words stand in the place of the text."""
        return self.standing in NOTICES


def bare(release: Release) -> Release:
    """What is left of a release that is withdrawn, or of a mail that is recalled: nothing of its text, in any language."""
    others = tuple(bare(one) for one in release.translations)
    kept = {"release_date": release.release_date, "contacts": release.contacts}
    return Release(release.headline, release.language, release.kicker, translations=others, **kept)  # type: ignore[arg-type]


def differences(before: Release, after: Release) -> list[tuple[str, str]]:
    """Where two texts differ, as (what it said, what it says), in whole sentences; one of the two is "" where it was added or left out."""
    was, now = list(_sentences(before)), list(_sentences(after))
    steps = SequenceMatcher(None, was, now, autojunk=False).get_opcodes()
    return [(" ".join(was[a:b]), " ".join(now[c:d])) for step, a, b, c, d in steps if step != "equal"]


def _sentences(text: Release) -> Iterator[str]:
    yield from filter(None, (text.kicker, text.headline, text.subhead, text.dateline, text.release_date, text.notice))
    for part in text.body:
        if part.kind == "quote":
            quote = text.quotes[part.quote or 0]
            yield from (one for paragraph in quote.paragraphs for one in sentences(paragraph))
            yield ", ".join(filter(None, (quote.speaker, quote.role)))
        else:
            yield from _told(part)
    for section in text.sections:
        yield section.title
        yield from (one for part in section.parts for one in _told(part))
    yield from (one for part in text.notes for one in _told(part))
    for picture in text.pictures:
        yield from filter(None, (picture.caption, picture.credit))
    for contact in text.contacts:
        yield ", ".join(filter(None, (contact.name, contact.role, contact.phone, contact.email)))


def _told(part: Part) -> list[str]:
    return [one for text in (part.text, *part.items) for one in sentences(text)]
