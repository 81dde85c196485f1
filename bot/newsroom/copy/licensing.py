"""Recording that a picture may be used: who said so, and under what licence, as a new version of the text."""

from __future__ import annotations

from dataclasses import replace

from bot.core.errors import EmbargoError
from bot.core.release import Picture
from bot.core.release import Release as Text
from bot.newsroom.copy.filing import Edited, edit, get, latest
from bot.newsroom.newsroom import Newsroom
from bot.store.contents import open_version


class NoSuchPicture(EmbargoError):
    """ "{slug}" has no picture {number}; it has {count}, counted from 1."""


class NoLicence(EmbargoError):
    """Say in a few words what licence there is and from whom, such as "Getty Images 1234, press use until 2027"."""


def license_picture(newsroom: Newsroom, slug: str, number: int, licence: str, by: str) -> Edited:
    """File a new version in which picture `number` has this licence, in every language that shows the same picture.

    Whoever says so is on record (`filing.edit`), as the one who edited last: somebody else approves, and answers for it. The
    words themselves are sealed.
    Raises UnknownRelease, WrongStage, NoSuchPicture, NoLicence or NothingChanged.
    """
    newsroom.allow("licence")
    words = " ".join(licence.split())
    if not words:
        raise NoLicence()
    text = open_version(newsroom.keyring, latest(get(slug)))
    if not 1 <= number <= len(text.pictures):
        raise NoSuchPicture(slug=slug, number=number, count=len(text.pictures))
    meant = text.pictures[number - 1]
    licensed = _licensed(text, meant, words)
    others = [_licensed(one, meant, words) for one in text.translations]

    return edit(newsroom, slug, licensed, by, others=others)


def _licensed(text: Text, meant: Picture, words: str) -> Text:
    same = [_is_same(one, meant) for one in text.pictures]
    pictures = tuple(replace(one, licence=words) if hit else one for one, hit in zip(text.pictures, same, strict=True))
    return replace(text, pictures=pictures, translations=())


def _is_same(one: Picture, meant: Picture) -> bool:
    if one is meant:
        return True
    known = (meant.digest or meant.source) is not None
    return known and (one.digest, one.source) == (meant.digest, meant.source) and one.credit == meant.credit
