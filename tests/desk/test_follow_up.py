"""After the lift, at the desk: each path says what it means, files what it should, and leaves the last word to an approval."""

from __future__ import annotations

import html
import re
from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from bot.core.delivery import Person, Sent
from bot.core.roles import Role
from bot.newsroom.newsroom import Newsroom
from bot.store.contents import open_version
from bot.store.models import Delivery, Release, Version
from tests import premises

pytestmark = pytest.mark.django_db
SignIn = Callable[..., Client]
BASE = "/desk/releases/cranes"


def _lifted(room: Newsroom) -> None:
    premises.lifted(room)
    premises.answered(room, premises.begun(room, "press"), Sent("m-1"))
    premises.answered(room, premises.begun(room, "x"), Sent("100", "https://x.com/h/status/100"))
    premises.answered(room, premises.begun(room, "partners"), Sent("w-1"))


def _approved_by_another(sign_in: SignIn) -> None:
    eva = sign_in(Role.EDITOR, "Eva Second")
    page = eva.get(f"{BASE}/approval").content.decode()
    seen = re.search(r'name="seen" value="([^"]*)"', page)
    assert seen, page
    assert eva.post(f"{BASE}/approval", {"seen": html.unescape(seen[1])}).status_code == 302


def _followed() -> Version | None:
    return Release.objects.select_related("follow_up__release").get(slug="cranes").follow_up


def test_a_correction_rewords_one_passage_and_goes_when_a_second_person_approves(
    room: Newsroom, sign_in: SignIn
) -> None:
    _lifted(room)
    given = {"was": "We need a week to make them safe.", "now_reads": "We need two weeks to make them safe."}
    answer = sign_in().post(f"{BASE}/correction", given)
    assert answer.headers["Location"] == f"{BASE}/approval"
    filed = _followed()
    assert filed is not None and filed.standing == "correction"
    assert open_version(room.keyring, filed).quotes[0].text == given["now_reads"]
    assert not Delivery.objects.filter(state="due").exists()
    _approved_by_another(sign_in)
    assert Delivery.objects.filter(state="due").count() == 3


def test_a_passage_that_the_text_does_not_have_is_refused_and_nothing_typed_is_lost(
    room: Newsroom, sign_in: SignIn
) -> None:
    _lifted(room)
    answer = sign_in().post(f"{BASE}/correction", {"was": "We need a month.", "now_reads": "We <i>need</i> a day."})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "The text does not say" in page and "We &lt;i&gt;need&lt;/i&gt; a day." in page
    assert _followed() is None


def test_an_update_puts_what_is_new_first(room: Newsroom, sign_in: SignIn) -> None:
    _lifted(room)
    sign_in().post(
        f"{BASE}/update", {"adds": "The minister has answered.", "paragraphs": "The minister said yes.\n\nWork begins."}
    )
    filed = _followed()
    assert filed is not None and filed.standing == "update"
    assert [part.text for part in open_version(room.keyring, filed).body[:2]] == [
        "The minister said yes.",
        "Work begins.",
    ]


def test_a_whole_text_as_a_file_takes_the_place_of_the_one_that_went(room: Newsroom, sign_in: SignIn) -> None:
    _lifted(room)
    file = SimpleUploadedFile("new.md", b"# Harbour cranes move again\n\nThe cranes of the old harbour move again.\n")
    sign_in().post(f"{BASE}/update", {"adds": "They move again.", "file": file})
    filed = _followed()
    assert filed is not None
    assert open_version(room.keyring, filed).headline == "Harbour cranes move again"


def test_a_file_that_is_too_large_for_a_text_is_refused(room: Newsroom, sign_in: SignIn) -> None:
    _lifted(room)
    answer = sign_in().post(f"{BASE}/update", {"file": SimpleUploadedFile("new.txt", b"x" * (5 * 2**20 + 1))})
    assert answer.status_code == 422 and "larger than 5 MB" in answer.content.decode()


def test_a_minor_fix_writes_to_nobody(room: Newsroom, sign_in: SignIn) -> None:
    _lifted(room)
    sign_in().post(f"{BASE}/minor-fix", {"was": "zinnober", "now_reads": "vermilion"})
    page = sign_in(Role.EDITOR, "Eva Second").get(f"{BASE}/approval").content.decode()
    assert "The page alone changes." in page
    _approved_by_another(sign_in)
    assert not Delivery.objects.filter(state="due").exists()


def test_a_withdrawal_takes_a_reason_and_two_people(room: Newsroom, sign_in: SignIn) -> None:
    _lifted(room)
    ben = sign_in()
    assert ben.post(f"{BASE}/withdrawal", {"because": ""}).status_code == 422
    ben.post(f"{BASE}/withdrawal", {"because": "The figures were not ours to give."})
    own = ben.get(f"{BASE}/approval").content.decode()
    assert "Withdrawal</h2>" in own and "The figures were not ours to give." in own
    assert "This always takes two people" in own and 'name="seen"' not in own
    _approved_by_another(sign_in)
    assert Release.objects.get().stage == "withdrawn"


def test_who_filed_a_withdrawal_can_not_approve_it_by_a_forged_form_either(room: Newsroom, sign_in: SignIn) -> None:
    _lifted(room)
    ben = sign_in()
    ben.post(f"{BASE}/withdrawal", {"because": "The figures were not ours to give."})
    page = sign_in(Role.EDITOR, "Eva Second").get(f"{BASE}/approval").content.decode()
    seen = re.search(r'name="seen" value="([^"]*)"', page)
    assert seen
    ben.post(f"{BASE}/approval", {"seen": html.unescape(seen[1]), "alone": "nobody else is here"})
    assert Release.objects.get().stage == "lifted"


