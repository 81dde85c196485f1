"""Markup opened as a browser would, unless it is nested so deeply that only looking at it would take minutes."""

from __future__ import annotations

import re

from selectolax.lexbor import LexborHTMLParser

from bot.readers.refusals import TooManyBoxes

_DEEPEST = 1_000  # levels; web pages have about 30
_TAG = re.compile(r"<(/?)([a-z][a-z0-9-]*)", re.IGNORECASE)
# Those without an end, and those that the next one of their kind ends: https://html.spec.whatwg.org/#optional-tags
_ENDLESS_TAGS = """area base br col embed hr img input link meta source track wbr
    p li dt dd option optgroup tr td th thead tbody tfoot colgroup caption rt rp html head body"""
_ENDLESS = frozenset(_ENDLESS_TAGS.split())
_RAW = frozenset(("script", "style", "textarea", "title"))  # what looks like a tag in these is none


def opened(file: str, markup: str) -> LexborHTMLParser:
    """The page. Raises TooManyBoxes."""
    if _depth(markup) > _DEEPEST:
        raise TooManyBoxes(file=file, depth=f"more than {_DEEPEST}")
    page = LexborHTMLParser(markup)
    level = [page.root] if page.root is not None else []
    depth = 0
    while level := [child for node in level for child in node.iter()]:
        depth += 1
        if depth > _DEEPEST:
            raise TooManyBoxes(file=file, depth=f"more than {_DEEPEST}")
    return page


def _depth(markup: str) -> int:
    """How many elements are open at once, as far as their tags tell: for each new one the standard's algorithm looks at all of them."""
    depth = deepest = 0
    raw = ""
    for closing, name in _TAG.findall(markup):
        tag = name.lower()
        if raw:
            raw = "" if closing and tag == raw else raw
        elif tag in _RAW:
            raw = "" if closing else tag
        elif tag not in _ENDLESS:
            depth = max(0, depth - 1) if closing else depth + 1
            if depth > deepest:
                deepest = depth
                if deepest > _DEEPEST:
                    break
    return deepest
