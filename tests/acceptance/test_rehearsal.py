"""A rehearsal, played by real processes: everything arrives at stand-ins, at the release's own time, and nothing anywhere else."""

from __future__ import annotations

import pytest

from tests.acceptance.conftest import OFFICE, Office

FARAWAY = (
    OFFICE
    + """
[channels.press]
kind = "email"
list = "press"
sender = "Press <press@example.org>"
base_url = "{sandbox}/sendgrid"

[channels.letters]
kind = "email"
provider = "smtp"
list = "press"
sender = "Press <press@example.org>"
host = "127.0.0.1"
port = {smtp}
tls = "none"

[channels.x]
kind = "x"
base_url = "{sandbox}/x"

[channels.partners]
kind = "webhook"
url = "{sandbox}/hooks/partners"
secret_env = "PARTNERS_WEBHOOK_SECRET"
allow_private_addresses = true

[channels.newsdesk]
kind = "notify"
url_env = "NEWSDESK_URL"
"""
)


def test_a_release_is_rehearsed_days_ahead_and_nothing_reaches_its_own_channels(office: Office) -> None:
    office.set_up(FARAWAY)
    environment = {"NEWSDESK_URL": office.sandbox.notice_url("newsdesk")}
    slug = office.type("queue", "release.txt", "--in", "30d", "--quiet", "--by", "Ann", **environment).out.strip()
    done = office.type("rehearse", slug, "--out", "rehearsal.html", "--by", "Ann", **environment)
    assert done.code == 0, done.err
    for channel in ("press", "letters", "x", "partners", "newsdesk"):
        assert f"  {channel:<14}sent" in done.out
    page = (office.folder / "rehearsal.html").read_text(encoding="utf-8")
    assert "REHEARSAL" in page and "zinnober cranes" in page and "rehearsal.invalid" in page
    assert "reader1@example.org" not in page
    # What it took for its own clock is the release's own day.
    assert office.sandbox.arrivals() == []
    assert '"stage": "awaiting"' in office.type("status", slug, "--json").out


@pytest.mark.long
def test_a_withdrawal_is_rehearsed_in_the_thread_of_the_release_it_withdraws(office: Office) -> None:
    office.set_up(FARAWAY)
    environment = {"NEWSDESK_URL": office.sandbox.notice_url("newsdesk")}
    slug = office.type("queue", "release.txt", "--in", "2s", "--quiet", "--by", "Ann", **environment).out.strip()
    assert office.type("approve", slug, "--by", "Ben", **environment).code == 0
    assert office.type("run", "--until-idle", **environment).code == 0
    arrived = len(office.sandbox.arrivals())
    assert (
        office.type("withdraw", slug, "--because", "The figures do not hold.", "--by", "Ann", **environment).code == 0
    )
    done = office.type("rehearse", slug, "--out", "rehearsal.html", "--by", "Ann", **environment)
    assert done.code == 0, done.err
    for channel in ("press", "letters", "x", "partners", "newsdesk"):
        assert f"  {channel:<14}sent" in done.out
    page = (office.folder / "rehearsal.html").read_text(encoding="utf-8")
    assert "WITHDRAWN: " in page and "The figures do not hold." in page
    assert len(office.sandbox.arrivals()) == arrived
    assert '"stage": "lifted"' in office.type("status", slug, "--json").out
