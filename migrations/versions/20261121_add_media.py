"""add the media library: items, the files they had before, and where they are used"""

import sqlalchemy as sa
from alembic import op

revision = "20261121_media"
down_revision = "20261121_outbox"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
KINDS = ("image", "audio", "video", "document")
SCOPES = ("head", "live", "past")


def _choice(name: str, values: tuple[str, ...]) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=20)


def upgrade() -> None:
    op.create_table(
        "media_items",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(12), nullable=False),
        sa.Column("kind", _choice("kind", KINDS), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column(
            "name_key",
            sa.Text().with_variant(sa.Text(collation="C"), "postgresql"),
            nullable=False,
        ),
        sa.Column("search_key", sa.Text(), nullable=False),
        sa.Column("media_type", sa.String(100), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("width", sa.Integer()),
        sa.Column("height", sa.Integer()),
        sa.Column("frames", sa.Integer(), nullable=False),
        sa.Column("is_opaque", sa.Boolean(), nullable=False),
        sa.Column("alt", sa.Text(), nullable=False),
        sa.Column("caption", sa.Text(), nullable=False),
        sa.Column("credit", sa.Text(), nullable=False),
        sa.Column("is_decorative", sa.Boolean(), nullable=False),
        sa.Column("focal_x", sa.Integer(), nullable=False),
        sa.Column("focal_y", sa.Integer(), nullable=False),
        sa.Column("uploaded_by_id", sa.Integer(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("changed_at", MOMENT, nullable=False),
        sa.Column("trashed_at", MOMENT),
        sa.CheckConstraint(
            "(kind = 'image') = (width IS NOT NULL AND height IS NOT NULL)",
            name=op.f("ck_media_items_images_have_a_size"),
        ),
        sa.CheckConstraint(
            "focal_x BETWEEN 0 AND 100 AND focal_y BETWEEN 0 AND 100",
            name=op.f("ck_media_items_focal_point_within"),
        ),
        sa.ForeignKeyConstraint(
            ["uploaded_by_id"],
            ["people.id"],
            name=op.f("fk_media_items_uploaded_by_id_people"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_media_items")),
        sa.UniqueConstraint("key", name=op.f("uq_media_items_key")),
        sa.UniqueConstraint("digest", name=op.f("uq_media_items_digest")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_media_items_uploaded_by_id"), "media_items", ["uploaded_by_id"])
    op.create_index("ix_media_items_newest", "media_items", ["kind", "created_at", "id"])
    op.create_index("ix_media_items_by_name", "media_items", ["kind", "name_key", "id"])
    op.create_table(
        "former_files",
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("replaced_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["item_id"],
            ["media_items.id"],
            name=op.f("fk_former_files_item_id_media_items"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("item_id", "digest", name=op.f("pk_former_files")),
    )
    op.create_table(
        "media_uses",
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("post_id", sa.Integer(), nullable=False),
        sa.Column("scope", _choice("scope", SCOPES), nullable=False),
        sa.ForeignKeyConstraint(
            ["item_id"],
            ["media_items.id"],
            name=op.f("fk_media_uses_item_id_media_items"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["post_id"],
            ["posts.id"],
            name=op.f("fk_media_uses_post_id_posts"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("item_id", "post_id", "scope", name=op.f("pk_media_uses")),
    )
    op.create_index("ix_media_uses_post", "media_uses", ["post_id", "scope"])


def downgrade() -> None:
    op.drop_table("media_uses")
    op.drop_table("former_files")
    op.drop_table("media_items")
