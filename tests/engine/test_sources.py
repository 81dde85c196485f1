"""Each source says between which times the truth lies, or that it does not know; none is waited for by a lift."""

from __future__ import annotations

import sys
import time
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest

from bot.core.configuration import ClockRules
from bot.engine import adjtimex, daemons, ledger_clock
from bot.engine.asking import NoAnswer, Sources
from bot.engine.daemons import Chrony, Kernel
from bot.engine.opinions import Opinion
from bot.engine.servers import HttpsDate, Ntp
from bot.engine.sources import sources_of
from bot.engine.timekeeping import uptime, wall_clock
from tests.engine.conftest import wait_for
from tests.engine.timeservers import dated_server, ntp_server

TRACKING = "7F7F0101,10.0.0.1,3,1772701200.1,{offset},0.0,0.0,-3.1,0.0,0.05,{delay},{dispersion},64.2,{state}\n"


def off(opinion: Opinion) -> float:
    """By how many seconds the middle of an opinion says that this machine's clock is behind."""
    middle = opinion.low + (opinion.high - opinion.low) / 2
    return (middle - (wall_clock() - uptime())).total_seconds()


def test_a_time_server_is_believed_within_the_round_trip_and_its_own_error() -> None:
    with ntp_server(root_dispersion=0.010) as server:
        opinion = Ntp(server.place).ask()
    assert opinion.agrees(wall_clock() - uptime())
    assert timedelta(milliseconds=19) < opinion.high - opinion.low < timedelta(milliseconds=500)
    assert opinion.low <= wall_clock() - uptime() <= opinion.high


def test_a_time_server_that_is_an_hour_ahead_says_that_the_clock_is_behind() -> None:
    with ntp_server(off=3600) as server:
        opinion = Ntp(server.place).ask()
    assert off(opinion) == pytest.approx(3600, abs=0.5)
    assert not opinion.agrees(wall_clock() - uptime())


@pytest.mark.parametrize(
    "how", [{"stratum": 16}, {"stratum": 0}, {"echoes": False}, {"silent": True}, {"root_dispersion": 10.0}]
)
def test_a_time_server_that_does_not_know_is_not_believed(
    how: dict[str, object], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Ntp, "timeout", 0.2)
    with ntp_server(**how) as server, pytest.raises(NoAnswer):
        Ntp(server.place).ask()


def test_a_web_servers_date_is_good_to_the_second() -> None:
    with dated_server() as address:
        opinion = HttpsDate(address).ask()
    assert opinion.low <= wall_clock() - uptime() <= opinion.high
    assert timedelta(seconds=1) <= opinion.high - opinion.low < timedelta(seconds=2)


@pytest.mark.parametrize("how", [{"headers": {"Age": "30"}}, {"date": ""}, {"date": "today"}])
def test_a_web_server_that_answers_from_a_cache_or_without_a_date_is_not_believed(how: dict[str, object]) -> None:
    with dated_server(**how) as address, pytest.raises(NoAnswer):  # type: ignore[arg-type]
        HttpsDate(address).ask()


def test_a_web_server_that_is_not_there_says_nothing() -> None:
    with dated_server() as address:
        pass
    with pytest.raises(NoAnswer, match="does not tell the time"):
        HttpsDate(address).ask()


def chrony(**told: object) -> Chrony:
    """chrony as its command would tell it."""
    line = TRACKING.format(**{"offset": 0.001, "delay": 0.020, "dispersion": 0.004, "state": "Normal"} | told)
    return Chrony((sys.executable, "-c", f"print({line!r}, end='')"))


def test_chronys_bound_is_the_one_its_manual_gives() -> None:
    opinion = chrony(offset=-0.003, delay=0.020, dispersion=0.004).ask()
    assert timedelta(milliseconds=34) <= opinion.high - opinion.low < timedelta(milliseconds=200)
    assert opinion.local and opinion.bounded


@pytest.mark.parametrize(
    "source", [chrony(state="Not synchronised"), chrony(delay="?"), Chrony(("false",)), Chrony(("no-such-command",))]
)
def test_a_chrony_that_does_not_know_or_is_not_there_says_nothing(source: Chrony) -> None:
    with pytest.raises(NoAnswer):
        source.ask()


def kernel(monkeypatch: pytest.MonkeyPatch, synchronised: bool, error: float | None, ahead: float = 0.0) -> Kernel:
    told = adjtimex.KernelClock(synchronised, error, wall_clock() + timedelta(seconds=ahead))
    monkeypatch.setattr(daemons.adjtimex, "read", lambda: told)
    return Kernel()


