"""add sources of imported posts, and addresses with several segments"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "20261121_sources"
down_revision = "20261121_smart_punctuation"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
JSON = sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql")


def upgrade() -> None:
    with op.batch_alter_table("addresses") as batch:
        batch.alter_column("path", type_=sa.String(500), existing_type=sa.String(80))
    op.create_table(
        "sources",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(80), nullable=False),
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("post_id", sa.Integer()),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("is_draft", sa.Boolean(), nullable=False),
        sa.Column("front_matter", JSON, nullable=False),
        sa.Column("pictures", JSON, nullable=False),
        sa.Column("read_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["post_id"], ["posts.id"], name=op.f("fk_sources_post_id_posts"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sources")),
    )
    op.create_index("uq_sources_place", "sources", ["name", "path"], unique=True)
    op.create_index(op.f("ix_sources_post_id"), "sources", ["post_id"])


def downgrade() -> None:
    op.drop_table("sources")
    # Addresses of other sites do not fit any more.
    op.execute("DELETE FROM addresses WHERE length(path) > 80")
    with op.batch_alter_table("addresses") as batch:
        batch.alter_column("path", type_=sa.String(80), existing_type=sa.String(500))
