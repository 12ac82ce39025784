"""A post as readers will see it: in full, and for somebody without an account."""

from dataclasses import dataclass
from datetime import datetime

from flask import Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from blog.admin import editor_screen as screen
from blog.admin.desk import actor, bp
from blog.admin.messages import tell, tell_refusal
from blog.admin.presenters import name_of
from blog.auth.permissions import Deed
from blog.core import clock
from blog.core.database import db, write
from blog.core.errors import DomainError, Forbidden
from blog.core.forms import page
from blog.core.templating import shorten, site_url
from blog.posts.desk_queries import REMOVED
from blog.posts.forms import number_of
from blog.posts.models import Post
from blog.posts.policies import may
from blog.posts.preview_form import PreviewLinkForm
from blog.posts.preview_links import (
    PreviewLink,
    links_of,
    make_link,
    token_of,
    withdraw_link,
)


@dataclass(frozen=True)
class LinkLine:
    """A link as a line in the list: what it shows, who made it, and until when it is open."""

    id: int
    url: str
    shows: str
    by: str
    made_at: datetime
    ends_at: datetime
    is_withdrawn: bool


@bp.get("/posts/<int:post_id>/preview/full")
def full_preview(post_id: int) -> str:
    post = screen.post_to_edit(post_id)
    return render_template(
        "admin/preview_full.html", post=post, title=screen.head_of(post).title or "Untitled"
    )


@bp.get("/posts/<int:post_id>/preview-links")
def preview_links(post_id: int) -> Response:
    post = _post_to_share(post_id)
    number = number_of(request.args.get("number")) or post.head_number
    return _links(post, PreviewLinkForm.of(number))


@bp.post("/posts/<int:post_id>/preview-links")
def make_preview_link(post_id: int) -> ResponseReturnValue:
    post = _post_to_share(post_id)
    form = PreviewLinkForm()
    if not form.validate():
        return _links(post, form, 422)
    change, who = form.as_change(), actor()
    try:
        with write() as session:
            make_link(session, post_id, change, who, clock.now())
    except DomainError as error:
        form.add_error(error)
        return _links(_post_to_share(post_id), form, 422)
    tell("The link is made. It is the first in the list.")
    return redirect(url_for("admin.preview_links", post_id=post_id))


@bp.post("/posts/<int:post_id>/preview-links/<int:link_id>/withdrawal")
def withdraw_preview_link(post_id: int, link_id: int) -> ResponseReturnValue:
    _post_to_share(post_id)
    who = actor()
    try:
        with write() as session:
            withdraw_link(session, post_id, link_id, who, clock.now())
    except DomainError as error:
        tell_refusal(error)
    else:
        tell("The link is withdrawn. Whoever opens it finds nothing.")
    return redirect(url_for("admin.preview_links", post_id=post_id))


def _post_to_share(post_id: int) -> Post:
    post = screen.post_to_edit(post_id)
    if not may(actor(), Deed.SHARE, post):
        raise Forbidden("You may not share this post.")
    return post


def _links(post: Post, form: PreviewLinkForm, status: int = 200) -> Response:
    links = links_of(db.session(), post.id, clock.now())
    head = screen.head_of(post)
    number = number_of(form.number.data) or post.head_number
    form.name_choices(number, is_head=number == post.head_number)
    return page(
        "admin/preview_links.html",
        status,
        post=post,
        title=head.title or "Untitled",
        name=name_of(shorten(head.title), post.kind),
        form=form,
        open=[_line(link) for link in links.open],
        ended=[_line(link) for link in links.ended],
    )


def _line(link: PreviewLink) -> LinkLine:
    return LinkLine(
        id=link.id,
        url=site_url(url_for("previews.show", token=token_of(link))),
        shows=f"Version {link.number}" if link.number else "The newest version",
        by=link.maker.name if link.maker else REMOVED,
        made_at=link.created_at,
        ends_at=link.withdrawn_at or link.expires_at,
        is_withdrawn=link.withdrawn_at is not None,
    )
