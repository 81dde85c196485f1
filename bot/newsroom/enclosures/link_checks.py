"""Whether the addresses in a text lead anywhere. Only when somebody asks: whoever runs the other side sees the request."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from http.cookiejar import DefaultCookiePolicy

import requests

from bot.core.preflight.codes import found
from bot.core.preflight.links import addresses, is_private
from bot.core.preflight.places import passages
from bot.core.release import Finding, Release
from bot.core.saying import saying
from bot.core.world import Transport

TIMEOUT = 10.0
MOST_LINKS = 100
_AT_ONCE = 6
_MOST_HOPS = 5
# Not found, and gone (RFC 9110 §15.5.5, §15.5.11). Other refusals are often meant for programs alone.
_DEAD = {404, 410}
# Servers that do not know HEAD say so in one of these ways; then the page itself is asked for, and not read.
_NO_HEAD = {400, 403, 404, 405, 406, 410, 429, 500, 501, 503}
_NAME = "embargo-bot (link check)"


def dead_links(release: Release, wire: Transport, office_url: str = "", timeout: float = TIMEOUT) -> list[Finding]:
    """One finding for each http(s) address, pictures' too, where nothing is or nobody answers; `timeout` in seconds a request.

    The press room's own pages (below `office_url`) are not asked for: they may be held back as well. Private addresses
    are refused, also behind a redirect. At most `MOST_LINKS` addresses are asked for.
    """
    asked = list(_asked(release, office_url).items())[:MOST_LINKS]
    session = _session(wire)
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        answers = pool.map(lambda one: _ask(session, one[0], timeout), asked)
        return [replace(told, place=place) for (_, place), told in zip(asked, answers, strict=True) if told]


def _asked(release: Release, office_url: str) -> dict[str, str]:
    """Address → the first place where it stands."""
    found_at: dict[str, str] = {}
    own = f"{office_url.rstrip('/')}/" if office_url else None
    for address, place in _all(release):
        address = address.partition("#")[0]
        public = address.lower().startswith(("http://", "https://")) and not is_private(address)
        if public and not (own and f"{address}/".startswith(own)):
            found_at.setdefault(address, place)
    return found_at


def _all(release: Release) -> Iterator[tuple[str, str]]:
    for passage in passages(release):
        yield from ((address, passage.place) for address in addresses(passage))
    for number, picture in enumerate(release.pictures, start=1):
        yield picture.source or "", f"picture {number}"


def _session(wire: Transport) -> requests.Session:
    """One for all threads; the wire's owner closes what it keeps open."""
    session = requests.Session()
    session.trust_env = False  # no proxy, no .netrc: the address alone
    session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=()))
    session.max_redirects = _MOST_HOPS
    session.headers["User-Agent"] = _NAME
    for scheme in ("http://", "https://"):
        session.mount(scheme, wire.adapter(public_only=True))
    return session


def _ask(session: requests.Session, address: str, timeout: float) -> Finding | None:
    try:
        status = _status(session, address, timeout)
    except requests.TooManyRedirects:
        return found("link-unreachable", address=address, why=saying("it leads in a circle"))
    except requests.RequestException as error:
        return found("link-unreachable", address=address, why=plainly(error))
    if status in _DEAD:
        return found("link-dead", address=address, answer=str(status))
    if status >= 500:
        return found(
            "link-unreachable",
            address=address,
            why=saying("it reports a fault of its own ({status})", status=str(status)),
        )
    return None


def _status(session: requests.Session, address: str, timeout: float) -> int:
    """The last answer's status code; a page is asked for only where HEAD is not answered well."""
    with session.head(address, timeout=timeout, allow_redirects=True) as answer:
        if answer.status_code not in _NO_HEAD:
            return answer.status_code
    with session.get(address, timeout=timeout, allow_redirects=True, stream=True) as answer:
        return answer.status_code


def plainly(error: requests.RequestException) -> str:
    """Why in a few words: our own transport knows it; of others, the kind of error."""
    cause: BaseException | None = error
    while cause is not None:
        inner = next((arg for arg in cause.args if isinstance(arg, BaseException)), None)
        reason = getattr(cause, "reason", None)
        if why := getattr(cause, "why", None):
            return str(why)
        cause = reason if isinstance(reason, BaseException) else inner or cause.__cause__
    return saying("no answer in time") if isinstance(error, requests.Timeout) else saying("the connection broke")
