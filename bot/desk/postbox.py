"""The desk's own letters, to staff only: invitations, new passwords, and proofs. No other word of a release goes this way."""

from __future__ import annotations

import smtplib
from email.utils import parseaddr
from urllib.parse import parse_qs, unquote, urlsplit

from django.core.mail import EmailMultiAlternatives
from django.core.mail.backends.smtp import EmailBackend

from bot.core.delivery import Check
from bot.core.errors import EmbargoError
from bot.newsroom.newsroom import Newsroom

SECONDS = 20  # for a mail server to answer


class PostboxWrong(EmbargoError):
    """The variable {variable} holds no mail server: write smtp://user:password@host:587?tls=starttls (or tls=yes, tls=none)."""


class NotPosted(EmbargoError):
    """The mail to {email} was not taken ({why}). Hand the link over yourself."""


def address(newsroom: Newsroom, path: str) -> str:
    """The whole address of a page of the desk."""
    return (newsroom.config.desk.url or newsroom.config.office.url) + path


def open_for(newsroom: Newsroom) -> bool:
    """Whether the desk has a mail server."""
    variable = newsroom.config.desk.mail_env
    return bool(variable and newsroom.environment.get(variable, "").strip())


def send(newsroom: Newsroom, email: str, subject: str, text: str, html: str = "") -> None:
    """One letter to one colleague, in HTML too where given. Raises PostboxWrong, or NotPosted where it was not taken."""
    subject = " ".join(subject.split())
    letter = EmailMultiAlternatives(subject, text, newsroom.config.desk.sender, [email], connection=_server(newsroom))
    if html:
        letter.attach_alternative(html, "text/html")
    try:
        letter.send()
    except OSError as error:  # of which smtplib's own are a kind
        raise NotPosted(email=email, why=type(error).__name__) from error


def look(newsroom: Newsroom) -> Check:
    """Whether the desk's letters would be taken, as far as a server says without getting one; for `embargo doctor`."""
    variable, name = newsroom.config.desk.mail_env, "desk mail"
    if not variable:
        return Check(name, None, "none: invitations and new passwords are links to hand over; mail_env in [desk]")
    if not open_for(newsroom):
        return Check(name, False, f"set {variable} in the environment or in .env")
    try:
        server = _server(newsroom)
        server.open()
        assert server.connection is not None
        try:
            code, said = server.connection.mail(parseaddr(newsroom.config.desk.sender)[1])
        finally:
            server.close()
    except PostboxWrong as error:
        return Check(name, False, str(error))
    except OSError as error:  # of which smtplib's own are a kind
        return Check(name, False, f"the mail server in {variable} does not take us: {_in_words(error)}")
    if code != 250:
        return Check(
            name, False, f"{newsroom.config.desk.sender} may not send there ({code} {said.decode(errors='replace')})"
        )
    return Check(name, True, f"{server.host}:{server.port} takes letters from {newsroom.config.desk.sender}")


def _in_words(error: OSError) -> str:
    if isinstance(error, smtplib.SMTPResponseException):
        said = error.smtp_error
        return f"{error.smtp_code} {said.decode(errors='replace') if isinstance(said, bytes) else said}"
    return error.strerror or str(error) or type(error).__name__


def _server(newsroom: Newsroom) -> EmailBackend:
    variable = newsroom.config.desk.mail_env
    parts = urlsplit(newsroom.environment.get(variable, "").strip())
    tls = parse_qs(parts.query).get("tls", ["starttls"])[0]
    try:
        port = parts.port or (465 if tls == "yes" else 587)
    except ValueError:
        raise PostboxWrong(variable=variable) from None
    if parts.scheme != "smtp" or not parts.hostname or tls not in ("starttls", "yes", "none"):
        raise PostboxWrong(variable=variable)
    return EmailBackend(
        host=parts.hostname,
        port=port,
        username=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        use_tls=tls == "starttls",
        use_ssl=tls == "yes",
        timeout=SECONDS,
    )
