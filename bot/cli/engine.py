"""`embargo run`, `clock`, `worker`, `web`, `migrate`: the processes."""

from __future__ import annotations

import os
import signal
import threading
import time
from importlib import import_module
from typing import Annotated, Any

import structlog
import typer
from django.core.management import call_command
from django.db import DatabaseError, connection
from waitress.server import create_server

from bot.cli import rehearsal_start
from bot.cli.serving import PortTaken, address, serve
from bot.cli.startup import open_newsroom
from bot.core.desk_settings import LARGEST_UPLOAD
from bot.core.errors import EmbargoError
from bot.desk.opening import open_the_desk
from bot.engine.clock import Clock
from bot.engine.collector import Collector
from bot.engine.connections import renewed
from bot.engine.correspondent import Correspondent
from bot.engine.heartbeat import Heartbeat
from bot.engine.herald import Herald
from bot.engine.local import LocalWorld, steady
from bot.engine.outlets import Outlets
from bot.engine.process import Engine
from bot.engine.sources import guarded_clock
from bot.engine.steps import TABLE
from bot.newsroom.hold import minding
from bot.newsroom.newsroom import Newsroom
from bot.newsroom.record import adopting
from bot.pressroom.front import Front
from bot.pressroom.opening import open_to_the_public
from bot.store import board

log = structlog.get_logger(__name__)
ALL = frozenset(step.name for step in TABLE)
CLOCK = frozenset({"arm", "lift", "sweep"})
WORKER = ALL - CLOCK | {"arm"}  # so that it builds ahead what others will lift
EVERYWHERE = frozenset({"tell", "anchor"})
DRAIN = 25.0  # seconds from the first signal to the end, whatever a provider does
LOOK = 0.2  # seconds between two looks whether all is done, where that is the end
LAST_WORDS = 5.0  # of those, for telling people
THREADS = 4  # that answer; what is kept takes a fraction of a millisecond, and more of them only wait for each other
READERS = 1000  # connections at once
Port = Annotated[int | None, typer.Option("--port", help="Where to listen; PORT, else 8000.")]


class NeverIdle(EmbargoError):
    """Nothing was started: as long as the ledger belongs to another installation, what waits in it stays."""


def register(app: typer.Typer) -> None:
    """Add these verbs to the command."""
    app.command(epilog="Example: embargo run")(run)
    app.command(epilog="Example: embargo clock   (in a Procfile)")(clock)
    app.command(epilog="Example: embargo worker   (in a Procfile)")(worker)
    app.command(epilog="Example: embargo web   (in a Procfile)")(web)
    app.command(epilog="Example: embargo migrate")(migrate)


def run(
    until_idle: Annotated[
        bool, typer.Option("--until-idle", help="End when nothing is approved, due or retrying.")
    ] = False,
    port: Port = None,
    pages: Annotated[
        bool, typer.Option("--pages/--no-pages", help="Serve the pages too, or leave that to `embargo web`.")
    ] = True,
) -> None:
    """All in one process: clock, sending, web."""
    newsroom = open_newsroom()
    stop = _stop_signal()
    unasked = until_idle and port is None and "PORT" not in os.environ
    server = _serve(newsroom, port) if pages and not unasked else None
    _work(newsroom, ALL, stop, until_idle)
    if server is not None:
        server.close()


def clock() -> None:
    """Lift releases at their instants; a `worker` sends them."""
    _work(open_newsroom(), CLOCK | EVERYWHERE, _stop_signal())


def worker() -> None:
    """Send what is due."""
    _work(open_newsroom(), WORKER, _stop_signal())


def web(
    port: Port = None,
    processes: Annotated[
        int, typer.Option("--processes", min=1, max=64, help="How many answer beside each other.")
    ] = 1,
) -> None:
    """Serve the public pages, the desk and the way off the lists, on processes of their own."""
    open_newsroom()  # what can't be opened is said here, once
    connection.close()
    serve(port, processes)


def migrate() -> None:
    """Bring the ledger to this version of the program."""
    call_command("migrate", verbosity=0, interactive=False)
    typer.echo("The ledger is up to date.")


