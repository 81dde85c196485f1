"""What is public and what will be: `python -m tests.bench.press_filling RELEASES` puts so many lifted releases into an office's ledger,
`… held SECONDS` one with a picture and a beat that lifts so many seconds later, and prints its instant and its addresses as JSON.

Of the many one release goes the whole way through the newsroom's own verbs; the others are its rows once more, each with a text of its
own of some 400 words, sealed for itself, and instants from ten years ago until yesterday. Their pages' bytes are left out.
"""

from __future__ import annotations

import json
import os
import random
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()

from django.db import connection, transaction  # noqa: E402

from bot.core.release import Manuscript, Part, Picture  # noqa: E402
from bot.core.release import Release as Text  # noqa: E402
from bot.core.workflow import Stage  # noqa: E402
from bot.newsroom.approval import approving  # noqa: E402
from bot.newsroom.copy import filing  # noqa: E402
from bot.newsroom.enclosures.gathering import enclosed  # noqa: E402
from bot.newsroom.newsroom import Newsroom  # noqa: E402
from bot.store.contents import page_key, seal_path, seal_version  # noqa: E402
from bot.store.models import Approval, JournalRow, Release, Rendition, Version  # noqa: E402
from config.newsroom import open_newsroom  # noqa: E402
from tests import darkroom, premises  # noqa: E402

SPAN = timedelta(days=10 * 365)
BEATS = ("climate", "harbours", "fisheries", "ports", "energy", "labour", "courts", "elections")
WORD_IN_ALL, WORD_IN_HALF = "harbour", "strike"
_WORDS = 20_000  # of the office's language; the common ones stand more often, as in any
_PARAGRAPHS, _LONG = 5, 80


def fill(count: int) -> None:
    """So many releases that are out, the newest of yesterday."""
    room = open_newsroom()
    model = _model(room)
    version, approval = Version.objects.get(release=model), Approval.objects.get(release=model)
    rendition = Rendition.objects.get(approval=approval, channel="")
    first, start = model.pk + 1, datetime.now(UTC) - timedelta(days=1) - SPAN
    writing = _Writing()
    with transaction.atomic():
        _stored(Release, (_release(model, number, start + SPAN * number / count) for number in range(count)))
        _stored(Version, (_version(room, version, first, number, writing.text(number)) for number in range(count)))
        base = version.pk + 1
        _stored(Approval, (_copy(approval, release_id=first + n, version_id=base + n) for n in range(count)))
        signed = approval.pk + 1
        _stored(Rendition, (_copy(rendition, approval_id=signed + n, content=b"") for n in range(count)))
        with connection.cursor() as cursor:
            cursor.execute("UPDATE store_release SET approval_id = %s + id - %s WHERE id >= %s", [signed, first, first])
        row = JournalRow.objects.filter(release=model).latest("pk")
        _stored(JournalRow, (_copy(row, release_id=first + n, act="lift", mac=f"{n:064}") for n in range(count)))
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def hold(seconds: float) -> dict[str, Any]:
    """Approved for a day far away, then moved to its instant: that takes the time of filing out of the count."""
    room, number = open_newsroom(), Release.objects.count()
    with tempfile.TemporaryDirectory() as folder:
        # As far from each other that JPEG keeps them apart: the same bytes have the same address, and would be there already.
        (Path(folder) / "quay.jpg").write_bytes(darkroom.photo(900, 600, colour=(40 * number % 256, 90, 160)))
        beat, headline = f"beat-{number}", f"Number {number}: harbour cranes to stand still by the quoin"
        picture = Picture(alt="A quay", source="quay.jpg")
        text = replace(premises.TEXT, headline=headline, pictures=(picture,), beats=(beat,))
        made = enclosed(Manuscript(text), Path(folder))
    slug, far = f"held-{number}", premises.until(room, days=300)
    filing.queue(room, made.release, far, ("partners",), "Ann", slug, enclosures=made.enclosures)
    plan = approving.plan(room, slug)
    approving.approve(room, plan, "Ben")
    instant = room.now() + timedelta(seconds=seconds)
    Release.objects.filter(slug=slug).update(instant=instant)
    page = plan.page_url.removeprefix(room.config.office.url)
    picture_path = plan.parts[0].enclosures[0].path
    return {"instant": instant.timestamp(), "page": page, "picture": picture_path, "beat": f"/beats/{beat}"}


class _Writing:
    """Texts of chance, always the same ones."""

    def __init__(self) -> None:
        self._chance = random.Random(7)
        letters = "abcdefghijklmnoprstuvw"
        self._words = ["".join(self._chance.choices(letters, k=self._chance.randint(3, 10))) for _ in range(_WORDS)]
        self._weights = [1 / (place + 3) for place in range(_WORDS)]

    def text(self, number: int) -> Text:
        words = self._chance.choices(self._words, self._weights, k=_PARAGRAPHS * _LONG)
        told = [" ".join(words[start : start + _LONG]) for start in range(0, len(words), _LONG)]
        named = f"The {WORD_IN_ALL} of {words[0]}" + (f", and a {WORD_IN_HALF}" if number % 2 else "")
        body = tuple(Part("paragraph", f"{paragraph}.") for paragraph in (named, *told))
        headline = f"Story {number}: {' '.join(words[:6])}"
        return replace(premises.TEXT, headline=headline, body=body, quotes=(), beats=(BEATS[number % len(BEATS)],))


def _model(room: Newsroom) -> Release:
    filing.queue(room, premises.TEXT, premises.until(room, days=300), ("partners",), "Wren", "model")
    approving.approve(room, approving.plan(room, "model"), "Edda")
    return Release.objects.get(slug="model")


def _release(model: Release, number: int, instant: datetime) -> Release:
    changed = {"stage": Stage.LIFTED, "instant": instant, "lifted_at": instant, "queued_at": instant}
    return Release(**_values(model) | changed | {"slug": f"story-{number}", "approval_id": None})


def _version(room: Newsroom, version: Version, first: int, number: int, text: Text) -> Version:
    slug, path = f"story-{number}", f"/releases/story-{number}"
    sealed = {
        "content": seal_version(room.keyring, slug, version.number, text),
        "page_path": seal_path(room.keyring, slug, version.number, path),
        "page_key": page_key(room.keyring, path),
    }
    return Version(**_values(version) | sealed | {"release_id": first + number})


def _copy(model: Any, **changed: Any) -> Any:
    return type(model)(**_values(model) | changed)


def _values(model: Any) -> dict[str, Any]:
    return {field.attname: getattr(model, field.attname) for field in model._meta.concrete_fields if field.name != "id"}


def _stored(model: Any, rows: Iterator[Any]) -> None:
    model.objects.bulk_create(rows, batch_size=2_000)


if __name__ == "__main__":
    if sys.argv[1] == "held":
        print(json.dumps(hold(float(sys.argv[2]))))
    else:
        fill(int(sys.argv[1]))
