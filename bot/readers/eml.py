"""Saved mails: the release in one, without what mail programs and people put around it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date

from bot.core.configuration import DayOrder
from bot.core.release import Finding, Manuscript
from bot.readers.anatomy import Given, assemble
from bot.readers.blocks import Block
from bot.readers.cleaning import clean
from bot.readers.doubts import doubt
from bot.readers.embargo_times import Circumstances
from bot.readers.eml_cuts import (
    forwarded_in,
    is_little,
    unwrapped,
    without_greeting,
    without_replies,
    without_signature,
)
from bot.readers.eml_parts import Mail, take_apart
from bot.readers.eml_pictures import inside, left_out
from bot.readers.eml_subject import split
from bot.readers.html import check_size, stated
from bot.readers.lines import blocks_of
from bot.readers.pictures_inside import Inside, enclosing
from bot.readers.refusals import NoHeadline, NothingButHeader
from bot.readers.web_article import language_said
from bot.readers.web_blocks import WebBlocks, shortened
from bot.readers.web_depth import opened

_AS_MUCH = 0.8  # of the plain text's words that the HTML has to have, to be read for its pictures


@dataclass(slots=True)
class _Text:
    """A mail's text in blocks, the subject of the mail that it forwards, given fields, its pictures, and what to say of it."""

    blocks: list[Block]
    forwarded: str = ""
    fields: dict[str, str] = field(default_factory=dict)
    pictures: Inside = field(default_factory=Inside)
    findings: list[Finding] = field(default_factory=list)

    @property
    def words(self) -> int:
        return sum(len(block.text.split()) for block in self.blocks)

    @property
    def shows_pictures(self) -> bool:
        return any(block.picture is not None and block.picture.digest for block in self.blocks)


def read_eml(file: str, raw: bytes, today: date, office_zone: str, order: DayOrder = "") -> Manuscript:
    """An .eml file's bytes → manuscript. Raises an UnreadableRelease.

    The findings' lines are the lines of the mail's text, behind its header. An embargo in the subject counts like one in the
    text; the subject is the headline where the text has none. Pictures in the text are the release's own.
    """
    findings: list[Finding] = []
    mail = take_apart(file, raw, findings)
    for name in mail.attached:
        code = (
            "attached-release"
            if name.lower().endswith((".docx", ".doc", ".odt", ".rtf", ".pdf", ".pages"))
            else "attachment"
        )
        findings.append(doubt(code, None, name=name))
    text = _text(file, mail)
    findings += text.findings
    findings += [doubt("attachment", None, name=name) for name in left_out(mail.inline, text.pictures)]
    check_size(file, text.blocks)
    blocks = without_greeting(text.blocks, findings)
    around = Circumstances(today, office_zone, "\n".join((mail.subject, *(block.text for block in blocks))))
    named = [split(subject, around) for subject in (mail.subject, text.forwarded) if subject]
    above = [Block("paragraph", embargo, 1) for embargo in dict.fromkeys(embargo for embargo, _ in named) if embargo]
    headline = next((headline for _, headline in reversed(named) if headline), "")
    given = Given(text.fields, order=order)
    made: Manuscript | None = None
    try:
        made = assemble(file, [*above, *blocks], given, today, office_zone, list(findings))
    except (NoHeadline, NothingButHeader):
        if not headline:
            raise
    # A text that begins with a sentence has its headline in the subject.
    if made is None or (headline and any(finding.code == "headline-sentence" for finding in made.findings)):
        findings.append(doubt("headline-from-subject", 1))
        titled = [*above, Block("title", headline, 1, level=1), *blocks]
        return enclosing(assemble(file, titled, given, today, office_zone, findings), text.pictures.contents)
    return enclosing(_compared(made, headline), text.pictures.contents)


def _text(file: str, mail: Mail) -> _Text:
    """The mail's text: plain, unless its HTML says clearly more or as much with pictures in it."""
    if mail.kind == "html":
        return _of_page(file, mail)
    findings: list[Finding] = []
    written, subject = without_replies(clean(mail.text, findings), findings)
    plain = _Text(blocks_of(without_signature(written, findings)), subject, findings=findings)
    if mail.html and mail.inline:
        page = _of_page(file, mail)
        if page.shows_pictures and page.words >= plain.words * _AS_MUCH:
            return page
    return plain


def _of_page(file: str, mail: Mail) -> _Text:
    page = opened(file, mail.html)
    if page.body is None:
        return _Text([])
    text = _Text([], pictures=inside(page.body, mail.inline))
    found: list[Finding] = []
    text.blocks = WebBlocks("mail", found, inside=text.pictures).read(page.body)
    if any(finding.code == "reply-cut" for finding in found) and is_little(" ".join(one.text for one in text.blocks)):
        found = [doubt("forwarded", 1)]
        text.pictures.met.clear()
        text.blocks, text.forwarded = forwarded_in(WebBlocks("document", found, inside=text.pictures).read(page.body))
    else:
        text.blocks, text.forwarded = unwrapped(text.blocks, found)
    text.findings = found
    text.fields = stated(language_said(page, page.body), text.blocks, found)
    return text


def _compared(made: Manuscript, headline: str) -> Manuscript:
    """A subject that says something else than the headline is pointed out: one of them may be an old one."""
    one, other = made.release.headline.casefold(), headline.casefold()
    if not headline or one in other or other in one:
        return made
    finding = doubt("subject-differs", None, words=shortened(headline, 120))
    return replace(made, findings=(finding, *made.findings))
