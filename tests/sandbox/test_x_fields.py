"""The fields of a post, a picture and its alt text, as X describes them; one line a rule."""

from __future__ import annotations

from typing import Any

import pytest

from bot.sandbox.x_fields import ALONE, METADATA, POST, UPLOAD, Fields, Invalid
from bot.sandbox.x_rules import post_in

TEXT = {"text": "News"}
POLL = {"options": ["one", "two"], "duration_minutes": 60}
WRONG: list[tuple[str, Fields, Any, str]] = [
    ("a post that is no object", POST, ["News"], "is not an object"),
    ("a field that X does not know", POST, TEXT | {"language": "en"}, "is not defined in the schema"),
    ("a text that is a number", POST, {"text": 7}, "$.text: is not a string"),
    ("a reply to nothing", POST, TEXT | {"reply": {}}, "in_reply_to_tweet_id: is missing"),
    ("a reply to a number", POST, TEXT | {"reply": {"in_reply_to_tweet_id": 7}}, "does not match"),
    ("a reply to a name", POST, TEXT | {"reply": {"in_reply_to_tweet_id": "first"}}, "does not match"),
    ("a reply to an id of 20 digits", POST, TEXT | {"reply": {"in_reply_to_tweet_id": "1" * 20}}, "does not match"),
    ("a reply as text", POST, TEXT | {"reply": "1"}, "$.reply: is not an object"),
    ("pictures without a picture", POST, TEXT | {"media": {}}, "media_ids: is missing"),
    ("no picture", POST, TEXT | {"media": {"media_ids": []}}, "minimum of 1 and a maximum of 4"),
    ("five pictures", POST, TEXT | {"media": {"media_ids": ["1"] * 5}}, "minimum of 1 and a maximum of 4"),
    ("a picture that is a number", POST, TEXT | {"media": {"media_ids": [1]}}, "does not match"),
    (
        "eleven people on a picture",
        POST,
        {"media": {"media_ids": ["1"], "tagged_user_ids": ["1"] * 11}},
        "maximum of 10",
    ),
    ("a poll with one answer", POST, TEXT | {"poll": POLL | {"options": ["one"]}}, "minimum of 2"),
    ("a poll with a long answer", POST, TEXT | {"poll": POLL | {"options": ["one", "x" * 26]}}, "from 1 to 25"),
    ("a poll of four minutes", POST, TEXT | {"poll": POLL | {"duration_minutes": 4}}, "from 5 to 10080"),
    ("a poll without an end", POST, TEXT | {"poll": {"options": ["one", "two"]}}, "duration_minutes: is missing"),
    ("replies by whoever", POST, TEXT | {"reply_settings": "anybody"}, "is not one of"),
    ("a switch that is text", POST, TEXT | {"nullcast": "yes"}, "is not a boolean"),
    ("a place that is a number", POST, TEXT | {"geo": {"place_id": 7}}, "is not a string"),
    ("a picture without its kind", UPLOAD, {"media": "YQ=="}, "media_category: is missing"),
    ("a picture of an unknown kind", UPLOAD, {"media": "YQ==", "media_category": "photo"}, "is not one of"),
    ("an empty picture", UPLOAD, {"media": "", "media_category": "tweet_image"}, "must have"),
    ("alt text for no picture", METADATA, {"metadata": {"alt_text": {"text": "A quay"}}}, "$.id: is missing"),
    ("alt text for a number", METADATA, {"id": 7, "metadata": {"alt_text": {"text": "A quay"}}}, "does not match"),
    ("no alt text", METADATA, {"id": "7", "metadata": {}}, "alt_text: is missing"),
    ("empty alt text", METADATA, {"id": "7", "metadata": {"alt_text": {"text": ""}}}, "must have"),
    ("alt text beside its place", METADATA, {"id": "7", "metadata": {"text": "A quay"}}, "is not defined"),
]


@pytest.mark.parametrize(("fields", "body", "message"), [rule[1:] for rule in WRONG], ids=[rule[0] for rule in WRONG])
def test_it_refuses(fields: Fields, body: Any, message: str) -> None:
    with pytest.raises(Invalid) as refused:
        fields.read(body)
    assert message in str(refused.value)


@pytest.mark.parametrize("first", ALONE)
@pytest.mark.parametrize("second", ALONE)
def test_pictures_a_poll_a_card_and_a_quotation_exclude_each_other(first: str, second: str) -> None:
    right: dict[str, Any] = {"media": {"media_ids": ["1"]}, "poll": POLL, "quote_tweet_id": "1", "card_uri": "card://1"}
    body = TEXT | {first: right[first], second: right[second]}
    if first == second:
        assert post_in(body).text == "News"
    else:
        with pytest.raises(Invalid, match="cannot stand beside"):
            post_in(body)
