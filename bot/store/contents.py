"""Sealed contents by the place where each stands: a version's text, a rendition, a delivery's audience."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

from bot.core.release import Release as Text
from bot.core.signing import mac
from bot.core.standing import Note
from bot.store.models import Audience, Delivery, Rendition, Version
from bot.store.sealing import Keyring


@dataclass(frozen=True, slots=True)
class Seat:
    """One reader as an approval froze them: the row's number, address, name, language."""

    number: int
    email: str
    name: str
    language: str


def seal_version(keyring: Keyring, slug: str, number: int, text: Text) -> bytes:
    """A version's text, bound to its release and number."""
    return keyring.seal(text.to_json(), version_place(slug, number))


def version_place(slug: str, number: int) -> str:
    """Where a version's text is sealed for: what names its release and number."""
    return f"version:{slug}:{number}"


def open_version(keyring: Keyring, version: Version) -> Text:
    """Raises WrongKey or SealBroken."""
    return Text.from_json(keyring.open(version.content, version_place(version.release.slug, version.number)))


def seal_note(keyring: Keyring, slug: str, number: int, note: Note) -> bytes:
    """What a version after the lift says of the one before, bound to its release and number."""
    return keyring.seal(note.to_json(), f"note:{slug}:{number}")


def open_note(keyring: Keyring, version: Version) -> Note:
    """Raises WrongKey or SealBroken."""
    return Note.from_json(keyring.open(version.note, f"note:{version.release.slug}:{version.number}"))


def seal_path(keyring: Keyring, slug: str, number: int, path: str) -> bytes:
    """The public page's path, bound to its version."""
    return keyring.seal(path.encode(), f"page:{slug}:{number}")


def open_path(keyring: Keyring, version: Version) -> str:
    """The public page's path, as `/releases/…`."""
    return keyring.open(version.page_path, f"page:{version.release.slug}:{version.number}").decode()


def page_key(keyring: Keyring, path: str) -> str:
    """What finds a page by its path without telling the path."""
    return mac(keyring.derived("page"), path.encode())


def seal_rendition(keyring: Keyring, slug: str, digest: str, channel: str, content: bytes) -> bytes:
    """A rendition's approved bytes, bound to release, channel and digest."""
    return keyring.seal(content, f"rendition:{slug}:{channel}:{digest}")


def open_rendition(keyring: Keyring, slug: str, rendition: Rendition) -> bytes:
    """The approved bytes. Raises WrongKey or SealBroken."""
    return keyring.open(rendition.content, f"rendition:{slug}:{rendition.channel}:{rendition.digest}")


def seal_audience(keyring: Keyring, delivery_id: str, seats: Sequence[Seat]) -> bytes:
    """The people of one delivery, bound to its id."""
    rows = [[seat.number, seat.email, seat.name, seat.language] for seat in seats]
    return keyring.seal(json.dumps(rows, ensure_ascii=False).encode(), f"audience:{delivery_id}")


def open_audience(keyring: Keyring, delivery: Delivery) -> list[Seat]:
    """The people of a delivery as approved; none for a channel without a list."""
    if not delivery.recipients:
        return []
    content = Audience.objects.values_list("content", flat=True).get(delivery=delivery.pk)
    return open_seats(keyring, delivery.pk, content)


def open_seats(keyring: Keyring, delivery_id: str, sealed: bytes | memoryview) -> list[Seat]:
    """The inverse of `seal_audience`. Raises WrongKey or SealBroken."""
    return [Seat(*row) for row in json.loads(keyring.open(sealed, f"audience:{delivery_id}"))]
