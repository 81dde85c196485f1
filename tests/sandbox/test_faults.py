from __future__ import annotations

from typing import Any

import pytest

from bot.sandbox.faults import SOUND, BadFault, Fault, Faults, Plan, fault_from


@pytest.mark.parametrize(
    ("fault", "plan"),
    [
        (Fault("status", status=429, retry_after=2), Plan(accept=False, status=429, retry_after=2)),
        (Fault("hang", seconds=20), Plan(wait=20)),
        (Fault("slow", ms=250), Plan(wait=0.25)),
        (Fault("drop_before"), Plan(accept=False, close=True)),
        (Fault("drop_after"), Plan(accept=True, close=True)),
    ],
)
def test_what_a_fault_means_for_a_request(fault: Fault, plan: Plan) -> None:
    faults = Faults()
    faults.add("x", fault)
    assert faults.plan("x") == plan


def test_without_a_fault_everything_works() -> None:
    assert Faults().plan("x") == SOUND


def test_a_fault_is_used_as_often_as_it_says() -> None:
    faults = Faults()
    faults.add("x", Fault("drop_after", times=2))
    assert [faults.plan("x").close for _ in range(3)] == [True, True, False]


def test_a_fault_can_let_some_requests_pass() -> None:
    faults = Faults()
    faults.add("x", Fault("drop_after", skip=2))
    assert [faults.plan("x").close for _ in range(4)] == [False, False, True, False]


def test_a_fault_can_last_until_it_is_cleared() -> None:
    faults = Faults()
    faults.add("x", Fault("slow", times=None))
    assert all(faults.plan("x").wait for _ in range(50))
    faults.clear()
    assert faults.plan("x") == SOUND


def test_faults_come_in_their_order() -> None:
    faults = Faults()
    faults.add("x", Fault("status", status=500))
    faults.add("x", Fault("status", status=429))
    assert [faults.plan("x").status for _ in range(3)] == [500, 429, None]


def test_one_provider_fails_alone() -> None:
    faults = Faults()
    faults.add("x", Fault("drop_before"))
    assert faults.plan("sendgrid") == SOUND


def test_a_fault_is_read_from_a_message() -> None:
    message = {"provider": "sendgrid", "fault": "status", "status": 429, "retry_after": 2, "times": 3}
    assert fault_from(message) == ("sendgrid", Fault("status", times=3, status=429, retry_after=2))


@pytest.mark.parametrize(
    "message",
    [
        {"provider": "x"},
        {"provider": "x", "fault": "explode"},
        {"provider": "x", "fault": "slow", "ms": "long"},
        {"provider": "x", "fault": "slow", "often": 1},
        {"provider": "x", "fault": "status", "status": 99},
        {"provider": "x", "fault": "slow", "times": 0},
    ],
)
def test_a_message_that_makes_no_sense_is_refused_with_an_example(message: dict[str, Any]) -> None:
    with pytest.raises(BadFault, match="Example: "):
        fault_from(message)


def test_a_provider_that_there_is_not_cannot_fail() -> None:
    with pytest.raises(BadFault, match="pigeon"):
        Faults().add("pigeon", Fault("slow"))
