"""A table of a million readers is read, a release goes to 100,000 others, and the public reads pages without a pause."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from tests.bench import figures, offices
from tests.bench.loads import load
from tests.bench.test_pressroom import PAGE, pages

IMPORTED, MAILED = 1_000_000, 100_000
LEAD = 20.0  # seconds from the import's start to the instant: it is in the middle of its work then
PRESS, HOOK = "/sendgrid/v3/mail/send", "/hooks/partners"


def test_a_lift_while_a_million_readers_come_and_pages_are_read(tmp_path: Path) -> None:
    with offices.provider(20) as provider:
        office = offices.office(tmp_path, provider)
        office.embargo("audience", "import", "press", str(offices.readers(tmp_path, MAILED)))
        table = offices.readers(tmp_path, IMPORTED)
        office.fill("releases", 1, 3, 0, "partners")
        with office.running("run", "--no-pages"), pages(office, 1):
            provider.wait_for(1, 60, HOOK)
            provider.clear()
            (instant,) = office.fill("releases", 1, LEAD, 0, "press,partners")
            command = [sys.executable, "-m", "bot", "audience", "import", "others", str(table)]
            with subprocess.Popen(command, cwd=tmp_path, env=office.environment, stdout=subprocess.DEVNULL) as bulk:
                with load(office.url + PAGE, int(LEAD) + 10) as told:
                    hook = provider.wait_for(1, LEAD + 60, HOOK)
                    during = bulk.poll() is None
                    mails = provider.wait_for(MAILED // 1000, LEAD + 120, PRESS)
                assert bulk.wait(400) == 0
        shown = office.embargo("audience", "show", "others")
    late = [1000 * (at - instant) for _, at, _ in (*hook, *mails)]
    figures.told(
        f"a lift to {MAILED:,} while {IMPORTED:,} readers are imported and 32 read a page without a pause",
        [
            ("webhook after the instant", f"{late[0]:.1f} ms" + ("" if during else " (the import had ended)")),
            ("first mail request after it", f"{min(late[1:]):.1f} ms"),
            ("last of them accepted", f"{max(answered for *_, answered in mails) - instant:.2f} s"),
            ("readers meanwhile", str(told)),
        ],
    )
    assert min(late) >= 0, "something left before its instant"
    assert (len(hook), len(mails)) == (1, MAILED // 1000), "something went twice"
    assert f"{IMPORTED:,} readers" in shown
    assert told.rate > 0 and not told.bad, "some readers got no good answer"
