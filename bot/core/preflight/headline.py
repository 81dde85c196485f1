"""How long a headline may be, and where its news begins."""

from __future__ import annotations

import re

from bot.core.preflight.codes import found
from bot.core.release import Finding

# schema.org's Article advises 110 characters (https://schema.org/headline): what search engines and news lists show.
HEADLINE_LIMIT = 110
# Longer subjects are cut in most inboxes (RFC 5322 §2.1.1 asks for lines of 78 characters); phones show about 50.
SUBJECT_LIMIT = 78
SUBJECT_SEEN = 50


def headline(text: str) -> list[Finding]:
    """What may be wrong with a headline, which is also the mail's subject; only the graver of two lengths is told."""
    remarks = []
    if len(text) > HEADLINE_LIMIT:
        remarks.append(found("headline-long", "headline", length=len(text), limit=HEADLINE_LIMIT))
    elif len(text) > SUBJECT_LIMIT:
        remarks.append(found("subject-long", "headline", length=len(text), limit=SUBJECT_LIMIT))
    label = re.match(r"(.+?)(?::| [–—-]) ", text)
    if label and label.end() > SUBJECT_SEEN:
        remarks.append(found("subject-news-late", "headline", seen=SUBJECT_SEEN))
    return remarks
