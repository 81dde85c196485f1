"""Whether the posts that a release brings itself fit where they go."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from bot.core.configuration import Office
from bot.core.measure import BLUESKY, Measure, X, mastodon
from bot.core.preflight.codes import found
from bot.core.release import Finding, Release

# A channel's own name, and an instance that allows more, are known at approval; there the setter weighs again.
_MEASURES: Mapping[str, Measure] = {one.kind: one for one in (X, mastodon(), BLUESKY)}


def posts(release: Release, office: Office) -> list[Finding]:
    """Posts given for a kind of network that are empty or too long for it, its page's address counted in."""
    return list(_doubtful(release, _page(release, office)))


def _doubtful(release: Release, page: str) -> Iterator[Finding]:
    for kind, texts in release.posts:
        measure = _MEASURES.get(kind)
        if measure is None:
            continue
        for number, text in enumerate(texts, start=1):
            place, filled = f"post {number} for {kind}", text.strip().replace("{link}", page)
            weight = measure.weigh(filled)
            if not filled:
                yield found("post-empty", place, network=measure.network)
            elif weight > measure.limit:
                yield found("post-long", place, network=measure.network, weight=weight, limit=measure.limit)


def _page(release: Release, office: Office) -> str:
    """An address as long as the page's will be at most: it is made of the headline's first 90 characters."""
    return f"{office.url.rstrip('/')}/releases/{'x' * min(90, len(release.headline))}"
