from __future__ import annotations

from bot.sandbox.exchange import Headers, Request


def test_a_header_is_found_whatever_its_case() -> None:
    assert Headers({"X-Message-Id": "1"})["x-message-ID"] == "1"


def test_header_names_keep_their_spelling() -> None:
    assert list(Headers({"X-Message-Id": "1"})) == ["X-Message-Id"]


def test_a_field_that_comes_twice_is_one_list() -> None:
    assert Headers([("Via", "a"), ("via", "b")])["Via"] == "a, b"


def test_the_path_is_what_lies_below_the_base_url() -> None:
    request = Request.of("get", "http://127.0.0.1:8025/x/2/tweets?max_results=5", "http://127.0.0.1:8025/x")
    assert (request.method, request.path, request.query) == ("GET", "/2/tweets", {"max_results": "5"})
