"""How long a post is by X's own count, so that what is approved is what X will take.

Rules and numbers: twitter-text configuration v3 (https://github.com/twitter/twitter-text, config/v3.json). Where X's
own link finder would need its list of every top-level domain, this counts too much rather than too little: a post that
is refused at the lift is worse than one that could have held three words more.
"""

from __future__ import annotations

import unicodedata

import regex

LIMIT = 280
LINK_WEIGHT = 23
_LIGHT = ((0, 4351), (8192, 8205), (8208, 8223), (8242, 8247))
_HEAVY = regex.compile("[^" + "".join(f"{chr(low)}-{chr(high)}" for low, high in _LIGHT) + "]", regex.DOTALL)

# X links an address without scheme too, and any with one whose top-level domain it knows; it counts no others as 23.
_SURE_DOMAINS = "com|org|net|int|edu|gov|mil|info|news|press|media|online|site|[a-z]{2}"
LABEL = r"[a-z0-9](?:[a-z0-9-]*[a-z0-9])?"
_TAIL = r"(?::\d{1,5})?(?:[/?][a-z0-9/_~%@&=+$,;:!*'.#?|-]{0,2000}(?<=[a-z0-9/_=#&+-]))?(?![^\W_])"
# Where what X, and Mastodon with the same finder, surely take for a link begins: a pattern for `regex`, in any case.
LINK_HEAD = rf"(?<![a-z0-9@＠$#＃])https?://(?:{LABEL}\.)+(?:{_SURE_DOMAINS})(?![a-z0-9-]|\.[^\W_])"
_LINK = LINK_HEAD + _TAIL
_BARE_DOMAIN = rf"(?:{LABEL}\.)+(?:[a-z]{{2,}}+|[^\W\d_a-z]{{2,}}+)(?![0-9@+-])"

# An emoji with all that belongs to it (flags, keycaps, skin tones, joined families) counts once:
# https://www.unicode.org/reports/tr51/#def_emoji_sequence. Plain © or 4 is text until U+FE0F makes it a picture.
_PICTURE = r"(?:\p{Emoji_Presentation}\uFE0F?|\p{Emoji}\uFE0F|\p{Extended_Pictographic})\p{Emoji_Modifier}?"
_EMOJI = rf"\p{{RI}}{{2}}|[0-9#*]\uFE0F?\u20E3|{_PICTURE}(?:[\U000E0020-\U000E007E]+\U000E007F|(?:\u200D{_PICTURE})*)"

_TOKENS = regex.compile(rf"(?P<link>{_LINK})|(?P<domain>{_BARE_DOMAIN})|(?P<emoji>{_EMOJI})", regex.IGNORECASE)


def weighted_length(text: str) -> int:
    """The length of a post as X counts it; at most `LIMIT` may be sent.

    Counted in Unicode's composed form (NFC): Latin and much else 1 each, what lies beyond `_LIGHT` 2 each, a link 23,
    an emoji 2. An address without a sure top-level domain counts as a link or as its letters, whichever is more.
    """
    text = unicodedata.normalize("NFC", text)
    total = last = 0
    for token in _TOKENS.finditer(text):
        total += _plain(text[last : token.start()]) + _token(token)
        last = token.end()
    return total + _plain(text[last:])


def fits(text: str) -> bool:
    """Whether X takes `text` as one post."""
    return weighted_length(text) <= LIMIT


def _token(token: regex.Match[str]) -> int:
    if token["link"]:
        return LINK_WEIGHT
    if token["domain"]:
        return max(LINK_WEIGHT, _plain(token[0]))
    # A few pictographs (© ®) are light letters when nothing makes pictures of them; counting 2 is then one too many.
    return 2


def _plain(text: str) -> int:
    return len(text) if text.isascii() else len(text) + len(_HEAVY.findall(text))
