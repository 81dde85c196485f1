"""The source as the tidy tests see it: files, and what is defined in them."""

from __future__ import annotations

import ast
import subprocess
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
AnyFunction = ast.FunctionDef | ast.AsyncFunctionDef


@cache
def modules() -> dict[str, ast.Module]:
    """Every Python file of bot/ and config/ by its path from the root, parsed; generated migrations are left out."""
    paths = [
        path
        for top in ("bot", "config")
        for path in sorted((ROOT / top).rglob("*.py"))
        if "migrations" not in path.parts
    ]
    return {path.relative_to(ROOT).as_posix(): ast.parse(path.read_text(encoding="utf-8")) for path in paths}


def functions(tree: ast.AST, prefix: str = "") -> Iterator[tuple[str, AnyFunction]]:
    """Every function of a module, methods and inner ones too, with its dotted name."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            name = f"{prefix}{node.name}"
            if not isinstance(node, ast.ClassDef):
                yield name, node
            yield from functions(node, f"{name}.")
        else:
            yield from functions(node, prefix)


@cache
def tracked() -> tuple[Path, ...]:
    """Every file that git keeps or would take in; skips where this is no checkout."""
    listing = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=False,
    )
    if listing.returncode:
        pytest.skip("not a git checkout, so nothing says which files are the project's")
    return tuple(path for name in listing.stdout.decode().split("\0") if name and (path := ROOT / name).is_file())


def told(found: Iterable[str], rule: str) -> str:
    """What an assertion says: the rule, then every place that breaks it, one a line."""
    return "\n  ".join([rule, *found])
