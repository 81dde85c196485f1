"""What lies beside a release is read, looked at, and sealed with its version."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from bot.core.enclosure import Enclosure as Sealed
from bot.core.enclosure import digest_of
from bot.core.release import File, Manuscript, Picture
from bot.newsroom.copy import filing
from bot.newsroom.enclosures import keeping
from bot.newsroom.enclosures.gathering import NoSuchEnclosure, enclosed
from bot.newsroom.newsroom import Newsroom
from bot.readers.file_kinds import RefusedFile
from bot.store.contents import open_version
from bot.store.enclosures import PIECE, open_enclosure
from bot.store.models import Enclosure, EnclosurePiece, Release
from tests import darkroom, premises

CSV = b"crane,year\n1,1931\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A release's folder, and beside it one that is none of its business."""
    (tmp_path / "release" / "img").mkdir(parents=True)
    (tmp_path / "release" / "img" / "crane 1.jpg").write_bytes(darkroom.photo())
    (tmp_path / "release" / "cranes.csv").write_bytes(CSV)
    (tmp_path / "secret.jpg").write_bytes(darkroom.photo())
    (tmp_path / "secret.csv").write_bytes(CSV)
    return tmp_path / "release"


def read(folder: Path, *pictures: Picture, files: tuple[File, ...] = (), beside: tuple[Path, ...] = ()) -> Manuscript:
    return enclosed(Manuscript(replace(premises.TEXT, pictures=pictures, files=files)), folder, beside)


def codes(made: Manuscript) -> list[str]:
    return [finding.code for finding in made.findings]


@pytest.mark.parametrize(
    "source", ["img/crane 1.jpg", "img/crane%201.jpg", "./img/crane 1.jpg", "img/../img/crane 1.jpg"]
)
def test_a_picture_beside_the_release_is_read_and_named_by_its_hash(folder: Path, source: str) -> None:
    made = read(folder, Picture(alt="A crane", source=source))
    (enclosure,) = made.enclosures
    assert enclosure.content == darkroom.photo()
    assert enclosure.place == "picture 1"
    assert made.release.pictures[0].digest == enclosure.digest == digest_of(darkroom.photo())
    assert codes(made) == []


@pytest.mark.parametrize("source", ["../secret.jpg", "img/../../secret.jpg", "/etc/hostname", "link.jpg"])
def test_a_release_may_not_reach_out_of_its_folder(folder: Path, source: str) -> None:
    (folder / "link.jpg").symlink_to(folder.parent / "secret.jpg")
    made = read(folder, Picture(alt="A crane", source=source))
    assert made.enclosures == ()
    assert codes(made) == ["picture-outside"]
    with pytest.raises(NoSuchEnclosure, match="outside of the folder"):
        read(folder, files=(File(source),))


@pytest.mark.parametrize(
    "source", ["https://example.org/p.jpg", "http://example.org/p.jpg", "cid:1", "data:image/png,x", None]
)
def test_an_address_is_left_to_the_approval(folder: Path, source: str | None) -> None:
    picture = Picture(alt="A crane", source=source)
    assert read(folder, picture).release.pictures == (picture,)


def test_a_picture_that_is_broken_stays_behind_and_it_is_told_why(folder: Path) -> None:
    (folder / "bad.jpg").write_bytes(darkroom.noise(300, 200)[:5000])
    made = read(folder, Picture(alt="A crane", source="bad.jpg"))
    assert codes(made) == ["picture-broken"]
    assert made.release.pictures[0].digest is None


def test_a_file_is_hashed_and_known_by_name_kind_and_size(folder: Path) -> None:
    made = read(folder, files=(File("cranes.csv", "Cranes by year"),))
    assert made.release.files == (File("cranes.csv", "Cranes by year", "cranes.csv", "text/csv", 18, digest_of(CSV)),)
    assert made.enclosures[0].content == CSV


def test_a_file_named_on_the_command_line_may_lie_anywhere_and_is_titled_by_its_name(folder: Path) -> None:
    made = read(folder, beside=(folder.parent / "secret.csv",))
    assert [(file.title, file.name) for file in made.release.files] == [("secret", "secret.csv")]


@pytest.mark.parametrize("source", ["nothing.pdf", "img", "https://example.org/report.pdf"])
def test_a_file_that_is_not_there_stops_it(folder: Path, source: str) -> None:
    with pytest.raises(NoSuchEnclosure):
        read(folder, files=(File(source),))


def test_a_file_that_can_act_stops_it(folder: Path) -> None:
    (folder / "cranes.exe").write_bytes(b"MZ")
    with pytest.raises(RefusedFile):
        read(folder, files=(File("cranes.exe"),))


def filed(room: Newsroom, made: Manuscript) -> Release:
    return filing.queue(
        room, made.release, premises.until(room, hours=2), (), "Ann", "cranes", enclosures=made.enclosures
    )


@pytest.mark.django_db
def test_what_was_queued_is_in_the_ledger_though_its_folder_is_gone(room: Newsroom, folder: Path) -> None:
    release = filed(room, read(folder, Picture(alt="A crane", source="img/crane 1.jpg"), files=(File("cranes.csv"),)))
    (folder / "cranes.csv").unlink()
    text = open_version(room.keyring, filing.latest(release))
    assert open_enclosure(room.keyring, release, str(text.files[0].digest)) == CSV
    assert open_enclosure(room.keyring, release, str(text.pictures[0].digest)) == darkroom.photo()


