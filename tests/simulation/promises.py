"""In the evening: every promise of the design, checked against what the providers have and what the ledger says.

Promise 1 and 5 are judged as bytes leave (`judge.py`). Promise 6 is about bytes at rest, which a simulator can't show.
"""

from __future__ import annotations

from collections import Counter

from bot.core.delivery import OPEN, State
from bot.core.workflow import Hold, Stage
from bot.store import journal
from bot.store.models import Alert, Delivery, JournalRow, Release
from tests.simulation import notices
from tests.simulation.arrivals import Arrived, arrived, recipients
from tests.simulation.judge import Judge, Story
from tests.simulation.morning import KEYS, LISTS
from tests.simulation.providers import HOOKS, Providers

HELD_BY_PEOPLE = "paused"


def check(judge: Judge, providers: Providers) -> None:
    """Every verdict goes to the judge."""
    releases = {release.slug: release for release in Release.objects.select_related("approval")}
    alerts = set(Alert.objects.filter(cleared_at=None).values_list("code", "release__slug"))
    rows: dict[str, list[Delivery]] = {slug: [] for slug in releases}
    for row in Delivery.objects.select_related("release", "rendition__approval").order_by("release", "channel", "id"):
        rows[row.release.slug].append(row)
    for code, slug in sorted({(code, slug or "") for code, slug in alerts} - judge.alarms):
        judge.broken(2, f"{slug}: the alert {code} is on record, and nobody was ever told")
    came = arrived(judge, providers)
    for slug, story in judge.stories.items():
        _never_lost(judge, story, releases[slug], rows[slug], alerts)
        _on_record(judge, story, releases[slug], rows[slug])
    for story in (*judge.stories.values(), *judge.followed.values()):
        own = [row for row in rows[story.slug] if row.rendition.approval_id == story.approval]
        its = [one for one in came if (one.slug, one.version) == (story.slug, story.version)]
        _arrived_or_told(judge, story, own, alerts)
        _never_twice(judge, story, its)
        _as_approved(judge, story, own, its)
    for story in judge.followed.values():
        _followed_everybody(judge, story, came)
    if (number := journal.broken_at(KEYS, None)) is not None:
        judge.broken(7, f"the office's journal does not hold at {number}")


def _never_lost(
    judge: Judge, story: Story, release: Release, rows: list[Delivery], alerts: set[tuple[str, str]]
) -> None:
    """Delivered, cancelled, or paused with an alert; and what was due unapproved raised one."""
    slug = story.slug
    if release.stage == Stage.APPROVED and story.instant is not None:
        judge.broken(2, f"{slug} is still approved when the day is over")
    if release.stage == Stage.PAUSED and story.held != HELD_BY_PEOPLE and (release.paused_for, slug) not in alerts:
        judge.broken(2, f"{slug} is paused, and nobody was told")
    if release.stage == Stage.PAUSED and release.paused_for == Hold.CLOCK and (Hold.CLOCK, None) not in alerts:
        judge.broken(2, f"{slug} is paused for a clock that nobody doubts any more")
    if release.stage == Stage.CANCELLED and story.held != "cancelled" and ("late", slug) not in alerts:
        judge.broken(2, f"{slug} is cancelled, and nobody said so")
    unapproved = release.stage == Stage.AWAITING and release.instant is not None
    if unapproved and ("unapproved", slug) not in alerts:
        judge.broken(2, f"{slug} was not approved at its instant, and nobody was told")
    if story.lifted and release.stage != Stage.LIFTED:
        judge.broken(2, f"{slug} was lifted and is {release.stage}")


def _arrived_or_told(judge: Judge, story: Story, rows: list[Delivery], alerts: set[tuple[str, str]]) -> None:
    """Of what has lifted, or was let go after it, every channel has it, or people were told why not."""
    if story.lifted is None:
        return
    slug, final = story.slug, {row.channel: row for row in rows}
    for channel in story.channels:
        if channel not in final or final[channel].state in OPEN:
            judge.broken(2, f"{slug}: {channel} was lost: {final[channel].state if channel in final else 'no row'}")
            continue
        state = final[channel].state
        if state in (State.UNCONFIRMED, State.REJECTED) and (f"{state}-{channel}", slug) not in alerts:
            judge.broken(2, f"{slug}: {channel} is {state}, and nobody was told")
        everybody_left = channel in LISTS and not _expected(judge, story, channel)
        if state == State.CANCELLED and story.begun is None and not everybody_left:
            judge.broken(2, f"{slug}: {channel} is cancelled, and nobody stopped it")


