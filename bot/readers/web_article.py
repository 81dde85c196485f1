"""Where the story stands in a web page, what the page calls itself, and which language it says it has."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import urljoin

from selectolax.lexbor import LexborHTMLParser, LexborNode

from bot.readers.cleaning import squeeze
from bot.readers.web_words import Source, steps

_NAMED = ('[itemprop="articleBody"]', "article", 'main, [role="main"]')
_LEAST = 200  # characters that a story has at least
_MOST_OF_IT = 0.5
_NEARLY_ALL = 0.8
_DEEPEST = 40  # levels of nested boxes that are looked into
_PARTS_TITLE = re.compile(r"\s+[|–—·•:»-]+\s+|\s*::\s*")
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8})*")


@dataclass(frozen=True, slots=True)
class Article:
    """The story's element; `headline` is the page's own h1 where that stands outside; `elsewhere` how much text does, 0 to 1."""

    node: LexborNode
    headline: str | None = None
    elsewhere: float = 0.0


def find_article(page: LexborHTMLParser) -> Article | None:
    """The element with the story: what is marked as an article, else the smallest box that holds nearly all of the text."""
    body = page.body
    if body is None:
        return None
    weights = _weights(body)
    total = weights.get(body.mem_id, 0)
    chosen = _marked(page, weights, total) or _heaviest(body, weights)
    weight = weights.get(chosen.mem_id, 0)
    first = chosen.css_first("h1")
    above = None
    if first is None:
        titles = [title for title in body.css("h1") if title.mem_id in weights]
        above = squeeze(titles[0].text(deep=True)) if len(titles) == 1 else None
    return Article(chosen, above or None, 1 - weight / total if total else 0.0)


def titles_of(page: LexborHTMLParser) -> list[str]:
    """What the page calls itself, likeliest headline first: og:title, then the title with and without the site's name."""
    shared = [_meta(page, "og:title"), _meta(page, "twitter:title")]
    node = page.css_first("head > title")
    title = squeeze(node.text(deep=True)) if node is not None else ""
    site = _meta(page, "og:site_name").casefold()
    pieces = [piece for piece in _PARTS_TITLE.split(title) if piece and piece.casefold() != site]
    pieces.sort(key=len, reverse=True)
    return list(dict.fromkeys(text for text in (*shared, *pieces[:1], title, *pieces[1:]) if text))


def language_said(page: LexborHTMLParser, article: LexborNode) -> str | None:
    """The `lang` of the story or of what surrounds it, as a language code; None where it has none."""
    node: LexborNode | None = article
    while node is not None:
        said = (node.attributes.get("lang") or "").strip() if node.is_element_node else ""
        if said:
            return said.replace("_", "-") if _LANGUAGE.fullmatch(said) else None
        node = node.parent
    return None


def address_of(page: LexborHTMLParser) -> str:
    """Where the page stood on the web, for its links that name no host; empty where it does not say."""
    base = page.css_first("base[href]")
    canonical = page.css_first('link[rel="canonical"][href]')
    said = [node.attributes.get("href") or "" for node in (base, canonical) if node is not None]
    said.append(_meta(page, "og:url"))
    return next((address for address in said if re.match(r"https?://[^\s/]", address)), "")


def absolute(address: str, base: str) -> str:
    """`/reports` and `//host/x` on the page's own host; a name beside the saved file stays what it is."""
    return urljoin(base, address) if base and address.startswith("/") else address


def _marked(page: LexborHTMLParser, weights: dict[int, int], total: int) -> LexborNode | None:
    """What the page itself marks as its story; an article with its headline goes before its bare body."""
    found: LexborNode | None = None
    for selector in _NAMED:
        nodes = [node for node in page.css(selector) if node.mem_id in weights]
        best = max(nodes, key=lambda node: weights[node.mem_id], default=None)
        if best is None or weights[best.mem_id] < max(min(_LEAST, total), total * _MOST_OF_IT):
            continue
        if best.css_first("h1") is not None:
            return best
        found = found or best
    return found


def _heaviest(body: LexborNode, weights: dict[int, int]) -> LexborNode:
    """Down from the body as long as one box holds nearly all of the text, and the page's headline with it."""
    current = body
    for _ in range(_DEEPEST):
        boxes = [
            child for child in current.iter() if child.mem_id in weights and child.tag in ("div", "section", "center")
        ]
        best = max(boxes, key=lambda node: weights[node.mem_id], default=None)
        if best is None or weights[best.mem_id] < weights[current.mem_id] * _NEARLY_ALL:
            break
        if current.css_first("h1") is not None and best.css_first("h1") is None:
            break
        current = best
    return current


def _weights(body: LexborNode, source: Source = "page") -> dict[int, int]:
    """Characters of text below each element that is read, those in links left out: menus are all links."""
    weights: dict[int, int] = {}
    sums: list[int] = [0]
    in_link = 0
    for kind, node, _ in steps(body, source):
        if kind == "open":
            sums.append(0)
            in_link += node.tag == "a"
        elif kind == "close":
            weight = sums.pop()
            weights[node.mem_id] = weight
            sums[-1] += weight
            in_link -= node.tag == "a"
        elif kind == "text" and not in_link:
            sums[-1] += len((node.text_content or "").strip())
    weights[body.mem_id] = sums[0]
    return weights


def _meta(page: LexborHTMLParser, name: str) -> str:
    node = page.css_first(f'meta[property="{name}"], meta[name="{name}"]')
    return squeeze(node.attributes.get("content") or "") if node is not None else ""
