"""Trouble on request: what a stand-in does wrong, decided here without touching a socket."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass
from threading import Lock
from typing import Any

from bot.core.errors import EmbargoError

KINDS = ("status", "hang", "drop_before", "drop_after", "slow")
PROVIDERS = ("sendgrid", "x", "mastodon", "bluesky", "hooks", "notices", "smtp")


class BadFault(EmbargoError):
    """The fault cannot be used: {problem}. Example: {{"provider": "sendgrid", "fault": "drop_after", "times": 1}}."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One kind of trouble.

    - `status`: answers `status` (with `retry_after` seconds) and accepts nothing
    - `hang`: accepts, and answers only after `seconds`
    - `drop_before`: closes the connection and accepts nothing
    - `drop_after`: accepts, and closes the connection without an answer
    - `slow`: accepts, and takes `ms` milliseconds over it

    `times` requests are hit (None: all from now on), once `skip` of them have passed unharmed.
    """

    kind: str
    times: int | None = 1
    skip: int = 0
    status: int = 500
    retry_after: float | None = None
    seconds: float = 30.0
    ms: float = 100.0

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise BadFault(problem=f"{self.kind!r} is none of {', '.join(KINDS)}")
        if self.kind == "status" and not 200 <= self.status <= 599:
            raise BadFault(problem=f"{self.status} is no HTTP status of an answer")
        if (self.times is not None and self.times < 1) or self.skip < 0:
            raise BadFault(problem="times is at least 1 and skip at least 0")


@dataclass(frozen=True, slots=True)
class Plan:
    """What to do with one request: accept it or not, refuse it with a status, wait (seconds), close unanswered."""

    accept: bool = True
    status: int | None = None
    retry_after: float | None = None
    wait: float = 0.0
    close: bool = False


SOUND = Plan()


def plan_of(fault: Fault | None) -> Plan:
    """What one fault means for one request."""
    if fault is None:
        return SOUND
    if fault.kind == "status":
        return Plan(accept=False, status=fault.status, retry_after=fault.retry_after)
    if fault.kind == "hang":
        return Plan(wait=fault.seconds)
    if fault.kind == "slow":
        return Plan(wait=fault.ms / 1000)
    return Plan(accept=fault.kind == "drop_after", close=True)


class Faults:
    """A queue of faults for each provider; each request asks once."""

    def __init__(self) -> None:
        self._queues: dict[str, deque[list[Any]]] = {}
        self._lock = Lock()

    def add(self, provider: str, fault: Fault) -> None:
        """Puts a fault behind the ones that wait for this provider.

        Raises BadFault for a provider that there is not.
        """
        if provider not in PROVIDERS:
            raise BadFault(problem=f"{provider!r} is none of {', '.join(PROVIDERS)}")
        with self._lock:
            self._queues.setdefault(provider, deque()).append([fault, fault.skip, fault.times])

    def plan(self, provider: str) -> Plan:
        """What the next request of this provider meets, and takes it off the queue."""
        with self._lock:
            queue = self._queues.get(provider)
            if not queue:
                return SOUND
            head = queue[0]
            if head[1] > 0:
                head[1] -= 1
                return SOUND
            if head[2] is not None:
                head[2] -= 1
                if head[2] <= 0:
                    queue.popleft()
            return plan_of(head[0])

    def clear(self) -> None:
        """Everything works again."""
        with self._lock:
            self._queues.clear()

    def waiting(self) -> list[dict[str, object]]:
        """The queues, as they stand."""
        with self._lock:
            return [
                {"provider": provider, "fault": fault.kind, "skip": skip, "times": times}
                for provider, queue in self._queues.items()
                for fault, skip, times in queue
            ]


def fault_from(message: Mapping[str, Any]) -> tuple[str, Fault]:
    """Reads `{"provider": …, "fault": …, …}` as `POST /_faults` takes it. Raises BadFault."""
    known = {"times", "skip", "status", "retry_after", "seconds", "ms"}
    unknown = set(message) - known - {"provider", "fault"}
    if unknown:
        raise BadFault(problem=f"{', '.join(sorted(unknown))} is not known")
    if "provider" not in message or "fault" not in message:
        raise BadFault(problem="it needs a provider and a fault")
    options = {key: message[key] for key in known & set(message)}
    for key, value in options.items():
        if isinstance(value, bool) or not (isinstance(value, int | float) or (value is None and key == "times")):
            raise BadFault(problem=f"{key} is a number")
    return str(message["provider"]), Fault(str(message["fault"]), **options)
