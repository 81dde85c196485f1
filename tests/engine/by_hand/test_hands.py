"""Of each channel no more is sent at once than it has hands; what is next is begun already, and asked for once more."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.delivery import Order
from bot.engine import steps
from bot.engine.hands import Built, ChannelHands
from bot.engine.process import Engine
from bot.newsroom.hold import holding, stopping_all
from bot.newsroom.lift.sending import Claim
from bot.newsroom.newsroom import Newsroom
from bot.sandbox.server import Sandbox
from bot.store.models import Delivery
from tests import premises

pytestmark = pytest.mark.django_db


@pytest.fixture
def engine(room: Newsroom) -> Engine:
    premises.readers(9000)
    premises.lifted(room, channels=("press",))
    return Engine(room)


def built(number: int) -> Built:
    return Built(Claim(str(number), "press", "token"), Order(str(number), "cranes", b""), b"")


@given(st.integers(1, 8), st.lists(st.booleans(), max_size=60))
def test_every_one_is_sent_in_its_order_and_never_more_than_there_are_hands(many: int, come: list[bool]) -> None:
    hands, sending, sent = ChannelHands({"press": many}, lambda channel: True), list[str](), list[str]()
    given_out = 0
    for comes in come:
        if comes:
            one = built(given_out)
            given_out += 1
            sending += [one.claim.delivery] if hands.take(one) else []
        elif sending:
            sent.append(sending.pop(0))
            following = hands.free("press")
            sending += [following.claim.delivery] if following else []
        assert len(sending) <= many
    while sending:
        sent.append(sending.pop(0))
        following = hands.free("press")
        sending += [following.claim.delivery] if following else []
    assert sent == [str(number) for number in range(given_out)]


def test_half_as_many_again_are_begun_as_there_are_hands(engine: Engine, world: premises.QuietWorld) -> None:
    hands = engine.newsroom.config.channel("press").concurrency
    begin_all(engine, world)
    assert Delivery.objects.filter(state="sending").count() == hands + hands // 2
    assert [work.__name__ for work, _ in world.work] == ["send"] * hands


def test_of_a_channel_whose_doubts_a_person_must_settle_none_is_begun_ahead() -> None:
    assert ChannelHands({"x": 4}, lambda channel: False).places() == {"x": 4}


def test_a_hand_that_is_free_takes_up_what_is_next(
    engine: Engine, world: premises.QuietWorld, sandbox: Sandbox
) -> None:
    begin_all(engine, world)
    world.run_submitted()
    assert [row.state for row in Delivery.objects.all()] == ["sent"] * len(sandbox.arrivals()) == ["sent"] * 9


def test_what_is_stopped_while_it_is_next_does_not_leave(
    engine: Engine, world: premises.QuietWorld, sandbox: Sandbox
) -> None:
    begin_all(engine, world)
    holding.stop(engine.newsroom, "cranes", "Ann")
    world.run_submitted()
    assert sandbox.arrivals() == []
    assert {row.state for row in Delivery.objects.all()} == {"cancelled"}


def test_what_is_next_when_everything_is_stopped_goes_when_everything_goes_on(
    engine: Engine, world: premises.QuietWorld, sandbox: Sandbox
) -> None:
    begin_all(engine, world)
    stopping_all.stop_everything(engine.newsroom, "Ann")
    world.run_submitted()
    assert sandbox.arrivals() == []
    stopping_all.let_everything_go_on(engine.newsroom, "Ann")
    stopping_all.let_everything_go_on(engine.newsroom, "Ben")
    world.clock.forward(minutes=1)
    steps.recover(engine)
    steps.claim(engine)
    world.run_submitted()
    assert len(sandbox.arrivals()) == 9


def begin_all(engine: Engine, world: premises.QuietWorld) -> None:
    """Claimed, built and begun; nothing is sent yet."""
    steps.claim(engine)
    while any(work.__name__ != "send" for work, _ in world.work):
        place = next(at for at, (work, _) in enumerate(world.work) if work.__name__ != "send")
        work, args = world.work.pop(place)
        work(*args)
