"""Saving: whatever happened in the meantime, what was typed is kept, and merged if it can be."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from hashlib import sha256

from sqlalchemy import select
from sqlalchemy.orm import Session

from blog.core.actor import Actor
from blog.posts.ancestry import base_of
from blog.posts.merge import MergedSnapshot, Side, merge_snapshots
from blog.posts.models import Post, Reason, Revision
from blog.posts.queries import head_of
from blog.posts.revisions import (
    Origin,
    add_revision,
    editable,
    move_head,
    point_head,
    with_permitted_bylines,
)
from blog.posts.snapshot import Snapshot, snapshot_of


class Verdict(StrEnum):
    """What an author decided who saw both texts: whose stays, or one made of both."""

    MINE = "mine"
    THEIRS = "theirs"
    MERGE = "merge"


@dataclass(frozen=True)
class Decision:
    """What is to be done with a text beside the head ``theirs``.

    A merge has a side for each place and field, and the ``key`` of what was to be chosen: when
    either text has changed since, it is another choice, and is asked for again.
    """

    verdict: Verdict
    theirs: int
    key: str = ""
    sides: tuple[Side, ...] = ()
    fields: Mapping[str, Side] = field(default_factory=dict)


@dataclass(frozen=True)
class Edit:
    """What was typed, and upon which revision.

    ``window`` is the page in which it was typed, and ``sequence`` counts what that page
    sends: so a save that arrives twice, or late, is known. Empty and 0 without script.
    """

    snapshot: Snapshot
    based_on: int
    reason: Reason = Reason.SAVE
    window: str = ""
    sequence: int = 0
    decision: Decision | None = None


@dataclass(frozen=True)
class Writing:
    """Who writes, and when."""

    actor: Actor
    now: datetime


@dataclass(frozen=True)
class Merged:
    """Two texts that became one: the revision that was typed, the head that it met there, how
    many paragraphs of the text came from that one, and which other fields."""

    typed: int
    theirs: int
    paragraphs: int = 0
    fields: tuple[str, ...] = ()


@dataclass(frozen=True)
class Saved:
    """What became of a save: ``number`` is the revision to go on from.

    That is the one that holds the text, and it is head unless there is a ``conflict`` or it
    was ``made`` before. After a merge it is the merged one.
    """

    post_id: int
    number: int
    made: bool
    conflict: bool = False
    merged: Merged | None = None
    # What had saved itself was saved once more, on purpose.
    confirmed: bool = False


def save(session: Session, post_id: int, edit: Edit, actor: Actor, now: datetime) -> Saved:
    """Keep what was typed. Whatever happened in the meantime, it is stored.

    When the head is still the revision that the text was based on, the new revision becomes
    head. When somebody saved in between, the text is kept as a revision, and the two are
    merged: a clean merge is a second revision and becomes head; otherwise the text has the
    reason `conflict` and the head stays. A text equal to the head, or to the one that it is
    based on, makes no revision: nothing was typed.
    """
    post = editable(session, post_id, actor)
    head = head_of(session, post)
    snapshot = with_permitted_bylines(edit.snapshot, tuple(head.bylines), actor)
    edit = replace(edit, snapshot=snapshot)
    before = _newest_of_window(session, post, edit, actor)
    if before is not None and (before.sequence or 0) >= edit.sequence:
        return _as_before(session, post, before)
    edit = replace(edit, based_on=_base_of(edit, before))
    if snapshot == snapshot_of(head):
        confirmed = _confirm(session, post, head, edit)
        return Saved(post.id, head.number, made=False, confirmed=confirmed)
    if edit.based_on != head.number:
        known = _kept_before(session, post, edit, actor)
        return known or _save_beside(session, post, head, edit, Writing(actor, now))
    origin = _origin(edit, Writing(actor, now))
    number = add_revision(session, post, snapshot, origin)
    move_head(session, post, number, snapshot, origin)
    return Saved(post.id, number, made=True)


def _base_of(edit: Edit, before: Revision | None) -> int:
    if edit.decision is not None and edit.decision.verdict is Verdict.MINE:
        return edit.decision.theirs
    # Where the answer to it was lost on the way, the page went on from what it had sent.
    return max(edit.based_on, before.number) if before is not None else edit.based_on


def _origin(edit: Edit, writing: Writing, reason: Reason | None = None) -> Origin:
    return Origin(
        writing.actor,
        writing.now,
        reason or edit.reason,
        edit.based_on,
        window=edit.window or None,
        sequence=edit.sequence or None,
    )


def _newest_of_window(session: Session, post: Post, edit: Edit, actor: Actor) -> Revision | None:
    """Return what the same page sent last. The name of a page is nobody else's; a page that
    does not count what it sends has none."""
    if not edit.window or not edit.sequence:
        return None
    of_actor = Revision.author_id == actor.id
    return session.scalars(
        select(Revision)
        .where(Revision.post_id == post.id, Revision.window == edit.window, of_actor)
        .order_by(Revision.number.desc())
        .limit(1)
    ).first()


def _as_before(session: Session, post: Post, before: Revision) -> Saved:
    """Answer what was answered when the same text came, or a later one from the same page."""
    merge = _merge_of(session, post, before.number)
    if merge is not None:
        return merge
    conflict = before.reason is Reason.CONFLICT
    return Saved(post.id, before.number, made=False, conflict=conflict)


def _merge_of(session: Session, post: Post, number: int) -> Saved | None:
    """Return the merge that a revision went into, None where there is none."""
    merge = session.scalars(
        select(Revision).where(Revision.post_id == post.id, Revision.merged_with == number)
    ).first()
    if merge is None:
        return None
    merged = Merged(typed=number, theirs=merge.based_on or 0)
    return Saved(post.id, merge.number, made=False, merged=merged)


def _confirm(session: Session, post: Post, head: Revision, edit: Edit) -> bool:
    """Make a head that had saved itself one that somebody saved, with its tags."""
    if edit.reason is not Reason.SAVE or head.reason is not Reason.AUTOSAVE:
        return False
    head.reason = Reason.SAVE
    point_head(session, post, edit.snapshot, new_tags=True)
    return True


def _kept_before(session: Session, post: Post, edit: Edit, actor: Actor) -> Saved | None:
    """Return where a text is kept that is still the one that was opened, or was sent before."""
    if edit.decision is not None:
        return None
    base = session.get(Revision, (post.id, edit.based_on))
    if base is not None and edit.snapshot == snapshot_of(base):
        if base.reason is Reason.CONFLICT:
            return Saved(post.id, base.number, made=False, conflict=True)
        return _merge_of(session, post, base.number) or Saved(post.id, base.number, made=False)
    kept = _newest_conflict(session, post, actor)
    if kept is None or snapshot_of(kept) != edit.snapshot:
        return None
    return Saved(post.id, kept.number, made=False, conflict=True)


def _newest_conflict(session: Session, post: Post, actor: Actor) -> Revision | None:
    newest = session.scalars(
        select(Revision)
        .where(Revision.post_id == post.id, Revision.author_id == actor.id)
        .order_by(Revision.number.desc())
        .limit(1)
    ).first()
    return newest if newest is not None and newest.reason is Reason.CONFLICT else None


def _save_beside(
    session: Session, post: Post, head: Revision, edit: Edit, writing: Writing
) -> Saved:
    """Keep a text whose base is not the head any more, and merge the two if that can be done."""
    base = base_of(session, post.id, edit.based_on, head.number)
    merge = None
    if base is not None:
        merge = merge_snapshots(snapshot_of(base), snapshot_of(head), edit.snapshot)
    result = _result(merge, head, edit.decision)
    number, made = _keep_beside(session, post, edit, writing, is_conflict=result is None)
    if merge is None or result is None:
        return Saved(post.id, number, made=made, conflict=True)
    merged = Merged(number, head.number, merge.body.theirs_changed, merge.fields_from_theirs)
    number = _add_merge(session, post, result, merged, writing)
    return Saved(post.id, number, made=True, merged=merged)


def _result(
    merge: MergedSnapshot | None, head: Revision, decision: Decision | None
) -> Snapshot | None:
    """Return what the two texts become together, None where somebody has to decide."""
    if merge is None or (decision is not None and decision.verdict is Verdict.THEIRS):
        return None
    if merge.is_clean:
        return merge.snapshot
    if decision is None or (decision.theirs, decision.key) != (head.number, key_of(merge)):
        return None
    try:
        return merge.chosen(decision.sides, decision.fields)
    except ValueError:
        # A choice is missing, so the question stands.
        return None


def key_of(merge: MergedSnapshot) -> str:
    """Return what stands for the places of a merge, so that a choice is known to be of these."""
    return sha256(repr((merge.body.places, merge.fields)).encode()).hexdigest()[:16]


def _keep_beside(
    session: Session, post: Post, edit: Edit, writing: Writing, *, is_conflict: bool
) -> tuple[int, bool]:
    """Return the revision that holds a text, and whether it was made for it."""
    kept = _newest_conflict(session, post, writing.actor)
    if kept is not None and snapshot_of(kept) == edit.snapshot:
        return kept.number, False
    reason = Reason.CONFLICT if is_conflict else edit.reason
    return add_revision(session, post, edit.snapshot, _origin(edit, writing, reason)), True


def _add_merge(
    session: Session, post: Post, snapshot: Snapshot, merged: Merged, writing: Writing
) -> int:
    if snapshot == snapshot_of(head_of(session, post)):
        # They had typed the same and more: nothing is left to add.
        return merged.theirs
    origin = Origin(
        writing.actor, writing.now, Reason.MERGE, merged.theirs, merged_with=merged.typed
    )
    number = add_revision(session, post, snapshot, origin)
    move_head(session, post, number, snapshot, origin)
    return number


def was_kept(session: Session, window: str, snapshot: Snapshot, actor: Actor) -> bool:
    """Say whether a page of somebody sent this very text, whatever answer it got."""
    if not window:
        return False
    sent = select(Revision).where(Revision.author_id == actor.id, Revision.window == window)
    newest = session.scalars(sent.order_by(Revision.number.desc()).limit(1)).first()
    if newest is None:
        return False
    kept = with_permitted_bylines(snapshot, tuple(newest.bylines), actor)
    return snapshot_of(newest) == kept


def changed_fields(base: Snapshot, theirs: Snapshot) -> tuple[str, ...]:
    """Return the names of the fields that differ, the text aside."""
    names = ("title", "summary", "slug", "tags", "bylines", "visibility", "cover", "cover_caption")
    return tuple(name for name in names if getattr(base, name) != getattr(theirs, name))
