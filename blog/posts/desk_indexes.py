"""The indexes of the lists at the desk.

A page of a list is found, and what is in its tabs counted, without a look at the posts
themselves: whatever lists filter by is in the index, one for each way to sort. Who looks up
fifty posts of a hundred thousand reads fifty.
"""

from sqlalchemy import Index

EDITED = ("edited_at", "id", "trashed_at", "state", "published_at")
PUBLISHED = ("published_at", "id", "trashed_at", "state", "edited_at")
TITLE = ("title_key", "id", "trashed_at", "state", "edited_at", "published_at")


def desk_indexes() -> tuple[Index, ...]:
    return (
        Index("ix_posts_desk_edited", "kind", *EDITED, "owner_id", "visibility", "title_key"),
        Index("ix_posts_desk_published", "kind", *PUBLISHED, "owner_id", "visibility", "title_key"),
        Index("ix_posts_desk_title", "kind", *TITLE, "owner_id", "visibility"),
        Index("ix_posts_desk_tabs", "kind", "trashed_at", "state", "published_at", "owner_id"),
    )
