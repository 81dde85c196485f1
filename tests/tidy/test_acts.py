"""Every act that the journal can hold has plain words of its own."""

from __future__ import annotations

import ast

from bot.newsroom.record.acts import WORDS
from tests.tidy.source import modules, told

RECORDING = ("record", "record_each")


def test_every_act_on_record_is_told_in_plain_words() -> None:
    bare = sorted(_acts() - WORDS.keys())
    assert not bare, told(bare, "bot/newsroom/record/acts.py says in words what was done:")


def test_the_acts_that_everybody_knows_are_found() -> None:
    assert {"queue", "approve", "lift", "import", "alert"} <= _acts()


def _acts() -> set[str]:
    """The third argument of every `newsroom.record(release, actor, act, …)`, and of its like for many releases."""
    return {
        call.args[2].value
        for path, tree in modules().items()
        if path.startswith(("bot/newsroom/", "bot/desk/"))
        for call in ast.walk(tree)
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute) and call.func.attr in RECORDING
        if len(call.args) > 2 and isinstance(call.args[2], ast.Constant) and isinstance(call.args[2].value, str)
    }
