"""What the demo tells at its end: what each reader received, whether any of it was early, and whether all of it is there."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from datetime import datetime
from hashlib import sha256
from typing import Any

import requests
import typer

from bot.core.errors import EmbargoError
from bot.sandbox.arrivals import Arrival
from bot.sandbox.mail import Letter
from bot.sandbox.notices import Notice
from bot.sandbox.posting import Posting
from bot.sandbox.sendgrid import MailRequest
from bot.sandbox.server import Sandbox
from bot.sandbox.webhook import Hook

JOURNALISTS = 2500
EDITORS = 40  # a list of its own, by the office's own mail server
PATIENCE = 20.0  # seconds until the press room answers
NETWORKS = ("X", "Mastodon", "Bluesky")
HOOKS = [("archive", True), ("partners", True)]


class DemoFailed(EmbargoError):
    """The demo did not end as it should: {problem}."""


def look_before(pages: str, page: str, headline: str, too_late: Callable[[], bool]) -> None:
    """What the public finds while the release is held; the page's address is the office's secret. Raises DemoFailed."""
    deadline = time.monotonic() + PATIENCE
    typer.secho("\nWhat the public finds before the lift", bold=True)
    while (index := _asked(f"{pages}/")) is None and time.monotonic() < deadline:
        time.sleep(0.1)  # the engine is still starting
    answers = {f"{pages}/": index, f"{pages}/feed.atom": _asked(f"{pages}/feed.atom"), page: _asked(page)}
    for place, answer in answers.items():
        typer.echo(f"  {answer.status_code if answer is not None else '---'}  {place}")
    if too_late():
        typer.echo("  This machine was slower than the embargo is short: `embargo demo --in 60s` shows the 404.")
    elif any(answer is None or headline in answer.text for answer in answers.values()):
        raise DemoFailed(problem="the press room could not be asked, or told the news early")


def report(playing: Sandbox, shown: dict[str, Any], instant: datetime, pages: str) -> None:
    """Show what each reader received, and end in failure unless all of it came, and none of it early. Raises DemoFailed."""
    received = playing.arrivals()
    mails = [one.noted for one in received if isinstance(one.noted, MailRequest)]
    posts = [one.noted for one in received if isinstance(one.noted, Posting)]
    hooks = [one.noted for one in received if isinstance(one.noted, Hook)]
    notices = [one.noted for one in received if isinstance(one.noted, Notice)]
    letters = [one.noted for one in received if isinstance(one.noted, Letter)]
    people = [address for request in mails for address in request.recipients]
    editors = [address for letter in letters for address in letter.recipients]
    _tell_mail(mails, len(people))
    typer.secho(f"\nWhat went by the office's own mail server: {len(editors)} mails, one by one", bold=True)
    _tell_posts(posts)
    _tell_hooks(hooks)
    for notice in notices:
        typer.secho("\nWhat the newsdesk's chat received", bold=True)
        typer.echo(f"  {notice.text}")
    fetched = _fetched(hooks, f"{pages}{shown['page']}", pages)
    _tell_lateness(received)
    problems = _of_mail(mails, people, editors) | {
        "something left early": any(one.noted.at < instant for one in received),
        "a webhook is missing or its signature wrong": sorted((one.name, one.verified) for one in hooks) != HOOKS,
        "the chat got no notice": len(notices) != 1,
        "the page is not on every list, or the picture or the file not where the partners were told": fetched != 7,
        "the ledger does not say sent": any(row["state"] != "sent" for row in shown["deliveries"]),
    }
    for network in NETWORKS:
        first = next((post for post in posts if post.network == network), None)
        problems[f"no thread on {network}"] = first is None
        problems[f"no picture on {network}"] = first is not None and not first.media
    if wrong := [problem for problem, found in problems.items() if found]:
        raise DemoFailed(problem="; ".join(wrong))
    by_mail = f"{len(people):,} mails in {len(mails)} requests and {len(editors)} by a mail server"
    arrived = f"{by_mail}, {len(NETWORKS)} threads, {len(hooks)} webhooks, a notice"
    typer.secho(f"\nArrived: {arrived}; the picture with its alt text, and the file, everywhere. ", bold=True, nl=False)
    typer.secho("Nothing early, nothing twice.", bold=True)


def _of_mail(mails: Sequence[MailRequest], people: Sequence[str], editors: Sequence[str]) -> dict[str, bool]:
    return {
        f"{len(set(people))} of {JOURNALISTS} journalists got the mail": len(set(people)) != JOURNALISTS,
        f"{len(set(editors))} of {EDITORS} editors got the mail": len(set(editors)) != EDITORS,
        "somebody got it twice": len([*people, *editors]) != len({*people, *editors}),
        f"{len(mails)} requests instead of 3": len(mails) != 3,
    }


def _tell_mail(requests_: list[MailRequest], people: int) -> None:
    typer.secho(f"\nWhat a journalist received: one of {people:,} mails, in {len(requests_)} requests", bold=True)
    if not requests_:
        return
    address, mail = next(requests_[0].mails())
    typer.echo(f"  To: {address}\n  Subject: {mail.subject}")
    for line in mail.text.splitlines():
        typer.echo(f"  | {line}")


def _tell_posts(posts: Sequence[Posting]) -> None:
    for network in NETWORKS:
        thread = [post for post in posts if post.network == network]
        typer.secho(f"\nWhat a follower on {network} received: a thread of {len(thread)}", bold=True)
        for post in thread:
            typer.echo(f"  {post.text}\n  — {post.weight} of {post.limit}")
            for picture in post.media:
                typer.echo(f"  — with a picture ({picture.kind}, {len(picture.content):,} bytes): {picture.alt_text}")


def _tell_hooks(hooks: Sequence[Hook]) -> None:
    typer.secho(f"\nWhat the webhooks received: {len(hooks)}", bold=True)
    for hook in hooks:
        verified = "verified" if hook.verified else "WRONG"
        typer.echo(f"  {hook.name}: signature {verified}, {len(hook.raw):,} bytes of {hook.media_type}")


def _asked(address: str) -> requests.Response | None:
    """None while nobody listens there."""
    try:
        return requests.get(address, timeout=10)
    except requests.ConnectionError:
        return None


def _fetched(hooks: Sequence[Hook], page: str, pages: str) -> int:
    """How many lists have the page, and how many of the picture's copies and the file are there as the partners were told by hash."""
    item = next((hook.body for hook in hooks if isinstance(hook.body, dict)), {})
    good = 0
    typer.secho("\nWhat the public finds", bold=True)
    typer.echo(f"  {requests.get(page, timeout=10).status_code}  {page}")
    for place in ("/", "/feed.atom", "/feed.json", "/sitemap.xml"):
        listed = _asked(pages + place)
        named = "it is there" if listed is not None and page.removeprefix(pages) in listed.text else "it is MISSING"
        typer.echo(f"  {listed.status_code if listed is not None else '---'}  {pages}{place}: {named}")
        good += named == "it is there"
    for one in item.get("associations", ()):
        hashes = {entry["role"]: entry["value"] for entry in one["altIds"]}
        for copy in one["renditions"]:
            answer = requests.get(copy["href"], timeout=10)
            same = hashes[f"hash-{copy['name']}"] == "sha256:" + sha256(answer.content).hexdigest()
            told = answer.headers.get("Content-Disposition", "")
            typer.echo(f"  {answer.status_code}  {one['name']}, {copy['name']}: {copy['contentType']}, {told}")
            good += answer.status_code == 200 and same
    return good


def _tell_lateness(received: Sequence[Arrival]) -> None:
    typer.secho("\nHow late each was, from the instant to its first byte", bold=True)
    letters = [one for one in received if isinstance(one.noted, Letter)]
    for one in received:
        if one in letters[1:-1]:
            continue  # they go one by one: the first and the last tell it
        late = "" if one.lateness_ms is None else f"{one.lateness_ms:8.1f} ms"
        which = {id(letters[0]): " (the first)", id(letters[-1]): " (the last)"} if letters else {}
        typer.echo(f"  {one.provider:<10}{late}{which.get(id(one), '')}")
