"""The editor as a browser uses it: its page read, its form sent back."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from typing import Any

from django.test import Client

SignIn = Callable[..., Client]


TEXT = (
    "Press Release\n\nCranes of the harbour stand still\n\nThe zinnober cranes stand still from Monday.\n\n"
    "“We need a week to make them safe,” said Ida Holm, the Harbour Master.\n"
)


def begun(client: Client, text: str = TEXT) -> str:
    """The address of a draft of a pasted text."""
    answer = client.post("/desk/releases/new", {"pasted": text})
    assert answer.status_code == 302, answer.content.decode()[:500]
    return answer.headers["Location"]


def fields(page: str) -> dict[str, Any]:
    """What a browser would send of the editor as it stands."""
    form = page[page.index('<form id="editor"') :].partition("</form>")[0]
    found: dict[str, Any] = {}
    for tag in re.findall(r"<input\b[^>]*>", form):
        said = dict(re.findall(r'([a-z]+)="([^"]*)"', tag))
        kind = said.get("type", "text")
        if "name" not in said or kind == "file" or (kind in ("radio", "checkbox") and " checked" not in tag):
            continue
        found.setdefault(said["name"], []).append(html.unescape(said.get("value", "")))
    for name, words in re.findall(r'<textarea id="[^"]*" name="([^"]*)"[^>]*>(.*?)</textarea>', form, re.DOTALL):
        found[name] = [html.unescape(words)]
    return found


def shown(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, answer.content.decode()[:800]
    return answer.content.decode()


def saved(client: Client, address: str, **changes: Any) -> Any:
    """The form sent with some of its fields changed."""
    return client.post(f"{address}/text", fields(shown(client, address)) | changes)
