"""The queue."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client


@pytest.mark.django_db
def test_who_is_not_signed_in_is_asked_to() -> None:
    answer = Client().get("/desk/")
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith("/desk/sign-in")


def test_an_empty_queue_says_so(sign_in: Callable[..., Client]) -> None:
    answer = sign_in().get("/desk/")
    assert answer.status_code == 200
    assert "Nothing is queued" in answer.content.decode()
    assert answer.headers["Cache-Control"] == "no-store"
