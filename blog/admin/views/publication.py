"""Publishing: now or at a time, update, unpublish, and the undo of each."""

from dataclasses import dataclass
from datetime import datetime

from flask import Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from blog.admin import editor_screen as screen
from blog.admin.advice import advice_for
from blog.admin.desk import actor, bp
from blog.admin.merging import words_of_merge
from blog.admin.messages import offer, tell, tell_problems, tell_refusal
from blog.admin.presenters import name_of
from blog.admin.publication_screen import publication
from blog.admin.saving import Typed, save_new, save_on_the_way, save_typed
from blog.admin.undo_links import undo_of_request, undo_url
from blog.core import clock
from blog.core.database import db, write
from blog.core.errors import DomainError, Forbidden
from blog.core.forms import Form
from blog.core.templating import shorten
from blog.media.resolving import typeset
from blog.posts import policies, undoing
from blog.posts.forms import number_of
from blog.posts.models import Kind, Post, State, Visibility
from blog.posts.publish_form import PublishForm
from blog.posts.publishing import PublicationChange
from blog.posts.undoing import Return, Undo
from blog.site.context import current_site, house_style
from blog.site.formats import date, local, time


@dataclass(frozen=True)
class Done:
    """What publishing did: the post, what undoes it, and what could not be set as it was meant."""

    post: Post
    undo: Undo
    was_public: bool
    is_redated: bool
    problems: tuple[str, ...]


@bp.get("/posts/<int:post_id>/publication")
def ask_when(post_id: int) -> ResponseReturnValue:
    return publication(_post_to_publish(post_id))


def _post_to_publish(post_id: int) -> Post:
    post = screen.post_to_edit(post_id)
    if not policies.may_publish(actor(), post):
        raise Forbidden("You may not publish this post.")
    return post


@bp.post("/<any(post, page):kind>s/publication")
def create_published(kind: str) -> ResponseReturnValue:
    """Publish what was never saved: a draft first, so that nothing can be lost."""
    publish_form = _form_of_request()
    typed = save_new(Kind(kind), publish_form)
    return typed if isinstance(typed, Response) else _publish_typed(typed, publish_form)


@bp.post("/posts/<int:post_id>/publication")
def publish(post_id: int) -> ResponseReturnValue:
    publish_form = _form_of_request()
    if "version" in request.form:
        return _publish_saved(_post_to_publish(post_id), publish_form)
    typed = save_typed(post_id, publish_form)
    return typed if isinstance(typed, Response) else _publish_typed(typed, publish_form)


def _form_of_request() -> PublishForm:
    publish_form = PublishForm()
    publish_form.offer_times(current_site().zone)
    return publish_form


def _publish_typed(typed: Typed, publish_form: PublishForm) -> ResponseReturnValue:
    """Publish what was just saved as a revision. What is refused is told at its field."""
    post_id, number = typed.saved.post_id, typed.saved.number
    if typed.saved.merged is not None:
        # Nobody publishes words that they have not seen.
        words = words_of_merge(post_id, typed.saved.merged)
        tell(f"{words} Look it over: readers do not see it yet.")
        return redirect(url_for("admin.edit", post_id=post_id))
    if "ask" in request.args:
        return redirect(url_for("admin.ask_when", post_id=post_id))
    try:
        done = _publish(post_id, number, typed.form.body.data or "", publish_form)
    except DomainError as error:
        return _refused(typed, publish_form, error)
    _tell(done)
    return redirect(screen.edit_url(typed.saved))


def _publish_saved(post: Post, publish_form: PublishForm) -> ResponseReturnValue:
    """Publish the version that the page named, if it is still the newest one."""
    post_id, number = post.id, number_of(request.form["version"])
    if not publish_form.validate_on_submit():
        return publication(post, publish_form, status=422)
    try:
        done = _publish(post_id, number, screen.head_of(post).body, publish_form)
    except DomainError as error:
        publish_form.add_error(error)
        return publication(screen.post_to_edit(post_id), publish_form, status=422)
    _tell(done)
    return redirect(url_for("admin.edit", post_id=post_id))


def _publish(post_id: int, number: int, body: str, publish_form: PublishForm) -> Done:
    """Render a revision and make it what readers see. Raises what `publishing.publish` does."""
    before = screen.post_to_edit(post_id)
    was_public, published_at = before.is_due(clock.now()), before.published_at
    style, who = house_style(), actor()
    at = _same_or(publish_form.as_moment(current_site().zone, clock.now()), published_at)
    rendered = typeset(db.session(), body, style)
    with write() as session:
        change = PublicationChange(number, rendered, at, style)
        post, undo = undoing.publish(session, post_id, change, who, clock.now())
    is_redated = post.published_at != published_at
    return Done(post, undo, was_public, is_redated, rendered.problems)