def _work(newsroom: Newsroom, names: frozenset[str], stop: threading.Event, until_idle: bool = False) -> None:
    world = newsroom.world
    assert isinstance(world, LocalWorld)
    for name in newsroom.config.channels:
        newsroom.channel(name)  # provider libraries load here, not at the first lift
    if until_idle and adopting.foreign(newsroom):
        raise NeverIdle()
    known = minding.remembered(newsroom.machine)
    world.clock = watched = guarded_clock(newsroom.config.clock, known.mark, known.doubt)
    engine = Engine(newsroom, sends="send" in names, sweeps="sweep" in names)
    world.outlets = Outlets.of(newsroom.config, newsroom.environment)
    ticking = Clock(engine, names)
    steady()
    world.sends = engine.sends
    world.ready()
    ticking.start()
    hands = _hands(ticking) if "send" in names else None
    beside = _beside(engine) if "lift" in names else []
    for one in beside:
        one.start()
    log.info("running", steps=sorted(names), channels=list(newsroom.config.channels))
    while not stop.wait(LOOK if until_idle else None):
        if not engine.busy() and _idle(newsroom):
            break
    for one in beside:
        one.stop()
    _drain(engine, ticking, world, hands)
    watched.sources.stop()


def _idle(newsroom: Newsroom) -> bool:
    """Whether nothing is left to do; while the ledger can't be asked, something may be."""
    try:
        return board.idle(newsroom.now())
    except DatabaseError:
        renewed()
        return False


def _beside(engine: Engine) -> list[Heartbeat | Collector | Correspondent | Herald]:
    """What runs beside the steps, once for the office."""
    newsroom = engine.newsroom
    heartbeat = Heartbeat.of(newsroom.config, newsroom.environment, engine.well)
    wanted = (heartbeat, Collector.of(engine), Correspondent.of(engine), Herald.of(engine))
    return [one for one in wanted if one is not None]


def _hands(ticking: Clock) -> Any:
    """On PostgreSQL, whoever lifts may be on another machine: its jobs wake this one."""
    if connection.vendor != "postgresql":
        return None
    hands = import_module("bot.engine.fleet").Hands(ticking.wake)
    hands.start()
    return hands


def _drain(engine: Engine, ticking: Clock, world: LocalWorld, hands: Any) -> None:
    """Take nothing new, hand back what has not begun, finish what has. What is under way even then is left to its lease."""
    log.info("stopping")
    last = threading.Timer(DRAIN, _leave, [engine])
    last.daemon = True
    last.start()
    deadline = time.monotonic() + DRAIN - LAST_WORDS
    handed_back = engine.drain()
    if hands is not None:
        hands.stop()
    while engine.busy() and time.monotonic() < deadline:
        time.sleep(0.05)
    ticking.wake("tell")  # the last news: what went a moment ago, and that it was told
    ticking.wake("anchor")
    ticking.stop()
    world.close()
    last.cancel()
    log.info("stopped", handed_back=handed_back)


def _leave(engine: Engine) -> None:
    """The time is up. Not `sys.exit`: that would wait for threads, which wait for a provider that does not answer."""
    log.warning("stopped", left_in_doubt=[claim.delivery for claim in engine.held()])
    os._exit(0)


def _serve(newsroom: Newsroom, port: int | None):  # type: ignore[no-untyped-def]
    """Serve on a thread; loopback unless PORT says that a platform's router stands in front."""
    host, wanted = address(port)
    open_to_the_public(newsroom)
    open_the_desk(newsroom, rehearsal_start.start)
    from django.core.wsgi import get_wsgi_application

    try:
        server = create_server(
            Front(get_wsgi_application()),
            host=host,
            port=wanted,
            threads=THREADS,
            ident="embargo",
            connection_limit=READERS,
            asyncore_use_poll=True,
            max_request_body_size=LARGEST_UPLOAD,  # what is larger is refused while it comes in
            clear_untrusted_proxy_headers=False,  # bot/pressroom/passed_on.py says whose word is taken
        )
    except OSError as error:
        raise PortTaken(port=wanted, problem=error.strerror) from None
    threading.Thread(target=server.run, name="web", daemon=True).start()
    log.info("listening", host=host, port=wanted)
    return server


def _stop_signal() -> threading.Event:
    """Set by SIGTERM and SIGINT: stop taking on work, finish what has begun. A second one ends the process at once."""
    stop = threading.Event()
    numbers = (signal.SIGTERM, signal.SIGINT)

    def heard(*_: object) -> None:
        stop.set()
        for number in numbers:
            signal.signal(number, signal.SIG_DFL)

    for number in numbers:
        signal.signal(number, heard)
    return stop
