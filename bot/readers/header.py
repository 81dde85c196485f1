"""What stands above the story: kicker, headline, subhead, date, dateline, notice."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import reduce

from bot.core.release import Finding
from bot.core.saying import WEEKDAYS, Saying, saying
from bot.readers.blocks import Block
from bot.readers.contacts import is_contact_line
from bot.readers.datelines import dateline_of, is_dated_place, line_of_place
from bot.readers.dates import DateReading, find_dates
from bot.readers.doubts import doubt
from bot.readers.marks import opens
from bot.readers.people import names_a_body
from bot.readers.quotations import quotation_at
from bot.readers.refusals import NoHeadline, NothingButHeader
from bot.readers.sections import sort_of

_KICKER_WORDS = (
    r"(?:(?:joint|embargoed|urgent)\s+)?(?:press|news|media)\s+(?:releases?|advisory|alert|statement|briefing|information|notice|invitation)|"
    r"(?:public|joint|official)\s+statement|statement|quote|urgent|breaking|news|report|briefing|q&a|photo\s+call|"
    r"communiqué(?:\s+de\s+presse)?|information\s+(?:de\s+)?presse|dossier\s+de\s+presse|déclaration|"
    r"presse(?:mitteilung|information|erklärung|meldung|aussendung)|medien(?:mitteilung|information)|"
    r"(?:comunicado|nota|boletín)(?:\s+(?:conjunto|de))?(?:\s+prensa)?|пресс-релиз|بيان صحفي|"
    r"プレスリリース|報道発表(?:資料)?|ニュースリリース|お知らせ"
)
_KICKER = re.compile(
    rf"(?P<kicker>{_KICKER_WORDS})(?:\s*(?:n[°o.º]*|nos?\.?|nr\.?|n[uú]m\.?|№|#|第)?\s*\d[\d/.-]*)?(?:\s*[:|–—•·-]\s*(?P<rest>.+))?",
    re.IGNORECASE,
)
# "To the press", and the name of who writes: 報道関係者各位, 株式会社…
_ADDRESSED = re.compile(
    r".{0,12}各位|(?:株式会社|有限会社|一般社団法人|公益財団法人|国立大学法人)\S{1,20}|\S{1,20}株式会社"
)
_NOTICE = re.compile(
    r"check against delivery|(?:es|seul)\s+(?:gilt|fait foi).{0,60}|seul le prononcé fait foi|cotejar con (?:la )?intervención",
    re.IGNORECASE,
)
_LABEL = re.compile(
    r"(?P<label>headline|title|titre|überschrift|titular|subject|subhead(?:ing|line)?|subtitle|sous-titre|untertitel)\s*:\s+",
    re.IGNORECASE,
)
_DATE_WORDS = re.compile(
    r"^(?:date|dated|published|issued|released|release date|publié le|le|datum|vom|den|fecha|el|on)\b[\s:]*|[\s.,]+$",
    re.IGNORECASE,
)
_LONGEST_HEADLINE = 250
_LONGEST_SUBHEAD = 300
_HIGHEST = 12  # blocks from the top in which a text is dated


@dataclass(slots=True)
class Header:
    """What was found, with the blocks that are left. `dates` in the order they stand; `contacts` above the headline."""

    kicker: str | None = None
    headline: str | None = None
    subhead: str | None = None
    dateline: str | None = None
    notice: str | None = None
    dates: list[tuple[DateReading, str, int]] = field(default_factory=list)
    contacts: list[Block] = field(default_factory=list)
    rest: list[Block] = field(default_factory=list)


def read_header(file: str, blocks: Sequence[Block], today: date, given: str | None, findings: list[Finding]) -> Header:
    """Raises NoHeadline where the text begins with a paragraph, NothingButHeader where it ends before a headline.

    `given`: the headline that the front matter names; then the text needs none.
    """
    header = Header(headline=given)
    queue = list(blocks)
    while queue:
        block = queue[0]
        if not _take_one(file, header, queue, today, findings):
            break
        if queue and queue[0] is block:
            queue.pop(0)
    header.rest = queue
    if header.headline is None:
        what = f'"{header.kicker}"' if header.kicker else "lines around one"
        raise NothingButHeader(file=file, line=blocks[0].line if blocks else 1, what=what)
    _take_dateline(header, today, findings)
    return header


def release_date(header: Header, findings: list[Finding]) -> str | None:
    """The day of the header's dates as ISO; None (with a finding) where it can't be told."""
    found: list[str] = []
    for reading, words, line in header.dates:
        if len(reading.days) != 1:
            _doubt_date(reading, words, line, findings)
            continue
        if reading.yearless:
            findings.append(doubt("date-year", line, words=words, reading=reading.days[0]))
        found.append(reading.days[0].isoformat())
    if len(set(found)) > 1:
        findings.append(
            doubt("dates-differ", header.dates[0][2], first=found[0], second=next(d for d in found if d != found[0]))
        )
    return found[0] if found else None


def written_on(blocks: Sequence[Block], today: date) -> date | None:
    """The day a text is dated, by a line of its header that is a date or a dateline; None where none is sure."""
    for block in blocks[:_HIGHEST]:
        dated = date_alone(block.flat, today)
        line = "" if dated else line_of_place(block.flat)
        readings = [dated[0]] if dated else find_dates(line, today, ahead=False) if line else []
        if len(readings) == 1 and len(readings[0].days) == 1 and not readings[0].vague:
            return readings[0].days[0]
    return None


def date_alone(text: str, today: date) -> tuple[DateReading, str] | None:
    """The date of a line that is a date and nothing else ("Published: Wednesday 4 March 2026"), with its words."""
    words = _DATE_WORDS.sub("", _DATE_WORDS.sub("", text.strip(" *_|•·")))
    if not 4 <= len(words) <= 60:
        return None
    readings = find_dates(words, today, ahead=False)
    if len(readings) != 1 or readings[0].vague:
        return None
    rest = words[: readings[0].start] + words[readings[0].end :]
    return (readings[0], words) if not re.search(r"\w", rest) else None


def _take_one(file: str, header: Header, queue: list[Block], today: date, findings: list[Finding]) -> bool:
    """Take the first block into the header; False where the story begins with it. May put back the rest of a line."""
    block = queue[0]
    text = block.flat
    if block.kind in ("quotation", "end"):
        return _story(file, header, block)
    numbered = f"{block.number}. {text}" if block.number is not None else text  # "1. März 2026" is no list
    if dated := date_alone(numbered, today):
        header.dates.append((*dated, block.line))
        return True
    if _NOTICE.fullmatch(text.strip(" *_()[].")) and header.notice is None:
        header.notice = text.strip(" *_()[]")
        return True
    if _take_kicker(header, queue):
        return True
    titled = block.level == 1 and header.headline is None  # "# Festival of light, 5 March 2026" is what it is marked as
    if header.dateline is None and not titled and (header.headline or len(queue) > 2) and is_dated_place(text, today):
        header.dates.append((find_dates(text, today, ahead=False)[0], text, block.line))
        header.dateline = text.strip(" .")
        return True
    if header.headline is None:
        return _take_above(file, header, queue, findings)
    if header.subhead is None and _is_subhead(block, queue, today):
        label = _LABEL.match(text)
        header.subhead = text[label.end() :] if label else text
        return True
    return False


def _take_kicker(header: Header, queue: list[Block]) -> bool:
    """A kicker by its words; above a Japanese headline there stand several, to whom and from whom among them."""
    block = queue[0]
    text = block.flat.strip(" *_:|[]")
    match = _KICKER.fullmatch(text) if block.level == 0 else None
    more = header.headline is None and len(queue) > 1 and (_ADDRESSED.fullmatch(text) or (match and not match["rest"]))
    if header.kicker is None and match:
        header.kicker = text
        if match["rest"]:
            header.kicker = text[: match.start("rest")].strip(" :|–—•·-")
            queue[0] = block.saying(match["rest"])
        return True
    if more:
        header.kicker = f"{header.kicker} · {text}" if header.kicker else text
    return bool(more)


def _take_above(file: str, header: Header, queue: list[Block], findings: list[Finding]) -> bool:
    """A line above the headline, or the headline itself."""
    block, after = queue[0], queue[1] if len(queue) > 1 else None
    text = block.flat
    if block.level == 0 and (is_contact_line(text) or _is_contact_label(text)):
        header.contacts.append(block)
        if _is_contact_label(text):
            while len(queue) > 1 and not queue[1].gap and len(queue[1].flat) < 80:
                header.contacts.append(queue.pop(1))
        return True
    if header.kicker is None and block.level == 0 and after is not None and _is_kicker_by_place(block, after):
        header.kicker = text
        return True
    if block.level > 1 and any(other.level == 1 for other in queue):
        header.kicker = header.kicker or text
        return True
    if not _is_headline(block) or (text.endswith(".") and after is None):
        return _story(file, header, block)
    label = _LABEL.match(text)
    header.headline = text[label.end() :] if label else text
    if text.endswith(".") and not text.endswith(".."):
        findings.append(doubt("headline-sentence", block.line))
    return True


def _story(file: str, header: Header, block: Block) -> bool:
    if header.headline is None:
        raise NoHeadline(file=file, line=block.line)
    return False


def _is_contact_label(text: str) -> bool:
    return sort_of(text) == "contacts" and len(text) < 60


def _is_kicker_by_place(block: Block, after: Block) -> bool:
    """A bulleted or shouted short line over a headline is its kicker; a short plain one may be the headline itself."""
    text, below = block.flat, after.flat
    if len(text.split()) > 6 or after.kind not in ("paragraph", "title") or not _is_headline(after):
        return False
    if block.kind == "item":
        return len(below.split()) > 3 and len(text.split()) <= 4
    if after.level == 1:
        return True
    shouted = text.isupper() and not below.isupper() and len(below) > len(text)
    # Capitals may as well be the headline over a subhead: only a few words, or the name of a body, are a kicker.
    return shouted and (len(text.split()) <= 2 or names_a_body(text)) and not find_dates(below, date(2000, 1, 1))


def _is_headline(block: Block) -> bool:
    text = block.flat
    if block.level:
        return len(text) <= _LONGEST_HEADLINE
    if len(text) > _LONGEST_HEADLINE or text[-1] in ",;:" or not re.search(r"\w", text):
        return False
    if text.endswith((".", ".”", '."', ".»")):
        return len(text) <= 120 and re.search(r"[.!?]\s+\S", text) is None
    return re.search(r"[a-zà-ÿ]{3}\.\s+[A-ZÀ-Þ]", text) is None or len(text) <= 120


def _is_subhead(block: Block, queue: Sequence[Block], today: date) -> bool:
    text = block.flat
    after = queue[1] if len(queue) > 1 else None
    if block.kind != "paragraph" or block.level or after is None or after.kind == "end" or sort_of(text) is not None:
        return False
    if (
        not (len(text.split()) >= 3 or _is_unspaced(text))
        or len(text) > _LONGEST_SUBHEAD
        or text[-1] in ".,;:!?…。"
        or opens(text)
    ):
        return False
    if quotation_at([block], 0, []) is not None or (line_of_place(text) and find_dates(text[:80], today)):
        return False
    return (
        len(after.flat) > (20 if _is_unspaced(text) else 40)
        or date_alone(after.flat, today) is not None
        or after.kind != "paragraph"
    )


def _is_unspaced(text: str) -> bool:
    """Whether a text is written without spaces between its words, as Japanese is, and is long enough to say something."""
    return len(text) >= 6 and re.search(r"[\u3040-\u30ff\u4e00-\u9fff]", text) is not None


def _take_dateline(header: Header, today: date, findings: list[Finding]) -> None:
    """`LONDON, 4 March 2026 — The harbour …`: the dateline goes out of the first paragraph; a wire's mark goes out of it."""
    index = next((i for i, block in enumerate(header.rest) if block.kind == "paragraph"), None)
    if index is None or header.dateline is not None:
        return
    block = header.rest[index]
    cut = dateline_of(block.flat, today)
    if cut is None:
        return
    if cut.wire:
        findings.append(doubt("wire-mark", block.line, words=cut.wire))
    header.dateline = cut.words
    header.dates += [(reading, cut.words, block.line) for reading in cut.dates]
    header.rest[index] = block.saying(cut.story)


def _doubt_date(reading: DateReading, words: str, line: int, findings: list[Finding]) -> None:
    if reading.weekday is not None and len(reading.days) > 1:
        told = {"weekday": WEEKDAYS[reading.weekday], "right": reading.days[-1]}
        findings.append(doubt("date-weekday", line, words=words, **told))
    elif reading.days:
        readings: object = reduce(_or_as, list[object](reading.days))
        findings.append(doubt("date-ambiguous", line, words=words, readings=readings))
    else:
        findings.append(doubt("date-unreadable", line, words=words))


def _or_as(one: object, other: object) -> Saying:
    return saying("{one} and as {other}", one=one, other=other)
