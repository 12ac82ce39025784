"""What the editor's template needs, gathered in one place for every view that shows it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from flask import Response, abort, request, url_for

from blog.admin.advice import advice_for
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
from blog.media.models import MediaKind
from blog.media.queries import item_by_key, recent
from blog.posts import policies, queries
from blog.posts.forms import VISIBILITIES, EditorForm
from blog.posts.models import Kind, Post, Revision, State
from blog.posts.notes import count_open
from blog.posts.publish_form import PublishForm
from blog.posts.saving import Saved
from blog.posts.snapshot import Snapshot
from blog.posts.warnings import Advice
from blog.site.context import current_site
from blog.site.formats import local
from blog.tags.queries import tag_names

MORNING = time(7, 30)
# How many of the newest pictures are offered as a cover before anybody looks for one.
RECENT_PICTURES = 24

# What the editor links to, and the views behind it. A new post has none of them yet.
POST_SCREENS = {
    "save": "save",
    "saves": "save_again",
    "presence": "be_present",
    "offer": "offer",
    "hand_in": "hand_in",
    "take_back": "take_back",
    "notes": "thread",
    "duplicate": "duplicate",
    "publish": "publish",
    "unpublish": "unpublish",
    "trash": "trash",
    "restore": "restore",
    "delete": "confirm_deletion",
    "history": "history",
    "preview": "preview",
    "full_preview": "full_preview",
    "preview_links": "preview_links",
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
    differs_url: str | None
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
    """Return the form that says when: whatever has a time keeps it unless it is changed."""
    now, zone = clock.now(), current_site().zone
    if post is not None and post.published_at and post.state is State.PUBLISHED:
        when = "later" if post.is_scheduled(now) else "now"
        return PublishForm.at(post.published_at, zone, when=when)
    # A time to come, so that a day that was forgotten publishes nothing at once.
    tomorrow = local(now).date() + timedelta(days=1)
    return PublishForm.at(datetime.combine(tomorrow, MORNING, zone), zone, when="now")


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
        open_notes=count_open(session, post.id) if post else 0,
        may_choose_bylines=policies.may_choose_bylines(actor()),
        words=words_in(form.body.data or ""),
        known_tags=tag_names(session),
        cover=item_by_key(session, form.cover.data or ""),
        recent_pictures=recent(session, RECENT_PICTURES, kind=MediaKind.IMAGE),
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
        differs_url=differs_url(post),
        is_public=post.is_due(now),
    )


def differs_url(post: Post) -> str | None:
    """Return where what readers see is compared with the newest version, if it is another."""
    if not post.has_changes:
        return None
    newest = url_for("admin.revision", post_id=post.id, number=post.head_number)
    return f"{newest}?with={post.live_number}"


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


def _warnings(form: EditorForm, post: Post | None) -> list[Advice]:
    """Return what to look at before publishing. Nothing of it hinders saving."""
    return advice_for(form.as_snapshot(), form.slug.data or "", post.id if post else None)
