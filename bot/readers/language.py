"""Which language a text is in, told by its script and its smallest words."""

from __future__ import annotations

import re
from collections import Counter

_SMALL_WORDS = {
    "en": "the of and to in is that for with on by from this has have are was were will at as it said",
    "fr": "le la les de des du un et en est l d qu que pour dans une sur avec par au aux ce cette qui sont ont été plus nous",
    "de": "der die das und ist von mit den dem des für auf ein eine im nicht sich zu werden wird sind auch wir",
    "es": "el la los las de del un y es que para en una con por al se ha han su más como este esta son",
}
_LANGUAGES_OF = {
    word: [language for language, words in _SMALL_WORDS.items() if word in words.split()]
    for words in _SMALL_WORDS.values()
    for word in words.split()
}
SMALL_WORDS = frozenset(_LANGUAGES_OF)
# Scripts that stand for one language here, likeliest first: kana decides for Japanese before its Chinese characters do.
_SCRIPTS = (
    ("ja", re.compile(r"[\u3040-\u30ff]")),
    ("zh", re.compile(r"[\u4e00-\u9fff]")),
    ("ar", re.compile(r"[\u0600-\u06ff]")),
    ("he", re.compile(r"[\u0590-\u05ff]")),
    ("ru", re.compile(r"[\u0400-\u04ff]")),
)
_SAMPLE = 20_000


def language_of(text: str) -> str | None:
    """A two-letter code (ISO 639-1), or None where the text gives no evidence for any."""
    sample = text[:_SAMPLE]
    letters = 0 if sample.isascii() else sum(map(str.isalpha, sample))  # plain ASCII is none of these scripts
    for language, script in _SCRIPTS:
        if letters and len(script.findall(sample)) > letters * 0.2:
            return language
    votes: Counter[str] = Counter()
    for word in re.findall(r"[^\W\d_]+", sample.lower()):
        for language in _LANGUAGES_OF.get(word, ()):
            votes[language] += 1
    best = votes.most_common(2)
    if not best or (len(best) > 1 and best[0][1] == best[1][1]):
        return None
    return best[0][0]
