"""Standing by a release after its lift: a correction, an update, a minor fix, a withdrawal, a recall is filed here.

Each awaits an approval of its own (`newsroom.approval.approving`) while the release stays lifted; approved, it goes at once.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.core.enclosure import Enclosure
from bot.core.errors import EmbargoError
from bot.core.release import Release as Text
from bot.core.standing import Change, Note, Standing, bare, differences
from bot.core.workflow import Stage, require
from bot.newsroom.alerting import Alarm, notice
from bot.newsroom.copy.filing import changed, get, newly_licensed, note_licences
from bot.newsroom.copy.languages import rejoined
from bot.newsroom.copy.versions import write_version
from bot.newsroom.enclosures.keeping import belong, keep_all
from bot.newsroom.hold.holding import Stopped, hold_back
from bot.newsroom.newsroom import Newsroom
from bot.store.contents import open_path, open_version
from bot.store.models import Release, Version

LONGEST = 400  # characters of a sentence that was found by comparing: longer ones nobody reads in a correction
WANTED = {
    Standing.CORRECTION: "corrected",
    Standing.UPDATE: "updated",
    Standing.FIX: "fixed",
    Standing.WITHDRAWAL: "withdrawn",
    Standing.RECALL: "recalled",
}


class SayWhatWasWrong(EmbargoError):
    """A correction says what was said and what it should say. {found}: give both, --was "…" --now-reads "…"."""


class NoReason(EmbargoError):
    """A withdrawal says why. Give the reason in a sentence, as readers will read it: --because "…"."""


class NothingDiffers(EmbargoError):
    """The text is the same as the one that went out; nothing was filed."""


class NothingAwaits(EmbargoError):
    """ "{slug}" has no correction, update, fix, withdrawal or recall that awaits an approval."""


class NoMailWent(EmbargoError):
    """No mail of "{slug}" has gone to anybody{where}: there is nobody to write to. `embargo stop {slug}` holds back what has not left."""


@dataclass(frozen=True, slots=True)
class Filed:
    """What was filed: its version's number, its note, the names of the parts that changed, whose place it took, what it held back."""

    standing: Standing
    number: int
    note: Note
    changes: tuple[str, ...] = ()
    instead_of: str = ""
    stopped: Stopped | None = None


@dataclass(frozen=True, slots=True)
class Draft:
    """A text that takes the place of the one that went: in its language, with translations to add or leave out, and what lies beside."""

    text: Text
    others: Sequence[Text] = ()
    without: Sequence[str] = ()
    enclosures: Sequence[Enclosure] = ()


def correct(newsroom: Newsroom, slug: str, draft: Draft, by: str, was: str = "", now_reads: str = "") -> Filed:
    """Something was wrong. `was`, `now_reads`: one sentence each; found by comparing where only one thing differs.

    Raises UnknownRelease, WrongStage (it has not lifted, or is withdrawn), NothingDiffers, SayWhatWasWrong.
    """
    newsroom.allow("correct")
    return _file(newsroom, slug, Standing.CORRECTION, draft, by, Note(_given(draft.text.language, was, now_reads)))


def update(newsroom: Newsroom, slug: str, draft: Draft, by: str, adds: str = "") -> Filed:
    """Something is new; `adds` says what, in a sentence. Raises as `correct` does."""
    newsroom.allow("update")
    return _file(newsroom, slug, Standing.UPDATE, draft, by, Note(because=_line(adds)))


def fix(newsroom: Newsroom, slug: str, draft: Draft, by: str) -> Filed:
    """A minor fix: the page alone changes, and nobody is written to. Raises as `correct` does."""
    newsroom.allow("fix")
    return _file(newsroom, slug, Standing.FIX, draft, by, Note())


def withdraw(newsroom: Newsroom, slug: str, by: str, because: str, delete_posts: bool = False) -> Filed:
    """It holds no longer: what has not left is stopped now; once a second person approves, everybody who got it is told why.

    `delete_posts`: posts are deleted where they can be, rather than answered. Raises NoReason, UnknownRelease or WrongStage.
    """
    newsroom.allow("withdraw")
    if not _line(because):
        raise NoReason()
    return _file(newsroom, slug, Standing.WITHDRAWAL, None, by, Note((), _line(because), delete_posts))


def recall(newsroom: Newsroom, slug: str, by: str, because: str = "", channels: Sequence[str] = ()) -> Filed:
    """A mail went to the wrong list: what has not left is stopped now; those who got it are asked to disregard it.

    `channels`: the mailings that it concerns, all when left out. Page and posts stay. Raises UnknownChannel, NoMailWent,
    UnknownRelease or WrongStage.
    """
    newsroom.allow("recall")
    for name in channels:
        newsroom.config.channel(name)
    return _file(newsroom, slug, Standing.RECALL, None, by, Note((), _line(because), channels=tuple(channels)))


