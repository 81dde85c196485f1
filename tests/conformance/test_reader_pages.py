"""The pages for readers of a list: nothing for a conformance checker or axe to find, in any language, light or dark, wide or narrow."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from bot.newsroom.media_list import preferences, signing_up
from bot.newsroom.media_list.audience import GOOD_FOR, leave, unsubscribe_token
from bot.newsroom.newsroom import Newsroom
from bot.pressroom.opening import open_to_the_public
from bot.renditions.list_wording import WORDS
from bot.store.models import Reader, SignUp
from tests import premises
from tests.conformance.browser import Browser
from tests.conformance.conftest import node_module, program
from tests.conformance.test_mail import AXE_RULES

pytestmark = pytest.mark.django_db
LISTS = {"press": {"public": True, "title": "Harbour <news> & ships", "beats": ["ports", "fish & ships", "climate"]}}


def room_in(language: str) -> Newsroom:
    config = premises.configuration(lists={"press": LISTS["press"] | {"language": language}})
    room = premises.newsroom(config=config)
    open_to_the_public(room)
    return room


def pages(language: str) -> Mapping[str, str]:
    """Every page in every state that it has, by a name."""
    room, client = room_in(language), Client()
    premises.readers(3)
    Reader.objects.update(language=language, beat="ports; Tides")
    one, resting, gone = Reader.objects.order_by("pk")
    preferences.rest(room, resting)
    leave(room, gone)
    signing_up.ask(room, "press", "nina@example.org", "Nina")
    sign_up = SignUp.objects.get()
    confirm = f"/confirm/{signing_up.confirmation_link(room, sign_up)}"
    old = signing_up.confirmation_link(room, replace_asked(sign_up))
    there, rests, left = (
        f"/unsubscribe/{unsubscribe_token(room, reader.pk, room.now())}" for reader in (one, resting, gone)
    )
    ancient = unsubscribe_token(room, one.pk, room.now() - 2 * GOOD_FOR)
    asked = [
        ("sign-up", client.get("/lists/press")),
        ("sign-up-faults", client.post("/lists/press", {"email": "nobody"})),
        ("sign-up-name", client.post("/lists/press", {"email": "eva@example.org", "name": "E\x07"})),
        ("asked", client.post("/lists/press", {"email": "eva@example.org"})),
        ("confirm", client.get(confirm)),
        ("confirmed", client.post(confirm)),
        ("over", client.get(f"/confirm/{old}")),
        ("leave", client.get(there)),
        ("preferences", client.get(f"{there}/preferences")),
        ("saved", client.post(f"{there}/preferences", {"name": "Ann", "beat": ["ports"], "language": "de"})),
        ("fault", client.post(f"{there}/preferences", {"name": "x" * 201})),
        ("resting", client.get(f"{rests}/preferences")),
        ("left", client.get(left)),
        ("too-old", client.get(f"/unsubscribe/{ancient}/preferences")),
        ("erase", client.get(f"{there}/erasure")),
        ("erased", client.post(f"{there}/erasure")),
    ]
    return {name: answer.content.decode() for name, answer in asked}


def replace_asked(sign_up: SignUp) -> SignUp:
    """The same sign-up, of long ago."""
    return SignUp(id=sign_up.pk, asked_at=sign_up.asked_at - signing_up.KEPT)


def stored(folder: Path, language: str) -> list[Path]:
    made = []
    for name, html in pages(language).items():
        file = folder / f"{language}-{name}.html"
        file.write_text(html, "utf-8")
        made.append(file)
    return made


@pytest.mark.node
@pytest.mark.timeout(300)
@pytest.mark.parametrize("language", WORDS)
def test_their_html_conforms(tmp_path: Path, language: str) -> None:
    stored(tmp_path, language)
    checker = node_module("vnu-jar/build/dist/vnu.jar")
    options = ["--format", "json", "--stdout", "--errors-only", "--exit-zero-always"]
    command = [program("java"), "-jar", str(checker), *options, str(tmp_path)]
    told = subprocess.run(command, capture_output=True, text=True, check=True, timeout=280)
    found = json.loads(told.stdout)["messages"]
    assert [
        (Path(one["url"]).stem, one["message"], one.get("extract", "")) for one in found if one["type"] == "error"
    ] == []


@pytest.mark.node
@pytest.mark.timeout(300)
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1200])
def test_axe_finds_nothing(browser: Browser, tmp_path: Path, width: int, scheme: str) -> None:
    axe = node_module("axe-core/axe.min.js").read_text("utf-8")
    for page in stored(tmp_path, "en"):
        browser.show(page, width, scheme)
        browser.run(axe)
        rules = {"runOnly": {"type": "tag", "values": AXE_RULES}}
        found: dict[str, Any] = browser.run("return axe.run(document, arguments[0])", rules)
        assert [(page.stem, one["id"], one["help"], one["nodes"][0]["html"][:200]) for one in found["violations"]] == []
        assert found["passes"], "axe looked at nothing"


@pytest.mark.parametrize("width", [320, 360, 1200])
def test_nothing_has_to_be_scrolled_sideways(browser: Browser, tmp_path: Path, width: int) -> None:
    for page in stored(tmp_path, "de"):
        browser.show(page, width)
        assert browser.run("return document.documentElement.scrollWidth") <= width, page.stem


def test_every_language_says_everything() -> None:
    assert {language: sorted(words) for language, words in WORDS.items()} == dict.fromkeys(WORDS, sorted(WORDS["en"]))
    places = {
        language: {name: sorted(filled(text)) for name, text in words.items()} for language, words in WORDS.items()
    }
    assert places == dict.fromkeys(WORDS, places["en"])


def filled(text: str) -> set[str]:
    return {name for name in ("{office}", "{list}", "{email}") if name in text}
