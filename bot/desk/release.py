"""A release as it is written: its parts and its embargo in one editor, saved as they are typed, then put up for approval."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from bot.core.difference import word_changes
from bot.core.draft import Draft
from bot.core.errors import EmbargoError, UnknownRelease
from bot.core.workflow import Stage
from bot.desk import release_form, release_words
from bot.desk.page import page, said, shown
from bot.newsroom.approval import draft_preview, showing
from bot.newsroom.copy import drafting, entering, putting_up, taking_in
from bot.newsroom.copy.drafting import DraftConflict, Opened
from bot.newsroom.copy.writing import typed_texts, whole_of
from bot.newsroom.newsroom import Newsroom

KEEP = {"keep": True, "approve": True, "stop": False}
"""What a button under an approved text does to the approval."""


@page("GET")
def show(request: HttpRequest, room: Newsroom, slug: str) -> HttpResponse:
    """The editor; of a release that has left, or never will, its text to read."""
    here = drafting.opened(room, slug)
    number = release_form.number_of(request.GET, here.draft)
    return shown(request, _template(here), _values(room, here, number))


@page("POST")
def save(request: HttpRequest, room: Newsroom, slug: str) -> HttpResponse:
    """Keep what was typed; then what the button says. To htmx only what stands beside the text is told."""
    assert room.person is not None
    here = drafting.opened(room, slug)
    number = release_form.number_of(request.POST, here.draft)
    made, revision = here.draft, _revision(request)
    try:
        made = release_form.typed(request.POST, here.draft, room.config)
        made = _with_uploads(request, room, slug, made, number)
        revision = drafting.save(room, slug, made, revision, room.person.name)
        done = _done(request, room, slug, revision, room.person.name)
    except UnknownRelease:
        raise
    except DraftConflict as error:
        return _conflict(request, room, error, made, number)
    except EmbargoError as error:
        # The form goes on from where it has come: not from what somebody else may have saved meanwhile.
        values = _values(room, replace(here, draft=made), number) | {"problem": said(error), "revision": revision}
        return shown(request, _partial(request), values, status=_status(request, 422))
    if request.headers.get("HX-Request"):
        response = shown(request, "release_saved.html", _values(room, drafting.opened(room, slug), number))
        response.headers["HX-Trigger-After-Settle"] = "draft-saved"
        return response
    return redirect(done or f"{reverse('desk:release', args=(slug,))}{f'?text={number}' if number else ''}")


@page("GET")
def presence(request: HttpRequest, room: Newsroom, slug: str) -> HttpResponse:
    """Who else is in it; asked every 20 seconds by whoever has it open."""
    assert room.person is not None
    others = drafting.look_in(room, slug, room.person.name)
    here = drafting.opened(room, slug)
    stale = request.GET.get("revision", "") not in ("", str(here.revision)) and here.by != room.person.name
    return shown(request, "release_presence.html", {"others": others, "opened": here, "stale": stale})


@page("POST")
def discard(request: HttpRequest, room: Newsroom, slug: str) -> HttpResponse:
    """Throw away what was typed."""
    assert room.person is not None
    was = drafting.opened(room, slug).release.stage
    drafting.discard(room, slug, room.person.name)
    messages.success(request, _("Thrown away."))
    return redirect("desk:queue") if was == Stage.DRAFT else redirect("desk:release", slug=slug)


@page("POST")
def share(request: HttpRequest, room: Newsroom, slug: str) -> HttpResponse:
    """Open a draft to every writer, or close it again."""
    assert room.person is not None
    drafting.share(room, slug, room.person.name, request.POST.get("shared") == "yes")
    return redirect("desk:release", slug=slug)


def _template(here: Opened) -> str:
    return "release.html" if here.release.stage in drafting.WRITABLE else "release_read.html"


def _partial(request: HttpRequest) -> str:
    return "release_saved.html" if request.headers.get("HX-Request") else "release.html"


def _status(request: HttpRequest, status: int) -> int:
    """htmx shows only what comes with a 2xx."""
    return 200 if request.headers.get("HX-Request") else status


def _revision(request: HttpRequest) -> int:
    """The revision that a form was begun from; `over`: the one of somebody else's that is overwritten knowingly."""
    asked = request.POST.get("over") or request.POST.get("revision", "")
    return int(asked) if asked.isdecimal() and len(asked) < 9 else -1


