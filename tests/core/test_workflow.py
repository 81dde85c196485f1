"""The tables of stages and states are closed: each is reached, and each that is not an end goes on."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import TypeVar

import pytest

from bot.core import delivery, workflow
from bot.core.delivery import OPEN, UNFINISHED, State
from bot.core.workflow import Stage, WrongStage, require

S = TypeVar("S", bound=StrEnum)


def reached(moves: Mapping[S, Mapping[S, str]], start: S) -> set[S]:
    """Every state that can be come to from `start`."""
    found, todo = {start}, [start]
    while todo:
        new = set(moves[todo.pop()]) - found
        found |= new
        todo += new
    return found


def test_every_stage_has_its_row_and_can_be_reached() -> None:
    assert set(workflow.MOVES) == set(Stage)
    assert reached(workflow.MOVES, Stage.DRAFT) == set(Stage)


def test_every_state_has_its_row_and_can_be_reached() -> None:
    assert set(delivery.MOVES) == set(State)
    assert reached(delivery.MOVES, State.WAITING) == set(State)


def test_every_move_says_who_brings_it_about() -> None:
    for table in (workflow.MOVES, delivery.MOVES):
        assert all(who for row in table.values() for who in row.values())


def test_a_cancelled_or_withdrawn_release_never_comes_back() -> None:
    assert [stage for stage, row in workflow.MOVES.items() if not row] == [Stage.CANCELLED, Stage.WITHDRAWN]


def test_only_what_was_cancelled_is_at_its_end_and_what_was_sent_can_only_be_redelivered() -> None:
    assert [state for state, row in delivery.MOVES.items() if not row] == [State.CANCELLED]
    assert list(delivery.MOVES[State.SENT]) == [State.DUE]


def test_only_an_approved_release_lifts() -> None:
    assert [stage for stage, row in workflow.MOVES.items() if Stage.LIFTED in row] == [Stage.APPROVED]


def test_what_may_have_left_is_never_simply_due_again() -> None:
    assert State.DUE not in delivery.MOVES[State.SENDING]


def test_bytes_leave_only_of_what_is_due() -> None:
    assert [state for state, row in delivery.MOVES.items() if State.SENDING in row] == [State.DUE, State.CLAIMED]
    assert [state for state, row in delivery.MOVES.items() if State.CLAIMED in row] == [State.DUE]


def test_what_is_unfinished_is_what_the_engine_still_brings_on() -> None:
    assert set(OPEN) - set(UNFINISHED) == {State.WAITING}
    assert {State.SENT, State.CANCELLED, State.REJECTED, State.UNCONFIRMED}.isdisjoint(UNFINISHED)


@pytest.mark.parametrize("stage", list(Stage))
def test_a_wrong_stage_is_refused_with_what_can_be_done_instead(stage: Stage) -> None:
    with pytest.raises(WrongStage, match='"cranes" is ') as refused:
        require("cranes", stage, (), "moved")
    instead = str(refused.value.facts["instead"])
    assert instead
    assert "{" not in instead


@pytest.mark.parametrize("stage", list(Stage))
@pytest.mark.parametrize("right", list(Stage))
def test_only_a_right_stage_is_let_pass(stage: Stage, right: Stage) -> None:
    let_pass = True
    try:
        require("cranes", stage, (right,), "paused")
    except WrongStage:
        let_pass = False
    assert let_pass == (stage == right)
