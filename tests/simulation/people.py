"""What people do in the seconds around an instant. What is acknowledged is put down in the story in the same moment."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import timedelta
from random import Random
from typing import Any

from django.db import OperationalError

from bot.core.delivery import State
from bot.core.errors import EmbargoError
from bot.core.release import Release as Text
from bot.core.workflow import Hold
from bot.newsroom.afterwards import standing
from bot.newsroom.afterwards.following import FollowUp
from bot.newsroom.afterwards.standing import Draft
from bot.newsroom.approval import approving
from bot.newsroom.copy import filing
from bot.newsroom.hold import holding, minding
from bot.newsroom.media_list import audience
from bot.newsroom.newsroom import Newsroom
from bot.newsroom.outcomes import settling
from bot.store.contents import open_audience
from bot.store.models import Delivery, Reader, Release
from tests.simulation import morning
from tests.simulation.clocks import Machine
from tests.simulation.judge import NOT_APPROVED, Judge, Story
from tests.simulation.world import SimWorld


class Desk:
    """The people of one day, all at one screen. Their acts are theirs alone: a refusal is an answer, too."""

    def __init__(
        self,
        newsroom: Newsroom,
        world: SimWorld,
        judge: Judge,
        dice: Random,
        counts: Counter[str],
        machines: Sequence[Machine],
        changed: Callable[[float], None],
    ) -> None:
        self.newsroom = newsroom
        self.machines = machines
        self.changed = changed
        self.world = world
        self.judge = judge
        self.dice = dice
        self.counts = counts

    def plan_the_day(self) -> None:
        """Put acts around the instants; who leaves a list does so around any of them."""
        timeline = self.world.timeline
        for story in self.judge.stories.values():
            instant = (story.instant or morning.FIRST) - timeline.now
            if story.on_my_word:
                self._later(instant.total_seconds() + self.dice.uniform(-2, 20), self.word, story)
            for _ in range(self.dice.choice((0, 0, 0, 1, 1, 2))):
                act = self.dice.choice(ACTS)
                self._later(instant.total_seconds() + self.dice.choice(AROUND)(self.dice), getattr(self, act), story)
            if self.dice.random() < FOLLOWED:
                self._later(instant.total_seconds() + self.dice.choice(AFTERWARDS)(self.dice), self.update, story)
            if story.held == NOT_APPROVED and self.dice.random() < 0.6:
                self._later(instant.total_seconds() + self.dice.uniform(-2, 2), self.approve, story)
        for _ in range(self.dice.choice((0, 1, 3))):
            seconds = (morning.FIRST - timeline.now).total_seconds() + self.dice.uniform(-2, 2)
            self._later(seconds, self.leave, None)

    def pause(self, story: Story) -> None:
        holding.pause(self.newsroom, story.slug, "Ben", "the minister is late")
        story.held = "paused"
        if self.dice.random() < 0.8:
            self._later(self.dice.choice((0.1, 1.0, 30.0)), self.resume, story)

    def resume(self, story: Story) -> None:
        held = Release.objects.filter(slug=story.slug).values_list("paused_for", flat=True).first()
        holding.resume(self.newsroom, story.slug, "Ben")
        story.held = ""
        story.rezoned = story.rezoned and held != Hold.ZONE
        if held == Hold.CLOCK:
            self._vouch()

    def look_at_clock(self, machine: Machine) -> None:
        """Somebody heard of a doubt: a clock that is wrong is set right, mostly; of one that is right they say so."""
        wrong = abs(machine.offset()) > timedelta(seconds=1)
        if wrong and self.dice.random() < 0.85:
            machine.step(-machine.offset(), daemon=self.dice.random() < 0.5)
            self.counts["clock set right"] += 1
        elif not wrong or self.dice.random() < 0.5:
            minding.agree(self.newsroom, "Ben")
            self._vouch()
            self.counts["clock vouched for"] += 1
        self.changed(0.0)

    def _vouch(self) -> None:
        for machine in self.machines:
            machine.believed()
        self.changed(0.0)

    def cancel(self, story: Story) -> None:
        holding.cancel(self.newsroom, story.slug, "Ben")
        story.held = "cancelled"

    def stop(self, story: Story) -> None:
        self._stop(story.slug, [story])

    def stop_all(self, story: Story) -> None:
        self._stop(None, list(self.judge.stories.values()))

    def move_later(self, story: Story) -> None:
        assert story.instant is not None
        self._move(story, self.dice.choice((0.001, 0.5, 3.0, 60.0)))

    def move_earlier(self, story: Story) -> None:
        self._move(story, -self.dice.choice((0.001, 0.5, 3.0)))
        if self.dice.random() < 0.5:
            self._later(self.dice.choice((0.0, 0.2, 3.0)), self.approve, story)

    def keep(self, story: Story) -> None:
        filing.edit(self.newsroom, story.slug, self._next(story), "Ann", keep=True)
        story.newest += 1

    def edit(self, story: Story) -> None:
        filing.edit(self.newsroom, story.slug, self._next(story), "Ann", keep=False)
        story.newest += 1
        story.held = NOT_APPROVED if story.held in ("", "paused") else story.held
        if self.dice.random() < 0.6:
            self._later(self.dice.choice((0.0, 0.2, 3.0)), self.approve, story)

    def approve(self, story: Story) -> None:
        if Release.objects.filter(slug=story.slug).exclude(follow_up=None).exists():
            self.let_follow(story)  # it has lifted since: what awaits approval is what follows it
            return
        morning.approve(self.newsroom, story, "Ben", frozenset(self.judge.gone))

    def update(self, story: Story) -> None:
        """Something is new: filed now, approved in a moment."""
        standing.update(self.newsroom, story.slug, Draft(self._next(story)), "Ann")
        story.newest += 1
        self._later(self.dice.choice((0.0, 0.2, 3.0)), self.let_follow, story)

    def let_follow(self, story: Story) -> None:
        plan = approving.plan(self.newsroom, story.slug)
        if not isinstance(plan, FollowUp):
            return
        approval = approving.approve(self.newsroom, plan, "Ben")
        rows = list(Delivery.objects.filter(rendition__approval=approval))
        people: dict[str, tuple[str, ...]] = {}
        for row in (row for row in rows if row.recipients):
            seats = open_audience(morning.KEYS, row)
            people[row.channel] = (*people.get(row.channel, ()), *(seat.email for seat in seats))
        for before in (story, *(one for one in self.judge.followed.values() if one.slug == story.slug)):
            self.judge.stopped(before)  # nothing of the texts before begins any more
        follow_up = Story(
            story.slug,
            tuple(dict.fromkeys(row.channel for row in rows)),
            version=approval.version.number,
            instant=self.world.timeline.now,
            held="",
            renditions=morning.approved_bytes(approval),
            people=people,
            lifted=self.world.timeline.now,
            approval=approval.pk,
            lift=approval.at,
        )
        self.judge.followed[story.slug, follow_up.version] = follow_up

    def word(self, story: Story) -> None:
        story.instant = holding.give_word(self.newsroom, story.slug, "Ann")

    def leave(self, _: None) -> None:
        name = self.dice.choice(sorted(morning.LISTS))
        address = self.dice.choice(morning.readers(name))
        audience.leave(self.newsroom, Reader.objects.select_related("list").get(list__name=name, email=address))
        self.judge.gone.setdefault((name, address), self.world.timeline.now)

    def settle(self, delivery: str, answer: str) -> None:
        row = Delivery.objects.select_related("release", "rendition__approval__version").get(pk=delivery)
        settling.decide(self.newsroom, delivery, answer, "Ben")
        story = self.judge.told_of(row.release.slug, row.rendition.approval.version.number)
        if answer == "resend":
            story.resent[row.channel] += 1
        else:
            story.settled.add(row.channel)

    def look_after_doubts(self) -> None:
        """In the evening somebody decides some of what is in doubt."""
        doubted = Delivery.objects.filter(state=State.UNCONFIRMED, kind="email").order_by("pk")
        for delivery in doubted.values_list("pk", flat=True):
            if self.dice.random() < 0.5:
                answer = self.dice.choice(("sent", "resend"))
                self.world.timeline.after(0.0, self.world, self._try, f"settle {answer}", self.settle, delivery, answer)

    def _stop(self, slug: str | None, stories: list[Story]) -> None:
        holding.stop(self.newsroom, slug, "Ben")
        slugs = {story.slug for story in stories}
        for story in (*stories, *(one for one in self.judge.followed.values() if one.slug in slugs)):
            if story.lifted:
                self.judge.stopped(story)
            elif story.held != "cancelled":
                story.held = "cancelled"

    def _move(self, story: Story, seconds: float) -> None:
        assert story.instant is not None
        instant = story.instant + timedelta(seconds=seconds)
        holding.move(self.newsroom, story.slug, morning.until(instant), "Ann")
        story.instant = instant
        story.rezoned = False  # it was resolved anew
        if seconds < 0:
            story.held = NOT_APPROVED

    def _next(self, story: Story) -> Text:
        return morning.text(int(story.slug[1:]), story.newest + 1)

    def soon(self, seconds: float, act: Callable[[Any], None], about: Any) -> None:
        """In a while."""
        self.world.timeline.after(max(0.0, seconds), self.world, self._try, act.__name__, act, about)

    def _later(self, seconds: float, act: Callable[[Any], None], story: Story | None) -> None:
        self.soon(seconds, act, story)

    def _try(self, name: str, act: Callable[..., None], *about: object) -> None:
        told = getattr(about[0], "slug", None) or getattr(about[0], "name", about[0])
        if name.startswith("move") and getattr(about[0], "instant", None) is None:
            return  # it waits for a word: there is no instant to move
        try:
            act(*about)
        except EmbargoError as error:
            self.counts[f"{name} refused"] += 1
            self.world.timeline.note("desk", name, f"{told}: refused: {error}")
        except OperationalError as error:
            self.world.timeline.note("desk", name, f"{told}: {error}")
        else:
            self.counts[name] += 1
            self.world.timeline.note("desk", name, told)


ACTS = ("pause", "cancel", "stop", "stop_all", "move_later", "move_later", "move_earlier", "keep", "edit")
FOLLOWED = 0.2  # of all releases something follows, if they have lifted by then
AFTERWARDS: tuple[Callable[[Random], float], ...] = (
    lambda dice: dice.uniform(0, 0.5),
    lambda dice: dice.uniform(1, 30),
    lambda dice: dice.choice((60.0, 900.0)),
)
AROUND: tuple[Callable[[Random], float], ...] = (
    lambda dice: dice.uniform(-2, 2),
    lambda dice: dice.uniform(0, 0.1),
    lambda dice: dice.choice((-0.0005, 0.0, 0.0005)),
)
