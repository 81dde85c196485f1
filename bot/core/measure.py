"""How long a post is by each network's own count, and how long it may be."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import regex

from bot.core.fit import LABEL, LIMIT, LINK_HEAD, LINK_WEIGHT, weighted_length

# https://docs.joinmastodon.org/user/posting/#text: an instance may allow more, and says so in /api/v2/instance.
MASTODON_CHARACTERS = 500
# https://docs.bsky.app/docs/advanced-guides/posts and app.bsky.feed.post: 300 graphemes and 3,000 bytes of UTF-8.
BLUESKY_GRAPHEMES = 300
BLUESKY_BYTES = 3000

# Mastodon counts a link as 23 however long it is, and a mention without its domain. What ends a link, with it:
# config/initializers/twitter_regex.rb of https://github.com/mastodon/mastodon.
_TAIL = r"(?::\d{1,5})?(?:[/?][a-z0-9/_~%@&=+$,;:!*'.#?|-]{0,2000}(?<=[a-z0-9/_#-]))?(?![^\W_])"
_SHORTEST_LINK = len("http://a.bc")
_MENTION = rf"(?<![\w/=@.-])@(?P<name>[a-z0-9_]+)@(?:{LABEL}\.)+[a-z]{{2,}}(?![\w@-])"
_TOKENS = regex.compile(
    rf"(?P<link>{LINK_HEAD}{_TAIL})|(?P<maybe>https?://\S+)|(?P<mention>{_MENTION})", regex.IGNORECASE
)
_GRAPHEME = regex.compile(r"\X")


@dataclass(frozen=True, slots=True)
class Measure:
    """What one network allows: `weigh` of a post may be at most `limit`.

    `kind` is the channels' kind, `network` its name for people; `once`: it refuses the same words a second time;
    `carded`: a card below the first post leads to the page, whether its text does or not.
    """

    kind: str
    network: str
    limit: int
    weigh: Callable[[str], int]
    once: bool = False
    carded: bool = False

    def fits(self, text: str) -> bool:
        return self.weigh(text) <= self.limit


def graphemes(text: str) -> int:
    """How many characters a reader sees (https://www.unicode.org/reports/tr29/, extended grapheme clusters)."""
    return len(_GRAPHEME.findall(text))


def mastodon_length(text: str) -> int:
    """The length of a post as Mastodon counts it: graphemes, a link 23, `@name@domain` as `@name`.

    Where Mastodon would need its list of every top-level domain to know a link and its end, this counts too much.
    Source: app/validators/status_length_validator.rb of https://github.com/mastodon/mastodon.
    """
    total = last = 0
    for token in _TOKENS.finditer(text):
        total += graphemes(text[last : token.start()]) + _token(token)
        last = token.end()
    return total + graphemes(text[last:])


def bluesky_length(text: str) -> int:
    """The graphemes of a post, or a tenth of its UTF-8 bytes where that is more: both of Bluesky's limits in one number."""
    return max(graphemes(text), -(-len(text.encode()) * BLUESKY_GRAPHEMES // BLUESKY_BYTES))


def mastodon(characters: int = MASTODON_CHARACTERS, warning: str = "") -> Measure:
    """The measure of an instance that allows so many `characters`; a content warning takes its share of every post."""
    return Measure("mastodon", "Mastodon", characters - graphemes(warning), mastodon_length)


def _token(token: regex.Match[str]) -> int:
    if token["link"]:
        return LINK_WEIGHT
    if token["maybe"]:
        return graphemes(token[0]) + LINK_WEIGHT - _SHORTEST_LINK  # as if its shortest beginning alone were the link
    return 1 + len(token["name"])


X = Measure("x", "X", LIMIT, weighted_length, once=True)
BLUESKY = Measure("bluesky", "Bluesky", BLUESKY_GRAPHEMES, bluesky_length, carded=True)
