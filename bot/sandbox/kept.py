"""What arrived, kept as one page that stands alone: for after the stand-ins have gone. Marked, so that nobody takes it for real."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from bot.sandbox.arrivals import Arrival
from bot.sandbox.exchange import Refusal
from bot.sandbox.mail import Letter
from bot.sandbox.mailbox import Mail
from bot.sandbox.sendgrid import MailRequest
from bot.sandbox.viewer import Viewer, cards

_PICTURE = re.compile(r'src="https?://[^"/]+(/[^"]+)"')
_ORDER = ("mail", "thread", "notice", "hook")


@dataclass(frozen=True, slots=True)
class Kept:
    """What stands above: the release's slug and headline, whose it is, when it was played by its own clock; its public page."""

    slug: str
    headline: str
    office: str
    at: datetime
    page: str
    pictures: Mapping[str, str] = field(default_factory=dict)
    """Path of a picture on the page → an address that holds it, for after what served it has gone."""


def kept_page(arrived: Sequence[Arrival], refusals: Sequence[Refusal], about: Kept) -> str:
    """One HTML file that loads nothing and runs nothing; mails and the page stand in closed frames."""
    shown = sorted((_card(card, about) for card in cards(arrived, {})), key=lambda card: _ORDER.index(card["kind"]))
    return Viewer().filled(
        "kept.html", {"cards": shown, "refusals": refusals, "about": replace(about, page=_held(about.page, about))}
    )


def _card(card: Mapping[str, Any], about: Kept) -> dict[str, Any]:
    """A card with what it shows taken out of the stand-ins: mails with their text, bodies as text."""
    made = dict(card)
    noted = card["arrival"].noted
    if isinstance(noted, MailRequest | Letter):
        made["copies"] = [replace(mail, html=_held(mail.html, about)) for mail in _copies(card["arrivals"])]
    elif card["kind"] == "hook":
        body = noted.body
        made["body"] = body if isinstance(body, str) else json.dumps(body, indent=2, ensure_ascii=False)
    return made


def _held(html: str, about: Kept) -> str:
    """With the pictures themselves in the place of their addresses."""
    return _PICTURE.sub(
        lambda found: f'src="{about.pictures[found[1]]}"' if found[1] in about.pictures else found[0], html
    )


def _copies(arrived: Sequence[Arrival]) -> list[Mail]:
    """One copy of each different mail: in each language one, whoever got it."""
    copies: dict[str, Mail] = {}
    for arrival in arrived:
        if isinstance(arrival.noted, MailRequest | Letter):
            for _, mail in arrival.noted.mails():
                copies.setdefault(mail.subject, mail)
    return list(copies.values())
