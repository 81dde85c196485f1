"""Importing readers with a look first: what would be added, changed and refused, and only then the import."""

from __future__ import annotations

import io
import zlib
from datetime import timedelta
from functools import partial

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from bot.core.errors import EmbargoError
from bot.desk.figures import figure
from bot.desk.models import Person, WaitingImport
from bot.desk.page import page, shown
from bot.newsroom.media_list.importing import Imported, foresee_file, import_file
from bot.newsroom.media_list.reader_columns import COLUMNS
from bot.newsroom.newsroom import Newsroom

KEPT = timedelta(days=1)
LARGEST = 25_000_000  # bytes of a table; what is larger belongs on the command line
TOLD = 100  # lines that were left out, shown one by one


class NoFile(EmbargoError):
    """No table was chosen. Choose a file in CSV, with the columns email,name,outlet,beat,language,zone."""


class NoSuchImport(EmbargoError):
    """This import is not yours, is done, or was put up more than a day ago. Choose the table again."""


class TooLargeHere(EmbargoError):
    """This table has more than {limit} MB. Whoever looks after the machine can import it: `embargo audience import`."""


@page("POST")
def put_up(request: HttpRequest, room: Newsroom) -> HttpResponse:
    """Take a table in; nothing is imported yet."""
    assert isinstance(request.user, Person)
    file, name = request.FILES.get("table"), request.POST.get("list", "").strip()
    if not isinstance(file, UploadedFile):
        raise NoFile()
    if (file.size or 0) > LARGEST:
        raise TooLargeHere(limit=LARGEST // 1_000_000)
    content = file.read()
    foresee_file(room, name, partial(io.BytesIO, content))  # what can't be read at all is said where it was chosen
    WaitingImport.objects.filter(at__lt=room.now() - KEPT).delete()
    waiting = WaitingImport.objects.create(
        id=room.world.new_id(),
        person=request.user,
        list=name,
        file=(file.name or "")[:200],
        content=zlib.compress(content),
        at=room.now(),
    )
    return redirect("desk:list-import", waiting=waiting.pk)


@page("GET", "HEAD", "POST")
def show(request: HttpRequest, room: Newsroom, waiting: str) -> HttpResponse:
    """What the import would come to; posted, the import, or with `do=drop` its end. Raises NoSuchImport, for another's too."""
    put = WaitingImport.objects.filter(pk=waiting, person=request.user.pk).first()
    if put is None:
        raise NoSuchImport()
    opens = partial(io.BytesIO, zlib.decompress(put.content))
    if request.method != "POST":
        values = {"put": put, "foreseen": foresee_file(room, put.list, opens), "columns": COLUMNS, "told": TOLD}
        return shown(request, "list_import.html", values)
    if request.POST.get("do") == "drop":
        messages.info(request, _("Nothing was imported."))
    else:
        assert room.person is not None
        messages.success(request, _said(put.list, import_file(room, put.list, opens, room.person.name)))
    put.delete()
    return redirect("desk:list", name=put.list) if request.POST.get("do") != "drop" else redirect("desk:lists")


def _said(name: str, done: Imported) -> str:
    facts = {"list": name, "added": figure(done.added), "changed": figure(done.changed), "same": figure(done.same)}
    told = _("%(list)s: %(added)s added, %(changed)s changed, %(same)s as before.") % facts
    left_out = len(done.bad) + len(done.suppressed) + done.left_before
    return told + (" " + _("%(count)s left out.") % {"count": figure(left_out)} if left_out else "")
