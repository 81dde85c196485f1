"""Jinja2 as the desk's pages are filled: escaped, strict about what is missing."""

from __future__ import annotations

from typing import Any

from django.templatetags.static import static
from django.urls import reverse
from django.utils import translation
from jinja2 import Environment, StrictUndefined

from bot.desk.clock_faces import ago, span, when
from bot.desk.figures import figure
from bot.renditions.inline import linked, words


def environment(**options: Any) -> Environment:
    """Made once, by Django's own backend."""
    made = Environment(**options | {"undefined": StrictUndefined, "trim_blocks": True, "lstrip_blocks": True})  # noqa: S701 (Django's backend asks for autoescape)
    made.add_extension("jinja2.ext.i18n")
    made.install_gettext_callables(translation.gettext, translation.ngettext)  # type: ignore[attr-defined]
    made.globals.update(static=static, url=_url, path=reverse, when=when, ago=ago, span=span, figure=figure)
    made.filters.update(linked=linked, words=words)
    return made


def _url(name: str, *args: Any, **kwargs: Any) -> str:
    """The address of a page of the desk by its name: `url("release", slug)`."""
    return reverse(f"desk:{name}", args=args, kwargs=kwargs)
