"""What of a web page, a mail or a converted document nobody sees, and what is not part of the story."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal

from selectolax.lexbor import LexborNode

Source = Literal["page", "mail", "document"]
Reason = Literal["machinery", "hidden", "struck", "furniture", "reply", "signature"]
Step = tuple[Literal["open", "text", "close", "skip"], LexborNode, Reason | None]

_MACHINERY_TAGS = """head script style template noscript iframe object embed svg canvas audio video map button input select textarea option
    datalist dialog link meta title"""
_MACHINERY = frozenset(_MACHINERY_TAGS.split())
_FURNITURE = frozenset(("nav", "aside", "form", "menu", "search"))
_FURNITURE_ROLES = frozenset(
    ("navigation", "complementary", "search", "banner", "contentinfo", "dialog", "alertdialog")
)
# Whole words of class and id names: "share-bar" is furniture, "shareholders" is not.
_FURNITURE_NAMES = """share sharing social sharebar addthis sharethis related recommended recommendations cookie cookies consent gdpr
    newsletter subscribe subscription signup breadcrumb breadcrumbs comments disqus advert adverts ads advertisement promo sidebar
    pagination pager toolbar skip skiplink skiplinks navigation nav navbar menu sitemap"""
_FURNITURE_WORDS = frozenset(_FURNITURE_NAMES.split())
_HIDDEN_STYLE = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)|mso-hide\s*:\s*all|opacity\s*:\s*0(?:\.0*)?\s*(?:;|!|$)|"
    r"font-size\s*:\s*0(?:px|pt|em|rem|%)?\s*(?:;|!|$)|max-height\s*:\s*0(?:px)?\s*(?:;|!|$)",
    re.IGNORECASE,
)
_HIDDEN_CLASSES = frozenset(
    (
        "sr-only",
        "visually-hidden",
        "visuallyhidden",
        "screen-reader-text",
        "screen-reader-only",
        "hidden",
        "d-none",
        "assistive-text",
    )
)
_STRUCK = frozenset(("del", "s", "strike"))
_STRUCK_STYLE = re.compile(r"text-decoration[\w-]*\s*:[^;]*line-through", re.IGNORECASE)
_REPLIES = frozenset(
    ("gmail_quote", "gmail_quote_container", "gmail_attr", "yahoo_quoted", "moz-cite-prefix", "protonmail_quote")
)
_SIGNATURES = frozenset(("gmail_signature", "moz-signature", "protonmail_signature_block"))
_REPLY_IDS = frozenset(("divrplyfwdmsg", "appendonsend", "mail-editor-reference-message-container"))


def steps(root: LexborNode, source: Source) -> Iterator[Step]:
    """Everything below `root` in its order; what is not read comes once, as a `skip` with the reason. As deep as it likes."""
    stack: list[Step] = [(_kind(node), node, None) for node in reversed(list(root.iter(include_text=True)))]
    while stack:
        kind, node, reason = stack.pop()
        if kind == "open" and (reason := unread(node, source)):
            kind = "skip"
        yield kind, node, reason
        if kind == "open":
            stack.append(("close", node, None))
            stack += [(_kind(child), child, None) for child in reversed(list(node.iter(include_text=True)))]


def unread(node: LexborNode, source: Source) -> Reason | None:
    """Why an element's words are not the story's; None where they are."""
    tag = node.tag or ""
    if tag in _MACHINERY:
        return "machinery"
    attributes = node.attributes
    if not attributes:
        return _by_tag(node, tag, source)
    style, classes = attributes.get("style") or "", _names(attributes.get("class"))
    if "hidden" in attributes or _HIDDEN_STYLE.search(style) or classes & _HIDDEN_CLASSES:
        return "hidden"
    if _STRUCK_STYLE.search(style):
        return "struck"
    if source == "mail":
        return _of_mail(tag, attributes, classes) or _by_tag(node, tag, source)
    if source == "page" and _is_furniture(attributes, classes) and not _holds_story(node):
        return "furniture"
    return _by_tag(node, tag, source)


def _kind(node: LexborNode) -> Literal["open", "text", "skip"]:
    if node.is_element_node:
        return "open"
    return "text" if node.is_text_node else "skip"


def _by_tag(node: LexborNode, tag: str, source: Source) -> Reason | None:
    if tag in _STRUCK:
        return "struck"
    return "furniture" if tag in _FURNITURE and source == "page" and not _holds_story(node) else None


def _holds_story(node: LexborNode) -> bool:
    """A box may be called `with-sidebar`, and some sites put the whole page into one form."""
    return node.tag in ("html", "body", "main", "article", "h1") or node.css_first("h1, article, main") is not None


def _of_mail(tag: str, attributes: dict[str, str | None], classes: set[str]) -> Reason | None:
    cited = tag == "blockquote" and (attributes.get("type") or "").lower() == "cite"
    if cited or classes & _REPLIES or (attributes.get("id") or "").lower() in _REPLY_IDS:
        return "reply"
    return "signature" if classes & _SIGNATURES else None


def _is_furniture(attributes: dict[str, str | None], classes: set[str]) -> bool:
    if (attributes.get("role") or "").lower() in _FURNITURE_ROLES:
        return True
    names = classes | _names(attributes.get("id"))
    return any(word in _FURNITURE_WORDS for name in names for word in re.split(r"[-_:]+", name))


def _names(value: str | None) -> set[str]:
    """Class names as they are compared: small letters, `shareBar` as `share-bar`."""
    return set(re.sub(r"(?<=[a-z])(?=[A-Z])", "-", value).lower().split()) if value else set()
