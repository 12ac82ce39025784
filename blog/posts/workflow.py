"""From one hand to the other: a post is handed in, and published or handed back."""

from datetime import datetime

from sqlalchemy.orm import Session

from blog.auth.permissions import Deed
from blog.core.actor import Actor
from blog.core.errors import DomainError, Forbidden
from blog.posts.models import Post, State
from blog.posts.notes import write_note
from blog.posts.policies import may
from blog.posts.revisions import editable


def hand_in(session: Session, post_id: int, actor: Actor) -> Post:
    """Let a draft wait for an editor. Its writer may go on with it meanwhile.

    Raises DomainError for what is in the trash, or is out already.
    """
    post = _at_hand(session, post_id, actor, Deed.HAND_IN)
    if post.state is State.PUBLISHED:
        raise DomainError("It is published already: an editor updates it from the editor.")
    post.state = State.REVIEW
    return post


def take_back(session: Session, post_id: int, actor: Actor) -> Post:
    """Make what waits a draft again, for whoever handed it in."""
    post = _at_hand(session, post_id, actor, Deed.HAND_IN)
    if post.state is State.REVIEW:
        post.state = State.DRAFT
    return post


def hand_back(session: Session, post_id: int, text: str, actor: Actor, now: datetime) -> Post:
    """Make what waits a draft again, and say in a note what it needs.

    Raises FieldError for "text" when there is no note, DomainError when nothing waits.
    """
    post = _at_hand(session, post_id, actor, Deed.HAND_BACK)
    if post.state is not State.REVIEW:
        raise DomainError("It does not wait for an editor any more.")
    write_note(session, post, text, actor, now)
    post.state = State.DRAFT
    return post


def _at_hand(session: Session, post_id: int, actor: Actor, deed: Deed) -> Post:
    post = editable(session, post_id, actor)
    if not may(actor, deed, post):
        raise Forbidden("You may not do that with this post.")
    if post.trashed_at is not None:
        raise DomainError("This is in the trash. Restore it first.")
    return post
