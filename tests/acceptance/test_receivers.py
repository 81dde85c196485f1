"""A press office looks after the receiver of its webhooks, by typing."""

from __future__ import annotations

import json

import pytest

from bot.sandbox.faults import Fault
from bot.sandbox.server import Sandbox
from tests.acceptance.conftest import Office

pytestmark = pytest.mark.long


def test_a_receiver_that_is_gone_is_disabled_enabled_and_gets_what_it_missed(office: Office, sandbox: Sandbox) -> None:
    office.set_up(readers=0)
    sandbox.faults.add("hooks", Fault("status", status=410))
    office.approved("--now", "--channel", "partners")
    assert office.type("run", "--until-idle").code == 0
    assert office.states() == ["rejected"]

    (line,) = [json.loads(line) for line in office.type("deliveries", "partners", "--json").out.splitlines()]
    assert (line["release"], line["outcome"], line["attempt"]) == ("cranes", "rejected", 1)
    assert (
        office.type("queue", "release.txt", "--slug", "next", "--now", "--channel", "partners", "--by", "Ann").code == 0
    )
    refused = office.type("approve", "next", "--by", "Ben")
    assert refused.code == 2 and "`embargo enable partners`" in refused.err
    assert office.type("redeliver", line["delivery"]).code == 2

    assert office.type("enable", "partners", "--by", "Ann").code == 0
    assert office.type("redeliver", line["delivery"], "--by", "Ann").code == 0
    assert office.type("run", "--until-idle").code == 0
    assert office.states() == ["sent"]
    assert [hook.webhook_id for hook in sandbox.hooks.received] == [line["delivery"]]
    assert "try 2" in office.type("deliveries", "partners", "--limit", "1").out


def test_doctor_says_whether_alerts_reach_anybody(office: Office) -> None:
    office.set_up(readers=0)
    assert "nobody is told of them" in office.type("doctor").out
    settings = office.folder / "config" / "embargo.toml"
    settings.write_text(settings.read_text() + '\n[alerts]\nto_env = "ALERT_URLS"\n')
    assert "told to json" in office.type("doctor", ALERT_URLS="json://user:hunter2@alerts.example.org").out
    bad = office.type("doctor", ALERT_URLS="nonsense://user:hunter2@alerts.example.org")
    assert "nonsense://" in bad.out and "hunter2" not in bad.out + bad.err
