"""What is done with the items that are picked: deleted, restored, and undone."""

from collections.abc import Callable, Sequence
from urllib.parse import parse_qsl, urlsplit

from flask import Response, redirect, request, url_for
from flask.typing import ResponseReturnValue

from blog.admin import media_undo
from blog.admin.desk import actor, bp
from blog.admin.library_screen import SIZE, Outcome, Picked, Refused, address, library_page
from blog.admin.media_details import uses_by_item
from blog.admin.messages import offer, tell, tell_refusal
from blog.admin.picking import picked
from blog.auth.targets import safe_target
from blog.core import clock
from blog.core.database import db, write
from blog.core.errors import DomainError
from blog.core.forms import page
from blog.core.templating import shorten
from blog.media.actions import Result, delete_for_ever, restore_items, trash_items
from blog.media.models import MediaItem
from blog.media.policies import may_change
from blog.media.queries import items_by_ids

PICK = "Pick something first, then choose what to do with it."
GONE = "That is gone already."
ONE_GONE = "One file"


@bp.post("/media/bulk/trash")
def trash_media() -> ResponseReturnValue:
    return _with_picked(trash)


def trash(ids: Sequence[int]) -> ResponseReturnValue:
    """Move items to the trash. What a text shows is deleted only after it was said which does."""
    if request.form.get("sure") != "1" and _any_used(ids):
        return redirect(url_for("admin.confirm_media_trash", id=ids, back=back()), 303)
    now = clock.now()
    with write() as session:
        results = trash_items(session, ids, actor(), now)
    done = [result.item_id for result in results if not result.refusal]
    undo = media_undo.pack(done, now, actor()) if done else ""
    return _answer(_words(results, "in the trash", "Nothing was deleted."), results, undo)


@bp.get("/media/trash")
def confirm_media_trash() -> ResponseReturnValue:
    return _confirmation("admin/media_trash.html", url_for("admin.trash_media"))


@bp.post("/media/bulk/restoration")
def restore_media() -> ResponseReturnValue:
    return _with_picked(_restore)


@bp.post("/media/bulk/undo")
def undo_media() -> ResponseReturnValue:
    now = clock.now()
    try:
        ids, trashed_at = media_undo.unpack(request.values.get("what", ""), actor(), now)
    except DomainError as error:
        tell_refusal(error)
        return redirect(back(), 303)
    with write() as session:
        results = restore_items(session, ids, actor(), now, trashed_at=trashed_at)
    return _answer(_words(results, "back", "Nothing was undone."), results)


@bp.post("/media/bulk/removal")
def remove_media() -> ResponseReturnValue:
    return _with_picked(_remove)


@bp.get("/media/removal")
def confirm_media_removal() -> ResponseReturnValue:
    return _confirmation("admin/media_removal.html", url_for("admin.remove_media"))


def back() -> str:
    """Return the list that was left: its address, or that of all images."""
    target = safe_target(request.values.get("back"))
    library = url_for("admin.media")
    return target if urlsplit(target).path == library else library


def back_query() -> dict[str, str]:
    """Return what that list was asked for, without the item that was open in it."""
    query = dict(parse_qsl(urlsplit(back()).query))
    query.pop("item", None)
    return query


def _with_picked(do: Callable[[Sequence[int]], ResponseReturnValue]) -> ResponseReturnValue:
    ids = picked()
    if not ids or len(ids) > SIZE:
        tell_refusal(DomainError(PICK if not ids else f"At most {SIZE} can be changed at once."))
        return redirect(back(), 303)
    return do(ids)


def _any_used(ids: Sequence[int]) -> bool:
    return any(uses.total for uses in uses_by_item(db.session(), ids, actor()).values())


def _restore(ids: Sequence[int]) -> ResponseReturnValue:
    with write() as session:
        results = restore_items(session, ids, actor(), clock.now())
    return _answer(_words(results, "in the library again", "Nothing was restored."), results)


def _remove(ids: Sequence[int]) -> ResponseReturnValue:
    """Delete for ever what is in the trash. The page before asked whether that is meant."""
    if request.form.get("sure") != "1":
        return redirect(url_for("admin.confirm_media_removal", id=ids, back=back()), 303)
    results = [_removed(item_id) for item_id in ids]
    return _answer(_words(results, "deleted for ever", "Nothing was deleted."), results)


def _removed(item_id: int) -> Result:
    name = None
    try:
        with write() as session:
            item = session.get(MediaItem, item_id)
            name = item.name if item is not None else None
            is_done = delete_for_ever(session, item_id, actor(), clock.now())
    except DomainError as error:
        return Result(item_id, name, str(error))
    return Result(item_id, name, "" if is_done else GONE)


def _confirmation(template: str, action: str) -> ResponseReturnValue:
    found = items_by_ids(db.session(), picked()[:SIZE])
    items = [item for item in found.values() if may_change(actor(), item)]
    if not items:
        tell_refusal(DomainError(GONE))
        return redirect(back(), 303)
    uses = uses_by_item(db.session(), [item.id for item in items], actor())
    return page(template, items=items, uses=uses, action=action, back_url=back())


def _words(results: Sequence[Result], state: str, otherwise: str) -> str:
    done = [result for result in results if not result.refusal]
    if not done:
        return otherwise
    if len(done) == 1:
        return f"“{shorten(done[0].name or '')}” is {state}."
    return f"{len(done)} files are {state}."


def _answer(words: str, results: Sequence[Result], undo: str = "") -> ResponseReturnValue:
    """Go back to the list and tell it in a toast; or say there what was refused, of each item."""
    refused = [result for result in results if result.refusal]
    if refused:
        return _list(words, refused, undo)
    if undo:
        offer(words, undo=url_for("admin.undo_media", what=undo, back=_left()))
    else:
        tell(words)
    return redirect(_left(), 303)


def _left() -> str:
    return address(**back_query())


def _list(words: str, refused: Sequence[Result], undo: str) -> Response:
    told = [Refused(result.name or ONE_GONE, result.refusal) for result in refused]
    still = Picked([result.item_id for result in refused])
    return library_page(back_query(), outcome=Outcome(words, told, undo), picked=still)
