"""Jinja2 as the desk's pages are filled: escaped, strict about what is missing."""

from __future__ import annotations

from typing import Any

from django.templatetags.static import static
from django.urls import reverse
from jinja2 import Environment, StrictUndefined

from bot.renditions.inline import linked, words


def environment(**options: Any) -> Environment:
    """Made once, by Django's own backend."""
    made = Environment(**options | {"undefined": StrictUndefined, "trim_blocks": True, "lstrip_blocks": True})  # noqa: S701 (Django's backend asks for autoescape)
    made.globals.update(static=static, url=_url)
    made.filters.update(linked=linked, words=words)
    return made


def _url(name: str, *args: Any, **kwargs: Any) -> str:
    """The address of a page of the desk by its name: `url("release", slug)`."""
    return reverse(f"desk:{name}", args=args, kwargs=kwargs)
