"""What every format is read into before its anatomy is looked for: blocks in order, with their line numbers."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from bot.core.release import Picture, Quote
from bot.readers.cleaning import squeeze

Kind = Literal["paragraph", "title", "item", "quotation", "picture", "end"]


@dataclass(frozen=True, slots=True)
class Block:
    """One paragraph, list item, heading, quotation or picture as the file sets it.

    `text` keeps line breaks that mean something as `\\n`; `line` is 1-based; `gap` tells whether a blank line stands before.
    `level` is a heading's level where the markup says so; `bullet` a list item's mark; `number` its number if it has one.
    `end` is an end mark (ENDS, -30-, ###): nothing after it is meant for print.
    """

    kind: Kind
    text: str
    line: int
    gap: bool = True
    level: int = 0
    bullet: str = ""
    number: int | None = None
    quote: Quote | None = None
    picture: Picture | None = None

    @property
    def flat(self) -> str:
        """The text on one line."""
        return squeeze(self.text)

    @property
    def rows(self) -> list[str]:
        """The text's lines, none of them empty."""
        return [row for row in map(squeeze, self.text.split("\n")) if row]

    def saying(self, text: str) -> Block:
        """The same block with another text."""
        return replace(self, text=text)
