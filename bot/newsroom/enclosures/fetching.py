"""Fetching a picture that a release names by its address: bounded, and only from where the public could get it too."""

from __future__ import annotations

from collections.abc import Collection
from urllib.parse import urljoin, urlsplit

import requests

from bot.core.errors import EmbargoError
from bot.core.saying import saying
from bot.core.world import Transport
from bot.newsroom.enclosures.link_checks import plainly

TIMEOUT = 20.0  # seconds, for one answer as a whole
_MOST_HOPS = 5
_NAME = "embargo-bot (pictures)"


class Unfetched(EmbargoError):
    """{why}"""


def fetch(address: str, wire: Transport, largest: int, hosts: Collection[str] = (), timeout: float = TIMEOUT) -> bytes:
    """The bytes at an http(s) address, at most `largest`. Raises Unfetched, with the reason in `why`.

    Only https, and only public addresses, also behind a redirect; `hosts` are the office's own servers, where neither
    is asked for. What the other side says of its content is not believed.
    """
    session = requests.Session()
    session.trust_env = False  # no proxy, no .netrc: the address alone
    try:
        for _ in range(_MOST_HOPS):
            parts = urlsplit(address)
            own = parts.hostname in hosts
            if parts.scheme != "https" and not (own and parts.scheme == "http"):
                raise Unfetched(why=saying("its address is not an https one"))
            session.mount(f"{parts.scheme}://", wire.adapter(public_only=not own))
            headers = {"User-Agent": _NAME, "Accept": "image/*", "Accept-Encoding": "identity"}
            with session.get(address, timeout=timeout, allow_redirects=False, stream=True, headers=headers) as answer:
                if not answer.is_redirect:
                    return _body(answer, largest)
                address = urljoin(address, answer.headers["location"])
    except requests.RequestException as error:
        raise Unfetched(why=plainly(error)) from None
    except ValueError:
        raise Unfetched(why=saying("its address cannot be read")) from None
    raise Unfetched(why=saying("it leads in a circle"))


def _body(answer: requests.Response, largest: int) -> bytes:
    if answer.status_code != 200:
        raise Unfetched(why=saying("the answer is {answer}", answer=str(answer.status_code)))
    content = bytearray()
    for chunk in answer.iter_content(1 << 16):
        content += chunk
        if len(content) > largest:
            raise Unfetched(why=saying("it has more than {size} MB", size=largest // 1_000_000))
    return bytes(content)
