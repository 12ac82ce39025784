"""The page that publishes what is saved: for browsers without popovers, and from elsewhere."""

from dataclasses import dataclass
from datetime import datetime

from flask import Response, url_for

from blog.admin import editor_screen as screen
from blog.admin.advice import advice_for
from blog.admin.presenters import Status, status_of
from blog.core import clock
from blog.core.forms import page
from blog.posts.models import Post, State
from blog.posts.publish_form import PublishForm
from blog.posts.snapshot import snapshot_of
from blog.site.context import current_site


@dataclass(frozen=True)
class PublishablePost:
    """A post as the page that publishes it shows it."""

    kind: str
    title: str
    status: Status
    head_number: int
    edited_at: datetime
    published_at: datetime | None
    has_changes: bool
    differs_url: str | None
    is_public: bool


def publication(post: Post, publish_form: PublishForm | None = None, status: int = 200) -> Response:
    """Show what would be published, what there is to say about it, and the choice of when."""
    now, head = clock.now(), screen.head_of(post)
    snapshot = snapshot_of(head)
    shown = PublishablePost(
        kind=post.kind.value,
        title=head.title,
        status=status_of(post, post.visibility, now),
        head_number=post.head_number,
        edited_at=post.edited_at,
        published_at=post.published_at,
        has_changes=post.has_changes,
        differs_url=screen.differs_url(post),
        is_public=post.is_due(now),
    )
    return page(
        "admin/publication.html",
        status,
        post=shown,
        publish_form=publish_form or screen.publish_form_of(post),
        first_published_at=None if post.state is State.PUBLISHED else post.published_at,
        warnings=advice_for(snapshot, snapshot.slug, post.id),
        time_zone=current_site().time_zone,
        urls={
            "publish": url_for("admin.publish", post_id=post.id),
            "unpublish": url_for("admin.unpublish", post_id=post.id),
            "edit": url_for("admin.edit", post_id=post.id),
        },
    )
