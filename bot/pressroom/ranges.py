"""A part of a large answer, for whoever listens from the middle or goes on with a download (RFC 9110, section 14)."""

from __future__ import annotations

import re
from dataclasses import dataclass

_BYTES = re.compile(r"bytes=[ \t]*(\d{0,18})-(\d{0,18})[ \t]*")


@dataclass(frozen=True, slots=True)
class Span:
    """The bytes from `start` to before `stop`, of `size`."""

    start: int
    stop: int
    size: int

    @property
    def told(self) -> str:
        """As Content-Range has it."""
        return f"bytes {self.start}-{self.stop - 1}/{self.size}"


class Unsatisfiable(Exception):
    """Nothing of what was asked for is there: 416, with the size."""


def asked(header: str | None, only_if: str | None, etag: str, size: int) -> Span | None:
    """What a Range header asks for; None: all of it. Raises Unsatisfiable.

    Several ranges, other units and what is no range are as if it had not been sent, which a server may do (section 14.2).
    `only_if` is If-Range: a part of anything but what `etag` names is not wanted.
    """
    found = _BYTES.fullmatch(header or "")
    if found is None or (only_if is not None and only_if.strip() != etag):
        return None
    first, last = found.groups()
    if not first and not last:
        return None
    if not first:
        start, stop = max(0, size - int(last)), size
    else:
        start, stop = int(first), min(int(last) + 1, size) if last else size
        if last and int(last) < start:
            return None
    if start >= size or stop <= start:
        raise Unsatisfiable
    return Span(start, stop, size)