def test_the_kernels_bound_is_taken_and_a_synchronised_clock_without_one_agrees_only(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    bounded = kernel(monkeypatch, True, 0.015).ask()
    assert bounded.bounded and bounded.high - bounded.low >= timedelta(milliseconds=30)
    unbounded = kernel(monkeypatch, True, None).ask()
    assert not unbounded.bounded and unbounded.agrees(wall_clock() - uptime())


def test_a_clock_that_is_not_synchronised_or_not_told_of_says_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(NoAnswer, match="not synchronised"):
        kernel(monkeypatch, False, None).ask()
    monkeypatch.setattr(daemons.adjtimex, "read", lambda: None)
    with pytest.raises(NoAnswer, match="does not tell"):
        Kernel().ask()


def test_a_process_that_is_shown_another_time_than_the_kernels_is_not_agreed_with(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    opinion = kernel(monkeypatch, True, 0.015, ahead=-3600).ask()
    assert not opinion.agrees(wall_clock() - uptime())


@pytest.mark.parametrize(
    ("state", "status", "maxerror", "esterror", "expected"),
    [
        (0, 0, 15_000, 40, (True, 0.015)),
        (0, 0, 0, 0, (True, None)),  # timesyncd, just after an adjustment
        (0, 0, 512_000, 0, (True, None)),  # timesyncd, a while later: the kernel has let it grow from 0
        (0, adjtimex.STA_UNSYNC, 16_000_000, 16_000_000, (False, None)),
        (adjtimex.TIME_ERROR, 0, 15_000, 40, (False, None)),
    ],
)
def test_what_the_kernel_does_not_bound_is_no_bound(
    state: int, status: int, maxerror: int, esterror: int, expected: tuple[bool, float | None]
) -> None:
    timex = adjtimex._Timex(status=status, maxerror=maxerror, esterror=esterror)
    told = adjtimex._told(state, timex)
    assert (told.synchronised, told.max_error) == expected


def test_the_kernels_time_is_read_in_nanoseconds_where_it_counts_them() -> None:
    nano = adjtimex._Timex(status=adjtimex.STA_NANO, time_sec=1_772_701_200, time_usec=123_456_789)
    micro = adjtimex._Timex(status=0, time_sec=1_772_701_200, time_usec=123_456)
    then = datetime(2026, 3, 5, 9, 0, 0, 123_456, tzinfo=UTC)
    assert adjtimex._told(0, nano).now == adjtimex._told(0, micro).now == then


def test_the_configuration_names_whom_to_ask() -> None:
    rules = ClockRules(ntp=("time.example.org", "[::1]:1123"), https=("https://www.example.org/",))
    names = [source.name for source in sources_of(rules)]
    assert names[0] == "the kernel"
    assert names[-3:] == ["NTP time.example.org", "NTP [::1]:1123", "HTTPS www.example.org"]
    ntp = Ntp("[::1]:1123")
    assert (ntp._host, ntp._port) == ("::1", 1123)


class Slow:
    """A source that takes its time."""

    name = "slow"
    every = 0.05

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self.asked = 0

    def ask(self) -> Opinion:
        self.asked += 1
        time.sleep(self.seconds)
        raise NoAnswer(source=self.name, problem="it is slow")


def test_a_source_that_hangs_keeps_nobody_waiting() -> None:
    sources = Sources([Slow(5)])
    began = time.monotonic()
    sources.start(wait=False)
    assert sources.opinions() == []
    assert time.monotonic() - began < 1
    sources.stop()


def test_sources_are_asked_again_and_say_why_they_are_silent() -> None:
    slow = Slow(0)
    sources = Sources([slow])
    sources.start(wait=True)
    assert sources.silent == {"slow": "slow does not tell the time: it is slow."}
    wait_for(lambda: slow.asked > 2)
    sources.stop()


def test_a_source_that_falls_silent_keeps_its_opinion_until_it_is_too_old() -> None:
    with ntp_server() as server:
        source = Ntp(server.place)
        sources = Sources([source])
        sources.ask(source)
        server.silent, source.timeout = True, 0.1
        sources.ask(source)
    (opinion,) = sources.opinions()
    assert sources.silent
    assert opinion.now(opinion.at + timedelta(minutes=5)) is not None
    assert opinion.now(opinion.at + timedelta(minutes=6)) is None


def test_a_database_server_is_a_witness_only_on_another_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ledger_clock, "connection", SimpleNamespace(vendor="postgresql", settings_dict={}))
    for host, elsewhere in (("", False), ("127.0.0.1", False), ("/run/postgresql", False), ("db.example.org", True)):
        ledger_clock.connection.settings_dict["HOST"] = host
        assert ledger_clock.ledger_is_elsewhere() is elsewhere


def test_what_the_database_server_says_is_taken_between_two_looks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ledger_clock, "shared_time", wall_clock)
    opinion = ledger_clock.LedgerClock().ask()
    assert opinion.low <= wall_clock() - uptime() <= opinion.high
    monkeypatch.setattr(ledger_clock, "shared_time", lambda: None)
    with pytest.raises(NoAnswer):
        ledger_clock.LedgerClock().ask()
