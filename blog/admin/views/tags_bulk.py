"""What is done with the tags that are picked in their list: merge them into one, delete them."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from flask import Response, redirect, request, url_for
from flask.typing import ResponseReturnValue

from blog.admin.desk import actor, bp
from blog.admin.list_screen import Outcome, Refusal
from blog.admin.messages import tell, tell_refusal
from blog.admin.picking import picked, why_not
from blog.admin.tag_screen import check_may_keep_tags, deletion_page, tags_page
from blog.auth.targets import safe_target
from blog.core import clock
from blog.core.database import db, end_reading
from blog.core.errors import DomainError
from blog.core.templating import plural, shorten
from blog.posts.bulk_tagging import Result, delete_all, merge_all
from blog.posts.forms import number_of
from blog.posts.tagging import tag_lines
from blog.tags.actions import GONE
from blog.tags.forms import CHOOSE_TARGET
from blog.tags.models import Tag

# Each takes a transaction, and a deletion a new version of every post with the tag.
MOST_AT_ONCE = 100
# More than these are counted and not named: a toast travels in a cookie of 4 KB.
MOST_NAMES = 6


@bp.post("/tags/bulk/merger")
def merge_tags() -> ResponseReturnValue:
    check_may_keep_tags()
    ids, target_id = picked(), number_of(request.form.get("target"))
    try:
        target = _target(ids, target_id)
    except DomainError as error:
        return _refuse(str(error), ids, target_id)
    end_reading()
    results = merge_all(ids, target_id, actor(), clock.now())
    return _answer(_merged(results, target), results, target_id)


@bp.post("/tags/bulk/deletion")
def pick_for_deletion() -> ResponseReturnValue:
    """Lead from the list to the page that says what would go."""
    check_may_keep_tags()
    ids = picked()
    if problem := why_not(ids, MOST_AT_ONCE):
        return _refuse(problem, ids)
    return redirect(url_for("admin.confirm_tags_deletion", id=ids, back=_back()))


@bp.get("/tags/deletion")
def confirm_tags_deletion() -> ResponseReturnValue:
    check_may_keep_tags()
    ids = set(picked())
    lines = [line for line in tag_lines(db.session()) if line.id in ids]
    if not lines:
        tell_refusal(DomainError(GONE if len(ids) == 1 else "Pick tags that are still there."))
        return redirect(_back())
    return deletion_page(lines, url_for("admin.delete_tags", back=_back()), _back())


@bp.post("/tags/deletion")
def delete_tags() -> ResponseReturnValue:
    check_may_keep_tags()
    ids = picked()
    if problem := why_not(ids, MOST_AT_ONCE):
        return _refuse(problem, ids)
    end_reading()
    results = delete_all(ids, actor(), clock.now())
    return _answer(_deleted(results), results)


def _target(ids: Sequence[int], target_id: int) -> str:
    """Return the name of the tag that the others go into."""
    if problem := why_not(ids, MOST_AT_ONCE):
        raise DomainError(problem)
    target = db.session().get(Tag, target_id)
    if target is None:
        raise DomainError(CHOOSE_TARGET)
    if ids == [target_id]:
        raise DomainError("A tag cannot be merged into itself. Pick others, or choose another.")
    return target.name


def _refuse(problem: str, ids: Sequence[int], target_id: int | None = None) -> ResponseReturnValue:
    """Say beside the buttons why nothing was done; what was picked and chosen stays so."""
    if not ids:
        tell_refusal(DomainError(problem))
        return redirect(_back())
    return _list(picked=ids, target_id=target_id, problem=problem)


def _merged(results: Sequence[Result], target: str) -> str:
    done = [result for result in results if not result.refusal]
    if not done:
        return "Nothing was merged."
    addresses = "Its old address leads" if len(done) == 1 else "Their old addresses lead"
    return f"{_named(done)} went into “{shorten(target, 40)}”. {addresses} there."


def _deleted(results: Sequence[Result]) -> str:
    done = [result for result in results if not result.refusal]
    if not done:
        return "Nothing was deleted."
    return f"{_named(done)} {'is' if len(done) == 1 else 'are'} deleted."


def _named(results: Sequence[Result]) -> str:
    """Return the names of tags, and how many posts carried each."""
    names = [
        f"“{shorten(result.name, 40)}” ({plural(result.posts, 'post', 'posts')})"
        for result in results[:MOST_NAMES]
    ]
    if more := len(results) - len(names):
        names.append(f"{more} more")
    return " and ".join(filter(None, (", ".join(names[:-1]), names[-1])))


def _answer(
    words: str, results: Sequence[Result], target_id: int | None = None
) -> ResponseReturnValue:
    """Go back to the list and tell it in a toast; or say there what was refused, of each tag."""
    refused = [result for result in results if result.refusal]
    if not refused:
        tell(words)
        return redirect(_back())
    outcome = Outcome(words, [_refusal(result) for result in refused], "")
    left = [result.tag_id for result in refused]
    return _list(picked=left, target_id=target_id, outcome=outcome)


def _refusal(result: Result) -> Refusal:
    url = url_for("admin.tag", tag_id=result.tag_id) if result.name else None
    return Refusal(result.name or "One tag", url, result.refusal)


def _back() -> str:
    """Return the list that was left: its address, or that of all tags."""
    target = safe_target(request.values.get("back"))
    tags = url_for("admin.tags")
    return target if urlsplit(target).path == tags else tags


def _list(**told: Any) -> Response:
    return tags_page(dict(parse_qsl(urlsplit(_back()).query)), **told)
