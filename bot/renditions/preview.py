"""A rendition as files that a person can open, its merge fields filled."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP

from markupsafe import escape

from bot.core.greeting import greeting
from bot.core.measure import BLUESKY, X, mastodon_length
from bot.core.rendition import Mail, Post, Thread, fill

READER = "Ann Reader"


def preview_files(kind: str, rendition: bytes, name: str, merge: Mapping[str, str]) -> dict[str, bytes]:
    """File name → content. `merge` gives values for unsubscribe and lift; a field without one keeps its place, but the greeting.

    email: .eml .html .txt; x, mastodon and bluesky: .txt (for reading) and .json;
    webhook: .json or .xml, byte for byte; notify: .txt; pressroom: .html.
    """
    match kind:
        case "email":
            return _mail(Mail.from_bytes(rendition), name, merge)
        case "x" | "mastodon" | "bluesky":
            return _thread(kind, Thread.from_bytes(rendition), name)
        case "webhook":
            suffix = "xml" if rendition.startswith(b"<?xml") else "json"
            return {f"{name}.{suffix}": fill(rendition.decode(), merge).encode()}
        case "notify":
            return {f"{name}.txt": rendition + b"\n"}
        case "pressroom":
            return {f"{name}.html": _html(rendition.decode(), merge).encode()}
    raise ValueError(f"no such kind: {kind}")


def greeted(mail: Mail, merge: Mapping[str, str]) -> dict[str, str]:
    """The values with a greeting in the mail's own language, of somebody who stands for its readers, unless there is one."""
    return {"greeting": greeting(mail.language, READER), **merge}


def _mail(mail: Mail, name: str, merge: Mapping[str, str]) -> dict[str, bytes]:
    merge = greeted(mail, merge)
    html, text = _html(mail.html, merge), fill(mail.text, merge)
    message = EmailMessage(policy=SMTP)
    message["From"] = mail.sender
    message["Reply-To"] = mail.reply_to
    message["Subject"] = mail.subject
    if lift := merge.get("lift"):
        message["Date"] = datetime.fromisoformat(lift)
    message.set_content(text)
    message.add_alternative(html, subtype="html")
    # A boundary of chance would make every preview differ.
    message.set_boundary("=_embargo_preview")
    return {f"{name}.eml": bytes(message), f"{name}.html": html.encode(), f"{name}.txt": text.encode()}


def _thread(kind: str, thread: Thread, name: str) -> dict[str, bytes]:
    total = len(thread.posts)
    shown = [
        f"[{number} of {total}, {_counted(kind, post)}]\n{post.text}\n"
        for number, post in enumerate(thread.posts, start=1)
    ]
    if thread.warning:
        shown.insert(0, f"[behind the content warning]\n{thread.warning}\n")
    if card := thread.card:
        told = "\n".join(line for line in (card.title, card.description, card.url) if line)
        shown.insert(1, f"[with the first post, a card]\n{told}\n")
    if thread.removes or thread.deletes:
        told = "these posts are deleted" + (", and what else of it is out by then" if thread.deletes else "")
        shown.append(f"[nothing is posted; {told}]\n" + "".join(f"{one}\n" for one in thread.removes))
    posts = [{"text": post.text} for post in thread.posts] or [{"delete": one} for one in thread.removes]
    listed = json.dumps(posts, ensure_ascii=False, indent=2) + "\n"
    return {f"{name}.txt": "\n".join(shown).encode(), f"{name}.json": listed.encode()}


def _counted(kind: str, post: Post) -> str:
    """How long a post is; on Mastodon without its limit, which every instance sets for itself."""
    if kind == "mastodon":
        return f"{mastodon_length(post.text)} characters"
    measure = X if kind == "x" else BLUESKY
    return f"{measure.weigh(post.text)} of {measure.limit}"


def _html(template: str, merge: Mapping[str, str]) -> str:
    return fill(template, {field: str(escape(value)) for field, value in merge.items()})
