"""A large list through SendGrid: how long until the last request is accepted, beside the bare client with the same bodies."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.bench import figures, offices

PRESS, HOOK = "/sendgrid/v3/mail/send", "/hooks/partners"
HANDS = 8


@pytest.mark.parametrize(("count", "milliseconds"), [(10_000, 20), (100_000, 20), (1_000_000, 20), (100_000, 0)])
def test_a_large_list(tmp_path: Path, rounds: int, count: int, milliseconds: float) -> None:
    ours, bare, hooks = [], [], []
    with offices.provider(milliseconds) as provider:
        office = offices.office(tmp_path, provider, HANDS)
        office.embargo("audience", "import", "press", str(offices.readers(tmp_path, count)))
        with office.running() as engine:
            for _ in range(rounds):
                provider.clear()
                (instant,) = office.fill("releases", 1, 6 + count / 8000, 0, "press,partners")
                mails = provider.all_of(count // 1000, instant, 6 + count / 8000 + 120, PRESS)
                assert min(at for _, at, _ in mails) >= instant, "something left before its instant"
                ours.append(max(answered for _, _, answered in mails) - instant)
                hooks += [1000 * (at - instant) for _, at, _ in provider.all_of(1, instant, 60, HOOK)]
                bare.append(_bare(provider, tmp_path, count // 1000))
            memory = offices.peak_memory(engine)
    figures.told(
        f"{count:,} recipients through SendGrid, {milliseconds:g} ms service time, {HANDS} requests at once",
        [
            *figures.ratio(ours, bare),
            ("webhook of the same release", figures.spread(hooks)),
            ("most memory resident", f"{memory:.0f} MB"),
        ],
    )


def _bare(provider: offices.Provider, folder: Path, requests: int) -> float:
    """The same requests from the bare client: seconds from its first to the last one accepted."""
    body = folder / "body"
    body.write_bytes(provider.body(PRESS))
    provider.clear()
    (began,) = figures.bare("post", f"{provider.url}{PRESS}", requests, HANDS, body)
    return max(answered for _, _, answered in provider.log(PRESS)) - began
