"""One person, everywhere: what is kept of them can be told, and erased wherever it stands."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.apps import apps

from bot.core.delivery import Person, Sent
from bot.newsroom.media_list import erasing, signing_up
from bot.newsroom.media_list.erasing import Unknown, erase, history
from bot.newsroom.media_list.suppressing import NotAnAddress
from bot.newsroom.newsroom import Newsroom
from bot.store.contents import open_audience
from bot.store.models import Delivery, JournalRow, RecipientEvent
from tests import premises

pytestmark = pytest.mark.django_db
ANN = "reader1@example.org"
LISTS = {"press": {"public": True}}


@pytest.fixture
def room(world: premises.QuietWorld) -> Newsroom:
    return premises.newsroom(world, premises.configuration(lists=LISTS))


@pytest.fixture
def mailed(room: Newsroom) -> Newsroom:
    """Ann is on two lists, got a mailing that told of her, waits for another, and once signed up."""
    premises.readers(3)
    premises.readers(2, "science")
    premises.lifted(room, "first", ("press",))
    held = premises.begun(room, "press")
    premises.answered(room, held, Sent("r", people=(Person(ANN, "deferred", f"{ANN} is busy"),)))
    premises.approved(room, premises.until(room, hours=2), "second", ("press",))
    signing_up.ask(room, "press", ANN, "Ann")
    return room


def everything(room: Newsroom) -> str:
    """All that stands in the ledger, sealed audiences opened."""
    rows: list[Any] = [list(model.objects.values()) for model in apps.get_app_config("store").get_models()]
    rows += [[seat.email for seat in open_audience(room.keyring, row)] for row in Delivery.objects.all()]
    return str(rows)


def test_a_persons_history_has_lists_mailings_and_acts(mailed: Newsroom) -> None:
    told = history(mailed, ANN.upper())
    assert [one["list"] for one in told["lists"]] == ["press", "science"]
    assert [(one["release"], one["state"]) for one in told["mailings"]] == [
        ("first", "deferred"),
        ("second", "waiting"),
    ]
    assert [one["list"] for one in told["sign_ups"]] == ["press"]
    assert told["suppressed"] is None
    json.dumps(told)


def test_erased_is_what_names_them_wherever_it_stands(mailed: Newsroom) -> None:
    assert ANN in everything(mailed)
    erased = erase(mailed, ANN, "Ben")
    assert (erased.lists, erased.mailings, erased.events) == (2, 2, 1)
    assert ANN not in everything(mailed)
    assert "reader2@example.org" in everything(mailed)


def test_what_was_approved_goes_to_the_others(mailed: Newsroom) -> None:
    erase(mailed, ANN, "Ben")
    assert isinstance(mailed.world, premises.QuietWorld)
    mailed.world.clock.forward(hours=2)
    premises.lift(mailed)
    order = premises.ordered(mailed, "press")
    assert [person.email for person in order.people] == ["reader2@example.org", "reader3@example.org"]


def test_the_journal_says_who_did_it_and_no_address(mailed: Newsroom) -> None:
    erase(mailed, ANN, "Ben")
    rows = list(JournalRow.objects.filter(release=None).order_by("number"))
    assert [(row.actor, row.act) for row in rows][-2:] == [("Ben", "suppress"), ("Ben", "erase")]
    assert ANN not in str([row.facts for row in rows])


def test_erasing_twice_finds_nothing_more(mailed: Newsroom) -> None:
    erase(mailed, ANN, "Ben")
    with pytest.raises(Unknown):
        erase(mailed, ANN, "Ben")


def test_what_a_crash_broke_off_is_done_by_asking_again(mailed: Newsroom, monkeypatch: pytest.MonkeyPatch) -> None:
    class Broken(BaseException):
        """The process dies here."""

    def dies(*_: object) -> bytes:
        raise Broken

    monkeypatch.setattr(erasing, "seal_audience", dies)
    with pytest.raises(Broken):
        erase(mailed, ANN, "Ben")
    monkeypatch.undo()
    erase(mailed, ANN, "Ben")
    assert ANN not in everything(mailed)


@pytest.mark.parametrize(("email", "error"), [("nobody@example.org", Unknown), ("nobody", NotAnAddress)])
def test_of_whom_nothing_is_kept_it_says_so(mailed: Newsroom, email: str, error: type[Exception]) -> None:
    for verb in (history, lambda room, address: erase(room, address, "Ben")):
        with pytest.raises(error):
            verb(mailed, email)


def test_a_suppression_stays_in_the_history_after_erasing(mailed: Newsroom) -> None:
    erase(mailed, ANN, "Ben")
    told = history(mailed, ANN)
    assert (told["lists"], told["suppressed"]["because"]) == ([], "erased")
    assert not RecipientEvent.objects.filter(email=ANN).exists()
