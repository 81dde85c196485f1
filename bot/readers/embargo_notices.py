"""One line of a text: is it a notice to editors about this text's embargo, and what does it say?"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from bot.core.release import EmbargoLine
from bot.core.saying import saying
from bot.readers.clock_times import find_times
from bot.readers.dates import find_dates
from bot.readers.embargo_clocks import Named, names_in
from bot.readers.embargo_times import (
    IDLE,
    NOTHING_NAMED,
    OVER,
    Circumstances,
    read_until,
    strange_behind,
    strange_words,
)
from bot.readers.embargo_wordings import (
    BEHIND,
    FIRM_ALONE,
    FOREIGN,
    IMMEDIATE,
    NOTICE,
    ON_TRADE,
    POINTS_ON,
    SPOKEN,
    WAITS,
    WITHIN,
)

DRESS = "*_#<>!=~•·|【】–—- "
LONGEST = 300
_NEXT_SENTENCE = re.compile(r"\.\s+[^\W\d_]+\s+[^\W\d_]+")
_LABELLED = 10  # words behind "Embargo: for publication" that, with a day among them, are no headline
_CHECK = re.compile(r"check against delivery", re.IGNORECASE)
# "Embargoed by the journal until …": whose it is, or for whom, before it says when.
_FOR_WHOM = re.compile(
    r"(?:by|for|für|pour|para|durch|par|por)\s+(?:\S+\s+){0,4}?(?:until|till|after|bis|nach|jusqu\S*|après|hasta|:|\S+:)",
    re.IGNORECASE,
)
# Behind the time these belong to the notice; other words are the release's own and are given back.
_ON_ITS_USE = re.compile(
    r"embargo|publi|releas|forward|shar|broadcast|confiden|quot|journalis|editor|media|diffus|difund|sperr|please|bitte|merci|thank|strict|"
    r"\b(?:print|online|web|radio|tv|papers)\b|"
    r"эмбарго|公開|النشر",
    re.IGNORECASE,
)
# In a subject the headline follows a colon, or the bracket that held the notice: "[EMBARGO 5 March, 10:00 GMT] Harbour reopens".
_HEADLINE_BEHIND = re.compile(r"(?:\s*(?P<bracket>[\])]):?|:)\s+(?=\w)")


@dataclass(frozen=True, slots=True)
class Notice:
    """What a notice says; `rest` are its words behind "until", `after` the words behind it that are none of it."""

    line: EmbargoLine
    rest: str = ""
    after: str = ""


def read_notice(text: str, around: Circumstances, early: bool) -> Notice | None:
    """The notice that a text is, or None. `early`: it stands in the header, where it needs no date to be one."""
    bare = undressed(text)
    if len(bare) > LONGEST:
        return None
    if match := IMMEDIATE.match(bare):
        return _immediate(match, bare, around)
    match = NOTICE.match(bare)
    if match is None:
        return _read_behind(bare, around) or _read_foreign(bare, early)
    wordings = [match]
    # "Strictly embargoed: not for publication before …": the second wording says until when.
    while inner := NOTICE.match(wordings[-1]["rest"].strip(DRESS + ".:;,")):
        wordings.append(inner)
    for match in reversed(wordings):
        rest, after = _without_after(match["rest"], bare, around)
        line = read_until(rest, bare, around)
        # Where the second wording is none ("EMBARGO: for publication in Sunday papers"), the first holds, and settles nothing.
        if _is_notice(match, rest, line, around, early) and (match is wordings[-1] or line.ambiguous):
            return Notice(line, rest, after)
    return _read_foreign(bare, early)


def _read_foreign(bare: str, early: bool) -> Notice | None:
    """A notice in a language that is not read holds the text back."""
    match = FOREIGN.match(bare) if early else None
    if match is None:
        return None
    reason = saying('"{words}" is not understood', words=match["until"])
    return Notice(EmbargoLine("until", bare, ambiguous=True, reason=reason))


def _read_behind(bare: str, around: Circumstances) -> Notice | None:
    """A notice whose time stands before its words; without a day in it, it is a sentence."""
    match = BEHIND.fullmatch(bare)
    rest = next(filter(None, match.groupdict().values()), "") if match else ""
    if not find_dates(rest, around.today):
        return None
    return Notice(read_until(rest, bare, around), rest)


def parted(text: str, around: Circumstances) -> list[str]:
    """A line that carries something else first, cut there: "Press release | EMBARGOED UNTIL …", "5 March, 10:00 GMT – EMBARGO"."""
    bare = undressed(text)
    match = WITHIN.match(bare) if len(bare) <= LONGEST else None
    if match is None or "embargo" in match["before"].lower():
        return [text]
    if re.fullmatch(FIRM_ALONE, match["line"], re.IGNORECASE) and find_dates(match["before"], around.today):
        return [f"{match['line']}: {match['before']}"]  # "Private until 7am on 25 August 2026: embargoed"
    if match["stop"] and not _is_cut(match, bare, around):
        return [text]
    if NOTICE.fullmatch(match["line"]) and is_time_alone(match["before"], around):
        return [f"{match['line']} {match['before']}"]
    return [match["before"].strip(DRESS), match["line"]]


def _is_cut(match: re.Match[str], bare: str, around: Circumstances) -> bool:
    """ "JAMA: EMBARGOED UNTIL …", "Advance copy. Embargoed until …": a few words, and then a notice that names its time."""
    first, spoken = match["line"].split()[0], SPOKEN.fullmatch(match["before"]) is not None
    if NOTICE.match(bare) or (len(match["before"].split()) > 5 and not spoken):
        return False
    firm = spoken or first.isupper() or match["line"].lower().startswith(("embargoed", "under embargo", "sperrfrist:"))
    notice = read_notice(match["line"], around, early=True) if firm else None
    return notice is not None and (
        spoken or notice.line.wall is not None or match["line"].isupper() or first.endswith(":")
    )


def undressed(text: str) -> str:
    """Without asterisks, rules and brackets around the whole."""
    bare = re.sub(r"\s+", " ", text.replace("*", "").replace("__", "")).strip(DRESS)
    while len(bare) > 1 and bare[0] + bare[-1] in ("()", "[]"):
        bare = bare[1:-1].strip(DRESS)
    opened, closed = bare.count("(") + bare.count("["), bare.count(")") + bare.count("]")
    return bare.lstrip("[(") if opened > closed else bare.rstrip("])") if closed > opened else bare


def is_time_alone(text: str, around: Circumstances) -> bool:
    """Whether a line is nothing but a day, a time or a zone: "00:01 GMT", "Thursday 5 March 2026", "(London time)"."""
    named = names_in(text, around.today)
    return (
        len(text) <= 100 and named.end > 0 and not strange_words(named) and not named.rest[named.end :].strip(" ).,*")
    )


def _without_after(rest: str, bare: str, around: Circumstances) -> tuple[str, str]:
    """(the words of the notice, what stands behind it): "00:01 GMT, 5 March 2026 | Harbour reopens after ten years"."""
    if check := _CHECK.search(rest):
        return (rest[: check.start()] + rest[check.end() :]).strip(DRESS), check[0]
    named = names_in(rest, around.today, bare)
    told = named.dates and named.times
    cut = _headline_behind(named) or OVER.search(named.rest, named.end) if told else None
    after = rest[cut.end() :].strip(DRESS) if cut else ""
    if cut and len(after.split()) >= 3 and not _ON_ITS_USE.search(after):
        return rest[: cut.start()], after
    return rest, ""


def _headline_behind(named: Named) -> re.Match[str] | None:
    match = _HEADLINE_BEHIND.match(named.rest, named.end)
    before = named.rest[: named.end]
    opened = before.count("(") + before.count("[") > before.count(")") + before.count("]")
    return None if match and match["bracket"] and opened else match


def _is_notice(match: re.Match[str], rest: str, line: EmbargoLine, around: Circumstances, early: bool) -> bool:
    """Whether a text that opens with such words is a notice to editors, or a sentence about some embargo."""
    marker = match["marker"].rstrip()
    points_on = POINTS_ON.search(marker) is not None
    says_until = points_on and marker[-1] not in ":!–—-"
    named = line.wall is not None or bool(line.choices) or bool(find_dates(rest, around.today))
    named = named or (match["firm"] is not None and early and points_on and bool(find_times(rest)))
    straight = all(word.lower() in IDLE for word in _words_before_time(rest, around))
    if match["dated"]:
        return _is_dated(marker, match["rest"], around, early) if named and straight else early and _waits(marker, rest)
    if match["firm"] and line.wall is not None and _FOR_WHOM.match(rest):
        return True
    labelled = re.search(r":\s*\w", marker) is not None and len(rest.split()) <= _LABELLED
    if match["loose"] and not (_sure(marker, rest, line, around) and (straight or says_until or labelled)):
        return False
    if named and (straight or points_on or labelled):
        return early or line.wall is not None
    if not early:
        return False
    return not rest or _is_short(match, rest, says_until)


def _is_short(match: re.Match[str], rest: str, says_until: bool) -> bool:
    """A notice that names nothing: "until further notice", "UNDER EMBARGO – do not forward"."""
    count = len(rest.split())
    if says_until:
        return count <= 12 if not match["loose"] else count <= 8 and ":" not in rest
    return match["ban"] is None and (count <= 3 or (match["loose"] is None and WAITS.match(rest) is not None))


def _is_dated(marker: str, rest: str, around: Circumstances, early: bool) -> bool:
    """ "For release: 9 a.m. ET, March 5": a day and a time, and no story behind them."""
    named = names_in(rest, around.today)
    if _NEXT_SENTENCE.search(named.rest[: named.end]):
        return False  # "Release date: 5 March 2026. Time of issue: 09:00 GMT." says when it was written
    strange = [word for word in re.findall(r"[^\W\d_]{2,}", named.rest[named.end :]) if word.lower() not in IDLE]
    return (
        len(rest) < 100 and len(strange) < 2 and (bool(named.times) or (early and marker[0] in "fFل" and not strange))
    )


def _waits(marker: str, rest: str) -> bool:
    return WAITS.match(f"{marker.split()[-1]} {rest}") is not None


def _sure(marker: str, rest: str, line: EmbargoLine, around: Circumstances) -> bool:
    """ "Embargo" that is shouted or has a colon is this text's; in a sentence it may be one on trade, and the sentence tells."""
    if marker.isupper() or ":" in marker or "解禁" in marker:
        return True
    if ON_TRADE.search(around.surroundings):
        return False
    if WAITS.match(rest):
        return True
    behind = strange_behind(names_in(rest, around.today))
    return len(behind) < 3 and (not behind or line.wall is not None)


def _words_before_time(rest: str, around: Circumstances) -> list[str]:
    starts = [day.start for day in find_dates(rest, around.today)] + [time.start for time in find_times(rest)]
    return re.findall(r"[^\W\d_][\w'’]*", rest[: min(starts, default=len(rest))])


def _immediate(match: re.Match[str], bare: str, around: Circumstances) -> Notice | None:
    rest = bare[match.end() :]
    if match["no"]:
        inner = read_notice(rest.strip(DRESS + ".:;,"), around, early=True)
        if inner is not None and inner.line.kind == "until":
            return replace(inner, line=replace(inner.line, wording=bare))
        return Notice(EmbargoLine("until", bare, ambiguous=True, reason=NOTHING_NAMED))
    after = rest.strip(DRESS + ".:;,")
    dates = find_dates(after, around.today)
    # "For immediate release of all prisoners" is a demand and no notice.
    if after and rest[0] == " " and rest.lstrip()[0].isalnum() and not (dates and dates[0].start == 0):
        return None
    return Notice(EmbargoLine("immediate", bare[: match.end()]), after=after)
