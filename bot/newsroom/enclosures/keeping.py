"""Keeping enclosures: their bytes go into the ledger before the transaction that files or approves what they belong to."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import timedelta

from bot.core.enclosure import Enclosure
from bot.core.errors import EmbargoError
from bot.newsroom.newsroom import Newsroom
from bot.store import models
from bot.store.enclosures import PIECE, address, kept, key_of, seal_piece
from bot.store.models import EnclosurePiece, Release

# What nothing came of (a slug that was taken, a crash) is thrown away after this.
_STRAY = timedelta(days=1)


class TooLarge(EmbargoError):
    """{file} has {size}; {limit} are the most that go with a release. Make it smaller, or raise `largest_mb` under [files]."""


def keep_all(newsroom: Newsroom, enclosures: Sequence[Enclosure], release: Release | None = None) -> tuple[str, ...]:
    """Keep what lies beside a text. Raises TooLarge, and then nothing is stored."""
    most = newsroom.config.files.largest_mb * 1_000_000
    for one in enclosures:
        if len(one.content) > most:
            size = f"{len(one.content) / 1_000_000:.1f} MB"
            raise TooLarge(file=one.name, size=size, limit=f"{newsroom.config.files.largest_mb} MB")
    throw_strays_away(newsroom)
    return keep(newsroom, ((one.digest, one.content) for one in enclosures), release)


def keep(newsroom: Newsroom, contents: Iterable[tuple[str, bytes]], release: Release | None = None) -> tuple[str, ...]:
    """Seal and store (digest, bytes), a piece a transaction, and return the new ids for `belong`.

    What `release` has already is not stored again.
    """
    made: dict[str, str] = {}
    for digest, content in contents:
        if digest in made or (release is not None and kept(newsroom.keyring, release, digest)):
            continue
        made[digest] = _stored(newsroom, digest, content)
    return tuple(made.values())


def belong(ids: Sequence[str], release: Release) -> None:
    """Within the transaction of a verb: from now on these are the release's."""
    if ids:
        models.Enclosure.objects.filter(pk__in=ids, release=None).update(release=release)


def throw_strays_away(newsroom: Newsroom) -> None:
    """What was stored for a release that never came to be."""

    def work() -> None:
        models.Enclosure.objects.filter(release=None, stored_at__lt=newsroom.now() - _STRAY).delete()

    if models.Enclosure.objects.filter(release=None).exists():
        newsroom.world.transact(work)


def _stored(newsroom: Newsroom, digest: str, content: bytes) -> str:
    enclosure = newsroom.world.new_id()
    key = key_of(newsroom.keyring, address(newsroom.keyring, digest))
    newsroom.world.transact(lambda: models.Enclosure.objects.create(id=enclosure, key=key, stored_at=newsroom.now()))
    for number, start in enumerate(range(0, len(content), PIECE)):
        sealed = seal_piece(newsroom.keyring, enclosure, number, content[start : start + PIECE])
        _add(newsroom, enclosure, number, sealed)
    return enclosure


def _add(newsroom: Newsroom, enclosure: str, number: int, sealed: bytes) -> None:
    newsroom.world.transact(
        lambda: EnclosurePiece.objects.create(enclosure_id=enclosure, number=number, content=sealed)
    )
