"""What the editor's template needs, gathered in one place for every view that shows it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from flask import Response, abort, request, url_for

from blog.admin.conflicts import Conflict
from blog.admin.desk import actor
from blog.admin.presenters import Status, status_of
from blog.auth.models import Person
from blog.auth.queries import all_people, people_by_id
from blog.core import clock
from blog.core.database import db
from blog.core.errors import Forbidden
from blog.core.forms import page
from blog.core.html import words_in
from blog.core.slugs import is_reserved, make_slug
from blog.posts import desk_queries, policies, queries
from blog.posts.forms import VISIBILITIES, EditorForm, PublishForm
from blog.posts.models import Kind, Post, Revision, State
from blog.posts.saving import Saved
from blog.posts.snapshot import Snapshot
from blog.site.context import current_site
from blog.site.formats import local
from blog.tags.queries import tag_names, tag_slug

MORNING = time(7, 30)

# What the editor links to, and the views behind it. A new post has none of them yet.
POST_SCREENS = {
    "save": "save",
    "saves": "save_again",
    "presence": "be_present",
    "offer": "offer",
    "publish": "publish",
    "unpublish": "unpublish",
    "trash": "trash",
    "restore": "restore",
    "delete": "confirm_deletion",
    "history": "history",
    "preview": "preview",
}


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
    return queries.head_of(db.session(), post)


def form_of(snapshot: Snapshot, number: int, form_key: str = "") -> EditorForm:
    """Return the form that holds a revision; the number is 0 for a text that is new."""
    return EditorForm.of(snapshot, number, _choices(snapshot.bylines), form_key)


def form_of_request() -> EditorForm:
    """Return the form as it was sent. One that was cut off on its way is refused: a missing
    text is not an empty one."""
    if not {"title", "body"} <= request.form.keys():
        abort(400)
    form = EditorForm()
    form.offer(_choices(form.byline_ids))
    return form


def _choices(chosen: Iterable[int]) -> list[Person]:
    """Return who may be chosen as an author: everybody here, and whoever is one already."""
    people = {person.id: person for person in all_people(db.session())}
    missing = [number for number in chosen if number not in people]
    return [*people.values(), *people_by_id(db.session(), missing).values()]


def publish_form_of(post: Post | None) -> PublishForm:
    """Return the form that says when: a scheduled post keeps its time unless it is changed."""
    now = clock.now()
    if post is not None and post.published_at and post.is_scheduled(now):
        there = local(post.published_at)
        data = {"when": "later", "date": there.date(), "time": there.time()}
    else:
        # A time to come, so that a day that was forgotten publishes nothing at once.
        tomorrow = local(now).date() + timedelta(days=1)
        data = {"when": "now", "date": tomorrow, "time": MORNING}
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
        urls=urls_of(kind, post),
        newer_url=_newer_url(post, form, conflict),
        first_published_at=_first_published_at(post),
        may_publish=policies.may_publish(actor(), post),
        may_choose_bylines=policies.may_choose_bylines(actor()),
        words=words_in(form.body.data or ""),
        known_tags=tag_names(session),
        visibilities=dict(VISIBILITIES),
        time_zone=current_site().time_zone,
    )


def edit_url(saved: Saved) -> str:
    return url_for("admin.edit", post_id=saved.post_id, base=saved.number)


def _newer_url(post: Post | None, form: EditorForm, conflict: Conflict | None) -> str | None:
    """Return where the newest version is, when the form holds an older one."""
    if post is None or conflict or form.base == post.head_number:
        return None
    return url_for("admin.edit", post_id=post.id)


def _first_published_at(post: Post | None) -> datetime | None:
    """Return the date that publishing now would keep: readers knew the post by it."""
    if post is None or post.state is State.PUBLISHED:
        return None
    return post.published_at


def _edited(post: Post) -> EditedPost:
    now = clock.now()
    head = head_of(post)
    return EditedPost(
        id=post.id,
        kind=post.kind.value,
        title=head.title,
        state=post.state.value,
        status=status_of(post, post.visibility, now),
        live_url=url_for("posts.show", slug=post.slug) if post.is_readable(now) else None,
        slug=post.slug,
        head_number=post.head_number,
        edited_at=post.edited_at,
        published_at=post.published_at,
        trashed_at=post.trashed_at,
        has_changes=post.has_changes,
        is_public=post.is_due(now),
    )


def urls_of(kind: Kind, post: Post | None) -> dict[str, str | None]:
    """Return where the forms and links of the editor lead; None for what is not there yet."""
    is_post = kind is Kind.POST
    urls: dict[str, str | None] = dict.fromkeys(POST_SCREENS)
    urls["list"] = url_for("admin.posts" if is_post else "admin.pages")
    if post is None:
        urls["save"] = url_for("admin.create", kind=kind.value)
        urls["saves"] = url_for("admin.save_first", kind=kind.value)
        urls["offer"] = url_for("admin.offer_new", kind=kind.value)
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
