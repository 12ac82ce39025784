"""Items of the library as they are now, held until the commit."""

from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.orm import Session

from blog.media.models import MediaItem


def hold_to_change(session: Session, item_ids: Collection[int]) -> dict[int, MediaItem]:
    """Return the items that are there, held by one statement in the order of their ids: two
    people who change many items, or publish what shows them, do not wait for each other.

    Texts may name them meanwhile. Whoever deletes an item, or gives it another file, holds that
    one with `reread`.
    """
    these = (
        select(MediaItem)
        .where(MediaItem.id.in_(item_ids))
        .order_by(MediaItem.id)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    )
    return {item.id: item for item in session.scalars(these)}
