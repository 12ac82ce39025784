"""The history of a post: every version, each can be looked at and restored."""

from itertools import groupby

from flask import abort, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from blog.admin import editor_screen as screen
from blog.admin.desk import actor, bp
from blog.admin.messages import tell, tell_refusal
from blog.admin.presenters import REASONS, version_of
from blog.auth.queries import people_by_id
from blog.core import clock
from blog.core.database import db, write
from blog.core.errors import DomainError
from blog.posts import actions, desk_queries
from blog.posts.desk_queries import HistoryLine
from blog.posts.models import Post
from blog.site.formats import local, short_date


@bp.get("/posts/<int:post_id>/revisions")
def history(post_id: int) -> str:
    return _history(post_id, None)


@bp.get("/posts/<int:post_id>/revisions/<int:number>")
def revision(post_id: int, number: int) -> str:
    return _history(post_id, number)


def _history(post_id: int, number: int | None) -> str:
    post = screen.post_to_edit(post_id)
    number = post.head_number if number is None else number
    shown = desk_queries.revision(db.session(), post_id, number)
    if shown is None:
        abort(404)
    people = people_by_id(db.session(), shown.bylines)
    is_head = number == post.head_number
    return render_template(
        "admin/revisions.html",
        post={"id": post.id, "kind": post.kind.value, "title": screen.head_of(post).title},
        groups=_by_day(post, number),
        shown=version_of(shown, people),
        restore_url=None
        if is_head
        else url_for("admin.restore_revision", post_id=post_id, number=number),
    )


def _by_day(post: Post, shown: int) -> list[tuple[str, list[dict[str, object]]]]:
    versions = desk_queries.history(db.session(), post.id)
    days = groupby(versions, key=lambda version: local(version.created_at).date())
    return [
        (_day(group := list(members)), [_line(version, post, shown) for version in group])
        for _, members in days
    ]


def _day(versions: list[HistoryLine]) -> str:
    day = local(versions[0].created_at).date()
    ago = (local(clock.now()).date() - day).days
    return {0: "Today", 1: "Yesterday"}.get(ago) or short_date(versions[0].created_at)


def _line(version: HistoryLine, post: Post, shown: int) -> dict[str, object]:
    return {
        "number": version.number,
        "at": version.created_at,
        "by": version.author,
        "reason": REASONS[version.reason],
        "is_head": version.number == post.head_number,
        "is_live": version.number == post.live_number,
        "url": url_for("admin.revision", post_id=post.id, number=version.number),
        "current": version.number == shown,
    }


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
