"""What came back from a provider is never lost on the way into the ledger, whatever is in it and whatever the ledger does."""

from __future__ import annotations

import pytest
from django.db import InterfaceError

from bot.channels.asking import Answer
from bot.core.delivery import Rejected, Sent
from bot.engine import steps
from bot.engine.process import Engine
from bot.newsroom.lift.sending import Claim
from bot.newsroom.newsroom import Newsroom
from bot.newsroom.outcomes.accepting import Settled
from bot.store.models import Delivery
from tests import premises

pytestmark = pytest.mark.django_db
HALF_A_LETTER = "they said \ud83d"


@pytest.fixture
def begun(room: Newsroom) -> dict[str, Claim]:
    premises.lifted(room)
    return {channel: premises.begun(room, channel) for channel in ("partners", "press")}


@pytest.fixture
def engine(room: Newsroom, begun: dict[str, Claim]) -> Engine:
    engine = Engine(room)
    engine.vigil.at_home = True
    engine.hold(list(begun.values()))
    return engine


def states() -> dict[str, str]:
    return dict(Delivery.objects.values_list("channel", "state"))


def test_an_answer_that_can_t_be_written_down_takes_no_other_with_it(engine: Engine, begun: dict[str, Claim]) -> None:
    engine.answered(Settled(begun["partners"], Rejected(HALF_A_LETTER), 1))
    engine.answered(Settled(begun["press"], Sent("id"), 1))
    steps.settle(engine)
    assert states()["press"] == "sent"


def test_such_an_answer_is_a_doubt_that_a_person_hears_of(
    engine: Engine, begun: dict[str, Claim], world: premises.QuietWorld
) -> None:
    engine.answered(Settled(begun["partners"], Rejected(HALF_A_LETTER), 1))
    steps.settle(engine)
    assert states()["partners"] == "unconfirmed"
    assert [code for code, _, _ in world.alarms] == ["unconfirmed-partners"]
    assert begun["partners"] not in engine.held()


def test_a_connection_that_broke_before_they_were_taken_keeps_them(
    engine: Engine, begun: dict[str, Claim], world: premises.QuietWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(work: object) -> None:
        raise InterfaceError("connection already closed")

    engine.answered(Settled(begun["press"], Sent("id"), 1))
    with monkeypatch.context() as patch:
        patch.setattr(world, "transact", broken)
        steps.settle(engine)
    assert [code for code, _, _ in world.alarms] == ["ledger"]
    steps.settle(engine)
    assert states()["press"] == "sent"


def test_what_nobody_foresaw_keeps_them_too_and_is_not_kept_quiet(
    engine: Engine, begun: dict[str, Claim], world: premises.QuietWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(work: object) -> None:
        raise KeyError("a fault of ours")

    engine.answered(Settled(begun["press"], Sent("id"), 1))
    with monkeypatch.context() as patch:
        patch.setattr(world, "transact", broken)
        with pytest.raises(KeyError):
            steps.settle(engine)
    steps.settle(engine)
    assert states()["press"] == "sent"


def test_half_letters_of_a_provider_are_made_whole() -> None:
    assert Answer(400, {}, b'{"error": "bad \\ud83d"}').said() == "bad ?"
