"""Developing: a text's pictures fetched, checked, cleaned and scaled for every channel, and its files given an address."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import PurePosixPath

from bot.channels.wire import Network
from bot.core.enclosure import Entry, digest_of
from bot.core.picture_fits import FULL, POSTING, WEB, Fit
from bot.core.preflight.codes import found
from bot.core.preflight.pictures import held
from bot.core.release import Finding, Picture
from bot.core.release import Release as Text
from bot.core.rendition import Image
from bot.core.world import Transport
from bot.newsroom.enclosures.fetching import Unfetched, fetch
from bot.newsroom.enclosures.gathering import unlicensed
from bot.newsroom.newsroom import Newsroom
from bot.renditions.pictures import Copies, Copy, Linked
from bot.store.enclosures import address, open_enclosure
from bot.store.models import Release


@dataclass(frozen=True)
class Album:
    """A text's pictures and files as they will leave.

    `copies` (by the picture's number) and `files` are for page, mail and partners, `posts` (by kind) for networks;
    `entries` is what the press room hands out after the lift, `contents` (by digest) what is still to be kept.
    """

    copies: Mapping[int, Copies] = field(default_factory=dict)
    files: tuple[Linked, ...] = ()
    posts: Mapping[str, tuple[Image, ...]] = field(default_factory=dict)
    entries: tuple[Entry, ...] = ()
    contents: Mapping[str, bytes] = field(default_factory=dict, repr=False)
    findings: tuple[Finding, ...] = ()
    """Why a picture stays behind."""
    doubts: Mapping[str, tuple[Finding, ...]] = field(default_factory=dict)
    """The same for one kind of channel alone."""

    def posted(self, kind: str) -> tuple[Entry, ...]:
        """What goes with a post of this kind."""
        return tuple(_entry(image) for image in self.posts.get(kind, ()))


def develop(
    newsroom: Newsroom, release: Release, text: Text, kinds: Iterable[str], wire: Transport | None = None
) -> Album:
    """The album of a text for channels of these kinds; stores nothing.

    Pictures that were sealed with the version come from the ledger; those that are elsewhere are fetched over `wire`, or
    over the network when it is left out. A picture that can't be had stays behind, and a finding says why.
    """
    wanted = {kind: POSTING[kind].fit for kind in sorted(set(kinds)) if kind in POSTING}
    findings: list[Finding] = []
    shot: dict[int, dict[str, Image]] = {}
    for number, picture in enumerate(text.pictures, start=1):
        if held(picture, number) is None:
            made = _prints(newsroom, release, picture, number, {"web": WEB, "full": FULL, **wanted}, wire, findings)
            if made:
                shot[number] = made
    posts, doubts = _for_posts(wanted, shot)
    images = [one[key] for one in shot.values() for key in ("web", "full")]
    linked, filed = _files(newsroom, text)
    return Album(
        copies={number: _copies(newsroom, one) for number, one in shot.items()},
        files=linked,
        posts=posts,
        entries=(*(_entry(image, _path(newsroom, image)) for image in images), *filed),
        contents={digest_of(one.content): one.content for one in [*images, *(i for p in posts.values() for i in p)]},
        findings=tuple(findings),
        doubts=doubts,
    )


def _prints(
    newsroom: Newsroom,
    release: Release,
    picture: Picture,
    number: int,
    fits: Mapping[str, Fit],
    wire: Transport | None,
    findings: list[Finding],
) -> dict[str, Image]:
    """A picture once for each fit; none, and a finding, where it can't be had."""
    from bot.renditions.scaling import NotAPicture, images, inspect  # Pillow takes a while to load

    place = f"picture {number}"
    try:
        content = _original(newsroom, release, picture, wire)
        if (agency := unlicensed(picture, content)) is not None:
            findings.append(found("picture-licence", place, number=number, agency=agency))
            return {}
        if inspect(content):
            findings.append(found("picture-moving", place, number=number))
        return images(content, (picture.alt or "").strip(), f"picture-{number}", fits)
    except NotAPicture as error:
        findings.append(found("picture-broken", place, number=number, problem=error.saying))
    except Unfetched as error:
        findings.append(found("picture-unreachable", place, number=number, why=error.saying))
    return {}


def _original(newsroom: Newsroom, release: Release, picture: Picture, wire: Transport | None) -> bytes:
    if picture.digest:
        return open_enclosure(newsroom.keyring, release, picture.digest)
    rules, source = newsroom.config.files, picture.source or ""
    most = rules.largest_mb * 1_000_000
    if wire is not None:
        return fetch(source, wire, most, rules.picture_hosts)
    network = Network(1)
    try:
        return fetch(source, network, most, rules.picture_hosts)
    finally:
        network.close()


def _for_posts(
    kinds: Collection[str], shot: Mapping[int, Mapping[str, Image]]
) -> tuple[dict[str, tuple[Image, ...]], dict[str, tuple[Finding, ...]]]:
    """Of each kind the pictures that its network takes, and why the others stay on the page."""
    posts, doubts = {}, {}
    for kind in kinds:
        rule = POSTING[kind]
        fitting = {number: made[kind] for number, made in shot.items() if len(made[kind].alt) <= rule.alt}
        told = [
            found(
                "picture-alt-long",
                f"picture {number}",
                number=number,
                network=rule.network,
                length=len(shot[number][kind].alt),
                limit=rule.alt,
            )
            for number in shot
            if number not in fitting
        ]
        if len(fitting) > rule.pictures:
            told.append(found("pictures-many", network=rule.network, limit=rule.pictures))
        posts[kind], doubts[kind] = tuple(fitting.values())[: rule.pictures], tuple(told)
    return posts, doubts


def _copies(newsroom: Newsroom, made: Mapping[str, Image]) -> Copies:
    web, full = (
        Copy(
            newsroom.config.office.url + _path(newsroom, image),
            image.media_type,
            image.width,
            image.height,
            len(image.content),
            digest_of(image.content),
        )
        for image in (made["web"], made["full"])
    )
    return Copies(web, full)


def _path(newsroom: Newsroom, image: Image) -> str:
    token = address(newsroom.keyring, digest_of(image.content))
    return f"/pictures/{token}{PurePosixPath(image.name).suffix}"


def _entry(image: Image, path: str = "") -> Entry:
    digest, size = digest_of(image.content), len(image.content)
    return Entry(digest, image.name, image.media_type, size, path, image.alt, image.width, image.height)


def _files(newsroom: Newsroom, text: Text) -> tuple[tuple[Linked, ...], list[Entry]]:
    """The files that were sealed with the version, as they are linked and as they are handed out."""
    linked, entries = [], []
    for file in text.files:
        if file.digest is None:
            continue
        path = f"/files/{address(newsroom.keyring, file.digest)}{PurePosixPath(file.name).suffix.lower()}"
        entries.append(Entry(file.digest, file.name, file.media_type, file.size, path))
        href = newsroom.config.office.url + path
        linked.append(Linked(href, file.title or file.name, file.name, file.media_type, file.size, file.digest))
    return tuple(linked), entries
