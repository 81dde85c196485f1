"""The embargo line: found where it stands, taken out of the text, and read."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from bot.core.release import EmbargoLine, Finding
from bot.readers.blocks import Block
from bot.readers.clock_times import find_times
from bot.readers.dates import find_dates
from bot.readers.doubts import doubt
from bot.readers.embargo_times import IDLE, NOTHING_NAMED, Circumstances, read_until

_DRESS = "*_#<>!=~•·|–—- "
_THING = (
    r"(?:press|news|media)?\s*(?:releases?|copy|materials?|statement|story|report|information|text|document|advisory)"
)
_PREFIX = (
    r"(?:(?:subject|re|fwd?|notice|please note)\s*:\s*)*"
    rf"(?:(?:this|the|all|attached|following|enclosed)\s+)*(?:{_THING}\s+(?:is|are)\s+)?"
)
_IMMEDIATE = re.compile(
    rf"{_PREFIX}(?P<no>not\s+)?(?:for\s+)?(?:immediate\s+(?:release|publication|use|distribution)|release\s*:?\s+immediate(?:ly)?|"
    r"immediate\s+press\s+release)\b|(?:no embargo|not embargoed|sans embargo)\W*$|"
    r"pour\s+(?:diffusion|publication)\s+immédiate|(?:à diffuser|diffusion|publication)\s+immédiate(?:ment)?\b|"
    r"zur\s+sofortigen\s+(?:veröffentlichung|verwendung|freigabe)|(?:sofort|ab sofort)\s+frei\b|ohne\s+sperrfrist|"
    r"(?:para\s+)?(?:publicación|difusión|divulgación)\s+inmediata",
    re.IGNORECASE,
)
_UNTIL_WORD = (
    r"(?:until|till?|to|for(?:\s+(?:release|publication))?|before|lifts?|ends?|expires?|jusqu['’]?(?:au|à|a|en)?|bis(?:\s+zum)?|"
    r"hasta(?:\s+(?:el|las))?|le|am|on|at)\b"
)
# Sure of themselves: they say "embargo" of this very text even with nothing behind them.
_FIRM = (
    r"(?:strictly\s+|strict\s+)?(?:under\s+(?:a\s+)?(?:strict\s+)?embargo|embargoed)|strict\s+embargo|sous\s+embargo(?:\s+strict)?|"
    r"embargad[oa]s?|bajo\s+embargo(?:\s+estricto)?|sperrfrist|sendesperrfrist|gesperrt|mit\s+sperrfrist|hold\s+for\s+release|held\s+for\s+release"
)
_MARKERS = re.compile(
    rf"{_PREFIX}(?P<marker>(?P<firm>{_FIRM})(?:\s+{_THING})?(?:\s*[:–—-]+)?(?:\s*{_UNTIL_WORD})?|"
    rf"(?P<loose>embargo)(?:\s*[:–—-]+|\s+(?:time|date)\s*:?)?(?:\s*{_UNTIL_WORD})?|"
    r"(?P<ban>(?:strictly\s+)?not\s+(?:for|to\s+be)\s+[\w,/ ]{3,60}?\s(?:before|until|prior\s+to)|"
    r"do\s+not\s+(?:publish|release|use|broadcast|report)[\w,/ ]{0,40}?\s(?:before|until|prior\s+to)|"
    r"(?:ne\s+pas|à\s+ne\s+pas)\s+(?:publier|diffuser)\s+avant|nicht\s+vor|frei\s+(?:ab|für)|"
    r"no\s+(?:publicar|difundir)\s+(?:antes\s+(?:del?|de\s+las)|hasta))|"
    r"(?P<dated>(?:for|hold|release)\s+(?:release|publication|until|on|at)(?:\s*:|\s+(?:on|at|after|until|not before))?))"
    r"(?![\w-])\s*(?P<rest>.*)$",
    re.IGNORECASE | re.DOTALL,
)
# A line may carry the kicker first: "Press release | EMBARGOED UNTIL …".
_WITHIN = re.compile(
    rf"(?P<before>.{{2,80}}?)\s+[|–—•·-]+\s+(?P<line>(?:{_FIRM}|embargo\b\s*(?::|until)|for immediate release).*)$",
    re.IGNORECASE,
)
_PERHAPS = re.compile(
    r"\b(?:embargoed|under (?:strict )?embargo|embargo)\s+(?:until|till)\b|\bsous embargo jusqu|\bsperrfrist bis\b|\bembargad[oa] hasta\b",
    re.IGNORECASE,
)
_POINTS_ON = re.compile(
    r"(?:until|till?|before|prior to|lifts?|jusqu['’]?(?:au|à|a|en)?|bis(?:\s+zum)?|hasta(?:\s+(?:el|las))?|avant|vor|ab|[:–—-])$",
    re.IGNORECASE,
)
_LONGEST = 300
_HEADER = 12  # blocks from the top within which a line with an embargo needs no date to be one


def take(blocks: Sequence[Block], around: Circumstances, findings: list[Finding]) -> tuple[list[Block], EmbargoLine]:
    """The blocks without their embargo lines, and what those say together."""
    kept: list[Block] = []
    lines: list[tuple[EmbargoLine, int]] = []
    queue = list(blocks)
    for index, block in enumerate(queue):
        if block.kind in ("end", "picture", "quotation") or not block.text:
            kept += [block] if block.kind in ("end", "picture", "quotation") else []
            continue
        before, words = _parted(block, index)
        line, after = _read(words, around, early=index < _HEADER)
        if line is None:
            kept.append(block)
            _point_out(block, findings)
            continue
        if _is_empty(line, words) and index + 1 < len(queue) and (more := _time_alone(queue[index + 1], around)):
            line = read_until(more, f"{line.wording} {more}", around)
            queue[index + 1] = queue[index + 1].saying("")
        kept += [block.saying(rest) for rest in (before, after) if rest]
        lines.append((line, block.line))
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
    read, _ = _read(words, around, early=True)
    return read or read_until(words, words, around)


def together(lines: Sequence[EmbargoLine], findings: list[Finding], place: int | None) -> EmbargoLine:
    """What several embargo lines say: the same thing twice, or a contradiction, which settles nothing."""
    if not lines:
        return EmbargoLine()
    first = max(
        lines, key=lambda line: (line.kind == "until" and not line.ambiguous, line.wall is not None, bool(line.choices))
    )
    for other in lines:
        if (other.kind, other.utc, other.wall) == (first.kind, first.utc, first.wall) or _says_no_more(other, first):
            continue
        findings.append(doubt("embargo-contradiction", place, first=first.wording, second=other.wording))
        choices = tuple((line.utc, f'"{line.wording}"') for line in (first, other) if line.utc)
        choices = tuple(dict.fromkeys((*choices, *first.choices, *other.choices)))
        reason = f'the text says "{first.wording}" and "{other.wording}"'
        return replace(
            first, kind="until", wall=None, zone=None, utc=None, ambiguous=True, reason=reason, choices=choices
        )
    return first


def _says_no_more(other: EmbargoLine, first: EmbargoLine) -> bool:
    """A bare "under embargo" or "not for immediate release" beside a line that names the time adds nothing."""
    return (
        other.kind == first.kind == "until"
        and other.wall is None
        and not other.choices
        and other.reason == NOTHING_NAMED
    )


def _parted(block: Block, index: int) -> tuple[str, str]:
    text = block.flat
    if (
        index < _HEADER
        and len(text) <= _LONGEST
        and (match := _WITHIN.match(text))
        and "embargo" not in match["before"].lower()
    ):
        return match["before"].strip(_DRESS), match["line"]
    return "", text


def _read(text: str, around: Circumstances, early: bool) -> tuple[EmbargoLine | None, str]:
    """An EmbargoLine where the text is one, with what stands behind it and is none of it; (None, "") for everything else."""
    bare = _undressed(text)
    if len(bare) > _LONGEST:
        return None, ""
    if match := _IMMEDIATE.match(bare):
        return _immediate(match, bare, around)
    match = _MARKERS.match(bare)
    if match is None:
        return None, ""
    rest = re.sub(r"check against delivery", "", match["rest"], flags=re.IGNORECASE).strip()
    line = read_until(rest, bare, around)
    return (line if _is_notice(match, rest, line, around, early) else None), ""


def _undressed(text: str) -> str:
    """Without asterisks, rules and brackets around the whole."""
    bare = re.sub(r"\s+", " ", text.replace("*", "").replace("__", "")).strip(_DRESS)
    while len(bare) > 1 and bare[0] + bare[-1] in ("()", "[]"):
        bare = bare[1:-1].strip(_DRESS)
    return bare.lstrip("[(") if bare.count("(") + bare.count("[") > bare.count(")") + bare.count("]") else bare


def _is_notice(match: re.Match[str], rest: str, line: EmbargoLine, around: Circumstances, early: bool) -> bool:
    """Whether a text that opens with such words is a notice to editors, or a sentence about some embargo."""
    points_on = _POINTS_ON.search(match["marker"].rstrip()) is not None
    named = line.wall is not None or bool(line.choices) or bool(find_dates(rest, around.today))
    straight = all(word.lower() in IDLE for word in _words_before_time(rest, around))
    if match["dated"]:
        return named and straight and len(rest) < 100
    if named and (points_on or straight):
        return early or line.wall is not None
    if not early:
        return False
    if not rest:
        return True
    if match["loose"]:
        return points_on and len(rest.split()) <= 8
    return (points_on and len(rest.split()) <= 12) or rest[0] in ".,;(–—-"


def _words_before_time(rest: str, around: Circumstances) -> list[str]:
    starts = [day.start for day in find_dates(rest, around.today)] + [time.start for time in find_times(rest)]
    return re.findall(r"[^\W\d_][\w'’]*", rest[: min(starts, default=len(rest))])


def _immediate(match: re.Match[str], bare: str, around: Circumstances) -> tuple[EmbargoLine | None, str]:
    rest = bare[match.end() :]
    if match["no"]:
        inner, _ = _read(rest.strip(_DRESS + ".:;,"), around, early=True)
        if inner is not None and inner.kind == "until":
            return replace(inner, wording=bare), ""
        return EmbargoLine("until", bare, ambiguous=True, reason=NOTHING_NAMED), ""
    after = rest.strip(_DRESS + ".:;,")
    dates = find_dates(after, around.today)
    # "For immediate release of all prisoners" is a demand and no notice.
    if after and rest[0] == " " and rest.lstrip()[0].isalnum() and not (dates and dates[0].start == 0):
        return None, ""
    return EmbargoLine("immediate", bare[: match.end()]), after


def _is_empty(line: EmbargoLine, words: str) -> bool:
    return line.kind == "until" and line.reason == NOTHING_NAMED and len(words) < 80


def _time_alone(block: Block, around: Circumstances) -> str | None:
    """The next line, where it is nothing but a day and a time: "EMBARGOED UNTIL" ⏎ "00:01 GMT, 5 March 2026"."""
    text = block.flat.strip(_DRESS)
    if block.kind != "paragraph" or len(text) > 100:
        return None
    line = read_until(text, text, around)
    return text if line.wall is not None and "understood" not in (line.reason or "") else None


def _point_out(block: Block, findings: list[Finding]) -> None:
    if match := _PERHAPS.search(block.flat):
        around = block.flat[max(0, match.start() - 20) : match.end() + 40]
        findings.append(doubt("embargo-perhaps", block.line, words=around.strip()))
