"""Who may do what: roles of signed-in people, and the verbs each may use."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from bot.core.errors import EmbargoError


class Role(StrEnum):
    """What a person at the desk is; each may do all that those before may."""

    WRITER = "writer"
    EDITOR = "editor"
    ADMINISTRATOR = "administrator"


_RANK = {role: rank for rank, role in enumerate(Role)}

# Everybody may stop: whoever sees first that something is wrong must not have to look for somebody else.
NEEDED: Mapping[str, Role] = {
    "queue": Role.WRITER,
    "draft": Role.WRITER,
    "preview": Role.WRITER,
    "edit": Role.WRITER,
    "pause": Role.WRITER,
    "stop": Role.WRITER,
    "rehearse": Role.WRITER,
    "proof": Role.WRITER,
    "test": Role.WRITER,
    "correct": Role.WRITER,
    "update": Role.WRITER,
    "fix": Role.WRITER,
    "withdraw": Role.WRITER,
    "recall": Role.WRITER,
    "approve": Role.EDITOR,
    "resend": Role.EDITOR,
    "resume": Role.EDITOR,
    "move": Role.EDITOR,
    "cancel": Role.EDITOR,
    "word": Role.EDITOR,
    "settle": Role.EDITOR,
    "licence": Role.WRITER,
    "import": Role.EDITOR,
    "export": Role.EDITOR,
    "remove": Role.EDITOR,
    "restore": Role.EDITOR,
    "erase": Role.EDITOR,
    "redeliver": Role.EDITOR,
    "enable": Role.ADMINISTRATOR,
    "adopt": Role.ADMINISTRATOR,
    "invite": Role.ADMINISTRATOR,
}


class NotYourVerb(EmbargoError):
    """{name} can't do this as {role}: it takes {needed}."""


@dataclass(frozen=True, slots=True)
class SignedIn:
    """Who is signed in at the desk. `name` is what the journal says, there as verified; `deputy_of`: in whose place they may approve."""

    name: str
    role: Role
    deputy_of: str = ""


def allows(role: Role, verb: str) -> bool:
    """Whether somebody in this role may use the verb; KeyError for one that is not in the table."""
    return _RANK[role] >= _RANK[NEEDED[verb]]


def may(who: SignedIn, verb: str) -> bool:
    """Whether they may use the verb: by their own role, or, to approve, in the place of somebody who is away."""
    return allows(who.role, verb) or (verb == "approve" and bool(who.deputy_of))


def require_role(who: SignedIn | None, verb: str) -> None:
    """Raise NotYourVerb unless `who` may; on the command line nobody is signed in, and whoever has the machine may all."""
    needed = NEEDED[verb]
    if who is not None and not may(who, verb):
        raise NotYourVerb(
            name=who.name, role=f"a {who.role}" if who.role == Role.WRITER else f"an {who.role}", needed=f"an {needed}"
        )
