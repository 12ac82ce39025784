"""add covers to revisions, and the one that readers see to posts"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "20261121_covers"
down_revision = "20261121_media"
branch_labels = None
depends_on = None

JSON = sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql")
NONE = sa.text("''")


def upgrade() -> None:
    # What is there already has no cover, and so readers see none.
    op.add_column(
        "revisions", sa.Column("cover", sa.String(12), nullable=False, server_default=NONE)
    )
    op.add_column(
        "revisions", sa.Column("cover_caption", sa.Text(), nullable=False, server_default=NONE)
    )
    op.add_column("posts", sa.Column("cover", JSON))


def downgrade() -> None:
    op.drop_column("posts", "cover")
    op.drop_column("revisions", "cover_caption")
    op.drop_column("revisions", "cover")
