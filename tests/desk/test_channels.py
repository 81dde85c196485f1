"""The channels: how each is doing, asked anew without posting anything; receivers enabled and webhooks redelivered."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from django.test import Client

from bot.channels.wire import Network
from bot.core.delivery import Rejected, Sent
from bot.core.roles import Role
from bot.desk.opening import open_the_desk
from bot.newsroom.newsroom import Newsroom
from bot.sandbox.server import Sandbox
from bot.store.models import Delivery, Endpoint, Vetting
from tests import premises

SignIn = Callable[..., Client]


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    with premises.sandbox() as playing:
        yield playing


def page(client: Client, path: str = "/desk/channels/") -> str:
    answer = client.get(path, follow=True)
    assert answer.status_code == 200, answer.content.decode()[:500]
    return answer.content.decode()


def test_every_channel_is_there_with_what_it_may_still_send(sign_in: SignIn) -> None:
    shown = page(sign_in())
    assert all(f"/desk/channels/{name}" in shown for name in ("press", "x", "partners"))
    assert "100 of 100" in shown  # X lets so many posts go in a quarter of an hour
    assert "nothing yet" in shown


def test_a_channel_shows_what_it_took_last(sign_in: SignIn, room: Newsroom) -> None:
    premises.lifted(room)
    held = premises.begun(room, "partners")
    premises.answered(room, held, Sent("whk_1"))
    shown = page(sign_in(), "/desk/channels/partners")
    assert "on time" in shown
    assert "cranes" in shown and "try 1: taken" in shown


def test_a_test_asks_the_provider_and_posts_nothing(sign_in: SignIn, sandbox: Sandbox) -> None:
    world = premises.QuietWorld(wires=lambda channel: Network(2))
    open_the_desk(premises.newsroom(world, premises.configuration(sandbox)))
    client = sign_in(Role.WRITER, "Ann Writer")
    answer = client.post("/desk/channels/partners/test")
    assert answer.status_code == 302
    shown = page(client, "/desk/channels/partners")
    assert "by Ann Writer" in shown and "in order" in shown
    assert not sandbox.hook("partners").received if hasattr(sandbox, "hook") else True
    assert Vetting.objects.get().channel == "partners"


def test_what_needs_mending_is_said(sign_in: SignIn, room: Newsroom) -> None:
    Vetting.objects.create(channel="x", at=room.now(), by="clock", checks=[["x", False, "X does not take the key"]])
    shown = page(sign_in(), "/desk/channels/x")
    assert "needs mending" in shown and "X does not take the key" in shown and "by the bot" in shown


def test_a_channel_that_is_not_configured_is_said(sign_in: SignIn) -> None:
    answer = sign_in().get("/desk/channels/pigeons")
    assert answer.status_code == 404
    assert "There is no channel" in answer.content.decode()


def disabled(room: Newsroom) -> None:
    premises.lifted(room)
    premises.answered(room, premises.begun(room, "partners"), Rejected("410 Gone", gone=True))
    assert Endpoint.objects.get().disabled_at is not None


def test_an_administrator_enables_a_receiver_again(sign_in: SignIn, room: Newsroom) -> None:
    disabled(room)
    client = sign_in(Role.ADMINISTRATOR, "Ada Admin")
    assert "disabled" in page(client, "/desk/channels/partners")
    assert "partners is enabled" in client.post("/desk/channels/partners/enabling", follow=True).content.decode()
    assert not Endpoint.objects.exists()


def test_a_writer_enables_nothing(sign_in: SignIn, room: Newsroom) -> None:
    disabled(room)
    client = sign_in(Role.WRITER, "Ann Writer")
    assert "An administrator can enable it" in page(client, "/desk/channels/partners")
    assert "it takes an administrator" in client.post("/desk/channels/partners/enabling", follow=True).content.decode()
    assert Endpoint.objects.exists()


def test_a_webhook_is_redelivered_under_the_id_it_had(sign_in: SignIn, room: Newsroom) -> None:
    premises.lifted(room)
    premises.answered(room, premises.begun(room, "partners"), Sent("whk_1"))
    delivery = premises.delivery("partners")
    client = sign_in()
    client.post("/desk/channels/partners/redelivery", {"delivery": delivery.pk})
    assert Delivery.objects.get(pk=delivery.pk).state == "due"


def test_the_channels_ask_the_ledger_a_bounded_number_of_times(
    sign_in: SignIn, room: Newsroom, django_assert_max_num_queries: Callable[..., object]
) -> None:
    premises.lifted(room)
    client = sign_in()
    with django_assert_max_num_queries(15):
        page(client)
    with django_assert_max_num_queries(21):
        page(client, "/desk/channels/partners")
