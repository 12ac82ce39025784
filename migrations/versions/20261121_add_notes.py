"""add notes on posts"""

import sqlalchemy as sa
from alembic import op

revision = "20261121_notes"
down_revision = "20261121_preview_links"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "notes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("post_id", sa.Integer(), nullable=False),
        sa.Column("author_id", sa.Integer()),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("resolved_at", MOMENT),
        sa.Column("resolved_by", sa.Integer()),
        sa.ForeignKeyConstraint(
            ["post_id"], ["posts.id"], name="fk_notes_post_id_posts", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["author_id"], ["people.id"], name="fk_notes_author_id_people", ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["resolved_by"], ["people.id"], name="fk_notes_resolved_by_people", ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_notes"),
    )
    for column in ("post_id", "author_id", "resolved_by"):
        op.create_index(f"ix_notes_{column}", "notes", [column])


def downgrade() -> None:
    op.drop_table("notes")
