"""Proofs: the mail of a release as journalists will get it, marked, to colleagues alone, through the office's own mail server."""

from __future__ import annotations

import re
from dataclasses import dataclass

from email_validator import EmailNotValidError, validate_email
from markupsafe import escape

from bot.core.errors import EmbargoError
from bot.core.rendition import Mail, fill
from bot.newsroom.approval.approving import plan as plan_of
from bot.newsroom.approval.previewing import merge_values
from bot.newsroom.newsroom import Newsroom
from bot.renditions.preview import greeted
from bot.store.standstill import standstill

MARK = "PROOF"
NOTICE = "PROOF, not for publication. Nobody outside the office has this."


class NotStaff(EmbargoError):
    """A proof goes to staff alone: {to} is not at {domains}."""


class NoStaffDomains(EmbargoError):
    """No proof can be sent: name your own mail domains as `staff_domains` under [desk]. Until then look at it in the preview."""


class NoMailToProof(EmbargoError):
    """ "{slug}" goes to no mailing list: there is no mail to send a proof of. Look at it in the preview."""


class EverythingStopped(EmbargoError):
    """{by} has stopped everything: no proof is sent either, until two people let it go on."""


@dataclass(frozen=True, slots=True)
class Proof:
    """One mail to one colleague."""

    to: str
    subject: str
    text: str
    html: str


def proofs(newsroom: Newsroom, slug: str, to: str, by: str) -> list[Proof]:
    """The mails to send, in every language, once it is on record that they go to this address.

    Raises EverythingStopped, NoStaffDomains, NotStaff, NoMailToProof, or what `plan` raises.
    """
    newsroom.allow("proof")
    if stopped := standstill():
        raise EverythingStopped(by=stopped.by)
    to = _staff(newsroom, to)
    plan = plan_of(newsroom, slug)
    merge = merge_values(newsroom, plan.release)
    mails = {part.content: Mail.from_bytes(part.content) for part in plan.parts if part.kind == "email"}
    if not mails:
        raise NoMailToProof(slug=slug)
    newsroom.world.transact(
        lambda: newsroom.record(
            plan.release, by, "proof", number=plan.version.number, version=plan.version.digest, to=to
        )
    )
    return [_proof(mail, to, merge) for mail in mails.values()]


def _proof(mail: Mail, to: str, merge: dict[str, str]) -> Proof:
    merge = greeted(mail, merge)
    html = fill(mail.html, {name: str(escape(value)) for name, value in merge.items()})
    banner = f'<p style="margin:0;padding:12px;background:#ffd84a;color:#111;font:700 16px sans-serif">{NOTICE}</p>'
    marked = re.sub(r"<body[^>]*>", lambda found: found[0] + banner, html, count=1)
    return Proof(to, f"{MARK}: {mail.subject}", f"{NOTICE}\n\n{fill(mail.text, merge)}", marked)


def _staff(newsroom: Newsroom, to: str) -> str:
    """The address, if it is one of the office's own. Raises NoStaffDomains or NotStaff."""
    domains = newsroom.config.desk.staff_domains
    if not domains:
        raise NoStaffDomains()
    try:
        found = validate_email(to.strip(), check_deliverability=False, test_environment=True)
    except EmailNotValidError:
        raise NotStaff(to=to.strip()[:100], domains=", ".join(domains)) from None
    if found.ascii_domain is None or found.ascii_domain.lower() not in domains:
        raise NotStaff(to=to.strip()[:100], domains=", ".join(domains))
    return found.normalized
