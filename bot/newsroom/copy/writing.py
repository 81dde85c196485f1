"""What is typed of a release and the release it makes: each from the other, so that an editor shows what will be read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from bot.core.draft import Draft, Writing
from bot.core.release import Contact, EmbargoLine, Finding, Picture
from bot.core.release import Release as Text
from bot.readers.cleaning import clean, squeeze

_LINES = ("kicker", "headline", "subhead", "dateline", "notice")


@dataclass(frozen=True, slots=True)
class Typed:
    """A text that was typed, as it is read: the release it makes, what its embargo lines say, what is in doubt, and on
    which line of the body each place of it stands."""

    text: Text
    said: EmbargoLine = field(default_factory=EmbargoLine)
    findings: tuple[Finding, ...] = ()
    lines: dict[str, int] = field(default_factory=dict)


def read_typed(writing: Writing, today: date, office_zone: str) -> Typed:
    """One text as it is typed now. Raises LongParagraph."""
    from bot.readers.house_markdown import read_body  # a fifth of a second: an engine starts without

    body = read_body(writing.body, today, office_zone)
    text = Text(
        headline=_flat(writing.headline),
        language=writing.language or "en",
        kicker=_flat(writing.kicker) or None,
        subhead=_flat(writing.subhead) or None,
        dateline=_flat(writing.dateline) or None,
        release_date=_day(writing.date),
        body=body.body,
        quotes=body.quotes,
        sections=body.sections,
        notes=body.notes,
        pictures=(*map(_picture, writing.pictures), *body.pictures),
        contacts=tuple(made for one in writing.contacts if any(_told(made := _contact(one)))),
        notice=_flat(writing.notice) or None,
        posts=tuple((name, kept) for name, posts in writing.posts if (kept := _posts(posts))),
        silenced=tuple(dict.fromkeys(writing.silenced)),
        files=writing.files,
        beats=tuple(dict.fromkeys(filter(None, map(_flat, writing.beats)))),
    )
    return Typed(text, body.said, body.findings, body.lines)


def whole_of(typed: Sequence[Typed]) -> Text:
    """The release of a main text and its translations."""
    main, *others = (one.text for one in typed)
    return replace(main, translations=tuple(others))


def typed_texts(draft: Draft, today: date, office_zone: str) -> tuple[Typed, ...]:
    """Every text of a draft as it is read, the main one first. Raises LongParagraph."""
    return tuple(read_typed(one, today, office_zone) for one in draft.texts)


def writing_of(text: Text) -> Writing:
    """A text as it is edited: `read_typed` gives back the same, as far as the house's Markdown can say it."""
    from bot.readers.house_markdown import write

    return Writing(
        language=text.language,
        date=text.release_date or "",
        body=write(text),
        contacts=text.contacts,
        pictures=text.pictures,
        files=text.files,
        posts=text.posts,
        silenced=text.silenced,
        beats=text.beats,
        **{name: getattr(text, name) or "" for name in _LINES},
    )


def draft_of(whole: Text, draft: Draft) -> Draft:
    """A release as a draft of it, with the channels, embargo and doubts of `draft`."""
    main, *others = (writing_of(one) for one in (whole, *whole.translations))
    return replace(draft, text=main, translations=tuple(others))


def _flat(text: str) -> str:
    return squeeze(clean(text, []))


def _day(words: str) -> str | None:
    try:
        return date.fromisoformat(words.strip()).isoformat()
    except ValueError:
        return None


def _contact(one: Contact) -> Contact:
    return Contact(*(_flat(value or "") or None for value in (one.name, one.email, one.phone, one.role)))


def _told(one: Contact) -> tuple[str | None, ...]:
    return (one.name, one.email, one.phone, one.role)


def _picture(one: Picture) -> Picture:
    flat = {name: _flat(getattr(one, name) or "") or None for name in ("caption", "credit", "alt", "licence")}
    return replace(one, **flat)


def _posts(posts: Sequence[str]) -> tuple[str, ...]:
    """As `posts:` in front matter is read: lines kept, blanks within them squeezed."""
    rows = ("\n".join(map(squeeze, clean(post, []).strip().split("\n"))) for post in posts)
    return tuple(row for row in rows if row)
