"""Whoever asked for it is told, by the engine that a press office runs."""

from __future__ import annotations

import pytest

from tests.acceptance.conftest import CONFIG, Office
from tests.receiver import Receiver

pytestmark = pytest.mark.long

ALERTS = """
[alerts]
to_env = "ALERT_URLS"
out = true
"""


def test_when_a_release_is_out_a_phone_rings_with_the_link(office: Office) -> None:
    office.set_up(CONFIG + ALERTS, readers=0)
    phone = Receiver()
    try:
        office.approved("--now", "--channel", "partners")
        assert office.type("run", "--until-idle", ALERT_URLS=phone.address).code == 0
        page = "https://press.example.org/releases/harbour-cranes-to-stand-still-for-a-week"
        assert phone.texts() == [f"cranes is out: 1 of 1. {page}"]
        assert office.type("run", "--until-idle", ALERT_URLS=phone.address).code == 0
        assert len(phone.texts()) == 1
    finally:
        phone.shutdown()
        phone.server_close()
