"""Putting up: what was typed becomes a version that awaits approval, once it is a release and its embargo is settled."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.core.embargo import Embargo
from bot.core.errors import EmbargoError
from bot.core.release import EmbargoLine
from bot.core.release import Release as Text
from bot.core.workflow import Stage, require
from bot.newsroom.copy import filing
from bot.newsroom.copy.drafting import WRITABLE, DraftConflict, Opened, opened
from bot.newsroom.copy.entering import considered, said_otherwise
from bot.newsroom.copy.languages import joined
from bot.newsroom.copy.writing import typed_texts
from bot.newsroom.newsroom import Newsroom
from bot.store.contents import open_version
from bot.store.embargoes import embargo_of, words_of
from bot.store.models import Draft


class NoHeadlineYet(EmbargoError):
    """The release has no headline{where}. Write one, then put it up."""


class NoTextYet(EmbargoError):
    """The release has a headline and no text{where}. Write one, then put it up."""


class NotSettled(EmbargoError):
    """The embargo is not settled: {problem}"""


class EmbargoContradicted(EmbargoError):
    """The text says “{wording}” ({said}), and the embargo entered is {given}. Change the one or the other; nothing was put up."""


@dataclass(frozen=True, slots=True)
class PutUp:
    """What it came to: the version's number, whether an approved text stays due, and what changed since the version before."""

    number: int
    kept: bool = False
    changes: tuple[str, ...] = ()


def put_up(newsroom: Newsroom, slug: str, revision: int, by: str, keep: bool | None = None) -> PutUp:
    """File what was typed as a version that awaits approval; `keep`: as of `filing.edit`.

    Raises DraftConflict when `revision` is not the newest, NoHeadlineYet, NoTextYet, NotSettled, EmbargoContradicted,
    NothingChanged, SameLanguage, or what `filing` raises.
    """
    newsroom.allow("queue")
    here = opened(newsroom, slug)
    require(slug, here.release.stage, WRITABLE, "put up for approval")
    if here.revision != revision:
        raise DraftConflict(here.by, here)
    text, said = _whole(newsroom, here)
    embargo = _embargo(newsroom, here)
    for line in said:
        if otherwise := said_otherwise(line, embargo):
            raise EmbargoContradicted(wording=line.wording or "", said=otherwise, given=_told(embargo))
    if here.release.stage == Stage.DRAFT:
        return _first(newsroom, here, text, embargo, by)
    made = _further(newsroom, here, text, by, keep)
    newsroom.world.transact(lambda: Draft.objects.filter(release=here.release, revision=revision).delete())
    return made


def _whole(newsroom: Newsroom, here: Opened) -> tuple[Text, Sequence[EmbargoLine]]:
    """The release that was typed, and every embargo line in it. Raises NoHeadlineYet, NoTextYet, SameLanguage."""
    typed = typed_texts(here.draft, newsroom.now().date(), newsroom.config.office.zone)
    for number, one in enumerate(typed):
        where = f" in {one.text.language}" if number else ""
        if not one.text.headline:
            raise NoHeadlineYet(where=where)
        if not one.text.body and not one.text.sections:
            raise NoTextYet(where=where)
    main, *others = (one.text for one in typed)
    said = [here.draft.said] if here.release.stage == Stage.DRAFT else []
    return joined(main, others), [*said, *(one.said for one in typed)]


def _embargo(newsroom: Newsroom, here: Opened) -> Embargo:
    """The entry's; once a version is filed, the embargo is moved and not edited."""
    if here.release.stage != Stage.DRAFT:
        return embargo_of(here.release, words_of(newsroom.keyring, here.release))
    found = considered(newsroom, here.draft.entry)
    if found.embargo is None:
        raise NotSettled(problem=found.problem)
    return found.embargo


def _first(newsroom: Newsroom, here: Opened, text: Text, embargo: Embargo, by: str) -> PutUp:
    def work() -> PutUp:
        now = opened(newsroom, here.release.slug)
        if now.revision != here.revision:
            raise DraftConflict(now.by, now)
        version = filing.put_up(newsroom, now.release, text, embargo, here.draft.channels, by, now.hands)
        Draft.objects.filter(release=now.release).delete()
        return PutUp(version.number)

    return newsroom.world.transact(work)


def _further(newsroom: Newsroom, here: Opened, text: Text, by: str, keep: bool | None) -> PutUp:
    """A version beside the one that stands; languages that are not there any more are left out."""
    slug = here.release.slug
    before = open_version(newsroom.keyring, filing.latest(here.release))
    others = {one.language for one in text.translations}
    gone = [one.language for one in before.translations if one.language not in others]
    made = filing.edit(newsroom, slug, text, by, keep, text.translations, gone, hands=here.hands)
    return PutUp(made.number, made.kept, made.changes)


def _told(embargo: Embargo) -> str:
    if embargo.instant is None:
        return "on somebody’s word"
    return f"{embargo.words} ({embargo.instant:%Y-%m-%d %H:%M} UTC)"
