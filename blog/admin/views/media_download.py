"""The originals of the items that are picked, as one zip."""

from collections.abc import Sequence

from flask import Response, redirect
from flask.typing import ResponseReturnValue

from blog.admin.desk import bp
from blog.admin.library_screen import SIZE, Picked, library_page
from blog.admin.messages import tell_refusal
from blog.admin.picking import picked
from blog.admin.views.media_bulk import PICK, back, back_query
from blog.core import clock
from blog.core.database import db, end_reading
from blog.core.errors import DomainError
from blog.core.slugs import make_slug
from blog.media.downloads import Zip, original_of, zip_of
from blog.media.queries import items_by_ids
from blog.media.storage.current import current_storage
from blog.site.context import current_site

TOO_MANY = f"At most {SIZE} can be downloaded at once."


@bp.post("/media/bulk/download")
def download_media() -> ResponseReturnValue:
    """Send what was picked to anybody at the desk: each of them may have any original.

    Nothing changes. It is no GET all the same: 48 picked ids, and what the list was asked for,
    make a long address, and no other site can have a browser fetch gigabytes.
    """
    ids = picked()
    if not ids or len(ids) > SIZE:
        tell_refusal(DomainError(TOO_MANY if ids else PICK))
        return redirect(back(), 303)
    try:
        return _answer(_zip(ids), _file_name())
    except DomainError as error:
        return library_page(back_query(), picked=Picked(ids, str(error)), status=422)


def _zip(ids: Sequence[int]) -> Zip:
    found, site = items_by_ids(db.session(), ids), current_site()
    originals = [original_of(found[each]) for each in ids if each in found]
    # From here on there are only bytes, which take their time.
    end_reading()
    gone = len(ids) - len(originals)
    return zip_of(originals, gone, current_storage(), site.zone, clock.now())


def _file_name() -> str:
    site = current_site()
    today = clock.now().astimezone(site.zone)
    return f"{make_slug(site.title) or 'quire'}-media-{today:%Y-%m-%d}.zip"


def _answer(made: Zip, name: str) -> Response:
    response = Response(made.pieces, content_type="application/zip", direct_passthrough=True)
    response.content_length = made.length
    response.headers.set("Content-Disposition", "attachment", filename=name)
    response.headers["Cache-Control"] = "no-store"
    return response
