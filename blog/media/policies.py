"""Who may do what with the library. Pure functions of (actor, item) over the permissions."""

from blog.auth.permissions import Deed, Whose, whose
from blog.core.actor import Actor
from blog.media.models import MediaItem


def may_upload(actor: Actor) -> bool:
    """Say whether somebody may put files into the library, and see what is there."""
    return whose(actor.role, Deed.UPLOAD) is Whose.ALL


def may_change(actor: Actor, item: MediaItem) -> bool:
    """Say whether somebody may describe, replace and delete an item: their own, editors all."""
    reach = whose(actor.role, Deed.MEDIA)
    return reach is Whose.ALL or (reach is Whose.OWN and item.uploaded_by_id == actor.id)
