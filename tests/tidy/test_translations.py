"""The desk speaks English, French, German and Spanish: nothing is untranslated, and what is compiled is current."""

from __future__ import annotations

import ast
import gettext
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

from bot.core.preflight import SENTENCES as PREFLIGHT
from bot.readers.doubts import SENTENCES as READERS
from tests.tidy.source import ROOT, modules, told

LOCALES = ROOT / "bot" / "desk" / "locale"
LANGUAGES = ("fr", "de", "es")
COMMAND = re.compile(r"`embargo |--[a-z]|`--|as `(?:alt|source|credit|licence)`")
# What only somebody at the machine can do, said so or as good as that.
AT_THE_MACHINE = ("This table has more", "Rehearsals can't be played", "There is no key", "This ledger belongs")
PLACES = re.compile(r"%\(\w+\)s|\{\w+\}")


@pytest.fixture(scope="module")
def wanted(tmp_path_factory: pytest.TempPathFactory) -> Catalog:
    """All that is to be translated, as it stands in the code and the templates."""
    into = tmp_path_factory.mktemp("messages") / "desk.pot"
    babel = [sys.executable, "-m", "babel.messages.frontend", "--quiet", "extract", "-F", LOCALES / "babel.cfg"]
    subprocess.run([*babel, "-o", into, "."], cwd=ROOT, check=True, capture_output=True)
    return _read(into)


def test_the_words_that_everybody_knows_are_collected(wanted: Catalog) -> None:
    known = {message.id for message in wanted}
    assert {"Queue", "Stop everything", "approved it ({approval})"} <= known
    assert '"{role}" is no role: there are writer, editor and administrator.' in known


def test_what_findings_say_is_collected(wanted: Catalog) -> None:
    ids = {message.id for message in wanted}
    assert {*PREFLIGHT.values(), *READERS.values()} <= ids
    assert {"is not true on {day}, the day of the lift", "section “{title}”, {place}"} <= ids


def test_no_finding_says_what_nobody_could_translate() -> None:
    """A message is made by `saying`, and so are our words in what is filled in: neither is written out where it is used."""
    bare = [
        f"{path}:{call.lineno}"
        for path, tree in modules().items()
        for call in ast.walk(tree)
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name)
        for words in _said_by(call)
        if isinstance(words, ast.JoinedStr) or (isinstance(words, ast.Constant) and " " in str(words.value))
    ]
    assert not bare, told(bare, 'say it by `saying("…", fact=…)` (bot/core/saying.py):')


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_is_untranslated_or_only_guessed(wanted: Catalog, language: str) -> None:
    made = _read(LOCALES / language / "LC_MESSAGES" / "django.po")
    bare = [message.id for message in wanted if message.id and not _said(made, message.id)]
    assert not bare, told(map(str, bare), f"`make messages`, then translate in bot/desk/locale/{language}:")


def test_english_at_the_desk_names_no_command(wanted: Catalog) -> None:
    """Errors speak to whoever types commands; the desk's English catalogue has another sentence where one is named."""
    said = _read(LOCALES / "en" / "LC_MESSAGES" / "django.po")
    stale = [str(message.id) for message in said if message.id and message.id not in wanted]
    assert not stale, told(stale, "nothing says this any more; take it out of bot/desk/locale/en:")
    typed = [str(message.id) for message in wanted if COMMAND.search(str(message.id)) and not _said(said, message.id)]
    typed = [one for one in typed if not one.startswith(AT_THE_MACHINE)]
    assert not typed, told(typed, "say it for people at a browser, in bot/desk/locale/en:")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_translation_names_what_the_original_names(language: str) -> None:
    odd = []
    for message in _read(LOCALES / language / "LC_MESSAGES" / "django.po"):
        for text in _all(message.string):
            if message.id and set(PLACES.findall(text)) - set(PLACES.findall(" ".join(_all(message.id)))):
                odd.append(str(message.id))
    assert not odd, told(odd, "these name something that the original has not:")


@pytest.mark.parametrize("language", [*LANGUAGES, "en"])
def test_what_is_compiled_is_current(language: str) -> None:
    folder = LOCALES / language / "LC_MESSAGES"
    with (folder / "django.mo").open("rb") as file:
        compiled = gettext.GNUTranslations(file)
    stale = [
        str(message.id)
        for message in _read(folder / "django.po")
        if message.id and isinstance(message.id, str) and compiled.gettext(message.id) != message.string
    ]
    assert not stale, told(stale, "`make messages` compiles what was translated:")


def _said_by(call: ast.Call) -> list[ast.expr]:
    """What a call that makes a finding has to say: its message, or what is filled in."""
    name = call.func.id if isinstance(call.func, ast.Name) else ""
    if name == "Finding":
        return call.args[1:2]
    return [keyword.value for keyword in call.keywords] if name in ("found", "doubt", "saying") else []


def _read(path: Path) -> Catalog:
    with path.open("rb") as file:
        return read_po(file)


def _said(made: Catalog, identity: Any) -> bool:
    found = made.get(identity)
    return found is not None and not found.fuzzy and all(_all(found.string))


def _all(texts: Any) -> list[str]:
    return [texts] if isinstance(texts, str) else list(texts)
