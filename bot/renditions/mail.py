"""The mail to journalists: HTML that every mail program can show, and the same in plain text."""

from __future__ import annotations

import re
from email.utils import formataddr

from bot.core.errors import ConfigurationError
from bot.core.preflight.day_words import day_words
from bot.core.preflight.headline import headline
from bot.core.release import Finding, Release
from bot.core.rendition import GREETING, UNSUBSCRIBE, Mail
from bot.core.saying import saying
from bot.renditions.environment import fill
from bot.renditions.sheet import Sheet
from bot.renditions.standing import headlined, told
from bot.renditions.story import Story, one_line, speaks_of_embargo, tell
from bot.renditions.wording import labels, marks

# An embargo on news has an end; one on trade, in the news itself, mostly has an object.
_STILL_EMBARGOED = re.compile(
    r"\bembargo(?:ed)?:?\s+(?:until|till|bis|jusqu|hasta)\b|\b(?:under|strict|sous) embargo\b|\bsperrfrist\b",
    re.IGNORECASE,
)
_KICKER_SPEAKS = saying("The kicker speaks of an embargo, which is over when it is read: it is left out.")
_NOTICE_SPEAKS = saying("The notice speaks of an embargo, which is over when it is read: it is left out.")


def mail(release: Release, sheet: Sheet) -> Mail:
    """The mail as everybody receives it, with places for the greeting and the unsubscribe link.

    Raises TemplateFailed, and ConfigurationError when the sender would break a header.
    """
    story = tell(release, sheet)
    values = {
        "story": story,
        "office": sheet.office,
        "greeting": GREETING,
        "unsubscribe": UNSUBSCRIBE,
        "page_url": sheet.page_url,
        "why": _why(release.language, sheet),
        "start": "right" if release.rtl else "left",
        "after": told(release, sheet),
    }
    return Mail(
        subject=headlined(story.headline, release, sheet),
        html=fill("email/mail.mjml", values, sheet.templates),
        text=tidied(fill("email/mail.txt", values, sheet.templates)),
        sender=_sender(sheet),
        reply_to=sheet.office.reply_to,
        language=release.language,
    )


def doubts(release: Release, sheet: Sheet) -> list[Finding]:
    """What may be wrong with the subject, and what is left out or should be because the embargo is over."""
    story = tell(release, sheet)
    return [
        *headline(story.headline),
        *_embargo_doubts(release, story),
        *day_words(release, sheet.lift_date),
    ]


def tidied(text: str) -> str:
    """Plain text without trailing spaces, at most one blank line at a time, one line break at the end."""
    text = re.sub(r"[ \t]+$", "", text, flags=re.MULTILINE)
    return re.sub(r"\n{3,}", "\n\n", text).strip() + "\n"


def _why(language: str, sheet: Sheet) -> str:
    wording = labels(language)
    if not sheet.list_title:
        return wording["why_any"].format(office=sheet.office.name)
    return wording["why"].format(list=marks(language).around(sheet.list_title), office=sheet.office.name)


def _sender(sheet: Sheet) -> str:
    options = sheet.channel.options if sheet.channel else {}
    sender = str(options.get("sender") or formataddr((sheet.office.name, sheet.office.reply_to), charset="utf-8"))
    if sender != one_line(sender):
        where = f"[channels.{sheet.channel.name}] sender" if sheet.channel else "sender"
        raise ConfigurationError(where=where, problem="write it on one line, without control characters")
    return sender


def _embargo_doubts(release: Release, story: Story) -> list[Finding]:
    found = [
        Finding(f"{name}-embargo", message)
        for name, text, message in (
            ("kicker", release.kicker, _KICKER_SPEAKS),
            ("notice", release.notice, _NOTICE_SPEAKS),
        )
        if speaks_of_embargo(text)
    ]
    if any(_STILL_EMBARGOED.search(line) for line in _lines(story)):
        message = saying("The text itself still speaks of its embargo. Take that line out, or everybody will read it.")
        found.append(Finding("text-embargo", message))
    return found


def _lines(story: Story) -> list[str]:
    told = [*story.opening, *story.blocks, *(block for chapter in story.chapters for block in chapter.blocks)]
    texts = [text for block in told for text in (block.text, *block.items, *block.paragraphs)]
    return [story.headline, story.subhead, *texts]
