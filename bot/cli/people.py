"""`embargo people`: who may sign in at the desk. The first administrator is invited here."""

from __future__ import annotations

from typing import Annotated

import typer

from bot.cli.startup import open_newsroom, who
from bot.core.roles import Role
from bot.desk import postbox, second_factors, staffing
from bot.desk.models import Person
from bot.desk.people import invitation_letter

By = Annotated[str | None, typer.Option("--by", help="Who does it; on the command line a claim, and on record as one.")]
people = typer.Typer(help="Who may sign in at the desk.", no_args_is_help=True, rich_markup_mode=None)


def register(app: typer.Typer) -> None:
    """Add these verbs to the command."""
    people.command(
        epilog='Example: embargo people invite ada@example.org --name "Ada Admin" --role administrator', name="invite"
    )(invite)
    people.command(epilog="Example: embargo people list", name="list")(list_people)
    people.command(epilog="Example: embargo people disable ada@example.org")(disable)
    people.command(epilog="Example: embargo people enable ada@example.org")(enable)
    people.command(epilog="Example: embargo people password ada@example.org")(password)
    people.command(epilog="Example: embargo people factors ada@example.org   (the device was lost)")(factors)
    app.add_typer(people, name="people")


def invite(
    email: str,
    name: Annotated[str, typer.Option("--name", help="As the journal will have it.")],
    role: Annotated[Role, typer.Option("--role", help="What they may do.")] = Role.WRITER,
    by: By = None,
) -> None:
    """Invite somebody: by mail where the desk has a mail server, else with a link to hand over."""
    newsroom = open_newsroom()
    link = staffing.invite(newsroom, email, name, role, who(by))
    if postbox.open_for(newsroom):
        subject = f"Your invitation to the desk of {newsroom.config.office.name}"
        postbox.send(newsroom, email.strip(), subject, invitation_letter(newsroom, name, link))
        typer.echo(f"A mail with the link is on its way to {email.strip()}.")
        return
    typer.echo(
        f"Hand this link to {' '.join(name.split())} over a way that only they read. It works once, within a week:"
    )
    typer.echo(link)


def list_people() -> None:
    """Everybody who can sign in, who no longer can, and who is invited."""
    newsroom = open_newsroom()
    for one in Person.objects.order_by("-is_active", "name"):
        typer.echo(f"{one.email:<32} {one.name:<28} {one.role}{'' if one.is_active else ', shut out'}")
    for waiting in staffing.waiting(newsroom.now()):
        typer.echo(f"{waiting.email:<32} {waiting.name:<28} {waiting.role}, invited by {waiting.by}")


def disable(email: str, by: By = None) -> None:
    """Shut somebody out: signed out everywhere, and no way in."""
    newsroom = open_newsroom()
    person = staffing.shut_out(newsroom, _number(email), who(by))
    typer.echo(f"{person.name} can't sign in any more.")


def enable(email: str, by: By = None) -> None:
    """Let somebody in again who was shut out."""
    newsroom = open_newsroom()
    person = staffing.let_in(newsroom, _number(email), who(by))
    typer.echo(f"{person.name} can sign in again.")


def password(email: str, by: By = None) -> None:
    """A link by which somebody gives themselves a new password, to hand over."""
    newsroom = open_newsroom()
    link = staffing.link_for_password(newsroom, _number(email), who(by))
    typer.echo("Hand this link over in a way that only they read. It works once, within a day:")
    typer.echo(link)


def factors(email: str, by: By = None) -> None:
    """Take somebody's second factor away, whose device was lost; they are signed out everywhere."""
    newsroom = open_newsroom()
    person = second_factors.take_away(newsroom, _number(email), who(by))
    typer.echo(f"{person.name} comes in with the password alone until they set up another second factor.")


def _number(email: str) -> int:
    found = Person.objects.filter(email=email.strip().lower()).first()
    if found is None:
        raise staffing.Nobody()
    return found.pk
