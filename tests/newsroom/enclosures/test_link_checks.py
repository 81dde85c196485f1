"""Addresses that lead nowhere are found, and nobody is asked who should not be."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from bot.channels.wire import Network
from bot.core.release import Part, Picture, Release
from bot.newsroom.enclosures import link_checks
from bot.newsroom.enclosures.link_checks import dead_links


class Site(BaseHTTPRequestHandler):
    """A site where each path is a way of answering; it remembers who asked for what."""

    asked: list[str]

    def do_HEAD(self) -> None:
        self.asked.append(f"{self.command} {self.path}")
        match self.path.split("/")[1]:
            case "gone":
                self._answer(410)
            case "broken":
                self._answer(500)
            case "no-head":
                self._answer(405 if self.command == "HEAD" else 200)
            case "closed":
                self._answer(401)
            case "circle":
                self._answer(302, "/circle")
            case "moved":
                self._answer(301, "/there")
            case "there":
                self._answer(200)
            case "silent":
                self.server.released.wait(10)  # type: ignore[attr-defined]
            case _:
                self._answer(404)

    do_GET = do_HEAD

    def _answer(self, status: int, location: str = "") -> None:
        self.send_response(status)
        self.send_header("Content-Length", "0")
        if location:
            self.send_header("Location", location)
        self.end_headers()

    def log_message(self, *_: Any) -> None:
        """Quiet."""


class Loopback(Network):
    """The real wire, where this machine's own addresses stand for the public's."""

    def adapter(self, public_only: bool = False) -> Any:
        assert public_only, "a link may lead anywhere, so only to public addresses"
        return super().adapter(public_only=False)


@pytest.fixture
def site(monkeypatch: pytest.MonkeyPatch) -> Iterator[ThreadingHTTPServer]:
    monkeypatch.setattr(Site, "asked", [], raising=False)
    monkeypatch.setattr(link_checks, "is_private", lambda address: address.startswith("https://intranet"))
    server = ThreadingHTTPServer(("127.0.0.1", 0), Site)
    server.released = threading.Event()  # type: ignore[attr-defined]
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield server
    server.released.set()  # type: ignore[attr-defined]
    server.shutdown()
    thread.join()
    server.server_close()


def release(*addresses: str, picture: str | None = None) -> Release:
    parts = tuple(Part("paragraph", f"See [this]({address}) for more.") for address in addresses)
    return Release("Harbour reopens", body=parts, pictures=(Picture(source=picture),) if picture else ())


def told(text: Release, office: str = "https://press.example.org", timeout: float = 5) -> list[tuple[str, str]]:
    wire = Loopback()
    try:
        return [(finding.code, finding.place) for finding in dead_links(text, wire, office, timeout)]
    finally:
        wire.close()


def at(site: ThreadingHTTPServer, path: str) -> str:
    return f"http://127.0.0.1:{site.server_port}/{path}"


@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("nowhere", "link-dead"),
        ("gone", "link-dead"),
        ("broken", "link-unreachable"),
        ("circle", "link-unreachable"),
    ],
)
def test_an_address_that_leads_nowhere_is_found(site: ThreadingHTTPServer, path: str, code: str) -> None:
    assert told(release(at(site, "there"), at(site, path))) == [(code, "paragraph 2")]


@pytest.mark.parametrize("path", ["there", "moved", "no-head", "closed"])
def test_one_that_answers_or_is_only_closed_to_programs_is_left_alone(site: ThreadingHTTPServer, path: str) -> None:
    assert told(release(at(site, path))) == []


def test_a_picture_is_asked_for_too(site: ThreadingHTTPServer) -> None:
    assert told(release(picture=at(site, "nowhere.jpg"))) == [("link-dead", "picture 1")]


def test_a_server_that_does_not_answer_is_not_waited_for(site: ThreadingHTTPServer) -> None:
    assert told(release(at(site, "silent")), timeout=0.2) == [("link-unreachable", "paragraph 1")]


def test_an_address_is_asked_for_once_and_its_content_is_not_read(site: ThreadingHTTPServer) -> None:
    told(release(at(site, "there"), at(site, "there#part"), at(site, "there")))
    assert Site.asked == ["HEAD /there"]


def test_the_press_rooms_own_pages_and_private_addresses_are_not_asked_for(site: ThreadingHTTPServer) -> None:
    own = at(site, "")
    assert told(release(at(site, "nowhere"), "https://intranet/a", "mailto:ann@example.org"), office=own) == []
    assert Site.asked == []


def test_a_name_that_leads_to_a_private_address_is_refused_at_the_connection(
    site: ThreadingHTTPServer,
) -> None:
    wire = Network()
    try:
        found = dead_links(release(at(site, "there").replace("127.0.0.1", "localhost")), wire)
    finally:
        wire.close()
    assert [finding.message for finding in found] == [
        f'"http://localhost:{site.server_port}/there" does not answer: its address is private.'
    ]
    assert Site.asked == []
