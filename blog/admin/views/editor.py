"""The editor: write, save, see what it will look like."""

from flask import Response, abort, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from blog.admin import editor_screen as screen
from blog.admin.desk import actor, bp
from blog.admin.messages import tell
from blog.admin.saving import save_new, save_typed, words_of_save
from blog.auth.queries import people_by_id
from blog.core import clock
from blog.core.database import db
from blog.core.security import allow_own_frames
from blog.core.tokens import new_token
from blog.media.queries import items_by_keys
from blog.media.resolving import typeset
from blog.posts import desk_queries
from blog.posts.covers import preview_cover
from blog.posts.forms import LONGEST_BODY, number_of
from blog.posts.models import Kind, Post
from blog.posts.presenters import preview_page
from blog.posts.snapshot import Snapshot, snapshot_of
from blog.site.context import house_style


@bp.get("/posts/new")
def new_post() -> Response:
    return _new(Kind.POST)


@bp.get("/pages/new")
def new_page() -> Response:
    return _new(Kind.PAGE)


def _new(kind: Kind) -> Response:
    # The writer's name stands on a post from the start; a page has none.
    bylines = (actor().id,) if kind is Kind.POST else ()
    blank = screen.form_of(Snapshot(bylines=bylines), 0, form_key=new_token())
    return screen.editor(kind, None, blank)


@bp.post("/<any(post, page):kind>s")
def create(kind: str) -> ResponseReturnValue:
    typed = save_new(Kind(kind))
    if isinstance(typed, Response):
        return typed
    tell(words_of_save(typed.saved))
    return redirect(screen.edit_url(typed.saved))


@bp.get("/posts/<int:post_id>")
def edit(post_id: int) -> ResponseReturnValue:
    """Show a revision in the editor. Its number is in the address.

    A browser that comes back to a page puts what was typed there into it again. Were it a
    page of the newest revision by then, the text would seem to be based on that one, and
    would overwrite it.
    """
    post = screen.post_to_edit(post_id)
    base = number_of(request.args.get("base"))
    opened = desk_queries.revision(db.session(), post_id, base)
    if opened is None:
        return redirect(url_for("admin.edit", post_id=post_id, base=post.head_number))
    return screen.editor(post.kind, post, screen.form_of(snapshot_of(opened), base))


@bp.post("/posts/<int:post_id>/revisions")
def save(post_id: int) -> ResponseReturnValue:
    typed = save_typed(post_id)
    if isinstance(typed, Response):
        return typed
    tell(words_of_save(typed.saved))
    return redirect(url_for("admin.edit", post_id=post_id))


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
    if len(snapshot.body) > LONGEST_BODY:
        abort(413)
    style = house_style()
    rendered = typeset(db.session(), snapshot.body, style)
    g.now = clock.now()
    people = people_by_id(db.session(), snapshot.bylines)
    names = [people[number] for number in snapshot.bylines if number in people]
    cover = preview_cover(snapshot, items_by_keys(db.session(), [snapshot.cover]))
    at = post.published_at if post else None
    shown = preview_page(kind, snapshot, rendered, names, at, cover)
    text = render_template("posts/preview.html", post=shown, problems=rendered.problems)
    return allow_own_frames(Response(text, mimetype="text/html"))
