"""A picture is fetched from where the public could get it too, and no more of it than was agreed."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from bot.channels.wire import Network
from bot.newsroom.enclosures.fetching import Unfetched, fetch
from tests import darkroom

HERE = ("127.0.0.1",)


class Site(BaseHTTPRequestHandler):
    """A picture desk's server, each path a way of answering."""

    def do_GET(self) -> None:
        match self.path:
            case "/quay.jpg":
                self._answer(200, darkroom.photo())
            case "/moved":
                self._answer(302, location="/quay.jpg")
            case "/circle":
                self._answer(302, location="/circle")
            case "/inside":
                self._answer(302, location="http://localhost:1/metadata")
            case "/file":
                self._answer(302, location="file:///etc/hostname")
            case "/large":
                self._answer(200, b"x" * 5000, told=False)
            case "/zipped":
                self._answer(200, b"x" * 10, encoding="gzip")
            case _:
                self._answer(404)

    def _answer(
        self, status: int, body: bytes = b"", location: str = "", told: bool = True, encoding: str = ""
    ) -> None:
        self.send_response(status)
        if told:
            self.send_header("Content-Length", str(len(body)))
        if location:
            self.send_header("Location", location)
        if encoding:
            self.send_header("Content-Encoding", encoding)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        """Quiet."""


@pytest.fixture(scope="module")
def site() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Site)
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    server.server_close()


@pytest.fixture
def wire() -> Iterator[Network]:
    network = Network(1)
    yield network
    network.close()


def why(address: str, wire: Network, hosts: tuple[str, ...] = HERE, largest: int = 4000) -> str:
    with pytest.raises(Unfetched) as refused:
        fetch(address, wire, largest, hosts, timeout=5)
    return str(refused.value)


@pytest.mark.parametrize("path", ["/quay.jpg", "/moved"])
def test_a_picture_comes_from_ones_own_server_also_by_a_redirect(site: str, wire: Network, path: str) -> None:
    assert fetch(site + path, wire, 4000, HERE, timeout=5) == darkroom.photo()


def test_without_that_setting_only_https_is_followed(site: str, wire: Network) -> None:
    assert why(f"{site}/quay.jpg", wire, hosts=()) == "its address is not an https one"
    assert why("ftp://127.0.0.1/quay.jpg", wire) == "its address is not an https one"


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "[::1]", "169.254.169.254", "10.0.0.1"])
def test_private_addresses_are_refused_before_anything_is_sent(wire: Network, host: str) -> None:
    assert why(f"https://{host}/quay.jpg", wire, hosts=()) == "its address is private"


def test_a_redirect_leads_no_further_than_an_address_would(site: str, wire: Network) -> None:
    assert why(f"{site}/inside", wire) == "its address is not an https one"
    assert why(f"{site}/file", wire) == "its address is not an https one"
    assert why(f"{site}/circle", wire) == "it leads in a circle"


def test_no_more_is_read_than_was_agreed_whatever_the_server_says(site: str, wire: Network) -> None:
    assert why(f"{site}/large", wire) == "it has more than 0 MB"


def test_a_server_that_has_no_picture_or_breaks_off_is_named_plainly(site: str, wire: Network) -> None:
    assert why(f"{site}/nothing", wire) == "the answer is 404"
    assert why(f"{site}/zipped", wire)
    assert why("https://nobody.invalid/p.jpg", wire)
    assert why("https://[broken/p.jpg", wire)
