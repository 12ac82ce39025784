"""What the editor's template needs, gathered in one place for every view that shows it."""

from dataclasses import dataclass
from datetime import datetime

from flask import Response, abort, url_for

from blog.admin.desk import actor
from blog.admin.presenters import Status, Version, status_of, version_of
from blog.auth.queries import all_people, people_by_id
from blog.core import clock
from blog.core.database import db
from blog.core.errors import Forbidden
from blog.core.forms import page
from blog.core.html import WORD
from blog.core.slugs import is_reserved, make_slug
from blog.posts import desk_queries, policies
from blog.posts.forms import EditorForm, PublishForm
from blog.posts.models import Kind, Post, Revision
from blog.posts.snapshot import snapshot_of
from blog.site.context import current_site
from blog.site.formats import local
from blog.tags.queries import tag_names, tag_slug

# What the editor links to, and the views behind it. A new post has none of them yet.
POST_SCREENS = {
    "save": "save",
    "publish": "publish",
    "unpublish": "unpublish",
    "trash": "trash",
    "restore": "restore",
    "delete": "confirm_deletion",
    "history": "history",
    "preview": "preview",
}


@dataclass(frozen=True)
class Conflict:
    """A newer head that somebody else saved, beside the text in the form."""

    by: str
    at: datetime
    mine_number: int
    theirs: Version


@dataclass(frozen=True)
class EditedPost:
    """A post as the editor's bar and details show it."""

    id: int
    kind: str
    title: str
    state: str
    status: Status
    live_url: str | None
    slug: str | None
    head_number: int
    edited_at: datetime
    published_at: datetime | None
    trashed_at: datetime | None
    has_changes: bool
    is_public: bool


def post_to_edit(post_id: int) -> Post:
    """Return a post that whoever is at the desk may edit; 404 or Forbidden otherwise."""
    post = db.session().get(Post, post_id)
    if post is None:
        abort(404)
    if not policies.may_edit(actor(), post):
        raise Forbidden("You may not change this post.")
    return post


def head_of(post: Post) -> Revision:
    return desk_queries.head_of(db.session(), post)


def form_of_head(post: Post) -> EditorForm:
    return EditorForm.of(snapshot_of(head_of(post)), post.head_number, all_people(db.session()))


def form_of_request() -> EditorForm:
    form = EditorForm()
    form.offer(all_people(db.session()))
    return form


def publish_form_of(post: Post | None) -> PublishForm:
    """Return the form that says when: a scheduled post keeps its time unless it is changed."""
    now = clock.now()
    if post is not None and post.published_at and post.is_scheduled(now):
        there = local(post.published_at)
        data = {"when": "later", "date": there.date(), "time": there.time()}
    else:
        there = local(now)
        data = {"when": "now", "date": there.date(), "time": there.time().replace(second=0)}
    return PublishForm(formdata=None, data=data)


def editor(
    kind: Kind,
    post: Post | None,
    form: EditorForm,
    *,
    publish_form: PublishForm | None = None,
    conflict: Conflict | None = None,
    status: int = 200,
) -> Response:
    """Show the editor with this form, whatever state it is in."""
    session = db.session()
    return page(
        "admin/editor.html",
        status,
        kind=kind.value,
        post=_edited(post) if post else None,
        form=form,
        publish_form=publish_form or publish_form_of(post),
        warnings=_warnings(form, post),
        conflict=conflict,
        urls=_urls(kind, post),
        may_publish=policies.may_publish(actor(), post) if post else _may_publish_own(),
        words=len(WORD.findall(form.body.data or "")),
        known_tags=tag_names(session),
        time_zone=current_site().time_zone,
    )


def conflict_with(post: Post, mine_number: int) -> Conflict:
    """Return the head of a post as what somebody else saved."""
    head = head_of(post)
    return Conflict(
        by=desk_queries.author_of(db.session(), head),
        at=head.created_at,
        mine_number=mine_number,
        theirs=version_of(head, people_by_id(db.session(), head.bylines)),
    )


def _may_publish_own() -> bool:
    return actor().role in policies.PUBLISHERS


def _edited(post: Post) -> EditedPost:
    now = clock.now()
    head = head_of(post)
    readable = post.is_due(now) and post.visibility.value != "private"
    return EditedPost(
        id=post.id,
        kind=post.kind.value,
        title=head.title,
        state=post.state.value,
        status=status_of(post, post.visibility, now),
        live_url=url_for("posts.show", slug=post.slug) if readable else None,
        slug=post.slug,
        head_number=post.head_number,
        edited_at=post.edited_at,
        published_at=post.published_at,
        trashed_at=post.trashed_at,
        has_changes=post.has_changes,
        is_public=post.is_due(now),
    )


def _urls(kind: Kind, post: Post | None) -> dict[str, str | None]:
    is_post = kind is Kind.POST
    urls: dict[str, str | None] = dict.fromkeys(POST_SCREENS)
    urls["list"] = url_for("admin.posts" if is_post else "admin.pages")
    if post is None:
        urls["save"] = url_for("admin.create", kind=kind.value)
        urls["publish"] = url_for("admin.create_published", kind=kind.value)
        urls["preview"] = url_for("admin.preview_typed", kind=kind.value)
        return urls
    for name, endpoint in POST_SCREENS.items():
        urls[name] = url_for(f"admin.{endpoint}", post_id=post.id)
    return urls


def _warnings(form: EditorForm, post: Post | None) -> list[str]:
    """Return what will stand in the way of publishing. Nothing of it hinders saving."""
    snapshot = form.as_snapshot()
    warnings = []
    slug, post_id = snapshot.slug, post.id if post else None
    if slug and is_reserved(slug):
        warnings.append(f"“{slug}” is an address of the site itself. Choose another slug.")
    elif slug and (holder := desk_queries.holder_of(db.session(), slug, post_id)) is not None:
        warnings.append(f"“{slug}” is the address of “{holder}”. Choose another slug.")
    if (form.slug.data or "").strip() and not slug:
        warnings.append("A slug needs letters or digits. Without one, the title makes it.")
    if snapshot.title and not slug and not make_slug(snapshot.title):
        warnings.append(
            "The title has no letters to make an address of. Without a slug it gets a number."
        )
    warnings += [
        f"“{name}” cannot be a tag: it has no letters or digits."
        for name in snapshot.tags
        if not tag_slug(name)
    ]
    return warnings
