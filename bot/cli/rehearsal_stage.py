"""The stage: a process of its own, with a ledger of its own, that plays one release on a shifted clock and ends.

Run by `cli.rehearsal` as `python -m bot.cli.rehearsal_stage`: the script comes in on standard input, what became of it goes
out on standard output. Its secrets open nothing but the stand-ins beside it.
"""

from __future__ import annotations

import base64
import json
import os
import sys
import time
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot.core.standing import NOTICES

if TYPE_CHECKING:
    from bot.newsroom.approval.rehearsing import Script
    from bot.newsroom.newsroom import Newsroom

LONGEST = 75.0  # seconds until it ends, whatever is still under way


def main() -> None:
    """Play what comes in."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    import django

    django.setup()
    from bot.newsroom.approval.rehearsing import Script
    from config.logging import configure

    configure("ERROR")
    given = json.load(sys.stdin)
    live_later(timedelta(seconds=given["shift"]))
    json.dump(_play(given, Script.from_json(given["script"])), sys.stdout, ensure_ascii=False)


def live_later(shift: timedelta) -> None:
    """From here on this process, and every library in it, lives that much later: X wants the time in its signatures, too."""
    real, real_ns, ahead = time.time, time.time_ns, int(shift.total_seconds() * 1_000_000_000)
    setattr(time, "time_ns", lambda: real_ns() + ahead)  # noqa: B010 (mypy takes no assignment to a function)
    setattr(time, "time", lambda: real() + ahead / 1e9)  # noqa: B010


def _play(given: dict[str, Any], script: Script) -> dict[str, Any]:
    from django.conf import settings
    from django.core.management import call_command

    from bot.core.configuration import parse
    from bot.engine.local import LocalWorld
    from bot.newsroom.approval import approving, previewing
    from bot.newsroom.copy import filing
    from bot.newsroom.newsroom import Newsroom
    from bot.store import board
    from bot.store.sealing import load_keyring

    config = parse(given["settings"])
    settings.HOME.mkdir(parents=True, exist_ok=True, mode=0o700)
    call_command("migrate", verbosity=0, interactive=False)
    templates = Path(given["templates"]) if given["templates"] else None
    keys = load_keyring(os.environ.get("EMBARGO_KEY"), settings.KEY_FILE)
    room = Newsroom(config, keys, given["secrets"], LocalWorld(config), templates)
    _seat(script)
    filing.queue(
        room, script.text, script.embargo, script.channels, "Rehearsal", script.slug, enclosures=script.enclosures
    )
    approving.approve(room, approving.plan(room, script.slug), "Rehearsal")
    kept = {"page": previewing.preview(room, script.slug)["page.html"].decode()}
    _run(room, script, kept)
    (shown,) = board.status(keys, room.now(), script.slug)["releases"]
    return {
        "deliveries": [one for one in shown["deliveries"] if one["id"] not in kept.get("before", ())],
        "stage": shown["stage"],
        "page": kept["page"],
        "pictures": _pictures(room, script),
    }


def _pictures(room: Newsroom, script: Script) -> dict[str, str]:
    """Every picture of the page by its path there, as an address that holds it whole (RFC 2397)."""
    from bot.store.enclosures import open_enclosure, open_entries
    from bot.store.models import Rendition

    found: dict[str, str] = {}
    for row in Rendition.objects.filter(channel="").select_related("approval__release"):
        for entry in open_entries(room.keyring, script.slug, row):
            if entry.width and entry.path:
                content = open_enclosure(room.keyring, row.approval.release, entry.digest)
                found[entry.path] = f"data:{entry.media_type};base64,{base64.b64encode(content).decode()}"
    return found


def _seat(script: Script) -> None:
    """The extras take their seats. `.invalid` can never be anybody's (RFC 2606)."""
    from bot.store.models import MediaList, Reader

    for name, people in script.people.items():
        made = MediaList.objects.create(name=name)
        for number, one in enumerate(people, start=1):
            address = f"extra-{number}@rehearsal.invalid"
            Reader.objects.create(
                list=made, email=address, name=f"Extra {number}", language=one.language, beat=one.beat
            )


def _follow_up(room: Newsroom, script: Script, kept: dict[str, Any]) -> None:
    """File what follows the lift and let a second person approve it; `kept` gets its page, and the deliveries before it."""
    from bot.newsroom.afterwards import standing
    from bot.newsroom.approval import approving, previewing
    from bot.store.models import Delivery

    sequel = script.sequel
    assert sequel is not None
    kept["before"] = set(Delivery.objects.values_list("pk", flat=True))
    draft = None
    if sequel.standing not in NOTICES:
        left = {one.language for one in sequel.text.translations}
        gone = [one.language for one in script.text.translations if one.language not in left]
        draft = standing.Draft(sequel.text, sequel.text.translations, gone, script.enclosures)
    standing.again(room, script.slug, sequel.standing, draft, "Rehearsal", sequel.note)
    kept["page"] = previewing.preview(room, script.slug).get("page.html", kept["page"].encode()).decode()
    approving.approve(room, approving.plan(room, script.slug), "A second person of the rehearsal")


def _run(room: Newsroom, script: Script, kept: dict[str, Any]) -> None:
    from bot.engine.clock import Clock
    from bot.engine.local import LocalWorld
    from bot.engine.process import Engine
    from bot.engine.steps import TABLE
    from bot.newsroom.hold import holding
    from bot.store import board

    assert isinstance(room.world, LocalWorld)
    for name in script.channels:
        room.channel(name)
    engine = Engine(room)
    # Nobody is told of anything, and no provider is asked ahead: it is played once, from the instant on.
    ticking = Clock(engine, frozenset(step.name for step in TABLE) - {"tell", "vet", "anchor"})
    room.world.ready()
    ticking.start()
    deadline = time.monotonic() + LONGEST
    if script.embargo.kind == "on_my_word":
        holding.give_word(room, script.slug, "Rehearsal")

    def played() -> None:
        while time.monotonic() < deadline and (engine.busy() or not board.idle(room.now())):
            time.sleep(0.1)

    played()
    if script.sequel is not None:
        _follow_up(room, script, kept)
        played()
    ticking.stop()
    room.world.close()


if __name__ == "__main__":
    main()
