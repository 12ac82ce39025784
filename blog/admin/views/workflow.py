"""Handing in, handing back, the notes on a post, and its duplicate."""

from collections.abc import Callable

from flask import Response, redirect, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from blog.admin import editor_screen as screen
from blog.admin.desk import actor, bp
from blog.admin.messages import tell, tell_refusal
from blog.admin.presenters import name_of
from blog.admin.saving import save_on_the_way
from blog.auth.permissions import Deed
from blog.auth.sessions import SignedIn
from blog.core import clock
from blog.core.database import db, write
from blog.core.errors import DomainError, Forbidden
from blog.core.forms import page
from blog.core.templating import shorten
from blog.posts import actions, notes, workflow
from blog.posts.models import Post, State
from blog.posts.note_form import NoteForm
from blog.posts.policies import may


@bp.post("/posts/<int:post_id>/review")
def hand_in(post_id: int) -> ResponseReturnValue:
    words = "Handed in. An editor publishes it, or says what it needs. You may go on writing."
    return _passed_on(post_id, workflow.hand_in, words)


@bp.post("/posts/<int:post_id>/review/withdrawal")
def take_back(post_id: int) -> ResponseReturnValue:
    return _passed_on(post_id, workflow.take_back, "It is a draft again, and waits for nobody.")


def _passed_on(
    post_id: int, act: Callable[[Session, int, SignedIn], object], told: str
) -> ResponseReturnValue:
    """Save what is typed, then let the post change hands."""
    screen.post_to_edit(post_id)
    if (unsaved := save_on_the_way(post_id)) is not None:
        return unsaved
    who = actor()
    try:
        with write() as session:
            act(session, post_id, who)
    except DomainError as error:
        tell_refusal(error)
    else:
        tell(told)
    return redirect(url_for("admin.edit", post_id=post_id))


@bp.post("/posts/<int:post_id>/duplicate")
def duplicate(post_id: int) -> ResponseReturnValue:
    """Make a draft of what is typed, after it was saved to the post that it is a copy of."""
    screen.post_to_edit(post_id)
    if (unsaved := save_on_the_way(post_id)) is not None:
        return unsaved
    who = actor()
    with write() as session:
        copy = actions.duplicate(session, post_id, who, clock.now())
    tell("This is the copy, a draft of its own.")
    return redirect(screen.edit_url(copy))


@bp.get("/posts/<int:post_id>/notes")
def thread(post_id: int) -> Response:
    return _thread(screen.post_to_edit(post_id), NoteForm(formdata=None))


@bp.post("/posts/<int:post_id>/notes")
def add_note(post_id: int) -> ResponseReturnValue:
    return _written(
        post_id,
        lambda session, text: notes.add_note(session, post_id, text, actor(), clock.now()),
        "Noted.",
    )


@bp.post("/posts/<int:post_id>/review/return")
def hand_back(post_id: int) -> ResponseReturnValue:
    return _written(
        post_id,
        lambda session, text: workflow.hand_back(session, post_id, text, actor(), clock.now()),
        "Handed back, with your note. It is a draft again.",
    )


def _written(post_id: int, act: Callable[[Session, str], object], told: str) -> ResponseReturnValue:
    post = screen.post_to_edit(post_id)
    form = NoteForm()
    text = form.text.data or ""
    try:
        with write() as session:
            act(session, text)
    except Forbidden:
        raise
    except DomainError as error:
        form.add_error(error)
        return _thread(post, form, 422)
    tell(told)
    return redirect(url_for("admin.thread", post_id=post_id))


@bp.post("/notes/<int:note_id>/resolution")
def resolve_note(note_id: int) -> ResponseReturnValue:
    with write() as session:
        post_id = notes.resolve(session, note_id, actor(), clock.now()).post_id
    return redirect(url_for("admin.thread", post_id=post_id))


@bp.post("/notes/<int:note_id>/reopening")
def reopen_note(note_id: int) -> ResponseReturnValue:
    with write() as session:
        post_id = notes.reopen(session, note_id, actor()).post_id
    return redirect(url_for("admin.thread", post_id=post_id))


def _thread(post: Post, form: NoteForm, status: int = 200) -> Response:
    title = screen.head_of(post).title
    return page(
        "admin/notes.html",
        status,
        post={"id": post.id, "kind": post.kind.value, "title": title},
        name=name_of(shorten(title, 48), post.kind),
        thread=notes.thread_of(db.session(), post.id),
        form=form,
        waits=post.state is State.REVIEW,
        may_hand_back=may(actor(), Deed.HAND_BACK, post),
    )
