"""One change to many posts: each in a transaction of its own, by the actions of single ones.

What fails for one is said of that one, and the others go on. What was done can be undone.
"""

import logging
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import partial

from sqlalchemy.orm import Session

from blog.core.actor import Actor
from blog.core.database import db, end_reading, write
from blog.core.errors import DomainError, Forbidden
from blog.core.markdown.style import HouseStyle
from blog.media.resolving import typeset
from blog.posts import actions, policies, retouching, undoing
from blog.posts.models import Post, State
from blog.posts.publishing import PublicationChange
from blog.posts.queries import head_of
from blog.posts.retouching import Retouched
from blog.posts.revisions import Gone, editable
from blog.posts.undoing import Return, Undo

log = logging.getLogger(__name__)


class Act(StrEnum):
    """What can be done with many posts; the value is how the address calls it."""

    PUBLISH = "publication"
    UNPUBLISH = "withdrawal"
    TAG = "tags"
    UNTAG = "untagging"
    BYLINE = "bylines"
    TRASH = "trash"
    RESTORE = "restoration"


@dataclass(frozen=True)
class Restored:
    """A post that came out of the trash as a draft: when it went there, and what undoes the
    withdrawal of one that readers saw."""

    trashed_at: datetime
    withdrawal: Undo | None


@dataclass(frozen=True)
class Trashed:
    """A post that went to the trash, and when."""

    at: datetime


Deed = Undo | Retouched | Trashed | Restored


@dataclass(frozen=True)
class Result:
    """What became of one post: the deed, None when nothing was to do, or why it was refused.

    The title is None of a post that is gone, or that whoever asked may not see.
    """

    post_id: int
    title: str | None
    deed: Deed | None = None
    refusal: str = ""


@dataclass(frozen=True)
class Task:
    """What is to be done with each post, by whom and when. ``tag`` and ``person_id`` are what
    tags and bylines are about, ``style`` is how the site sets texts now."""

    act: Act
    actor: Actor
    now: datetime
    style: HouseStyle
    tag: str = ""
    person_id: int = 0


def do_to_all(ids: Iterable[int], task: Task) -> list[Result]:
    """Do one thing to many posts, and return what became of each."""
    return [_attempt(post_id, task.actor, partial(_do, task)) for post_id in ids]


def undo_all(
    deeds: Mapping[int, Deed], actor: Actor, now: datetime, style: HouseStyle
) -> list[Result]:
    """Put many posts back to what they were, unless they were changed since."""
    undo = _Undoing(actor, now, style)
    return [
        _attempt(post_id, actor, partial(undo.put_back, deed)) for post_id, deed in deeds.items()
    ]


def _attempt(post_id: int, actor: Actor, do: Callable[[int], Deed | None]) -> Result:
    title = _title_of(db.session(), post_id, actor)
    try:
        return Result(post_id, title, do(post_id))
    except DomainError as error:
        return Result(post_id, title, refusal=str(error))
    except Exception:
        # Whatever is wrong with one post, the others go on, and can be undone.
        log.exception("A post could not be changed with others", extra={"post": post_id})
        return Result(post_id, title, refusal="Something failed here; it is as it was.")
    finally:
        end_reading()


def _title_of(session: Session, post_id: int, actor: Actor) -> str | None:
    post = session.get(Post, post_id)
    if post is None or not policies.may_edit(actor, post):
        return None
    return head_of(session, post).title


def _do(task: Task, post_id: int) -> Deed | None:
    if task.act is Act.PUBLISH:
        return _publish(task, post_id)
    with write() as session:
        return _DEEDS[task.act](session, post_id, task)


def _publish(task: Task, post_id: int) -> Undo | None:
    """Publish the newest version of a post, unless readers have it already."""
    post = _publishable(db.session(), post_id, task.actor)
    if post.is_due(task.now) and not post.has_changes:
        return None
    head = head_of(db.session(), post)
    number, body = head.number, head.body
    rendered = typeset(db.session(), body, task.style)
    change = PublicationChange(number, rendered, None, task.style)
    with write() as session:
        return undoing.publish(session, post_id, change, task.actor, task.now)[1]


