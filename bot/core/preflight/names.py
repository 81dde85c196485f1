"""Names that are spelt two ways. Few false alarms count for more here than every hit."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise, product

from bot.core.preflight.codes import found
from bot.core.preflight.name_forms import joined, plain, sounds_alike
from bot.core.preflight.places import Passage, passages
from bot.core.release import Finding, Release

_WORD = r"[^\W\d_a-zà-ÿ][\w’'-]*"
_CAPITALISED = re.compile(rf"{_WORD}(?: {_WORD})*")
_WITHIN = re.compile(rf"(?<=[^\W\d] |[,;] ){_WORD}(?!\S*,? \d)")  # inside a sentence, and no month's name in a date
_POSSESSIVE = re.compile(r"['’]s?$")
_SHORTEST_SURNAME = 5
_MOST_SHARING = 40  # a word that more pairs share is no name, and a long text would take the square of its length
_LONGEST = 4  # words of a name
_TITLES = frozenset(
    ["Mr", "Mrs", "Ms", "Mx", "Dr", "Prof", "Sir", "Mme", "Mlle", "Herr", "Frau", "Herrn", "Señor", "Señora"]
)


@dataclass(frozen=True, slots=True)
class _Pair:
    """Two neighbouring words with capitals, as a name has them."""

    first: str
    last: str
    place: str

    @property
    def whole(self) -> str:
        return f"{self.first} {self.last}"


def names(release: Release) -> list[Finding]:
    """Names that are spelt two ways: by a slip, by the way they are written over, by a hyphen, or turned round.

    Of two words, one has to be the same; a surname alone is held against those of speakers and contacts.
    """
    texts = passages(release)
    pairs = [*_people(release), *(pair for passage in texts for pair in _pairs(passage))]
    seen: dict[str, _Pair] = {}
    for pair in pairs:
        seen.setdefault(pair.whole, pair)
    tongue = release.language.split("-")[0].lower()
    told = list(_two_ways(list(seen.values()), tongue))
    told += _parted(texts)
    told += _turned(list(seen.values()), {pair.whole for pair in _people(release)})
    done = " ".join(finding.message for finding in told)
    return told + [finding for finding, word in _surnames(release, texts, tongue) if f'{word}"' not in done]


def _two_ways(pairs: list[_Pair], tongue: str) -> Iterator[Finding]:
    """Pairs that share one word; each is held only against those before it that do."""
    by_first: defaultdict[str, list[_Pair]] = defaultdict(list)
    by_last: defaultdict[str, list[_Pair]] = defaultdict(list)
    for one in pairs:
        same_last, same_first = by_last[one.last][:_MOST_SHARING], by_first[one.first][:_MOST_SHARING]
        alike = [other for other in same_last if slipped(one.first, other.first, tongue)]
        alike += [other for other in same_first if slipped(one.last, other.last, tongue)]
        for other in alike:
            yield found("name-two-ways", one.place, one=one.whole, other=other.whole, place=other.place)
        by_first[one.first].append(one)
        by_last[one.last].append(one)


def _surnames(release: Release, texts: list[Passage], tongue: str) -> Iterator[tuple[Finding, str]]:
    """ "Ms Malouf" where the speaker is Lynn Maalouf: known people's surnames against words with a capital inside a sentence."""
    people = [pair for pair in _people(release) if len(pair.last) >= _SHORTEST_SURNAME]
    known = {pair.last: pair for pair in people if pair.first not in _TITLES}
    told: set[str] = set()
    for mention in people:  # "Ms Malouf added": a speaker by the surname alone
        for surname, person in known.items():
            if mention.last not in known and mention.last not in told and slipped(mention.last, surname, tongue):
                told.add(mention.last)
                facts = {"one": mention.last, "other": person.whole, "place": person.place}
                yield found("name-two-ways", mention.place, **facts), mention.last
    for passage in texts:
        for match in _WITHIN.finditer(passage.words):
            word = _POSSESSIVE.sub("", match[0])
            if not word[:1].isupper():
                continue
            for surname, person in known.items():
                if word not in known and word not in told and slipped(word, surname, tongue):
                    told.add(word)
                    facts = {"one": word, "other": person.whole, "place": person.place}
                    yield found("name-two-ways", passage.place, **facts), word


