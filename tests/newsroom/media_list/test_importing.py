"""An import gives way to every lift, writes nothing of a table that can't be read, and can be repeated after a crash."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest

from bot.newsroom.hold import holding
from bot.newsroom.media_list import importing
from bot.newsroom.media_list.importing import import_table
from bot.newsroom.newsroom import Newsroom
from bot.newsroom.yielding import LONGEST, Way
from bot.store.models import MediaList, Reader
from tests import premises

pytestmark = pytest.mark.django_db


class Broken(BaseException):
    """The process dies here."""


@dataclass
class Rest:
    """Sleeps by setting the clock forward; at `at` seconds something happens."""

    world: premises.QuietWorld
    slept: float = 0.0
    happens: dict[float, Callable[[], Any]] = field(default_factory=dict)

    def __call__(self, seconds: float) -> None:
        self.slept += seconds
        self.world.clock.forward(seconds=seconds)
        for at in [at for at in self.happens if at <= self.slept]:
            self.happens.pop(at)()


@pytest.fixture
def rest(world: premises.QuietWorld) -> Rest:
    return Rest(world)


def test_nobody_waits_while_no_lift_is_near(room: Newsroom, rest: Rest) -> None:
    premises.approved(room, premises.until(room, seconds=30))
    Way(room, rest).give()
    assert rest.slept == 0


def test_it_waits_until_the_lift_is_committed(room: Newsroom, rest: Rest) -> None:
    premises.approved(room, premises.until(room, seconds=1))
    rest.happens[1.1] = lambda: premises.lift(room)
    Way(room, rest).give()
    assert 1.1 <= rest.slept < 1.2


def test_it_does_not_wait_for_what_is_not_approved(room: Newsroom, rest: Rest) -> None:
    premises.queued(room, premises.until(room, seconds=1))
    Way(room, rest).give()
    assert rest.slept == 0


def test_it_does_not_wait_for_an_engine_that_does_not_run(room: Newsroom, rest: Rest) -> None:
    premises.approved(room, premises.until(room, seconds=1))
    Way(room, rest).give()
    assert 5.9 < rest.slept < 6.2


def test_instants_without_end_do_not_keep_it_from_its_own(room: Newsroom, rest: Rest) -> None:
    for second in range(0, 30, 3):
        premises.approved(room, premises.until(room, seconds=second), slug=f"story-{second}")
    way = Way(room, rest)
    way.give()
    assert LONGEST - 0.1 < rest.slept < LONGEST + 0.1
    way.give()
    assert rest.slept < LONGEST + 0.1
    rest.world.clock.forward(seconds=2)
    way.give()
    assert rest.slept > LONGEST + 1


def test_a_move_ends_the_wait(room: Newsroom, rest: Rest) -> None:
    premises.approved(room, premises.until(room, seconds=2))
    rest.happens[0.5] = lambda: holding.move(room, "cranes", premises.until(room, hours=3), "Ann")
    Way(room, rest).give()
    assert rest.slept < 0.6


def test_nothing_is_written_of_a_table_that_can_not_be_read_to_its_end(room: Newsroom) -> None:
    def lines() -> Iterator[str]:
        yield "email\n"
        yield from (f"reader{number}@example.org\n" for number in range(2000))
        raise UnicodeDecodeError("utf-8", b"\xff", 0, 1, "bad")

    with pytest.raises(UnicodeDecodeError):
        import_table(room, "press", lines, "Ann")
    assert not MediaList.objects.exists()
    assert not Reader.objects.exists()


def test_an_import_that_was_broken_off_is_marked_and_done_by_repeating_it(
    room: Newsroom, world: premises.QuietWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importing, "CHUNK", 10)
    text = "email\n" + "".join(f"reader{number}@example.org\n" for number in range(35))
    whole, left = type(world).transact, [3]

    def transact(work: Callable[[], Any]) -> Any:
        left[0] -= 1
        if left[0] < 0:
            raise Broken
        return whole(world, work)

    monkeypatch.setattr(world, "transact", transact)
    with pytest.raises(Broken):
        premises.imported(room, "press", text, "Ann")
    monkeypatch.setattr(world, "transact", lambda work: whole(world, work))
    assert Reader.objects.count() == 20
    assert MediaList.objects.get().importing_since is not None
    result = premises.imported(room, "press", text, "Ann")
    assert (result.added, result.same) == (15, 20)
    assert Reader.objects.count() == 35
    assert MediaList.objects.get().importing_since is None


def test_who_leaves_while_the_import_runs_stays_off(room: Newsroom, monkeypatch: pytest.MonkeyPatch) -> None:
    premises.readers(1)
    store = importing._store

    def leaving_first(*args: Any) -> None:
        Reader.objects.update(left_at=room.now())
        store(*args)

    monkeypatch.setattr(importing, "_store", leaving_first)
    premises.imported(room, "press", "email,name\nreader1@example.org,Changed\n", "Ann")
    reader = Reader.objects.get()
    assert reader.left_at is not None
    assert reader.name == "Reader 1"


def test_a_list_has_another_revision_only_when_somebody_comes_leaves_or_reads_another_language(room: Newsroom) -> None:
    def revision() -> int:
        return MediaList.objects.get().revision

    premises.imported(room, "press", "email,name\nann@example.org,Ann\n", "Ann")
    first = revision()
    premises.imported(room, "press", "email,name\nann@example.org,Ann Holm\n", "Ann")
    assert revision() == first
    premises.imported(room, "press", "email,name,language\nann@example.org,Ann Holm,fr\n", "Ann")
    assert revision() == first + 1


def test_a_quotation_mark_changes_nothing_about_how_a_row_is_read(room: Newsroom) -> None:
    premises.imported(
        room, "press", 'email,name,outlet\nann@example.org, Ann , Herald\n"ben@example.org", "Ben", Herald \n', "Ann"
    )
    assert list(Reader.objects.order_by("pk").values_list("name", "outlet")) == [("Ann", "Herald"), ("Ben", "Herald")]


def test_what_is_foreseen_is_what_an_import_comes_to_and_writes_nothing(room: Newsroom) -> None:
    premises.imported(room, "press", "email,name\nann@example.org,Ann\nben@example.org,Ben\n", "Ann")
    table = b"email,name\nann@example.org,Ann Holm\nben@example.org,Ben\nnobody\ncleo@example.org,Cleo\n"
    before = list(Reader.objects.values())
    foreseen = importing.foresee_file(room, "press", lambda: io.BytesIO(table))
    assert [row[0] for row in foreseen.rows] == ["ann@example.org", "cleo@example.org"]
    assert list(Reader.objects.values()) == before
    done = importing.import_file(room, "press", lambda: io.BytesIO(table), "Ann")
    assert (foreseen.added, foreseen.changed, foreseen.same) == (done.added, done.changed, done.same) == (1, 1, 1)
    assert foreseen.bad == done.bad != []


def test_a_list_that_is_not_there_yet_is_foreseen_and_not_made(room: Newsroom) -> None:
    foreseen = importing.foresee_file(room, "fresh", lambda: io.BytesIO(b"email\nann@example.org\n"))
    assert foreseen.added == 1
    assert not MediaList.objects.exists()
