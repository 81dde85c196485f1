"""The text itself: written, filed in its languages, with the embargo that was entered for it."""
