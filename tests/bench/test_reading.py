"""How much CPU reading and setting a release takes. `make bench` prints it; of times nothing is asserted, of what comes out it is.

Beside it stands the least there can be: for a release its file read and its text filled into one bare template a channel, for a Word
document its XML unpacked and parsed.
"""

from __future__ import annotations

import io
import random
import re
import statistics
import time
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path
from xml.dom import minidom

import jinja2
import pytest

from bot.core.configuration import ChannelConfig, Office
from bot.core.release import Release
from bot.readers.opening import read
from bot.renditions.setting import Sheet, render
from tests.readers.documents import docx, line

TODAY, ZONE = date(2030, 3, 1), "Europe/London"
KINDS = ("email", "x", "mastodon", "bluesky", "webhook")
OFFICE = Office("Harbour Watch", ZONE, "https://press.example.org", "press@example.org", "Duty press officer")
RUNS = 9


@pytest.fixture
def seed(shared: Path) -> Path:
    """The reference release; the figures are asked for of this one."""
    files = sorted((shared / "seed").glob("000_*.txt"))
    if not files:
        pytest.skip("the seed release is not here")
    return files[0]


def test_the_cpu_of_reading_a_release_and_setting_it_for_five_channels(seed: Path) -> None:
    release = read(seed.name, seed.read_bytes(), TODAY, ZONE).release
    assert release.headline in seed.read_text("utf-8")
    bare = jinja2.Environment(autoescape=True).from_string(
        "<h1>{{ head }}</h1>{% for p in text %}<p>{{ p }}</p>{% endfor %}"
    )

    def whole() -> None:
        made = read(seed.name, seed.read_bytes(), TODAY, ZONE).release
        for kind in KINDS:
            _set(made, kind)

    def least() -> None:
        head, *text = seed.read_bytes().decode().splitlines()
        for _ in KINDS:
            bare.render(head=head, text=text)

    print(f"\na release of {seed.stat().st_size:,} bytes, templates warm, CPU of the median of {RUNS} runs")
    _row("read", _cpu(lambda: read(seed.name, seed.read_bytes(), TODAY, ZONE)))
    for kind in (*KINDS, "pressroom"):
        _row(f"set for {kind}", _cpu(lambda kind=kind: _set(release, kind)))  # type: ignore[misc]
    for kind in (*KINDS, "pressroom"):
        assert _first_words(release) in _set(release, kind).decode(), kind
    assert read(seed.name, seed.read_bytes(), TODAY, ZONE).release == release, "reading it again made another release"
    _rows("read and set for five channels", _cpu(whole), "read plainly, five bare templates", _cpu(least))


@pytest.mark.parametrize("paragraphs", [40, 1100], ids=["a long release", "as much text as 200 kB can hold"])
def test_the_cpu_of_reading_a_word_document_of_200_kb(paragraphs: int) -> None:
    raw = _document(paragraphs, 200_000)

    def least() -> None:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            minidom.parseString(archive.read("word/document.xml"))  # noqa: S318 - made above

    release = read("air.docx", raw, TODAY, ZONE).release
    assert (release.headline, len(release.body)) == ("Air on the quays is worse than the law allows", paragraphs)
    print(f"\na .docx of {len(raw):,} bytes with {paragraphs:,} paragraphs, CPU of the median of {RUNS} runs")
    _rows("read", _cpu(lambda: read("air.docx", raw, TODAY, ZONE)), "its XML parsed", _cpu(least))


def _first_words(release: Release) -> str:
    """Of the headline, as much as nothing sets differently: no quotation mark, nothing that a line could end at."""
    return " ".join(re.findall(r"\w+", release.headline)[:1])


def _set(release: Release, kind: str) -> bytes:
    channel = None if kind == "pressroom" else ChannelConfig(kind, kind, kind)
    page = "https://press.example.org/releases/bench"
    return render(kind, release, Sheet(OFFICE, channel, "bench", page, "sha256:" + "0" * 64, 1, TODAY))


def _document(paragraphs: int, size: int) -> bytes:
    """Words of chance, so that they pack badly; what is missing up to `size` is a picture nobody named."""
    chance = random.Random(7)
    words = ["".join(chance.choices("abcdefghijklmnopqrstuvwxyz", k=chance.randint(2, 9))) for _ in range(2500)]
    told = [
        " ".join(" ".join(chance.choices(words, k=chance.randint(8, 20))).capitalize() + "." for _ in range(4))
        for _ in range(paragraphs)
    ]
    body = [line("Air on the quays is worse than the law allows"), line("4 March 2030"), *map(line, told)]
    bare = docx(*body)
    if len(bare) >= size:
        return bare
    filling = chance.randbytes(size - len(bare)).decode("latin-1")[: (size - len(bare)) * 2 // 3]
    return docx(*body, parts={"word/media/quay.png": filling})


def _cpu(work: Callable[[], object]) -> float:
    """Milliseconds of this process; the first run, which warms templates and caches, is not counted."""
    work()
    spent = []
    for _ in range(RUNS):
        before = time.process_time()
        work()
        spent.append((time.process_time() - before) * 1000)
    return statistics.median(spent)


def _rows(name: str, spent: float, least: str, bare: float) -> None:
    _row(name, spent)
    _row(least, bare)
    print(f"  {'ratio':<36}{spent / bare:8.1f}")


def _row(name: str, spent: float) -> None:
    print(f"  {name:<36}{spent:8.2f} ms")
