"""What can be said to a person: every error's docstring is its message."""

from __future__ import annotations

import inspect

from bot.core.saying import Saying, saying


class EmbargoError(Exception):
    """Something is wrong."""

    def __init__(self, **facts: object) -> None:
        self.facts = facts
        super().__init__(self.template().format(**facts))

    @property
    def saying(self) -> Saying:
        """Its message, to be a part of another sentence."""
        return saying(self.template(), **self.facts)

    @classmethod
    def template(cls) -> str:
        """The message with its facts left open, by which a translation is found."""
        return inspect.cleandoc(cls.__doc__ or "").replace("\n", " ")


class ConfigurationError(EmbargoError):
    """{where}: {problem}"""


class UnknownRelease(EmbargoError):
    """There is no release "{slug}". `embargo status` lists the ones there are."""


class UnknownChannel(EmbargoError):
    """There is no channel "{name}" in the configuration. It has: {known}."""


class UnknownList(EmbargoError):
    """There is no media list "{name}". Import one: `embargo audience import {name} FILE.csv`."""
