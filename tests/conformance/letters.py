"""The mails that are held against the checkers: every example, the seed, and one in each language of the corpus."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from email.message import EmailMessage
from email.policy import SMTP
from functools import cache
from pathlib import Path

from bot.core.release import Release
from bot.core.rendition import Mail, fill
from bot.readers.opening import read
from bot.readers.refusals import UnreadableRelease
from bot.renditions.pictures import Copies, Copy, Linked
from bot.renditions.setting import render
from tests.corpus.sheets import samples
from tests.renditions import samples as invented

ROOT = Path(__file__).resolve().parents[2]
UNSUBSCRIBE = "https://press.example.org/unsubscribe/k7qd"
# Who writes in these letters has a name in them.
OFFICES = {
    "ar": ("هيئة الميناء", "السيدة هدى،"),
    "ja": ("港湾局", "佐野様"),
    "ru": ("Управление порта", "Уважаемая Анна,"),
}


@cache
def letters() -> dict[str, Mail]:
    """Name → mail, its merge fields filled."""
    return {name: _mail(release) for name, release in _releases()}


@cache
def many_letters() -> dict[str, Mail]:
    """The same, and every release of the corpus."""
    return letters() | {f"corpus {name}": _mail(release) for name, release in _corpus()}


def as_sent(mail: Mail) -> bytes:
    """The mail as it stands on the wire, with the headers that every channel gives it (RFC 5322, RFC 8058)."""
    message = EmailMessage(policy=SMTP)
    message["From"] = mail.sender
    message["To"] = "Ann Example <ann@paper.example>"
    message["Reply-To"] = mail.reply_to
    message["Subject"] = mail.subject
    message["Date"] = "Wed, 04 Mar 2026 09:00:00 +0000"
    message["Message-ID"] = "<d-1.r-1@press.example.org>"
    message["List-Unsubscribe"] = f"<{UNSUBSCRIBE}>"
    message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    message.set_content(mail.text)
    message.add_alternative(mail.html, subtype="html")
    return bytes(message)


def _releases() -> Iterator[tuple[str, Release]]:
    for file in sorted((ROOT / "examples").iterdir()):
        if file.suffix in (".txt", ".md"):
            yield file.stem, read(file.name, file.read_bytes(), date(2030, 3, 1), "Europe/London").release
    seed = Path(os.environ.get("EMBARGO_SHARED") or ROOT.parent / "shared") / "seed"
    for file in seed.glob("*.txt"):  # where it may not be copied to, there is none
        yield "seed", read(file.name, file.read_bytes(), date(2020, 3, 4), "Europe/London").release
    yield "everything", invented.release(notice="Check against delivery")
    for name, release in _corpus():
        if name in ("other/arabi", "other/nihongo", "other/russkiy", "de/sperrfrist"):
            yield name, release


def _corpus() -> Iterator[tuple[str, Release]]:
    for sample in samples():
        try:
            yield sample.name, read(sample.file, sample.text.encode(), sample.today, sample.office).release
        except UnreadableRelease:
            continue  # what is refused is never set


def _mail(release: Release) -> Mail:
    copy = Copy("https://press.example.org/p/quay.jpg", "image/jpeg", 1200, 800, 210_000, "sha256:" + "1" * 64)
    table = Linked(
        "https://press.example.org/f/all.csv", "All readings", "all.csv", "text/csv", 900, "sha256:" + "3" * 64
    )
    copies = {number: Copies(copy, copy) for number in range(1, len(release.pictures) + 1)}
    name, greeting = OFFICES.get(release.language, ("Harbour Air Group", "Dear Ann Example,"))
    office = replace(invented.OFFICE, name=name, contact="press@example.org")
    sheet = invented.sheet("email", office=office, list_title="", pictures=copies, files=(table,))
    mail = Mail.from_bytes(render("email", release, sheet))
    merge = {"greeting": greeting, "unsubscribe": UNSUBSCRIBE}
    html, text = fill(mail.html, merge), fill(mail.text, merge)
    return Mail(mail.subject, html, text, mail.sender, mail.reply_to, mail.language)
