"""add former slugs of tags"""

import sqlalchemy as sa
from alembic import op

revision = "20261121_tag_aliases"
down_revision = "20261121_notes"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "tag_aliases",
        sa.Column("slug", sa.String(80), nullable=False),
        sa.Column("tag_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["tag_id"], ["tags.id"], name="fk_tag_aliases_tag_id_tags", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("slug", name="pk_tag_aliases"),
    )
    op.create_index("ix_tag_aliases_tag_id", "tag_aliases", ["tag_id"])


def downgrade() -> None:
    op.drop_table("tag_aliases")
