"""Writing a version down: a text is sealed, numbered after those before it, and named by its hash."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import Max

from bot.core.release import Release as Text
from bot.core.standing import Note, Standing
from bot.newsroom.newsroom import Newsroom
from bot.store.contents import page_key, seal_note, seal_path, seal_version
from bot.store.models import Release, Version


def write_version(
    newsroom: Newsroom,
    release: Release,
    text: Text,
    path: str,
    by: str,
    hands: Sequence[str] = (),
    follows: tuple[Standing, Note] | None = None,
) -> Version:
    """Within a transaction: the release's next version, whose page is at `path`.

    `hands`: who typed in its draft; `follows`: what it is to the one that went out, and what it says of it.
    """
    number = 1 + (Version.objects.filter(release=release).aggregate(last=Max("number"))["last"] or 0)
    standing, note = (
        (follows[0], seal_note(newsroom.keyring, release.slug, number, follows[1])) if follows else ("", b"")
    )
    return Version.objects.create(
        release=release,
        number=number,
        digest=text.digest,
        content=seal_version(newsroom.keyring, release.slug, number, text),
        page_path=seal_path(newsroom.keyring, release.slug, number, path),
        page_key=page_key(newsroom.keyring, path),
        standing=standing,
        note=note,
        filed_by=by,
        hands=list(hands),
        filed_at=newsroom.now(),
    )
