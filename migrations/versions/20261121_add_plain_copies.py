"""add plain copies of recordings and films"""

import sqlalchemy as sa
from alembic import op

revision = "20261121_plain_copies"
down_revision = "20261121_source_files"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "media_items",
        sa.Column("has_plain_copy", sa.Boolean(), nullable=False, server_default=sa.false()),
    )
    # What they say of themselves is not known here. The copies are made later, and are exact
    # ones where nothing is to be left out.
    items = sa.table("media_items", sa.column("media_type"), sa.column("has_plain_copy"))
    blanked = ("video/mp4", "video/webm", "audio/mp4", "audio/webm")
    op.execute(
        items.update().where(items.c.media_type.in_(blanked)).values(has_plain_copy=sa.true())
    )


def downgrade() -> None:
    op.drop_column("media_items", "has_plain_copy")
