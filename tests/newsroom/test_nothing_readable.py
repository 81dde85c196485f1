"""Before the lift nobody who holds the ledger's files can read what is in a release."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

from bot.core.release import File, Manuscript, Part, Picture, Quote
from bot.newsroom.approval import approving
from bot.newsroom.copy import filing
from bot.newsroom.enclosures.gathering import enclosed
from bot.newsroom.hold import holding
from bot.newsroom.lift import sending, spooling
from bot.newsroom.newsroom import Newsroom
from bot.newsroom.outcomes import settling
from bot.store.models import Delivery, Enclosure
from tests import darkroom, premises

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.sqlite]
NEWS = replace(
    premises.TEXT,
    headline="Zinnober cranes stand still",
    kicker="Wolframite",
    subhead="Quicksilver from Monday",
    body=(Part("paragraph", "The amaranthine jib broke at noon."), Part("quote", quote=0)),
    quotes=(Quote("Nobody saw the gamboge hook.", "Ida Verdigris", "Harbour Master"),),
    pictures=(
        Picture("A heliotrope crane", "Cerulean Agency", "a crane", None, None),
        Picture("The hook", "Cerulean Agency", "a hook", "cinnabar-hook.jpg", None),
    ),
    files=(File("vermilion-figures.csv", "Figures in ultramarine"),),
)
TELLTALE = [
    "zinnober",
    "wolframite",
    "quicksilver",
    "amaranthine",
    "gamboge",
    "verdigris",
    "heliotrope",
    "cerulean",
    "cinnabar",
    "vermilion",
    "ultramarine",
    "malachite",
    "cranes-stand-still",
]


@pytest.fixture
def release(room: Newsroom, tmp_path: Path) -> str:
    """Queued, edited, approved, paused and resumed: every row that there can be before a lift."""
    premises.readers(3)
    (tmp_path / "cinnabar-hook.jpg").write_bytes(darkroom.photo(exif=darkroom.exif()))
    (tmp_path / "vermilion-figures.csv").write_bytes(b"malachite,1\n" * 40_000)
    made = enclosed(Manuscript(NEWS), tmp_path)
    line = "Embargoed until 11:00 Europe/London, when the Zinnober inquiry reports"
    embargo = filing.worded(premises.until(room, hours=2), line)
    slug = filing.queue(room, replace(NEWS, subhead=None), embargo, (), "Ann").slug
    filing.edit(room, slug, made.release, "Ann", enclosures=made.enclosures)
    approving.approve(room, approving.plan(room, slug), "Ben")
    holding.pause(room, slug, "Ben", "figures under review")
    holding.resume(room, slug, "Ben")
    holding.move(room, slug, embargo, "Ann")
    return slug


def files() -> dict[Path, bytes]:
    """Everything that lies in the data folder."""
    ledger = Path(str(settings.DATABASES["default"]["NAME"]))
    found = {path: path.read_bytes() for path in ledger.parent.rglob("*") if path.is_file()}
    assert ledger in found
    assert any(path.name.endswith("-wal") and content for path, content in found.items())
    return found


def told(content: bytes) -> list[str]:
    """Which words of the news stand in it, in any of the ways that text is written down."""
    low = content.lower()
    return [word for word in TELLTALE if any(word.encode(how) in low for how in ("utf-8", "utf-16-le"))]


def test_no_word_of_it_stands_in_any_file_of_the_data_folder(release: str) -> None:
    assert {path.name: words for path, content in files().items() if (words := told(content))} == {}


def test_nor_after_everything_was_written_from_the_log_into_the_database(release: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    ledger = Path(str(settings.DATABASES["default"]["NAME"]))
    assert release.encode() in ledger.read_bytes(), "the slug shows that this is the place to look"
    assert told(ledger.read_bytes()) == []


def test_no_file_and_no_slug_gives_it_away(release: str) -> None:
    assert not [path for path in files() if told(str(path).encode())]
    assert told(release.encode()) == []


def test_who_is_on_a_delivery_can_not_be_read_from_it(release: str) -> None:
    audience = Delivery.objects.get(channel="press").audience.content
    assert audience is not None
    assert b"reader" not in bytes(audience)
    assert b"example.org" not in bytes(audience)


def test_what_a_channel_made_of_it_in_the_middle_of_sending_is_not_written_down_either(
    room: Newsroom, world: premises.QuietWorld, release: str
) -> None:
    world.clock.forward(hours=2)
    premises.lift(room)
    for channel in ("press", "x", "partners"):
        held = premises.claimed(room, channel)
        order = spooling.prepare_claimed(room, held).order
        room.channel(channel).build(order)
        assert told(order.rendition), "the words are there, only sealed"
        assert sending.begin(room, [held].copy) == [held]
    world.clock.now += sending.LEASE
    settling.recover(room)
    assert {path.name: words for path, content in files().items() if (words := told(content))} == {}


def test_nor_do_its_pictures_and_files_lie_anywhere_in_the_open(release: str) -> None:
    assert Enclosure.objects.count() == 3, "a file, a picture, and the copy of it that leaves"
    content = darkroom.photo(exif=darkroom.exif())
    for path, held in files().items():
        assert content[:64] not in held and b"JFIF" not in held and b"Exif" not in held, path.name
