"""Addresses that somebody would try who knows the office, its habits, and half of the news."""

from __future__ import annotations

import hashlib
import itertools
import random
from collections.abc import Iterator

from django.utils.text import slugify

WORDS = (
    *("harbour", "cranes", "stand", "still", "week", "zinnober", "quay", "report", "study", "figures", "minister"),
    *("strike", "safety", "old", "new", "may", "march", "2026"),
)
SIZES = ("web", "full", "thumb", "large", "small", "1200", "640", "1200x675", "card", "og", "twitter", "print")
ENDINGS = ("jpg", "png", "webp", "pdf", "csv", "json", "xml", "html", "txt", "docx", "zip", "mp4")


def guesses(headline: str, slug: str, count: int, seed: int = 7) -> list[str]:
    """So many different paths; those next to the truth come first."""
    chance = random.Random(seed)
    return list(dict.fromkeys(itertools.islice(_all(headline, slug, chance), 3 * count)))[:count]


def _all(headline: str, slug: str, chance: random.Random) -> Iterator[str]:
    yield from _near(headline, slug)
    while True:
        words = chance.sample(WORDS, chance.randint(1, 5))
        name = "-".join(words)
        day = f"2026/{chance.randint(1, 12):02}/{chance.randint(1, 28):02}"
        number = hashlib.sha256(str(chance.random()).encode()).hexdigest()[:32]
        ending = chance.choice(ENDINGS)
        yield from (
            f"/releases/{name}",
            f"/releases/{day}/{name}",
            f"/releases/{chance.randint(1, 10_000)}",
            f"/pictures/{number}.{ending}",
            f"/files/{number}.{ending}",
            f"/pictures/{name}-{chance.choice(SIZES)}.{ending}",
            f"/files/{name}-draft-{chance.randint(1, 20)}.{ending}",
            f"/beats/{name}",
            f"/beats/{name}/feed.{chance.choice(('atom', 'json', 'ninjs', 'rss'))}",
            f"/{chance.randint(1990, 2030)}/{chance.randint(1, 12):02}",
            f"/sitemap/{chance.randint(2020, 2030)}-{chance.randint(1, 12):02}.xml",
            f"/languages/{chance.choice(('fr', 'de', 'es', 'ar', 'ja', 'pt-BR'))}/feed.{chance.choice(('atom', 'json'))}",
        )


def _near(headline: str, slug: str) -> Iterator[str]:
    """The true address, and what stands beside it."""
    page = f"/releases/{slugify(headline)}"
    for end in (
        "",
        "/",
        "/fr",
        "/de",
        "/draft",
        "/v1",
        "/1",
        "/preview",
        ".json",
        ".html",
        "/feed.atom",
        "/edit",
        "-2",
        "-draft",
    ):
        yield page + end
    for place in ("releases", "pictures", "files", "beats", "drafts", "preview", "api/releases", "release"):
        for ending in ("", *(f".{one}" for one in ENDINGS)):
            yield f"/{place}/{slug}{ending}"
    for size in SIZES:
        yield f"/pictures/{slug}-{size}.jpg"
        yield f"/pictures/picture-1-{size}.jpg"
