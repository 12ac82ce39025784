"""The editor: write, save, see what it will look like."""

from flask import Response, abort, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from blog.admin import editor_screen as screen
from blog.admin.desk import actor, bp
from blog.admin.messages import tell
from blog.admin.saving import create_from, save_from
from blog.auth.queries import all_people, people_by_id
from blog.core import clock
from blog.core.database import db
from blog.core.html import render
from blog.core.security import allow_own_frames
from blog.posts.forms import EditorForm
from blog.posts.models import Kind, Post
from blog.posts.presenters import preview_page
from blog.posts.snapshot import Snapshot, snapshot_of


@bp.get("/posts/new")
def new_post() -> Response:
    return _new(Kind.POST)


@bp.get("/pages/new")
def new_page() -> Response:
    return _new(Kind.PAGE)


def _new(kind: Kind) -> Response:
    # The writer's name stands on a post from the start; a page has none.
    bylines = (actor().id,) if kind is Kind.POST else ()
    blank = EditorForm.of(Snapshot(bylines=bylines), 0, all_people(db.session()))
    return screen.editor(kind, None, blank)


@bp.post("/<any(post, page):kind>s")
def create(kind: str) -> ResponseReturnValue:
    form = screen.form_of_request()
    if not form.validate_on_submit():
        return screen.editor(Kind(kind), None, form, status=422)
    post_id = create_from(form, Kind(kind))
    tell("Saved as a draft. Readers do not see it yet.")
    return redirect(url_for("admin.edit", post_id=post_id))


@bp.get("/posts/<int:post_id>")
def edit(post_id: int) -> Response:
    post = screen.post_to_edit(post_id)
    return screen.editor(post.kind, post, screen.form_of_head(post))


@bp.post("/posts/<int:post_id>/revisions")
def save(post_id: int) -> ResponseReturnValue:
    post = screen.post_to_edit(post_id)
    form = screen.form_of_request()
    if not form.validate_on_submit():
        return screen.editor(post.kind, post, form, status=422)
    saved = save_from(form, post_id)
    post = screen.post_to_edit(post_id)
    if saved.conflict:
        return show_conflict(post, form, saved.number)
    tell(_words_of_save(post, made=saved.made))
    return redirect(url_for("admin.edit", post_id=post_id))


def save_typed(post_id: int) -> Response | None:
    """Save the editor's form when the request carries it, before something else is done.

    Returns what to answer when it cannot be saved as it is, or stands beside a newer version.
    """
    if "body" not in request.form:
        return None
    post = screen.post_to_edit(post_id)
    form = screen.form_of_request()
    if not form.validate_on_submit():
        return screen.editor(post.kind, post, form, status=422)
    saved = save_from(form, post_id)
    return (
        show_conflict(screen.post_to_edit(post_id), form, saved.number) if saved.conflict else None
    )


def show_conflict(post: Post, form: EditorForm, mine: int) -> Response:
    """Show both texts. What the form holds is the revision `mine`, which is kept already."""
    form.based_on.data = str(mine)
    conflict = screen.conflict_with(post, mine)
    return screen.editor(post.kind, post, form, conflict=conflict, status=409)


def _words_of_save(post: Post, *, made: bool) -> str:
    if not made:
        return "Nothing had changed since the last save."
    if post.is_due(clock.now()):
        return "Saved. Readers see it after you press Update."
    if post.live_number is not None:
        return "Saved. What is scheduled does not include it until you press Update."
    return "Saved. Readers do not see it yet."


@bp.get("/posts/<int:post_id>/preview")
def preview(post_id: int) -> Response:
    post = screen.post_to_edit(post_id)
    return _preview(post.kind, snapshot_of(screen.head_of(post)), post)


@bp.post("/posts/<int:post_id>/preview")
def preview_edited(post_id: int) -> Response:
    post = screen.post_to_edit(post_id)
    return _preview(post.kind, screen.form_of_request().as_snapshot(), post)


@bp.route("/<any(post, page):kind>s/preview", methods=["GET", "POST"])
def preview_typed(kind: str) -> Response:
    typed = screen.form_of_request().as_snapshot() if request.method == "POST" else Snapshot()
    return _preview(Kind(kind), typed, None)


def _preview(kind: Kind, snapshot: Snapshot, post: Post | None) -> Response:
    """Render a text in the site's own look, with the very renderer of publication."""
    if len(snapshot.body) > 1_000_000:
        abort(413)
    g.now = clock.now()
    people = people_by_id(db.session(), snapshot.bylines)
    names = [people[number] for number in snapshot.bylines if number in people]
    shown = preview_page(kind, snapshot, render(snapshot.body), names, post)
    text = render_template("posts/preview.html", post=shown)
    return allow_own_frames(Response(text, mimetype="text/html"))
