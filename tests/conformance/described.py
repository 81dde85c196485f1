"""A provider's own description of its API (OpenAPI 3.0), and what of a request is not as it says.

Descriptions mostly leave open whether a field that they don't name is refused. Here it is: one that we made up would
otherwise pass.
"""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from jsonschema import Draft4Validator, FormatChecker

from bot.sandbox.exchange import Request

JSON = "application/json"


class Description:
    """One description. Its schemas are JSON Schema's draft 4 but for words that change nothing here (OpenAPI 3.0, schema object)."""

    def __init__(self, file: Path) -> None:
        self._whole: dict[str, Any] = json.loads(file.read_text("utf-8"))
        for part in ("paths", "components"):
            _close(self._whole[part])
        self._base = urlsplit(self._whole["servers"][0]["url"]).path.rstrip("/")

    def objections(self, request: Request) -> list[str]:
        """What is not as described: the endpoint, a field of the query, the body."""
        found = self._operation(request)
        if found is None:
            return [f"there is no {request.method} {request.path}"]
        where, operation, parameters = found
        objections = []
        known = {one["name"]: one["schema"] for one in parameters if one["in"] == "query"}
        for name, value in request.query.items():
            if name not in known:
                objections.append(f"{name}: is not a field of the query")
            else:
                objections += [f"{name}: {said}" for said in self._said(known[name], _typed(known[name], value))]
        if ("requestBody" in operation) is not bool(request.body):
            objections.append("there is a body, or there is none")
        elif "requestBody" in operation:
            schema = {"$ref": f"#/paths/{where}/requestBody/content/{JSON.replace('/', '~1')}/schema"}
            objections += self._said(schema, json.loads(request.body))
        return objections

    def _operation(self, request: Request) -> tuple[str, dict[str, Any], list[Any]] | None:
        path = request.path.removeprefix(self._base)
        for template, operations in self._whole["paths"].items():
            pattern = "/".join("[^/]+" if part.startswith("{") else re.escape(part) for part in template.split("/"))
            operation = operations.get(request.method.lower())
            if operation is not None and re.fullmatch(pattern, path):
                pointer = f"{template.replace('~', '~0').replace('/', '~1')}/{request.method.lower()}"
                listed = [*operations.get("parameters", ()), *operation.get("parameters", ())]
                return pointer, operation, [self._resolved(one) for one in listed]
        return None

    def _resolved(self, part: Mapping[str, Any]) -> Any:
        found: Any = part
        while "$ref" in found:
            names = found["$ref"].removeprefix("#/").split("/")
            found = self._whole
            for name in names:
                found = found[name.replace("~1", "/").replace("~0", "~")]
        return found

    def _said(self, schema: Mapping[str, Any], value: Any) -> list[str]:
        # Everything that a $ref can lead to is beside it, where draft 4 looks at nothing else.
        checked = Draft4Validator({**self._whole, "allOf": [schema]}, format_checker=FormatChecker())
        return [f"{'.'.join(map(str, one.absolute_path))}: {one.message[:200]}" for one in checked.iter_errors(value)]


def mutants(value: Any, where: tuple[str | int, ...] = ()) -> Iterator[tuple[str, Any]]:
    """The same with one thing wrong: each field missing, of another type, empty, too long, or one more than there is."""
    name = ".".join(map(str, where)) or "the whole"
    for what, other in _instead_of(value):
        yield f"{name} {what}", other
    if isinstance(value, dict):
        yield f"{name} with a field more", {**value, "invented": True}
        for key, inner in value.items():
            yield f"{name} without {key}", {one: copy.deepcopy(left) for one, left in value.items() if one != key}
            for said, other in mutants(inner, (*where, key)):
                yield said, {**value, key: other}
    if isinstance(value, list):
        for place, inner in enumerate(value[:2]):
            for said, other in mutants(inner, (*where, place)):
                yield said, [*value[:place], other, *value[place + 1 :]]


def _instead_of(value: Any) -> Iterator[tuple[str, Any]]:
    others = {"as nothing": None, "as a number": 7, "as words": "words", "as a list": [7], "as an object": {"a": 7}}
    for what, other in others.items():
        if type(other) is not type(value):
            yield what, other
    if isinstance(value, str):
        yield "empty", ""
        yield "too long", "9" * 300
    if isinstance(value, list):
        yield "empty", []
        yield "eleven times", [*value] * 11
        yield "a thousand and one times", [*value] * 1001


def _typed(schema: Mapping[str, Any], text: str) -> Any:
    """A value of the query as what its schema says it is: there everything is text (style "form", not exploded)."""
    kind = schema.get("type")
    if kind == "integer":
        return int(text) if re.fullmatch(r"-?\d+", text) else text
    return text.split(",") if kind == "array" else text


def _close(schema: Any) -> None:
    """Refuse what is not named, wherever an object's fields are."""
    if isinstance(schema, dict):
        if isinstance(schema.get("properties"), dict) and "allOf" not in schema:
            schema.setdefault("additionalProperties", False)
        for inner in schema.values():
            _close(inner)
    if isinstance(schema, list):
        for inner in schema:
            _close(inner)
