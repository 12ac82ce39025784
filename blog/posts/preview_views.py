"""What a preview link shows: a post that is not published yet, to whoever has the address.

No account and no session is asked for, nothing keeps the page, and nothing in it leads away
but what the author linked to. Whatever is wrong with a link, the answer is the same.
"""

from flask import Blueprint, Response, abort, g, render_template
from flask.typing import ResponseReturnValue

from blog.auth.queries import people_by_id
from blog.core import clock
from blog.core.database import db, end_reading
from blog.posts.kept_renderings import kept_renderings
from blog.posts.presenters import PostPage, preview_page
from blog.posts.preview_links import Shared, shared_at
from blog.site.context import house_style

HEADERS = {
    "Cache-Control": "no-store",
    "X-Robots-Tag": "noindex, nofollow",
    # The sites that the text links to are not told where it can be read.
    "Referrer-Policy": "no-referrer",
}

bp = Blueprint("previews", __name__)


@bp.after_request
def _keep_quiet(response: Response) -> Response:
    response.headers.update(HEADERS)
    return response


@bp.get("/preview/<token>")
def show(token: str) -> ResponseReturnValue:
    g.now = clock.now()
    shared = shared_at(db.session(), token, g.now)
    if shared is None:
        abort(404)
    return render_template("posts/shared_preview.html", post=_page(shared), shared=shared)


def _page(shared: Shared) -> PostPage:
    """Render what a link shows, in the site's own style and outside of any transaction."""
    snapshot, style = shared.snapshot, house_style()
    end_reading()
    rendered = kept_renderings.render(snapshot.body, style)
    people = people_by_id(db.session(), snapshot.bylines)
    names = [people[number] for number in snapshot.bylines if number in people]
    return preview_page(shared.kind, snapshot, rendered, names, shared.published_at)
