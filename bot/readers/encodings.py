"""Which encoding a text without any sign of it is in: named only where the letters settle it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.readers.language import SMALL_WORDS

if TYPE_CHECKING:
    from charset_normalizer import CharsetMatch

NAMES = {
    "cp1252": "Windows-1252",
    "cp1250": "Windows-1250 (Central European)",
    "cp1251": "Windows-1251 (Cyrillic)",
    "cp1253": "Windows-1253 (Greek)",
    "cp1254": "Windows-1254 (Turkish)",
    "cp1255": "Windows-1255 (Hebrew)",
    "cp1256": "Windows-1256 (Arabic)",
    "cp866": "DOS 866 (Cyrillic)",
    "koi8_r": "KOI8-R (Cyrillic)",
    "iso8859_2": "ISO 8859-2 (Central European)",
    "iso8859_5": "ISO 8859-5 (Cyrillic)",
    "mac_roman": "Mac Roman",
    "cp932": "Shift JIS (Japanese)",
    "euc_jp": "EUC-JP (Japanese)",
    "gb18030": "GB 18030 (Chinese)",
    "big5": "Big5 (Chinese)",
    "euc_kr": "EUC-KR (Korean)",
}
_WESTERN = ("cp1252", "mac_roman")
# What a Western text has beside plain letters; anything else shows that the bytes were read wrongly.
_WESTERN_LETTERS = re.compile(r"[\x00-\x7fÀ-ÏÑ-ÖØ-ÝßŒœŠšŽžŸà-ïñ-öø-ýÿ“”‘’„‚«»‹›–—…•·€£¥§©®™°º¡¿±×½¼¾\xa0²†‡]*")
_CAPITAL_INSIDE = re.compile(r"[a-zß-öø-ÿ][À-ÖØ-ÝŒŠŽŸ]")  # "cafÅÈ" is nobody's word
# English, French, German and Spanish are a quarter to a half small words; other languages share a few of them by chance.
_LEAST_SMALL_WORDS = 0.12
# charset-normalizer's own figures in per cent: chaos is what looks spoilt, coherence how usual the letters are in a language.
_MOST_CHAOS = 1.0
_LEAST_COHERENCE = 50.0
_LEAST_COHERENCE_OF_SIGNS = 10.0  # thousands of signs have no usual ones
_LEAD, _COHERENCE_LEAD = 3.0, 25.0
_WESTERN_LEAD = 1.0
_SIGNS = frozenset(("cp932", "euc_jp", "gb18030", "big5", "euc_kr"))
_SAMPLE = 200_000


@dataclass(frozen=True, slots=True)
class Guess:
    """`encoding` (a Python codec) where the letters settle it, else None; `choices`: the likely ones in words for people."""

    encoding: str | None
    choices: tuple[str, ...] = ()


def guess(raw: bytes) -> Guess:
    """The encoding of bytes that are no UTF-8 and have no mark. Two that read different letters equally well settle nothing."""
    sample = raw[:_SAMPLE]
    words = re.findall(r"[^\W\d_]+", sample.decode("latin-1").lower())
    small = sum(word in SMALL_WORDS for word in words)
    return _western(sample) if small >= len(words) * _LEAST_SMALL_WORDS else _other(sample)


def _western(sample: bytes) -> Guess:
    names = [name for name in _WESTERN if _reads_western(sample, name)]
    if len(names) < 2:
        return Guess(names[0] if names else None)
    matches = _matches(sample, names)
    if len(matches) > 1 and matches[1].percent_chaos - matches[0].percent_chaos < _WESTERN_LEAD:
        return Guess(None, tuple(NAMES[name] for name in names))
    return Guess(matches[0].encoding) if matches else Guess(None)


def _other(sample: bytes) -> Guess:
    matches = _matches(sample, list(NAMES))
    if not matches:
        return Guess(None)
    best = matches[0]
    rivals = [one for one in matches[1:] if _is_rival(one, best)]
    least = _LEAST_COHERENCE_OF_SIGNS if best.encoding in _SIGNS else _LEAST_COHERENCE
    if not rivals and best.percent_chaos <= _MOST_CHAOS and best.percent_coherence >= least:
        return Guess(best.encoding)
    return Guess(None, tuple(dict.fromkeys(NAMES[one.encoding] for one in (best, *rivals) if one.encoding in NAMES)))


def _is_rival(one: CharsetMatch, best: CharsetMatch) -> bool:
    """Whether another reading, with other letters, is nearly as good in both respects."""
    clean = one.percent_chaos < best.percent_chaos + _LEAD
    usual = one.percent_coherence > best.percent_coherence - _COHERENCE_LEAD
    return clean and usual and str(one) != str(best)


def _matches(sample: bytes, names: list[str]) -> list[CharsetMatch]:
    """What charset-normalizer thinks possible, the least spoilt first."""
    from charset_normalizer import from_bytes  # nearly every file is UTF-8 and needs no import of it

    found = from_bytes(sample, cp_isolation=names)
    return sorted(found, key=lambda match: (match.percent_chaos, -match.percent_coherence))


def _reads_western(sample: bytes, encoding: str) -> bool:
    try:
        text = sample.decode(encoding)
    except UnicodeDecodeError:
        return False
    return _WESTERN_LETTERS.fullmatch(text) is not None and not _CAPITAL_INSIDE.search(text)
