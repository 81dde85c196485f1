"""Preflight: what a second pair of eyes would ask before a release goes out. Pure: nothing is fetched."""

from __future__ import annotations

from bot.core.preflight.codes import AT_SETTING, SENTENCES
from bot.core.preflight.looking import look
from bot.core.preflight.silence import heard, together, unknown
from bot.core.preflight.translations import in_language

__all__ = ["AT_SETTING", "SENTENCES", "heard", "in_language", "look", "together", "unknown"]
