"""What a preview link shows: a post that is not published yet, to whoever has the address.

No account and no session is asked for, nothing keeps the page, and nothing in it leads away
but what the author linked to. Whatever is wrong with a link, the answer is the same.
"""

import re

from flask import Blueprint, Response, abort, g, render_template
from flask.typing import ResponseReturnValue

from blog.auth.queries import people_by_id
from blog.core import clock
from blog.core.database import db, end_reading
from blog.media.addresses import DIGITS, PREFIX
from blog.media.queries import items_by_keys
from blog.media.resolving import shown_as
from blog.media.serving import answer
from blog.posts.covers import preview_cover
from blog.posts.kept_renderings import kept_renderings
from blog.posts.media_uses import keys_of
from blog.posts.presenters import PostPage, preview_page
from blog.posts.preview_links import Shared, shared_at
from blog.site.context import house_style

HEADERS = {
    "Cache-Control": "no-store",
    "X-Robots-Tag": "noindex, nofollow",
    # The sites that the text links to are not told where it can be read.
    "Referrer-Policy": "no-referrer",
}

TAG = re.compile(r"<[^>]*>")

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
    page = render_template("posts/shared_preview.html", post=_page(shared), shared=shared)
    return _through_link(page, token, keys_of(shared.snapshot))


@bp.get(f"/preview/<token>{PREFIX}/<key>/<digest>/<filename>")
def show_file(token: str, key: str, digest: str, filename: str) -> ResponseReturnValue:
    """Answer with a file that the text behind a link shows, as long as the link is open."""
    shared = shared_at(db.session(), token, clock.now())
    if shared is None or key not in keys_of(shared.snapshot):
        abort(404)
    item = items_by_keys(db.session(), [key]).get(key)
    if item is None or item.digest[:DIGITS] != digest:
        abort(404)
    response = answer(item, filename, is_public=False)
    if (place := response.headers.get("Location", "")).startswith(PREFIX):
        response.headers["Location"] = f"/preview/{token}{place}"
    return response


def _through_link(page: str, token: str, keys: tuple[str, ...]) -> str:
    """Let the files that a text shows be asked for by its link: no one else may have them."""
    if not keys:
        return page
    address = re.compile(rf"(?<=[\" ]){PREFIX}/(?={'|'.join(keys)})")
    return TAG.sub(lambda tag: address.sub(f"/preview/{token}{PREFIX}/", tag[0]), page)


def _page(shared: Shared) -> PostPage:
    """Render what a link shows, in the site's own style and outside of any transaction."""
    snapshot, style = shared.snapshot, house_style()
    items = items_by_keys(db.session(), keys_of(snapshot))
    shown = {key: shown_as(item) for key, item in items.items()}
    cover = preview_cover(snapshot, items)
    end_reading()
    rendered = kept_renderings.render(snapshot.body, style, shown)
    people = people_by_id(db.session(), snapshot.bylines)
    names = [people[number] for number in snapshot.bylines if number in people]
    return preview_page(shared.kind, snapshot, rendered, names, shared.published_at, cover)
