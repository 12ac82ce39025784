"""Rows as the templates of the public pages want them: with addresses, grouped and nested."""

import re
from calendar import month_name
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from html import unescape
from typing import Any

from flask import request, url_for
from markupsafe import Markup
from sqlalchemy import Row

from blog.auth.models import Person
from blog.core.html import Rendered
from blog.core.pagination import Page, Place
from blog.posts.covers import Cover, cover_of
from blog.posts.models import Kind, Post
from blog.posts.snapshot import Snapshot
from blog.site.formats import local
from blog.tags.queries import tag_slug

MEANINGFUL_UPDATE_DAYS = 1
# A shorter piece is a note, and begins as quietly as it ends.
FEWEST_WORDS = 150
# So that three lines stand beside an initial where they are longest, at some 66 signs each.
SHORTEST_OPENING = 200
# Enough of a paragraph to count that many signs between its tags.
ENOUGH = 4_000
# The first paragraph as the renderer writes it, a note in the margin before it, and what
# follows: it is a list that the paragraph leads to.
OPENING = re.compile(
    r'(?:<aside class="margin-note"[^>]*>.*?</aside>\s*)?'
    r"<p(?: [^>]*)?>(?P<text>.+?)</p>\s*(?P<list><[uod]l\b)?",
    re.DOTALL,
)
TAG = re.compile(r"<[^>]*>")


@dataclass(frozen=True)
class Byline:
    name: str
    handle: str

    @property
    def url(self) -> str:
        return url_for("posts.author", handle=self.handle)


@dataclass(frozen=True)
class Topic:
    name: str
    slug: str

    @property
    def url(self) -> str:
        return url_for("posts.topic", slug=self.slug)


@dataclass(frozen=True)
class Entry:
    """A post as a line in a list."""

    title: str
    url: str
    summary: str
    published_at: datetime
    tag: Topic | None
    bylines: tuple[Byline, ...]
    words: int
    cover: Cover | None


@dataclass(frozen=True)
class Listing:
    """One page of a list, and the addresses of the pages beside it."""

    entries: Sequence[Entry]
    older_url: str | None
    newer_url: str | None


@dataclass(frozen=True)
class TocItem:
    id: str
    text: str
    children: tuple["TocItem", ...] = ()


@dataclass(frozen=True)
class PostPage:
    """A post or page as its own page shows it."""

    kind: str
    title: str
    summary: str
    excerpt: str
    html: Markup
    toc: tuple[TocItem, ...]
    words: int
    has_initial: bool
    published_at: datetime | None
    updated_at: datetime | None
    bylines: tuple[Byline, ...]
    tags: tuple[Topic, ...]
    url: str
    visibility: str
    cover: Cover | None


def entry_of(row: Row[Any]) -> Entry:
    topics = topics_of(row.tags)
    return Entry(
        title=row.title,
        url=url_for("posts.show", slug=row.slug),
        summary=row.summary,
        published_at=row.published_at,
        tag=topics[0] if topics else None,
        bylines=bylines_of(row.bylines),
        words=row.words,
        cover=cover_of(row.cover),
    )


def listing_of(page: Page[Row[Any]], endpoint: str, **values: Any) -> Listing:
    def url(place: Place | None) -> str | None:
        if place is None:
            return None
        side: dict[str, Any] = {"after" if place.back else "before": str(place)}
        return url_for(endpoint, **values, **side)

    return Listing([entry_of(row) for row in page.items], url(page.following), url(page.previous))


def post_page(post: Post) -> PostPage:
    return PostPage(
        kind=post.kind.value,
        title=post.title,
        summary=post.summary,
        excerpt=post.summary or post.excerpt,
        # Sanitised when it was published; blog/core/html.py is the only source of this column.
        html=Markup(post.html),  # noqa: S704
        toc=toc_of(post.headings),
        words=post.words,
        has_initial=has_initial(post.kind, post.words, post.html or ""),
        published_at=post.published_at,
        updated_at=_meaningful_update(post),
        bylines=bylines_of(post.bylines),
        tags=topics_of(post.tags),
        url=url_for("posts.show", slug=post.slug),
        visibility=post.visibility.value,
        cover=cover_of(post.cover),
    )


