"""Titled parts after the body: Background, Notes to editors, About …, Contact; in four languages."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

from bot.readers.blocks import Block

Sort = Literal["other", "notes", "contacts"]

_NOTES = (
    r"(?:further\s+|additional\s+)?notes?\s+(?:to|for)\s+(?:the\s+)?(?:editors?|media|press|journalists?)|editor['’]?s['’]?\s+notes?|notes?|"
    r"notes?\s+(?:à\s+l['’]intention\s+des|aux|à\s+la)\s+(?:rédactions?|rédacteurs?|journalistes|médias)|"
    r"(?:hinweise?|anmerkungen?)(?:\s+(?:für|an)\s+(?:die\s+)?(?:redaktion(?:en)?|medien|journalisten))?|"
    r"notas?\s+(?:para|a)\s+(?:los\s+)?(?:editores|periodistas|redacci(?:ón|ones)|medios)"
)
_CONTACTS = (
    r"(?:(?:media|press|news)\s+)?(?:contacts?|enquiries|inquiries)(?:\s+details)?(?:\s+(?:for|information).{0,30})?|"
    r"(?:media|press)\s+(?:office|relations)|for\s+(?:further|more)\s+information(?:,?\s+(?:please\s+)?contact)?|(?:further|more)\s+information|"
    r"contacts?\s+(?:de\s+)?(?:presse|médias)|(?:pressekontakte?|kontakte?|medienkontakte?|ansprechpartner(?:in)?|presse(?:stelle|büro|referat))|"
    r"contactos?(?:\s+(?:de|para\s+la)\s+prensa)?|pour\s+(?:plus\s+d['’]informations?|en\s+savoir\s+plus)"
)
_OTHER = (
    r"background(?:\s+(?:information|note))?|context|methodology|additional\s+information|boilerplate|"
    r"contexte|complément\s+d['’]information|hintergrund(?:informationen?)?|"
    r"antecedentes|contexto|información\s+(?:general|complementaria|adicional)"
)
_ABOUT = (
    r"(?:about|à\s+propos|über|acerca\s+de|sobre|qui\s+sommes[- ]nous|who\s+we\s+are|quiénes\s+somos)(?:\s+.{2,60})?"
)

_SORTS: tuple[tuple[Sort, re.Pattern[str]], ...] = (
    ("notes", re.compile(_NOTES, re.IGNORECASE)),
    ("contacts", re.compile(_CONTACTS, re.IGNORECASE)),
    ("other", re.compile(_OTHER, re.IGNORECASE)),
    ("other", re.compile(_ABOUT, re.IGNORECASE)),
)
# "Notes to editors: the survey …" and "Contact: Ann Reader, …": title and text on one line. "Note:" alone is too common.
_RUN_IN = re.compile(
    rf"(?P<title>{_NOTES.replace('|notes?|', '|')}|background|contexte|hintergrund|antecedentes|"
    r"(?:(?:media|press)\s+)?contacts?|(?:media|press)\s+enquiries|contact\s+presse|(?:presse)?kontakt|pressestelle|contacto(?:\s+de\s+prensa)?)\s*:\s+(?P<rest>\S.*)",
    re.IGNORECASE | re.DOTALL,
)
# "About Northgate University: Northgate teaches …": the name comes back in the text, as it does in no sentence that begins so.
_RUN_IN_ABOUT = re.compile(
    r"(?P<title>(?:about|à\s+propos\s+d[eu]|über|acerca\s+de|sobre)\s+(?P<name>[^:.]{2,60}))\s*:\s+(?P<rest>\S.{20,})",
    re.IGNORECASE | re.DOTALL,
)
_LONGEST = 70
_MOST_WORDS = 9


@dataclass(slots=True)
class Stretch:
    """The blocks under one title; the body itself has none."""

    title: str | None = None
    sort: Sort = "other"
    blocks: list[Block] = field(default_factory=list)


def divide(blocks: Sequence[Block]) -> list[Stretch]:
    """The text cut at its titles; the first stretch is the body. After an end mark, what has no title is a note to editors.

    A title that is not known by its words opens a section only behind the first known one (or where the markup ranks it so);
    before that it is a heading of the body.
    """
    stretches = [Stretch()]
    ended = False
    for index, block in enumerate(blocks):
        if block.kind == "end":
            ended = True
            continue
        title, sort, rest = _opening(block, blocks[index + 1] if index + 1 < len(blocks) else None, stretches[-1])
        if title is not None:
            stretches.append(Stretch(title, sort))
            ended = False
            if rest:
                stretches[-1].blocks.append(block.saying(rest))
            continue
        if ended:
            stretches.append(Stretch("", "notes"))
        ended = False
        stretches[-1].blocks.append(block)
    return stretches


def sort_of(title: str) -> Sort | None:
    """What a known title opens, or None for a title that is not known by its words."""
    words = title.strip(" :*_#[]–—-").strip()
    return next((sort for sort, pattern in _SORTS if pattern.fullmatch(words)), None)


def run_in(text: str) -> tuple[str, str] | None:
    """(title, rest) of a line that has both: "Contact: Ann Reader, …"; else None."""
    if about := _RUN_IN_ABOUT.match(text):
        names = [word for word in about["name"].split() if len(word) > 3 and word[0].isupper()]
        if any(word in about["rest"] for word in names):
            return about["title"].strip(), about["rest"]
    match = _RUN_IN.match(text)
    return (match["title"].strip(), match["rest"]) if match else None


def looks_like_title(block: Block, after: Block | None) -> bool:
    """A short line by itself over a paragraph: no full stop, no more than a few words, a capital first."""
    text = block.flat
    if block.kind == "title":
        return True
    if block.kind != "paragraph" or after is None or after.kind == "end" or not text:
        return False
    if len(text) > _LONGEST or len(text.split()) > _MOST_WORDS or text[-1] in '.,;:!…”"»)' or text[0] in '“"„«‘—–':
        return False
    return block.gap and (text[0].isupper() or text[0].isdigit()) and len(after.flat) > len(text)


def _opening(block: Block, after: Block | None, current: Stretch) -> tuple[str | None, Sort, str]:
    """(title, sort, rest of the line) where a block opens a section; title None where it does not."""
    text = block.flat
    if block.kind == "title":
        return (text.rstrip(" :"), sort_of(text) or "other", "") if block.level <= 2 else (None, "other", "")
    if block.kind != "paragraph":
        return None, "other", ""
    sort = sort_of(text) if len(text) <= _LONGEST and text[-1] not in ".,;" else None
    if sort is not None and after is not None and not _is_sentence(text):
        return text.rstrip(" :").strip("*_[] "), sort, ""
    if run := run_in(block.text):
        return run[0], sort_of(run[0]) or "other", run[1]
    if current.title is not None and current.sort == "other" and looks_like_title(block, after):
        return text.rstrip(" :"), "other", ""
    return None, "other", ""


def _is_sentence(text: str) -> bool:
    return len(text.split()) > _MOST_WORDS or text.endswith(("?", "!"))
