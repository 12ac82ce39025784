"""The Atom feed (RFC 4287)."""

import re

from flask import Blueprint, Response, g, make_response, render_template
from markupsafe import Markup

from blog.core.database import db
from blog.core.html import for_feed
from blog.core.templating import site_url
from blog.posts import queries
from blog.posts.covers import cover_of
from blog.posts.freshness import current_freshness, make_public
from blog.posts.models import Post
from blog.posts.presenters import post_page
from blog.site.context import current_site

FEED_SIZE = 20
# What XML 1.0 has no way to say, not even as a reference.
NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

bp = Blueprint("feeds", __name__)
make_public(bp)


@bp.get("/feed.atom")
def atom() -> Response:
    posts = queries.feed_posts(db.session(), g.now, FEED_SIZE)
    changed = [post.updated_at for post in posts if post.updated_at]
    # Not when anything changed: with nothing to read, that would be something hidden.
    begun = current_site().set_up_at or current_freshness().changed_at
    text = render_template(
        "feeds/atom.xml",
        entries=[
            {
                "id": post.id,
                "page": post_page(post),
                "html": for_feed(_with_cover(post), site_url("")),
                "updated_at": post.updated_at,
            }
            for post in posts
        ],
        updated_at=max(changed, default=begun),
    )
    response = make_response(NOT_XML.sub("", text))
    response.headers["Content-Type"] = "application/atom+xml; charset=utf-8"
    return response


def _with_cover(post: Post) -> str:
    """Return the HTML of a post with its cover above it, as its page has it."""
    cover = cover_of(post.cover)
    if cover is None:
        return post.html
    said = " ".join(filter(None, (cover.caption, cover.credit)))
    below = Markup("<figcaption>{}</figcaption>").format(said) if said else ""
    return f"<figure>{cover.plate()}{below}</figure>{post.html}"
