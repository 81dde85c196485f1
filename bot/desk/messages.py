"""For the translators: what is in the catalogue of a Python file.

Beside what gettext is called with: the sentences of findings, what is said by `saying`, and our errors' docstrings.
"""

from __future__ import annotations

import ast
import builtins
import inspect
import re
from collections.abc import Collection, Iterator, Mapping
from typing import IO, Any

from babel.messages.extract import extract_python

Found = tuple[int, str, Any, list[str]]
CALLS = ("saying", "gettext_noop")
"""What Babel does not know that it marks a message."""
_FACT = re.compile(r"\{\w+\}")
TABLE = "SENTENCES"
"""Findings by their codes: every sentence of such a table is translated."""


def messages(
    file: IO[bytes], keywords: Collection[str], comment_tags: Collection[str], options: Mapping[str, Any]
) -> Iterator[Found]:
    """Line, function, message, comments: as Babel wants it (https://babel.pocoo.org/en/latest/messages.html#writing-extraction-methods)."""
    yield from extract_python(file, keywords, comment_tags, options)  # type: ignore[arg-type, misc]
    file.seek(0)
    for node in ast.walk(ast.parse(file.read())):
        yield from _sentences(node)
        if isinstance(node, ast.ClassDef) and any(
            isinstance(base, ast.Name) and _error(base.id) for base in node.bases
        ):
            sentence = inspect.cleandoc(ast.get_docstring(node, clean=False) or "").replace("\n", " ")
            if sentence not in ("", "{why}", "{problem}"):
                yield node.lineno, "gettext", sentence, []


def _sentences(node: ast.AST) -> Iterator[Found]:
    if isinstance(node, ast.Assign) and any(isinstance(name, ast.Name) and name.id == TABLE for name in node.targets):
        for sentence in ast.literal_eval(node.value).values():
            yield node.lineno, "gettext", sentence, []
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in CALLS:
        template = node.args[0]
        if isinstance(template, ast.Constant) and any(sign.isalpha() for sign in _FACT.sub("", str(template.value))):
            yield node.lineno, "gettext", template.value, []


def _error(base: str) -> bool:
    return base.endswith("Error") and not hasattr(builtins, base)
