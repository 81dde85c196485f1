"""The step that asks providers ahead of a lift whether they still take our credentials. It posts nothing, and waits for none."""

from __future__ import annotations

from bot.core.delivery import Check, Trouble
from bot.core.errors import EmbargoError
from bot.engine.process import Engine
from bot.newsroom import vetting
from bot.newsroom.newsroom import Newsroom


def vet(engine: Engine) -> None:
    """Ask one provider, if it is time: in a thread of the pool that no channel counts as its own."""
    newsroom, rounds = engine.newsroom, engine.rounds
    if engine.draining or not engine.sends or not engine.may_act():
        return
    ahead = vetting.coming(newsroom)
    engine.sound(vetting.drop(newsroom, rounds, ahead))
    for channel in vetting.due(newsroom, rounds, ahead)[:1]:
        if rounds.take(channel):
            newsroom.world.submit(ask, engine, channel)


def ask(engine: Engine, channel: str) -> None:
    """Put the question, and what came of it on record."""
    try:
        checks = _checks(engine.newsroom, channel)
        engine.sound(vetting.answered(engine.newsroom, engine.rounds, channel, checks))
    finally:
        engine.rounds.done()
    engine.wake("vet")


def _checks(newsroom: Newsroom, name: str) -> list[Check]:
    try:
        channel = newsroom.channel(name)
        if missing := channel.missing():
            because = f"set {', '.join(missing)} in the environment or in .env"
            return [Check(name, False, because, Trouble.REFUSED)]
        return channel.check(newsroom.world.wire(name), newsroom.now())
    except EmbargoError as error:
        return [Check(name, False, str(error), Trouble.REFUSED)]
