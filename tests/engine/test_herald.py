"""The hub is told of news, soon and in one request; one that fails is told again, and holds up nothing."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, HTTPServer
from urllib.parse import parse_qs

import pytest

from bot.core.release import Release as Text
from bot.engine.herald import Herald
from bot.engine.process import Engine
from bot.newsroom.hold import stopping_all
from bot.newsroom.newsroom import Newsroom
from bot.newsroom.published.heralding import RECENT, Tidings, news
from bot.store.models import Standstill
from tests import premises

SOON = 10.0  # seconds until a test fails
FEEDS = ["https://press.example.org/feed.atom", "https://press.example.org/feed.json"]


@dataclass
class Hub:
    """What was posted, and with which status it is answered: the first ones first, 204 after that."""

    answers: list[int] = field(default_factory=list)
    posted: list[dict[str, list[str]]] = field(default_factory=list)
    url: str = ""

    def wait_for(self, count: int) -> None:
        deadline = time.monotonic() + SOON
        while len(self.posted) < count:
            assert time.monotonic() < deadline, f"{len(self.posted)} of {count} came"
            time.sleep(0.01)


@pytest.fixture
def hub() -> Iterator[Hub]:
    told = Hub()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            told.posted.append(parse_qs(body))
            self.send_response(told.answers.pop(0) if told.answers else 204)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Nothing: the test looks at what was posted."""

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        told.url = f"http://127.0.0.1:{server.server_port}/"
        thread = threading.Thread(target=server.serve_forever, args=(0.02,))
        thread.start()
        yield told
        server.shutdown()
        thread.join()


@pytest.fixture
def herald(room: Newsroom, hub: Hub) -> Iterator[Callable[[], Herald]]:
    made: list[Herald] = []

    def start() -> Herald:
        made.append(Herald(room, hub.url, every=0.02, waits=(0.0, 0.0)).start())
        return made[-1]

    yield start
    for one in made:
        one.stop(SOON)


@pytest.mark.django_db(transaction=True)
def test_after_a_lift_the_hub_is_told_of_every_feed_with_it_in_one_request(
    room: Newsroom, hub: Hub, herald: Callable[[], Herald]
) -> None:
    herald()
    premises.lifted(room)
    hub.wait_for(1)
    time.sleep(0.2)
    (told,) = hub.posted
    assert told["hub.mode"] == ["publish"]
    assert set(FEEDS) <= set(told["hub.url"])
    assert "https://press.example.org/languages/en/feed.atom" in told["hub.url"]


@pytest.mark.django_db(transaction=True)
def test_a_hub_that_fails_is_told_again_and_then_let_be(room: Newsroom, hub: Hub, herald: Callable[[], Herald]) -> None:
    hub.answers = [500, 503, 500]
    premises.lifted(room)
    herald()
    hub.wait_for(3)
    time.sleep(0.2)
    assert len(hub.posted) == 3


@pytest.mark.django_db(transaction=True)
def test_what_lifted_as_the_engine_ends_is_told_still(room: Newsroom, hub: Hub) -> None:
    ending = Herald(room, hub.url, every=60.0).start()
    time.sleep(0.3)
    premises.lifted(room)
    ending.stop(SOON)
    assert len(hub.posted) == 1


@pytest.mark.django_db
def test_what_is_held_and_what_was_told_is_no_news(room: Newsroom) -> None:
    tidings = Tidings()
    release = premises.approved(room)
    assert news(room, tidings) == []
    premises.lifted(room, "other")
    assert set(FEEDS) <= set(news(room, tidings))
    assert news(room, tidings) == []
    room.world.transact(lambda: room.record(release, "Ann", "note"))
    assert news(room, tidings) == []


@pytest.mark.django_db
def test_after_a_start_the_last_hour_is_news_and_nothing_older(room: Newsroom) -> None:
    premises.lifted(room)
    assert news(room, Tidings()) != []
    world = room.world
    assert isinstance(world, premises.QuietWorld)
    world.clock.forward(seconds=RECENT.total_seconds() + 1)
    assert news(room, Tidings()) == []


@pytest.mark.django_db
def test_feeds_of_its_beats_are_among_them(room: Newsroom) -> None:
    from bot.newsroom.published.heralding import feeds

    addresses = feeds(room, Text("Cranes", beats=("Climate & sea", "気候")))
    assert "https://press.example.org/beats/climate-sea/feed.json" in addresses
    assert "https://press.example.org/beats/%E6%B0%97%E5%80%99/feed.ninjs" in addresses


@pytest.mark.django_db
def test_an_office_without_a_hub_has_no_herald(room: Newsroom) -> None:
    assert Herald.of(Engine(room)) is None


@pytest.mark.django_db(transaction=True)
def test_a_ledger_that_is_somebody_else_s_tells_the_hub_nothing(room: Newsroom, hub: Hub) -> None:
    premises.lifted(room)
    elsewhere = Herald(room, hub.url, every=0.02, may_act=lambda: False).start()
    time.sleep(0.3)
    elsewhere.stop(SOON)
    assert hub.posted == []


@pytest.mark.django_db(transaction=True)
def test_while_everything_is_stopped_the_hub_is_told_nothing_and_then_all(
    room: Newsroom, hub: Hub, herald: Callable[[], Herald]
) -> None:
    premises.lifted(room)
    stopping_all.stop_everything(room, "Ann")
    herald()
    time.sleep(0.3)
    assert hub.posted == []
    Standstill.objects.update(ended_at=room.now())
    hub.wait_for(1)
