"""What can be said to a person: every error's docstring is its message."""

from __future__ import annotations

import inspect


class EmbargoError(Exception):
    """Something is wrong."""

    def __init__(self, **facts: object) -> None:
        self.facts = facts
        super().__init__(self.template().format(**facts))

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
