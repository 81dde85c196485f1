"""Ten thousand mails through a mail server, beside smtplib with four connections and the same letter."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.bench import figures, offices

MAILS = 10_000
CONNECTIONS = 4
LEAD = 8
PRESS = """
provider = "smtp"
host = "127.0.0.1"
port = {port}
tls = "none"
"""


def test_ten_thousand_mails(tmp_path: Path, rounds: int) -> None:
    ours, bare = [], []
    with offices.provider(0) as provider, _sink() as port:
        office = offices.office(tmp_path, provider, CONNECTIONS, press=PRESS.format(port=port))
        office.embargo("audience", "import", "press", str(offices.readers(tmp_path, MAILS)))
        with office.running():
            for _ in range(rounds):
                (instant,) = office.fill("releases", 1, LEAD, 0, "press")
                came = _wait_for(port, MAILS, LEAD + 120)
                assert min(at for at, _ in came["log"]) >= instant, "something left before its instant"
                assert len(came["log"]) == MAILS, "something went twice"
                ours.append(max(taken for _, taken in came["log"]) - instant)
                bare.append(_bare(port, tmp_path, came["letter"]))
    figures.told(
        f"{MAILS:,} mails by SMTP over {CONNECTIONS} connections",
        [*figures.ratio(ours, bare), ("rate, ours to bare", f"{figures.median(bare) / figures.median(ours):.2f}")],
    )


def _bare(port: int, folder: Path, letter: str) -> float:
    file = folder / "letter"
    file.write_bytes(letter.encode("latin-1").removesuffix(b".\r\n"))
    (began,) = figures.bare("mail", port, MAILS, CONNECTIONS, file)
    last: float = max(taken for _, taken in _asked(port)["log"])
    return last - began


def _wait_for(port: int, count: int, seconds: float) -> dict[str, Any]:
    """Until so many mails have come, and a second longer, for those that should not."""
    deadline = time.monotonic() + seconds
    came: dict[str, Any] = {"log": [], "letter": ""}
    while len(came["log"]) < count:
        assert time.monotonic() < deadline, f"{len(came['log'])} of {count} mails came in {seconds} s"
        time.sleep(1)
        told = _asked(port)
        came = {"log": came["log"] + told["log"], "letter": told["letter"]}
    return came


def _asked(port: int) -> dict[str, Any]:
    with socket.create_connection(("127.0.0.1", port)) as sock, sock.makefile("rwb") as line:
        line.readline()
        line.write(b"XLOG\r\n")
        line.flush()
        told: dict[str, Any] = json.loads(line.readline())
        return told


@contextmanager
def _sink() -> Iterator[int]:
    command = [sys.executable, "-m", "tests.bench.mail_sink"]
    with subprocess.Popen(command, cwd=offices.ROOT, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            yield int(process.stdout.readline())
        finally:
            process.kill()
