"""What the pages for readers of a list share: their words, their headers, and that nobody keeps a copy of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpResponse

from bot.newsroom.newsroom import Newsroom
from bot.renditions.environment import fill
from bot.renditions.list_wording import WORDS
from bot.renditions.wording import spoken
from bot.store.models import Reader

_HEADERS = {
    # No script, nothing from elsewhere, forms to this office alone, inside nobody's frame.
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
    # The address of the page is somebody's key.
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex",
    "Cache-Control": "no-store",
}


class ReaderPages:
    """Fills the pages of one list in one language."""

    def __init__(self, newsroom: Newsroom, list_name: str, language: str = "", email: str = "") -> None:
        config = newsroom.config.lists.get(list_name)
        self._newsroom = newsroom
        self.public = config is not None and config.public
        self.language = language or (config.language if config else newsroom.config.pressroom.language)
        names = {"office": newsroom.config.office.name, "list": newsroom.config.list_title(list_name), "email": email}
        known = spoken(WORDS, self.language)
        if known is WORDS["en"]:
            self.language = "en"
        self.words: Mapping[str, str] = {name: text.format(**names) for name, text in known.items()}

    @classmethod
    def of(cls, newsroom: Newsroom, reader: Reader) -> ReaderPages:
        """In the reader's own language where there are words in it."""
        return cls(newsroom, reader.list.name, reader.language, reader.email)

    def page(self, template: str, title: str, status: int = 200, **values: Any) -> HttpResponse:
        """A page of `templates/readers`; `title` is the name of its words."""
        shown = {
            "language": self.language,
            "office": self._newsroom.config.office,
            "title": self.words[title],
            "words": self.words,
        }
        html = fill(f"readers/{template}.html", shown | values, self._newsroom.templates)
        return HttpResponse(html.strip() + "\n", status=status, headers=_HEADERS)

    def told(self, title: str, said: str, status: int = 200, links: tuple[tuple[str, str], ...] = ()) -> HttpResponse:
        """A page with one sentence, and where to go from there."""
        return self.page("told", title, status, said=self.words[said], links=links)
