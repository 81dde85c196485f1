"""What is in doubt, as the command prints it."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from bot.cli.counts import counted
from bot.core.release import Finding
from bot.newsroom.approval.preflight import Report

Silence = Annotated[
    list[str] | None,
    typer.Option("--silence", metavar="CODE", help="Do not tell this finding again; repeat for several."),
]


def say_report(report: Report) -> None:
    """Each finding with its place and code; then, in a line, which ones were silenced."""
    for finding in report.findings:
        typer.echo(f"  {'In doubt':<12}{told(finding)}")
    if report.silenced:
        codes = ", ".join(dict.fromkeys(finding.code for finding in report.silenced))
        amount = counted(len(report.silenced), "finding", "findings")
        typer.echo(f"  {'Silenced':<12}{amount} [{codes}]")


def told(finding: Finding) -> str:
    """`Line 3: …` or `Paragraph 1: …`; a message that names its place itself is not led in again."""
    where = f"line {finding.line}" if finding.line else finding.place
    subject = finding.code.startswith("subject-") and finding.place == "headline"
    if finding.place and (finding.place in finding.message.lower() or subject):
        where = ""
    lead = f"{where[0].upper()}{where[1:]}: " if where else ""
    return f"{lead}{finding.message} [{finding.code}]"


def as_json(finding: Finding) -> dict[str, Any]:
    """A finding in `embargo check --json`."""
    return {"code": finding.code, "line": finding.line, "place": finding.place or None, "message": finding.message}
