"""What the desk says before something is published: about its address, tags and text."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from flask import current_app
from sqlalchemy.orm import Session
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect

from blog.core import clock
from blog.core.database import db
from blog.core.markdown.contents import contents_of
from blog.core.markdown.media import Picture, Shown
from blog.core.slugs import is_reserved, make_slug
from blog.media.resolving import shown
from blog.posts import desk_queries
from blog.posts.link_targets import Target, known_handles, shown_tags, targets_of_posts
from blog.posts.links import kept_path
from blog.posts.media_uses import keys_of
from blog.posts.snapshot import Snapshot
from blog.posts.warnings import Advice, advice_on, paths_in, says_enough
from blog.site.context import house_style
from blog.tags.queries import tag_slug


def advice_for(snapshot: Snapshot, typed_slug: str, post_id: int | None) -> list[Advice]:
    """Return everything that is to be said before this is published. Nothing of it blocks.

    ``typed_slug`` is what stands in the field: what makes no slug is not in the snapshot.
    """
    session, style = db.session(), house_style()
    contents = contents_of(snapshot.body, style)
    paths = paths_in(contents, style)
    targets = _targets(session, paths, snapshot, post_id)
    library = shown(session, keys_of(snapshot))
    return [
        *map(Advice, _on_address(session, snapshot, typed_slug, post_id)),
        *map(Advice, _on_tags(snapshot)),
        *map(Advice, _on_cover(snapshot, library)),
        *advice_on(contents, snapshot.summary, targets, style, library),
    ]


def _on_cover(snapshot: Snapshot, library: Mapping[str, Shown]) -> Iterator[str]:
    cover = library.get(snapshot.cover)
    if snapshot.cover and not isinstance(cover, Picture):
        yield "The cover is no picture of the library, so readers see none. Choose another one."
    elif snapshot.cover and not says_enough(cover):
        yield (
            "The cover has no description for those who do not see it. Write one in the library."
        )


def _on_address(
    session: Session, snapshot: Snapshot, typed_slug: str, post_id: int | None
) -> Iterator[str]:
    slug = snapshot.slug
    if slug and is_reserved(slug):
        yield f"“{slug}” is an address of the site itself. Choose another slug."
    elif slug and (holder := desk_queries.holder_of(session, slug, post_id)) is not None:
        yield f"“{slug}” is the address of “{holder}”. Choose another slug."
    if typed_slug.strip() and not slug:
        yield "A slug needs letters or digits. Without one, the title makes it."
    if snapshot.title and not slug and not make_slug(snapshot.title):
        yield "The title has no letters to make an address of. Without a slug it gets a number."


def _on_tags(snapshot: Snapshot) -> Iterator[str]:
    for name in snapshot.tags:
        if not tag_slug(name):
            yield f"“{name}” cannot be a tag: it has no letters or digits."


@dataclass(frozen=True)
class Page:
    """Which page an address of this site is of: its view, and what names the thing on it."""

    endpoint: str
    name: str = ""


def _targets(
    session: Session, paths: Sequence[str], snapshot: Snapshot, post_id: int | None
) -> dict[str, Target]:
    """Return what readers find at paths of this site, be it a post or another page."""
    if not paths:
        return {}
    pages = {path: _page_at(path) for path in paths}
    at_top = {path: kept_path(path) for path, page in pages.items() if _may_be_post(page)}
    names = set(at_top.values()) | ({snapshot.slug} if snapshot.slug else set())
    posts = targets_of_posts(session, names, clock.now(), post_id)
    if snapshot.slug:
        # It has that address as soon as it is published.
        posts[snapshot.slug] = Target.FOUND
    others = _other_targets(session, pages, {tag_slug(name) for name in snapshot.tags})
    return {path: posts[at_top[path]] if path in at_top else others[path] for path in paths}


def _page_at(path: str) -> Page | None:
    """Return the page at a path, None when the site has no address like it."""
    try:
        endpoint, values = current_app.url_map.bind("").match(path, method="GET")
    except RequestRedirect as elsewhere:
        return Page("redirect", elsewhere.new_url)
    except HTTPException:
        return None
    return Page(endpoint, str(values.get("slug") or values.get("handle") or ""))


def _may_be_post(page: Page | None) -> bool:
    # An address that a post had on another site may look like none of ours.
    return page is None or page.endpoint == "posts.show"


def _other_targets(
    session: Session, pages: dict[str, Page | None], own_tags: Collection[str]
) -> dict[str, Target]:
    known = [page for page in pages.values() if page is not None]
    tags = {page.name for page in known if page.endpoint == "posts.topic"}
    handles = {page.name for page in known if page.endpoint == "posts.author"}
    shown = {
        "posts.topic": shown_tags(session, tags, clock.now()) | set(own_tags),
        "posts.author": known_handles(session, handles),
    }
    return {path: _target_of(page, shown) for path, page in pages.items() if page is not None}


def _target_of(page: Page, shown: dict[str, set[str]]) -> Target:
    if page.endpoint.startswith("admin."):
        return Target.DESK
    names = shown.get(page.endpoint)
    return Target.FOUND if names is None or page.name.lower() in names else Target.NOWHERE