def _followed_everybody(judge: Judge, story: Story, came: list[Arrived]) -> None:
    """Who had a mail of the release when what follows was approved gets it too, unless they left; nobody else does."""
    first = judge.stories[story.slug]
    assert story.instant is not None
    for channel in LISTS:
        had = {
            one.piece
            for one in came
            if (one.slug, one.channel) == (story.slug, channel)
            and one.version < story.version
            and one.at < story.instant
        }
        had = {address for address in had if (channel, address) not in judge.gone}
        told = set(story.people.get(channel, ()))
        if had - told:
            judge.broken(
                2, f"{story.slug}: {sorted(had - told)} had version {first.version}, and get no {story.version}"
            )
        if told - set(first.people.get(channel, ())):
            judge.broken(4, f"{story.slug}: {channel} sends version {story.version} to somebody who was never on it")


def _never_twice(judge: Judge, story: Story, came: list[Arrived]) -> None:
    """One acceptance of each piece by each recipient; one more for each time that a person had it sent again."""
    counts = Counter((one.channel, one.piece) for one in came if one.slug == story.slug and one.channel not in HOOKS)
    for (channel, piece), count in counts.items():
        if count > 1 + story.resent[channel]:
            judge.broken(3, f"{story.slug}: {channel} took {piece!r} {count} times")
    for channel in HOOKS:
        keys = {one.key for one in came if (one.slug, one.channel) == (story.slug, channel)}
        if len(keys) > 1:
            judge.broken(3, f"{story.slug}: {channel} got it under {len(keys)} ids")


def _as_approved(judge: Judge, story: Story, rows: list[Delivery], came: list[Arrived]) -> None:
    """Bytes are the approved rendition's; recipients those of the approved list who were on it at the claim."""
    states = {row.channel: row.state for row in rows if row.state != State.CANCELLED}
    for channel in story.channels:
        mine = [one for one in came if (one.slug, one.channel) == (story.slug, channel)]
        for one in mine:
            if one.differs:
                judge.broken(4, f"{story.slug}: {channel} got something else than was approved: {one.differs}")
        if channel in LISTS:
            _right_people(judge, story, channel, mine)
        if states.get(channel) == State.SENT and channel not in story.settled:
            missing = _expected(judge, story, channel) - {one.piece for one in mine}
            if missing:
                judge.broken(2, f"{story.slug}: {channel} is sent on record, and {sorted(missing)} never came")


def _right_people(judge: Judge, story: Story, channel: str, mine: list[Arrived]) -> None:
    for one in mine:
        if one.piece not in story.people[channel]:
            judge.broken(4, f"{story.slug}: {one.piece} was never on {channel}")
        gone = judge.gone.get((channel, one.piece))
        claim = max((at for at in story.claimed.get(channel, ()) if at <= one.at), default=None)
        if gone is not None and claim is not None and gone < claim:
            judge.broken(4, f"{story.slug}: {one.piece} had left {channel} before it was claimed")


def _expected(judge: Judge, story: Story, channel: str) -> set[str]:
    """What has to have come if it was sent: posts, people (less those who left, and who was refused), one webhook."""
    if channel in LISTS:
        people = {address for address in story.people[channel] if (channel, address) not in judge.gone}
        return people - recipients("rejected", story.slug, channel)
    if channel == notices.CHANNEL:
        return {"notice"}
    return {"hook"} if channel in HOOKS else set(story.posts())


def _on_record(judge: Judge, story: Story, release: Release, rows: list[Delivery]) -> None:
    """The journal holds, a lift is in it once, and each delivery has its times."""
    if (number := journal.broken_at(KEYS, release)) is not None:
        judge.broken(7, f"{story.slug}: the journal does not hold at {number}")
    lifts = len(JournalRow.objects.filter(release=release, act="lift").values_list("number", flat=True))
    if lifts != int(story.lifted is not None):
        judge.broken(7, f"{story.slug}: {lifts} lifts on record")
    for row in rows:
        if row.state != State.SENT:
            continue
        times = [row.due_at, row.claimed_at, row.accepted_at]
        if row.channel not in story.settled:
            times.append(row.first_byte_at)
        if None in times:
            judge.broken(7, f"{story.slug}: {row.channel} lacks a time: {times}")
        elif not judge.clock_was_set() and _disordered(row):
            judge.broken(7, f"{story.slug}: {row.channel} has its times in no order: {times}")


def _disordered(row: Delivery) -> bool:
    assert row.due_at and row.accepted_at
    return not row.due_at <= (row.first_byte_at or row.accepted_at) <= row.accepted_at
