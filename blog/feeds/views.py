"""The Atom feed (RFC 4287)."""

from flask import Blueprint, Response, g, make_response, render_template

from blog.core.database import db
from blog.core.html import for_feed
from blog.posts import queries
from blog.posts.freshness import current_freshness, make_public
from blog.posts.presenters import post_page

FEED_SIZE = 20

bp = Blueprint("feeds", __name__)
make_public(bp)


@bp.get("/feed.atom")
def atom() -> Response:
    posts = queries.feed_posts(db.session(), g.now, FEED_SIZE)
    changed = [post.updated_at for post in posts if post.updated_at]
    text = render_template(
        "feeds/atom.xml",
        entries=[
            {
                "id": post.id,
                "page": post_page(post),
                "html": for_feed(post.html),
                "updated_at": post.updated_at,
            }
            for post in posts
        ],
        updated_at=max(changed, default=current_freshness().changed_at),
    )
    response = make_response(text)
    response.headers["Content-Type"] = "application/atom+xml; charset=utf-8"
    return response
