"""What this machine's own time daemon says: through the kernel, and through chrony where it runs."""

from __future__ import annotations

import shutil
import subprocess  # chrony tells its bound through its own command only
from datetime import timedelta

from bot.engine import adjtimex
from bot.engine.asking import NoAnswer
from bot.engine.opinions import Opinion
from bot.engine.timekeeping import uptime, wall_clock

# A synchronised clock without a bound (systemd-timesyncd) is kept within 0.4 s, or else stepped, by that daemon.
UNBOUNDED = timedelta(seconds=0.4)
CHRONYC = ("chronyc", "-c", "-n", "tracking")


class Kernel:
    """The kernel's word that a daemon keeps its clock, and how far that can be off. Any step makes it say that none does."""

    name = "the kernel"
    every = 4.0

    def ask(self) -> Opinion:
        """Raises NoAnswer."""
        before = uptime()
        told = adjtimex.read()
        after = uptime()
        if told is None:
            raise NoAnswer(source=self.name, problem="this system does not tell whether its clock is synchronised")
        if not told.synchronised:
            raise NoAnswer(source=self.name, problem="the clock is not synchronised; run chrony")
        bounded = told.max_error is not None
        error = timedelta(seconds=told.max_error) if told.max_error is not None else UNBOUNDED
        # The kernel's own time, not the process's: whoever shows this process another one (libfaketime) is found out.
        low, high = told.now - error - after, told.now + error - before
        return Opinion(self.name, low, high, after, timedelta(seconds=5 * self.every), local=True, bounded=bounded)


class Chrony:
    """chrony's own bound, closer than the kernel's: https://chrony-project.org/doc/4.6/chronyc.html (tracking)."""

    name = "chrony"
    every = 16.0

    def __init__(self, command: tuple[str, ...] = CHRONYC) -> None:
        self._command = command

    def ask(self) -> Opinion:
        """Raises NoAnswer."""
        try:
            done = subprocess.run(self._command, capture_output=True, text=True, timeout=2, check=True)
        except (OSError, subprocess.SubprocessError) as error:
            raise NoAnswer(source=self.name, problem=f"chronyc fails ({error})") from None
        bound = self._bound(done.stdout)
        before = uptime()
        told = adjtimex.read()
        now, after = told.now if told else wall_clock(), uptime()
        lasts = timedelta(seconds=5 * self.every)
        return Opinion(self.name, now - bound - after, now + bound - before, after, lasts, local=True)

    def _bound(self, line: str) -> timedelta:
        """clock_error <= |system_time_offset| + root_dispersion + (0.5 * root_delay), as its manual has it."""
        fields = line.strip().split(",")
        try:
            offset, delay, dispersion = (float(fields[place]) for place in (4, 10, 11))
            state = fields[13]
        except (IndexError, ValueError):
            raise NoAnswer(source=self.name, problem="chronyc says something else than was expected") from None
        if state == "Not synchronised":
            raise NoAnswer(source=self.name, problem="it is not synchronised")
        return timedelta(seconds=abs(offset) + dispersion + delay / 2)


def chrony_is_here() -> bool:
    """Whether its command is installed."""
    return shutil.which(CHRONYC[0]) is not None
