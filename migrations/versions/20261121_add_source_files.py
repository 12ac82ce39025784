"""add the files of folders that are items of the library"""

import sqlalchemy as sa
from alembic import op

revision = "20261121_source_files"
down_revision = "20261121_covers"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "sources",
        sa.Column("files_digest", sa.String(64), nullable=False, server_default=sa.text("''")),
    )
    op.add_column(
        "imported_files",
        sa.Column("files", sa.Integer(), nullable=False, server_default=sa.text("'0'")),
    )
    op.create_table(
        "source_files",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(80), nullable=False),
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("item_id", sa.Integer()),
        sa.Column("is_ours", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["item_id"],
            ["media_items.id"],
            name=op.f("fk_source_files_item_id_media_items"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_source_files")),
    )
    op.create_index("uq_source_files_place", "source_files", ["name", "path"], unique=True)
    op.create_index(op.f("ix_source_files_item_id"), "source_files", ["item_id"])


def downgrade() -> None:
    op.drop_table("source_files")
    op.drop_column("imported_files", "files")
    op.drop_column("sources", "files_digest")
