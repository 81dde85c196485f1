"""The office's own settings: `config/embargo.toml`, read once a process."""

from __future__ import annotations

import tomllib
from pathlib import Path

from bot.core.configuration import Configuration, parse
from bot.core.errors import ConfigurationError


def load(path: Path) -> Configuration:
    """Raises ConfigurationError naming the file and the line or the key."""
    try:
        return parse(tomllib.loads(path.read_text(encoding="utf-8")))
    except FileNotFoundError:
        raise ConfigurationError(where=path, problem="there is no configuration yet; run `embargo init`") from None
    except OSError as error:
        raise ConfigurationError(where=path, problem=f"it can't be read ({error.strerror})") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigurationError(where=path, problem=f"it is not valid TOML: {error}") from None
    except ConfigurationError as error:
        raise ConfigurationError(where=f"{path}, {error.facts['where']}", problem=error.facts["problem"]) from None
