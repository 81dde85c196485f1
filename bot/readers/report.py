"""A manuscript as one line of `embargo check --json`."""

from __future__ import annotations

from typing import Any

from bot.core.release import EmbargoLine, Manuscript


def as_check_json(manuscript: Manuscript, file: str) -> dict[str, Any]:
    """The object that INTERFACE.md promises for each file; its field names are a contract."""
    release = manuscript.release
    return {
        "file": file,
        "language": release.language,
        "kicker": release.kicker,
        "headline": release.headline,
        "subhead": release.subhead,
        "dateline": release.dateline,
        "release_date": release.release_date,
        "embargo": _embargo(manuscript.embargo),
        "quotes": [{"speaker": quote.speaker, "role": quote.role, "text": quote.text} for quote in release.quotes],
        "sections": [{"title": section.title, "text": section.text} for section in release.sections],
        "pictures": [{"caption": one.caption, "credit": one.credit, "alt": one.alt} for one in release.pictures],
        "files": [
            {"title": one.title, "name": one.name, "media_type": one.media_type, "size": one.size, "digest": one.digest}
            for one in release.files
        ],
        "contacts": [{"name": one.name, "email": one.email, "phone": one.phone} for one in release.contacts],
        "findings": [{"code": one.code, "line": one.line, "message": one.message} for one in manuscript.findings],
    }


def _embargo(line: EmbargoLine) -> dict[str, Any]:
    return {
        "kind": line.kind,
        "wording": line.wording,
        "wall": line.wall,
        "zone": line.zone,
        "utc": None if line.ambiguous else line.utc,
        "ambiguous": line.ambiguous,
        "reason": line.reason,
        "choices": [{"utc": utc, "why": why} for utc, why in line.choices],
    }
