"""Checks an OAuth 1.0a signature (RFC 5849, HMAC-SHA1) against the URL as it arrived."""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
from collections.abc import Mapping
from datetime import datetime
from urllib.parse import parse_qsl, quote, unquote, urlsplit

from bot.sandbox.exchange import Request

TOLERANCE = 300  # seconds either side of now; X publishes no figure, this one lets no wrong clock go unnoticed
_PAIR = re.compile(r'\s*([A-Za-z0-9_]+)="([^"]*)"\s*')


def credentials(request: Request) -> dict[str, str]:
    """The parameters of the Authorization header (RFC 5849, section 3.5.1), decoded; empty if it is not OAuth's."""
    scheme, _, rest = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "oauth":
        return {}
    pairs = (_PAIR.fullmatch(part) for part in rest.split(","))
    return {unquote(pair[1]): unquote(pair[2]) for pair in pairs if pair}


def flaw(request: Request, given: Mapping[str, str], secrets: tuple[str, str], now: datetime) -> str | None:
    """What is wrong with a signed request, or None; `secrets` are the app's and the token's, in this order.

    That the nonce is new is for the caller to know.
    """
    if given.get("oauth_signature_method") != "HMAC-SHA1":
        return "oauth_signature_method is not HMAC-SHA1"
    if given.get("oauth_version", "1.0") != "1.0":
        return "oauth_version is not 1.0"
    if not given.get("oauth_nonce"):
        return "oauth_nonce is missing"
    stamp = given.get("oauth_timestamp", "")
    if not stamp.isascii() or not stamp.isdigit() or abs(int(stamp) - now.timestamp()) > TOLERANCE:
        return "oauth_timestamp is not within five minutes of now"
    key = "&".join(_escaped(secret) for secret in secrets).encode()
    digest = hmac.new(key, base_string(request, given).encode(), hashlib.sha1).digest()
    expected = base64.b64encode(digest).decode()
    if not hmac.compare_digest(expected.encode(), given.get("oauth_signature", "").encode()):
        return "oauth_signature does not match"
    return None


def base_string(request: Request, given: Mapping[str, str]) -> str:
    """What is signed (RFC 5849, section 3.4.1): method, URL without its query, and every parameter in order."""
    parts = urlsplit(request.url)
    host = parts.netloc.lower()
    default = {"http": ":80", "https": ":443"}.get(parts.scheme.lower(), "")
    if default:
        host = host.removesuffix(default)
    url = f"{parts.scheme.lower()}://{host}{parts.path or '/'}"
    parameters = parse_qsl(parts.query, keep_blank_values=True)
    parameters += [(key, value) for key, value in given.items() if key not in ("realm", "oauth_signature")]
    if request.headers.get("Content-Type", "").partition(";")[0].strip() == "application/x-www-form-urlencoded":
        parameters += parse_qsl(request.body.decode("utf-8", "replace"), keep_blank_values=True)
    pairs = sorted((_escaped(key), _escaped(value)) for key, value in parameters)
    return "&".join((request.method, _escaped(url), _escaped("&".join(f"{key}={value}" for key, value in pairs))))


def _escaped(text: str) -> str:
    return quote(text, safe="-._~")  # RFC 5849, section 3.6
