"""Pages, feeds and sitemaps that a conformance checker, axe and the XML parsers of others find nothing wrong with."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest
from selectolax.lexbor import LexborHTMLParser

from bot.newsroom.newsroom import Newsroom
from tests.conformance.browser import Browser
from tests.conformance.conftest import node_module, program
from tests.conformance.pages import PLACES, press_room, served
from tests.conformance.test_mail import AXE_RULES

pytestmark = pytest.mark.django_db


@pytest.fixture
def room(tmp_path: Path) -> Any:
    with press_room(tmp_path) as room:
        yield room


@pytest.mark.node
@pytest.mark.timeout(300)
@pytest.mark.parametrize("language", ["en", "fr", "ar", "ja"])
def test_their_html_conforms(tmp_path: Path, language: str) -> None:
    with press_room(tmp_path, language=language):
        (tmp_path / "pages").mkdir()
        for name, path in PLACES.items():
            (tmp_path / "pages" / f"{name}.html").write_text(served(path), "utf-8")
    checker = node_module("vnu-jar/build/dist/vnu.jar")
    options = ["--format", "json", "--stdout", "--errors-only", "--exit-zero-always"]
    command = [program("java"), "-jar", str(checker), *options, str(tmp_path / "pages")]
    told = subprocess.run(command, capture_output=True, text=True, check=True, timeout=280)
    errors = [
        (Path(one["url"]).stem, one["message"], one.get("extract", ""))
        for one in json.loads(told.stdout)["messages"]
        if one["type"] == "error"
    ]
    assert errors == []


@pytest.mark.node
@pytest.mark.timeout(300)
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1200])
def test_axe_finds_nothing(browser: Browser, room: Newsroom, tmp_path: Path, width: int, scheme: str) -> None:
    axe = node_module("axe-core/axe.min.js").read_text("utf-8")
    for name, path in PLACES.items():
        page = tmp_path / f"{name}.html"
        page.write_text(served(path), "utf-8")
        browser.show(page, width, scheme)
        browser.run(axe)
        rules = {"runOnly": {"type": "tag", "values": AXE_RULES}}
        found: dict[str, Any] = browser.run("return axe.run(document, arguments[0])", rules)
        told = [(name, one["id"], one["help"], one["nodes"][0]["html"][:200]) for one in found["violations"]]
        assert told == []
        assert found["passes"], "axe looked at nothing"


@pytest.mark.parametrize("width", [320, 360, 768, 1200])
def test_nothing_has_to_be_scrolled_sideways(browser: Browser, room: Newsroom, tmp_path: Path, width: int) -> None:
    for name, path in PLACES.items():
        page = tmp_path / f"{name}.html"
        page.write_text(served(path), "utf-8")
        browser.show(page, width)
        assert browser.run("return document.documentElement.scrollWidth") <= width, name


def test_every_link_in_the_press_room_leads_somewhere(room: Newsroom) -> None:
    """Pages, feeds, pictures and files: from the index on, whatever is ours is there."""
    from django.test import Client

    ours, waiting, seen = room.config.office.url, ["/"], set[str]()
    while waiting:
        path = waiting.pop()
        if path in seen:
            continue
        seen.add(path)
        answer = Client().get(path)
        assert answer.status_code == 200, path
        if answer.headers["Content-Type"].startswith("text/html"):
            tree = LexborHTMLParser(answer.content.decode())
            links = [node.attributes.get(name) or "" for name in ("href", "src") for node in tree.css(f"[{name}]")]
            waiting += [link.removeprefix(ours) or "/" for link in links if link.startswith(ours)]
    assert {"/", "/feed.atom", "/beats/harbours", "/2026/03", "/languages/ar", "/languages/ar/feed.json"} <= seen
