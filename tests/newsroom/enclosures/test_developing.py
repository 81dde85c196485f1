"""Pictures and files through an approval: what goes where, what stays behind, and that what was approved is what goes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bot.channels.wire import Network
from bot.core.enclosure import digest_of
from bot.core.release import File, Manuscript, Picture
from bot.newsroom.approval import approving, preflight
from bot.newsroom.approval.previewing import preview
from bot.newsroom.copy import filing
from bot.newsroom.copy.licensing import NoLicence, NoSuchPicture, license_picture
from bot.newsroom.enclosures.gathering import enclosed
from bot.newsroom.newsroom import Newsroom
from bot.newsroom.plan.planning import Plan, plan
from bot.store.enclosures import open_entries
from bot.store.models import Rendition
from tests import darkroom, premises
from tests.newsroom.enclosures.test_fetching import Site, ThreadingHTTPServer, threading

pytestmark = pytest.mark.django_db
QUAY = Picture("The quay at dawn.", "Jo Lens", "A grey quay", "quay.jpg")
AGENCY = replace(QUAY, caption="Heliotrope quay", credit="Jo Lens / AFP", source="agency.jpg")


def queued(room: Newsroom, folder: Path, *pictures: Picture, files: tuple[File, ...] = (), **changes: Any) -> None:
    """A release with these, their files made as they are needed."""
    for picture in pictures:
        if picture.source and "/" not in picture.source:
            (folder / picture.source).write_bytes(darkroom.photo(2000, 1500))
    (folder / "cranes.csv").write_bytes(b"crane,year\n1,1931\n")
    premises.readers(3)
    made = enclosed(Manuscript(replace(premises.TEXT, pictures=pictures, files=files, **changes)), folder)
    until = premises.until(room, hours=2)
    filing.queue(room, made.release, until, (), "Ann", "cranes", enclosures=made.enclosures)


def part(made: Plan, channel: str) -> approving.Part:
    return next(one for one in made.parts if one.channel == channel)


def codes(room: Newsroom, made: Plan) -> list[str]:
    return [one.code for one in preflight.of_plan(room, made).findings if one.code.startswith("picture")]


def test_a_picture_goes_to_page_mail_partners_and_posts(room: Newsroom, tmp_path: Path) -> None:
    queued(room, tmp_path, QUAY)
    made = plan(room, "cranes")
    web, full = part(made, "").enclosures
    assert (web.width, full.width) == (1200, 2000)
    for channel in ("", "press", "partners"):
        content = part(made, channel).content.decode()
        assert f"https://press.example.org{web.path}" in content
        assert "A grey quay" in content
    (shown,) = part(made, "x").enclosures
    assert (shown.alt, shown.path, shown.width) == ("A grey quay", "", 2000)
    assert codes(room, made) == []


def test_its_address_tells_nothing_of_it(room: Newsroom, tmp_path: Path) -> None:
    queued(room, tmp_path, QUAY, files=(File("cranes.csv"),))
    for entry in part(plan(room, "cranes"), "").enclosures:
        assert not {"quay", "cranes"} & set(entry.path.replace("/", " ").replace(".", " ").split())
        assert entry.digest.removeprefix("sha256:")[:8] not in entry.path


def test_what_was_approved_is_what_the_channel_is_given(
    room: Newsroom, world: premises.QuietWorld, tmp_path: Path
) -> None:
    queued(room, tmp_path, QUAY)
    made = plan(room, "cranes")
    approving.approve(room, made, "Ben")
    world.clock.forward(hours=2)
    premises.lift(room)
    (image,) = premises.ordered(room, "x").pictures
    assert digest_of(image.content) == part(made, "x").enclosures[0].digest
    assert image.alt == "A grey quay"
    assert darkroom.opened(image.content).size == (image.width, image.height)
    assert premises.ordered(room, "press").pictures == ()


def test_the_approval_binds_every_picture_and_file(room: Newsroom, tmp_path: Path) -> None:
    queued(room, tmp_path, QUAY, files=(File("cranes.csv"),))
    made = plan(room, "cranes")
    swapped = tuple(
        replace(one, enclosures=tuple(replace(entry, digest="sha256:0") for entry in one.enclosures))
        for one in made.parts
    )
    assert replace(made, parts=swapped).digest != made.digest
    with pytest.raises(approving.ChangedMeanwhile):
        approving.approve(room, replace(plan(room, "cranes"), version=_other_version(room, tmp_path)), "Ben")


def _other_version(room: Newsroom, folder: Path) -> Any:
    before = filing.latest(filing.get("cranes"))
    filing.edit(room, "cranes", replace(premises.TEXT, kicker="Notice"), "Ann")
    return before


def test_an_agency_picture_goes_nowhere_until_its_licence_is_on_record(room: Newsroom, tmp_path: Path) -> None:
    queued(room, tmp_path, QUAY, AGENCY)
    made = plan(room, "cranes")
    assert codes(room, made) == ["picture-licence"]
    assert not any("Heliotrope" in one.content.decode() or "AFP" in one.content.decode() for one in made.parts)
    assert len(part(made, "x").enclosures) == 1
    edited = license_picture(room, "cranes", 2, "AFP 4711,  press use", "Cleo")
    made = plan(room, "cranes")
    assert edited.number == 2
    assert codes(room, made) == []
    assert len(part(made, "x").enclosures) == 2
    assert "AFP 4711, press use" in part(made, "partners").content.decode()
    assert premises.acts(filing.get("cranes"))[-2:] == [("Cleo", "edit"), ("Cleo", "licence")]


def test_whoever_recorded_the_licence_does_not_approve_it(room: Newsroom, tmp_path: Path) -> None:
    queued(room, tmp_path, AGENCY)
    license_picture(room, "cranes", 1, "AFP 4711", "Ben")
    with pytest.raises(approving.FourEyes):
        approving.approve(room, plan(room, "cranes"), "Ben")


def test_a_licence_has_words_and_a_picture(room: Newsroom, tmp_path: Path) -> None:
    queued(room, tmp_path, AGENCY)
    with pytest.raises(NoSuchPicture, match="it has 1, counted from 1"):
        license_picture(room, "cranes", 2, "AFP 4711", "Ben")
    with pytest.raises(NoLicence):
        license_picture(room, "cranes", 1, " ", "Ben")


def test_a_picture_without_alt_text_stays_behind_everywhere(room: Newsroom, tmp_path: Path) -> None:
    queued(room, tmp_path, replace(QUAY, alt=" "))
    made = plan(room, "cranes")
    assert codes(room, made) == ["picture-alt"]
    assert not any(one.enclosures for one in made.parts)
    assert "The quay at dawn" not in "".join(one.content.decode() for one in made.parts)


def test_more_than_four_pictures_are_on_the_page_and_four_in_the_post(room: Newsroom, tmp_path: Path) -> None:
    queued(room, tmp_path, *(replace(QUAY, source=f"{number}.jpg") for number in range(5)))
    made = plan(room, "cranes")
    assert len(part(made, "x").enclosures) == 4
    assert len({one.name for one in part(made, "").enclosures}) == 5
    assert [one.code for one in part(made, "x").doubts] == ["pictures-many"]


def test_an_alt_text_too_long_for_a_network_keeps_the_picture_off_it_alone(room: Newsroom, tmp_path: Path) -> None:
    queued(room, tmp_path, replace(QUAY, alt="A very grey quay. " * 60))
    made = plan(room, "cranes")
    assert part(made, "x").enclosures == ()
    assert len(part(made, "").enclosures) == 2
    assert [one.code for one in part(made, "x").doubts] == ["picture-alt-long"]


def test_a_file_is_linked_and_never_attached(room: Newsroom, tmp_path: Path) -> None:
    queued(room, tmp_path, files=(File("cranes.csv", "Cranes by year"),))
    made = plan(room, "cranes")
    (entry,) = part(made, "").enclosures
    for channel in ("", "press", "partners"):
        assert "Cranes by year" in part(made, channel).content.decode()
        assert f"https://press.example.org{entry.path}" in part(made, channel).content.decode()
        assert "1,1931" not in part(made, channel).content.decode()
    assert entry.path.startswith("/files/")
    assert entry.path.endswith(".csv")
    assert part(made, "x").enclosures == ()


def test_every_language_has_its_own_words_for_the_same_picture(room: Newsroom, tmp_path: Path) -> None:
    (tmp_path / "quay.jpg").write_bytes(darkroom.photo())
    premises.readers(3)
    main, other = (
        enclosed(Manuscript(replace(premises.TEXT, language=language, pictures=(replace(QUAY, alt=alt),))), tmp_path)
        for language, alt in (("en", "A grey quay"), ("fr", "Un quai gris"))
    )
    whole = replace(main.release, translations=(other.release,))
    filing.queue(room, whole, premises.until(room, hours=2), (), "Ann", "cranes", enclosures=main.enclosures)
    approving.approve(room, plan(room, "cranes"), "Ben")
    pages = Rendition.objects.filter(channel="").order_by("language")
    alts = [{one.alt for one in open_entries(room.keyring, "cranes", page)} for page in pages]
    assert alts == [{"A grey quay"}, {"Un quai gris"}]


@pytest.fixture
def desk() -> Iterator[str]:
    """The picture desk's own server."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Site)
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    server.server_close()


