"""Which of a release's languages goes where: to a page each, to every reader their own, to a channel the one it is set to."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import cache

from bot.core.audience import reads
from bot.core.configuration import ChannelConfig
from bot.core.errors import EmbargoError
from bot.core.release import Release as Text
from bot.store.contents import Seat

# A release's address is one word, which the language follows.
_PAGE = re.compile(r"(/releases/[^/]+)/([a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*)")
# A list has readers of several languages and a partner may take all of them; an account's followers get the news once.
IN_EVERY_LANGUAGE = frozenset({"email", "webhook"})


class SameLanguage(EmbargoError):
    """Two of the texts are in {language}. Say in their front matter which language each is in (`language: fr`), or leave one out."""


class OtherLanguage(EmbargoError):
    """This text is in {language}, and "{slug}" is in {known}. `embargo edit {slug} FILE --translation FILE` adds a language."""


def joined(main: Text, others: Iterable[Text]) -> Text:
    """One release of a text and its translations, in the order given. Raises SameLanguage."""
    translations = tuple(others)
    seen: set[str] = set()
    for text in (main, *translations):
        if text.language.lower() in seen:
            raise SameLanguage(language=text.language)
        seen.add(text.language.lower())
    return replace(main, translations=translations)


def rejoined(slug: str, before: Text, text: Text, others: Sequence[Text], without: Sequence[str]) -> Text:
    """A release after an edit: `text` stands in for the one in its language, `others` are put in or added, `without` left out.

    Where there are no translations, an edit may change the language. Raises OtherLanguage or SameLanguage.
    """
    kept = {one.language: one for one in before.translations if one.language not in without}
    main = text
    if kept and text.language != before.language:
        if text.language not in kept:
            raise OtherLanguage(language=text.language, slug=slug, known=", ".join([before.language, *kept]))
        main, kept[text.language] = before, text
    fresh = {one.language: one for one in others}
    if len(fresh) < len(others):
        raise SameLanguage(language=next(one.language for one in others if fresh[one.language] is not one))
    return joined(main, (kept | fresh).values())


def mark(text: Text, whole: Text) -> str:
    """How a text of a release is told from its others: a translation by its language, the main text by ""."""
    return "" if text is whole else text.language


def texts_for(config: ChannelConfig | None, whole: Text) -> list[Text]:
    """The texts of a release that a channel carries, the main one first; None stands for the pages, which carry all.

    A channel whose `language` the release does not have carries the main text.
    """
    if config is None or (config.kind in IN_EVERY_LANGUAGE and not config.language):
        return [whole, *whole.translations]
    return [whole.told_in(config.language)]


def readers_of(people: Iterable[Seat], text: Text, whole: Text, config: ChannelConfig) -> Iterator[Seat]:
    """Those on a list to whom `text` is sent: everybody gets one text, the one in their language before the main one.

    A mailing that is set to a language goes to those who read it. Who named none reads what the main text is in.
    """

    @cache
    def theirs(language: str) -> Text | None:
        if config.language and not reads(language or whole.language, config.language):
            return None
        return whole.told_in(config.language or language)

    return (seat for seat in people if theirs(seat.language) is text)


def parted(path: str) -> tuple[str, str]:
    """The path of a release's main page and the language asked for, "" for the main text's: the inverse of `page_of`."""
    match = _PAGE.fullmatch(path)
    return (match[1], match[2]) if match else (path, "")


def page_of(main: str, language: str) -> str:
    """The address of a translation's page below that of the main text; `language` "" is the main text's own."""
    return f"{main}/{language}" if language else main
