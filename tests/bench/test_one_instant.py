"""A thousand releases at one instant, a webhook each, with 100,000 more that wait for another day."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.bench import figures, offices

HOOK = "/hooks/partners"
RELEASES = 1000
WAITING = 100_000
HANDS = 8  # as for large lists, twice the default
MORE_HANDS = 16  # the bare client fills one of two cores with as many, and the ratio tells of processors
LEAD = 20


@pytest.mark.parametrize("hands", [HANDS, MORE_HANDS])
def test_a_thousand_releases_at_one_instant(tmp_path: Path, rounds: int, hands: int) -> None:
    with offices.provider(20) as provider:
        office = offices.office(tmp_path, provider, hands)
        office.fill("waiting", WAITING)
        with office.running():
            ours, bare = measured(office, provider, rounds, hands)
            assert office.states(RELEASES) == {"sent": RELEASES}
    figures.told(
        f"{RELEASES:,} releases at one instant, {hands} requests at once, {WAITING:,} more waiting: the last one accepted",
        figures.ratio(ours, bare),
    )


def measured(
    office: offices.Office, provider: offices.Provider, rounds: int, hands: int
) -> tuple[list[float], list[float]]:
    """Seconds until the last of all was accepted: ours, and the bare client's."""
    ours, bare = [], []
    office.fill("releases", RELEASES, 1_000_000, 0, "partners")
    for _ in range(rounds):
        provider.clear()
        instants = office.fill("again", RELEASES, LEAD, 0)
        came = provider.all_of(RELEASES, instants[0], LEAD + 60, HOOK)
        ours.append(max(answered for _, _, answered in came) - instants[0])
        body = office.folder / "body"
        body.write_bytes(provider.body(HOOK))
        provider.clear()
        (began,) = figures.bare("post", f"{provider.url}{HOOK}", RELEASES, hands, body)
        bare.append(max(answered for _, _, answered in provider.log(HOOK)) - began)
    return ours, bare
