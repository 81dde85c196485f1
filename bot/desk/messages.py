"""For the translators: what is in the catalogue of a Python file, our errors' sentences among it, which are docstrings."""

from __future__ import annotations

import ast
import builtins
import inspect
from collections.abc import Collection, Iterator, Mapping
from typing import IO, Any

from babel.messages.extract import extract_python

Found = tuple[int, str, Any, list[str]]


def messages(
    file: IO[bytes], keywords: Collection[str], comment_tags: Collection[str], options: Mapping[str, Any]
) -> Iterator[Found]:
    """Line, function, message, comments: as Babel wants it (https://babel.pocoo.org/en/latest/messages.html#writing-extraction-methods)."""
    yield from extract_python(file, keywords, comment_tags, options)  # type: ignore[arg-type, misc]
    file.seek(0)
    for node in ast.walk(ast.parse(file.read())):
        if isinstance(node, ast.ClassDef) and any(
            isinstance(base, ast.Name) and _error(base.id) for base in node.bases
        ):
            told = inspect.cleandoc(ast.get_docstring(node, clean=False) or "").replace("\n", " ")
            if told and told != "{why}":
                yield node.lineno, "gettext", told, []


def _error(base: str) -> bool:
    return base.endswith("Error") and not hasattr(builtins, base)
