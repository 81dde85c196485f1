"""What arrived, kept as one page that stands alone."""

from __future__ import annotations

import smtplib
from datetime import UTC, datetime
from email.message import EmailMessage

import pytest

from bot.sandbox.kept import Kept, kept_page
from bot.sandbox.server import Sandbox

ABOUT = Kept(
    "cranes", "Cranes <b>stand</b> still", "Harbour Watch", datetime(2026, 3, 5, 9, tzinfo=UTC), "<p>the page</p>"
)


@pytest.fixture
def arrived() -> Sandbox:
    with Sandbox() as playing:
        letter = EmailMessage()
        letter["From"], letter["To"] = "press@example.org", "extra-1@rehearsal.invalid"
        letter["Subject"] = "Cranes <i>stand</i> still"
        letter.set_content("plain words")
        letter.add_alternative("<p>words</p><script>alert(1)</script>", subtype="html")
        with smtplib.SMTP("127.0.0.1", playing.smtp_port, timeout=10) as server:
            server.send_message(letter)
    return playing


def test_everything_that_arrived_is_in_it(arrived: Sandbox) -> None:
    page = kept_page(arrived.arrivals(), arrived.refusals(), ABOUT)
    assert "Cranes &lt;i&gt;stand&lt;/i&gt; still" in page and "plain words" in page
    assert "extra-1@rehearsal.invalid" in page and "&lt;p&gt;the page&lt;/p&gt;" in page


def test_it_loads_nothing_and_runs_nothing(arrived: Sandbox) -> None:
    page = kept_page(arrived.arrivals(), arrived.refusals(), ABOUT)
    assert "default-src 'none'" in page and "<script" not in page
    assert page.count("<iframe") == page.count('<iframe sandbox=""')
    assert 'src="/' not in page and 'src="http' not in page


def test_nobody_can_take_it_for_the_real_thing(arrived: Sandbox) -> None:
    page = kept_page(arrived.arrivals(), arrived.refusals(), ABOUT)
    assert "<title>REHEARSAL, not sent:" in page
    assert "Nothing of this has left." in page


def test_where_nothing_arrived_it_says_so() -> None:
    assert "Nothing arrived." in kept_page([], [], ABOUT)
