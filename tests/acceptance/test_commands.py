"""Commands as a shell starts them: from nothing. The other tests fork theirs from a process that has loaded the libraries."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.acceptance.conftest import Office


@pytest.mark.parametrize(
    "words", [["--help"], ["status"], ["queue", "release.txt", "--in", "1h", "--by", "Ann"]], ids=lambda words: words[0]
)
def test_a_command_starts_from_nothing_and_says_what_it_did(office: Office, words: list[str]) -> None:
    office.set_up()
    typed = subprocess.run(
        [sys.executable, "-m", "bot", *words],
        cwd=office.folder,
        env=office.environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (typed.returncode, "Traceback" in typed.stderr) == (0, False), typed.stderr
    assert typed.stdout
