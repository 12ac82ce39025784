"""Lists at the desk: what is asked for, and one page of it.

A page is found in two statements. The first reads ids from an index that holds everything
lists sort and filter by; the second reads the rows of those ids, and nothing else is read of
a hundred thousand posts.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, func, or_, select, tuple_
from sqlalchemy.orm import Session, aliased

from blog.core.actor import Actor
from blog.core.pagination import Keys, Order, Place, beyond, in_order, page_from
from blog.posts.desk_queries import Tab, in_tab, rows_by_id, theirs
from blog.posts.models import Kind, Post, PostByline, PostTag, Revision, Scope, State, Visibility
from blog.posts.title_keys import title_key

# How many texts one search reads. Titles are searched in all posts, which an index holds.
TEXTS = 500
# So many posts are looked up one by one.
FEW = 500


class Sort(StrEnum):
    """What a list is sorted by: the latest first, titles from A to Z."""

    EDITED = "edited"
    PUBLISHED = "published"
    TITLE = "title"


class Dated(StrEnum):
    """Which of its dates a post is filtered by."""

    EDITED = "edited"
    PUBLISHED = "published"


ORDERS = {
    Sort.EDITED: Order(Post.edited_at, Post.id),
    Sort.PUBLISHED: Order(Post.published_at, Post.id, Keys.MOMENTS_IF_ANY),
    Sort.TITLE: Order(Post.title_key, Post.id, Keys.WORDS),
}


@dataclass(frozen=True)
class Wanted:
    """Which posts a list is to show. ``author`` and ``tag`` are ids; ``until`` is the first
    moment that is too late. A visibility is what readers get: a draft has none yet."""

    kind: Kind
    tab: Tab = Tab.ALL
    words: tuple[str, ...] = ()
    author: int | None = None
    tag: int | None = None
    visibility: Visibility | None = None
    dated: Dated = Dated.EDITED
    since: datetime | None = None
    until: datetime | None = None
    sort: Sort = Sort.EDITED
    # Whether the words are looked for in every text, however long that takes.
    all_texts: bool = False


@dataclass(frozen=True)
class Listing:
    """One page of a list, and the places of the pages beside it (None at an end).

    A search is ``cut`` when it read the texts of the last edited posts only.
    """

    rows: Sequence[Row[Any]]
    following: Place | None = None
    previous: Place | None = None
    cut: bool = False


def desk_list(
    session: Session,
    actor: Actor,
    wanted: Wanted,
    now: datetime,
    place: Place | None,
    size: int,
) -> Listing:
    """Return one page of what somebody may see of what is wanted."""
    chosen = [in_tab(wanted.tab, now), *theirs(actor), *_filters(wanted)]
    chosen += _of_kind(wanted.kind, _few(session, wanted))
    cut = False
    if wanted.words:
        chosen, cut = _searched(session, chosen, wanted)
    found: list[Row[Any]] = []
    for part in _parts(wanted.sort, place):
        found += session.execute(part.where(*chosen).limit(size + 1 - len(found)))
        if len(found) > size:
            break
    page = page_from(found, ORDERS[wanted.sort], place, size)
    rows = rows_by_id(session, [row.id for row in page.items]) if page.items else []
    return Listing(rows, page.following, page.previous, cut=cut)


def _filters(wanted: Wanted) -> Iterator[ColumnElement[bool]]:
    if wanted.author is not None:
        yield _by(wanted.author, wanted.kind)
    if wanted.tag is not None:
        yield _tagged(wanted.tag).where(PostTag.post_id == Post.id).exists()
    if wanted.visibility is not None:
        yield and_(Post.visibility == wanted.visibility, Post.state == State.PUBLISHED)
    date = Post.edited_at if wanted.dated is Dated.EDITED else Post.published_at
    if wanted.since is not None:
        yield date >= wanted.since
    if wanted.until is not None:
        yield date < wanted.until


def _by(person_id: int, kind: Kind) -> ColumnElement[bool]:
    """Return the condition of being by somebody. A page has no name on it as a rule: there it
    is also who owns it."""
    named = _named(person_id).where(PostByline.post_id == Post.id).exists()
    return named if kind is Kind.POST else or_(named, Post.owner_id == person_id)


def _named(person_id: int) -> Select[Any]:
    of_person = (PostByline.person_id == person_id, PostByline.scope == Scope.HEAD)
    return select(PostByline.post_id).where(*of_person)


def _tagged(tag_id: int) -> Select[Any]:
    return select(PostTag.post_id).where(PostTag.tag_id == tag_id, PostTag.scope == Scope.HEAD)


def _few(session: Session, wanted: Wanted) -> Sequence[int] | None:
    """Return the posts of an author or a tag, when they are few: they are looked up one by one.

    A list of many has a page full soon, read in its own order. One of a few would be read to
    its end.
    """
    sets = [_tagged(wanted.tag)] if wanted.tag is not None else []
    if wanted.author is not None and wanted.kind is Kind.POST:
        sets.append(_named(wanted.author))
    for ids in sets:
        found = session.scalars(ids.limit(FEW + 1)).all()
        if len(found) <= FEW:
            return found
    return None


def _of_kind(kind: Kind, few: Sequence[int] | None) -> Sequence[ColumnElement[bool]]:
    if few is None:
        return (Post.kind == kind,)
    # Asked so, SQLite does not read the whole index of the list, which begins with the kind.
    return (Post.id.in_(few), func.nullif(Post.kind, "") == kind.value)


def _searched(
    session: Session, chosen: Sequence[ColumnElement[bool]], wanted: Wanted
) -> tuple[list[ColumnElement[bool]], bool]:
    """Return the conditions of what is chosen and has these words, and whether some texts were
    left out: a hundred thousand take seconds, which somebody has to ask for."""
    words = wanted.words
    if wanted.all_texts:
        return [*chosen, or_(_in_title(words), Post.id.in_(_in_text(None, words)))], False
    newest = (
        select(Post.id)
        .where(*chosen)
        .order_by(Post.edited_at.desc(), Post.id.desc())
        .limit(TEXTS + 1)
    )
    ids = session.scalars(newest).all()
    matches = or_(_in_title(words), Post.id.in_(_in_text(ids[:TEXTS], words)))
    if len(ids) > TEXTS:
        return [*chosen, matches], True
    # They are all that is chosen: nothing else need be looked at.
    return [Post.id.in_(ids), matches], False


def _in_title(words: Sequence[str]) -> ColumnElement[bool]:
    return and_(*(Post.title_key.contains(title_key(word), autoescape=True) for word in words))


def _in_text(ids: Sequence[int] | None, words: Sequence[str]) -> Select[Any]:
    """Return those of these posts, or of all, that have the words, in their text or title."""
    post = aliased(Post)
    is_head = and_(Revision.post_id == post.id, Revision.number == post.head_number)
    there = (
        or_(
            Revision.body.icontains(word, autoescape=True),
            Revision.title.icontains(word, autoescape=True),
        )
        for word in words
    )
    found = select(post.id).join(Revision, is_head).where(*there)
    return found if ids is None else found.where(post.id.in_(ids))


def _parts(sort: Sort, place: Place | None) -> Iterator[Select[Any]]:
    """Give the parts of the list that the page may lie in, in the order in which it goes on.

    Databases disagree about where a post stands that was never published. Here it follows
    those that were, as a part of its own.
    """
    order, back = ORDERS[sort], place is not None and place.back
    key, upwards = order.key, order.rises(place)
    keyed = in_order(select(Post.id, key), (key, Post.id), upwards)
    never = in_order(select(Post.id, key), (Post.id,), upwards)
    if sort is Sort.PUBLISHED:
        keyed, never = keyed.where(key.is_not(None)), never.where(key.is_(None))
    if place is not None and place.key is None:
        yield never.where(beyond(Post.id, place.id, upwards))
        if back:
            yield keyed
        return
    if place is not None:
        keyed = keyed.where(beyond(tuple_(key, Post.id), tuple_(place.key, place.id), upwards))
    yield keyed
    if sort is Sort.PUBLISHED and not back:
        yield never
