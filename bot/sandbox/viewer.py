"""The page that shows what arrived: mails as mails, threads as threads, webhooks with their signatures."""

from __future__ import annotations

import base64
import itertools
import json
import re
import statistics
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, Protocol
from xml.etree import ElementTree as Tree

import jinja2
from markupsafe import Markup, escape

from bot.sandbox.arrivals import Arrival
from bot.sandbox.exchange import Answer, Headers, Noted, Refusal
from bot.sandbox.mail import Letter
from bot.sandbox.notices import Notice
from bot.sandbox.posting import Picture, Posting
from bot.sandbox.sendgrid import MailRequest
from bot.sandbox.webhook import Hook
from bot.sandbox.weighing import links

TEMPLATES = Path(__file__).resolve().parents[2] / "templates" / "sandbox"
OFFERED = 100  # recipients proposed by name; any other can be typed
# no script, nothing from elsewhere; the page's own style is written into it
PAGE_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src 'self'; frame-src 'self'; form-action 'self';"
    " base-uri 'none'"
)
_KINDS = {"thread": Posting, "hook": Hook, "notice": Notice}  # of cards; everything else is a mail
MAIL_POLICY = "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data: http://127.0.0.1:*"


class Shown(Protocol):
    """What the viewer needs to know of a sandbox."""

    @property
    def url(self) -> str: ...
    @property
    def smtp_port(self) -> int: ...

    def arrivals(self) -> list[Arrival]:
        """Everything that was accepted, by the time of its first byte."""
        ...

    def refusals(self) -> list[Refusal]:
        """Everything that was turned away, by the time of its first byte."""
        ...


