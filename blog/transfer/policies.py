"""Who may bring a blog in, and take everything out. Pure functions of the actor."""

from blog.auth.models import Role
from blog.core.actor import Actor

TRUSTED = frozenset({Role.ADMIN, Role.OWNER})


def may_transfer(actor: Actor) -> bool:
    """An import writes in everybody's name, and an export holds everybody's drafts."""
    return actor.role in TRUSTED
