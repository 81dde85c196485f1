"""Tables as lines: a row of short cells is one line, anything else is read cell by cell."""

from __future__ import annotations

import re

from selectolax.lexbor import LexborNode

from bot.readers.cleaning import squeeze

_LONGEST_CELL = 160
_LONGEST_LABEL = 40
_BLOCKS = "table, ul, ol, blockquote, h1, h2, h3, h4, h5, h6, img, p + p, div + div, br"


def separator_of(row: LexborNode) -> str | None:
    """What stands between the cells of a row that is one line: ": " behind a label, " | " in a table; None for a row of boxes."""
    cells = [cell for cell in row.iter() if cell.tag in ("td", "th")]
    texts = [text for cell in cells if (text := squeeze(cell.text(deep=True)))]
    if len(texts) < 2 or any(len(text) > _LONGEST_CELL for text in texts):
        return None
    if any(cell.css_first(_BLOCKS) is not None for cell in cells):
        return None
    if len(texts) > 2:
        return " | "
    label = texts[0]
    if len(label) > _LONGEST_LABEL or not re.search(r"[^\W\d_]", label):
        return " | "
    return " " if label.endswith(":") else ": "
