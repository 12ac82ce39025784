"""Who may do what with posts. Pure functions of (actor, post)."""

from blog.auth.models import Role
from blog.core.actor import Actor
from blog.posts.models import Post, State

EDITORS = frozenset({Role.EDITOR, Role.ADMIN, Role.OWNER})
PUBLISHERS = EDITORS | {Role.AUTHOR}


def may_edit_all(actor: Actor) -> bool:
    return actor.role in EDITORS


def may_edit(actor: Actor, post: Post) -> bool:
    """Editors edit everything; others their own, contributors until it is published."""
    if may_edit_all(actor):
        return True
    own = post.owner_id == actor.id
    return own and (actor.role in PUBLISHERS or post.state is not State.PUBLISHED)


def may_publish(actor: Actor, post: Post | None) -> bool:
    """Authors publish their own, editors all, contributors nothing. None is a new post."""
    return actor.role in PUBLISHERS and (post is None or may_edit(actor, post))


def may_choose_bylines(actor: Actor) -> bool:
    """Only editors say whose name stands on a post; it is the writer's otherwise."""
    return may_edit_all(actor)
