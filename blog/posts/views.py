"""The public pages of posts: home, post, topics, authors, archive."""

from calendar import month_name
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from flask import Blueprint, abort, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from blog.core.caching import kept
from blog.core.database import db
from blog.core.slugs import LONGEST_SLUG
from blog.posts import queries
from blog.posts.freshness import current_freshness, make_public
from blog.posts.links import kept_path
from blog.posts.models import Kind
from blog.posts.presenters import (
    Entry,
    YearTotal,
    archive_index,
    by_year,
    entry_of,
    listing_of,
    place_of_request,
    post_page,
)
from blog.site.context import NavigationLink, current_site, navigation_links
from blog.site.errors import former_addresses, suggestions
from blog.tags.queries import tag_of_alias

HOME_SIZE = 12
RECENT = 5
LIST_SIZE = 30
ARCHIVE_SIZE = 100
SUGGESTIONS = 3

bp = Blueprint("posts", __name__)
make_public(bp)


@bp.get("/")
def home() -> ResponseReturnValue:
    place = place_of_request()
    page = queries.newest_posts(db.session(), g.now, place, HOME_SIZE)
    listing = listing_of(page, "posts.home")
    entries = list(listing.entries)
    first = place is None
    return render_template(
        "posts/home.html",
        title_page=first,
        listing=listing,
        lead=entries[0] if first and entries else None,
        recent=entries[1 : 1 + RECENT] if first else entries,
        earlier=entries[1 + RECENT :] if first else [],
    )


@bp.get("/<slug>")
def show(slug: str) -> ResponseReturnValue:
    # Nothing longer was ever stored, and PostgreSQL cannot compare a text with a NUL in it.
    possible = len(slug) <= LONGEST_SLUG and "\x00" not in slug
    found = queries.post_at(db.session(), slug) if possible else None
    if found is None:
        abort(404)
    post = found.post
    if not post.is_readable(g.now):
        abort(410 if post.was_taken_away(g.now) else 404)
    if not found.is_current:
        return redirect(url_for("posts.show", slug=post.slug), 301)
    newer, older = (None, None)
    if post.kind is Kind.POST:
        newer, older = queries.neighbours(db.session(), post, g.now)
    return render_template(
        "posts/post.html",
        post=post_page(post),
        newer=entry_of(newer) if newer else None,
        older=entry_of(older) if older else None,
    )


@bp.get("/tags/")
def topics() -> ResponseReturnValue:
    found = _tag_totals()
    return render_template(
        "posts/topics.html",
        topics=[
            {"name": tag.name, "url": url_for("posts.topic", slug=tag.slug), "total": tag.total}
            for tag in found
        ],
    )


@bp.get("/tags/<slug>")
def topic(slug: str) -> ResponseReturnValue:
    tag = next((tag for tag in _tag_totals() if tag.slug == slug), None)
    if tag is None:
        return _moved_topic(slug)
    page = queries.posts_with_tag(db.session(), g.now, tag.id, place_of_request(), LIST_SIZE)
    listing = listing_of(page, "posts.topic", slug=slug)
    this_year, older = _split(listing.entries)
    return render_template(
        "posts/topic.html",
        tag={
            "name": tag.name,
            "slug": tag.slug,
            "description": tag.description,
            "url": url_for("posts.topic", slug=slug),
        },
        total=tag.total,
        since=tag.since,
        listing=listing,
        this_year=this_year,
        older=older,
    )


def _moved_topic(slug: str) -> ResponseReturnValue:
    """Lead from a former slug to the tag that it became, if readers may see that."""
    became = tag_of_alias(db.session(), slug)
    if became is None or became.slug not in {tag.slug for tag in _tag_totals()}:
        abort(404)
    return redirect(url_for("posts.topic", slug=became.slug), 301)


@bp.get("/authors/<handle>")
def author(handle: str) -> ResponseReturnValue:
    totals = kept(
        "author totals",
        current_freshness().key,
        lambda: queries.author_totals(db.session(), g.now),
    )
    person = next((p for p in totals if p.handle.lower() == handle.lower()), None)
    if person is None:
        abort(404)
    if person.handle != handle:
        return redirect(url_for("posts.author", handle=person.handle), 301)
    page = queries.posts_by_person(db.session(), g.now, person.id, place_of_request(), LIST_SIZE)
    listing = listing_of(page, "posts.author", handle=handle)
    this_year, older = _split(listing.entries)
    return render_template(
        "posts/author.html",
        person=person,
        total=person.total,
        listing=listing,
        this_year=this_year,
        older=older,
    )


