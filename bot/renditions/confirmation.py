"""The mail to somebody who signed up for a list: was it you? Or, to those who are on it: you get it already."""

from __future__ import annotations

from dataclasses import dataclass
from email.utils import formataddr
from pathlib import Path

from bot.core.configuration import Office
from bot.core.rendition import GREETING, Mail
from bot.renditions.environment import fill
from bot.renditions.list_wording import WORDS
from bot.renditions.mail import tidied
from bot.renditions.story import one_line
from bot.renditions.wording import spoken


@dataclass(frozen=True, slots=True)
class Wanted:
    """What such a mail is made from. `known`: they are on the list; `link`: to confirm, or to their preferences."""

    known: bool
    office: Office
    list_title: str
    link: str
    language: str
    sender: str
    templates: Path | None = None


def confirmation(wanted: Wanted) -> Mail:
    """As every mail, with the greeting's merge field. Raises TemplateFailed."""
    words, kind = spoken(WORDS, wanted.language), "known" if wanted.known else "confirm"
    names = {"office": wanted.office.name, "list": wanted.list_title}
    told = {part: words[f"{kind}_{part}"].format(**names) for part in ("subject", "why", "do", "link", "else")}
    language = wanted.language if words is not WORDS["en"] else "en"
    values = {"told": told, "office": wanted.office, "link": wanted.link, "greeting": GREETING, "language": language}
    return Mail(
        subject=one_line(told["subject"]),
        html=fill("email/note.mjml", values, wanted.templates),
        text=tidied(fill("email/note.txt", values, wanted.templates)),
        sender=wanted.sender or formataddr((wanted.office.name, wanted.office.reply_to), charset="utf-8"),
        reply_to=wanted.office.reply_to,
        language=language,
    )
