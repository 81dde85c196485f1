"""From what the network did to an outcome: the one place that decides what is tried again and what is in doubt.

The rule: try again only what surely was not taken. Whatever may have been taken is unconfirmed.
"""

from __future__ import annotations

import re
from collections.abc import Container, Mapping, Sequence
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime

import requests
import urllib3.exceptions

from bot.channels.asking import Answer
from bot.channels.limits import limits_in
from bot.channels.wire import NotSent, PrivateAddress
from bot.core.delivery import Check, Rejected, Retry, Trouble, Unconfirmed

_SAYING = ("type", "error", "title", "reason", "detail", "message")  # never what a problem quotes of our own text
LONGEST_WISH = timedelta(days=1)  # a Retry-After beyond it is a mistake, or a way to make us wait for ever
_OUR_MISTAKES = (
    requests.exceptions.InvalidURL,
    requests.exceptions.InvalidSchema,
    requests.exceptions.MissingSchema,
    requests.exceptions.InvalidHeader,
    urllib3.exceptions.LocationValueError,
)


def failed(error: Exception, who: str) -> Retry | Rejected | Unconfirmed:
    """The outcome of a request without an answer. `error` is one of asking.FAILURES, `who` the provider's name."""
    reason = _root(error)
    if isinstance(reason, PrivateAddress):
        return Rejected(
            f"{who} is at a private address. If that is meant, set allow_private_addresses = true for this channel."
        )
    if isinstance(reason, NotSent):
        return Retry(f"{who} could not be reached: {reason.why}.")
    if isinstance(reason, urllib3.exceptions.ConnectTimeoutError | requests.ConnectTimeout):
        return Retry(f"{who} could not be reached.")
    if isinstance(error, _OUR_MISTAKES):
        return Rejected(f"{who} cannot be asked: its address or key has something in it that may not be sent.")
    if isinstance(reason, requests.ReadTimeout | urllib3.exceptions.ReadTimeoutError | TimeoutError):
        return Unconfirmed(f"{who} did not answer in time.")
    return Unconfirmed(f"The connection to {who} broke before it answered.")


def refused(
    answer: Answer, who: str, credentials: str, untaken: Container[int] = (), meanings: Mapping[str, str] = {}
) -> Retry | Rejected | Unconfirmed:
    """The outcome of an answer that is not 2xx.

    `credentials` names where the key is set; `untaken` are those statuses of 500 and more by which this provider says
    that it took nothing; `meanings` has what stands in its own words for a refusal (in small letters) → what that
    means for the office, and what to do, with {credentials} in its place.
    """
    status, said = answer.status, answer.said()
    words = f": {said}" if said else ""
    if status < 500 and (meaning := _meaning(answer, meanings)):
        return Rejected(f"{meaning.replace('{credentials}', credentials)} ({status}){words}")
    if status == 429:
        return Retry(f"{who} asks to slow down (429){words}", wished(answer.headers))
    # RFC 9110: 408 says that the request did not arrive whole (15.5.9), 503 with Retry-After that it was not handled
    if status in untaken or status == 408 or (status == 503 and "Retry-After" in answer.headers):
        return Retry(f"{who} cannot take it for now ({status}){words}", wished(answer.headers))
    if status >= 500:
        return Unconfirmed(f"{who} failed while it handled this ({status}){words}")
    if status == 401:
        return Rejected(
            f"{who} does not accept the credentials in {credentials}: wrong, expired or revoked (401){words}"
        )
    if status == 403:
        return Rejected(f"{who} does not allow this with the credentials in {credentials} (403){words}")
    if 300 <= status < 400:
        return Rejected(
            f"{who} has moved ({status}), and redirects are not followed: put its new address in the configuration."
        )
    return Rejected(f"{who} refuses this ({status}){words}")


def nothing_left(outcome: Retry | Rejected | Unconfirmed) -> Retry | Rejected:
    """Of what comes before anything is posted: however it failed, nothing was."""
    if isinstance(outcome, Unconfirmed):
        return Retry(f"{outcome.because.rstrip('.')}. Nothing was posted.")
    return outcome


def unwell(name: str, outcome: Retry | Rejected | Unconfirmed) -> Check:
    """The line of `embargo doctor` for a question that got no good answer; `name` is the channel's and the provider's."""
    trouble = Trouble.REFUSED if isinstance(outcome, Rejected) else Trouble.UNREACHED
    return Check(name, False, outcome.because, trouble)


def wished(headers: Mapping[str, str]) -> timedelta | None:
    """How long Retry-After asks to wait (RFC 9110, 10.2.3), at most a day; a date counts from the answer's own Date."""
    value = headers.get("Retry-After", "").strip()
    if re.fullmatch(r"\d{1,9}(\.\d+)?", value):
        return _bounded(timedelta(seconds=float(value)))
    until, now = _date(value), answered_at(headers)
    return None if until is None or now is None else _bounded(until - now)


def wait_until(moment: float, headers: Mapping[str, str]) -> timedelta | None:
    """From the answer's own Date to `moment` (Unix seconds), at most a day; None when it has no date."""
    now = answered_at(headers)
    return None if now is None else _bounded(timedelta(seconds=min(moment - now.timestamp(), 1e6)))


def begins_again(headers: Mapping[str, str], limits: Sequence[str]) -> timedelta | None:
    """How long until the first of `limits` that is used up begins again, a second on top; None when none says so.

    A limit is told by the headers NAME-remaining and NAME-reset, the latter in Unix seconds or as an ISO time.
    """
    for limit in limits_in(headers, dict.fromkeys(limits, "")):
        if limit.left == 0 and limit.resets is not None:
            return wait_until(limit.resets.timestamp() + 1, headers)
    return None


def answered_at(headers: Mapping[str, str]) -> datetime | None:
    """The answer's Date header."""
    return _date(headers.get("Date", ""))


def _meaning(answer: Answer, meanings: Mapping[str, str]) -> str:
    """What a refusal means, by the first of `meanings` that it is named by or says."""
    content = answer.json() if meanings else None
    parts = [content, *(content.get("errors") or ())] if isinstance(content, dict) else []
    said = " ".join(str(part.get(key, "")) for part in parts if isinstance(part, dict) for key in _SAYING).lower()
    return next((meaning for words, meaning in meanings.items() if words in said), "")


def _bounded(span: timedelta) -> timedelta:
    return min(max(span, timedelta(0)), LONGEST_WISH)


def _date(text: str) -> datetime | None:
    try:
        moment = parsedate_to_datetime(text)
    except ValueError:
        return None
    return moment if moment.tzinfo else None


def _root(error: Exception) -> object:
    """`requests` wraps urllib3's errors once or twice; the innermost says how far the request got."""
    inner: object = error.args[0] if error.args else None
    if isinstance(inner, urllib3.exceptions.MaxRetryError):
        inner = inner.reason
    return inner if isinstance(inner, urllib3.exceptions.HTTPError) else error
