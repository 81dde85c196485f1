"""A load balancer can ask whether it is alive."""

from __future__ import annotations

import pytest
from django.test import Client


@pytest.mark.django_db
@pytest.mark.parametrize(("method", "body"), [("GET", b"ok\n"), ("HEAD", b"")])
def test_it_is_well_while_the_ledger_answers(client: Client, method: str, body: bytes) -> None:
    response = client.generic(method, "/healthz")
    assert (response.status_code, response.content) == (200, body)
    assert response.headers["Cache-Control"] == "no-store"


@pytest.mark.django_db
def test_nothing_can_be_written_there(client: Client) -> None:
    assert client.post("/healthz").status_code == 405
