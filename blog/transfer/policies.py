"""Who may bring a blog in, and take everything out. Pure functions of the actor."""

from blog.auth.permissions import Deed, Whose, whose
from blog.core.actor import Actor


def may_transfer(actor: Actor) -> bool:
    """An import writes in everybody's name, and an export holds everybody's drafts."""
    return whose(actor.role, Deed.TRANSFER) is Whose.ALL