def preview_page(
    kind: Kind,
    snapshot: Snapshot,
    rendered: Rendered,
    people: Sequence[Person],
    published_at: datetime | None,
    cover: Cover | None = None,
) -> PostPage:
    """Return a text that nobody has published yet as its own page would show it."""
    headings = [{"level": h.level, "id": h.id, "text": h.text} for h in rendered.headings]
    return PostPage(
        kind=kind.value,
        title=snapshot.title,
        summary=snapshot.summary,
        excerpt=snapshot.summary or rendered.excerpt,
        html=Markup(rendered.html),  # noqa: S704 - sanitised by the renderer
        toc=toc_of(headings),
        words=rendered.words,
        has_initial=has_initial(kind, rendered.words, rendered.html),
        published_at=published_at,
        updated_at=None,
        bylines=tuple(Byline(person.name, person.handle) for person in people),
        tags=tuple(Topic(name, tag_slug(name)) for name in snapshot.tags if tag_slug(name)),
        # Nothing in a preview leads to an address that is not there yet.
        url="",
        visibility=snapshot.visibility.value,
        cover=cover,
    )


def has_initial(kind: Kind, words: int, html: str) -> bool:
    """Say whether a large initial can stand at the beginning of rendered HTML.

    It needs a letter of prose: what begins with a name such as npm or v1.0 would be torn,
    and a link or emphasis would colour or slant it. And lines to stand beside it.
    """
    if kind is not Kind.POST or words < FEWEST_WORDS:
        return False
    opening = OPENING.match(html)
    if opening is None or opening["list"]:
        return False
    first = opening["text"][0]
    if not first.isalpha() or first.islower():
        return False
    return len(unescape(TAG.sub("", opening["text"][:ENOUGH]))) >= SHORTEST_OPENING


def _meaningful_update(post: Post) -> datetime | None:
    """Return when a post was last changed, unless it was on the day that it appeared."""
    if post.updated_at is None or post.published_at is None:
        return None
    later = (post.updated_at - post.published_at).days >= MEANINGFUL_UPDATE_DAYS
    return post.updated_at if later else None


def bylines_of(stored: Iterable[dict[str, Any]]) -> tuple[Byline, ...]:
    return tuple(Byline(item["name"], item["handle"]) for item in stored)


def topics_of(stored: Iterable[dict[str, Any]]) -> tuple[Topic, ...]:
    return tuple(Topic(item["name"], item["slug"]) for item in stored)


def toc_of(headings: Sequence[dict[str, Any]]) -> tuple[TocItem, ...]:
    """Return the sections and their subsections; none for a text with fewer than two."""
    sections: list[tuple[dict[str, Any], list[TocItem]]] = []
    for heading in headings:
        if heading["level"] == 2:
            sections.append((heading, []))
        elif heading["level"] == 3 and sections:
            sections[-1][1].append(TocItem(heading["id"], heading["text"]))
    if len(sections) < 2:
        return ()
    return tuple(TocItem(head["id"], head["text"], tuple(subs)) for head, subs in sections)


def by_year(entries: Iterable[Entry]) -> list[tuple[int, list[Entry]]]:
    years: dict[int, list[Entry]] = {}
    for entry in entries:
        years.setdefault(local(entry.published_at).year, []).append(entry)
    return list(years.items())


@dataclass(frozen=True)
class MonthTotal:
    name: str
    url: str
    total: int


@dataclass(frozen=True)
class YearTotal:
    year: int
    url: str
    total: int
    months: tuple[MonthTotal, ...]


def archive_index(times: Iterable[datetime]) -> list[YearTotal]:
    """Count publications by local month, the newest year first."""
    counts = Counter((there.year, there.month) for there in map(local, times))
    years: dict[int, list[MonthTotal]] = {}
    for (year, month), total in sorted(counts.items(), key=lambda item: (-item[0][0], item[0][1])):
        name = month_name[month]
        url = url_for("posts.archive_month", year=year, month=month)
        years.setdefault(year, []).append(MonthTotal(name, url, total))
    return [
        YearTotal(
            year,
            url_for("posts.archive_year", year=year),
            sum(month.total for month in months),
            tuple(months),
        )
        for year, months in years.items()
    ]


def place_of_request() -> Place | None:
    return Place.parse(request.args.get("before"), request.args.get("after"))
