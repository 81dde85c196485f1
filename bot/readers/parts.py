"""Blocks → the parts of a body, a section or the notes."""

from __future__ import annotations

from collections.abc import Sequence

from bot.core.release import Finding, Part, Quote
from bot.readers.blocks import Block
from bot.readers.quotations import quotation_at
from bot.readers.sections import looks_like_title


def compose(
    blocks: Sequence[Block], quotes: list[Quote], findings: list[Finding], titled: bool = False
) -> tuple[Part, ...]:
    """The parts in order; each quotation goes to `quotes` and leaves its number at its place.

    In a titled part a quotation keeps its words in the part's `text` too, so that `Section.text` is whole.
    """
    parts: list[Part] = []
    index = 0
    while index < len(blocks):
        block = blocks[index]
        if block.kind != "item" and (spoken := quotation_at(blocks, index, findings)):
            parts.append(Part("quote", text=spoken.quote.text if titled else "", quote=len(quotes)))
            quotes.append(spoken.quote)
            index += spoken.taken
        elif block.kind == "item":
            taken = _list_length(blocks, index)
            items = tuple(item.flat for item in blocks[index : index + taken])
            parts.append(Part("list", items=items, ordered=block.number is not None))
            index += taken
        else:
            after = blocks[index + 1] if index + 1 < len(blocks) else None
            parts.append(Part("heading" if looks_like_title(block, after) else "paragraph", block.flat))
            index += 1
    return tuple(parts)


def _list_length(blocks: Sequence[Block], index: int) -> int:
    numbered = blocks[index].number is not None
    taken = 1
    while index + taken < len(blocks):
        block = blocks[index + taken]
        if block.kind != "item" or (block.number is not None) != numbered or block.number == 1:
            break
        taken += 1
    return taken
