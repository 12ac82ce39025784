"""What the template of the history needs: the list, and one version or two of them compared."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import Response, abort, url_for

from blog.admin import editor_screen as screen
from blog.admin.presenters import cover_name, version_of
from blog.admin.versions import days_of
from blog.auth.models import Person
from blog.auth.queries import people_by_id
from blog.core.database import db
from blog.core.forms import page
from blog.posts import desk_queries
from blog.posts.comparison import ListComparison, SnapshotComparison, compare_snapshots
from blog.posts.desk_queries import REMOVED, HistoryLine
from blog.posts.forms import VISIBILITIES
from blog.posts.history_forms import NameForm
from blog.posts.models import Post, Revision
from blog.posts.snapshot import snapshot_of


@dataclass(frozen=True)
class Asked:
    """Which version is to be shown, and against which: 0 for the one before it. ``whole`` asks
    for its text instead."""

    number: int
    against: int = 0
    whole: bool = False


@dataclass(frozen=True)
class Compared:
    """Two versions, the older first, and what became of the one in the other."""

    old: HistoryLine
    new: HistoryLine
    changes: SnapshotComparison
    bylines: ListComparison[str] | None
    visible_to: tuple[str, str] | None
    cover: tuple[str, str] | None
    tags_now: tuple[str, ...]
    bylines_now: tuple[str, ...]


def history(post: Post, asked: Asked, form: NameForm | None = None, status: int = 200) -> Response:
    """Show one version of a post in its history; 404 for one that it does not have."""
    lines = {line.number: line for line in desk_queries.history(db.session(), post.id)}
    shown = _revision(post, asked.number)
    before = next((number for number in lines if number < shown.number), 0)
    against = before if asked.against in {0, shown.number} else asked.against
    compared = None if asked.whole or not against else _compared(post, lines, shown, against)
    people = people_by_id(db.session(), shown.bylines)
    return page(
        "admin/revisions.html",
        status,
        post={"id": post.id, "kind": post.kind.value, "title": screen.head_of(post).title},
        days=days_of(tuple(lines.values()), post, shown.number),
        versions=lines,
        shown=version_of(shown, people),
        line=lines[shown.number],
        compared=compared,
        against=against,
        form=form or NameForm(formdata=None, data={"name": shown.name}),
        urls=_urls(post, shown.number),
    )


def _revision(post: Post, number: int) -> Revision:
    revision = desk_queries.revision(db.session(), post.id, number)
    if revision is None:
        abort(404)
    return revision


def _compared(
    post: Post, lines: Mapping[int, HistoryLine], shown: Revision, against: int
) -> Compared:
    other = _revision(post, against)
    old, new = sorted((shown, other), key=lambda revision: revision.number)
    changes = compare_snapshots(snapshot_of(old), snapshot_of(new))
    people = people_by_id(db.session(), {*old.bylines, *new.bylines})
    shapes = dict(VISIBILITIES)
    seen = changes.visibility
    return Compared(
        lines[old.number],
        lines[new.number],
        changes,
        _named(changes.bylines, people) if changes.bylines else None,
        (shapes[seen[0].value], shapes[seen[1].value]) if seen else None,
        (cover_name(old.cover), cover_name(new.cover)) if changes.cover else None,
        tuple(new.tags),
        _names(new.bylines, people),
    )


def _named(bylines: ListComparison[int], people: Mapping[int, Person]) -> ListComparison[str]:
    added, removed = _names(bylines.added, people), _names(bylines.removed, people)
    return ListComparison(added, removed, bylines.reordered)


def _names(ids: Sequence[int], people: Mapping[int, Person]) -> tuple[str, ...]:
    return tuple(people[i].name if i in people else REMOVED for i in ids)


def _urls(post: Post, number: int) -> dict[str, str | None]:
    place: dict[str, Any] = {"post_id": post.id, "number": number}
    is_head = number == post.head_number
    return {
        "this": url_for("admin.revision", **place),
        "whole": url_for("admin.revision", **place, show="text"),
        "name": url_for("admin.name_revision", **place),
        "restore": None if is_head else url_for("admin.restore_revision", **place),
    }
