"""An account on the X that the sandbox plays."""

from __future__ import annotations

import base64
from datetime import timedelta
from typing import Any

from bot.sandbox.exchange import Answer
from bot.sandbox.x import X, XAccount
from tests.sandbox.conftest import ACCOUNT, NOW, signed

PNG = b"\x89PNG\r\n\x1a\n" + b"picture"


def post(x: X, text: str | None = None, **more: Any) -> Answer:
    return x.answer(signed("POST", "/2/tweets", {**({} if text is None else {"text": text}), **more}), NOW)


def upload(x: X, content: bytes = PNG, account: XAccount = ACCOUNT, category: str = "tweet_image") -> Answer:
    body = {"media": base64.b64encode(content).decode(), "media_category": category}
    return x.answer(signed("POST", "/2/media/upload", body, account), NOW)


def timeline(x: X, query: str = "", user: str = "1001") -> dict[str, Any]:
    answer: dict[str, Any] = x.answer(signed("GET", f"/2/users/{user}/tweets{query}"), NOW).json()
    return answer


def delete(x: X, id: str, account: XAccount = ACCOUNT, seconds: float = 0) -> Answer:
    at = NOW + timedelta(seconds=seconds)
    return x.answer(signed("DELETE", f"/2/tweets/{id}", None, account, at), at)
