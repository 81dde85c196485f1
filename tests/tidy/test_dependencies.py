"""What the bot stands on is declared, used and pinned, and nothing else is."""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from importlib.metadata import packages_distributions

from tests.tidy.source import ROOT, modules, told

OURS = {"bot", "config"}
# Used without being imported here: zone rules, what Django speaks PostgreSQL through, and what its settings name (config/desk.py).
UNSEEN = {"tzdata", "psycopg", "django-htmx", "whitenoise"}
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
PIN = re.compile(r"^([A-Za-z0-9._-]+)==\S+.*\\$", re.MULTILINE)


def test_every_library_that_is_imported_is_declared() -> None:
    undeclared = _imported() - _names(PROJECT["dependencies"])
    assert not undeclared, told(sorted(undeclared), "add to [project] dependencies:")


def test_every_library_that_is_declared_is_imported() -> None:
    idle = _names(PROJECT["dependencies"]) - _imported() - UNSEEN
    assert not idle, told(sorted(idle), "take out of [project] dependencies, then `make pins`:")


def test_every_library_is_pinned_by_version_and_hash() -> None:
    pins = (ROOT / "constraints.txt").read_text(encoding="utf-8")
    entries = re.split(r"^(?=[A-Za-z0-9])", pins, flags=re.MULTILINE)[1:]
    assert all("==" in entry and "--hash=sha256:" in entry for entry in entries)
    wanted = _names([*PROJECT["dependencies"], *PROJECT["optional-dependencies"]["dev"]])
    missing = wanted - _names(PIN.findall(pins))
    assert not missing, told(sorted(missing), "run `make pins`:")


def test_the_pins_name_no_registry() -> None:
    assert "://" not in (ROOT / "constraints.txt").read_text(encoding="utf-8")


def _imported() -> set[str]:
    distributions = packages_distributions()
    tops = {name.partition(".")[0] for tree in modules().values() for name in _imports(tree)}
    outside = tops - OURS - sys.stdlib_module_names
    return _names([distribution for top in outside for distribution in distributions.get(top, [top])])


def _imports(tree: ast.Module) -> list[str]:
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found.append(node.module)
    return found


def _names(requirements: list[str]) -> set[str]:
    """Distribution names alone, written one way (PEP 503)."""
    return {
        re.sub(r"[-_.]+", "-", match[0]).lower()
        for requirement in requirements
        if (match := re.match(r"[\w.-]+", requirement))
    }
