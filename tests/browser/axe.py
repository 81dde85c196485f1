"""What axe (https://github.com/dequelabs/axe-core) finds wrong on a page; `make conformance` installs it."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from playwright.sync_api import Page

# WCAG 2.2 up to AA, and what axe's authors call best practice.
_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
_PLACE = "node_modules/axe-core/axe.min.js"


def axe() -> str:
    """Its program; skips the test where it is not installed."""
    folder = Path(os.environ.get("EMBARGO_CONFORMANCE") or Path(__file__).parents[2] / ".venv" / "conformance")
    file = folder / _PLACE
    if not file.is_file():
        pytest.skip("axe-core is not installed: run make conformance")
    return file.read_text(encoding="utf-8")


def faults(page: Page, program: str) -> list[str]:
    """Each rule that is broken, with the first element that breaks it. Frames are looked at by themselves."""
    page.evaluate(program)
    found = page.evaluate(
        "tags => axe.run(document, {runOnly: tags, iframes: false, resultTypes: ['violations']})", _TAGS
    )
    return [
        f"{one['id']}: {one['nodes'][0]['html'][:200]} ({one['nodes'][0]['failureSummary'][:300]})"
        for one in found["violations"]
    ]
