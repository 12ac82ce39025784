"""Files come into the library: several in a form, or one at a time from a script."""

from collections.abc import Sequence
from dataclasses import dataclass
from time import monotonic
from typing import Any

from flask import current_app, flash, jsonify, redirect, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import FileStorage

from blog.admin.desk import actor, bp
from blog.admin.library_screen import Arrival, Refused, library_page
from blog.admin.media_presenters import as_json
from blog.admin.messages import tell
from blog.auth.sessions import current_person
from blog.core import clock
from blog.core.errors import DomainError, Forbidden
from blog.core.forms import wants_json
from blog.core.templating import shorten
from blog.media import uploads
from blog.media.actions import NOT_ALLOWED
from blog.media.policies import may_upload

CHOOSE = "Choose a file first."
ONE_BY_ONE = "Send one file in a request."
UNNAMED = "A file without a name"
MEBIBYTE = 1024 * 1024
MOST_NOTES = 3
# Files are looked at while a request waits, and nobody waits for ever.
LONGEST = 20.0
NO_TIME = "There was no time for it: send it again."


@dataclass(frozen=True)
class Kept:
    """A file that came in: its item, whether that is new, and what was changed of the file."""

    item: dict[str, Any]
    is_new: bool
    notes: tuple[str, ...]


@bp.post("/media")
@uploads.takes_files
def upload() -> ResponseReturnValue:
    if not may_upload(actor()):
        raise Forbidden(NOT_ALLOWED)
    files = [file for file in request.files.getlist("file") if file.filename]
    if wants_json():
        return _answer_script(files)
    kept, refused = _take_all(files)
    if refused or not kept:
        arrival = Arrival(_words(kept), refused or [Refused("", CHOOSE)])
        return library_page({}, arrival=arrival, status=422)
    tell(_words(kept))
    return redirect(kept[-1].item["url"], 303)


def too_large() -> ResponseReturnValue:
    """Say what to do about files that are more than is read at all. Nothing of the form can be
    looked at, not even where it came from."""
    if current_person() is None:
        return _signed_out()
    largest = max(current_app.config["LARGEST_FILE"], current_app.config["LARGEST_IMAGE"])
    words = (
        f"This is more than can be sent at once. A file may have {largest // MEBIBYTE} MB; "
        "send several a few at a time."
    )
    if wants_json():
        return jsonify(error=words), 413
    return library_page({}, arrival=Arrival("", [Refused("", words)]), status=413)


def _signed_out() -> ResponseReturnValue:
    if wants_json():
        return jsonify(reason="You were signed out."), 401
    flash("You were signed out, so nothing was taken. Sign in and choose it again.")
    return redirect(url_for("auth.sign_in", next=url_for("admin.media")), 303)


def _answer_script(files: Sequence[FileStorage]) -> ResponseReturnValue:
    if len(files) != 1:
        return jsonify(error=ONE_BY_ONE if files else CHOOSE), 422
    try:
        kept = _take(files[0])
    except DomainError as error:
        return jsonify(error=str(error)), 422
    return jsonify(**kept.item, is_new=kept.is_new, notes=kept.notes), 201


def _take_all(files: Sequence[FileStorage]) -> tuple[list[Kept], list[Refused]]:
    """Take in what can be taken; one that is refused is no reason to refuse the others."""
    kept, refused, start = [], [], monotonic()
    for index, file in enumerate(files):
        try:
            if index and monotonic() - start >= LONGEST:
                raise DomainError(NO_TIME)
            kept.append(_take(file))
        except DomainError as error:
            refused.append(Refused(shorten(file.filename or UNNAMED, 80), str(error)))
    return kept, refused


def _take(file: FileStorage) -> Kept:
    with uploads.receive(file, file.filename or "") as received:
        added = uploads.keep(received, actor(), clock.now())
        return Kept(as_json(added.item), added.is_new, received.notes)


def _words(kept: Sequence[Kept]) -> str:
    new = [each for each in kept if each.is_new]
    known = [each for each in kept if not each.is_new]
    notes = dict.fromkeys(note for each in kept for note in each.notes)
    return " ".join(filter(None, (_added(new), _had(known), *list(notes)[:MOST_NOTES])))


def _added(new: Sequence[Kept]) -> str:
    if len(new) == 1:
        return f"“{shorten(new[0].item['name'])}” is in the library."
    return f"{len(new)} files are in the library." if new else ""


def _had(known: Sequence[Kept]) -> str:
    if len(known) == 1:
        return f"“{shorten(known[0].item['name'])}” was in the library already."
    return f"{len(known)} files were in the library already." if known else ""
