"""What a Bluesky server hands out at a log-in: JSON web tokens, good for two hours.

As in the reference server's packages/pds/src/account-manager/helpers/auth.ts.
"""

from __future__ import annotations

import base64
import hmac
import json
from datetime import datetime, timedelta
from typing import Any

SESSION = timedelta(hours=2)
_SIGNED_WITH = b"the sandbox's own"


def token(did: str, now: datetime, scope: str) -> str:
    """A JSON web token (RFC 7519), signed with HMAC-SHA256."""
    claims = {"scope": scope, "sub": did, "iat": int(now.timestamp())}
    claims["exp"] = int((now + SESSION).timestamp())
    head = ".".join(_coded(json.dumps(part).encode()) for part in ({"typ": "at+jwt", "alg": "HS256"}, claims))
    return f"{head}.{_coded(hmac.digest(_SIGNED_WITH, head.encode(), 'sha256'))}"


def claims_of(token: str) -> dict[str, Any]:
    """What a token of ours says; {} for every other."""
    head, _, signature = token.rpartition(".")
    expected = _coded(hmac.digest(_SIGNED_WITH, head.encode(), "sha256"))
    if not head or not hmac.compare_digest(signature.encode(), expected.encode()):
        return {}
    padded = head.partition(".")[2]
    claims: dict[str, Any] = json.loads(base64.urlsafe_b64decode(padded + "=" * (-len(padded) % 4)))
    return claims


def _coded(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")