class Viewer:
    """Renders the page and the mails in its frames."""

    def __init__(self) -> None:
        self._jinja = jinja2.Environment(
            loader=jinja2.FileSystemLoader(TEMPLATES),
            autoescape=True,
            undefined=jinja2.StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        filters: dict[str, Callable[..., str]] = {
            "clock": _clock,
            "day": _day,
            "lateness": lateness,
            "thousands": "{:,}".format,
            "linked": _linked,
            "coloured": _coloured,
            "held": _held,
        }
        self._jinja.filters.update(filters)

    def answer(self, path: str, query: Mapping[str, str], sandbox: Shown) -> Answer:
        """`/` is the page, `/mail/N` and `/letter/N` the HTML of the Nth mail for `?recipient=…`, `/picture/NETWORK/N/M`
        the Mth picture of the Nth post there."""
        if path == "/":
            return _html(200, self.page(sandbox, query), PAGE_POLICY)
        frame = re.fullmatch(r"/(mail|letter)/([1-9][0-9]{0,8})", path)
        if frame:
            kind = MailRequest if frame[1] == "mail" else Letter
            for arrival in sandbox.arrivals():
                if isinstance(arrival.noted, kind) and arrival.number == int(frame[2]):
                    return _frame(arrival.noted, query.get("recipient"))
        picture = re.fullmatch(r"/picture/([a-z]{1,20})/([1-9][0-9]{0,8})/([1-4])", path)
        if picture:
            for arrival in sandbox.arrivals():
                if (arrival.provider, arrival.number) == (picture[1], int(picture[2])):
                    shown = arrival.noted.media if isinstance(arrival.noted, Posting) else ()
                    if int(picture[3]) <= len(shown):
                        return _picture(shown[int(picture[3]) - 1])
        return _html(404, self._jinja.get_template("missing.html").render(), PAGE_POLICY)

    def filled(self, template: str, values: Mapping[str, Any]) -> str:
        """One of the sandbox's templates, filled."""
        return self._jinja.get_template(template).render(**values)

    def page(self, sandbox: Shown, query: Mapping[str, str]) -> str:
        """The whole page; `refresh` (seconds) reloads it, `mail` and `recipient` choose whose copy is shown."""
        arrived = sandbox.arrivals()
        seconds = query.get("refresh", "")
        return self._jinja.get_template("page.html").render(
            cards=cards(arrived, query),
            overview=overview(arrived),
            refusals=sandbox.refusals(),
            url=sandbox.url,
            smtp_port=sandbox.smtp_port,
            refresh=int(seconds) if re.fullmatch(r"[1-9][0-9]{0,2}", seconds) else 0,
        )


def overview(arrived: Sequence[Arrival]) -> dict[str, Any]:
    """The figures above the page: how many of each, how many early, the median and the last lateness (ms)."""
    known = [arrival.lateness_ms for arrival in arrived if arrival.lateness_ms is not None]
    mails = [arrival.noted for arrival in arrived if isinstance(arrival.noted, MailRequest | Letter)]
    posts = [arrival.noted for arrival in arrived if isinstance(arrival.noted, Posting)]
    return {
        "arrived": len(arrived),
        "compared": len(known),
        "early": sum(late < 0 for late in known),
        "median": statistics.median(known) if known else None,
        "last": max(known, default=None),
        "requests": sum(isinstance(one, MailRequest) for one in mails),
        "letters": sum(isinstance(one, Letter) for one in mails),
        "recipients": sum(len(one.recipients) for one in mails),
        "posts": Counter(post.network for post in posts),
        "threads": len({post.conversation_id for post in posts}),
        "hooks": sum(isinstance(arrival.noted, Hook) for arrival in arrived),
        "notices": sum(isinstance(arrival.noted, Notice) for arrival in arrived),
    }


def cards(arrived: Sequence[Arrival], query: Mapping[str, str]) -> list[dict[str, Any]]:
    """What the page shows: a card a mail (of one request or several), thread, webhook or notice, by the first byte of each."""
    found: list[dict[str, Any]] = []
    groups: dict[object, dict[str, Any]] = {}
    for arrival in arrived:
        key = _belongs_to(arrival.noted)
        if key not in groups:
            kinds = (kind for kind, of in _KINDS.items() if isinstance(arrival.noted, of))
            groups[key] = {"kind": next(kinds, "mail"), "arrival": arrival, "arrivals": []}
            found.append(groups[key])
        groups[key]["arrivals"].append(arrival)
    for card in found:
        if card["kind"] == "mail":
            card |= _mail_card(card["arrivals"], query)
    return found


def _belongs_to(noted: Noted) -> object:
    """Posts go by their thread, and the requests that carry one mail, each to its own people, by that mail."""
    if isinstance(noted, Posting):
        return ("thread", noted.network, noted.conversation_id)
    if isinstance(noted, MailRequest):
        content = tuple(part["value"] for part in noted.payload.get("content", ()))
        return ("mail", noted.payload["from"]["email"], noted.payload.get("subject"), content)
    if isinstance(noted, Letter):
        return ("letter", noted.sender, noted.subject)
    return ("alone", id(noted))


def lateness(milliseconds: float) -> str:
    """ "+41 ms", "+12.3 s", "+3 min 5 s", or "12 ms EARLY"."""
    size = abs(milliseconds)
    if size < 10:
        words = f"{size:.1f} ms"
    elif size < 10_000:
        words = f"{size:,.0f} ms"
    elif size < 120_000:
        words = f"{size / 1000:.1f} s"
    elif size < 7_200_000:
        words = f"{size // 60_000:.0f} min {size % 60_000 // 1000:.0f} s"
    else:
        words = f"{size // 3_600_000:.0f} h {size % 3_600_000 // 60_000:.0f} min"
    return f"{words} EARLY" if milliseconds < 0 else f"+{words}"


def _mail_card(group: Sequence[Arrival], query: Mapping[str, str]) -> dict[str, Any]:
    sent = [(arrival, arrival.noted) for arrival in group if isinstance(arrival.noted, MailRequest | Letter)]
    path = "mail" if isinstance(sent[0][1], MailRequest) else "letter"
    asked = query.get("recipient") if query.get(path) == str(group[0].number) else None
    holders = [(arrival, noted) for arrival, noted in sent if asked in noted.recipients]
    chosen, noted = holders[0] if holders else sent[0]
    recipient = asked if asked is not None and holders else noted.recipients[0]
    offered = itertools.islice((person for _, one in sent for person in one.recipients), OFFERED)
    card: dict[str, Any] = {
        "path": path,
        "requests": [{"arrival": arrival, "count": len(one.recipients)} for arrival, one in sent],
        "chosen": chosen,
        "mail": noted.mail_to(recipient),
        "recipient": recipient,
        "missed": None if holders else asked,
        "count": sum(len(one.recipients) for _, one in sent),
        "offered": list(offered),
        "tracking": None,
        "custom_args": {},
    }
    if isinstance(noted, MailRequest):
        requests = [one for _, one in sent if isinstance(one, MailRequest)]
        kinds = ("click", "open", "subscription")
        card["tracking"] = [kind for kind in kinds if not all(one.tracking_off(kind) for one in requests)]
        card["custom_args"] = _custom_args(noted, recipient)
    return card


def _custom_args(noted: MailRequest, recipient: str) -> dict[str, str]:
    for envelope, arguments in zip(noted.personalizations, noted.custom_args, strict=True):
        if any(person["email"] == recipient for field in ("to", "cc", "bcc") for person in envelope.get(field, ())):
            return arguments
    return {}


def _frame(noted: MailRequest | Letter, recipient: str | None) -> Answer:
    try:
        mail = noted.mail_to(recipient or noted.recipients[0])
    except KeyError:
        return _html(404, "<!doctype html><title>Nobody</title><p>This mail did not go to them.", MAIL_POLICY)
    return _html(200, mail.html or f"<!doctype html><title>Plain</title><pre>{escape(mail.text)}</pre>", MAIL_POLICY)


def _picture(picture: Picture) -> Answer:
    fields = {"Content-Type": picture.kind, "Content-Security-Policy": "sandbox", "X-Content-Type-Options": "nosniff"}
    return Answer(200, Headers(fields), picture.content)


def _html(status: int, text: str, policy: str) -> Answer:
    fields = {
        "Content-Type": "text/html; charset=utf-8",
        "Content-Security-Policy": policy,
        "Cache-Control": "no-store",
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "no-referrer",
    }
    return Answer(status, Headers(fields), text.encode())


def _held(picture: Picture) -> str:
    """A picture as an address that holds it whole (RFC 2397)."""
    return f"data:{picture.kind};base64,{base64.b64encode(picture.content).decode()}"


def _clock(at: datetime) -> str:
    return f"{at:%H:%M:%S}.{at.microsecond // 1000:03d}"


def _day(at: datetime) -> str:
    return f"{at:%A} {at.day} {at:%B %Y}"


def _linked(text: str) -> Markup:
    parts, position = Markup(), 0
    for start, end in links(text):
        parts += escape(text[position:start]) + Markup('<span class="link">{}</span>').format(text[start:end])
        position = end
    return parts + escape(text[position:])


_TOKEN = re.compile(r'("(?:[^"\\]|\\.)*")(\s*:)?|\b(true|false|null)\b|-?\b[0-9][0-9.eE+-]*')


def _indented(text: str) -> str:
    """XML with an element a line; any other text as it came."""
    try:
        root = Tree.fromstring(text)  # noqa: S314 - what our own bot posted to this machine
    except Tree.ParseError:
        return text
    Tree.indent(root)
    return Tree.tostring(root, encoding="unicode")


def _coloured(content: Any) -> Markup:
    """JSON, indented, its names, strings and other values told apart by class."""
    if isinstance(content, str):
        return escape(_indented(content))
    written = json.dumps(content, indent=2, ensure_ascii=False)
    parts, position = Markup(), 0
    for token in _TOKEN.finditer(written):
        kind = "name" if token[2] else "string" if token[1] else "value"
        shown = token[1] or token[0]
        parts += escape(written[position : token.start()])
        parts += Markup('<span class="{}">{}</span>').format(kind, shown) + escape(token[2] or "")
        position = token.end()
    return parts + escape(written[position:])
