"""Small files, small functions, names that say something, errors that are not swallowed, docstrings for strangers."""

from __future__ import annotations

import ast
from pathlib import PurePosixPath

from tests.tidy.source import ROOT, AnyFunction, functions, modules, told

FILE_LINES = 300
FUNCTION_LINES = 40
OBVIOUS_LINES = 5  # a method this short is described by its class and its name
# Path, or path and function ("bot/x.py:Class.method") → why it is better whole. A reason no longer needed is taken out.
LONG_WITH_REASON: dict[str, str] = {}
EMPTY_NAMES = {"utils", "util", "helpers", "helper", "misc", "common", "stuff", "tools"}


def test_no_file_is_longer_than_it_can_be_read_in_one_go() -> None:
    long = set(_long_files()) - LONG_WITH_REASON.keys()
    assert not long, told(long, f"over {FILE_LINES} lines: split by meaning, or list with a reason:")


def test_no_file_of_rules_is_longer_either() -> None:
    long = [
        path.relative_to(ROOT).as_posix()
        for path in sorted((ROOT / "tests").rglob("*.py"))
        if len(path.read_text(encoding="utf-8").splitlines()) > FILE_LINES
    ]
    assert not long, told(long, f"over {FILE_LINES} lines: part it by what it is a rule of:")


def test_no_function_is_longer_than_a_screen() -> None:
    long = set(_long_functions()) - LONG_WITH_REASON.keys()
    assert not long, told(long, f"over {FUNCTION_LINES} lines: split by meaning, or list with a reason:")


def test_no_exception_to_the_lengths_is_kept_after_its_time() -> None:
    assert not LONG_WITH_REASON.keys() - {*_long_files(), *_long_functions()}


def test_every_file_has_a_name_of_the_newsroom() -> None:
    nameless = [path for path in modules() if EMPTY_NAMES & set(PurePosixPath(path).with_suffix("").parts)]
    assert not nameless, told(nameless, "a file is named for what it is about:")


def test_no_error_is_swallowed() -> None:
    swallowed = [
        f"{path}:{node.lineno}"
        for path, tree in modules().items()
        for node in ast.walk(tree)
        if isinstance(node, ast.ExceptHandler)
        and _is_broad(node.type)
        and all(_does_nothing(step) for step in node.body)
    ]
    assert not swallowed, told(swallowed, "name the error, and say what is done about it:")


def test_every_module_says_what_it_is_for() -> None:
    silent = [path for path, tree in modules().items() if tree.body and ast.get_docstring(tree) is None]
    assert not silent, told(silent, "one line at the top says why the file is there:")


def test_everything_public_has_a_docstring() -> None:
    """Methods apart that are obvious, or fill a place that a base class or a Protocol describes."""
    promised = {name for tree in modules().values() for name in _promised(tree)}
    bare = [f"{path}:{line} {name}" for path, tree in modules().items() for line, name in _undocumented(tree, promised)]
    assert not bare, told(bare, "give shapes, units, errors and source; or begin the name with an underscore:")


def _long_files() -> list[str]:
    return [path for path in modules() if len((ROOT / path).read_text(encoding="utf-8").splitlines()) > FILE_LINES]


def _long_functions() -> list[str]:
    return [
        f"{path}:{name}"
        for path, tree in modules().items()
        for name, function in functions(tree)
        if (function.end_lineno or 0) - function.lineno + 1 > FUNCTION_LINES
    ]


def _is_broad(kind: ast.expr | None) -> bool:
    return kind is None or (isinstance(kind, ast.Name) and kind.id in {"Exception", "BaseException"})


def _does_nothing(step: ast.stmt) -> bool:
    return isinstance(step, ast.Pass | ast.Continue) or (
        isinstance(step, ast.Expr) and isinstance(step.value, ast.Constant)
    )


def _promised(tree: ast.Module) -> set[str]:
    """The names of methods that a Protocol of this module describes."""
    return {step.name for node in _classes(tree) if _is_protocol(node) for step in _methods(node)}


def _undocumented(tree: ast.Module, promised: set[str]) -> list[tuple[int, str]]:
    named = [
        node for node in tree.body if isinstance(node, AnyFunction | ast.ClassDef) and not node.name.startswith("_")
    ]
    found = [(node.lineno, node.name) for node in named if ast.get_docstring(node) is None]
    for owner in _classes(tree):
        found += [
            (step.lineno, f"{owner.name}.{step.name}")
            for step in _methods(owner)
            if ast.get_docstring(step) is None and _must_say(owner, step, promised)
        ]
    return found


def _must_say(owner: ast.ClassDef, method: AnyFunction, promised: set[str]) -> bool:
    if "property" in map(_last_name, method.decorator_list):
        return False
    if _is_protocol(owner):
        return True
    lines = (method.end_lineno or 0) - method.body[0].lineno + 1
    return lines > OBVIOUS_LINES and not owner.bases and method.name not in promised


def _classes(tree: ast.Module) -> list[ast.ClassDef]:
    return [node for node in tree.body if isinstance(node, ast.ClassDef) and not node.name.startswith("_")]


def _methods(owner: ast.ClassDef) -> list[AnyFunction]:
    return [step for step in owner.body if isinstance(step, AnyFunction) and not step.name.startswith("_")]


def _is_protocol(node: ast.ClassDef) -> bool:
    return "Protocol" in map(_last_name, node.bases)


def _last_name(node: ast.expr) -> str:
    match node:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
        case ast.Subscript(value=inner) | ast.Call(func=inner):
            return _last_name(inner)
        case _:
            return ""
