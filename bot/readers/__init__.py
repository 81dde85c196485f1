"""What staff have, as a release: bytes in, a Manuscript and its doubts out. No clock, no files, no network."""

from bot.readers.opening import read
from bot.readers.report import as_check_json

__all__ = ["as_check_json", "read"]