def test_a_picture_elsewhere_is_fetched_at_the_approval_and_sealed(
    world: premises.QuietWorld, desk: str, tmp_path: Path
) -> None:
    room = premises.newsroom(world, premises.configuration(files={"picture_hosts": ["127.0.0.1"]}))
    queued(room, tmp_path, replace(QUAY, source=f"{desk}/quay.jpg"))
    wire = Network(1)
    made = plan(room, "cranes", wire)
    wire.close()
    approving.approve(room, made, "Ben")
    assert len(part(made, "x").enclosures) == 1
    assert desk not in "".join(one.content.decode() for one in made.parts)
    assert any(name.startswith("x-picture-1") for name in preview(room, "cranes"))


def test_one_that_can_not_be_fetched_stays_behind_and_the_rest_goes(room: Newsroom, desk: str, tmp_path: Path) -> None:
    queued(room, tmp_path, replace(QUAY, source=f"{desk}/quay.jpg"))
    made = plan(room, "cranes")
    assert codes(room, made) == ["picture-unreachable"]
    assert not any(one.enclosures for one in made.parts)


def test_a_preview_writes_them_before_the_approval_as_after_it(room: Newsroom, tmp_path: Path) -> None:
    queued(room, tmp_path, QUAY, files=(File("cranes.csv"),))
    before = preview(room, "cranes")
    approving.approve(room, plan(room, "cranes"), "Ben")
    after = preview(room, "cranes")
    assert before == after
    assert before["page-cranes.csv"] == b"crane,year\n1,1931\n"
    assert darkroom.opened(before["page-picture-1-1200.jpg"]).size == (1200, 900)
    assert darkroom.opened(before["x-picture-1-2000.jpg"]).size == (2000, 1500)


@pytest.mark.parametrize(("licence", "codes_told"), [(None, ["picture-licence"]), ("AFP 12, press use", [])])
def test_an_agencys_picture_is_known_by_its_file_and_stays_behind_without_a_licence(
    room: Newsroom, tmp_path: Path, licence: str | None, codes_told: list[str]
) -> None:
    (tmp_path / "own").mkdir()
    content = darkroom.photo(xmp=darkroom.xmp(**{"photoshop:Credit": "AFP"}))
    (tmp_path / "own" / "quay.jpg").write_bytes(content)
    queued(room, tmp_path, replace(QUAY, source="own/quay.jpg", licence=licence))
    made = plan(room, "cranes")
    assert codes(room, made) == codes_told
    assert bool(part(made, "").enclosures) == (licence is not None)
    assert ("The quay at dawn." in part(made, "press").content.decode()) == (licence is not None)