def test_a_mail_to_the_wrong_list_stops_the_rest_and_asks_those_who_got_it(room: Newsroom, sign_in: SignIn) -> None:
    premises.readers(2500)
    premises.lifted(room)
    premises.answered(room, premises.begun(room, "press"), Sent("m-1"))
    sign_in().post(f"{BASE}/wrong-list", {})
    assert Delivery.objects.filter(channel="press", state="cancelled").count() == 2
    page = sign_in(Role.EDITOR, "Eva Second").get(f"{BASE}/approval").content.decode()
    assert "1,000 people on press" in page


def test_what_failed_is_sent_again_to_those_alone_whom_it_missed(room: Newsroom, sign_in: SignIn) -> None:
    premises.lifted(room)
    missed = Person("reader2@example.org", "rejected", "550")
    premises.answered(room, premises.begun(room, "press"), Sent("m-1", people=(missed,)))
    page = sign_in().post(f"{BASE}/resend", {"channel": "press"}, follow=True).content.decode()
    assert "1 person get" in page or "1 person gets" in page
    assert Delivery.objects.get(channel="press", state="due").recipients == 1


def test_what_awaits_an_approval_can_be_taken_back(room: Newsroom, sign_in: SignIn) -> None:
    _lifted(room)
    ben = sign_in()
    ben.post(f"{BASE}/minor-fix", {"was": "zinnober", "now_reads": "vermilion"})
    assert "A minor fix of the page awaits an approval." in ben.get(f"{BASE}/after").content.decode()
    ben.post(f"{BASE}/follow-up/discarding")
    assert _followed() is None


@pytest.mark.parametrize("path", ["correction", "update", "minor-fix", "withdrawal", "wrong-list", "resend"])
@pytest.mark.parametrize("role", [Role.WRITER, Role.EDITOR])
def test_before_the_lift_none_of_it_does_anything(room: Newsroom, sign_in: SignIn, path: str, role: Role) -> None:
    premises.approved(room)
    given = {"was": "zinnober", "now_reads": "red", "because": "why", "paragraphs": "new", "adds": "new"}
    assert sign_in(role, "Eva Desk").post(f"{BASE}/{path}", given).status_code == 422
    assert Release.objects.get().stage == "approved" and _followed() is None


@pytest.mark.parametrize("path", ["correction", "update", "minor-fix", "withdrawal", "wrong-list", "resend"])
def test_every_path_says_first_what_it_means(room: Newsroom, sign_in: SignIn, path: str) -> None:
    _lifted(room)
    page = sign_in().get(f"{BASE}/{path}").content.decode()
    assert "<form" in page and "csrfmiddlewaretoken" in page


def test_after_a_correction_both_rounds_are_told_apart(room: Newsroom, sign_in: SignIn) -> None:
    _lifted(room)
    sign_in().post(f"{BASE}/correction", {"was": "a week", "now_reads": "two weeks"})
    _approved_by_another(sign_in)
    page = sign_in().get(f"{BASE}/after").content.decode()
    assert page.index("Correction</h2>") < page.index("The release</h2>")


def test_the_whole_text_can_be_edited_in_its_place(room: Newsroom, sign_in: SignIn) -> None:
    _lifted(room)
    ben = sign_in()
    page = ben.get(f"{BASE}/update").content.decode()
    body = re.search(r'<textarea id="body-0"[^>]*>\n(.*?)</textarea>', page, re.DOTALL)
    assert body
    typed = html.unescape(body[1]).replace("zinnober", "red").replace("\n", "\r\n")
    ben.post(f"{BASE}/update", {"adds": "They are red.", "headline-0": "Red cranes", "body-0": typed})
    filed = _followed()
    assert filed is not None
    text = open_version(room.keyring, filed)
    assert (text.headline, text.body[0].text[:14]) == ("Red cranes", "The red cranes")
    assert text.quotes == premises.TEXT.quotes


def test_an_editor_that_nobody_touched_changes_nothing(room: Newsroom, sign_in: SignIn) -> None:
    _lifted(room)
    ben = sign_in()
    page = ben.get(f"{BASE}/minor-fix").content.decode()
    body = re.search(r'<textarea id="body-0"[^>]*>\n(.*?)</textarea>', page, re.DOTALL)
    assert body
    given = {"headline-0": premises.TEXT.headline, "subhead-0": "", "body-0": html.unescape(body[1])}
    assert ben.post(f"{BASE}/minor-fix", given).status_code == 422
    ben.post(f"{BASE}/minor-fix", given | {"was": "zinnober", "now_reads": "red"})
    filed = _followed()
    assert filed is not None and "red cranes" in open_version(room.keyring, filed).body[0].text


@pytest.mark.parametrize("kind", ["correction", "update", "minor-fix", "withdrawal", "wrong-list", "resend"])
def test_what_can_not_be_followed_offers_no_form(room: Newsroom, sign_in: SignIn, kind: str) -> None:
    premises.readers(3)
    premises.queued(room)
    page = sign_in().get(f"{BASE}/{kind}").content.decode()
    assert "It has not lifted yet" in page and '<form method="post" action="/desk/releases' not in page
    Release.objects.update(stage="withdrawn")
    assert "It is withdrawn, and nothing follows it" in sign_in().get(f"{BASE}/{kind}").content.decode()
