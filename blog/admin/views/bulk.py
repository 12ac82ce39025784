"""What is done with the posts that are picked in a list, and undone."""

from collections.abc import Sequence
from urllib.parse import parse_qsl, urlsplit

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from blog.admin import bulk_undo
from blog.admin.desk import actor, bp
from blog.admin.list_screen import SIZE, Outcome, Refusal, list_page
from blog.admin.messages import offer, tell, tell_refusal
from blog.admin.picking import picked, why_not
from blog.admin.presenters import name_of
from blog.auth.queries import people_by_id
from blog.auth.targets import safe_target
from blog.core import clock
from blog.core.database import db, end_reading
from blog.core.errors import DomainError
from blog.core.forms import one_line
from blog.core.templating import plural, shorten
from blog.posts.bulk import Act, Result, Task, do_to_all, undo_all
from blog.posts.forms import number_of
from blog.posts.models import Kind
from blog.site.context import house_style

# What undoes more than that is told on a page: a toast travels in a cookie of 4 KB.
LONGEST_IN_A_TOAST = 2400
LONGEST_TAG = 100

# What became of one, and of several.
WORDS = {
    Act.PUBLISH: ("is published", "are published"),
    Act.UNPUBLISH: ("is a draft", "are drafts"),
    Act.TAG: ("is tagged “{what}”", "are tagged “{what}”"),
    Act.UNTAG: ("is not tagged “{what}” any more", "are not tagged “{what}” any more"),
    Act.BYLINE: ("is by {what} now", "are by {what} now"),
    Act.TRASH: ("is in the trash", "are in the trash"),
    Act.RESTORE: ("is a draft again", "are drafts again"),
}
ACTS = ", ".join(act.value for act in Act)


@bp.post(f"/posts/bulk/<any({ACTS}):act>")
def act_on_many(act: str) -> ResponseReturnValue:
    back = _back()
    try:
        ids, task, what = _picked(), *_task(Act(act))
    except DomainError as error:
        tell_refusal(error)
        return redirect(back)
    end_reading()
    results = do_to_all(ids, task)
    done = {result.post_id: result.deed for result in results if result.deed is not None}
    token = bulk_undo.pack(db.session(), done, actor(), task.now) if done else ""
    words = _words(task.act, results, what, _kind(back))
    return _answer(words, results, back, token)


@bp.post("/posts/bulk/undo")
def undo_many() -> ResponseReturnValue:
    back, now = _back(), clock.now()
    try:
        deeds = bulk_undo.unpack(db.session(), request.values.get("what", ""), actor(), now)
    except DomainError as error:
        tell_refusal(error)
        return redirect(back)
    style = house_style()
    end_reading()
    results = undo_all(deeds, actor(), now, style)
    done = [result for result in results if not result.refusal]
    verb = "is" if len(done) == 1 else "are"
    words = f"{_subject(done, _kind(back))} {verb} as before." if done else "Nothing was undone."
    return _answer(words, results, back, "")


def _back() -> str:
    """Return the list that was left: its address, or that of all posts."""
    target = safe_target(request.values.get("back"))
    lists = (url_for("admin.posts"), url_for("admin.pages"))
    return target if urlsplit(target).path in lists else lists[0]


def _kind(back: str) -> Kind:
    return Kind.PAGE if urlsplit(back).path == url_for("admin.pages") else Kind.POST


def _picked() -> list[int]:
    ids = picked()
    if problem := why_not(ids, SIZE):
        raise DomainError(problem)
    return ids


def _task(act: Act) -> tuple[Task, str]:
    """Return what is to be done, and the tag or name that it is about."""
    who, now, style = actor(), clock.now(), house_style()
    if act in {Act.TAG, Act.UNTAG}:
        tag = one_line(request.form.get("tag", "").replace(",", " "))
        if not tag or len(tag) > LONGEST_TAG:
            raise DomainError(f"Write the tag first, in at most {LONGEST_TAG} characters.")
        return Task(act, who, now, style, tag=tag), tag
    if act is Act.BYLINE:
        person = people_by_id(db.session(), [number_of(request.form.get("byline"))])
        if not person:
            raise DomainError("Choose the author first.")
        ((number, chosen),) = person.items()
        return Task(act, who, now, style, person_id=number), chosen.name
    return Task(act, who, now, style), ""


def _words(act: Act, results: Sequence[Result], what: str, kind: Kind) -> str:
    done = [result for result in results if result.deed is not None]
    before = sum(result.deed is None and not result.refusal for result in results)
    one, many = (words.format(what=shorten(what, 40)) for words in WORDS[act])
    if done:
        words = f"{_subject(done, kind)} {one if len(done) == 1 else many}."
        return f"{words} {before} more had nothing to change." if before else words
    return "Nothing had to be changed." if before else "Nothing was changed."


def _subject(results: Sequence[Result], kind: Kind) -> str:
    if len(results) == 1:
        return name_of(shorten(results[0].title or ""), kind)
    return plural(len(results), kind.value, f"{kind.value}s")


def _answer(words: str, results: Sequence[Result], back: str, token: str) -> ResponseReturnValue:
    """Go back to the list and tell it in a toast; or say there what was refused, of each post."""
    undo = url_for("admin.undo_many", what=token, back=back) if token else None
    refused = [result for result in results if result.refusal]
    if not refused and len(undo or "") <= LONGEST_IN_A_TOAST:
        offer(words, undo=undo) if undo else tell(words)
        return redirect(back)
    refusals = [_refusal(result, _kind(back)) for result in refused]
    picked = [result.post_id for result in refused]
    arguments = dict(parse_qsl(urlsplit(back).query))
    outcome = Outcome(words, refusals, token)
    return list_page(_kind(back), arguments, picked=picked, outcome=outcome)


def _refusal(result: Result, kind: Kind) -> Refusal:
    if result.title is None:
        return Refusal(f"One {kind.value}", None, result.refusal)
    url = url_for("admin.edit", post_id=result.post_id)
    return Refusal(result.title or "Untitled", url, result.refusal)
