"""add links that show a post to somebody without an account"""

import sqlalchemy as sa
from alembic import op

revision = "20261121_preview_links"
down_revision = "20261121_desk_indexes"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "preview_links",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("post_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(22), nullable=False),
        sa.Column("number", sa.Integer()),
        sa.Column("created_by", sa.Integer()),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("expires_at", MOMENT, nullable=False),
        sa.Column("withdrawn_at", MOMENT),
        sa.ForeignKeyConstraint(
            ["post_id"], ["posts.id"], name="fk_preview_links_post_id_posts", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["post_id", "number"],
            ["revisions.post_id", "revisions.number"],
            name="fk_preview_links_revision",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["created_by"],
            ["people.id"],
            name="fk_preview_links_created_by_people",
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_preview_links"),
        sa.UniqueConstraint("key", name="uq_preview_links_key"),
    )
    op.create_index("ix_preview_links_post_id_number", "preview_links", ["post_id", "number"])
    op.create_index("ix_preview_links_created_by", "preview_links", ["created_by"])


def downgrade() -> None:
    op.drop_table("preview_links")
