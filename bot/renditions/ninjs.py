"""The webhook's body: ninjs 3.1, the news industry's JSON (https://iptc.org/standards/ninjs/)."""

from __future__ import annotations

import json
import re
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from bot.core.release import Contact, Release
from bot.core.rendition import LIFT
from bot.renditions.environment import TemplateFailed, fill
from bot.renditions.inline import spelt, words
from bot.renditions.mail import tidied
from bot.renditions.pictures import leaving
from bot.renditions.sheet import Sheet
from bot.renditions.standing import Told, told
from bot.renditions.story import Story, attributed, tell
from bot.renditions.wording import marks

_TEMPLATE = "webhook/ninjs-3.1.json"


def ninjs(release: Release, sheet: Sheet) -> bytes:
    """Canonical JSON (UTF-8, sorted keys).

    `versionCreated` and `embargoedUntil` hold LIFT, to be filled with an RFC 3339 time. Raises TemplateFailed, also when
    what comes out is no JSON object.
    """
    story = tell(release, sheet)
    values = item(release, sheet, story)
    text = fill(_TEMPLATE, values, sheet.templates)
    try:
        made = json.loads(text)
    except ValueError as error:
        raise TemplateFailed(template=_TEMPLATE, line="?", problem=f"what comes out is no JSON ({error})") from error
    if not isinstance(made, dict):
        raise TemplateFailed(template=_TEMPLATE, line=1, problem="what comes out is no JSON object")
    return json.dumps(_lean(made), sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()


def item(release: Release, sheet: Sheet, story: Story) -> dict[str, Any]:
    """What the templates of webhook bodies (ninjs, NewsML-G2) are filled with."""
    page = {"story": story, "office": sheet.office}
    return {
        **page,
        "text": tidied(fill("webhook/body.txt", page, sheet.templates)).strip(),
        "html": fill("webhook/body.html", page, sheet.templates).strip(),
        "uri": _uri(sheet, sheet.language),
        "others": _others(release, sheet),
        "slug": sheet.slug,
        "page_url": sheet.page_url,
        "version": sheet.version,
        "number": sheet.number,
        "lift": LIFT,
        "embargoed": sheet.after.lifted if sheet.after else LIFT,
        "status": "canceled" if sheet.after and sheet.after.notice else "usable",
        "created": _created(release.release_date, sheet.office.zone),
        "lede": words(release.lede),
        "quotation": _quotation(release),
        "people": _people(release),
        "located": _place(story.dateline),
        "ed_note": _note(story, sheet, told(release, sheet)),
        "shown": leaving(release, sheet.pictures),
        "files": sheet.files,
    }


def _uri(sheet: Sheet, language: str) -> str:
    """One item for all versions, of each language: neither a corrected headline nor a new page address makes it another."""
    uri = f"{sheet.office.url}/releases/{sheet.slug}"
    return f"{uri}/{language}" if language else uri


def _others(release: Release, sheet: Sheet) -> list[dict[str, str]]:
    """The items of the same release in its other languages."""
    named = [(page, "" if place == 0 else page.language) for place, page in enumerate(sheet.pages)]
    return [
        {"language": page.language, "uri": _uri(sheet, language), "url": page.url}
        for page, language in named
        if language != sheet.language
    ]


def _created(day: str | None, zone: str) -> str:
    """The release's date as ninjs wants it: the first moment of that day where the office is."""
    return datetime.combine(date.fromisoformat(day), time.min, ZoneInfo(zone)).isoformat() if day else ""


def _quotation(release: Release) -> str:
    if not release.quotes or not release.quotes[0].paragraphs:
        return ""
    quote = release.quotes[0]
    said = "\n\n".join(spelt(text) for text in marks(release.language).paragraphs(quote.paragraphs))
    by = attributed(quote.speaker, quote.role)
    return f"{said}\n— {by}" if by else said


def _people(release: Release) -> list[dict[str, str]]:
    """Who is quoted, each once. ninjs has no field for a role: `literal`, a free-text identifier, carries both."""
    people = dict.fromkeys((quote.speaker, quote.role) for quote in release.quotes if quote.speaker)
    return [{"name": name, "rel": "speaker", "literal": attributed(name, role)} for name, role in people if name]


def _place(dateline: str) -> str:
    """The dateline without its date: `LONDON, 4 March 2026` → `LONDON`."""
    parts = [part.strip() for part in re.split(r"[,—–]", dateline)]
    return ", ".join(part for part in parts if part and not re.search(r"\d", part))


def _note(story: Story, sheet: Sheet, after: Told | None) -> str:
    """What it is after the lift comes first; whom to ask, and where it stands."""
    said = [after.prefix, *after.lines] if after else []
    contacts = "; ".join(_reach(contact) for contact in story.contacts) or story.enquiries
    return "\n".join(
        line
        for line in (" ".join(said), story.notice, f"{story.labels['contacts']}: {contacts}", sheet.page_url)
        if line
    )


def _reach(contact: Contact) -> str:
    return ", ".join(part for part in (contact.name, contact.role, contact.phone, contact.email) if part)


def _lean(value: Any) -> Any:
    """Without what is empty; an entry whose `value` is empty goes whole."""
    if isinstance(value, dict):
        kept = {key: _lean(inner) for key, inner in value.items()}
        if "value" in kept and kept["value"] in (None, ""):
            return {}
        return {key: inner for key, inner in kept.items() if inner not in (None, "", [], {})}
    if isinstance(value, list):
        return [inner for inner in (_lean(entry) for entry in value) if inner not in (None, "", [], {})]
    return value
