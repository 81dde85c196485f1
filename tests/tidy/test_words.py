"""What the documents say can be done can be done."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import typer
from markdown_it import MarkdownIt
from markdown_it.token import Token

from bot.cli.main import app
from tests.tidy.source import ROOT, told

DOCUMENTS = [
    path
    for path in [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").rglob("*.md"))]
    if path.exists()
]
BY_NAME = [pytest.param(path, id=path.relative_to(ROOT).as_posix()) for path in DOCUMENTS]
BEFORE = re.compile(r"^(?:\$ +)?(?:\w+=\S* +)*(?:\S*/)?(?=(?:embargo|make) )")
END = {"|", "||", "&&", ";", "&", ">", "<"}


@pytest.mark.parametrize("document", BY_NAME)
def test_every_embargo_command_in_the_documents_exists(document: Path) -> None:
    wrong = [problem for line in _commands(document, "embargo") for problem in _problems(line)]
    assert not wrong, told(wrong, "the command line has no such thing:")


@pytest.mark.parametrize("document", BY_NAME)
def test_every_make_target_in_the_documents_exists(document: Path) -> None:
    targets = set(re.findall(r"^([a-z][\w-]*):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    named = {
        word for line in _commands(document, "make") for word in line.split()[1:2] if re.fullmatch(r"[a-z][\w-]*", word)
    }
    assert named <= targets


@pytest.mark.parametrize("document", BY_NAME)
def test_every_link_between_documents_leads_somewhere(document: Path) -> None:
    links = [str(token.attrs.get("href") or token.attrs.get("src") or "") for token in _inline(document)]
    local = [link.partition("#")[0] for link in links if link and not re.match(r"[a-z]+:|#|//", link)]
    lost = [link for link in local if not (document.parent / link).exists()]
    assert not lost, told(lost, "nothing is there:")


def _problems(line: str) -> Iterator[str]:
    command, path = _embargo(), "embargo"
    for word in _words(line)[1:]:
        verbs = _verbs(command)
        if verbs and not word.startswith("-"):
            if word not in verbs:
                yield f"{line}: there is no `{path} {word}`"
                return
            command, path = verbs[word], f"{path} {word}"
        elif word.startswith("--"):
            known = {name for parameter in command.params for name in (*parameter.opts, *parameter.secondary_opts)}
            if (flag := word.partition("=")[0]) not in known | {"--help"}:
                yield f"{line}: `{path}` has no {flag}"


@cache
def _embargo() -> Any:
    """The command with its verbs, put together once: there are many, and the documents name them often."""
    return typer.main.get_command(app)


@cache
def _verbs(command: Any) -> dict[str, Any]:
    if not hasattr(command, "list_commands"):
        return {}
    context = typer.Context(command)
    return {name: command.get_command(context, name) for name in command.list_commands(context)}


def _words(line: str) -> list[str]:
    """The words of one command: to the first pipe or comment, marks of a synopsis taken off."""
    try:
        words = shlex.split(line, comments=True)
    except ValueError:
        words = line.split()
    stop = next((place for place, word in enumerate(words) if word in END), len(words))
    return [bare for word in words[:stop] if (bare := word.strip("[]…"))]


def _commands(document: Path, program: str) -> list[str]:
    """Lines of code blocks, and code in running text, that begin with the program's name."""
    tokens = MarkdownIt("commonmark").enable("table").parse(document.read_text(encoding="utf-8"))
    blocks = [token.content.replace("\\\n", " ") for token in tokens if token.type in ("fence", "code_block")]
    spans = [child.content for token in tokens for child in token.children or [] if child.type == "code_inline"]
    lines = [BEFORE.sub("", line.strip()) for block in [*blocks, *spans] for line in _typed(block)]
    return [line for line in lines if line.startswith(f"{program} ")]


def _typed(block: str) -> list[str]:
    """The lines that a person types: those with a prompt in a transcript, else all."""
    lines = block.splitlines()
    return [line for line in lines if line.startswith("$ ")] or lines


def _inline(document: Path) -> Iterator[Token]:
    for token in MarkdownIt("commonmark").enable("table").parse(document.read_text(encoding="utf-8")):
        yield from token.children or []