def _publishable(session: Session, post_id: int, actor: Actor) -> Post:
    """Return a post that is worth rendering: its publication looks again whether it may be."""
    post = session.get(Post, post_id)
    if post is None:
        raise Gone("It was deleted for ever in the meantime.")
    if not policies.may_publish(actor, post):
        raise Forbidden("You may not publish this post.")
    return post


def _unpublish(session: Session, post_id: int, task: Task) -> Undo | None:
    return undoing.unpublish(session, post_id, task.actor, task.now)[1]


def _tag(session: Session, post_id: int, task: Task) -> Retouched | None:
    return retouching.add_tag(session, post_id, task.tag, task.actor, task.now)


def _untag(session: Session, post_id: int, task: Task) -> Retouched | None:
    return retouching.remove_tag(session, post_id, task.tag, task.actor, task.now)


def _set_byline(session: Session, post_id: int, task: Task) -> Retouched | None:
    return retouching.set_byline(session, post_id, task.person_id, task.actor, task.now)


def _trash(session: Session, post_id: int, task: Task) -> Trashed | None:
    if editable(session, post_id, task.actor).trashed_at is not None:
        return None
    actions.trash(session, post_id, task.actor, task.now)
    return Trashed(task.now)


def _restore(session: Session, post_id: int, task: Task) -> Restored | None:
    """Make a post in the trash a draft, in two steps, the second of which can be undone."""
    trashed_at = editable(session, post_id, task.actor).trashed_at
    if trashed_at is None:
        return None
    # As if it were undone at once: it comes back as it was, whenever that was.
    actions.take_out_of_trash(session, post_id, task.actor, trashed_at, undo=True)
    _, withdrawal = undoing.unpublish(session, post_id, task.actor, task.now)
    return Restored(trashed_at, withdrawal)


_DEEDS: dict[Act, Callable[[Session, int, Task], Deed | None]] = {
    Act.UNPUBLISH: _unpublish,
    Act.TAG: _tag,
    Act.UNTAG: _untag,
    Act.BYLINE: _set_byline,
    Act.TRASH: _trash,
    Act.RESTORE: _restore,
}


@dataclass(frozen=True)
class _Undoing:
    """Puts posts back, for somebody at a moment."""

    actor: Actor
    now: datetime
    style: HouseStyle

    def put_back(self, deed: Deed, post_id: int) -> None:
        publishing = deed.withdrawal if isinstance(deed, Restored) else deed
        again = self._again(publishing, post_id) if isinstance(publishing, Undo) else None
        with write() as session:
            if again is not None:
                undoing.put_back(session, post_id, again, self.actor, self.now)
            if isinstance(deed, Retouched):
                retouching.put_back(session, post_id, deed, self.actor, self.now)
            elif isinstance(deed, Trashed):
                self._take_out(session, post_id, deed.at)
            elif isinstance(deed, Restored):
                self._trash(session, post_id, deed)

    def _again(self, undo: Undo, post_id: int) -> Return:
        """Render what readers are to see again, before the transaction."""
        text = undoing.text_before(db.session(), post_id, undo)
        rendered = None if text is None else typeset(db.session(), text, self.style)
        end_reading()
        return Return(undo, rendered, self.style)

    def _take_out(self, session: Session, post_id: int, trashed_at: datetime) -> None:
        if editable(session, post_id, self.actor).trashed_at != trashed_at:
            raise DomainError(retouching.CHANGED)
        actions.take_out_of_trash(session, post_id, self.actor, self.now, undo=True)

    def _trash(self, session: Session, post_id: int, restored: Restored) -> None:
        post = editable(session, post_id, self.actor)
        published_since = post.state is State.PUBLISHED and restored.withdrawal is None
        if post.trashed_at is not None or published_since:
            raise DomainError(retouching.CHANGED)
        actions.trash(session, post_id, self.actor, restored.trashed_at)
