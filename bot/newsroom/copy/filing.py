"""Filing: a text becomes a release with its first version, or a further version beside the approved one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from django.utils.text import slugify

from bot.core.configuration import Late
from bot.core.embargo import Embargo
from bot.core.enclosure import Enclosure
from bot.core.errors import EmbargoError, UnknownRelease
from bot.core.release import Release as Text
from bot.core.workflow import Stage, require
from bot.newsroom.copy.languages import rejoined
from bot.newsroom.copy.versions import write_version
from bot.newsroom.enclosures.keeping import belong, keep_all
from bot.newsroom.hold.holding import void
from bot.newsroom.newsroom import Newsroom
from bot.store.contents import open_version, page_key
from bot.store.embargoes import embargo_columns, utc_text
from bot.store.models import Release, Version

LAST_HOUR = timedelta(hours=1)


class NoChannels(EmbargoError):
    """There is no channel to send to. Name some in the configuration under [channels.NAME]."""


class SlugTaken(EmbargoError):
    """There is a release "{slug}" already. Choose another --slug, or `embargo edit {slug} FILE`."""


class BadSlug(EmbargoError):
    """ "{slug}" can't be a slug: use lower-case letters, digits and hyphens, at most 80."""


class StillDraft(EmbargoError):
    """ "{slug}" is a draft still: put it up for approval first."""


class NothingChanged(EmbargoError):
    """The text is the same as version {number} of "{slug}"; nothing was filed."""


@dataclass(frozen=True, slots=True)
class Edited:
    """What an edit came to: the new version's number, whether the approved text stays due, what changed, and the whole text."""

    number: int
    kept: bool
    changes: tuple[str, ...]
    text: Text


def get(slug: str) -> Release:
    """The release by its slug. Raises UnknownRelease."""
    release = Release.objects.filter(slug=slug).first()
    if release is None:
        raise UnknownRelease(slug=slug)
    return release


def latest(release: Release) -> Version:
    """Its newest version. Raises StillDraft where there is none yet."""
    version = Version.objects.select_related("release").filter(release=release).order_by("-number").first()
    if version is None:
        raise StillDraft(slug=release.slug)
    return version


def queue(
    newsroom: Newsroom,
    text: Text,
    embargo: Embargo,
    channels: Sequence[str],
    by: str,
    slug: str | None = None,
    late: Late | None = None,
    enclosures: Sequence[Enclosure] = (),
) -> Release:
    """File a new release, awaiting approval; `late`: its own rule for a lift that comes too late; `enclosures`: what it names.

    Raises UnknownChannel, NoChannels, SlugTaken, BadSlug or TooLarge; then nothing is filed.
    """
    newsroom.allow("queue")
    names = _channels(newsroom, channels)
    if slug is not None and (slug != slugify(slug) or not 0 < len(slug) <= 80):
        raise BadSlug(slug=slug)
    if slug is not None and Release.objects.filter(slug=slug).exists():
        raise SlugTaken(slug=slug)
    kept = keep_all(newsroom, enclosures)

    def work() -> Release:
        now = newsroom.now()
        name = slug or new_slug(newsroom, embargo)
        if Release.objects.filter(slug=name).exists():
            raise SlugTaken(slug=name)
        columns = embargo_columns(newsroom.keyring, name, embargo)
        release = Release.objects.create(
            slug=name, stage=Stage.AWAITING, queued_by=by, queued_at=now, channels=names, late=late or "", **columns
        )
        belong(kept, release)
        _file_first(newsroom, release, text, embargo, by)
        return release

    return newsroom.world.transact(work)


def put_up(
    newsroom: Newsroom,
    release: Release,
    text: Text,
    embargo: Embargo,
    channels: Sequence[str],
    by: str,
    hands: Sequence[str] = (),
) -> Version:
    """Within a transaction: a draft's first version, which awaits approval from now on; `hands`: who typed in it.

    Raises WrongStage, UnknownChannel or NoChannels.
    """
    require(release.slug, release.stage, (Stage.DRAFT,), "put up for approval")
    columns = embargo_columns(newsroom.keyring, release.slug, embargo)
    names = _channels(newsroom, channels)
    Release.objects.filter(pk=release.pk).update(stage=Stage.AWAITING, channels=names, **columns)
    release.refresh_from_db()
    return _file_first(newsroom, release, text, embargo, by, hands)


