"""A clock that nobody vouches for, a ledger that was copied, and a release that somebody sent by hand: as people meet them."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.sandbox.server import Sandbox
from tests.acceptance.conftest import CONFIG, Office, furnished
from tests.engine.timeservers import dated_server, ntp_server

pytestmark = [pytest.mark.long, pytest.mark.timeout(180)]  # each has a handful of commands to type
VERIFIED = CONFIG.replace("[channels.press]", '[clock]\ntrust = "verified"\n{sources}\n\n[channels.press]', 1)


def verified(ntp: str = "", https: str = "") -> str:
    """An office that believes only what two sources agree on."""
    sources = f'ntp = ["{ntp}"]\n' * bool(ntp) + f'https = ["{https}"]\n' * bool(https)
    return VERIFIED.replace("{sources}", sources)


@pytest.fixture
def second(tmp_path: Path, sandbox: Sandbox) -> Iterator[Office]:
    """Another installation, with nothing in it yet."""
    folder = tmp_path / "second"
    folder.mkdir()
    made = furnished(folder, sandbox)
    yield made
    for process in made.running:
        if process.poll() is None:
            made.kill(process)


def restored(frm: Office, to: Office) -> None:
    """The ledger of one installation in another one that has its settings and its key, as after a restored backup."""
    (to.folder / "config").mkdir()
    for name in ("embargo.toml", "embargo.key"):
        shutil.copy2(frm.folder / "config" / name, to.folder / "config" / name)
    shutil.copytree(frm.folder / "var", to.folder / "var")
    assert to.type("init").code == 0


@pytest.mark.sqlite
def test_a_restored_copy_sends_nothing_until_it_is_adopted(office: Office, second: Office) -> None:
    office.set_up(readers=0)
    assert office.type("run", "--until-idle").code == 0
    office.approved("--now", "--channel", "partners")
    restored(office, second)
    refused = second.type("run", "--until-idle")
    assert (refused.code, "belongs to another installation" in refused.err) == (2, True)

    second.start("run")
    second.wait_for(lambda: '"code": "copy"' in second.logs())
    shown = second.type("adopt")
    assert (shown.code, "cranes  approved" in shown.out) == (2, True), "in a script it takes --yes"
    assert second.sandbox.arrivals() == []
    assert second.type("adopt", "--yes", "--by", "Ann").code == 0
    second.wait_for(lambda: len(second.sandbox.arrivals()) == 1)


def test_two_sources_that_agree_are_enough_to_lift_and_doctor_shows_them(office: Office) -> None:
    with ntp_server() as time_server, dated_server() as address:
        office.set_up(verified(time_server.place, address), readers=0)
        office.approved("--in", "1s", "--channel", "partners")
        assert office.type("run", "--until-idle").code == 0
        said = office.type("doctor").out
    assert len(office.sandbox.arrivals()) == 1
    assert f"ok    clock: NTP {time_server.place}" in said
    assert "ok    identity" in said


def test_a_clock_that_only_one_source_vouches_for_lifts_nothing_until_a_person_does(office: Office) -> None:
    with ntp_server() as time_server:
        office.set_up(verified(time_server.place), readers=0)
        office.approved("--in", "1s", "--channel", "partners")
        office.start("run")
        office.wait_for(lambda: "cranes, due at" in office.logs())
        assert "no two sources agree" in office.status()["paused_because"]
        assert office.sandbox.arrivals() == []
        assert office.type("resume", "cranes", "--by", "Ben").code == 0
        office.wait_for(lambda: len(office.sandbox.arrivals()) == 1)


def test_what_somebody_sent_by_hand_is_cancelled_on_record_and_options_are_checked(office: Office) -> None:
    office.set_up(readers=0)
    office.approved("--in", "1h", "--late", "drop", "--channel", "partners")
    said = office.type("cancel", "cranes", "--sent-by-hand", "--by", "Ann")
    assert "sent by hand, says Ann" in said.out
    assert "--late send" in office.type("queue", "release.txt", "--in", "1h", "--late", "never").err
    assert office.type("resume").code == 2
    assert "The clock is believed" in office.type("resume", "--clock").out
