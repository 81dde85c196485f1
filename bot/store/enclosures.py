"""Enclosures in the ledger: sealed in pieces, found by an address that tells nothing, listed with the rendition they go with."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import asdict

from bot.core.enclosure import Entry
from bot.core.rendition import Image
from bot.core.signing import mac
from bot.core.workflow import Stage
from bot.store.models import Enclosure, EnclosurePiece, Release, Rendition
from bot.store.sealing import Keyring, SealBroken

PIECE = 1 << 20  # bytes: 5 to 10 ms of the ledger's one writer
_PUBLIC = re.compile(r"/(?:pictures|files)/([0-9a-f]{32})\.[a-z0-9]{1,8}")


def address(keyring: Keyring, digest: str) -> str:
    """The last part of an enclosure's public address: 128 bits that nobody can tell from the bytes without the key."""
    return mac(keyring.derived("enclosure-address"), digest.encode())[:32]


def key_of(keyring: Keyring, token: str) -> str:
    """What finds an enclosure by its address without telling the address."""
    return mac(keyring.derived("enclosure-key"), token.encode())


def kept(keyring: Keyring, release: Release, digest: str) -> Enclosure | None:
    """The enclosure of a release with these bytes, if it has it."""
    return Enclosure.objects.filter(release=release, key=key_of(keyring, address(keyring, digest))).first()


def published(keyring: Keyring, path: str) -> tuple[Entry, Enclosure] | None:
    """What stands at a public address: of a release that has lifted, and let out by the approval that holds for it now.

    The same few questions to the ledger are asked for what is held back as for what never was.
    """
    address_given = _PUBLIC.fullmatch(path)
    if address_given is None:
        return None
    rows = Enclosure.objects.filter(key=key_of(keyring, address_given[1]), release__stage=Stage.LIFTED)
    for row in rows.select_related("release"):
        assert row.release is not None
        for page in Rendition.objects.filter(approval=row.release.approval_id, channel=""):
            for entry in open_entries(keyring, row.release.slug, page):
                if entry.path == path:
                    return entry, row
    return None


def seal_piece(keyring: Keyring, enclosure: str, number: int, content: bytes) -> bytes:
    """A piece, bound to its enclosure's id and its place in it."""
    return keyring.seal(content, f"enclosure:{enclosure}:{number}")


def pieces(keyring: Keyring, enclosure: Enclosure, first: int = 0) -> Iterator[bytes]:
    """The bytes, piece by piece in their order, from the piece numbered `first`.

    Raises WrongKey, or SealBroken when one is gone or changed.
    """
    rows = EnclosurePiece.objects.filter(enclosure=enclosure).order_by("number")
    # A question for each: whoever downloads over a slow line keeps no cursor open meanwhile.
    for place, number in enumerate(list(rows.values_list("number", flat=True))):
        if number != place:
            raise SealBroken()
        if number < first:
            continue
        content = rows.values_list("content", flat=True).get(number=number)
        yield keyring.open(content, f"enclosure:{enclosure.pk}:{number}")


def part(keyring: Keyring, enclosure: Enclosure, start: int, stop: int) -> Iterator[bytes]:
    """The bytes from `start` to before `stop`; pieces that have none of them stay sealed. Raises as `pieces`."""
    place = start - start % PIECE
    for content in pieces(keyring, enclosure, start // PIECE):
        yield content[max(0, start - place) : stop - place]
        place += len(content)
        if place >= stop:
            return


def open_enclosure(keyring: Keyring, release: Release, digest: str) -> bytes:
    """All bytes of one enclosure of a release. Raises WrongKey, or SealBroken when it is not there."""
    row = kept(keyring, release, digest)
    if row is None:
        raise SealBroken()
    return b"".join(pieces(keyring, row))


def seal_entries(keyring: Keyring, slug: str, part: str, entries: Sequence[Entry]) -> bytes | None:
    """The list that goes with a rendition, `part` being its channel and language; None for an empty one."""
    if not entries:
        return None
    listed = json.dumps([asdict(entry) for entry in entries], ensure_ascii=False)
    return keyring.seal(listed.encode(), f"entries:{slug}:{part}")


def open_entries(keyring: Keyring, slug: str, rendition: Rendition) -> tuple[Entry, ...]:
    """What goes with a rendition. Raises WrongKey or SealBroken."""
    if rendition.enclosures is None:
        return ()
    part = f"{rendition.channel}:{rendition.language}" if rendition.language else rendition.channel
    listed = json.loads(keyring.open(rendition.enclosures, f"entries:{slug}:{part}"))
    return tuple(Entry(**entry) for entry in listed)


def images(keyring: Keyring, release: Release, rendition: Rendition) -> tuple[Image, ...]:
    """The pictures that a channel shows with its post, as approved, in their order. Raises WrongKey or SealBroken."""
    return tuple(
        Image(
            entry.name,
            entry.media_type,
            open_enclosure(keyring, release, entry.digest),
            entry.alt,
            entry.width,
            entry.height,
        )
        for entry in open_entries(keyring, release.slug, rendition)
        if not entry.path
    )