def edit(
    newsroom: Newsroom,
    slug: str,
    text: Text,
    by: str,
    keep: bool | None = None,
    others: Sequence[Text] = (),
    without: Sequence[str] = (),
    enclosures: Sequence[Enclosure] = (),
    hands: Sequence[str] = (),
) -> Edited:
    """File a new version. `keep`: the approved one stays due; None: only in the last hour before its instant.

    `text` takes the place of the one in its language; `others` are put in or added as translations, and those in the
    languages `without` left out; `hands`: who else typed in it. Raises UnknownRelease, WrongStage (it has left),
    NothingChanged, OtherLanguage, SameLanguage or TooLarge.
    """
    newsroom.allow("edit")
    kept_enclosures = keep_all(newsroom, enclosures, get(slug))

    def work() -> Edited:
        release = get(slug)
        require(slug, release.stage, (Stage.AWAITING, Stage.APPROVED, Stage.PAUSED), "edited")
        before = latest(release)
        was = open_version(newsroom.keyring, before)
        whole = rejoined(slug, was, text, others, without)
        if before.digest == whole.digest:
            raise NothingChanged(number=before.number, slug=slug)
        changes = changed(was, whole)
        belong(kept_enclosures, release)
        version = write_version(newsroom, release, whole, page_path(newsroom, release, whole), by, hands)
        kept = _stays_due(newsroom, release, keep)
        newsroom.record(release, by, "edit", version=version.digest, number=version.number, kept=kept)
        note_licences(newsroom, release, by, version, newly_licensed(was, whole))
        if release.approval is not None and not kept:
            void(newsroom, release, by, "edited, and the approved text stopped")
        return Edited(version.number, kept, changes, whole)

    return newsroom.world.transact(work)


def _stays_due(newsroom: Newsroom, release: Release, keep: bool | None) -> bool:
    """Whether the approved text goes all the same: as somebody says, else in the last hour before its instant."""
    near = release.instant is not None and release.instant - newsroom.now() <= LAST_HOUR
    return release.approval is not None and (near if keep is None else keep)


def changed(before: Text, after: Text) -> tuple[str, ...]:
    """The names of the parts that differ, in the order they stand, then those of the translations."""
    parts = "language kicker headline subhead dateline release_date body quotes sections notes pictures files contacts notice"
    parts += " posts silenced beats"
    names = [name.replace("_", " ") for name in parts.split() if getattr(before, name) != getattr(after, name)]
    was, now = ({one.language: one for one in text.translations} for text in (before, after))
    for language in was | now:
        if language in was and language in now:
            names += [f"{name} in {language}" for name in changed(was[language], now[language])]
        else:
            names.append(f"{language} (new)" if language in now else f"{language} (left out)")
    return tuple(names)


def _file_first(
    newsroom: Newsroom, release: Release, text: Text, embargo: Embargo, by: str, hands: Sequence[str] = ()
) -> Version:
    version = write_version(newsroom, release, text, page_path(newsroom, release, text), by, hands)
    instant = utc_text(embargo.instant) if embargo.instant else None
    facts = {"version": version.digest, "channels": release.channels, "until": instant, "late": release.late or None}
    newsroom.record(release, by, "queue", **facts)
    note_licences(newsroom, release, by, version, newly_licensed(None, text))
    return version


def newly_licensed(before: Text | None, after: Text) -> tuple[int, ...]:
    """The pictures (counted from 1, each once) that have a licence which the text before did not have for them."""

    def licensed(text: Text) -> dict[tuple[str, str, str], int]:
        shown = [(number, one) for own in (text, *text.translations) for number, one in enumerate(own.pictures, 1)]
        found = {
            (str(one.digest or one.source), one.credit or "", one.licence): at for at, one in shown[::-1] if one.licence
        }
        return dict(sorted(found.items(), key=lambda pair: pair[1]))

    had = licensed(before) if before else {}
    return tuple(number for key, number in licensed(after).items() if key not in had)


def note_licences(newsroom: Newsroom, release: Release, by: str, version: Version, pictures: Sequence[int]) -> None:
    """Within a transaction: whoever files a licence, by whatever way, is on record as having said so."""
    for number in pictures:
        newsroom.record(release, by, "licence", picture=number, version=version.digest)


def _channels(newsroom: Newsroom, asked: Sequence[str]) -> list[str]:
    """The channels that were named, each once; all where none was. Raises UnknownChannel or NoChannels."""
    names = list(dict.fromkeys(asked)) or list(newsroom.config.channels)
    if not names:
        raise NoChannels()
    for name in names:
        newsroom.config.channel(name)
    return names


def new_slug(newsroom: Newsroom, embargo: Embargo) -> str:
    """Date and a short random part: it says nothing of the news."""
    day = embargo.wall or newsroom.now()
    return f"{day:%Y-%m-%d}-{newsroom.world.new_id().replace('-', '')[:6]}"


def page_path(newsroom: Newsroom, release: Release, text: Text) -> str:
    """`/releases/` and the headline; the first that no other release has."""
    words = slugify(text.headline, allow_unicode=True)[:90].strip("-") or release.slug
    path = f"/releases/{words}"
    # A daily notice has the same headline for years: asked for in growing handfuls, not one by one.
    asked, first = [path], 2
    while True:
        keys = {page_key(newsroom.keyring, one): one for one in asked}
        others = Version.objects.filter(page_key__in=keys).exclude(release=release)
        taken = set(others.values_list("page_key", flat=True))
        free = (one for key, one in keys.items() if key not in taken)
        if found := next(free, None):
            return found
        asked = [f"{path}-{number}" for number in range(first, first + min(8 * len(asked), 1000))]
        first += len(asked)


def with_notice(text: Text, notice: str) -> Text:
    """The text with a notice above it, such as "Check against delivery"."""
    return replace(text, notice=" ".join(notice.split()) or None)


def worded(embargo: Embargo, words: str) -> Embargo:
    """The embargo with the words it was found in."""
    return replace(embargo, words=words[:300])
