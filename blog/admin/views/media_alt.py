"""Missing alternative texts, written one after the other."""

from flask import Response, abort, redirect, request, url_for
from flask.typing import ResponseReturnValue

from blog.admin.desk import actor, bp
from blog.admin.media_presenters import shown
from blog.admin.messages import tell
from blog.core import clock
from blog.core.database import db, write
from blog.core.errors import FieldError, Forbidden
from blog.core.forms import page
from blog.core.templating import shorten
from blog.media.actions import NOT_YOURS
from blog.media.forms import AltForm
from blog.media.missing_alt import count_without_alt, next_without_alt, say_alt
from blog.media.models import MediaItem, MediaKind
from blog.media.policies import may_change
from blog.posts.forms import number_of

WRITE = "Write what the picture shows, or press “Decoration only”."


@bp.get("/media/alt")
def alt_texts() -> Response:
    """Show the next image without words; `after` is the one that was skipped or done."""
    item = next_without_alt(db.session(), actor(), number_of(request.args.get("after")))
    return _alt_page(item, AltForm(formdata=None))


@bp.post("/media/<int:item_id>/alt")
def write_alt(item_id: int) -> ResponseReturnValue:
    item, form = _image(item_id), AltForm()
    is_decorative = request.form.get("act") == "decoration"
    text = " ".join((form.alt.data or "").split())
    if not text and not is_decorative:
        form.add_error(FieldError("alt", WRITE))
    if form.errors or not form.validate_on_submit():
        return _alt_page(item, form, 422)
    try:
        with write() as session:
            now = clock.now()
            name = say_alt(session, item_id, text, actor(), now, is_decorative=is_decorative).name
    except FieldError as error:
        form.add_error(error)
        return _alt_page(_image(item_id), form, 422)
    tell(f"“{shorten(name)}” is {'decoration' if is_decorative else 'described'}.")
    return redirect(url_for("admin.alt_texts", after=item_id), 303)


def _image(item_id: int) -> MediaItem:
    item = db.session().get(MediaItem, item_id)
    if item is None or item.kind is not MediaKind.IMAGE:
        abort(404)
    if not may_change(actor(), item):
        raise Forbidden(NOT_YOURS)
    return item


def _alt_page(item: MediaItem | None, form: AltForm, status: int = 200) -> Response:
    session = db.session()
    return page(
        "admin/media_alt.html",
        status,
        image=item,
        picture=shown(item) if item is not None else None,
        form=form,
        left=count_without_alt(session, actor()),
    )
