"""The embargo lines of a text: found where they stand, taken out of it, and read together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from bot.core.release import EmbargoLine, Finding
from bot.core.saying import saying
from bot.readers.blocks import Block
from bot.readers.dates import find_dates
from bot.readers.doubts import doubt
from bot.readers.embargo_clocks import names_in
from bot.readers.embargo_notices import Notice, is_time_alone, parted, read_notice, undressed
from bot.readers.embargo_times import NOTHING_NAMED, Circumstances, read_until
from bot.readers.embargo_wordings import NOTICE, PERHAPS

_HEADER = 12  # blocks from the top within which a line with an embargo needs no date to be one
_NO_TEXT = ("end", "picture", "quotation")


def take(blocks: Sequence[Block], around: Circumstances, findings: list[Finding]) -> tuple[list[Block], EmbargoLine]:
    """The blocks without their embargo lines, and what those say together."""
    kept: list[Block] = []
    lines: list[tuple[EmbargoLine, int]] = []
    queue = list(blocks)
    index = 0  # of the block as it stood in the text, whatever it is cut into
    while queue:
        block = queue.pop(0)
        pieces = [block] if block.kind in _NO_TEXT else _pieces(block, around, early=index < _HEADER)
        if len(pieces) > 1:
            queue[:0] = pieces
            continue
        index += 1
        block = pieces[0]
        notice = None if block.kind in _NO_TEXT else read_notice(block.flat, around, early=index <= _HEADER)
        if notice is None:
            kept += [block] if block.kind in _NO_TEXT or block.text else []
            _point_out(block, findings, early=index <= _HEADER)
            continue
        lines.append((_with_what_follows(notice, block, queue, around), block.line))
        if notice.after:
            queue.insert(0, block.saying(notice.after))
    place = lines[0][1] if lines else None
    said = together([line for line, _ in lines], findings, place)
    if said.ambiguous:
        findings.append(doubt("embargo-unsettled", place, reason=said.reason))
    return kept, said


def from_field(words: str, line: int, around: Circumstances) -> EmbargoLine:
    """The front matter's `embargo:` field: "2026-03-05 00:01 Europe/London", "immediate", or a whole embargo line."""
    if words.strip().lower() in {"immediate", "now", "for immediate release"}:
        return EmbargoLine("immediate", words)
    if words.strip().lower() in {"none", "no", ""}:
        return EmbargoLine()
    notice = read_notice(words, around, early=True)
    return notice.line if notice is not None else read_until(words, words, around)


def together(lines: Sequence[EmbargoLine], findings: list[Finding], place: int | None) -> EmbargoLine:
    """What several embargo lines say: the same thing twice, or a contradiction, which settles nothing."""
    if not lines:
        return EmbargoLine()
    first = max(
        lines, key=lambda line: (line.kind == "until" and not line.ambiguous, line.wall is not None, bool(line.choices))
    )
    for other in lines:
        if _says_the_same(other, first) or _says_no_more(other, first):
            continue
        findings.append(doubt("embargo-contradiction", place, first=first.wording, second=other.wording))
        choices = tuple((line.utc, f'"{line.wording}"') for line in (first, other) if line.utc)
        choices = tuple(dict.fromkeys((*choices, *first.choices, *other.choices)))
        reason = saying('the text says "{one}" and "{other}"', one=first.wording, other=other.wording)
        return replace(
            first, kind="until", wall=None, zone=None, utc=None, ambiguous=True, reason=reason, choices=choices
        )
    return first


def _says_the_same(other: EmbargoLine, first: EmbargoLine) -> bool:
    if (other.kind, other.utc) != (first.kind, first.utc):
        return False
    return other.utc is not None or (other.wall, other.choices, other.reason) == (
        first.wall,
        first.choices,
        first.reason,
    )


def _says_no_more(other: EmbargoLine, first: EmbargoLine) -> bool:
    """A shorter line beside one that names the time adds nothing: "under embargo", its day alone, its time without the zone."""
    if not other.kind == first.kind == "until" or not other.ambiguous or first.wall is None:
        return False
    if other.wall is not None:
        return other.wall == first.wall and other.zone is None
    if other.reason == NOTHING_NAMED:
        return True
    day = first.wall[:10]
    days = [reading.days for reading in find_dates(other.wording or "", date.fromisoformat(day))]
    return (
        not other.choices
        and (other.reason or "").startswith("it names a day")
        and bool(days)
        and all([one.isoformat() for one in named] == [day] for named in days)
    )


def _pieces(block: Block, around: Circumstances, early: bool) -> list[Block]:
    """A block cut into its cells or rows where one of them is a notice: a layout table, lines with breaks, a kicker before it."""
    rows = block.rows
    if rows and all(row.startswith("|") for row in rows):
        cells = [cell.strip() for row in rows for cell in row.strip("|").split("|")]
        rows = [
            part for cell in cells if cell.strip(" :-") for part in (parted(cell, around) if early else [cell]) if part
        ]
    if len(rows) > 1 and any(read_notice(row, around, early=early) for row in rows):
        return [replace(block, text=row, gap=block.gap and not place) for place, row in enumerate(rows)]
    if early and len(rows) == 1:
        parts = [part for part in parted(rows[0], around) if part]
        return [replace(block, text=part, gap=block.gap and not place) for place, part in enumerate(parts)] or [block]
    return [block]


def _with_what_follows(notice: Notice, block: Block, queue: list[Block], around: Circumstances) -> EmbargoLine:
    """The notice read with the lines below that only name its day, time or zone: "EMBARGOED UNTIL" ⏎ "00:01 GMT, 5 March 2026".

    A notice that names nothing takes the next such line across a blank one; one that lacks a part only what stands right
    below, and a day only if it is still to come: a past one is the release's own date.
    """
    line, rest = notice.line, notice.rest
    while queue and line.kind == "until" and not notice.after and queue[0].kind == "paragraph":
        text = undressed(queue[0].flat)
        here, more = names_in(rest, around.today), names_in(text, around.today)
        empty = not (here.dates or here.times or here.zones) and line.reason == NOTHING_NAMED and len(block.flat) < 80
        new = _adds(here.dates, more.dates) and _adds(here.times, more.times) and _adds(here.zones, more.zones)
        if not new or not (empty or not queue[0].gap) or not is_time_alone(text, around):
            break
        if not empty and any(day <= around.today for reading in more.dates for day in reading.days):
            break
        if empty and not more.times and queue[0].gap:
            break  # a date alone, apart from it, is the release's
        queue.pop(0)
        rest = f"{rest} {text}".strip()
        line = read_until(rest, f"{line.wording} {text}", around)
    return line


def _adds(here: Sequence[object], more: Sequence[object]) -> bool:
    return not (here and more)


def _point_out(block: Block, findings: list[Finding], early: bool) -> None:
    """What may be an embargo line after all; in the header also whatever begins as one."""
    match = PERHAPS.search(block.flat)
    begins = NOTICE.match(undressed(block.flat)) if early and not match and block.kind not in _NO_TEXT else None
    if match is None and (begins is None or not begins["firm"]):
        return
    start, end = match.span() if match else (0, 40)
    words = block.flat[max(0, start - 20) : end + 40].strip()
    findings.append(doubt("embargo-perhaps", block.line, words=words))
