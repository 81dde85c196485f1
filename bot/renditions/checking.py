"""Whether every template that is shipped, or laid over, compiles: for `embargo doctor`."""

from __future__ import annotations

from pathlib import Path

from jinja2 import TemplateSyntaxError

from bot.renditions.environment import TemplateFailed, _environment

KINDS = ("email/", "x/", "mastodon/", "bluesky/", "webhook/", "pressroom/", "preview/")


def check_templates(templates: Path | None = None) -> int:
    """How many compile. Raises TemplateFailed, naming the first that does not, with its line."""
    environment = _environment(templates)
    names = [name for name in environment.list_templates() if name.startswith(KINDS)]
    for name in names:
        try:
            environment.get_template(name)
        except TemplateSyntaxError as error:
            raise TemplateFailed(template=error.name or name, line=error.lineno, problem=str(error.message)) from error
    return len(names)