@bp.get("/archive")
def archive() -> ResponseReturnValue:
    page = queries.newest_posts(db.session(), g.now, place_of_request(), ARCHIVE_SIZE)
    listing = listing_of(page, "posts.archive")
    index = _archive_index()
    return render_template(
        "posts/archive.html",
        heading="Everything, newest first",
        period="all",
        total=sum(year.total for year in index),
        years=by_year(listing.entries),
        listing=listing,
        index=index,
    )


@bp.get("/archive/<int:year>")
def archive_year(year: int) -> ResponseReturnValue:
    return _archive_of(str(year), "posts.archive_year", year=year)


@bp.get("/archive/<int:year>/<int:month>")
def archive_month(year: int, month: int) -> ResponseReturnValue:
    if not 1 <= month <= 12:
        abort(404)
    heading = f"{month_name[month]} {year}"
    return _archive_of(heading, "posts.archive_month", year=year, month=month)


def _archive_of(heading: str, endpoint: str, year: int, month: int | None = None) -> str:
    """Render the archive of one year or one month; 404 when nothing appeared in it."""
    index = _archive_index()
    in_year = next((item for item in index if item.year == year), None)
    if in_year is None:
        abort(404)
    values: dict[str, Any] = {"year": year} if month is None else {"year": year, "month": month}
    url = url_for(endpoint, **values)
    total = in_year.total
    if month is not None:
        total = next((item.total for item in in_year.months if item.url == url), 0)
    if not total:
        abort(404)
    start, end = _span(year, month)
    page = queries.posts_between(db.session(), g.now, start, end, place_of_request(), ARCHIVE_SIZE)
    listing = listing_of(page, endpoint, **values)
    return render_template(
        "posts/archive.html",
        heading=heading,
        period="year" if month is None else "month",
        total=total,
        years=by_year(listing.entries),
        listing=listing,
        index=index,
    )


def _span(year: int, month: int | None) -> tuple[datetime, datetime]:
    """Return the first moment of a year or month in the site's time zone, and of the next."""
    zone = current_site().zone
    start = datetime(year, month or 1, 1, tzinfo=zone)
    if month is None or month == 12:
        return start, datetime(year + 1, 1, 1, tzinfo=zone)
    return start, datetime(year, month + 1, 1, tzinfo=zone)


def _tag_totals() -> list[queries.TagTotal]:
    return kept(
        "tag totals", current_freshness().key, lambda: queries.tag_totals(db.session(), g.now)
    )


def _archive_index() -> list[YearTotal]:
    def count() -> list[YearTotal]:
        return archive_index(queries.publication_times(db.session(), g.now))

    return kept("archive index", current_freshness().key, count)


def _split(
    entries: Sequence[Entry],
) -> tuple[list[Entry], list[tuple[int, list[Entry]]]]:
    """Return the newest year on a page as full entries, and the ones before it by year."""
    years = by_year(entries)
    return (years[0][1], years[1:]) if years else ([], [])


@suggestions.register
def newest() -> Sequence[Entry]:
    """Return what a reader may like instead of a page that is not there."""

    def read() -> list[Entry]:
        page = queries.newest_posts(db.session(), g.now, None, SUGGESTIONS)
        return [entry_of(row) for row in page.items]

    return kept("suggestions", current_freshness().key, read)


@former_addresses.register
def former_address(path: str) -> str | None:
    """Return where a post is now that had this path on another site."""
    current_freshness()
    place = kept_path(path)
    found = queries.post_at(db.session(), place) if place else None
    if found is None or not found.post.is_readable(g.now):
        return None
    return url_for("posts.show", slug=found.post.slug)


@navigation_links.register
def navigation() -> Sequence[NavigationLink]:
    """Return the ways into the posts, and the public pages."""

    def read() -> list[NavigationLink]:
        pages = queries.listed_pages(db.session(), g.now)
        return [
            NavigationLink("Archive", url_for("posts.archive")),
            NavigationLink("Topics", url_for("posts.topics")),
            *(NavigationLink(p.title, url_for("posts.show", slug=p.slug)) for p in pages),
        ]

    return kept("navigation", current_freshness().key, read)
