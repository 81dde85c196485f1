"""What happens to machines: clocks are set and slewed, machines sleep, zone rules change, somebody copies the ledger."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from bot.store.embargoes import wall_text
from bot.store.models import Release, Tenancy
from tests.simulation import morning
from tests.simulation.clocks import Machine
from tests.simulation.office import VERIFIED, Office
from tests.simulation.timeline import MORNING, SECOND, Nature

HOUR = timedelta(hours=1)
FAR = (HOUR, HOUR, timedelta(minutes=20), timedelta(seconds=30), timedelta(seconds=3))


@dataclass
class Weather:
    """`desk`: the people's world, which sleeps with the machine that it is on."""

    office: Office

    def plan(self) -> None:
        """One day in two has some."""
        dice = self.office.dice
        for chance, act in self._forecast():
            if dice.random() < chance:
                seconds = (morning.FIRST - MORNING).total_seconds() + dice.choice(
                    (dice.uniform(-2, 3), dice.uniform(-15, 0), dice.uniform(-15, 60))
                )
                self.office.timeline.after(seconds, Nature(), self._happens, act, dice.choice(self.office.machines))
        if dice.random() < (0.5 if self.office.kind in VERIFIED else 0.1):
            self._happens(self._silent, dice.choice(self.office.machines))  # from the start, so that nothing is known
        if dice.random() < 0.06:
            self._new_rules()  # it was upgraded in the night

    def _forecast(self) -> tuple[tuple[float, Callable[[Machine], str]], ...]:
        return (
            (0.15, self._nudged),
            (0.2, self._set_far),
            (0.06, self._set_before_a_restart),
            (0.06, self._slewed),
            (0.08, self._asleep),
            (0.1, self._silent),
            (0.04, self._upgraded),
            (0.05, self._copied),
        )

    def _happens(self, act: Callable[[Machine], str], machine: Machine) -> None:
        what = act(machine)
        if what:
            self.office.luck.counts[what] += 1
            self.office.timeline.note("nature", what, (machine.name, machine.offset()))
            self.office.prospect.disturbed(0.0)

    def _nudged(self, machine: Machine) -> str:
        by = timedelta(seconds=self.office.dice.uniform(-1, 1))
        machine.step(by)
        return "clock stepped " + ("back" if by < timedelta(0) else "forward")

    def _set_far(self, machine: Machine) -> str:
        ahead = self.office.dice.random() < 0.6
        by = self.office.dice.choice(FAR)
        machine.step(by if ahead else -by)
        return "clock set an hour " + ("ahead" if ahead else "back") if by == HOUR else "clock set far"

    def _set_before_a_restart(self, machine: Machine) -> str:
        ahead = self.office.dice.random() < 0.4
        for world in self.office.on(machine):
            world.die("the machine is switched off")
        machine.step(HOUR if ahead else -HOUR)
        return "clock set " + ("ahead" if ahead else "back") + " before a restart"

    def _slewed(self, machine: Machine) -> str:
        seconds = 30.0
        machine.slew(timedelta(seconds=self.office.dice.uniform(-3, 3)), seconds)
        self.office.prospect.disturbed(seconds)
        return "clock slewed"

    def _asleep(self, machine: Machine) -> str:
        seconds = self.office.dice.choice((3.0, 11.0, 16.0, 60.0, 1200.0))
        machine.sleep(seconds)
        self.office.timeline.suspend(self.office.on(machine), seconds)
        return "machine suspended"

    def _silent(self, machine: Machine) -> str:
        servers = [one for one in self.office.witnesses[machine.name] if not one.kernel]
        if not servers:
            return ""
        seconds = self.office.dice.choice((100.0, 300.0))
        for server in servers:
            server.silent_until = self.office.timeline.micros + round(seconds * SECOND)
        # Once it is over, somebody has to be asked again.
        self.office.timeline.after(seconds, Nature(), self.office.prospect.disturbed, servers[0].every + 1.0)
        return "sources silent"

    def _upgraded(self, machine: Machine) -> str:
        for one in self.office.machines:
            for world in self.office.on(one):
                world.die("it is upgraded")
        self._new_rules()
        return ""

    def _new_rules(self) -> None:
        """By the zone rules that are installed from now on, an approved release would have another instant."""
        stories = [one for one in self.office.judge.stories.values() if one.instant and not one.on_my_word]
        if not stories:
            return
        story = self.office.dice.choice(stories)
        assert story.instant is not None
        wall = (story.instant + self.office.dice.choice((-HOUR, HOUR))).replace(tzinfo=None)
        waiting = Release.objects.filter(slug=story.slug, stage="approved", instant=story.instant)
        if waiting.update(embargo_tzdb="2019a", embargo_wall=wall_text(wall)):
            story.rezoned = True
            self.office.luck.counts["zone rules changed"] += 1
            self.office.timeline.note("nature", "zone rules", story.slug)

    def _copied(self, machine: Machine) -> str:
        if not Tenancy.objects.exists():
            return ""  # no engine has come to act yet: it is nobody's, and whoever comes first has it
        self.office.copy_ledger()
        return "ledger copied"
