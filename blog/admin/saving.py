"""From the editor's form to a revision: the one way for every view that takes the form."""

from dataclasses import dataclass, replace

from flask import Response, make_response, redirect, request, url_for
from sqlalchemy.exc import IntegrityError

from blog.admin import editor_screen as screen
from blog.admin.conflicts import conflict_with, decision_of_request
from blog.admin.desk import actor
from blog.admin.merging import words_of_merge
from blog.admin.messages import tell
from blog.core import clock
from blog.core.database import write
from blog.posts import actions, saving
from blog.posts.actions import NewPost
from blog.posts.forms import EditorForm
from blog.posts.models import Kind, Post
from blog.posts.publish_form import PublishForm
from blog.posts.saving import Edit, Saved, Verdict


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
    return _kept(form, create(form.as_new_post(kind)))


def save_typed(post_id: int, publish_form: PublishForm | None = None) -> Typed | Response:
    """Save the form in the request to its post, or answer what is in the way."""
    post = screen.post_to_edit(post_id)
    form = screen.form_of_request()
    if not _all_valid(form, publish_form):
        return screen.editor(post.kind, post, form, publish_form=publish_form, status=422)
    decision = decision_of_request()
    saved = save(post_id, replace(form.as_edit(), decision=decision))
    if saved.conflict and decision is not None and decision.verdict is Verdict.THEIRS:
        tell(f"The newest version stays. Yours is version {saved.number} in the history.")
        return make_response(redirect(url_for("admin.edit", post_id=post_id)))
    return _kept(form, saved)


def save(post_id: int, edit: Edit) -> Saved:
    who = actor()
    with write() as session:
        return saving.save(session, post_id, edit, who, clock.now())


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


def create(change: NewPost) -> Saved:
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
    conflict = conflict_with(post, saved.number)
    return screen.editor(post.kind, post, form, conflict=conflict, status=409)


def words_of_save(saved: Saved) -> str:
    """Return what somebody is told who pressed Save: that it is kept, and what readers see."""
    if saved.merged is not None:
        return words_of_merge(saved.post_id, saved.merged)
    if not saved.made and not saved.confirmed:
        return "Nothing had changed since the last save."
    post = screen.post_to_edit(saved.post_id)
    if post.is_due(clock.now()):
        return "Saved. Readers see it after you press Update."
    if post.live_number is not None:
        return "Saved. What is scheduled does not include it until you press Update."
    if saved.number == 1:
        return "Saved as a draft. Readers do not see it yet."
    return "Saved. Readers do not see it yet."
