"""Quotations: runs of paragraphs that open with a mark and close once, and who says them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bot.core.release import Finding, Quote
from bot.readers.blocks import Block
from bot.readers.doubts import doubt
from bot.readers.marks import CLOSERS, Stretch, goes_on, opens, stretches
from bot.readers.people import Person, attribution, introduces, lead_in, only_lead_in, person

_DASH = re.compile(r"^(?:[—–-]{1,2}|―)\s*(?=\S)")


@dataclass(frozen=True, slots=True)
class Spoken:
    """A quotation found at a place, and how many blocks it takes."""

    quote: Quote
    taken: int


def quotation_at(blocks: Sequence[Block], index: int, findings: list[Finding]) -> Spoken | None:
    """The quotation that begins with block `index`, with its speaker; None where that block is an ordinary paragraph.

    A paragraph of quotation and attribution is one; one that says anything else stays a paragraph as it stands.
    """
    block = blocks[index]
    if block.kind == "quotation" and block.quote is not None:
        return _marked_up(blocks, index, findings)
    text = block.flat
    mark = opens(text)
    if mark is None:
        return _after_own_lead_in(blocks, index, findings)
    cut = stretches(text)
    said = _plain_quotation(cut)
    if said is None:
        return None
    paragraphs, who = [said[0]], said[1]
    taken = 1
    if not cut[-1].quoted or cut[-1].closed:
        return _closed(blocks, index, paragraphs, who, taken, findings)
    return _run(blocks, index, mark, paragraphs, who, findings)


def _run(
    blocks: Sequence[Block], index: int, mark: str, paragraphs: list[str], who: Person | None, findings: list[Finding]
) -> Spoken | None:
    """A quotation that its first paragraph leaves open: it goes on as long as each next one opens with the mark again."""
    taken = 1
    while index + taken < len(blocks):
        block = blocks[index + taken]
        text = block.flat
        if block.kind != "paragraph" or not goes_on(text, mark):
            break
        cut = stretches(mark + text[1:])
        said = _plain_quotation(cut)
        if said is None:
            break
        paragraphs.append(said[0])
        who = who or said[1]
        taken += 1
        if not cut[-1].quoted or cut[-1].closed:
            return _closed(blocks, index, paragraphs, who, taken, findings)
    findings.append(doubt("quote-unclosed", blocks[index].line))
    return _closed(blocks, index, paragraphs, who, taken, findings)


def _closed(
    blocks: Sequence[Block], index: int, paragraphs: list[str], who: Person | None, taken: int, findings: list[Finding]
) -> Spoken:
    """The quotation is whole; who speaks, unless it says so itself: a line below, or the paragraph above that ends in "said:"."""
    if who is None and index + taken < len(blocks) and (below := _signature(blocks[index + taken])):
        who, taken = below, taken + 1
    if who is None and index:
        before = blocks[index - 1]
        if before.kind == "paragraph":
            who = lead_in(before.flat) if introduces(before.flat) else _left_open(before.flat)
    if who is None:
        findings.append(doubt("speaker-unsure", blocks[index].line))
    speaker, role = who or (None, None)
    return Spoken(Quote("\n\n".join(paragraphs), speaker, role), taken)


def _left_open(paragraph: str) -> Person | None:
    """Who speaks in `Ahead of the vote, X, the Y, said: “…` whose quotation goes on below."""
    cut = stretches(paragraph)
    return lead_in(cut[0].text) if len(cut) == 2 and cut[1].quoted and not cut[1].closed else None


def _plain_quotation(cut: Sequence[Stretch]) -> tuple[str, Person | None] | None:
    """(words, speaker) of a paragraph that is quotation and at most one attribution; None when it says more."""
    quoted = [stretch.text for stretch in cut if stretch.quoted]
    between = [stretch for stretch in cut if not stretch.quoted and re.search(r"\w", stretch.text)]
    if not cut or not cut[0].quoted:
        return None
    if not between:
        return (_sewn(quoted), None) if len(quoted) == 1 else None
    who = attribution(between[0].text) if len(between) == 1 else None
    return (_sewn(quoted), who) if who else None


def _sewn(quoted: Sequence[str]) -> str:
    """`We are glad,` … `It works.` → `We are glad. It works.`: the comma before an attribution goes with it."""
    text = quoted[0]
    for more in quoted[1:]:
        if text.endswith(",") and not more[:1].islower():
            text = text[:-1] + "."
        elif text[-1].isalnum() and more[:1].isupper():
            text += "."  # French and Spanish set none before the mark that closes
        text = f"{text} {more}"
    return text[:-1] + "." if text.endswith(",") else text


def _after_own_lead_in(blocks: Sequence[Block], index: int, findings: list[Finding]) -> Spoken | None:
    """`X, the Y, said: “…”` in one paragraph, and on through those that follow."""
    block = blocks[index]
    cut = stretches(block.flat) if block.kind == "paragraph" else []
    if len(cut) < 2 or cut[0].quoted or not all(stretch.quoted for stretch in cut[1:]):
        return None
    who = only_lead_in(cut[0].text)
    if who is None or len(cut) > 2:
        return None
    if cut[-1].closed:
        return Spoken(Quote(_sewn([cut[1].text]), *who), 1)
    mark = block.flat[len(block.flat) - len(cut[1].text) - 2 :].lstrip()[:1]
    return _run(blocks, index, mark, [cut[1].text], who, findings) if mark in CLOSERS else None


def _signature(block: Block) -> Person | None:
    """A line `— X, Y` below a quotation, or `X, Y` set tight under it."""
    text = block.flat
    if len(text) > 150:
        return None
    if block.kind == "item" and block.bullet in ("-", "–", "—"):
        return person(text)
    if block.kind == "paragraph" and (dash := _DASH.match(text)):
        return person(text[dash.end() :])
    if block.kind == "paragraph" and not block.gap and text[-1] not in ".!?:" and "," in text:
        return person(text)
    return None


def _marked_up(blocks: Sequence[Block], index: int, findings: list[Finding]) -> Spoken:
    """A blockquote: its last line may sign it (`— Name, role`), or its own words say who speaks."""
    block = blocks[index]
    paragraphs = block.rows
    who: Person | None = None
    if len(paragraphs) > 1 and (dash := _DASH.match(paragraphs[-1])):
        signed = paragraphs[-1][dash.end() :]
        name, _, role = signed.partition(",")
        # Set as a signature in the markup: the name is taken as it stands.
        who, paragraphs = person(signed) or (name.strip(), role.strip() or None), paragraphs[:-1]
    words = []
    for paragraph in paragraphs:
        said = _plain_quotation(stretches(paragraph)) if opens(paragraph) else None
        words.append(said[0] if said else paragraph)
        who = who or (said[1] if said else None)
    return _closed(blocks, index, words, who, 1, findings)
