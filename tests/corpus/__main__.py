"""`make corpus`: every field's precision and recall over the corpus, and what was read wrong."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sized

from tests.corpus.places import PLACES
from tests.corpus.scores import Score, in_place, of_lines, of_samples, silently_wrong
from tests.corpus.sheets import lines, samples


def main(arguments: list[str]) -> int:
    """Print the figures; the exit code tells whether an instant was silently wrong."""
    every = lines()
    seen = [line for line in every if not line.held_out]
    held = [line for line in every if line.held_out]
    print(f"Embargo lines: {len(every)}, of them {len(held)} held out")
    _print("rules were written with", of_lines(seen), "--wrong" in arguments)
    _print("held out", of_lines(held), "--held" in arguments)
    wrong = 0
    print(f"\n{'place':34}{'kind right':>12}{'utc right':>12}{'left in the text':>18}{'silently wrong':>16}")
    for place in PLACES:
        wrong += _of_place(place, "--places" in arguments)
    releases = samples()
    print(f"\nReleases: {len(releases)}")
    _print("field", of_samples(releases), "--wrong" in arguments)
    print(f"\nSilently wrong instants: {wrong}")
    return 1 if wrong else 0


def _of_place(place: str, tell: bool) -> int:
    read = [(line, *in_place(line, place)) for line in lines() if "\n" not in line.text or "table" not in place]
    wrong = [line for line, found, _ in read if silently_wrong(line, found)]
    kind = [line for line, found, _ in read if found and found.kind == line.kind]
    utc = [line for line, found, _ in read if found and found.utc == line.utc]
    left = [line for line, found, rest in read if line.sign in "=?!" and line.text.split("\n")[0] in rest]
    print(f"{place:34}{_of(kind, read):>12}{_of(utc, read):>12}{len(left):>18}{len(wrong):>16}")
    for line in wrong:
        print(f"    WRONG {line.sheet}:{line.number} {line.text!r}")
    if tell:
        for line, found, _ in read:
            if not line.held_out and not (found and (found.kind, found.utc) == (line.kind, line.utc)):
                print(f"    {line.sheet}:{line.number} {line.text!r} → {found and (found.kind, found.utc)}")
    return len(wrong)


def _of(some: Sized, every: Sized) -> str:
    return f"{len(some) / len(every):.1%}"


def _print(title: str, scores: Mapping[str, Score], tell: bool) -> None:
    print(f"\n{title:26}{'expected':>10}{'found':>8}{'right':>8}{'precision':>12}{'recall':>9}")
    for name, score in scores.items():
        figures = f"{score.expected:>10}{score.found:>8}{score.right:>8}{score.precision:>12.1%}{score.recall:>9.1%}"
        print(f"  {name:24}{figures}")
        for line in score.wrong if tell else ():
            print(f"      {line}")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
