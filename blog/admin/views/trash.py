"""Trash, restore, delete for ever."""

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from blog.admin import editor_screen as screen
from blog.admin.desk import actor, bp
from blog.admin.messages import offer, tell, tell_refusal
from blog.admin.presenters import name_of
from blog.admin.saving import save_on_the_way
from blog.core import clock
from blog.core.database import write
from blog.core.errors import DomainError
from blog.core.templating import shorten
from blog.posts import actions
from blog.posts.models import Kind, Post


@bp.post("/posts/<int:post_id>/trash")
def trash(post_id: int) -> ResponseReturnValue:
    if (unsaved := save_on_the_way(post_id)) is not None:
        return unsaved
    post = screen.post_to_edit(post_id)
    name, list_url = _name(post), _list_url(post.kind)
    with write() as session:
        actions.trash(session, post_id, actor(), clock.now())
    offer(
        f"{name} is in the trash. It stays there until you delete it for ever.",
        undo=url_for("admin.restore", post_id=post_id, undo=1),
    )
    return redirect(list_url)


@bp.post("/posts/<int:post_id>/restoration")
def restore(post_id: int) -> ResponseReturnValue:
    undo = request.args.get("undo") == "1"
    before = screen.post_to_edit(post_id).state
    with write() as session:
        actions.take_out_of_trash(session, post_id, actor(), clock.now(), undo=undo)
    post = screen.post_to_edit(post_id)
    # What is undone too late comes back as a draft.
    came_back = "is back as it was." if undo and post.state is before else "is a draft again."
    tell(f"{_name(post)} {came_back}")
    return redirect(url_for("admin.edit", post_id=post_id))


@bp.get("/posts/<int:post_id>/deletion")
def confirm_deletion(post_id: int) -> str:
    post = screen.post_to_edit(post_id)
    return render_template(
        "admin/delete.html",
        post={"kind": post.kind.value, "title": screen.head_of(post).title},
        in_trash=post.trashed_at is not None,
        delete_url=url_for("admin.delete", post_id=post_id),
        back_url=url_for("admin.edit", post_id=post_id),
    )


@bp.post("/posts/<int:post_id>/deletion")
def delete(post_id: int) -> ResponseReturnValue:
    post = screen.post_to_edit(post_id)
    name, list_url = _name(post), _list_url(post.kind)
    try:
        with write() as session:
            actions.delete_for_ever(session, post_id, actor(), clock.now())
    except DomainError as error:
        tell_refusal(error)
        return redirect(url_for("admin.edit", post_id=post_id))
    tell(f"{name} is deleted.")
    return redirect(list_url)


def _name(post: Post) -> str:
    return name_of(shorten(screen.head_of(post).title), post.kind)


def _list_url(kind: Kind) -> str:
    return url_for("admin.posts" if kind is Kind.POST else "admin.pages")
