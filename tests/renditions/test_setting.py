"""What holds for every rendition."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.rendition import GREETING, LIFT, UNSUBSCRIBE
from bot.renditions.setting import render
from tests.renditions.samples import KINDS, paragraph, release, sheet


@pytest.mark.parametrize("kind", KINDS)
def test_the_same_release_makes_the_same_bytes(kind: str) -> None:
    assert render(kind, release(), sheet(kind)) == render(kind, release(), sheet(kind))


def test_another_process_makes_the_same_bytes() -> None:
    script = (
        "import hashlib; from bot.renditions.setting import render; from tests.renditions.samples import *;"
        "print(hashlib.sha256(b''.join(render(kind, release(), sheet(kind)) for kind in KINDS)).hexdigest())"
    )
    root = Path(__file__).resolve().parents[2]
    digests = {
        subprocess.run(
            [sys.executable, "-c", script],
            cwd=root,
            env=os.environ | {"PYTHONHASHSEED": seed, "TZ": zone, "LANG": "C", "PYTHONPATH": str(root)},
            check=True,
            capture_output=True,
            text=True,
        ).stdout
        for seed, zone in (("1", "UTC"), ("2", "Asia/Tokyo"))
    }
    assert len(digests) == 1


_TEXT = st.text(max_size=200)


@given(_TEXT.filter(str.strip), _TEXT, _TEXT)
def test_merge_fields_survive_any_text_and_no_text_can_name_one(headline: str, text: str, kicker: str) -> None:
    made = release(
        headline=headline[:200] + GREETING,
        kicker=kicker + UNSUBSCRIBE,
        body=(paragraph(text + LIFT),),
        quotes=(),
        posts=(),
    )
    mail = render("email", made, sheet()).decode()
    assert mail.count(GREETING) == 2
    assert mail.count(UNSUBSCRIBE) == 4  # the way off the list, and to the preferences, in both parts
    assert LIFT not in mail
    assert render("webhook", made, sheet("webhook")).decode().count(LIFT) == 2
    assert GREETING not in render("pressroom", made, sheet("pressroom")).decode()
