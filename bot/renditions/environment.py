"""Where templates come from and how they are filled; one that fails is named, with its line."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from traceback import walk_tb
from typing import Any

import mjml
from jinja2 import BaseLoader, ChoiceLoader, FileSystemLoader, StrictUndefined, TemplateNotFound, TemplateSyntaxError
from jinja2.ext import Extension
from jinja2.sandbox import SandboxedEnvironment

import bot
from bot.core.errors import EmbargoError
from bot.renditions.inline import dialled, linked, spelt, words
from bot.renditions.mail_shell import sound

TEMPLATES = Path(bot.__file__).parent.parent / "templates"


class TemplateFailed(EmbargoError):
    """The template {template} fails at line {line}: {problem}.
    Mend it there, or take it away to use the one that is shipped."""


class TemplateMissing(EmbargoError):
    """There is no template {template} in {folder}. Install the bot again, or put one there."""


class Mjml(Extension):
    """Compiles `*.mjml` to mail HTML before Jinja2 reads it: once a template, not once a release.

    What is to be filled passes through MJML untouched, so a release's own text is never read as MJML.
    """

    def preprocess(self, source: str, name: str | None, filename: str | None = None) -> str:
        if not (name or "").endswith(".mjml"):
            return source
        self.environment.parse(source)
        try:
            # No fonts: by itself MJML would fetch those it knows from a third party, for every reader.
            return sound(str(mjml.mjml2html(source, fonts={})))
        except ValueError as error:
            raise TemplateSyntaxError(f"this is no sound MJML ({error})", 1, name, filename) from error


def fill(name: str, values: dict[str, Any], templates: Path | None = None) -> str:
    """The template `name` (`email/mail.txt`) with `values`; an office's own in `templates` goes before the shipped one.

    Raises TemplateFailed, TemplateMissing.
    """
    environment = _environment(templates)
    try:
        return environment.get_template(name).render(values)
    except TemplateNotFound as error:
        raise TemplateMissing(template=error.name, folder=templates or TEMPLATES) from error
    except TemplateSyntaxError as error:
        raise TemplateFailed(template=error.name or name, line=error.lineno, problem=_plainly(error)) from error
    except Exception as error:
        place = _place(error, environment, values)
        if place is None:
            raise
        raise TemplateFailed(template=_shown(place[0], templates), line=place[1], problem=_plainly(error)) from error


@cache
def _environment(templates: Path | None) -> SandboxedEnvironment:
    folders: list[BaseLoader] = [FileSystemLoader(folder) for folder in (templates, TEMPLATES) if folder is not None]
    environment = SandboxedEnvironment(
        loader=ChoiceLoader(folders),
        undefined=StrictUndefined,
        autoescape=lambda name: (name or "").endswith((".html", ".mjml", ".xml")),
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=[Mjml],
    )
    # Letters as they are, merge fields among them; Jinja2 still escapes what HTML would read.
    environment.policies["json.dumps_kwargs"] = {"sort_keys": True, "ensure_ascii": False}
    environment.filters.update(linked=linked, spelt=spelt, words=words, dialled=dialled)
    return environment


def _place(error: Exception, environment: SandboxedEnvironment, values: dict[str, Any]) -> tuple[str, int] | None:
    """The file and line of the innermost template on the way to an error; None when no template was."""
    frames = _frames(error)
    if not frames or not frames[-1][0].endswith(".mjml"):
        return frames[-1] if frames else None
    # Lines of compiled MJML are nobody's: filled as it was written, the source fails at the line it was written on.
    path, line = frames[-1]
    try:
        environment.from_string(Path(path).read_text("utf-8")).render(values)
    except type(error) as again:
        line = next((line for _, line in reversed(_frames(again))), line)
    return path, line


def _frames(error: Exception) -> list[tuple[str, int]]:
    """The templates in a traceback, outermost first, as (file, line): Jinja2 adds frames of their own and marks them."""
    return [
        (frame.f_code.co_filename, line)
        for frame, line in walk_tb(error.__traceback__)
        if "__jinja_exception__" in frame.f_globals
    ]


def _shown(path: str, templates: Path | None) -> str:
    for folder in (templates, TEMPLATES):
        if folder is not None and Path(path).is_relative_to(folder):
            return Path(path).relative_to(folder).as_posix()
    return path


def _plainly(error: Exception) -> str:
    return str(error).rstrip(".") or type(error).__name__
