"""The list of tags, as its address asks for it or after something was done with picked ones."""

from collections.abc import Collection, Mapping, Sequence

from flask import Response, url_for

from blog.admin.desk import actor
from blog.admin.list_screen import Outcome
from blog.core.database import db
from blog.core.errors import Forbidden
from blog.core.forms import one_line, page
from blog.posts.tagging import ONLY_EDITORS, TagLine, may_keep_tags, tag_lines
from blog.tags.queries import tag_names_by_id

LONGEST_QUERY = 100


def check_may_keep_tags() -> None:
    if not may_keep_tags(actor()):
        raise Forbidden(ONLY_EDITORS)


def tags_page(
    arguments: Mapping[str, str],
    *,
    picked: Collection[int] = (),
    target_id: int | None = None,
    problem: str = "",
    outcome: Outcome | None = None,
) -> Response:
    """Show the tags that have a part in their names. ``target_id`` is what was chosen to merge
    into, 0 for nothing; ``problem`` is why nothing was done with the picked ones."""
    session, part = db.session(), one_line(arguments.get("q"))[:LONGEST_QUERY]
    lines = tag_lines(session, part)
    all_picked = arguments.get("pick") == "all"
    query = part or None
    return page(
        "admin/tags.html",
        lines=lines,
        q=part,
        picked={line.id for line in lines} if all_picked else picked,
        pick_url=url_for("admin.tags", q=query, pick=None if all_picked else "all"),
        here=url_for("admin.tags", q=query),
        targets=tag_names_by_id(session),
        target_id=target_id,
        problem=problem,
        outcome=outcome,
    )


def deletion_page(lines: Sequence[TagLine], delete_url: str, back_url: str) -> Response:
    """Say what goes with tags before they are deleted."""
    return page("admin/tag_delete.html", tags=lines, delete_url=delete_url, back_url=back_url)
