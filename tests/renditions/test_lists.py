"""A numbered list stays numbered wherever it is read; the order may be the news."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from bot.core.release import Part, Release, Section
from bot.core.rendition import Mail
from bot.renditions.setting import render
from tests.renditions.samples import paragraph, release, sheet

STEPS = ("Close the valve.", "Ring the harbour office.")


def listed(ordered: bool) -> Release:
    steps = Part("list", items=STEPS, ordered=ordered)
    return release(
        body=(paragraph("The harbour tells people what to do."), paragraph("In this order:"), steps), notes=()
    )


def told(kind: str, ordered: bool) -> tuple[str, str]:
    """(HTML, plain text) of a rendition; the page has no plain text."""
    raw = render(kind, listed(ordered), sheet())
    if kind == "email":
        mail = Mail.from_bytes(raw)
        return mail.html, mail.text
    if kind == "webhook":
        bodies: list[dict[str, Any]] = json.loads(raw)["bodies"]
        by_type = {body["contentType"]: body["value"] for body in bodies}
        return by_type["text/html"], by_type["text/plain"]
    return raw.decode(), ""


@pytest.mark.parametrize("kind", ["email", "webhook", "pressroom"])
@pytest.mark.parametrize(("ordered", "tag"), [(True, "ol"), (False, "ul")])
def test_a_list_has_the_tag_of_its_sort(kind: str, ordered: bool, tag: str) -> None:
    html, _ = told(kind, ordered)
    around = re.search(r"<(ol|ul)\b[^>]*>\s*<li[^>]*>Close the valve\..*?</li>\s*</(ol|ul)>", html, re.DOTALL)
    assert around and (around[1], around[2]) == (tag, tag)


@pytest.mark.parametrize("kind", ["email", "webhook"])
def test_plain_text_writes_the_numbers(kind: str) -> None:
    assert "1. Close the valve.\n2. Ring the harbour office." in told(kind, True)[1]
    assert "- Close the valve.\n- Ring the harbour office." in told(kind, False)[1]


def test_a_sections_text_writes_them_too() -> None:
    assert (
        Section("Safety", (Part("list", items=STEPS, ordered=True),)).text
        == "1. Close the valve.\n2. Ring the harbour office."
    )
