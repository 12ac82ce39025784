"""What the editor's script sends by itself: saves, and the news that a page is open.

The answers are JSON. The same is done without script by the forms of the editor.
"""

from datetime import UTC, datetime
from typing import Any

from flask import Response, jsonify, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import generate_csrf

from blog.admin import editor_screen as screen
from blog.admin.conflicts import conflict_with
from blog.admin.desk import actor, bp
from blog.admin.merging import FIELDS, news_of, replacements, units, words_of_merge
from blog.admin.saving import create, save, words_of_save
from blog.core import clock
from blog.core.database import db, end_reading, write
from blog.posts.comparison import compare_snapshots
from blog.posts.forms import LONGEST_BODY, EditorForm, number_of
from blog.posts.models import Kind, Post, Reason, Revision
from blog.posts.presence import note_presence, others_here
from blog.posts.saving import Merged, Saved, changed_fields, was_kept
from blog.posts.snapshot import Snapshot, snapshot_of
from blog.site.formats import time


@bp.post("/<any(post, page):kind>s/saves")
def save_first(kind: str) -> ResponseReturnValue:
    """Make a draft of what is typed into a page for a new one."""
    form = screen.form_of_request()
    if not form.validate_on_submit():
        return _refused(form)
    return _answer(create(form.as_new_post(Kind(kind), _reason())), 201)


@bp.post("/posts/<int:post_id>/saves")
def save_again(post_id: int) -> ResponseReturnValue:
    screen.post_to_edit(post_id)
    form = screen.form_of_request()
    if not form.validate_on_submit():
        return _refused(form)
    return _answer(save(post_id, form.as_edit(_reason())))


def _reason() -> Reason:
    return Reason.SAVE if request.form.get("reason") == "save" else Reason.AUTOSAVE


def _refused(form: EditorForm) -> ResponseReturnValue:
    reasons = [str(error) for field in form for error in field.errors]
    return jsonify(outcome="refused", reasons=reasons), 422


def _answer(saved: Saved, status: int = 200) -> ResponseReturnValue:
    """Say where the text is kept now, and what else is to be known about it."""
    post = screen.post_to_edit(saved.post_id)
    told: dict[str, Any] = {
        "number": saved.number,
        "saved": f"Saved {time(clock.now())}",
        "words": words_of_save(saved) if _reason() is Reason.SAVE else None,
        "urls": {**screen.urls_of(post.kind, post), "edit": _edit_url(post)},
        "warning": f"This {post.kind} is in the trash. It is saved there."
        if post.trashed_at
        else None,
    }
    if saved.conflict:
        return jsonify(**told, outcome="conflict", notice=_question(saved)), 409
    if saved.merged is not None:
        return jsonify(**told, outcome="merged", **_merge(saved, saved.merged))
    return jsonify(**told, outcome="saved"), status


def _edit_url(post: Post) -> str:
    return url_for("admin.edit", post_id=post.id)


def _question(saved: Saved) -> str | None:
    """Return the notice that stands above the text, as in the page without script.

    None when it stands there already: it may be long.
    """
    post = screen.post_to_edit(saved.post_id)
    conflict = conflict_with(post, saved.number)
    shown = request.form.get("places"), number_of(request.form.get("theirs"))
    if conflict.key and shown == (conflict.key, conflict.theirs_number):
        return None
    return render_template(
        "admin/_conflict.html",
        post=post,
        conflict=conflict,
        urls=screen.urls_of(post.kind, post),
    )


def _merge(saved: Saved, merged: Merged) -> dict[str, Any]:
    """Return what the page needs to hold the merged text instead of the typed one."""
    typed = _form(saved.post_id, merged.typed)
    result = _form(saved.post_id, saved.number)
    fields = {name: value for name, value in result.items() if value != typed[name]}
    body, bylines = fields.pop("body", typed["body"]), fields.pop("bylines", None)
    return {
        "typed": merged.typed,
        "merge": words_of_merge(saved.post_id, merged),
        "length": units(typed["body"]),
        "edits": replacements(typed["body"], body),
        "fields": fields,
        "bylines": bylines,
    }


def _form(post_id: int, number: int) -> dict[str, Any]:
    """Return a revision as the fields of the form hold it."""
    form = screen.form_of(snapshot_of(db.session().get_one(Revision, (post_id, number))), number)
    return {name: form[name].data for name in ("body", *FIELDS)}


@bp.post("/<any(post, page):kind>s/kept")
def offer_new(kind: str) -> ResponseReturnValue:
    return _offer(Snapshot(), None)


@bp.post("/posts/<int:post_id>/kept")
def offer(post_id: int) -> ResponseReturnValue:
    """Show what a device kept beside the newest version. Nothing is changed."""
    post = screen.post_to_edit(post_id)
    return _offer(snapshot_of(screen.head_of(post)), post)


def _offer(head: Snapshot, post: Post | None) -> ResponseReturnValue:
    form = screen.form_of_request()
    kept = form.as_snapshot()
    if was_kept(db.session(), form.window.data or "", kept, actor()):
        # It arrived, and only the answer did not.
        return "", 204
    end_reading()
    return render_template(
        "admin/_kept.html",
        post=post,
        kept_at=_kept_at(),
        # What is too long to be saved is offered all the same: taken in, it can be shortened.
        changes=compare_snapshots(head, kept) if len(kept.body) <= LONGEST_BODY else None,
        fields=[FIELDS[name] for name in changed_fields(head, kept) if name != "title"],
    )


def _kept_at() -> datetime:
    """Return when a device says that it kept something, as far as that can be."""
    now = clock.now()
    seconds = request.form.get("kept_at", 0, int)
    return datetime.fromtimestamp(seconds, UTC) if 0 < seconds < now.timestamp() else now


@bp.post("/posts/<int:post_id>/presence")
def be_present(post_id: int) -> ResponseReturnValue:
    """Note that a page is open, and answer who else is here and what is new."""
    post = screen.post_to_edit(post_id)
    window = EditorForm().window.data
    base = number_of(request.form.get("based_on"))
    who, now = actor(), clock.now()
    if window:
        with write() as session:
            note_presence(session, post_id, window, who, now)
    others = others_here(db.session(), post_id, who, now)
    return jsonify(others=list(others), news=news_of(screen.post_to_edit(post.id), base))


@bp.get("/session")
def session() -> Response:
    """Say who is signed in here now, with a token for what they send."""
    who = actor()
    return jsonify(person=who.id, name=who.name, csrf_token=generate_csrf())
