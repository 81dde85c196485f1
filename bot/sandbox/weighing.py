"""How long X finds a post: twitter-text's weighing, version 3, counted anew here so that it checks our own count.

https://github.com/twitter/twitter-text/blob/master/config/v3.json
"""

from __future__ import annotations

import unicodedata

import regex

MAX_WEIGHT = 280
LINK_WEIGHT = 23
_LIGHT = (range(4352), range(8192, 8206), range(8208, 8224), range(8242, 8248))

# A link with http(s), or a bare domain: "example.org" counts as one too, "end.In" does not (a country's domain without
# a path or a subdomain is left alone). The generic names are the ones a press office is likely to write.
_GENERIC = (
    "com|org|net|edu|gov|mil|int|info|biz|news|press|media|app|dev|online|site|blog|agency|foundation|museum|coop"
)
_LINK = regex.compile(
    r"https?://[^\s/?#]+[^\s]*"
    rf"|(?<![\w@./-])(?:[\p{{L}}\p{{N}}-]+\.)+(?:{_GENERIC})(?![\w-])(?:/[^\s]*)?"
    r"|(?<![\w@./-])(?:[\p{L}\p{N}-]+\.){2,}[a-z]{2}(?![\w-])(?:/[^\s]*)?"
    r"|(?<![\w@./-])[\p{L}\p{N}-]+\.[a-z]{2}(?![\w-])/[^\s]*",
    regex.IGNORECASE,
)
_TRAILING = ".,;:!?'\"’”»)]}>…"

_JOINED = r"(?:\uFE0F|(?!\uFE0E))\p{Emoji_Modifier}?"
_EMOJI = regex.compile(
    r"\p{Regional_Indicator}{2}"
    r"|[0-9#*]\uFE0F?\u20E3"
    r"|[©®™♟]\uFE0F"
    rf"|(?![©®™♟])\p{{Extended_Pictographic}}{_JOINED}(?:\u200D\p{{Extended_Pictographic}}{_JOINED})*[\U000E0020-\U000E007F]*"
)


def links(text: str) -> list[tuple[int, int]]:
    """Where the links of a text stand, as (start, end) offsets; a mark that closes a sentence is no part of one."""
    found = []
    for match in _LINK.finditer(text):
        end = match.end()
        while end > match.start() and text[end - 1] in _TRAILING:
            link = text[match.start() : end]
            if link.endswith(")") and link.count("(") >= link.count(")"):
                break
            end -= 1
        found.append((match.start(), end))
    return found


def weight(text: str) -> int:
    """The weighted length; at most 280 fits in a post. A link is 23, an emoji 2 however many characters make it."""
    text = unicodedata.normalize("NFC", text)
    total, position = 0, 0
    for start, end in links(text):
        total += _plain(text[position:start]) + LINK_WEIGHT
        position = end
    return total + _plain(text[position:])


def _plain(text: str) -> int:
    emoji = _EMOJI.findall(text)
    rest = _EMOJI.sub("", text) if emoji else text
    return 2 * len(emoji) + sum(1 if any(ord(char) in span for span in _LIGHT) else 2 for char in rest)
