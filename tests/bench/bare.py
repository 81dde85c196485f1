"""The least that the same work can cost: the bare client, in a process of its own.

`python -m tests.bench.bare post URL COUNT HANDS FILE` posts the bytes of FILE so many times over a pool of `requests` sessions and
prints when it began, in seconds since 1970. `… wait URL COUNT` sleeps until an instant and posts, so many times; prints the instants.
`… mail PORT COUNT HANDS FILE` hands the letter in FILE over with smtplib.
"""

from __future__ import annotations

import smtplib
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import requests

_mine = threading.local()


def post(url: str, count: int, hands: int, body: bytes) -> float:
    """From many threads, each with a session of its own."""
    with ThreadPoolExecutor(hands, initializer=_open) as pool:
        began = time.time()
        for done in [pool.submit(_post, url, body) for _ in range(count)]:
            done.result()
    return began


def wait(url: str, count: int) -> list[float]:
    """What a colleague with a script does: `Event.wait` until the instant, then post."""
    _open()
    instants, never = [], threading.Event()
    for _ in range(count):
        instant = time.time() + 0.4
        never.wait(instant - time.time())
        while time.time() < instant:
            time.sleep(0.0001)
        _post(url, b"{}")
        instants.append(instant)
    return instants


def mail(port: int, count: int, hands: int, letter: bytes) -> float:
    """From many threads, each with a connection of its own."""
    with ThreadPoolExecutor(hands) as pool:
        began = time.time()
        for done in [pool.submit(_hand_over, port, count // hands, letter) for _ in range(hands)]:
            done.result()
    return began


def _hand_over(port: int, count: int, letter: bytes) -> None:
    with smtplib.SMTP("127.0.0.1", port, local_hostname="localhost") as server:
        for number in range(count):
            server.sendmail("press@example.org", f"reader{number}@example.org", letter)


def _open() -> None:
    _mine.session = requests.Session()
    _mine.session.trust_env = False


def _post(url: str, body: bytes) -> None:
    _mine.session.post(url, data=body, timeout=60).raise_for_status()


if __name__ == "__main__":
    what, url, *rest = sys.argv[1:]
    if what == "post":
        print(post(url, int(rest[0]), int(rest[1]), Path(rest[2]).read_bytes()))
    elif what == "mail":
        print(mail(int(url), int(rest[0]), int(rest[1]), Path(rest[2]).read_bytes()))
    else:
        print("\n".join(map(str, wait(url, int(rest[0])))))
