"""Every alert that the code can raise is in docs/operating.md, with what it means and what to do; and no other is."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from enum import Enum
from importlib import import_module

from bot.engine.outlets import GOOD_NEWS
from tests.tidy.source import ROOT, functions, modules, told

ROOMS = ("bot/newsroom/", "bot/engine/")
RAISING = {
    "raise_alert": 2,
    "raised": 2,
    "pause_for": 2,
    "notice": 2,
    "Alarm": 0,
    "alarm": 0,
}  # which argument is the code
CHANNEL = "CHANNEL"
NOTICES = {"ready", "not-ready", "out", "partly-out"}


def test_every_alert_that_is_raised_is_documented() -> None:
    missing = sorted((_raised() | NOTICES | GOOD_NEWS) - _documented())
    assert not missing, told(missing, "docs/operating.md, Alerts, has a row for each: what it means, what to do:")


def test_every_alert_that_is_documented_is_raised() -> None:
    strange = sorted(_documented() - _raised() - NOTICES - GOOD_NEWS)
    assert not strange, told(strange, "nothing raises this any more:")


def test_the_codes_that_everybody_knows_are_found() -> None:
    assert {"unapproved", "held", "late", "clock", "zone", "ledger", "journal", "unconfirmed-CHANNEL"} <= _raised()


def _documented() -> set[str]:
    text = (ROOT / "docs" / "operating.md").read_text(encoding="utf-8")
    section = text.partition("\n## Alerts\n")[2].partition("\n## ")[0]
    cells = re.findall(r"^\| (`[^|]+`) \|", section, re.MULTILINE)
    return {code for cell in cells for code in re.findall(r"`([^`]+)`", cell)}


def _raised() -> set[str]:
    return {
        code
        for path, tree in modules().items()
        if path.startswith(ROOMS)
        for _, function in functions(tree)
        for call in ast.walk(function)
        if isinstance(call, ast.Call)
        for argument in _code_argument(tree, call)
        for code in _values(argument, path, tree, function)
    }


def _code_argument(tree: ast.Module, call: ast.Call) -> Iterator[ast.expr]:
    """Of a call that raises an alert, or of one to a function of the same module that passes a `code` on."""
    name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
    own = {one.name: [arg.arg for arg in one.args.args] for one in tree.body if isinstance(one, ast.FunctionDef)}
    place = own[name].index("code") if "code" in own.get(name, ()) else RAISING.get(name)
    if place is not None and place < len(call.args):
        yield call.args[place]


def _values(node: ast.expr, path: str, tree: ast.Module, function: ast.AST) -> list[str]:
    """What an expression can be, a channel's name standing as CHANNEL; nothing of what was only passed on."""
    constants: Mapping[str, object] = vars(import_module(path.removesuffix(".py").replace("/", ".")))
    match node:
        case ast.Constant(value=str(text)):
            return [text]
        case ast.Name(id=name) if isinstance(constants.get(name), str):
            return [str(constants[name])]
        case ast.Name(id=name):
            given = [one.value for one in ast.walk(function) if isinstance(one, ast.Assign) and _names(one, name)]
            return [value for one in given for value in _values(one, path, tree, function)]
        case ast.Attribute(value=ast.Name(id=name), attr=attribute) if isinstance(constants.get(name), type(Enum)):
            return [str(getattr(constants[name], attribute).value)]
        case ast.Subscript(value=inner):
            return _values(inner, path, tree, function)
        case ast.IfExp(body=one, orelse=other):
            return _values(one, path, tree, function) + _values(other, path, tree, function)
        case ast.Call(func=ast.Name(id=name)):
            made = next((one for one in tree.body if isinstance(one, ast.FunctionDef) and one.name == name), None)
            returned = [one.value for one in ast.walk(made) if isinstance(one, ast.Return)] if made else []
            return [value for one in returned if one for value in _values(one, path, tree, made or function)]
        case ast.JoinedStr(values=parts):
            return _joined(parts, path, tree, function)
    return []


def _joined(parts: list[ast.expr], path: str, tree: ast.Module, function: ast.AST) -> list[str]:
    texts = [""]
    for part in parts:
        inner = part.value if isinstance(part, ast.FormattedValue) else part
        found = _values(inner, path, tree, function) or [CHANNEL]
        texts = [text + one for text in texts for one in found]
    return texts


def _names(assignment: ast.Assign, name: str) -> bool:
    return any(isinstance(target, ast.Name) and target.id == name for target in assignment.targets)
