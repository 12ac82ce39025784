"""Import and export: a whole blog comes in as a zip, a slice at a time, and goes out as one."""

from collections.abc import Callable
from tempfile import TemporaryFile
from typing import Any

from flask import Response, abort, flash, redirect, request, send_file, url_for
from flask.typing import ResponseReturnValue

from blog.admin import import_screen as screen
from blog.admin.desk import actor, bp
from blog.admin.messages import tell
from blog.auth.sessions import SignedIn, current_person
from blog.core import clock
from blog.core.database import db, end_reading
from blog.core.errors import DomainError, FieldError, Forbidden
from blog.core.forms import page, wants_json
from blog.core.slugs import make_slug
from blog.core.uploads import largest_request
from blog.media.storage.current import scratch
from blog.posts.forms import number_of
from blog.site.context import current_site
from blog.site.errors import error_response
from blog.transfer import exporting, queries, slices, uploads
from blog.transfer.archive import Refused
from blog.transfer.forms import ImportForm, largest_import
from blog.transfer.models import Import
from blog.transfer.policies import may_transfer
from blog.transfer.slices import Busy, Place

NOT_ALLOWED = "Only the owner and admins bring a blog in or take it out."
MEBIBYTE = 1024 * 1024
# What a form needs beside its file.
FORM = MEBIBYTE
# Bytes of the library that can be packed and sent within the time that an answer may take.
MOST_AT_ONCE = 1_000_000_000
TOO_LARGE = (
    "The library takes {:.1f} GB, which is too much for one download. Let whoever runs this site "
    "take everything out with: flask transfer export-markdown FOLDER"
)
# Seconds of work in an answer: to a script that asks again, to somebody who presses a button,
# and beside something else.
SLICE, LONG_SLICE, FIRST_SLICE = 1, 10, 3


@bp.context_processor
def who_may() -> dict[str, Callable[..., bool]]:
    return {"may_transfer": may_transfer}


@largest_request.register
def room_for_an_import() -> int | None:
    """Let those who may bring a blog in send more than a form."""
    if request.endpoint != "admin.start_import":
        return None
    who = current_person()
    return largest_import() + FORM if who is not None and may_transfer(who) else None


@bp.get("/transfer")
def transfer() -> Response:
    _allowed()
    return _transfer_page(ImportForm(formdata=None))


@bp.post("/imports")
def start_import() -> ResponseReturnValue:
    """Unpack what was uploaded and begin to read it. Nothing comes in before somebody says so."""
    who, form = _allowed(), ImportForm()
    if not form.validate_on_submit():
        return _transfer_page(form, 422)
    upload = form.as_upload()
    end_reading()
    try:
        import_id = uploads.start(upload, Place.here().root, who, clock.now())
    except Refused as error:
        form.add_error(error)
        return _transfer_page(form, 422, error.entries)
    _work(import_id, FIRST_SLICE)
    return redirect(url_for("admin.show_import", import_id=import_id), 303)


@bp.get("/imports/<int:import_id>")
def show_import(import_id: int) -> Response:
    return screen.import_page(_import(import_id))


@bp.post("/imports/<int:import_id>/work")
def work_on_import(import_id: int) -> ResponseReturnValue:
    """Take some files more, and say how far it is."""
    _import(import_id)
    problem = _work(import_id, SLICE if wants_json() else LONG_SLICE)
    if wants_json():
        progress: dict[str, Any] = screen.progress_of(_import(import_id))
        return {**progress, "problem": problem}, 409 if problem else 200
    if problem:
        return screen.import_page(_import(import_id), problem=problem, status=409)
    return redirect(url_for("admin.show_import", import_id=import_id), 303)


@bp.post("/imports/<int:import_id>/application")
def apply_import(import_id: int) -> ResponseReturnValue:
    _import(import_id)
    slices.apply(import_id, actor(), clock.now())
    _work(import_id, FIRST_SLICE)
    return redirect(url_for("admin.show_import", import_id=import_id), 303)


@bp.post("/imports/<int:import_id>/removal")
def discard_import(import_id: int) -> ResponseReturnValue:
    _import(import_id)
    if uploads.discard(import_id, Place.here().root, actor(), clock.now()):
        tell("That import is discarded. What came in stays.")
        return redirect(url_for("admin.transfer"), 303)
    tell("Stopped. What came in stays.")
    return redirect(url_for("admin.show_import", import_id=import_id), 303)


@bp.get("/export")
def export() -> ResponseReturnValue:
    """Send everything as a zip, which is whole before its first byte is sent."""
    _allowed()
    site, today = current_site(), clock.now()
    name = f"{make_slug(site.title) or 'quire'}-{today.astimezone(site.zone):%Y-%m-%d}.zip"
    if (library := exporting.media_bytes(db.session())) > MOST_AT_ONCE:
        tell(TOO_LARGE.format(library / 1_000_000_000))
        return redirect(url_for("admin.transfer"), 303)
    # Where temporary files go otherwise may be memory.
    file = TemporaryFile(dir=scratch())  # noqa: SIM115 - the answer closes it
    try:
        exporting.export_zip(exporting.one_moment(), file)
        size = file.tell()
        file.seek(0)
    except BaseException:
        file.close()
        raise
    finally:
        end_reading()
    response = send_file(file, "application/zip", as_attachment=True, download_name=name)
    response.content_length = size
    response.headers["Cache-Control"] = "no-store"
    return response


def too_large() -> ResponseReturnValue:
    """Say how large an archive may be, to those who may send one."""
    who = current_person()
    if who is None:
        flash("You were signed out, so the file was not taken. Sign in and choose it again.")
        return redirect(url_for("auth.sign_in", next=url_for("admin.transfer")), 303)
    if not may_transfer(who):
        # Said here: what is raised now is handled by nobody, and the form cannot be looked at.
        return error_response(403, Forbidden(NOT_ALLOWED), template="admin/error.html")
    form = ImportForm(formdata=None)
    form.add_error(
        FieldError(
            "archive",
            f"It is larger than {_largest()}. Pack it as several "
            "archives; or let whoever runs this site raise LARGEST_IMPORT.",
        )
    )
    return _transfer_page(form, 413)


def _allowed() -> SignedIn:
    who = actor()
    if not may_transfer(who):
        raise Forbidden(NOT_ALLOWED)
    return who


def _import(import_id: int) -> Import:
    _allowed()
    return queries.import_by_id(db.session(), import_id) or abort(404)


def _work(import_id: int, seconds: int) -> str:
    """Work for a while, unless somebody else does; return what is in the way."""
    end_reading()
    try:
        slices.work(import_id, Place.here(), seconds, clock.now)
    except Busy:
        return ""
    except DomainError as error:
        return str(error)
    return ""


def _largest() -> str:
    return f"{largest_import() // MEBIBYTE:,} MB"


def _transfer_page(form: ImportForm, status: int = 200, entries: tuple[str, ...] = ()) -> Response:
    imports, older = screen.earlier(number_of(request.args.get("before")) or None)
    return page(
        "admin/transfer.html",
        status,
        form=form,
        entries=entries,
        largest=_largest(),
        largest_bytes=largest_import(),
        imports=imports,
        older_url=url_for("admin.transfer", before=older) if older else None,
    )
