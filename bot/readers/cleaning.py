"""Characters that pasting leaves behind: invisible, directional, or blank in an odd way."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import replace

from bot.core.release import Finding
from bot.readers.doubts import doubt
from bot.readers.mojibake import repair

# Word's line break, form feed, next line, Unicode's line separator; the paragraph separator parts like a blank line.
_BREAKS = re.compile(r"\r\n|[\r\x0b\x0c\x85\u2028]")
_BIDI = re.compile(r"[\u202a-\u202e\u2066-\u2069]")
# U+241E opens and closes the merge fields of renditions, so no release may have it (see bot.core.rendition).
_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x9f\u241e]")
_INVISIBLE = re.compile(r"[\u00ad\u200b\u2060\ufeff]")
# Joiners shape Arabic, Indic scripts and emoji; between Latin letters they are left over from somewhere.
_IDLE_JOINERS = re.compile(r"(?<![^\x00-\u024f])[\u200c\u200d](?![^\x00-\u024f])")
_IDLE_MARKS = re.compile(r"[\u200e\u200f]")
_ODD_SPACES = re.compile(r"[\t\u1680\u2000-\u200a\u205f\u3000]+")
# French sets a no-break space inside its marks; numbers may be grouped by one. Elsewhere it came with the pasting.
_NO_BREAK = re.compile(r"(?<![«‹])[\u00a0\u202f](?![»›:;?!%€])(?:(?<!\d[\u00a0\u202f])|(?!\d))")
# Turkish İ and ı and the long s match i and s without regard to case, and are other words in a table.
_ODD_CASES = str.maketrans("İıſ", "Iis")
# Digits of Arabic, Persian and full width, and the marks that stand among them in dates and times.
_ODD_DIGITS = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹０１２３４５６７８９：／（），、،", "0123456789" * 3 + ":/(),,,")
_RIGHT_TO_LEFT = re.compile(r"[\u0590-\u08ff]")


def clean(text: str, findings: list[Finding]) -> str:
    """One text with `\\n` line breaks, NFC, plain spaces, and nothing invisible that could mislead. Line numbers keep."""
    if text.isascii() and text.replace("\n", "").isprintable():
        return text  # nothing that any of this looks for
    text = repair(text, findings)  # first: it needs some of what is taken out below
    text = _BREAKS.sub("\n", text).replace("\u2029", "\n\n")
    text = _take_out(_CONTROLS, text, "control-characters", findings)
    text = _take_out(_BIDI, text, "bidi-override", findings)
    text = _IDLE_JOINERS.sub("", _INVISIBLE.sub("", text))
    if not _RIGHT_TO_LEFT.search(text):
        text = _IDLE_MARKS.sub("", text)
    _point_out(re.compile("\ufffd"), text, "replacement-character", findings)
    text = unicodedata.normalize("NFC", _NO_BREAK.sub(" ", text))
    # What was taken out may have stood between two halves of a spoilt letter; each round makes the text shorter.
    again = repair(text, [])
    return clean(again, findings) if len(again) < len(text) else text


def clean_again(text: str, line: int, findings: list[Finding]) -> str:
    """The same for a piece of text whose escapes (`&#x202e;`, `\\u202e`) were unfolded after the file was cleaned."""
    found: list[Finding] = []
    text = clean(text, found)
    findings += [replace(finding, line=line) for finding in found]
    return text


def plain_case(text: str) -> str:
    """For matching words without regard to case and script: odd letters and digits made plain. As long as before."""
    return text.translate(_ODD_CASES).translate(_ODD_DIGITS)


def squeeze(text: str) -> str:
    """Runs of blanks as one space; a no-break space that `clean` left stays."""
    if text.isascii() and text.isprintable() and "  " not in text:
        return text.strip(" ")  # nearly always: it is asked for again and again
    return re.sub(r"[ \n]+", " ", _ODD_SPACES.sub(" ", text)).strip(" ")


def _take_out(pattern: re.Pattern[str], text: str, code: str, findings: list[Finding]) -> str:
    first = pattern.search(text)
    if first is None:
        return text
    kept, count = pattern.subn("", text)
    findings.append(doubt(code, _line(text, first.start()), count=count))
    return kept


def _point_out(pattern: re.Pattern[str], text: str, code: str, findings: list[Finding]) -> None:
    if first := pattern.search(text):
        around = text[max(0, first.start() - 12) : first.end() + 12].split("\n")[0]
        findings.append(doubt(code, _line(text, first.start()), words=around.strip()))


def _line(text: str, position: int) -> int:
    return text.count("\n", 0, position) + 1
