"""add what the lists of the desk sort and search titles by, and their indexes"""

from unicodedata import normalize

import sqlalchemy as sa
from alembic import op

revision = "20261121_desk_indexes"
down_revision = "20261121_windows"
branch_labels = None
depends_on = None

BATCH = 1000
LONGEST = 250
MARKS = dict.fromkeys(range(0x300, 0x370))
TITLE_KEY = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")

# A page of a list is found, and what is in the tabs counted, without a look at the posts.
INDEXES = {
    "ix_posts_desk_edited": ("edited_at", "id", "trashed_at", "state", "published_at"),
    "ix_posts_desk_published": ("published_at", "id", "trashed_at", "state", "edited_at"),
    "ix_posts_desk_title": ("title_key", "id", "trashed_at", "state", "edited_at", "published_at"),
}


def upgrade() -> None:
    op.add_column(
        "posts", sa.Column("title_key", TITLE_KEY, nullable=False, server_default=sa.text("''"))
    )
    _fill(op.get_bind())
    op.drop_index("ix_posts_desk", "posts")
    for name, columns in INDEXES.items():
        title = () if "title_key" in columns else ("title_key",)
        op.create_index(name, "posts", ["kind", *columns, "owner_id", "visibility", *title])
    op.create_index(
        "ix_posts_desk_tabs", "posts", ["kind", "trashed_at", "state", "published_at", "owner_id"]
    )


def _fill(connection: sa.Connection) -> None:
    """Fold the titles of what is there, some at a time: a site may have a hundred thousand."""
    heads = sa.text(
        "SELECT posts.id, revisions.title FROM posts JOIN revisions"
        " ON revisions.post_id = posts.id AND revisions.number = posts.head_number"
        " WHERE posts.id > :last ORDER BY posts.id LIMIT :size"
    )
    change = sa.text("UPDATE posts SET title_key = :key WHERE id = :id")
    last = 0
    while rows := connection.execute(heads, {"last": last, "size": BATCH}).all():
        connection.execute(change, [{"id": row.id, "key": _title_key(row.title)} for row in rows])
        last = rows[-1].id


def _title_key(title: str) -> str:
    """Fold as blog/posts/title_keys.py did when this was written."""
    return normalize("NFC", normalize("NFKD", title).translate(MARKS)).casefold()[:LONGEST]


def downgrade() -> None:
    op.drop_index("ix_posts_desk_tabs", "posts")
    for name in INDEXES:
        op.drop_index(name, "posts")
    op.create_index("ix_posts_desk", "posts", ["kind", "edited_at", "id"])
    op.drop_column("posts", "title_key")
