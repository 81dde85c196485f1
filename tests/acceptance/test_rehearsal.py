"""A rehearsal, played by real processes: everything arrives at stand-ins, at the release's own time, and nothing anywhere else."""

from __future__ import annotations

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