def _same_or(at: datetime | None, published_at: datetime | None) -> datetime | None:
    """Return the time that a post has where the form says the same one, which has no seconds."""
    if at is None or published_at is None:
        return at
    return published_at if at == published_at.replace(second=0, microsecond=0) else at


def _refused(typed: Typed, publish_form: PublishForm, error: DomainError) -> ResponseReturnValue:
    """Show why not. The text is saved all the same: the form now holds that revision."""
    form = typed.form
    form.based_on.data = str(typed.saved.number)
    told: Form = publish_form if getattr(error, "field", None) in publish_form.data else form
    told.add_error(error)
    post = screen.post_to_edit(typed.saved.post_id)
    return screen.editor(post.kind, post, form, publish_form=publish_form, status=422)


def _tell(done: Done) -> None:
    post, now = done.post, clock.now()
    words, view = f"{_name(post)} is published{_dated(post)}.", None
    if post.is_scheduled(now):
        words = f"{_name(post)} will appear on {_when(post)}."
    elif post.visibility is Visibility.PRIVATE:
        words = f"{_name(post)} is published, for those who may edit it."
    else:
        view = url_for("posts.show", slug=post.slug)
        if done.was_public:
            words = f"{_name(post)} is updated{_dated(post) if done.is_redated else ''}."
    offer(words, undo=undo_url(post.id, done.undo, now), view=view)
    tell_problems(done.problems)


def _name(post: Post) -> str:
    return name_of(shorten(post.title), post.kind)


def _when(post: Post) -> str:
    moment = post.published_at or clock.now()
    return f"{date(moment)} at {time(moment)}"


def _dated(post: Post) -> str:
    """Return the date of a post that does not appear as of today."""
    published_at = post.published_at or clock.now()
    if local(published_at).date() == local(clock.now()).date():
        return ""
    return f", dated {date(published_at)}"


@bp.post("/posts/<int:post_id>/withdrawal")
def unpublish(post_id: int) -> ResponseReturnValue:
    was_public = screen.post_to_edit(post_id).is_due(clock.now())
    if (unsaved := save_on_the_way(post_id)) is not None:
        return unsaved
    try:
        with write() as session:
            post, undo = undoing.unpublish(session, post_id, actor(), clock.now())
    except DomainError as error:
        tell_refusal(error)
        return redirect(url_for("admin.edit", post_id=post_id))
    outcome = "Readers no longer find it." if was_public else "It will not appear by itself."
    url = undo_url(post_id, undo, clock.now()) if undo else None
    offer(f"{_name(post)} is a draft again. {outcome}", undo=url)
    return redirect(url_for("admin.edit", post_id=post_id))


@bp.post("/posts/<int:post_id>/publication/undo")
def undo_publication(post_id: int) -> ResponseReturnValue:
    """Put back what was before somebody pressed Publish, Update, Schedule or Unpublish."""
    _post_to_publish(post_id)
    try:
        tell(_words_of_undo(_put_back(post_id)))
    except DomainError as error:
        tell_refusal(error)
    return redirect(url_for("admin.edit", post_id=post_id))


def _put_back(post_id: int) -> Post:
    undo = undo_of_request(post_id, clock.now())
    style, who = house_style(), actor()
    text = undoing.text_before(db.session(), post_id, undo)
    rendered = None if text is None else typeset(db.session(), text, style)
    with write() as session:
        change = Return(undo, rendered, style)
        return undoing.put_back(session, post_id, change, who, clock.now())


def _words_of_undo(post: Post) -> str:
    name = name_of(shorten(screen.head_of(post).title), post.kind)
    if post.state is State.REVIEW:
        return f"Undone. {name} waits for an editor, as before."
    if post.state is not State.PUBLISHED:
        return f"Undone. {name} is a draft, as before."
    if post.is_scheduled(clock.now()):
        return f"Undone. {name} will appear on {_when(post)}, as before."
    return f"Undone. Readers see {name} as before."


@bp.post("/<any(post, page):kind>s/publication/warnings")
def warnings_new(kind: str) -> str:
    return _warnings(None)


@bp.post("/posts/<int:post_id>/publication/warnings")
def warnings(post_id: int) -> str:
    return _warnings(screen.post_to_edit(post_id).id)


def _warnings(post_id: int | None) -> str:
    """Say what there is to look at in a text as it is on the page, saved or not."""
    form = screen.form_of_request()
    found = advice_for(form.as_snapshot(), form.slug.data or "", post_id)
    return render_template("admin/_warnings.html", warnings=found)
