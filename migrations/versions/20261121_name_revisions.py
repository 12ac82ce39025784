"""add names to revisions"""

import sqlalchemy as sa
from alembic import op

revision = "20261121_revision_names"
down_revision = "20261121_imports"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # The rows are there already, and none of them has a name.
    column = sa.Column("name", sa.String(100), server_default="", nullable=False)
    if op.get_bind().dialect.name != "sqlite":
        op.add_column("revisions", column)
        return
    # SQLite reads a row from the front, and the history does without the texts.
    with op.batch_alter_table("revisions", recreate="always") as batch:
        batch.add_column(column, insert_after="reason")


def downgrade() -> None:
    with op.batch_alter_table("revisions") as batch:
        batch.drop_column("name")
