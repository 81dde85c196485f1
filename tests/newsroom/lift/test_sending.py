"""A delivery belongs to whoever claimed it, and what leaves is what was approved, to whom it was approved."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.core.delivery import LeaseLost
from bot.newsroom.approval import approving
from bot.newsroom.copy import filing
from bot.newsroom.hold import holding
from bot.newsroom.lift import claiming, sending, spooling
from bot.newsroom.lift.sending import LEASE, NobodyLeft
from bot.newsroom.media_list import audience
from bot.newsroom.media_list.audience import unsubscribe_token
from bot.newsroom.newsroom import Newsroom
from bot.store.models import Attempt, Delivery, Reader, Release, Rendition
from bot.store.sealing import Keyring, SealBroken, WrongKey
from tests import premises

pytestmark = pytest.mark.django_db
LEASE_SECONDS = LEASE.total_seconds()


def reader(number: int) -> Reader:
    return Reader.objects.get(email=f"reader{number}@example.org")


def addresses(room: Newsroom) -> list[str]:
    return [person.email for person in premises.ordered(room, "press").people]


def test_before_the_lift_there_is_nothing_to_claim(room: Newsroom) -> None:
    premises.approved(room)
    assert claiming.claim(room, {"press": 4, "x": 4, "partners": 4}).claims == ()


def test_no_more_is_claimed_than_there_are_hands_for(room: Newsroom) -> None:
    premises.readers(2500)
    premises.lifted(room)
    assert len(claiming.claim(room, {"press": 2, "x": 0, "partners": -1}).claims) == 2
    assert len(claiming.claim(room, {"press": 4}).claims) == 1


def test_no_delivery_is_claimed_twice(room: Newsroom) -> None:
    premises.lifted(room)
    hands = {"press": 4, "x": 4, "partners": 4}
    assert len(claiming.claim(room, hands).claims) == 3
    assert claiming.claim(room, hands).claims == ()


def test_a_claim_is_on_the_row_with_its_lease(room: Newsroom) -> None:
    premises.lifted(room)
    held = premises.claimed(room, "x")
    row = premises.delivery("x")
    assert (row.state, row.claim, row.lease_until) == ("claimed", held.token, room.now() + LEASE)


def test_what_leaves_is_the_approved_bytes_though_a_newer_text_is_filed(
    room: Newsroom, world: premises.QuietWorld
) -> None:
    premises.approved(room)
    shown = approving.plan(room, "cranes")
    filing.edit(room, "cranes", replace(premises.TEXT, headline="Something else"), "Ann", keep=True)
    world.clock.forward(hours=2)
    premises.lift(room)
    for part in shown.parts:
        if part.channel:
            assert premises.ordered(room, part.channel).rendition == part.content


def test_it_goes_to_everybody_who_was_approved(room: Newsroom) -> None:
    premises.lifted(room)
    assert addresses(room) == ["reader1@example.org", "reader2@example.org", "reader3@example.org"]


@pytest.mark.parametrize("when", ["before the lift", "after the lift"])
def test_whoever_left_between_approval_and_claim_gets_nothing(
    room: Newsroom, world: premises.QuietWorld, when: str
) -> None:
    if when == "before the lift":
        premises.approved(room)
        audience.leave(room, reader(2))
        world.clock.forward(hours=2)
        premises.lift(room)
    else:
        premises.lifted(room)
        audience.leave(room, reader(2))
    assert addresses(room) == ["reader1@example.org", "reader3@example.org"]


def test_whoever_left_in_the_very_moment_of_the_approval_gets_nothing(
    room: Newsroom, world: premises.QuietWorld
) -> None:
    premises.approved(room)
    Reader.objects.filter(email="reader2@example.org").update(left_at=room.now())
    world.clock.forward(hours=2)
    premises.lift(room)
    assert "reader2@example.org" not in addresses(room)


def test_whoever_joined_since_the_approval_is_not_among_them(room: Newsroom, world: premises.QuietWorld) -> None:
    premises.approved(room)
    Reader.objects.create(list=reader(1).list, email="new@example.org")
    world.clock.forward(hours=2)
    premises.lift(room)
    assert "new@example.org" not in addresses(room)


def test_a_reader_whose_address_changed_since_is_written_to_as_approved(room: Newsroom) -> None:
    premises.lifted(room)
    Reader.objects.filter(pk=reader(1).pk).update(email="elsewhere@example.org")
    assert addresses(room)[0] == "reader1@example.org"


def test_leaving_one_list_is_not_leaving_another(room: Newsroom) -> None:
    premises.lifted(room)
    premises.readers(1, "other")
    audience.leave(room, Reader.objects.get(list__name="other"))
    assert len(addresses(room)) == 3


def test_where_everybody_left_nothing_is_sent_and_nothing_is_lost(room: Newsroom) -> None:
    premises.lifted(room)
    for number in (1, 2, 3):
        audience.leave(room, reader(number))
    held = premises.claimed(room, "press")
    with pytest.raises(NobodyLeft):
        spooling.prepare_claimed(room, held)
    sending.call_off(room, held, "everybody left")
    assert (premises.delivery("press").state, premises.delivery("press").because) == ("cancelled", "everybody left")


def test_everybody_has_a_way_out_of_their_own(room: Newsroom) -> None:
    premises.lifted(room)
    people = premises.ordered(room, "press").people
    assert people[0].unsubscribe == (
        f"https://press.example.org/unsubscribe/{unsubscribe_token(room, int(people[0].id), room.now())}"
    )
    assert len({person.unsubscribe for person in people}) == 3


def test_only_the_lift_is_filled_in_for_all(room: Newsroom) -> None:
    premises.lifted(room)
    assert premises.ordered(room, "partners").merge == {"lift": "2026-03-05T11:00:00Z"}


def test_the_attempt_is_on_record_before_anything_leaves(room: Newsroom) -> None:
    premises.lifted(room)
    premises.begun(room, "x")
    row = premises.delivery("x")
    assert (row.state, row.attempts, row.first_byte_at) == ("sending", 1, room.now())
    attempt = Attempt.objects.get(delivery=row)
    assert (attempt.number, attempt.began_at, attempt.ended_at) == (1, room.now(), None)


def test_a_lease_that_ran_out_begins_nothing(room: Newsroom, world: premises.QuietWorld) -> None:
    premises.lifted(room)
    held = premises.claimed(room, "x")
    world.clock.forward(seconds=LEASE_SECONDS)
    assert not sending.begin(room, lambda: [held])
    assert not Attempt.objects.exists()


def test_what_was_begun_is_not_begun_again(room: Newsroom) -> None:
    premises.lifted(room)
    held = premises.begun(room, "x")
    assert not sending.begin(room, lambda: [held])


def test_nobody_elses_claim_begins_anything(room: Newsroom) -> None:
    premises.lifted(room)
    held = premises.claimed(room, "x")
    assert not sending.begin(room, lambda: [replace(held, token="another")])
    with pytest.raises(LeaseLost):
        spooling.prepare_claimed(room, replace(held, token="another"))


def test_a_claim_begins_nothing_of_a_release_that_was_withdrawn(room: Newsroom) -> None:
    premises.lifted(room)
    held = premises.claimed(room, "x")
    Release.objects.update(stage="withdrawn", approval=None)  # as if another one said so
    assert not sending.begin(room, lambda: [held])


def test_a_claim_begins_nothing_before_the_instant(room: Newsroom, world: premises.QuietWorld) -> None:
    premises.lifted(room)
    held = premises.claimed(room, "x")
    world.clock.forward(microseconds=-1)
    assert not sending.begin(room, lambda: [held])


def test_the_fence_holds_for_whoever_lost_the_lease(room: Newsroom, world: premises.QuietWorld) -> None:
    premises.lifted(room)
    held = premises.begun(room, "x")
    sending.require_mine(room, held)
    world.clock.forward(seconds=LEASE_SECONDS)
    with pytest.raises(LeaseLost):
        sending.require_mine(room, held)
    with pytest.raises(LeaseLost):
        sending.keep(room, held, {"posts": ["1"]})


def test_what_is_kept_on_the_way_is_there_for_the_next_attempt_and_prolongs_the_lease(
    room: Newsroom, world: premises.QuietWorld
) -> None:
    premises.lifted(room)
    held = premises.begun(room, "x")
    world.clock.forward(seconds=LEASE_SECONDS - 1)
    sending.keep(room, held, {"posts": ["1"]})
    world.clock.forward(seconds=LEASE_SECONDS - 1)
    sending.require_mine(room, held)
    assert premises.delivery("x").progress == {"posts": ["1"]}


def test_a_lease_is_renewed_while_it_lasts_and_not_brought_back(room: Newsroom, world: premises.QuietWorld) -> None:
    premises.lifted(room)
    claimed, begun = premises.claimed(room, "press"), premises.begun(room, "x")
    world.clock.forward(seconds=LEASE_SECONDS - 1)
    sending.renew(room, [claimed, begun])
    assert premises.delivery("x").lease_until == premises.delivery("press").lease_until == room.now() + LEASE
    world.clock.forward(seconds=LEASE_SECONDS)
    before = premises.delivery("x").lease_until
    sending.renew(room, [claimed, begun])
    assert premises.delivery("x").lease_until == before


def test_what_is_handed_back_is_due_again_at_once(room: Newsroom) -> None:
    premises.lifted(room)
    held = premises.claimed(room, "x")
    assert sending.hand_back(room, [held]) == [held]
    assert (premises.delivery("x").state, premises.delivery("x").claim) == ("due", "")


def test_what_was_begun_can_not_be_handed_back(room: Newsroom) -> None:
    premises.lifted(room)
    assert sending.hand_back(room, [premises.begun(room, "x")]) == []
    assert premises.delivery("x").state == "sending"


def test_without_the_key_nothing_is_built_and_the_missing_key_is_named(room: Newsroom) -> None:
    premises.lifted(room)
    held = premises.claimed(room, "x")
    other = Newsroom(room.config, Keyring((("0000000f", b"f" * 32),)), room.environment, room.world)
    with pytest.raises(WrongKey, match="00000001"):
        spooling.prepare_claimed(other, held)


def test_a_rendition_that_was_tampered_with_does_not_go(room: Newsroom) -> None:
    premises.lifted(room)
    row = Rendition.objects.get(channel="x")
    Rendition.objects.filter(pk=row.pk).update(content=bytes(row.content)[:-1] + b"!")
    with pytest.raises(SealBroken):
        premises.ordered(room, "x")


def test_a_stop_after_the_claim_wins(room: Newsroom) -> None:
    premises.lifted(room)
    held = premises.claimed(room, "press")
    holding.stop(room, "cranes", "Ann")
    with pytest.raises(LeaseLost):
        spooling.prepare_claimed(room, held)
    assert set(Delivery.objects.values_list("state", flat=True)) == {"cancelled"}
