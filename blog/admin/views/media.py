"""The library: a grid with details beside it, what a picker shows, and originals."""

from collections.abc import Sequence

from flask import Response, abort, jsonify, request
from flask.typing import ResponseReturnValue

from blog.admin.desk import bp
from blog.admin.library_screen import library_page
from blog.admin.media_presenters import as_json
from blog.core.database import db
from blog.core.forms import one_line
from blog.media import serving
from blog.media.models import MediaItem, MediaKind
from blog.media.queries import Tab, Wanted, items_by_keys, library, recent, words_of

# As many as a picker shows at once; whoever looks for an older one types a word of it.
RECENT = 24


@bp.get("/media")
def media() -> Response:
    return library_page(request.args)


@bp.get("/media/recent")
def recent_media() -> Response:
    """Tell a script the newest images or other files, those that have the words it asks for, or
    the one item with a key."""
    key = one_line(request.args.get("key"))
    return jsonify([as_json(item) for item in (_of_key(key) if key else _newest())])


def _of_key(key: str) -> Sequence[MediaItem]:
    return list(items_by_keys(db.session(), [key]).values())


def _newest() -> Sequence[MediaItem]:
    asked = request.args.get("kind", "")
    words = words_of(one_line(request.args.get("q")))
    if asked == Tab.FILES:
        return library(db.session(), Wanted(Tab.FILES, words), None, RECENT).items
    kind = MediaKind(asked) if asked in list(MediaKind) else None
    return recent(db.session(), RECENT, words, kind)


@bp.get("/media/<int:item_id>/original")
def original(item_id: int) -> ResponseReturnValue:
    return serving.original(item(item_id))


def item(item_id: int) -> MediaItem:
    return db.session().get(MediaItem, item_id) or abort(404)
