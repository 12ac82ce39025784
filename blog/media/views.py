"""The addresses of files. Nothing opens the session where the answer is for everybody."""

from flask import Blueprint, abort
from flask.typing import ResponseReturnValue

from blog.auth.sessions import current_person
from blog.core import clock
from blog.core.database import db
from blog.media import serving
from blog.media.addresses import DIGITS, PREFIX
from blog.media.queries import had_file, is_shown_to_readers, item_by_key

bp = Blueprint("media", __name__, url_prefix=PREFIX)


@bp.get("/<key>/<digest>/<filename>")
def show(key: str, digest: str, filename: str) -> ResponseReturnValue:
    """Serve what readers may see to everybody, and the rest to those at the desk."""
    session = db.session()
    item = item_by_key(session, key)
    is_public = item is not None and is_shown_to_readers(session, item, clock.now())
    # Nobody else is told whether there is such an item.
    if not is_public and current_person() is None:
        abort(404)
    if item is None or len(digest) != DIGITS:
        abort(404)
    if item.digest.startswith(digest):
        return serving.answer(item, filename, is_public=is_public, is_desk=not is_public)
    if not had_file(session, item, digest):
        abort(404)
    return serving.answer_former(item, filename, is_public=is_public)
