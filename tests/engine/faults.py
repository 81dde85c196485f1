"""What each way of failing leads to on each channel: lived through with the engine's own steps, over real sockets."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.channels.wire import Network
from bot.core.delivery import State
from bot.core.errors import EmbargoError
from bot.core.release import Manuscript, Picture
from bot.engine import rounds, steps
from bot.engine.process import Engine
from bot.engine.rounds import vet
from bot.newsroom.approval import approving
from bot.newsroom.copy import filing
from bot.newsroom.enclosures.gathering import enclosed
from bot.newsroom.lift.vetting import SILENCES
from bot.newsroom.newsroom import Newsroom
from bot.sandbox.bluesky import BlueskyAccount
from bot.sandbox.faults import Fault
from bot.sandbox.mastodon import MastodonAccount
from bot.sandbox.server import Sandbox
from bot.sandbox.x import XAccount
from bot.store.models import Alert, Delivery
from tests import darkroom, premises

SECRETS = {
    **premises.SECRETS,
    "MASTODON_TOKEN": "e" * 20,
    "BLUESKY_PASSWORD": "abcd-efgh-ijkl-mnop",
    "SMTP_USER": "office",
    "SMTP_PASSWORD": "correct horse",
}
HANDLE = "harbour.example.org"
TOLD = (State.RETRYING, State.UNCONFIRMED, State.REJECTED, State.SENT)
ROUNDS = 12


@dataclass(frozen=True)
class Outlet:
    """One channel as an office has it.

    `before`: requests of an attempt before its first upload or post; `limit`: characters that are too many for it.
    """

    name: str
    fault: str
    section: Callable[[Sandbox], dict[str, Any]]
    secret: str = ""
    before: int = 0
    slow: int | None = 429
    fails: int | None = 500
    refuses: int = 400
    pictures: bool = False
    limit: int | None = None


OUTLETS = (
    Outlet(
        "X", "x", lambda sandbox: {"kind": "x", "base_url": sandbox.x_url}, "X_ACCESS_TOKEN", pictures=True, limit=1000
    ),
    Outlet(
        "Mastodon",
        "mastodon",
        lambda sandbox: {"kind": "mastodon", "base_url": sandbox.mastodon_url},
        "MASTODON_TOKEN",
        refuses=422,
        pictures=True,
        limit=1000,
    ),
    Outlet(
        "Bluesky",
        "bluesky",
        lambda sandbox: {"kind": "bluesky", "base_url": sandbox.bluesky_url, "handle": HANDLE},
        "BLUESKY_PASSWORD",
        before=1,
        pictures=True,
        limit=1000,
    ),
    Outlet(
        "webhook",
        "hooks",
        lambda sandbox: {
            "kind": "webhook",
            "url": sandbox.hook_url("outlet"),
            "secret_env": "PARTNERS_WEBHOOK_SECRET",
            "allow_private_addresses": True,
        },
        "PARTNERS_WEBHOOK_SECRET",
    ),
    Outlet(
        "SendGrid",
        "sendgrid",
        lambda sandbox: (
            {"kind": "email", "list": "press", "sender": "press@example.org"} | {"base_url": sandbox.sendgrid_url}
        ),
        "SENDGRID_API_KEY",
    ),
    Outlet(
        "SMTP",
        "smtp",
        lambda sandbox: (
            {"kind": "email", "provider": "smtp", "list": "press", "sender": "press@example.org"}
            | {"host": "127.0.0.1", "port": sandbox.smtp_port, "tls": "none"}
            | {"user_env": "SMTP_USER", "password_env": "SMTP_PASSWORD"}
        ),
        "SMTP_PASSWORD",
        slow=451,
        fails=None,
        refuses=550,
    ),
    Outlet("notify", "notices", lambda sandbox: {"kind": "notify", "url_env": "CHAT"}, limit=40_000),
)
WAYS: Mapping[str, str] = {
    "slow": "asks to slow down (429; SMTP 451)",
    "fails": "fails while it handles it (500)",
    "cut off": "breaks off before it takes it",
    "lost": "takes it, and breaks off before it answers",
    "silent": "takes it, and never answers",
    "revoked": "takes the credentials no more",
    "suspended": "says that the account is suspended",
    "too long": "a text over its limit, at `embargo approve`",
    "refused": "refuses the text all the same (400, 422; SMTP 550)",
    "picture": "refuses a picture (400, 422)",
    "ahead revoked": "takes the credentials no more, asked ahead of the lift",
    "ahead suspended": "says that the account is suspended, asked ahead of the lift",
    "ahead cut off": "can't be reached three times in a row, asked ahead of the lift",
}
STANDING: Mapping[str, Callable[[Sandbox], None]] = {
    "x": lambda sandbox: sandbox.x.standings.update(harbour="suspended"),
    "mastodon": lambda sandbox: sandbox.mastodon.standings.update(harbour="suspended"),
    "bluesky": lambda sandbox: sandbox.bluesky.standings.update({HANDLE: "taken down"}),
    "sendgrid": lambda sandbox: setattr(sandbox.sendgrid, "standing", "suspended"),
}


@dataclass(frozen=True)
class Life:
    """What a delivery went through, whether its end raised an alert, and what arrived: piece → how often."""

    states: tuple[str, ...]
    alerted: bool
    arrived: Mapping[str, int]

    def __str__(self) -> str:
        return " → ".join(self.states) + (", alert" if self.alerted else "")


def live_through(outlet: Outlet, way: str, folder: Path) -> Life | None:
    """One release to one channel, one fault; None where the channel knows no such thing."""
    world = premises.QuietWorld(wires=lambda channel: Network(4))
    with _sandbox(world) as sandbox:
        if way.startswith("ahead "):
            return _asked_ahead(world, sandbox, outlet, way.removeprefix("ahead "))
        fault = _fault(outlet, way)
        if way == "suspended" and outlet.fault not in STANDING:
            return None
        if way not in ("revoked", "suspended", "too long") and fault is None:
            return None
        room = _room(world, sandbox, outlet, way)
        if way == "too long":
            return _refused_at_approval(room, outlet.limit) if outlet.limit else None
        _approve(room, folder, way)
        world.clock.forward(hours=2)
        premises.lift(room)
        if way == "suspended":
            STANDING[outlet.fault](sandbox)
        if fault is not None:
            sandbox.faults.add(outlet.fault, fault)
        states = tuple(_states(room, world))
        return Life(states, Alert.objects.filter(cleared_at=None).exists(), _arrived(sandbox))


@contextmanager
def _sandbox(world: premises.QuietWorld) -> Iterator[Sandbox]:
    x = XAccount(
        *(SECRETS[f"X_{part}"] for part in ("API_KEY", "API_SECRET", "ACCESS_TOKEN", "ACCESS_TOKEN_SECRET")), "harbour"
    )
    with Sandbox(
        sendgrid_keys=[SECRETS["SENDGRID_API_KEY"]],
        x_accounts=[x],
        mastodon_accounts=[MastodonAccount(SECRETS["MASTODON_TOKEN"], "harbour")],
        bluesky_accounts=[BlueskyAccount(HANDLE, SECRETS["BLUESKY_PASSWORD"])],
        hook_secrets={"outlet": [premises.SECRET]},
        smtp_login=(SECRETS["SMTP_USER"], SECRETS["SMTP_PASSWORD"]),
        clock=lambda: world.clock.now,
    ) as playing:
        yield playing


def _room(world: premises.QuietWorld, sandbox: Sandbox, outlet: Outlet, way: str) -> Newsroom:
    config = premises.configuration(sandbox, channels={"outlet": outlet.section(sandbox) | {"timeout": 0.5}})
    secrets = SECRETS | {"CHAT": f"{sandbox.notice_url('outlet')}?cto=1&rto=0.5"}
    if way == "revoked":
        secrets |= {outlet.secret: "whsec_" + "QUFB" * 8 if outlet.fault == "hooks" else "f" * 20}
        sandbox.notices.revoked.add("outlet")  # such an address has no secret beside it
    made = premises.newsroom(world, config)
    return type(made)(config, made.keyring, secrets, world)


def _fault(outlet: Outlet, way: str) -> Fault | None:
    kinds = {
        "slow": outlet.slow and Fault("status", status=outlet.slow, retry_after=30),
        "fails": outlet.fails and Fault("status", status=outlet.fails),
        "cut off": Fault("drop_before"),
        "lost": Fault("drop_after"),
        "silent": Fault("hang", seconds=1.0),
        "refused": Fault("status", status=outlet.refuses),
        "picture": Fault("status", status=outlet.refuses) if outlet.pictures else None,
    }
    found = kinds.get(way)
    return replace(found, skip=outlet.before) if found else None


def _approve(room: Newsroom, folder: Path, way: str) -> None:
    if way != "picture":
        premises.approved(room, channels=("outlet",))
        return
    (folder / "quay.jpg").write_bytes(darkroom.photo(1200, 800))
    text = replace(premises.TEXT, pictures=(Picture("The quay.", "Jo Lens", "A grey quay", "quay.jpg", "CC0 1.0"),))
    made = enclosed(Manuscript(text), folder)
    until = premises.until(room, hours=2)
    filing.queue(room, made.release, until, ("outlet",), "Ann", "cranes", enclosures=made.enclosures)
    approving.approve(room, approving.plan(room, "cranes"), "Ben")


def _asked_ahead(world: premises.QuietWorld, sandbox: Sandbox, outlet: Outlet, way: str) -> Life | None:
    """What the engine tells of a channel before its lift; None where nobody can be asked without posting."""
    if way == "suspended" and outlet.fault not in STANDING:
        return None
    room = _room(world, sandbox, outlet, way)
    premises.approved(room, premises.until(room, hours=2), channels=("outlet",))
    if way == "suspended":
        STANDING[outlet.fault](sandbox)
    if way == "cut off":
        sandbox.stop()
    engine = Engine(room)
    for _ in range(SILENCES):
        vet(engine)
        world.run_submitted()
        world.clock.forward(minutes=2)
    codes = list(Alert.objects.filter(cleared_at=None).values_list("code", flat=True))
    return Life(tuple(f"`{code.partition('-')[0]}`" for code in codes), True, _arrived(sandbox)) if codes else None


def _refused_at_approval(room: Newsroom, characters: int) -> Life:
    kind = room.config.channels["outlet"].kind
    text = replace(premises.TEXT, posts=((kind, ("word " * (characters // 5),)),))
    filing.queue(room, text, premises.until(room, hours=2), ("outlet",), "Ann", "cranes")
    with pytest.raises(EmbargoError, match="too long"):
        approving.plan(room, "cranes")
    return Life(("not approved",), False, {})


def _states(room: Newsroom, world: premises.QuietWorld) -> Iterator[str]:
    """Each state that is worth telling, as it comes, until nothing more comes of it."""
    engine, last = Engine(room), ""
    for _ in range(ROUNDS):
        for step in (steps.claim, steps.settle, steps.recover, rounds.sweep):
            step(engine)
            while True:
                state = Delivery.objects.get().state
                if state in TOLD and state != last:
                    last = state
                    yield str(state)
                if not world.work:
                    break
                work, args = world.work.pop(0)
                work(*args)
        if last in (State.SENT, State.REJECTED):
            return
        later = Delivery.objects.get().next_at
        world.clock.now = max(later or world.clock.now, world.clock.now + timedelta(seconds=5))


def _arrived(sandbox: Sandbox) -> dict[str, int]:
    """How often each piece was taken: a post, a person's mail, a webhook by its id."""
    pieces = [post.text for part in (sandbox.x, sandbox.mastodon, sandbox.bluesky) for post in part.received]
    pieces += [person for one in (*sandbox.sendgrid.received, *sandbox.mail.received) for person in one.recipients]
    pieces += [hook.webhook_id for hook in sandbox.hooks.received if not hook.repeat]
    pieces += [notice.text for notice in sandbox.notices.received]
    return {piece: pieces.count(piece) for piece in pieces}