def _parted(texts: list[Passage]) -> Iterator[Finding]:
    """Jean-Luc Martin and Jean Luc Martin; Min-jun Kim and Minjun Kim."""
    seen: dict[str, tuple[str, str]] = {}
    told: set[str] = set()
    for passage in texts:
        for words in _runs(passage):
            for start, length in product(range(len(words)), range(2, _LONGEST + 1)):
                if start + length > len(words) or words[start] in _TITLES:
                    continue
                name = " ".join(words[start : start + length])
                key = joined(name)
                other, place = seen.setdefault(key, (name, passage.place))
                if plain(name) != plain(other) and "-" in name + other and key not in told:
                    told.add(key)
                    yield found("name-two-ways", passage.place, one=name, other=other, place=place)


def _turned(pairs: list[_Pair], people: set[str]) -> Iterator[Finding]:
    """Kim Min-jun and Min-jun Kim: only of those who speak or can be asked, since other words are often the other way round."""
    by_name = {pair.whole: pair for pair in pairs}
    for one in pairs:
        other = by_name.get(f"{one.last} {one.first}")
        if other is not None and one.whole not in people and other.whole in people:
            yield found("name-two-ways", one.place, one=one.whole, other=other.whole, place=other.place)


def _people(release: Release) -> Iterator[_Pair]:
    for number, quote in enumerate(release.quotes, start=1):
        yield from _person(quote.speaker, f"quotation {number}")
    for number, contact in enumerate(release.contacts, start=1):
        yield from _person(contact.name, f"contact {number}")


def _person(name: str | None, place: str) -> Iterator[_Pair]:
    words = (name or "").split()
    if len(words) >= 2 and words[-1][:1].isupper():
        yield _Pair(words[-2], words[-1], place)


def _runs(passage: Passage) -> Iterator[list[str]]:
    """The words with capitals that stand together."""
    if passage.kind in ("headline", "post") or passage.words.isupper():
        return  # a headline in title case has words together that are no names
    for match in _CAPITALISED.finditer(passage.words):
        words = [_POSSESSIVE.sub("", word) for word in match[0].split()]
        if all(word[:1].isupper() for word in words):  # Arabic and Japanese have no capitals to tell a name by
            yield words


def _pairs(passage: Passage) -> Iterator[_Pair]:
    for words in _runs(passage):
        for first, last in pairwise(words):
            if first not in _TITLES:
                yield _Pair(first, last, passage.place)


def slipped(one: str, other: str, tongue: str = "en") -> bool:
    """Whether two words look like one name with a slip: the accents, a letter more, another letter, two exchanged, or written over.

    Not when they begin differently (North, South) or only end so: plurals, cases, Mario and Maria.
    """
    if one == other or len(one) < 3 or len(other) < 3 or one.isupper() != other.isupper():
        return False
    bare, again = plain(one), plain(other)
    if bare == again:
        return _accents(one) != _accents(other)
    if sounds_alike(one, other) and not _is_ending(bare, again):
        return True
    if bare[0] != again[0] or _ends_differently(bare, again, tongue):
        return False
    if abs(len(bare) - len(again)) == 1:
        return _one_more(*sorted((bare, again), key=len))
    return len(bare) == len(again) >= _SHORTEST_SURNAME and _exchanged(bare, again)


def _is_ending(one: str, other: str) -> bool:
    """Marie and Maria: one goes on where the other ends, or only the last letter differs; but Dmitri and Dmitry are one."""
    short, long = sorted((re.sub(r"[iy]+$", "i", one), re.sub(r"[iy]+$", "i", other)), key=len)
    return short != long and (long.startswith(short) or short[:-1] == long[:-1])


def _ends_differently(one: str, other: str, tongue: str) -> bool:
    """One goes on where the other ends, or the last letter alone is another; where words are inflected, the last two."""
    short, long = sorted((one, other), key=len)
    if tongue == "en" and long in (f"{short}h", f"{short}e"):
        return False  # Sara and Sarah, Ann and Anne
    if tongue != "en":
        return short[:-2] == long[: len(short) - 2]
    return long.startswith(short) or (len(short) == len(long) and short[:-1] == long[:-1])


def _one_more(short: str, long: str) -> bool:
    return any(long[:at] + long[at + 1 :] == short for at in range(len(long)))


def _exchanged(one: str, other: str) -> bool:
    apart = [at for at, (left, right) in enumerate(zip(one, other, strict=True)) if left != right]
    if len(apart) == 1:
        return True
    return (
        len(apart) == 2
        and apart[1] == apart[0] + 1
        and one[apart[0]] == other[apart[1]]
        and one[apart[1]] == other[apart[0]]
    )


def _accents(word: str) -> str:
    return unicodedata.normalize("NFC", word.casefold().replace("’", "'"))
