"""Where two texts of a post parted: the base of their merge."""

from bisect import bisect_right
from collections.abc import Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from blog.posts.models import Revision


def base_of(session: Session, post_id: int, one: int, other: int) -> Revision | None:
    """Return the newest revision from which both of these numbers come; None for none.

    A number that was thinned out stands for the nearest older one that is kept, as it does
    among the ancestors. One that the post never had comes from nowhere.
    """
    rows = session.execute(
        select(Revision.number, Revision.based_on, Revision.merged_with)
        .where(Revision.post_id == post_id)
        .order_by(Revision.number)
    )
    parents = {number: [n for n in more if n is not None] for number, *more in rows}
    common = _ancestors(parents, one) & _ancestors(parents, other)
    return session.get(Revision, (post_id, max(common))) if common else None


def _ancestors(parents: Mapping[int, list[int]], number: int) -> set[int]:
    """Return a revision and all that it comes from."""
    kept = list(parents)
    found: set[int] = set()
    waiting = [number]
    while waiting:
        place = bisect_right(kept, waiting.pop())
        # Nothing is as old as that; and what is newer than all never was.
        if place == 0 or (place == len(kept) and number > kept[-1]):
            continue
        nearest = kept[place - 1]
        if nearest not in found:
            found.add(nearest)
            waiting += parents[nearest]
    return found
