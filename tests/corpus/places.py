"""Where an embargo line may stand: the same line set into a release in every place that offices use."""

from __future__ import annotations

from collections.abc import Callable

HEADLINE = "Harbour reopens after ten years"
BODY = "The harbour of Merrowby reopens on Friday after ten years of work.\n\nThe ferry will call there twice a day."

# name → (file, text) of a release with the line in that place. `line` may have line breaks.
PLACES: dict[str, Callable[[str], tuple[str, str]]] = {
    "first line": lambda line: ("a.txt", f"{line}\n\n{HEADLINE}\n\n{BODY}"),
    "under the headline": lambda line: ("a.txt", f"{HEADLINE}\n\n{line}\n\n{BODY}"),
    "last line": lambda line: ("a.txt", f"{HEADLINE}\n\n{BODY}\n\n{line}"),
    "under a kicker, no blank lines": lambda line: ("a.txt", f"Press release\n{line}\n{HEADLINE}\n{BODY}"),
    "in asterisks": lambda line: ("a.txt", f"*** {line} ***\n\n{HEADLINE}\n\n{BODY}"),
    "in brackets": lambda line: ("a.txt", f"{HEADLINE}\n\n[{line}]\n\n{BODY}"),
    "subject": lambda line: ("a.txt", f"Subject: {line}\n\n{HEADLINE}\n\n{BODY}"),
    "bold": lambda line: ("a.md", f"# {HEADLINE}\n\n**{line}**\n\n{BODY}"),
    "table cell": lambda line: ("a.md", f"| {line} | |\n|---|---|\n| Harbour Trust | |\n\n# {HEADLINE}\n\n{BODY}"),
    "running header and footer": lambda line: (
        "a.txt",
        f"{line}\n\n{HEADLINE}\n\n{BODY}\n\n{line}\n\nThe quay was rebuilt from the ground.\n\n{line}",
    ),
}
