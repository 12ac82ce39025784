"""Publishing: now or at a time, update, unpublish."""

from flask import Response, redirect, url_for
from flask.typing import ResponseReturnValue

from blog.admin import editor_screen as screen
from blog.admin.desk import actor, bp
from blog.admin.merging import words_of_merge
from blog.admin.messages import offer, tell, tell_problems, tell_refusal
from blog.admin.presenters import name_of
from blog.admin.saving import Typed, save_new, save_on_the_way, save_typed
from blog.core import clock
from blog.core.database import end_reading, write
from blog.core.errors import DomainError
from blog.core.forms import Form
from blog.core.html import render
from blog.core.templating import shorten
from blog.posts import publishing
from blog.posts.forms import PublishForm
from blog.posts.models import Kind, Post, Visibility
from blog.posts.publishing import PublicationChange
from blog.site.context import current_site, house_style
from blog.site.formats import date, local, time


@bp.post("/<any(post, page):kind>s/publication")
def create_published(kind: str) -> ResponseReturnValue:
    """Publish what was never saved: a draft first, so that nothing can be lost."""
    publish_form = PublishForm()
    typed = save_new(Kind(kind), publish_form)
    return typed if isinstance(typed, Response) else _publish(typed, publish_form)


@bp.post("/posts/<int:post_id>/publication")
def publish(post_id: int) -> ResponseReturnValue:
    publish_form = PublishForm()
    typed = save_typed(post_id, publish_form)
    return typed if isinstance(typed, Response) else _publish(typed, publish_form)


def _publish(typed: Typed, publish_form: PublishForm) -> ResponseReturnValue:
    """Publish what was just saved as a revision. What is refused is told at its field."""
    post_id, number = typed.saved.post_id, typed.saved.number
    if typed.saved.merged is not None:
        # Nobody publishes words that they have not seen.
        words = words_of_merge(post_id, typed.saved.merged)
        tell(f"{words} Look it over: readers do not see it yet.")
        return redirect(url_for("admin.edit", post_id=post_id))
    was_public = screen.post_to_edit(post_id).is_due(clock.now())
    style = house_style()
    end_reading()
    rendered = render(typed.form.body.data or "", style)
    try:
        at = publish_form.as_moment(current_site().zone, clock.now())
        with write() as session:
            change = PublicationChange(number, rendered, at, style)
            post = publishing.publish(session, post_id, change, actor(), clock.now())
    except DomainError as error:
        return _refused(typed, publish_form, error)
    _tell(post, was_public=was_public)
    tell_problems(rendered.problems)
    return redirect(screen.edit_url(typed.saved))


def _refused(typed: Typed, publish_form: PublishForm, error: DomainError) -> ResponseReturnValue:
    """Show why not. The text is saved all the same: the form now holds that revision."""
    form = typed.form
    form.based_on.data = str(typed.saved.number)
    told: Form = publish_form if getattr(error, "field", None) in publish_form.data else form
    told.add_error(error)
    post = screen.post_to_edit(typed.saved.post_id)
    return screen.editor(post.kind, post, form, publish_form=publish_form, status=422)


def _tell(post: Post, *, was_public: bool) -> None:
    name = name_of(shorten(post.title), post.kind)
    undo = url_for("admin.unpublish", post_id=post.id)
    if post.published_at and post.is_scheduled(clock.now()):
        when = f"{date(post.published_at)} at {time(post.published_at)}"
        offer(f"{name} will appear on {when}.", undo=undo)
    elif post.visibility is Visibility.PRIVATE:
        offer(f"{name} is published, for those who may edit it.", undo=undo)
    else:
        # Taking back an update is another thing than taking away the post.
        done = "updated" if was_public else "published" + _dated(post)
        view = url_for("posts.show", slug=post.slug)
        offer(f"{name} is {done}.", undo=None if was_public else undo, view=view)


def _dated(post: Post) -> str:
    """Return the date of a post that does not appear as of today."""
    published_at = post.published_at or clock.now()
    if local(published_at).date() == local(clock.now()).date():
        return ""
    return f", dated {date(published_at)}"


@bp.post("/posts/<int:post_id>/withdrawal")
def unpublish(post_id: int) -> ResponseReturnValue:
    screen.post_to_edit(post_id)
    if (unsaved := save_on_the_way(post_id)) is not None:
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
