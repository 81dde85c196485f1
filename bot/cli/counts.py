"""Numbers with their nouns."""

from __future__ import annotations


def counted(number: int, one: str, many: str) -> str:
    """`1 person`, `2,500 people`."""
    return f"{number:,} {one if number == 1 else many}"


def people(number: int) -> str:
    """`1 person`, `2,500 people`."""
    return counted(number, "person", "people")
