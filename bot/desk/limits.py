"""What is counted of who tries to come in: Django's cache, kept in the ledger, where every process of an office sees it.

Django's own cache in a database unpickles what it finds there; whoever can write to the ledger could then run programs here.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from django.core.cache.backends.base import DEFAULT_TIMEOUT, BaseCache
from django.db import IntegrityError, transaction

from bot.desk.models import Limit

LONGEST = 24 * 3600  # seconds: longer than anything is counted here


class Limits(BaseCache):
    """Only what JSON can say goes in: times of attempts, codes that were used."""

    def __init__(self, location: str, params: Mapping[str, Any]) -> None:
        super().__init__(dict(params))

    def get(self, key: Any, default: Any = None, version: int | None = None) -> Any:
        """What is kept under this key and has not ended."""
        row = Limit.objects.filter(key=self.make_and_validate_key(key, version), ends_at__gt=_now()).first()
        return default if row is None else row.value

    def set(self, key: Any, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> None:
        """Keep it for so many seconds."""
        kept = {"value": value, "ends_at": self._ends(timeout)}
        Limit.objects.update_or_create(key=self.make_and_validate_key(key, version), defaults=kept)

    def add(self, key: Any, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        """Keep it unless there is something under this key; of two who try at once one succeeds."""
        Limit.objects.filter(ends_at__lte=_now()).delete()
        try:
            with transaction.atomic():
                Limit.objects.create(
                    key=self.make_and_validate_key(key, version), value=value, ends_at=self._ends(timeout)
                )
        except IntegrityError:
            return False
        return True

    def delete(self, key: Any, version: int | None = None) -> bool:
        """Whether there was something."""
        return bool(Limit.objects.filter(key=self.make_and_validate_key(key, version)).delete()[0])

    def clear(self) -> None:
        """Forget everything."""
        Limit.objects.all().delete()

    def _ends(self, timeout: Any) -> datetime:
        # `get_backend_timeout` is when it ends, in seconds since 1970; None: never, which nothing here may be.
        at = self.get_backend_timeout(timeout)
        return (
            datetime.fromtimestamp(at, UTC)
            if at is not None
            else datetime.fromtimestamp(_now().timestamp() + LONGEST, UTC)
        )


def _now() -> datetime:
    return datetime.now(UTC)
