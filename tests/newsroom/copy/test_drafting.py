"""Drafting: saved as it is typed, overwritten by nobody unseen, and put up once it is a release."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.core.draft import Draft as Written
from bot.core.draft import Entry, Writing
from bot.core.errors import UnknownRelease
from bot.core.release import EmbargoLine
from bot.core.roles import Role, SignedIn
from bot.core.workflow import Stage
from bot.newsroom.copy import drafting, filing, putting_up, taking_in
from bot.newsroom.copy.writing import draft_of, read_typed, writing_of
from bot.newsroom.lift import lifting
from bot.newsroom.newsroom import Newsroom
from bot.store.board import status
from bot.store.contents import open_version
from bot.store.drafts import drafts_begun_by
from bot.store.enclosures import open_enclosure
from bot.store.headlines import headlines
from bot.store.models import Alert, Draft, Release
from tests import darkroom, premises
from tests.readers.documents import PICTURE, PICTURE_RELATION, docx, line

pytestmark = pytest.mark.django_db
ENTRY = Entry("until", "2026-03-05", "11:01", "Europe/London")
BODY = "The zinnober cranes stand still.\n\n> We need a week.\n>\n> — Ida Holm, Harbour Master\n"
WRITTEN = Written(Writing(headline="Harbour cranes stand still", body=BODY), channels=("press", "x"), entry=ENTRY)


def signed(room: Newsroom, name: str, role: Role) -> Newsroom:
    return replace(room, person=SignedIn(name, role))


def test_what_is_typed_is_sealed_and_comes_back_as_it_was(room: Newsroom) -> None:
    release = drafting.begin(room, WRITTEN, "Ann")
    assert drafting.opened(room, release.slug).draft == WRITTEN
    assert b"zinnober" not in bytes(Draft.objects.get().content)


def test_a_draft_of_everything_survives_its_json() -> None:
    text = replace(premises.TEXT, silenced=("x",), posts=(("x", ("One", "Two")),), beats=("ports",))
    made = draft_of(
        replace(text, translations=(replace(text, language="fr"),)),
        replace(WRITTEN, said=EmbargoLine("until", "UNTIL 5 MARCH", choices=(("a", "b"),))),
    )
    assert Written.from_json(made.to_json()) == made


def test_a_release_is_edited_as_it_was_read(room: Newsroom) -> None:
    assert read_typed(writing_of(premises.TEXT), room.now().date(), "Europe/London").text == premises.TEXT


def test_a_save_counts_the_revision_up_and_one_that_changes_nothing_does_not(room: Newsroom) -> None:
    slug = drafting.begin(room, WRITTEN, "Ann").slug
    longer = replace(WRITTEN, text=replace(WRITTEN.text, headline="Longer"))
    assert drafting.save(room, slug, longer, 1, "Ann") == 2
    assert drafting.save(room, slug, longer, 2, "Ann") == 2


def test_two_people_never_overwrite_each_other_unseen(room: Newsroom) -> None:
    slug = drafting.begin(room, WRITTEN, "Ann").slug
    drafting.save(room, slug, replace(WRITTEN, text=replace(WRITTEN.text, headline="Ben's")), 1, "Ben")
    with pytest.raises(drafting.DraftConflict) as caught:
        drafting.save(room, slug, replace(WRITTEN, text=replace(WRITTEN.text, headline="Ann's")), 1, "Ann")
    assert "Ben saved this at the same time" in str(caught.value)
    assert caught.value.theirs.draft.text.headline == "Ben's"
    assert drafting.opened(room, slug).draft.text.headline == "Ben's"


def test_whoever_has_it_open_is_told_of_the_others(room: Newsroom) -> None:
    slug = drafting.begin(room, WRITTEN, "Ann").slug
    assert drafting.look_in(room, slug, "Ann") == []
    assert [one.name for one in drafting.look_in(room, slug, "Ben")] == ["Ann"]
    room.world.clock.forward(minutes=5)  # type: ignore[attr-defined]
    assert drafting.look_in(room, slug, "Ben") == []


def test_a_draft_is_its_writers_own_and_the_editors(room: Newsroom) -> None:
    slug = drafting.begin(signed(room, "Ann", Role.WRITER), WRITTEN, "Ann").slug
    other = signed(room, "Cleo", Role.WRITER)
    for verb in (
        lambda: drafting.opened(other, slug),
        lambda: drafting.save(other, slug, WRITTEN, 1, "Cleo"),
        lambda: drafting.discard(other, slug, "Cleo"),
        lambda: drafting.look_in(other, slug, "Cleo"),
        lambda: drafting.share(other, slug, "Cleo", True),
        lambda: putting_up.put_up(other, slug, 1, "Cleo"),
    ):
        with pytest.raises(UnknownRelease):
            verb()
    assert drafting.opened(signed(room, "Ben", Role.EDITOR), slug).draft == WRITTEN
    assert drafts_begun_by("Cleo", False) == []


def test_a_shared_draft_is_open_to_every_writer(room: Newsroom) -> None:
    slug = drafting.begin(room, WRITTEN, "Ann").slug
    drafting.share(room, slug, "Ann", True)
    assert drafting.save(signed(room, "Cleo", Role.WRITER), slug, replace(WRITTEN, channels=()), 1, "Cleo") == 2
    assert [one.slug for one in drafts_begun_by("Cleo", False)] == [slug]


def test_putting_up_files_the_first_version(room: Newsroom) -> None:
    slug = drafting.begin(room, WRITTEN, "Ann").slug
    assert putting_up.put_up(room, slug, 1, "Ann").number == 1
    release = Release.objects.get()
    assert (release.stage, release.channels, release.instant.isoformat()) == (  # type: ignore[union-attr]
        "awaiting",
        ["press", "x"],
        "2026-03-05T11:01:00+00:00",
    )
    text = open_version(room.keyring, filing.latest(release))
    assert (text.headline, text.quotes[0].speaker) == ("Harbour cranes stand still", "Ida Holm")
    assert premises.acts(release) == [("Ann", "draft"), ("Ann", "queue")]
    assert not Draft.objects.exists()


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        (replace(WRITTEN, text=replace(WRITTEN.text, headline=" ")), "no headline"),
        (replace(WRITTEN, text=replace(WRITTEN.text, body="")), "no text"),
        (replace(WRITTEN, entry=Entry()), "not settled"),
        (replace(WRITTEN, entry=replace(ENTRY, zone="Atlantis")), "no time zone"),
        (replace(WRITTEN, channels=("pigeons",)), 'no channel "pigeons"'),
        (
            replace(WRITTEN, translations=(Writing(headline="The same", body="Language."),)),
            "Two of the texts are in en",
        ),
    ],
)
def test_what_is_no_release_yet_is_not_put_up(room: Newsroom, changed: Written, told: str) -> None:
    slug = drafting.begin(room, changed, "Ann").slug
    with pytest.raises(filing.EmbargoError) as caught:
        putting_up.put_up(room, slug, 1, "Ann")
    assert told in str(caught.value)
    assert Release.objects.get().stage == "draft"


def test_a_text_that_says_another_embargo_stops_with_both_shown(room: Newsroom) -> None:
    body = "EMBARGOED UNTIL 6 March 2026, 09:00 GMT\n\n" + WRITTEN.text.body
    slug = drafting.begin(room, replace(WRITTEN, text=replace(WRITTEN.text, body=body)), "Ann").slug
    with pytest.raises(putting_up.EmbargoContradicted) as caught:
        putting_up.put_up(room, slug, 1, "Ann")
    assert "2026-03-06 09:00 UTC" in str(caught.value) and "2026-03-05 11:01" in str(caught.value)


def test_a_file_that_said_another_embargo_stops_too(room: Newsroom) -> None:
    said = EmbargoLine("until", "UNTIL NOON", "2026-03-05T12:00", "UTC", "2026-03-05T12:00:00Z")
    slug = drafting.begin(room, replace(WRITTEN, said=said), "Ann").slug
    with pytest.raises(putting_up.EmbargoContradicted):
        putting_up.put_up(room, slug, 1, "Ann")


def test_what_somebody_saved_meanwhile_is_not_put_up_unseen(room: Newsroom) -> None:
    slug = drafting.begin(room, WRITTEN, "Ann").slug
    drafting.save(room, slug, replace(WRITTEN, channels=("x",)), 1, "Ben")
    with pytest.raises(drafting.DraftConflict):
        putting_up.put_up(room, slug, 1, "Ann")


@pytest.mark.parametrize(("keep", "stage"), [(True, "approved"), (False, "awaiting")])
def test_a_change_of_an_approved_text_waits_beside_it_or_stops_it(room: Newsroom, keep: bool, stage: str) -> None:
    slug = premises.approved(room).slug
    here = drafting.opened(room, slug)
    assert (here.revision, here.beside) == (0, 1)
    drafting.save(room, slug, replace(here.draft, text=replace(here.draft.text, headline="Another")), 0, "Ann")
    assert Release.objects.get().stage == "approved"
    made = putting_up.put_up(room, slug, 1, "Ann", keep)
    assert (made.number, made.kept, made.changes) == (2, keep, ("headline",))
    assert Release.objects.get().stage == stage


def test_what_was_typed_beside_a_version_can_be_thrown_away(room: Newsroom) -> None:
    slug = premises.approved(room).slug
    here = drafting.opened(room, slug)
    drafting.save(room, slug, replace(here.draft, channels=("x",)), 0, "Ann")
    drafting.discard(room, slug, "Ann")
    assert drafting.opened(room, slug) == here


def test_a_draft_that_was_thrown_away_is_not_there(room: Newsroom) -> None:
    slug = drafting.begin(room, WRITTEN, "Ann").slug
    drafting.discard(room, slug, "Ann")
    with pytest.raises(UnknownRelease):
        drafting.opened(room, slug)
    assert drafts_begun_by("Ann", True) == []


def test_a_draft_whose_time_comes_raises_an_alert(room: Newsroom) -> None:
    drafting.begin(room, WRITTEN, "Ann")
    room.world.clock.forward(hours=3)  # type: ignore[attr-defined]
    assert [alarm.code for alarm in lifting.alert_unapproved(room, room.now())] == ["unapproved"]
    lifting.lift_due(room, room.world.reading())
    assert Release.objects.get().stage == Stage.DRAFT


def test_the_board_has_no_drafts_and_headlines_has(room: Newsroom) -> None:
    release = drafting.begin(room, WRITTEN, "Ann")
    assert status(room.keyring, room.now())["releases"] == []
    assert headlines(room.keyring, [release]) == {release.pk: "Harbour cranes stand still"}
    with pytest.raises(filing.StillDraft):
        filing.latest(release)


def test_a_lifted_release_is_not_edited(room: Newsroom) -> None:
    slug = premises.lifted(room).slug
    here = drafting.opened(room, slug)
    with pytest.raises(filing.EmbargoError) as caught:
        drafting.save(room, slug, replace(here.draft, channels=()), 0, "Ann")
    assert "can't be edited" in str(caught.value)


def test_a_word_document_brings_its_picture_to_the_desk(room: Newsroom) -> None:
    title, text = line("Harbour reopens", style="Heading1"), line("The harbour reopens on Friday.")
    content = docx(
        title, text, line(PICTURE), parts=PICTURE_RELATION | {"word/media/a.png": darkroom.photo(kind="PNG")}
    )
    taken = taking_in.uploaded(room, "story.docx", content)
    release = drafting.begin(room, taken.draft, "Ann", taken.enclosures)
    (picture,) = drafting.opened(room, release.slug).draft.text.pictures
    assert picture.alt == "Ships at the quay"
    assert open_enclosure(room.keyring, release, str(picture.digest)) == darkroom.photo(kind="PNG")


def test_what_is_thrown_away_leaves_no_alert(room: Newsroom, world: premises.QuietWorld) -> None:
    slug = overdue(room, world)
    drafting.discard(room, slug, "Ann")
    assert not Alert.objects.filter(cleared_at=None).exists()


def test_what_is_put_off_leaves_no_alert(room: Newsroom, world: premises.QuietWorld) -> None:
    slug = overdue(room, world)
    here = drafting.opened(room, slug)
    drafting.save(room, slug, replace(here.draft, entry=replace(ENTRY, day="2026-03-06")), here.revision, "Ann")
    assert not Alert.objects.filter(cleared_at=None).exists()


def overdue(room: Newsroom, world: premises.QuietWorld) -> str:
    """A draft whose instant came, with the alert that says so."""
    slug = drafting.begin(room, WRITTEN, "Ann").slug
    world.clock.forward(hours=3)
    lifting.alert_unapproved(room, room.now())
    assert Alert.objects.filter(cleared_at=None, code="unapproved").exists()
    return slug
