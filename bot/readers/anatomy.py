"""Blocks → a release: each part of the anatomy found by the file that knows it, in the one order that works."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from bot.core.configuration import DayOrder
from bot.core.release import Contact, EmbargoLine, File, Finding, Manuscript, Part, Picture, Quote, Release, Section
from bot.readers import captions, contacts, embargo_lines, header, sections
from bot.readers.blocks import Block
from bot.readers.dates import by_order, find_dates
from bot.readers.doubts import doubt
from bot.readers.embargo_times import Circumstances
from bot.readers.language import language_of
from bot.readers.parts import compose


@dataclass(frozen=True, slots=True)
class Given:
    """What a file says of itself apart from its text (front matter): it wins over what is found."""

    fields: dict[str, str] = field(default_factory=dict)
    lines: dict[str, int] = field(default_factory=dict)
    contacts: tuple[Contact, ...] = ()
    pictures: tuple[Picture, ...] = ()
    posts: tuple[tuple[str, tuple[str, ...]], ...] = ()
    silenced: tuple[str, ...] = ()
    files: tuple[File, ...] = ()
    beats: tuple[str, ...] = ()
    order: DayOrder = ""
    """How the office writes dates of three numbers."""


@dataclass(slots=True)
class _Story:
    """What is left after the header, sorted."""

    body: tuple[Part, ...] = ()
    notes: tuple[Part, ...] = ()
    sections: list[Section] = field(default_factory=list)
    contacts: list[Contact] = field(default_factory=list)
    quotes: list[Quote] = field(default_factory=list)


def assemble(
    file: str, blocks: Sequence[Block], given: Given, today: date, office_zone: str, findings: list[Finding]
) -> Manuscript:
    """Raises NoHeadline or NothingButHeader. `findings` holds what was doubted before, and gets the rest."""
    everything = "\n".join((*given.fields.values(), *(block.text for block in blocks)))
    around = Circumstances(today, office_zone, everything, _written(blocks, given, today))
    kept, embargo = embargo_lines.take(blocks, around, findings)
    embargo = _with_given(embargo, given, around, findings)
    kept, pictures = captions.take(kept)
    head = header.read_header(file, kept, today, given.fields.get("headline"), findings)
    _check_headline(head, given, findings)
    story = _sort(head, findings)
    language = given.fields.get("language") or language_of(everything)
    if language is None:
        findings.append(doubt("language-unsure"))
    if not story.body and not story.sections:
        findings.append(doubt("no-body"))
    release = Release(
        headline=head.headline or "",
        language=language or "en",
        kicker=given.fields.get("kicker") or head.kicker,
        subhead=given.fields.get("subhead") or head.subhead,
        dateline=given.fields.get("dateline") or head.dateline,
        release_date=_date(head, given, today, findings),
        body=story.body,
        quotes=tuple(story.quotes),
        sections=tuple(story.sections),
        notes=story.notes,
        pictures=(*given.pictures, *pictures),
        files=given.files,
        contacts=tuple(dict.fromkeys((*given.contacts, *story.contacts))),
        notice=given.fields.get("notice") or head.notice,
        posts=given.posts,
        silenced=given.silenced,
        beats=given.beats,
    )
    if not embargo.ambiguous and embargo.wall is not None and embargo.wall[:10] < today.isoformat():
        findings.append(doubt("embargo-past", None, wall=embargo.wall))
    return Manuscript(release, embargo, tuple(sorted(findings, key=lambda finding: finding.line or 0)))


def _written(blocks: Sequence[Block], given: Given, today: date) -> date | None:
    """The day the file itself is dated: "tomorrow" in its embargo line may be meant from there."""
    readings = [one for one in find_dates(given.fields.get("date", ""), today, ahead=False) if len(one.days) == 1]
    return readings[0].days[0] if readings else header.written_on(blocks, today)


def _with_given(embargo: EmbargoLine, given: Given, around: Circumstances, findings: list[Finding]) -> EmbargoLine:
    if "embargo" not in given.fields:
        return embargo
    line = given.lines.get("embargo")
    named = embargo_lines.from_field(given.fields["embargo"], line or 1, around)
    if named.ambiguous:
        findings.append(doubt("embargo-unsettled", line, reason=named.reason))
    both = [one for one in (named, embargo) if one.kind != "none"]
    return embargo_lines.together(both, findings, line)


def _check_headline(head: header.Header, given: Given, findings: list[Finding]) -> None:
    """A text under front matter may repeat the headline; it is not said twice, and a different one is pointed out."""
    first = head.rest[0] if head.rest else None
    if "headline" in given.fields and first is not None and first.level == 1:
        head.rest = head.rest[1:]
        if first.flat != given.fields["headline"]:
            findings.append(doubt("headline-differs", first.line, words=first.flat))


def _sort(head: header.Header, findings: list[Finding]) -> _Story:
    story = _Story()
    lines = [block for block in head.contacts if sections.sort_of(block.flat) != "contacts"]
    above, leftover = contacts.read(
        [block.saying(run[1]) if (run := sections.run_in(block.text)) else block for block in lines]
    )
    story.contacts += above
    notes: list[Part] = []
    for stretch in sections.divide(head.rest):
        if stretch.title is None:
            story.body = compose([*leftover, *_without_contacts(stretch.blocks, story)], story.quotes, findings)
        elif stretch.sort == "contacts":
            found, rest = contacts.read(stretch.blocks)
            story.contacts += found
            if rest:
                story.sections.append(Section(stretch.title, compose(rest, story.quotes, findings, titled=True)))
        elif (
            stretch.sort == "notes"
            and not stretch.title
            and any(contacts.is_contact_line(block.flat) for block in stretch.blocks)
        ):
            found, rest = contacts.read(stretch.blocks)
            story.contacts += found
            notes += compose(rest, story.quotes, findings, titled=True)
        elif stretch.sort == "notes":
            notes += compose(_without_contacts(stretch.blocks, story), story.quotes, findings, titled=True)
        else:
            parts = compose(_without_contacts(stretch.blocks, story), story.quotes, findings, titled=True)
            story.sections.append(Section(stretch.title, parts))
    story.notes = tuple(notes)
    return story


def _without_contacts(blocks: Sequence[Block], story: _Story) -> list[Block]:
    """ "For more information, contact …" at the end of a part: the contacts of it, and the sentence where it says more."""
    kept = list(blocks)
    for block in blocks[-4:]:
        if block.kind != "paragraph" or len(block.flat) > 400:
            continue
        found, nothing_else = contacts.in_sentence(block.flat)
        if nothing_else:
            story.contacts += found
            kept = [other for other in kept if other is not block]
    return kept


def _date(head: header.Header, given: Given, today: date, findings: list[Finding]) -> str | None:
    """The front matter's date, else the text's."""
    head = replace(head, dates=[(by_order(reading, given.order), words, line) for reading, words, line in head.dates])
    if "date" not in given.fields:
        return header.release_date(head, findings)
    words, line = given.fields["date"], given.lines.get("date", 1)
    readings = [by_order(one, given.order) for one in find_dates(words, today, ahead=False) if not one.vague]
    if len(readings) != 1:
        findings.append(doubt("date-unreadable", line, words=words))
        return None
    return header.release_date(replace(head, dates=[(readings[0], words, line)]), findings)
