"""Publishing: now or at a time, update, unpublish."""

from flask import redirect, url_for
from flask.typing import ResponseReturnValue

from blog.admin import editor_screen as screen
from blog.admin.desk import actor, bp
from blog.admin.messages import offer, tell, tell_refusal
from blog.admin.presenters import name_of
from blog.admin.saving import create_from, save_from
from blog.admin.views.editor import save_typed, show_conflict
from blog.core import clock
from blog.core.database import write
from blog.core.errors import DomainError
from blog.core.forms import Form
from blog.core.html import render
from blog.core.templating import shorten
from blog.posts import publishing
from blog.posts.forms import EditorForm, PublishForm
from blog.posts.models import Kind, Post, Visibility
from blog.posts.publishing import PublicationChange
from blog.site.context import current_site
from blog.site.formats import date, time


@bp.post("/<any(post, page):kind>s/publication")
def create_published(kind: str) -> ResponseReturnValue:
    """Publish what was never saved: a draft first, so that nothing can be lost."""
    form, publish_form = screen.form_of_request(), PublishForm()
    if not (form.validate_on_submit() and publish_form.validate_on_submit()):
        return screen.editor(Kind(kind), None, form, publish_form=publish_form, status=422)
    return _publish(create_from(form, Kind(kind)), 1, form, publish_form)


@bp.post("/posts/<int:post_id>/publication")
def publish(post_id: int) -> ResponseReturnValue:
    post = screen.post_to_edit(post_id)
    form, publish_form = screen.form_of_request(), PublishForm()
    if not (form.validate_on_submit() and publish_form.validate_on_submit()):
        return screen.editor(post.kind, post, form, publish_form=publish_form, status=422)
    saved = save_from(form, post_id)
    if saved.conflict:
        return show_conflict(screen.post_to_edit(post_id), form, saved.number)
    return _publish(post_id, saved.number, form, publish_form)


def _publish(
    post_id: int, number: int, form: EditorForm, publish_form: PublishForm
) -> ResponseReturnValue:
    """Publish what was just saved as this revision. What is refused is told at its field."""
    was_public = screen.post_to_edit(post_id).is_due(clock.now())
    rendered = render(form.body.data or "")
    try:
        at = publish_form.as_moment(current_site().zone)
        with write() as session:
            change = PublicationChange(number, rendered, at)
            post = publishing.publish(session, post_id, change, actor(), clock.now())
    except DomainError as error:
        # The text is saved all the same: the form now holds that revision.
        form.based_on.data = str(number)
        return _refused(post_id, form, publish_form, error)
    _tell(post, was_public=was_public)
    return redirect(url_for("admin.edit", post_id=post_id))


def _refused(
    post_id: int, form: EditorForm, publish_form: PublishForm, error: DomainError
) -> ResponseReturnValue:
    field = getattr(error, "field", None)
    told: Form = publish_form if field in publish_form.data else form
    told.add_error(error)
    post = screen.post_to_edit(post_id)
    return screen.editor(post.kind, post, form, publish_form=publish_form, status=422)


def _tell(post: Post, *, was_public: bool) -> None:
    name = name_of(shorten(post.title), post.kind)
    undo = url_for("admin.unpublish", post_id=post.id)
    if post.published_at and post.is_scheduled(clock.now()):
        when = f"{date(post.published_at)} at {time(post.published_at)}"
        offer(f"{name} will appear on {when}.", undo=undo)
    elif post.visibility is Visibility.PRIVATE:
        offer(f"{name} is published for people who sign in here.", undo=undo)
    else:
        # Taking back an update is another thing than taking away the post.
        done = "updated" if was_public else "published"
        view = url_for("posts.show", slug=post.slug)
        offer(f"{name} is {done}.", undo=None if was_public else undo, view=view)


@bp.post("/posts/<int:post_id>/withdrawal")
def unpublish(post_id: int) -> ResponseReturnValue:
    screen.post_to_edit(post_id)
    if (unsaved := save_typed(post_id)) is not None:
        return unsaved
    try:
        with write() as session:
            post = publishing.unpublish(session, post_id, actor(), clock.now())
    except DomainError as error:
        tell_refusal(error)
    else:
        name = name_of(shorten(post.title), post.kind)
        tell(f"{name} is a draft again. Readers no longer find it.")
    return redirect(url_for("admin.edit", post_id=post_id))
