"""What a provider's headers tell of its limits: what is left of each, and until when."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime

from bot.core.delivery import Check, Limit


def limits_in(headers: Mapping[str, str], names: Mapping[str, str]) -> tuple[Limit, ...]:
    """The limits that `headers` tell of. `names`: how a limit's headers begin → what it is called.

    A limit is told by BEGINNING-limit, -remaining and -reset, the latter in Unix seconds or as an ISO time.
    """
    found = []
    for beginning, name in names.items():
        left, most = (headers.get(f"{beginning}-{end}", "").strip() for end in ("remaining", "limit"))
        if left.isascii() and left.isdigit():
            whole = int(most) if most.isascii() and most.isdigit() else None
            found.append(Limit(name, int(left), whole, _moment(headers.get(f"{beginning}-reset", "").strip())))
    return tuple(found)


def left_of(channel: str, limits: tuple[Limit, ...]) -> list[Check]:
    """The line of `embargo doctor` that says what is left of a channel's limits; none where its provider told nothing."""
    if not limits:
        return []
    spent = any(limit.left == 0 for limit in limits)
    return [Check(f"{channel}: limits", None if spent else True, "; ".join(map(in_words, limits)))]


def in_words(limit: Limit) -> str:
    """As in "requests in 5 minutes: 74 of 75 left until 13:15 UTC"."""
    most = "" if limit.most is None else f" of {limit.most:,}"
    until = "" if limit.resets is None else f" until {limit.resets:%H:%M} UTC"
    return f"{limit.name}: {limit.left:,}{most} left{until}"


def _moment(text: str) -> datetime | None:
    try:
        moment = datetime.fromtimestamp(int(text), UTC) if text.isascii() and text.isdigit() else _iso(text)
    except (ValueError, OverflowError, OSError):
        return None
    return moment


def _iso(text: str) -> datetime | None:
    moment = datetime.fromisoformat(text)
    return moment.astimezone(UTC) if moment.tzinfo else None
