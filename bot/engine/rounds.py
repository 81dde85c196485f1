"""The step that asks providers ahead of a lift whether they still take our credentials. It posts nothing, and waits for none."""

from __future__ import annotations

from bot.engine.process import Engine
from bot.newsroom.lift import vetting


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
        checks = vetting.ask(engine.newsroom, channel)
        engine.sound(vetting.answered(engine.newsroom, engine.rounds, channel, checks))
    finally:
        engine.rounds.done()
    engine.wake("vet")
