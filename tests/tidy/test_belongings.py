"""Nothing of one machine, one registry or one person's inbox is in the project's files."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tests.tidy.source import ROOT, told, tracked

# Written so that this file does not match itself.
MACHINE_PATH = re.compile(r"(?<![\w.:/-])/(?:work|home|root|Users|tmp)/[\w.]")
REGISTRY = re.compile(r"\b(?:pypi|pythonhosted|npmjs|crates|anaconda)\.(?:org|com|io)\b", re.IGNORECASE)
ADDRESS = re.compile(r"[\w.+-]+@([\w-]+(?:\.[\w-]+)*\.[a-z]{2,})\b", re.IGNORECASE)
RESERVED = re.compile(
    r"(?:^|\.)(?:example\.(?:org|com|net)|example|test|invalid|localhost)$", re.IGNORECASE
)  # RFC 2606, RFC 6761
SECRET = re.compile(r"\bSG\.[\w-]{22}\.[\w-]{43}\b|-----BEGIN (?:RSA |EC |)PRIVATE KEY-----|\bAKIA[0-9A-Z]{16}\b")


def test_no_file_names_a_folder_of_somebodys_machine() -> None:
    found = _found(MACHINE_PATH)
    assert not found, told(found, "paths belong in settings:")


def test_no_file_names_a_package_registry() -> None:
    found = _found(REGISTRY)
    assert not found, told(found, "whoever installs has a registry of their own:")


def test_no_file_holds_a_secret() -> None:
    found = _found(SECRET)
    assert not found, told(found, "secrets come from the environment:")


def test_addresses_are_only_those_reserved_for_examples() -> None:
    real = [place for place, match in _matches(ADDRESS) if not RESERVED.search(match[1])]
    assert not real, told(real, "somebody may live there; write example.org or .test:")


def _found(pattern: re.Pattern[str]) -> list[str]:
    return [place for place, _ in _matches(pattern)]


def _matches(pattern: re.Pattern[str]) -> Iterator[tuple[str, re.Match[str]]]:
    for path in tracked():
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue  # a picture or a fixture in another encoding
        for number, line in enumerate(text.splitlines(), 1):
            for match in pattern.finditer(line):
                yield f"{path.relative_to(ROOT)}:{number} {match[0]}", match