@pytest.mark.django_db
def test_other_bytes_under_the_same_name_are_another_version(room: Newsroom, folder: Path) -> None:
    release = filed(room, read(folder, files=(File("cranes.csv"),)))
    (folder / "cranes.csv").write_bytes(CSV + b"2,1932\n")
    made = read(folder, files=(File("cranes.csv"),))
    edited = filing.edit(room, "cranes", made.release, "Ann", enclosures=made.enclosures)
    assert (edited.number, edited.changes) == (2, ("files",))
    assert open_enclosure(room.keyring, release, str(edited.text.files[0].digest)) == CSV + b"2,1932\n"


@pytest.mark.django_db
def test_the_same_bytes_are_kept_once_a_release(room: Newsroom, folder: Path) -> None:
    made = read(folder, files=(File("cranes.csv"), File("cranes.csv", "Again")))
    filed(room, made)
    filing.edit(room, "cranes", replace(made.release, kicker="Notice"), "Ann", enclosures=made.enclosures)
    assert Enclosure.objects.count() == 1


@pytest.mark.django_db
def test_a_large_file_is_kept_in_pieces_of_which_none_is_readable(room: Newsroom, tmp_path: Path) -> None:
    content = b"zinnober," * (PIECE // 4)
    (tmp_path / "large.csv").write_bytes(content)
    release = filed(room, read(tmp_path, files=(File("large.csv"),)))
    rows = [bytes(row) for row in EnclosurePiece.objects.values_list("content", flat=True)]
    assert len(rows) == 3
    assert not any(b"zinnober" in row for row in rows)
    assert open_enclosure(room.keyring, release, digest_of(content)) == content


@pytest.mark.django_db
def test_what_is_larger_than_the_office_wants_stops_it_and_leaves_nothing(
    world: premises.QuietWorld, folder: Path
) -> None:
    room = premises.newsroom(world, premises.configuration(files={"largest_mb": 1}))
    (folder / "cranes.csv").write_bytes(b"1,2\n" * 300_000)
    with pytest.raises(keeping.TooLarge, match=r"has 1\.2 MB; 1 MB are the most"):
        filed(room, read(folder, files=(File("cranes.csv"),)))
    assert not Release.objects.exists()
    assert not Enclosure.objects.exists()


@pytest.mark.django_db
def test_what_a_failed_queue_left_is_thrown_away_a_day_later(world: premises.QuietWorld, room: Newsroom) -> None:
    keeping.keep(room, [("sha256:a", b"left by a crash")])
    keeping.throw_strays_away(room)
    assert Enclosure.objects.count() == 1
    world.clock.forward(hours=25)
    keeping.throw_strays_away(room)
    assert (Enclosure.objects.count(), EnclosurePiece.objects.count()) == (0, 0)


@pytest.mark.django_db
def test_pictures_in_a_word_document_are_sealed_with_the_version(room: Newsroom, tmp_path: Path) -> None:
    content = darkroom.photo()
    made = Manuscript(
        replace(premises.TEXT, pictures=(Picture(alt="A quay", source="image1.jpg", digest=digest_of(content)),)),
        enclosures=(Sealed("picture 1", "image1.jpg", content, "image/*"),),
    )
    release = filed(room, enclosed(made, tmp_path))
    text = open_version(room.keyring, filing.latest(release))
    assert open_enclosure(room.keyring, release, str(text.pictures[0].digest)) == content


def test_a_picture_in_a_document_that_nobody_could_show_stays_behind(tmp_path: Path) -> None:
    picture = Picture(alt="A quay", source="image1.png", digest=digest_of(b"no picture"))
    inside = (Sealed("picture 1", "image1.png", b"no picture", "image/*"),)
    made = enclosed(Manuscript(replace(premises.TEXT, pictures=(picture,)), enclosures=inside), tmp_path)
    assert (made.enclosures, made.release.pictures[0].digest, codes(made)) == ((), None, ["picture-broken"])


def test_what_a_pictures_file_says_stands_in_for_what_the_release_does_not(folder: Path) -> None:
    tags = {"Iptc4xmpCore:AltTextAccessibility": "Ships at a quay", "cc:license": "CC BY 4.0", "dc:creator": "Jo Lens"}
    (folder / "tagged.jpg").write_bytes(darkroom.photo(xmp=darkroom.xmp(**tags)))
    made = read(folder, Picture(source="tagged.jpg"))
    one = made.release.pictures[0]
    assert (one.alt, one.licence, one.credit) == ("Ships at a quay", "CC BY 4.0", None)
    assert codes(made) == ["picture-alt-read", "picture-licence-read", "picture-credit-read"]


def test_what_the_release_says_of_a_picture_wins(folder: Path) -> None:
    tags = {"Iptc4xmpCore:AltTextAccessibility": "Ships", "cc:license": "CC BY 4.0", "dc:creator": "Jo Lens"}
    (folder / "tagged.jpg").write_bytes(darkroom.photo(xmp=darkroom.xmp(**tags)))
    picture = Picture(alt="A quay", credit="Ann Reader", licence="our own", source="tagged.jpg")
    made = read(folder, picture)
    assert (replace(made.release.pictures[0], digest=None), codes(made)) == (picture, [])


def test_an_agency_that_only_the_file_names_is_told(folder: Path) -> None:
    (folder / "tagged.jpg").write_bytes(darkroom.photo(xmp=darkroom.xmp(**{"photoshop:Credit": "AFP"})))
    made = read(folder, Picture(alt="A quay", credit="Ann Reader", source="tagged.jpg"))
    assert codes(made) == ["picture-licence"]
