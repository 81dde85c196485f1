"""Saved mails: the release in one, without what mail programs and people put around it."""

from __future__ import annotations

from datetime import date

from bot.core.configuration import DayOrder
from bot.core.release import Finding, Manuscript
from bot.readers.anatomy import Given, assemble
from bot.readers.blocks import Block
from bot.readers.cleaning import clean
from bot.readers.doubts import doubt
from bot.readers.embargo_times import Circumstances
from bot.readers.eml_cuts import forwarded_in, is_little, without_greeting, without_replies, without_signature
from bot.readers.eml_parts import Mail, take_apart
from bot.readers.eml_subject import split
from bot.readers.html import check_size, stated
from bot.readers.lines import blocks_of
from bot.readers.refusals import NoHeadline, NothingButHeader
from bot.readers.web_article import language_said
from bot.readers.web_blocks import WebBlocks, shortened
from bot.readers.web_depth import opened


def read_eml(file: str, raw: bytes, today: date, office_zone: str, order: DayOrder = "") -> Manuscript:
    """An .eml file's bytes → manuscript. Raises an UnreadableRelease.

    The findings' lines are the lines of the mail's text, behind its header. An embargo in the subject counts like one in the
    text; the subject is the headline where the text has none.
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
    blocks, forwarded, fields = _blocks(file, mail, findings)
    check_size(file, blocks)
    blocks = without_greeting(blocks, findings)
    around = Circumstances(today, office_zone, "\n".join((mail.subject, *(block.text for block in blocks))))
    named = [split(subject, around) for subject in (mail.subject, forwarded) if subject]
    above = [Block("paragraph", embargo, 1) for embargo in dict.fromkeys(embargo for embargo, _ in named) if embargo]
    headline = next((headline for _, headline in reversed(named) if headline), "")
    kept = list(findings)
    made: Manuscript | None = None
    try:
        made = assemble(file, [*above, *blocks], Given(fields, order=order), today, office_zone, kept)
    except (NoHeadline, NothingButHeader):
        if not headline:
            raise
    # A text that begins with a sentence has its headline in the subject.
    if made is None or (headline and any(finding.code == "headline-sentence" for finding in made.findings)):
        findings.append(doubt("headline-from-subject", 1))
        titled = [*above, Block("title", headline, 1, level=1), *blocks]
        return assemble(file, titled, Given(fields, order=order), today, office_zone, findings)
    return _compared(made, headline)


def _blocks(file: str, mail: Mail, findings: list[Finding]) -> tuple[list[Block], str, dict[str, str]]:
    """(the text in blocks, the subject of a forwarded mail or "", given fields)."""
    if mail.kind == "plain":
        text, subject = without_replies(clean(mail.text, findings), findings)
        return blocks_of(without_signature(text, findings)), subject, {}
    page = opened(file, mail.text)
    if page.body is None:
        return [], "", {}
    found: list[Finding] = []
    subject = ""
    blocks = WebBlocks("mail", found).read(page.body)
    if any(finding.code == "reply-cut" for finding in found) and is_little(" ".join(block.text for block in blocks)):
        found = [doubt("forwarded", 1)]
        blocks, subject = forwarded_in(WebBlocks("document", found).read(page.body))
    findings += found
    return blocks, subject, stated(language_said(page, page.body), blocks, findings)


def _compared(made: Manuscript, headline: str) -> Manuscript:
    """A subject that says something else than the headline is pointed out: one of them may be an old one."""
    one, other = made.release.headline.casefold(), headline.casefold()
    if not headline or one in other or other in one:
        return made
    finding = doubt("subject-differs", None, words=shortened(headline, 120))
    return Manuscript(made.release, made.embargo, (finding, *made.findings))
