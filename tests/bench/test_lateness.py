"""How late a lift is: one release by webhook and X, on an idle machine, with 100,000 more that wait."""

from __future__ import annotations

from pathlib import Path

from tests.bench import figures, offices

LIFTS = 50
APART = 0.77  # seconds: not in step with what is done two seconds before each of them
WAITING = 100_000
PATHS = ("/hooks/partners", "/x/2/tweets")


def test_the_lateness_of_a_lift(tmp_path: Path) -> None:
    with offices.provider(20) as provider:
        office = offices.office(tmp_path, provider)
        office.fill("waiting", WAITING)
        instants = office.fill("releases", LIFTS, 14, APART, "partners,x")
        with office.running():
            for path in PATHS:
                provider.wait_for(LIFTS, 14 + APART * LIFTS + 30, path)
        late = [
            1000 * (at - instant)
            for path in PATHS
            for (_, at, _), instant in zip(provider.log(path), instants, strict=True)
        ]
        provider.clear()
        bare = figures.bare("wait", f"{provider.url}/hooks/bare", LIFTS)
        bare_late = [1000 * (at - instant) for (_, at, _), instant in zip(provider.log(), bare, strict=True)]
    figures.told(
        f"{LIFTS} lifts by webhook and X, {WAITING:,} more waiting: first byte after the instant",
        [("embargo bot", figures.spread(late)), ("bare wait and post", figures.spread(bare_late))],
    )
    assert min(late) >= 0, "something left before its instant"
