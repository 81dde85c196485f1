"""What X answers for an account, an app or a token that it takes no more, problem by problem.

https://docs.x.com/x-api/fundamentals/response-codes-and-errors; code 326 as in X's older errors.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

_PROBLEMS = "https://api.twitter.com/2/problems/"


class Standing(NamedTuple):
    """How X answers: to everything, or with `writes` to what would change something."""

    status: int
    problem: Mapping[str, Any]
    writes: bool = False


STANDINGS: Mapping[str, Standing] = {
    "revoked": Standing(401, {"title": "Unauthorized", "type": "about:blank", "status": 401, "detail": "Unauthorized"}),
    "suspended": Standing(
        403,
        {
            "title": "Forbidden",
            "type": f"{_PROBLEMS}user-suspended",
            "status": 403,
            "detail": "The user used for authentication is suspended",
        },
    ),
    "locked": Standing(
        403,
        {
            "errors": [
                {
                    "code": 326,
                    "message": "To protect our users from spam and other malicious activity, this account is temporarily"
                    " locked. Please log in to https://twitter.com to unlock your account.",
                }
            ]
        },
    ),
    "read-only": Standing(
        403,
        {
            "title": "Forbidden",
            "type": f"{_PROBLEMS}oauth1-permissions",
            "status": 403,
            "detail": "Your client app is not configured with the appropriate oauth1 app permissions for this endpoint.",
        },
        writes=True,
    ),
    "no credits": Standing(
        402,
        {
            "title": "CreditsDepleted",
            "type": f"{_PROBLEMS}credits",
            "detail": "Your enrolled account does not have any credits to fulfill this request.",
        },
        writes=True,
    ),
}
