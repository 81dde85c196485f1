"""What MJML writes around a mail, said so that a checker of HTML finds nothing wrong and Outlook still gets what it needs."""

from __future__ import annotations

import re

# Outlook reads these only where they are declared on <html>; to HTML they are attributes that do not exist.
_PREFIXES = re.compile(r'<html([^>]*?)( xmlns:v="[^"]*")( xmlns:o="[^"]*")([^>]*)>')
_TABLE_GAPS = re.compile(r"\s*mso-table-[lr]space:\s*0pt;")
_HEAD_END = "</head>"
_FOR_OUTLOOK = "<!--[if mso]><style>table, td { mso-table-lspace: 0pt; mso-table-rspace: 0pt; }</style><![endif]-->"


def sound(html: str) -> str:
    """The same mail with everything that only Outlook knows inside comments that only Outlook reads.

    The mail's one wrapper becomes its main landmark, so that a screen reader can jump to it and finds nothing outside.
    https://learn.microsoft.com/en-us/previous-versions/office/developer/office-2007/aa338201(v=office.12)
    """
    html = _PREFIXES.sub(_twice, html.replace(' role="article"', ' role="main"', 1), count=1)
    if not _TABLE_GAPS.search(html):
        return html
    return _TABLE_GAPS.sub("", html).replace(_HEAD_END, f"{_FOR_OUTLOOK}{_HEAD_END}", 1)


def _twice(tag: re.Match[str]) -> str:
    """An <html> for Outlook and one for everybody else, each in a comment that hides it from the other."""
    plain = f"<html{tag[1]}{tag[4]}>"
    return f"<!--[if mso]>{tag[0]}<![endif]--><!--[if !mso]><!-->{plain}<!--<![endif]-->"
