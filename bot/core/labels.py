"""The label that one person's mail carries: what comes back to it by mail says which delivery it was, and whose.

Nobody can work out another person's label from their own, so that whoever knows one has had that very mail.
"""

from __future__ import annotations

import hashlib
import re

LENGTH = 32
_DELIVERY = 8  # of it: the delivery's part, by which the right one is found among many
SHAPE = re.compile(rf"(?<![0-9a-f])[0-9a-f]{{{LENGTH}}}(?![0-9a-f])")


def label(delivery: str, recipient: str) -> str:
    """32 hexadecimal digits; the same for this delivery and recipient at every attempt."""
    rest = hashlib.sha256(f"{delivery}\x1f{recipient}".encode()).hexdigest()
    return delivery_part(delivery) + rest[: LENGTH - _DELIVERY]


def delivery_part(delivery: str) -> str:
    """What the labels of all its recipients begin with."""
    return hashlib.sha256(delivery.encode()).hexdigest()[:_DELIVERY]
