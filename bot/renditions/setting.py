"""Setting a release for a channel: the one door to this package."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from bot.core.preflight.pictures import pictures
from bot.core.release import Finding, Release
from bot.core.rendition import DEFAULT_BODY
from bot.core.standing import bare
from bot.renditions import bluesky, mail, mastodon, x
from bot.renditions.mail import mail as set_mail
from bot.renditions.newsml import newsml
from bot.renditions.ninjs import ninjs
from bot.renditions.notify import notice
from bot.renditions.page import page
from bot.renditions.preview import preview_files
from bot.renditions.sheet import LanguagePage, Sheet

__all__ = ["LanguagePage", "Sheet", "doubts", "preview_files", "render"]

_SETTERS: Mapping[str, Callable[[Release, Sheet], bytes]] = {
    "email": lambda release, sheet: set_mail(release, sheet).to_bytes(),
    "x": x.posts,
    "mastodon": mastodon.posts,
    "bluesky": bluesky.posts,
    "webhook": lambda release, sheet: _BODIES[_format(sheet)](release, sheet),
    "notify": notice,
    "pressroom": page,
}
_BODIES: Mapping[str, Callable[[Release, Sheet], bytes]] = {"ninjs-3.1": ninjs, "newsml-g2": newsml}
_DOUBTS: Mapping[str, Callable[[Release, Sheet], list[Finding]]] = {
    "email": mail.doubts,
    "x": x.doubts,
    "mastodon": mastodon.doubts,
    "bluesky": bluesky.doubts,
}


def render(kind: str, release: Release, sheet: Sheet) -> bytes:
    """The rendition of a release for one channel, byte for byte as it will be sent, merge fields apart.

    `kind` is email, x, mastodon, bluesky, webhook, notify or pressroom.
    Same release, sheet and templates: same bytes. Raises TemplateFailed,
    HeadlineTooLong, PostTooLong, EmptyPost, ConfigurationError.
    """
    return _SETTERS[kind](_sayable(release, sheet), sheet)


def doubts(kind: str, release: Release, sheet: Sheet) -> list[Finding]:
    """What a person should know before signing: the same picture is held back in the same words for every kind.

    Messages quote the release: before the lift they are as secret as it is.
    """
    if sheet.after is not None and sheet.after.notice:
        return []
    clean = _clean(release)
    return [*pictures(clean), *_DOUBTS.get(kind, _none)(clean, sheet)]


def _format(sheet: Sheet) -> str:
    options = sheet.channel.options if sheet.channel else {}
    return str(options.get("format", DEFAULT_BODY))


def _none(release: Release, sheet: Sheet) -> list[Finding]:
    return []


def _sayable(release: Release, sheet: Sheet) -> Release:
    """All of it, or what may still be said of what is withdrawn."""
    clean = _clean(release)
    return bare(clean) if sheet.after is not None and sheet.after.notice else clean


def _clean(release: Release) -> Release:
    """Without the sign that marks merge fields: a release may not name one. Readers take it out; this makes sure."""
    raw = release.to_json()
    sign = "\u241e".encode()
    return Release.from_json(raw.replace(sign, b"")) if sign in raw else release
