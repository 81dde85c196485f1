"""A release in several languages is one release: filed, approved and lifted together; everybody gets the text in theirs."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from bot.core.configuration import Configuration
from bot.core.delivery import State
from bot.core.release import Part, Quote
from bot.core.release import Release as Text
from bot.core.rendition import Mail, Thread
from bot.core.workflow import Stage
from bot.newsroom.approval import approving, previewing
from bot.newsroom.copy import filing
from bot.newsroom.copy.languages import OtherLanguage, SameLanguage, joined, page_of, parted
from bot.newsroom.hold import holding
from bot.newsroom.newsroom import Newsroom
from bot.newsroom.plan.planning import plan
from bot.store import board
from bot.store.contents import open_audience, open_rendition, open_version
from bot.store.models import Delivery, MediaList, Reader, Rendition, Version
from tests import premises

pytestmark = pytest.mark.django_db
FRENCH = Text(
    headline="Les grues du port s’arrêtent une semaine",
    language="fr",
    release_date="2026-03-05",
    body=(Part("paragraph", "Les grues du vieux port s’arrêtent dès lundi."), Part("quote", quote=0)),
    quotes=(Quote("Il nous faut une semaine pour les rendre sûres.", "Ida Holm", "capitaine du port"),),
)
GERMAN = replace(FRENCH, headline="Hafenkräne stehen eine Woche still", language="de")
BOTH = joined(premises.TEXT, [FRENCH])
LANGUAGES = {"ann": "en", "luc": "fr", "zoé": "fr-CA", "max": "de", "eva": ""}


@pytest.fixture(autouse=True)
def press() -> None:
    """Five journalists, two of whom read French."""
    media_list = MediaList.objects.create(name="press")
    for number, language in enumerate(LANGUAGES.values(), start=1):
        Reader.objects.create(list=media_list, email=f"reader{number}@example.org", language=language)


def queued(room: Newsroom, text: Text = BOTH) -> None:
    filing.queue(room, text, premises.until(room, hours=2), (), "Ann", "cranes")


def approved(room: Newsroom, text: Text = BOTH) -> None:
    queued(room, text)
    approving.approve(room, plan(room, "cranes"), "Ben")


def set_to(room: Newsroom, **languages: str) -> Newsroom:
    """The same newsroom with channels of one language."""
    channels = {
        name: replace(channel, language=languages.get(name, "")) for name, channel in room.config.channels.items()
    }
    config: Configuration = replace(room.config, channels=channels)
    return Newsroom(config, room.keyring, room.environment, room.world)


def headlines(room: Newsroom) -> dict[tuple[str, str], str]:
    """(channel, language) → the headline in that rendition."""
    found = {}
    for row in Rendition.objects.exclude(channel=""):
        content = open_rendition(room.keyring, "cranes", row)
        match row.kind:
            case "email":
                told = Mail.from_bytes(content).subject
            case "webhook":
                told = json.loads(content)["title"]
            case _:
                told = Thread.from_bytes(content).posts[0].text.split("\n")[0]
        found[row.channel, row.language] = told
    return found


def test_all_languages_are_one_version_with_one_hash(room: Newsroom) -> None:
    queued(room)
    version = Version.objects.get()
    assert open_version(room.keyring, version) == BOTH
    assert version.digest == BOTH.digest


def test_every_reader_gets_the_text_in_their_language_and_the_main_one_else(room: Newsroom) -> None:
    approved(room)
    got = {
        row.rendition.language: [seat.email for seat in open_audience(room.keyring, row)]
        for row in Delivery.objects.filter(channel="press").select_related("rendition")
    }
    assert got == {
        "": ["reader1@example.org", "reader4@example.org", "reader5@example.org"],
        "fr": ["reader2@example.org", "reader3@example.org"],
    }


def test_mail_and_webhook_carry_all_languages_and_an_account_the_main_one(room: Newsroom) -> None:
    approved(room)
    assert headlines(room) == {
        ("press", ""): premises.TEXT.headline,
        ("press", "fr"): FRENCH.headline,
        ("x", ""): premises.TEXT.headline,
        ("partners", ""): premises.TEXT.headline,
        ("partners", "fr"): FRENCH.headline,
    }


def test_a_channel_that_is_set_to_a_language_carries_that_one_alone(room: Newsroom) -> None:
    room = set_to(room, x="fr", partners="fr", press="fr")
    approved(room)
    assert headlines(room) == {(name, "fr"): FRENCH.headline for name in ("press", "x", "partners")}


def test_a_mailing_that_is_set_to_a_language_goes_to_those_who_read_it(room: Newsroom) -> None:
    room = set_to(room, press="fr")
    approved(room)
    assert [seat.email for seat in open_audience(room.keyring, premises.delivery("press"))] == [
        "reader2@example.org",
        "reader3@example.org",
    ]


def test_who_named_no_language_reads_what_the_main_text_is_in(room: Newsroom) -> None:
    room = set_to(room, press="en")
    approved(room)
    assert [seat.email for seat in open_audience(room.keyring, premises.delivery("press"))] == [
        "reader1@example.org",
        "reader5@example.org",
    ]


def test_a_channel_set_to_a_language_that_the_release_has_not_carries_the_main_text(room: Newsroom) -> None:
    room = set_to(room, x="ja")
    approved(room)
    assert headlines(room)["x", ""] == premises.TEXT.headline


def test_a_language_that_nobody_on_the_list_reads_is_approved_and_mailed_to_nobody(room: Newsroom) -> None:
    Reader.objects.filter(language__startswith="fr").update(language="")
    approved(room)
    assert Rendition.objects.filter(channel="press", language="fr").exists()
    assert [row.recipients for row in Delivery.objects.filter(channel="press")] == [len(LANGUAGES)]


def test_the_languages_of_one_list_are_numbered_through(room: Newsroom) -> None:
    approved(room)
    assert sorted(Delivery.objects.filter(channel="press").values_list("ordinal", flat=True)) == [0, 1]


def test_one_word_binds_every_rendition_in_every_language(room: Newsroom) -> None:
    queued(room)
    binding = plan(room, "cranes").binding
    assert set(binding["renditions"]) == {"", ":fr", "press", "press:fr", "x", "partners", "partners:fr"}  # type: ignore[call-overload]
    assert binding["audience"]["press"][:2] == ["press", len(LANGUAGES)]  # type: ignore[index]


@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_changed_word_in_any_language_is_another_approval(room: Newsroom, language: str) -> None:
    queued(room)
    before = plan(room, "cranes").digest
    changed = replace(BOTH.told_in(language), kicker="Notice", translations=())
    filing.edit(room, "cranes", changed, "Ann")
    assert plan(room, "cranes").digest != before


def test_a_reader_whose_language_changed_since_it_was_shown_voids_what_was_shown(room: Newsroom) -> None:
    queued(room)
    shown = plan(room, "cranes")
    Reader.objects.filter(language="de").update(language="fr")
    with pytest.raises(approving.ChangedMeanwhile):
        approving.approve(room, shown, "Ben")


def test_they_lift_together_in_one_transaction(room: Newsroom, world: premises.QuietWorld) -> None:
    approved(room)
    world.clock.forward(hours=2)
    premises.lift(room)
    states = set(Delivery.objects.values_list("state", "due_at"))
    assert filing.get("cranes").stage == Stage.LIFTED
    assert len(states) == 1
    assert states.pop()[0] == State.DUE


def test_a_cancel_ends_all_of_them(room: Newsroom) -> None:
    approved(room)
    holding.cancel(room, "cranes", "Ben")
    assert set(Delivery.objects.values_list("state", flat=True)) == {State.CANCELLED}


def test_an_edit_replaces_the_text_in_its_language_and_keeps_the_others(room: Newsroom) -> None:
    queued(room)
    edited = filing.edit(room, "cranes", replace(FRENCH, kicker="Avis"), "Ann")
    assert edited.changes == ("kicker in fr",)
    assert edited.text == joined(premises.TEXT, [replace(FRENCH, kicker="Avis")])
    edited = filing.edit(room, "cranes", replace(premises.TEXT, kicker="Notice"), "Ann")
    assert edited.changes == ("kicker",)
    assert edited.text.translations[0].kicker == "Avis"


def test_an_edit_adds_a_language_or_leaves_one_out(room: Newsroom) -> None:
    queued(room)
    added = filing.edit(room, "cranes", premises.TEXT, "Ann", others=[GERMAN])
    assert (added.changes, [text.language for text in added.text.translations]) == (("de (new)",), ["fr", "de"])
    left = filing.edit(room, "cranes", premises.TEXT, "Ann", without=["fr"])
    assert (left.changes, [text.language for text in left.text.translations]) == (("fr (left out)",), ["de"])


def test_an_edit_in_a_language_that_the_release_has_not_is_refused(room: Newsroom) -> None:
    queued(room)
    with pytest.raises(OtherLanguage, match=r"in de, and .cranes. is in en, fr"):
        filing.edit(room, "cranes", GERMAN, "Ann")


@pytest.mark.parametrize("others", [[FRENCH, FRENCH], [replace(FRENCH, language="EN")]])
def test_two_texts_in_one_language_are_refused(others: list[Text]) -> None:
    with pytest.raises(SameLanguage, match="Two of the texts are in"):
        joined(premises.TEXT, others)


def test_the_preview_shows_every_language_before_the_approval_and_after_it(room: Newsroom) -> None:
    queued(room)
    before = previewing.preview(room, "cranes")
    assert {"page.html", "page-fr.html", "press-fr.txt", "partners-fr.json"} <= set(before)
    approving.approve(room, plan(room, "cranes"), "Ben")
    assert previewing.preview(room, "cranes") == before
    assert b"partners (fr)" in previewing.overview(room, "cranes", [], [])


def test_the_status_names_the_languages_and_that_of_each_delivery(room: Newsroom) -> None:
    approved(room)
    (shown,) = board.status(room.keyring, room.now())["releases"]
    assert shown["languages"] == ["en", "fr"]
    told = {(row["channel"], row["language"]) for row in shown["deliveries"]}
    assert told == {("press", "en"), ("press", "fr"), ("x", "en"), ("partners", "en"), ("partners", "fr")}


@pytest.mark.parametrize("language", ["", "fr", "pt-BR"])
def test_the_address_of_a_page_tells_its_release_and_its_language(language: str) -> None:
    assert parted(page_of("/releases/cranes-to-stand-still", language)) == ("/releases/cranes-to-stand-still", language)
