"""From the editor's form to a revision: the one way for every view that takes the form."""

from dataclasses import dataclass

from flask import Response, request
from sqlalchemy.exc import IntegrityError

from blog.admin import editor_screen as screen
from blog.admin.desk import actor
from blog.core import clock
from blog.core.database import write
from blog.posts import actions
from blog.posts.actions import NewPost, Saved
from blog.posts.forms import EditorForm, PublishForm, number_of
from blog.posts.models import Kind, Post


@dataclass(frozen=True)
class Typed:
    """What was typed and where it is kept now."""

    form: EditorForm
    saved: Saved


def save_new(kind: Kind, publish_form: PublishForm | None = None) -> Typed | Response:
    """Make a draft of the form in the request, or answer what is wrong with it."""
    form = screen.form_of_request()
    if not _all_valid(form, publish_form):
        return screen.editor(kind, None, form, publish_form=publish_form, status=422)
    return _kept(form, _create(NewPost(kind, form.as_snapshot(), form.form_key.data or "")))


def save_typed(post_id: int, publish_form: PublishForm | None = None) -> Typed | Response:
    """Save the form in the request to its post, or answer what is in the way."""
    post = screen.post_to_edit(post_id)
    form = screen.form_of_request()
    if not _all_valid(form, publish_form):
        return screen.editor(post.kind, post, form, publish_form=publish_form, status=422)
    snapshot, who, base = form.as_snapshot(), actor(), _base_of(form)
    with write() as session:
        saved = actions.save(session, post_id, snapshot, base, who, clock.now())
    return _kept(form, saved)


def save_on_the_way(post_id: int) -> Response | None:
    """Save the editor's form when the request carries it, before something else is done.

    Returns what to answer when that is not possible yet.
    """
    if "body" not in request.form:
        return None
    typed = save_typed(post_id)
    return typed if isinstance(typed, Response) else None


def _all_valid(form: EditorForm, publish_form: PublishForm | None) -> bool:
    # Both are asked, so that all that is wrong is told at once.
    forms = [form] if publish_form is None else [form, publish_form]
    valid = [bool(each.validate_on_submit()) for each in forms]
    return all(valid)


def _create(change: NewPost) -> Saved:
    who = actor()
    try:
        with write() as session:
            return actions.create(session, change, who, clock.now())
    except IntegrityError:
        # The same form was sent twice at one moment. The second time it finds its post.
        with write() as session:
            return actions.create(session, change, who, clock.now())


def _kept(form: EditorForm, saved: Saved) -> Typed | Response:
    if not saved.conflict:
        return Typed(form, saved)
    # The form holds the revision that keeps it; the newer one is shown beside it.
    form.based_on.data = str(saved.number)
    post: Post = screen.post_to_edit(saved.post_id)
    conflict = screen.conflict_with(post, saved.number)
    return screen.editor(post.kind, post, form, conflict=conflict, status=409)


def _base_of(form: EditorForm) -> int:
    """Return what the text is based on. "Keep mine" says: on theirs, which I have seen."""
    if request.form.get("resolve") == "mine":
        return number_of(request.form.get("theirs"))
    return form.base
