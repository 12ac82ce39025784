"""add smart punctuation to the site"""

import sqlalchemy as sa
from alembic import op

revision = "20261121_smart_punctuation"
down_revision = "20261121_posts"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # The row is there already, so the database must know what it holds.
    column = sa.Column("smart_punctuation", sa.Boolean(), server_default=sa.true(), nullable=False)
    with op.batch_alter_table("site") as batch:
        batch.add_column(column)


def downgrade() -> None:
    with op.batch_alter_table("site") as batch:
        batch.drop_column("smart_punctuation")
