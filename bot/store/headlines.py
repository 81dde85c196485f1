"""What a page of releases is called: their headlines, unsealed for the few that are shown. Reads only."""

from __future__ import annotations

import json
from collections.abc import Sequence

from django.db.models import Max

from bot.core.errors import EmbargoError
from bot.core.workflow import Stage
from bot.store.contents import version_place
from bot.store.drafts import open_draft
from bot.store.models import Approval, Draft, Release, Version
from bot.store.sealing import Keyring


def headlines(keyring: Keyring, releases: Sequence[Release]) -> dict[int, str]:
    """Release key → headline of the approved version, else of the newest, else of the draft; by four queries at most.

    One whose key is not here has none: the rest of the page still helps.
    """
    slugs = {release.pk: release.slug for release in releases}
    approvals = [release.approval_id for release in releases if release.approval_id]
    shown = dict(Approval.objects.filter(pk__in=approvals).values_list("release", "version")) if approvals else {}
    rest = slugs.keys() - shown.keys()
    if rest:
        shown |= dict(Version.objects.filter(release__in=rest).values_list("release").annotate(newest=Max("pk")))
    found: dict[int, str] = {}
    # Not whole rows, nor whole releases: of a month of a busy office that is most of the time it takes.
    for key, number, sealed in Version.objects.filter(pk__in=shown.values()).values_list(
        "release", "number", "content"
    ):
        try:
            found[key] = json.loads(keyring.open(sealed, version_place(slugs[key], number)))["headline"]
        except EmbargoError:
            continue
    drafts = [release.pk for release in releases if release.stage == Stage.DRAFT]
    for row in Draft.objects.filter(release__in=drafts).select_related("release") if drafts else ():
        try:
            found[row.release_id] = open_draft(keyring, row).text.headline
        except EmbargoError:
            continue
    return found
