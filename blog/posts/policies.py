"""Who may do what with posts. Pure functions of (actor, post) over the table of permissions."""

from blog.auth.permissions import Deed, Whose, whose
from blog.core.actor import Actor
from blog.posts.models import Post, State


def may(actor: Actor, deed: Deed, post: Post) -> bool:
    """Say whether somebody may do something with a post."""
    reach = whose(actor.role, deed)
    if reach is Whose.ALL:
        return True
    if reach is Whose.NONE or post.owner_id != actor.id:
        return False
    return reach is Whose.OWN or post.state is not State.PUBLISHED


def may_edit_all(actor: Actor) -> bool:
    return whose(actor.role, Deed.WRITE) is Whose.ALL


def may_edit(actor: Actor, post: Post) -> bool:
    """Editors edit everything; others their own, contributors until it is published."""
    return may(actor, Deed.WRITE, post)


def may_publish(actor: Actor, post: Post | None) -> bool:
    """Authors publish their own, editors all, contributors nothing. None is a new post."""
    if post is None:
        return whose(actor.role, Deed.PUBLISH) is not Whose.NONE
    return may(actor, Deed.PUBLISH, post)


def may_choose_bylines(actor: Actor) -> bool:
    """Only editors say whose name stands on a post; it is the writer's otherwise."""
    return whose(actor.role, Deed.BYLINES) is Whose.ALL
