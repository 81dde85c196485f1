"""The mail that asks back: once, not again and again, and never in doubt twice."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from django.test import Client

from bot.core.pace import read_rate
from bot.newsroom.lift import rates
from bot.newsroom.media_list import confirming
from bot.newsroom.media_list.signing_up import KEPT
from bot.newsroom.newsroom import Newsroom
from bot.sandbox.faults import Fault
from bot.sandbox.server import Sandbox
from bot.store.models import SignUp
from tests import premises
from tests.pressroom.sign_up.asking import ask, mails

pytestmark = pytest.mark.django_db


def test_a_mail_goes_once(room: Newsroom, strict: Client, sandbox: Sandbox) -> None:
    ask(strict)
    assert confirming.write_next(room)
    assert not confirming.write_next(room)
    (mail,) = mails(sandbox)
    assert mail.subject == "Please confirm: press releases of Harbour Watch"
    assert "Harbour news" in mail.text and "Harbour news" in mail.html


def test_an_address_is_not_written_to_again_and_again(
    room: Newsroom, strict: Client, sandbox: Sandbox, world: premises.QuietWorld
) -> None:
    for minutes in (0, 1, 5, 11, 11, 11, 11, 11):
        world.clock.forward(minutes=minutes)
        assert ask(strict)[0] == 200
        while confirming.write_next(room):
            pass
    assert len(mails(sandbox)) == 4


def test_all_together_are_not_more_than_the_office_wants(
    room: Newsroom, strict: Client, world: premises.QuietWorld
) -> None:
    assert [ask(strict, f"n{number}@example.org")[0] for number in range(22)] == [200] * 20 + [429] * 2
    assert ask(strict, "reader1@example.org")[0] == 429
    world.clock.forward(hours=1, seconds=1)
    assert ask(strict)[0] == 200


def test_they_count_against_their_channels_rate_and_wait_where_it_is_used_up(
    room: Newsroom, strict: Client, sandbox: Sandbox, world: premises.QuietWorld
) -> None:
    channels = {name: replace(one, rate=read_rate("2/h")) for name, one in room.config.channels.items()}
    rated = premises.newsroom(world, replace(room.config, channels=channels))
    for number in range(3):
        ask(strict, f"n{number}@example.org")
    while confirming.write_next(rated, rates.allowed):
        pass
    assert len(mails(sandbox)) == 2
    assert rates.still_allowed(rated, {"press": 1}) == {"press": 0}
    world.clock.forward(minutes=62)
    assert confirming.write_next(rated, rates.allowed)
    assert len(mails(sandbox)) == 3


def test_a_mail_that_is_in_doubt_is_not_sent_again(room: Newsroom, strict: Client, sandbox: Sandbox) -> None:
    sandbox.faults.add("sendgrid", Fault("drop_after"))
    ask(strict)
    confirming.write_next(room)
    assert not confirming.write_next(room)
    assert SignUp.objects.get().state == "unconfirmed"
    assert len(sandbox.sendgrid.received) == 1


def test_a_mail_that_was_not_taken_is_tried_again_later(
    room: Newsroom, strict: Client, sandbox: Sandbox, world: premises.QuietWorld
) -> None:
    sandbox.faults.add("sendgrid", Fault("status", status=503))
    ask(strict)
    confirming.write_next(room)
    assert not confirming.write_next(room)
    world.clock.forward(minutes=1)
    assert confirming.write_next(room)
    assert SignUp.objects.get().state == "sent"


def test_what_a_crash_broke_off_is_in_doubt(
    room: Newsroom, strict: Client, sandbox: Sandbox, world: premises.QuietWorld
) -> None:
    ask(strict)
    SignUp.objects.update(state="sending", next_at=room.now() + confirming.LEASE)
    assert not confirming.write_next(room)
    world.clock.forward(minutes=6)
    assert not confirming.write_next(room)
    assert SignUp.objects.get().state == "unconfirmed"


def test_two_processes_write_once(room: Newsroom, strict: Client) -> None:
    ask(strict)
    sign_up = SignUp.objects.get()
    begun = [confirming._begun(room, sign_up, "press", rates.allowed) for _ in range(2)]
    assert begun == [True, False]


def test_who_asked_is_forgotten_after_a_week(room: Newsroom, strict: Client, world: premises.QuietWorld) -> None:
    ask(strict)
    world.clock.now += KEPT + timedelta(seconds=1)
    confirming.write_next(room)
    assert not SignUp.objects.exists()


def test_without_its_credentials_the_channel_writes_later(
    room: Newsroom, strict: Client, world: premises.QuietWorld
) -> None:
    poor = Newsroom(room.config, room.keyring, {}, world)
    ask(strict)
    assert confirming.write_next(poor)
    row = SignUp.objects.get()
    assert (row.state, "SENDGRID_API_KEY" in row.because) == ("waiting", True)
