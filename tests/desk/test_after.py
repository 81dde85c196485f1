"""After the lift: what happened on every channel and to every person, and the decisions that are left."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from bot.core.delivery import Person, Rejected, Sent, Unconfirmed
from bot.core.roles import Role
from bot.newsroom.newsroom import Newsroom
from bot.store.models import Approval, Delivery
from tests import premises

pytestmark = pytest.mark.django_db
SignIn = Callable[..., Client]
PAGE = "/desk/releases/cranes/after"


def _lifted(room: Newsroom) -> None:
    """The mail went but for one person, the post is in doubt, the webhook was refused."""
    premises.lifted(room)
    refused = Person("reader2@example.org", "rejected", "550 no such user")
    premises.answered(room, premises.begun(room, "press"), Sent("m-1", people=(refused,)))
    premises.answered(room, premises.begun(room, "x"), Unconfirmed("the connection was lost"))
    premises.answered(room, premises.begun(room, "partners"), Rejected("HTTP 400"))


def test_what_is_in_doubt_stands_above_all_with_what_is_known(room: Newsroom, sign_in: SignIn) -> None:
    _lifted(room)
    page = sign_in().get(PAGE).content.decode()
    assert page.index("Somebody has to decide") < page.index("The release")
    assert "the connection was lost" in page and "HTTP 400" in page
    assert "It arrived" in page and "Send it again" in page


def test_a_person_says_that_it_arrived(room: Newsroom, sign_in: SignIn) -> None:
    _lifted(room)
    sign_in().post(f"/desk/releases/cranes/deliveries/{premises.delivery('x').pk}/decision", {"answer": "sent"})
    assert premises.delivery("x").state == "sent"


def test_a_person_has_it_sent_again(room: Newsroom, sign_in: SignIn) -> None:
    _lifted(room)
    sign_in().post(
        f"/desk/releases/cranes/deliveries/{premises.delivery('partners').pk}/decision", {"answer": "resend"}
    )
    assert premises.delivery("partners").state == "due"


@pytest.mark.parametrize("answer", ["", "perhaps"])
def test_a_decision_has_to_be_one(room: Newsroom, sign_in: SignIn, answer: str) -> None:
    _lifted(room)
    sign_in().post(f"/desk/releases/cranes/deliveries/{premises.delivery('x').pk}/decision", {"answer": answer})
    assert premises.delivery("x").state == "unconfirmed"


def test_a_writer_does_not_decide(room: Newsroom, sign_in: SignIn) -> None:
    _lifted(room)
    ann = sign_in(Role.WRITER, "Ann Writer")
    assert "An editor decides this." in ann.get(PAGE).content.decode()
    ann.post(f"/desk/releases/cranes/deliveries/{premises.delivery('x').pk}/decision", {"answer": "sent"})
    assert premises.delivery("x").state == "unconfirmed"


def test_a_delivery_of_another_release_can_not_be_reached_through_this_one(room: Newsroom, sign_in: SignIn) -> None:
    _lifted(room)
    premises.readers(1, "press-2")
    premises.queued(room, slug="other")
    sign_in().post(f"/desk/releases/other/deliveries/{premises.delivery('x').pk}/decision", {"answer": "sent"})
    assert premises.delivery("x").state == "unconfirmed"


def test_every_person_is_listed_with_what_became_of_them(room: Newsroom, sign_in: SignIn) -> None:
    _lifted(room)
    approval = Approval.objects.get().pk
    page = sign_in().get(f"{PAGE}/{approval}/press").content.decode()
    assert page.count("@example.org</span>") == 3
    assert "refused" in page and "550 no such user" in page
    failed = sign_in().get(f"{PAGE}/{approval}/press?failed=1").content.decode()
    assert "reader2@example.org" in failed and "reader1@example.org" not in failed


def test_people_come_a_page_at_a_time(room: Newsroom, sign_in: SignIn) -> None:
    premises.readers(230)
    premises.lifted(room)
    approval, ben = Approval.objects.get().pk, sign_in()
    assert "Page 1 of 3" in ben.get(f"{PAGE}/{approval}/press").content.decode()
    last = ben.get(f"{PAGE}/{approval}/press?page=3").content.decode()
    assert "reader230@example.org" in last and "reader200@example.org" not in last
    assert "Page 3 of 3" in ben.get(f"{PAGE}/{approval}/press?page=99999").content.decode()


def test_an_approval_of_another_release_shows_nobody(room: Newsroom, sign_in: SignIn) -> None:
    _lifted(room)
    approval = Approval.objects.get().pk
    premises.queued(room, slug="other")
    assert sign_in().get(f"/desk/releases/other/after/{approval}/press").status_code == 404


def test_before_the_lift_the_page_teaches_what_it_is_for(room: Newsroom, sign_in: SignIn) -> None:
    premises.approved(room)
    assert "Nothing of it has left yet." in sign_in().get(PAGE).content.decode()


def test_the_pages_ask_for_a_bounded_number_of_things_however_many_people_there_are(
    room: Newsroom, sign_in: SignIn, django_assert_max_num_queries: Callable[[int], object]
) -> None:
    premises.readers(2500)
    premises.lifted(room)
    assert Delivery.objects.filter(channel="press").count() == 3
    approval, ben = Approval.objects.get().pk, sign_in()
    with django_assert_max_num_queries(16):  # type: ignore[attr-defined]
        ben.get(PAGE)
    with django_assert_max_num_queries(9):  # type: ignore[attr-defined]
        ben.get(f"{PAGE}/{approval}/press?page=11")
