"""What is done with one item: it is described, its file is replaced, it goes to the trash."""

from flask import Response, abort, redirect, request
from flask.typing import ResponseReturnValue

from blog.admin.desk import actor, bp
from blog.admin.library_screen import Opened, address, library_page
from blog.admin.messages import tell
from blog.admin.views.media_bulk import back_query, trash
from blog.core import clock
from blog.core.database import db, write
from blog.core.errors import DomainError, FieldError, Forbidden
from blog.core.templating import shorten
from blog.media import uploads
from blog.media.actions import NOT_YOURS, change_details
from blog.media.forms import DetailsForm
from blog.media.models import MediaItem
from blog.media.policies import may_change

CHOOSE = "Choose the new file first."


@bp.post("/media/<int:item_id>")
def describe_item(item_id: int) -> ResponseReturnValue:
    item = _item(item_id)
    form = DetailsForm.sent_for(item)
    if not form.validate_on_submit():
        return _refused(item_id, form)
    try:
        with write() as session:
            name = change_details(session, item_id, form.as_details(), actor(), clock.now()).name
    except FieldError as error:
        form.add_error(error)
        return _refused(item_id, form)
    tell(f"“{shorten(name)}” is saved.")
    return redirect(_opened_url(item_id), 303)


@bp.post("/media/<int:item_id>/file")
@uploads.takes_files
def replace_item(item_id: int) -> ResponseReturnValue:
    _item(item_id)
    file = request.files.get("file")
    if file is None or not file.filename:
        return _refused(item_id, file_error=CHOOSE)
    try:
        with uploads.receive(file, file.filename) as received:
            name = uploads.replace(item_id, received, actor(), clock.now()).name
    except Forbidden:
        raise
    except DomainError as error:
        return _refused(item_id, file_error=str(error))
    tell(f"“{shorten(name)}” has its new file. Every text that shows it shows the new one.")
    return redirect(_opened_url(item_id), 303)


@bp.post("/media/<int:item_id>/trash")
def trash_item(item_id: int) -> ResponseReturnValue:
    _item(item_id)
    return trash([item_id])


def _item(item_id: int) -> MediaItem:
    item = db.session().get(MediaItem, item_id) or abort(404)
    if not may_change(actor(), item):
        raise Forbidden(NOT_YOURS)
    return item


def _refused(item_id: int, form: DetailsForm | None = None, file_error: str = "") -> Response:
    """Show the library again, with what was typed and why it was not taken."""
    opened = Opened(_item(item_id), form, file_error)
    return library_page(back_query(), opened=opened, status=422)


def _opened_url(item_id: int) -> str:
    """Return the list that was left, with an item open in it."""
    query = {**back_query(), "item": str(item_id)}
    return address(**query)
