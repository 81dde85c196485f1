"""Web pages, whole or in part: the article is found, and what belongs to the website stays behind. Nothing is fetched."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from bot.core.configuration import DayOrder
from bot.core.release import Finding, Manuscript
from bot.readers.anatomy import Given, assemble
from bot.readers.blocks import Block
from bot.readers.cleaning import clean_again, squeeze
from bot.readers.decoding import LIMIT
from bot.readers.doubts import doubt
from bot.readers.language import language_of
from bot.readers.refusals import EmptyFile, NoHeadline, NothingButHeader, TooLong
from bot.readers.web_article import Article, address_of, find_article, language_said, titles_of
from bot.readers.web_blocks import WebBlocks, shortened
from bot.readers.web_depth import opened

_NEAR_THE_TOP = 8
_MUCH = 0.35  # of a page's text outside what was taken for its article


def read_html(
    file: str, text: str, today: date, office_zone: str, findings: list[Finding], order: DayOrder = ""
) -> Manuscript:
    """A page's markup, or a fragment of one → manuscript. Raises EmptyFile, TooLong, NoHeadline or NothingButHeader.

    The findings' lines are the lines of the text, since those of the markup say nothing to anybody.
    """
    page = opened(file, text)
    article = find_article(page)
    if article is None:
        raise EmptyFile(file=file)
    if article.elsewhere > _MUCH:
        findings.append(doubt("article-unsure"))
    blocks = WebBlocks("page", findings, address_of(page)).read(article.node)
    check_size(file, blocks)
    titles = [title for words in titles_of(page) if (title := squeeze(clean_again(words, 1, [])))]
    blocks = _with_headline(blocks, article, titles, findings)
    given = Given(stated(language_said(page, article.node), blocks, findings), order=order)
    made: Manuscript | None = None
    try:
        made = assemble(file, blocks, given, today, office_zone, list(findings))
    except (NoHeadline, NothingButHeader):
        if not titles:
            raise
    # A text that begins with a sentence has its headline elsewhere.
    if made is None or (titles and any(finding.code == "headline-sentence" for finding in made.findings)):
        findings.append(doubt("headline-from-title", 1))
        titled = [Block("title", titles[0], 1, level=1), *blocks]
        return assemble(file, titled, given, today, office_zone, findings)
    return made


def check_size(file: str, blocks: Sequence[Block]) -> None:
    """Raises EmptyFile or TooLong by what is left once the markup is gone."""
    size = sum(len(block.text) for block in blocks)
    if not blocks:
        raise EmptyFile(file=file)
    if size > LIMIT:
        raise TooLong(file=file, size=f"{size / 1_000_000:.1f} MB", limit="1 MB")


def stated(said: str | None, blocks: Sequence[Block], findings: list[Finding]) -> dict[str, str]:
    """The language a file names for itself, as a given field, unless its words are plainly another's: many programs write their own."""
    found = language_of("\n".join(block.text for block in blocks))
    if said is None:
        return {}
    if found is not None and found != said.split("-")[0].lower():
        findings.append(doubt("language-differs", None, said=said, found=found))
        return {}
    return {"language": said}


def _with_headline(blocks: list[Block], article: Article, titles: list[str], findings: list[Finding]) -> list[Block]:
    """The page's own headline on top: its h1, or the line near the top that its title repeats."""
    names = {title.casefold() for title in titles}
    if article.headline:
        blocks = [Block("title", squeeze(clean_again(article.headline, 1, findings)), 1, level=1), *blocks]
    heading = next((block for block in blocks if block.level == 1), None)
    if heading is not None:
        known = heading.flat.casefold()
        if titles and known not in names and not any(known in name or name in known for name in names):
            findings.append(doubt("title-differs", heading.line, words=shortened(titles[0], 120)))
        return blocks
    for index, block in enumerate(blocks[:_NEAR_THE_TOP]):
        if block.kind in ("paragraph", "title") and block.flat.casefold() in names:
            return [*blocks[:index], replace(block, kind="title", level=1), *blocks[index + 1 :]]
    return blocks
