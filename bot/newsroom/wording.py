"""Our errors in the reader's language: the docstring of an error is what its sentence is found by in the catalogues.

At the desk English is a language too: where a sentence names a command, its catalogue has one for people at a browser.
"""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from bot.core.errors import EmbargoError
from bot.core.roles import Role
from bot.core.standing import Standing
from bot.core.workflow import Stage
from bot.renditions.side_by_side import Spoken

OF_A_SET = ("stage", "wanted", "role", "needed", "standing")
"""Facts that are words of ours, one of a few, and translated with the sentence; all others are somebody's own."""


def said(error: EmbargoError) -> str:
    """Its sentence in the reader's language; as it is where there is no translation."""
    template = error.template()
    told = _(template) if template else ""
    if told == template:
        return str(error)
    words = _words()
    facts = {name: words.get(str(fact), fact) if name in OF_A_SET else fact for name, fact in error.facts.items()}
    return told.format(**facts)


def spoken() -> Spoken:
    """For what stands around a preview: the reader's language."""
    return Spoken(get_language() or "en", _)


def _words() -> Mapping[str, str]:
    return {
        Stage.DRAFT: _("a draft"),
        Stage.AWAITING: _("waiting for its approval"),
        Stage.APPROVED: _("approved"),
        Stage.PAUSED: _("paused"),
        Stage.LIFTED: _("out"),
        Stage.CANCELLED: _("cancelled"),
        Stage.WITHDRAWN: _("withdrawn"),
        "edited": _("edited"),
        "put up for approval": _("put up for approval"),
        "redelivered": _("redelivered"),
        "sent again": _("sent again"),
        "corrected": _("corrected"),
        "updated": _("updated"),
        "fixed": _("fixed"),
        "recalled": _("recalled"),
        "resumed": _("resumed"),
        "moved": _("moved"),
        f"a {Role.WRITER}": _("a writer"),
        f"an {Role.EDITOR}": _("an editor"),
        f"an {Role.ADMINISTRATOR}": _("an administrator"),
        Standing.CORRECTION: _("correction"),
        Standing.UPDATE: _("update"),
        Standing.FIX: _("minor fix"),
        Standing.WITHDRAWAL: _("withdrawal"),
        Standing.RECALL: _("recall"),
    }
