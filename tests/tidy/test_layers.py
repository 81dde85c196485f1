"""Who may import whom: the contracts stand in pyproject.toml."""

from __future__ import annotations

import ast

import pytest
from importlinter.cli import lint_imports

from tests.tidy.source import ROOT, modules, told

CLOCKS = {"now", "utcnow", "today", "fromtimestamp"}


def test_every_import_keeps_the_contracts(capsys: pytest.CaptureFixture[str]) -> None:
    status = lint_imports(config_filename=str(ROOT / "pyproject.toml"), no_cache=True)
    assert status == 0, capsys.readouterr().out


def test_the_core_reads_no_clock_and_no_file() -> None:
    found = [
        f"{path}:{node.lineno} {called}"
        for path, tree in modules().items()
        if path.startswith("bot/core/")
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and (called := _effect(node)) is not None
    ]
    assert not found, told(found, "`now` and texts are arguments in the core:")


def _effect(call: ast.Call) -> str | None:
    match call.func:
        case ast.Name(id="open" | "print" | "input" as name):
            return name
        case ast.Attribute(attr=name, value=ast.Name(id="datetime" | "date" as owner)) if name in CLOCKS:
            return None if name == "fromtimestamp" and call.args else f"{owner}.{name}"
        case _:
            return None
