"""The network without sockets: requests leave, arrive at the sandbox's pure stand-ins, and are answered, or not."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import requests
from requests.adapters import BaseAdapter
from urllib3.exceptions import ProtocolError

from bot.sandbox.answering import StandInAdapter, StandInSocket
from bot.sandbox.exchange import Provider
from bot.sandbox.faults import Fault, Faults
from bot.sandbox.mail import Mailroom, SmtpSession
from bot.sandbox.notices import NoticeBoard
from bot.sandbox.sendgrid import SendGrid
from bot.sandbox.webhook import WebhookReceiver
from bot.sandbox.x import X, XAccount
from tests import premises
from tests.simulation import notices
from tests.simulation.luck import NETWORK
from tests.simulation.timeline import Crashed, Nature, Timeline
from tests.simulation.world import SimWorld

ACCOUNT = XAccount(
    *(premises.SECRETS[f"X_{part}"] for part in ("API_KEY", "API_SECRET", "ACCESS_TOKEN", "ACCESS_TOKEN_SECRET")),
    "harbour",
)
HOOKS = ("partners", "agency")
STATUS = {"429": 429, "500": 500, "503": 503, "451": 451, "550": 550}
BROKEN = {"request lost": "drop_before", "answer lost": "drop_after", "hang": "hang"}


class ForgetfulX(X):
    """X as its documents leave it open: it may take the same words twice. Then all the care has to be ours."""

    def _post(self, *arguments: Any) -> Any:
        authors = [post.author for post in self.received]
        for post in self.received:
            post.author = ""
        try:
            return super()._post(*arguments)
        finally:
            for post, author in zip(self.received, authors, strict=False):
                post.author = author


class Providers:
    """Everybody a newsroom sends to, for one day."""

    def __init__(self, timeline: Timeline, forgetful: bool) -> None:
        self.timeline = timeline
        self.nature = Nature()
        self.forgetful = forgetful
        self.sendgrid = SendGrid(["SG.test"])
        self.x = (ForgetfulX if forgetful else X)([ACCOUNT])
        self.hooks = WebhookReceiver({name: [premises.SECRET] for name in HOOKS})
        self.notices = NoticeBoard()
        self.mailroom = Mailroom()
        self.faults = Faults()
        self.routes: Mapping[str, Provider] = {
            "https://sendgrid.test": self.sendgrid,
            "https://x.test": self.x,
            "https://hooks.test": self.hooks,
            notices.PLACE: self.notices,
        }
        self.inside = StandInAdapter(self.routes, lambda: timeline.now, self.faults)

    def wire(self, world: SimWorld, channel: str) -> Wire:
        """The way out of one channel of one process."""
        return Wire(self, world, channel)


class Wire(BaseAdapter):
    """`Transport` and its adapter in one: every request is judged as it leaves."""

    def __init__(self, providers: Providers, world: SimWorld, channel: str) -> None:
        super().__init__()
        self._providers = providers
        self._world = world
        self._channel = channel

    def adapter(self, public_only: bool = False) -> Wire:
        return self

    def connect(self, host: str, port: int, timeout: float) -> StandInSocket:
        if self._world.luck.network_fault("smtp", {"unreachable"}):
            self._world.rest(timeout)
            raise TimeoutError("timed out")
        return _Line(self._providers, self._world, self._channel, timeout)

    def close(self) -> None:
        """There is nothing to close."""

    def send(self, request: requests.PreparedRequest, **options: Any) -> requests.Response:  # type: ignore[override]
        world, dice = self._world, self._world.luck.dice
        provider = next(one.name for base, one in self._providers.routes.items() if str(request.url).startswith(base))
        world.crash_point("before send")
        patience = float(options["timeout"][1])
        there, back = dice.choice((0.002, 0.01, 0.05)), dice.choice((0.002, 0.02, 0.2))
        fault = self._fault(provider)
        if fault == "unreachable":
            world.rest(min(patience, 10.0))
            raise requests.ConnectTimeout(
                f"Max retries exceeded (Caused by ConnectTimeoutError({provider}))", request=request
            )
        body = request.body if isinstance(request.body, bytes) else str(request.body or "").encode()
        world.judge.left(world, self._channel, body)
        world.timeline.note(world.name, "leaves", (self._channel, request.method, fault or ""))
        answers: list[requests.Response] = []
        arrive = self._arrival(request, provider, fault, answers)
        if fault != "request lost":
            world.timeline.after(there + (patience if fault == "late" else 0.0), self._providers.nature, arrive)
        if fault == "twice":
            world.timeline.after(there + back / 2, self._providers.nature, arrive)
        if fault in ("hang", "late"):
            world.rest(patience)
            raise requests.ReadTimeout("Read timed out.", request=request)
        world.rest(there + back + (dice.random() * (patience - 1.0) if fault == "slow" else 0.0))
        world.crash_point("after send")
        if fault in ("request lost", "answer lost"):
            raise requests.ConnectionError(ProtocolError("Connection aborted."), request=request)
        # X knows the repeat by its nonce and refuses it; whoever delivers it again gives back the first answer.
        return answers[0 if provider == "x" else -1]

    def _arrival(
        self, request: requests.PreparedRequest, provider: str, fault: str | None, answers: list[requests.Response]
    ) -> Callable[[], None]:
        def arrive() -> None:
            if fault in STATUS:
                wish = 3.0 if fault in ("429", "503") else None
                self._providers.faults.add(provider, Fault("status", status=STATUS[fault], retry_after=wish))
            answers.append(self._providers.inside.send(request))
            self._world.timeline.note(provider, "answers", answers[-1].status_code)

        return arrive

    def _fault(self, provider: str) -> str | None:
        # Where a provider would take anything twice without a word, nobody could know, and nobody can be blamed.
        blameless = {"late", "twice"} if provider == "x" and self._providers.forgetful else set()
        return self._world.luck.network_fault(provider, set(NETWORK[provider]) - blameless)


class _Line(StandInSocket):
    """A connection to the mail server, on which a letter takes its time, and the process or the line may break."""

    def __init__(self, providers: Providers, world: SimWorld, channel: str, timeout: float) -> None:
        super().__init__(SmtpSession(providers.mailroom, providers.faults), lambda: world.timeline.now)
        self._world = world
        self._channel = channel
        self._patience = timeout
        self._faults = providers.faults

    def sendall(self, data: bytes) -> None:
        """A letter's text is judged as it leaves; its last dot is where it can be lost or doubted."""
        if not self._world.alive:
            raise Crashed
        self._world.judge.left(self._world, self._channel, data)
        if data != b".\r\n":
            super().sendall(data)
            return
        self._world.crash_point("before send")
        self._world.rest(self._world.luck.dice.choice((0.003, 0.03)))
        fault = self._world.luck.network_fault("smtp", {*STATUS, *BROKEN})
        if fault in STATUS:
            self._faults.add("smtp", Fault("status", status=STATUS[fault]))
        elif fault:
            self._faults.add("smtp", Fault(BROKEN[fault]))
        try:
            super().sendall(data)
        except TimeoutError:
            self._world.rest(self._patience)
            raise
        self._world.timeline.note(self._world.name, "letter", fault or "")
        self._world.crash_point("after send")