def again(newsroom: Newsroom, slug: str, standing: Standing, draft: Draft | None, by: str, note: Note) -> Filed:
    """File what was filed elsewhere, word for word: a rehearsal plays it in an office of its own. `draft` None: a notice.

    Raises as `correct` does.
    """
    newsroom.allow("correct")
    return _file(newsroom, slug, standing, draft, by, note)


def drop(newsroom: Newsroom, slug: str, by: str) -> Standing:
    """Take back what awaits an approval after the lift. Raises UnknownRelease or NothingAwaits.

    Whoever takes back what somebody else filed is on record, and people are told: it may have been a withdrawal.
    """
    newsroom.allow("edit")

    def work() -> tuple[Standing, list[Alarm]]:
        release = get(slug)
        if release.follow_up is None:
            raise NothingAwaits(slug=slug)
        standing = Standing(release.follow_up.standing)
        Release.objects.filter(pk=release.pk).update(follow_up=None)
        newsroom.record(release, by, "discard", standing=standing, number=release.follow_up.number)
        filed_by = release.follow_up.filed_by
        if filed_by.casefold() == by.casefold():
            return standing, []
        text = f"{by} took back the {standing} of {slug} that {filed_by} had filed: nobody is told of it."
        return standing, notice(newsroom, release, "taken-back", text)

    standing, alarms = newsroom.world.transact(work)
    for alarm in alarms:
        newsroom.world.alarm(alarm.code, alarm.text, alarm.release)
    return standing


def _file(newsroom: Newsroom, slug: str, standing: Standing, draft: Draft | None, by: str, note: Note) -> Filed:
    kept = keep_all(newsroom, draft.enclosures, get(slug)) if draft else ()

    def work() -> Filed:
        release = get(slug)
        require(slug, release.stage, (Stage.LIFTED,), WANTED[standing])
        stands = _standing_version(release)
        was = open_version(newsroom.keyring, stands)
        whole = rejoined(slug, was, draft.text, draft.others, draft.without) if draft else _noticed(standing, was)
        if draft and whole.digest == was.digest:
            raise NothingDiffers()
        said = _derived(was, whole, note) if standing == Standing.CORRECTION else note
        stopped = hold_back(newsroom, release, by, newsroom.now()) if draft is None else None
        instead_of = release.follow_up.standing if release.follow_up else ""
        belong(kept, release)
        path = open_path(newsroom.keyring, stands)  # the address it lifted with, whatever its headline is now
        version = write_version(newsroom, release, whole, path, by, follows=(standing, said))
        Release.objects.filter(pk=release.pk).update(follow_up=version)
        newsroom.record(release, by, "follow-up", standing=standing, number=version.number, version=version.digest)
        note_licences(newsroom, release, by, version, newly_licensed(was, whole))
        return Filed(standing, version.number, said, changed(was, whole), instead_of, stopped)

    return newsroom.world.transact(work)


def _noticed(standing: Standing, text: Text) -> Text:
    """What a notice goes beside: of what is withdrawn nothing is left to be read, a recall leaves the text as it is."""
    return bare(text) if standing == Standing.WITHDRAWAL else text


def _standing_version(release: Release) -> Version:
    """The text that the public page has now."""
    assert release.approval is not None
    return Version.objects.select_related("release").get(pk=release.approval.version_id)


def _given(language: str, was: str, now_reads: str) -> tuple[Change, ...]:
    if bool(_line(was)) != bool(_line(now_reads)):
        raise SayWhatWasWrong(found="Only one of the two was given")
    return (Change(language, _line(was), _line(now_reads)),) if _line(was) else ()


def _derived(before: Text, after: Text, note: Note) -> Note:
    """The note with what was said and what it should say, in every language in which exactly one thing differs."""
    known = {one.language for one in note.changes}
    was = {text.language: text for text in (before, *before.translations)}
    found, differing = [], 0
    for text in (after, *after.translations):
        if text.language in known or text.language not in was:
            continue
        pairs = differences(was[text.language], text)
        differing += bool(pairs)
        if len(pairs) == 1 and all(0 < len(one) <= LONGEST for one in pairs[0]):
            found.append(Change(text.language, *pairs[0]))
    if not note.changes and not found:
        raise SayWhatWasWrong(
            found="The two texts differ in more than one sentence" if differing else "It is no sentence"
        )
    return Note((*note.changes, *found))


def _line(text: str) -> str:
    return " ".join(text.split())
