"""Pictures that came inside a file, in a Word document or a mail: what stands for each in the text, and its bytes."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from bot.core.enclosure import Enclosure, digest_of
from bot.core.release import Finding, Manuscript, Picture

# What Word and Outlook write into an alt text that they made up themselves, in the languages that this reads.
_MADE_UP = re.compile(
    r"automatically generated|AI-generated content|générée automatiquement|généré par l.IA|"
    r"automatisch generiert|KI-generierte|generada automáticamente|generado por (?:la )?IA",
    re.IGNORECASE,
)


@dataclass(slots=True)
class Inside:
    """By the address that a picture has in the text: what stands for it (`known`), and what to say of it there (`told`).

    One that is only in `told` stays behind. `contents`: the bytes of those that may leave, by their digests. `met`: the
    addresses that were come across in the text.
    """

    known: dict[str, Picture] = field(default_factory=dict)
    told: dict[str, list[Finding]] = field(default_factory=dict)
    contents: dict[str, bytes] = field(default_factory=dict)
    met: set[str] = field(default_factory=set)

    def put(self, address: str, picture: Picture, name: str, content: bytes) -> None:
        """A picture with its bytes, as they came."""
        digest = digest_of(content)
        self.known[address] = replace(picture, source=name, digest=digest)
        self.contents[digest] = content

    def tell(self, address: str, finding: Finding) -> None:
        """Something to say where the picture stands; the line is filled in there."""
        self.told.setdefault(address, []).append(finding)

    def stands(self, address: str, line: int, findings: list[Finding]) -> bool:
        """Whether the picture of this address stands here, as one from elsewhere always does; what is to be said of it is told, once."""
        if address in self.met:
            return False
        told = self.told.get(address, ())
        findings += [replace(finding, line=line) for finding in told]
        if told or address in self.known:
            self.met.add(address)
        return address in self.known or not told


def is_made_up(alt: str) -> bool:
    """Whether an office program says that it wrote this alt text by itself."""
    return _MADE_UP.search(alt) is not None


def enclosing(made: Manuscript, contents: Mapping[str, bytes]) -> Manuscript:
    """The manuscript with the bytes of its pictures."""
    enclosures = [
        Enclosure(f"picture {number}", one.source or "", contents[one.digest], "image/*")
        for number, one in enumerate(made.release.pictures, start=1)
        if one.digest and one.digest in contents
    ]
    return replace(made, enclosures=(*made.enclosures, *enclosures))
