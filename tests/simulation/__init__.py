"""Seeded, deterministic newsroom days over the real step table: every promise is checked, every failure has a seed."""