def _with_uploads(request: HttpRequest, room: Newsroom, slug: str, draft: Draft, number: int) -> Draft:
    """The draft with the pictures, files and translation that came with the form, their bytes kept."""
    text, most = draft.texts[number], room.config.files.largest_mb * 1_000_000
    given: dict[str, Sequence[tuple[str, bytes]]] = {
        name: [(one.name or "", one.read(most + 1)) for one in request.FILES.getlist(name)[: taking_in.MOST + 1]]
        for name in ("picture", "file")
    }
    if not any(given.values()) and "translation" not in request.FILES:
        return draft
    text, pictures = taking_in.with_pictures(text, given["picture"])
    text, files = taking_in.with_files(text, given["file"])
    draft, enclosures = draft.with_text(number, text), [*pictures, *files]
    if (file := request.FILES.get("translation")) is not None:
        other, beside = taking_in.translation(room, file.name or "", file.read(taking_in.LARGEST_TEXT + 1))
        draft, enclosures = replace(draft, translations=(*draft.translations, other)), [*enclosures, *beside]
    drafting.enclose(room, slug, enclosures)
    return draft


def _done(request: HttpRequest, room: Newsroom, slug: str, revision: int, by: str) -> str:
    """What the button asks for beside saving; returns where to go then, "" for the editor."""
    asked = request.POST.get("do", "")
    if asked not in ("put-up", *KEEP):
        if asked == "save":
            messages.success(request, _("Saved."))
        return ""
    made = putting_up.put_up(room, slug, revision, by, KEEP.get(asked))
    messages.success(request, release_words.put_up(made, asked))
    return reverse("desk:release" if asked == "keep" else "desk:approval", args=(slug,))


def _conflict(request: HttpRequest, room: Newsroom, error: DraftConflict, mine: Draft, number: int) -> HttpResponse:
    """Both texts, and the choice; what was typed stays in the fields."""
    theirs, day, zone = error.theirs, room.now().date(), room.config.office.zone
    both = [whole_of(typed_texts(one, day, zone)) for one in (theirs.draft, mine)]
    shown_as = replace(theirs, draft=mine if len(mine.texts) == len(theirs.draft.texts) else theirs.draft)
    values = _values(room, shown_as, min(number, len(shown_as.draft.texts) - 1)) | {
        "conflict": error,
        "changes": word_changes(*both),
        "channels_differ": theirs.draft.channels != mine.channels,
        "entry_differs": theirs.draft.entry != mine.entry,
        "revision": _revision(request),
    }
    return shown(request, _partial(request), values, status=_status(request, 409))


def _values(room: Newsroom, here: Opened, number: int) -> dict[str, Any]:
    """Everything the editor and what stands beside it show."""
    draft, release = here.draft, here.release
    found = draft_preview.look(room, here)
    text = draft.texts[number]
    return {
        "release": release,
        "opened": here,
        "draft": draft,
        "text": text,
        "number": number,
        "typed": found.typed[number],
        "headline": found.whole.headline or _("No headline yet"),
        "findings": release_words.placed(found.report.findings, found.typed[number]) if not number else [],
        "elsewhere": found.report.findings if number else (),
        "silenced": found.report.silenced,
        "posts": release_form.post_fields(text, room.config, draft.channels),
        "channels": list(room.config.channels.values()),
        "considered": entering.looked_over(room, draft.entry, draft.channels, release.slug),
        "side": draft.entry.side,
        "contradicted": release_words.contradicted(room, draft, found.typed),
        "cities": release_words.cities(),
        "revision": here.revision,
        "now": room.now(),
        "problem": "",
        "conflict": None,
        "links": showing.links_of(release),
        "approved_number": release.approval.version.number if release.approval is not None else 0,
        "newest": release.versions.count(),
    }
