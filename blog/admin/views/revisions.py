"""The history of a post: every version can be looked at, compared, named and restored."""

from flask import Response, redirect, request, url_for
from flask.typing import ResponseReturnValue

from blog.admin import editor_screen as screen
from blog.admin import history_screen
from blog.admin.desk import actor, bp
from blog.admin.history_screen import Asked
from blog.admin.messages import tell, tell_refusal
from blog.core import clock
from blog.core.database import write
from blog.core.errors import DomainError, FieldError
from blog.posts import actions
from blog.posts.forms import number_of
from blog.posts.history import name_revision as name_it
from blog.posts.history_forms import NameForm


@bp.get("/posts/<int:post_id>/revisions")
def history(post_id: int) -> Response:
    post = screen.post_to_edit(post_id)
    return history_screen.history(post, _asked(post.head_number))


@bp.get("/posts/<int:post_id>/revisions/<int:number>")
def revision(post_id: int, number: int) -> Response:
    return history_screen.history(screen.post_to_edit(post_id), _asked(number))


def _asked(number: int) -> Asked:
    against = number_of(request.args.get("with"))
    return Asked(number, against, whole=request.args.get("show") == "text")


@bp.post("/posts/<int:post_id>/revisions/<int:number>/name")
def name_revision(post_id: int, number: int) -> ResponseReturnValue:
    post = screen.post_to_edit(post_id)
    form = NameForm()
    name, who = form.name.data or "", actor()
    try:
        with write() as session:
            name_it(session, post_id, number, name, who)
    except FieldError as error:
        form.add_error(error)
        return history_screen.history(post, Asked(number), form, status=422)
    except DomainError as error:
        tell_refusal(error)
        return redirect(url_for("admin.history", post_id=post_id))
    tell(f"This version is named “{name}” now." if name else "This version has no name now.")
    return redirect(url_for("admin.revision", post_id=post_id, number=number))


@bp.post("/posts/<int:post_id>/revisions/<int:number>/restoration")
def restore_revision(post_id: int, number: int) -> ResponseReturnValue:
    screen.post_to_edit(post_id)
    try:
        with write() as session:
            actions.restore_revision(session, post_id, number, actor(), clock.now())
    except DomainError as error:
        tell_refusal(error)
    else:
        tell("Restored as a new version. The one before it is in the history.")
    return redirect(url_for("admin.edit", post_id=post_id))
