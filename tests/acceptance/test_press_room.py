"""The press room on processes of its own, beside the engine: nothing before the instant, all of it after."""

from __future__ import annotations

import signal
import socket
from collections.abc import Callable

import pytest
import requests

from tests.acceptance.conftest import Office

PAGE = "/releases/harbour-cranes-to-stand-still-for-a-week"
LISTS = ("/", "/feed.atom", "/feed.json", "/feed.ninjs", "/sitemap.xml", "/news-sitemap.xml")


def port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        free: int = probe.getsockname()[1]
        return free


def asked(number: int) -> Callable[[str], requests.Response | None]:
    """What an address answers; None while nobody listens."""

    def ask(path: str) -> requests.Response | None:
        with requests.Session() as session:
            session.trust_env = False
            try:
                return session.get(f"http://127.0.0.1:{number}{path}", timeout=10)
            except requests.ConnectionError:
                return None

    return ask


def open_and_well(ask: Callable[[str], requests.Response | None]) -> bool:
    answer = ask("/healthz")
    return answer is not None and answer.status_code == 200


@pytest.mark.timeout(180)
def test_at_its_lift_a_release_is_there_and_before_it_is_not(office: Office) -> None:
    number = port()
    ask = asked(number)
    office.set_up()
    office.start("web", "--port", str(number), "--processes", "2")
    office.wait_for(lambda: open_and_well(ask), 90)
    office.approved("--on-my-word")
    never = ask("/nothing")
    held = ask(PAGE)
    assert held is not None and never is not None
    assert (held.status_code, held.content) == (never.status_code, never.content) == (404, never.content)
    for path in LISTS:
        assert "harbour-cranes" not in (ask(path) or never).text
    office.start("run", "--no-pages")
    assert office.type("lift", "cranes", "--by", "Ann").code == 0
    office.wait_for(lambda: office.status()["stage"] == "lifted", 60)
    for path in (PAGE, *LISTS):
        answer = ask(path)
        assert answer is not None and answer.status_code == 200, path
        assert path == PAGE or "harbour-cranes" in answer.text, path


@pytest.mark.timeout(180)
def test_it_ends_when_asked_and_its_processes_end_with_it_when_killed(office: Office) -> None:
    number = port()
    ask = asked(number)
    office.set_up(readers=0)
    for how in (signal.SIGTERM, signal.SIGKILL):
        process = office.start("web", "--port", str(number))
        office.wait_for(lambda: open_and_well(ask), 90)
        process.send_signal(how)
        assert process.wait(30) == (0 if how == signal.SIGTERM else -signal.SIGKILL)
        office.wait_for(lambda: ask("/healthz") is None, 30)


def test_a_port_that_is_taken_is_said_in_a_sentence(office: Office) -> None:
    office.set_up(readers=0)
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        number = taken.getsockname()[1]
        said = office.type("web", "--port", str(number))
    assert said.code == 2
    assert f"Port {number} can't be listened on" in said.err
