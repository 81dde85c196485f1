"""The release's own page in the press room: complete by itself, telling nothing but the release."""

from __future__ import annotations

from typing import Any

from bot.core.release import Release
from bot.core.rendition import LIFT, REVISED
from bot.core.sentences import sentences
from bot.renditions.environment import fill
from bot.renditions.inline import words
from bot.renditions.pictures import leaving
from bot.renditions.press_room import public_labels
from bot.renditions.sheet import Sheet
from bot.renditions.standing import marks_on_page
from bot.renditions.story import Story, one_line, tell
from bot.renditions.wording import marks, own_name


def page(release: Release, sheet: Sheet) -> bytes:
    """The HTML document, UTF-8; LIFT stands where machines read the time of publication. Raises TemplateFailed."""
    story = tell(release, sheet)
    values = {
        "story": story,
        "office": sheet.office,
        "page_url": sheet.page_url,
        "lift": LIFT,
        "revised": REVISED if sheet.after else "",
        "after": marks_on_page(release, sheet),
        "withdrawn": sheet.after is not None and sheet.after.notice,
        "main_url": sheet.pages[0].url if sheet.pages else "",
        "pages": sheet.pages,
        "others": [(one, own_name(one.language)) for one in sheet.pages if one.url != sheet.page_url],
        "summary": summary(release),
        "article": _article(release, sheet, story),
        "public": public_labels(release.language),
    }
    return (fill("pressroom/page.html", values, sheet.templates).strip() + "\n").encode()


def summary(release: Release) -> str:
    """What link previews and lists show: the subhead, a lede that tells the news itself, or the first quotation."""
    if release.subhead:
        return words(one_line(release.subhead))
    if release.lede and not release.lede.endswith(":"):
        return sentences(words(release.lede))[0]
    for quote in release.quotes:
        if quote.paragraphs:
            said = marks(release.language).around(words(quote.paragraphs[0]))
            return f"{said} — {quote.speaker}" if quote.speaker else said
    return one_line(release.headline)


def _article(release: Release, sheet: Sheet, story: Story) -> dict[str, Any]:
    """https://schema.org/NewsArticle"""
    office = {"@type": "Organization", "name": sheet.office.name, "url": sheet.office.url}
    article: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": story.headline,
        "description": summary(release),
        "inLanguage": release.language,
        "datePublished": LIFT,
        "mainEntityOfPage": sheet.page_url,
        "url": sheet.page_url,
        "author": office,
        "publisher": office,
    }
    if sheet.after:
        article["dateModified"] = REVISED
        corrected = [" ".join(one.lines) for one in marks_on_page(release, sheet) if one.standing == "correction"]
        article |= {"correction": corrected} if corrected else {}
    if story.iso:
        article["dateCreated"] = story.iso
    if story.dateline:
        article["dateline"] = story.dateline
    if sheet.language:
        article["translationOfWork"] = {"@type": "NewsArticle", "url": sheet.pages[0].url}
    if others := [one.url for one in sheet.pages[1:] if not sheet.language]:
        article["workTranslation"] = [{"@type": "NewsArticle", "url": url} for url in others]
    if release.beats:
        article["keywords"] = list(release.beats)
    if images := [picture.source for picture in leaving(release, sheet.pictures)]:
        article["image"] = images
    return article
