"""create posts, their revisions, publications and addresses"""

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "20261121_posts"
down_revision = "20261121_tags"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
JSON = sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql")
LIVE = sa.text("state = 'published' AND trashed_at IS NULL")
LISTED = sa.text("state = 'published' AND visibility = 'public' AND trashed_at IS NULL")
CURRENT = sa.text("is_current")


def _choice(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=20)


def _pointer(name: str, column: str) -> dict[str, Any]:
    """Return what makes one of the two pointers from a post to a revision of its own."""
    return {
        "name": name,
        "columns": ["id", column],
        "refcolumns": ["revisions.post_id", "revisions.number"],
        "deferrable": True,
        "initially": "DEFERRED",
    }


class _NeverReused(sa.types.UserDefinedType[int]):
    """The type of SQLite's ids that are never given again, which SQLAlchemy does not write
    for a column that is part of a foreign key."""

    cache_ok = True

    def get_col_spec(self, **_: Any) -> str:
        return "INTEGER PRIMARY KEY AUTOINCREMENT"


POINTERS = (_pointer("fk_posts_head", "head_number"), _pointer("fk_posts_live", "live_number"))


def _is_sqlite() -> bool:
    return op.get_bind().dialect.name == "sqlite"


def upgrade() -> None:
    # Posts and revisions refer to each other. SQLite takes a reference to a table that is
    # to come, and cannot add one later; PostgreSQL is the other way round.
    inline = [sa.ForeignKeyConstraint(**pointer) for pointer in POINTERS] if _is_sqlite() else []
    _create_posts(inline)
    _create_revisions()
    if not _is_sqlite():
        for pointer in POINTERS:
            op.create_foreign_key(
                pointer["name"],
                "posts",
                "revisions",
                pointer["columns"],
                ["post_id", "number"],
                deferrable=True,
                initially="DEFERRED",
            )
    _create_publications()
    _create_addresses()
    _create_links()


def _identity() -> list[sa.schema.SchemaItem]:
    # The id of a deleted post must not become that of another one: feeds name it.
    if _is_sqlite():
        return [sa.Column("id", _NeverReused(), nullable=False)]
    return [
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_posts")),
    ]


def _create_posts(pointers: list[sa.ForeignKeyConstraint]) -> None:
    op.create_table(
        "posts",
        *_identity(),
        sa.Column("kind", _choice("kind", "post", "page"), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=False),
        sa.Column("state", _choice("state", "draft", "review", "published"), nullable=False),
        sa.Column("head_number", sa.Integer(), nullable=False),
        sa.Column("live_number", sa.Integer(), nullable=True),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("edited_at", MOMENT, nullable=False),
        sa.Column("trashed_at", MOMENT, nullable=True),
        sa.Column("form_key", sa.String(43), nullable=True),
        sa.Column("slug", sa.String(80), nullable=True),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("excerpt", sa.Text(), nullable=False),
        sa.Column("words", sa.Integer(), nullable=False),
        sa.Column("bylines", JSON, nullable=False),
        sa.Column("tags", JSON, nullable=False),
        sa.Column(
            "visibility", _choice("visibility", "public", "unlisted", "private"), nullable=False
        ),
        sa.Column("renderer_version", sa.Integer(), nullable=False),
        sa.Column("published_at", MOMENT, nullable=True),
        sa.Column("updated_at", MOMENT, nullable=True),
        # The long ones last: SQLite reads a row from the front, and lists do not need them.
        sa.Column("headings", JSON, nullable=False),
        sa.Column("html", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "(state = 'published') = (live_number IS NOT NULL)",
            name=op.f("ck_posts_published_is_live"),
        ),
        sa.CheckConstraint(
            "state <> 'published' OR published_at IS NOT NULL",
            name=op.f("ck_posts_published_has_a_time"),
        ),
        sa.ForeignKeyConstraint(
            ["owner_id"], ["people.id"], name=op.f("fk_posts_owner_id_people"), ondelete="RESTRICT"
        ),
        *pointers,
    )
    op.create_index(op.f("ix_posts_owner_id"), "posts", ["owner_id"])
    op.create_index("uq_posts_form_key", "posts", ["form_key"], unique=True)
    op.create_index("ix_posts_desk", "posts", ["kind", "edited_at", "id"])
    op.create_index(
        "ix_posts_public",
        "posts",
        ["kind", "published_at", "id"],
        sqlite_where=LISTED,
        postgresql_where=LISTED,
    )
    op.create_index(
        "ix_posts_due", "posts", ["published_at"], sqlite_where=LIVE, postgresql_where=LIVE
    )


def _create_revisions() -> None:
    reasons = _choice("reason", "autosave", "save", "merge", "conflict", "restore", "import")
    op.create_table(
        "revisions",
        sa.Column("post_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("based_on", sa.Integer(), nullable=True),
        sa.Column("author_id", sa.Integer(), nullable=True),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("reason", reasons, nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("slug", sa.Text(), nullable=False),
        sa.Column("tags", JSON, nullable=False),
        sa.Column("bylines", JSON, nullable=False),
        sa.Column(
            "visibility", _choice("visibility", "public", "unlisted", "private"), nullable=False
        ),
        sa.ForeignKeyConstraint(
            ["author_id"],
            ["people.id"],
            name=op.f("fk_revisions_author_id_people"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["post_id"], ["posts.id"], name=op.f("fk_revisions_post_id_posts"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("post_id", "number", name=op.f("pk_revisions")),
    )
    op.create_index(op.f("ix_revisions_author_id"), "revisions", ["author_id"])


def _create_publications() -> None:
    op.create_table(
        "publications",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("post_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("published_at", MOMENT, nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("made_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["made_by"],
            ["people.id"],
            name=op.f("fk_publications_made_by_people"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["post_id", "number"],
            ["revisions.post_id", "revisions.number"],
            name="fk_publications_revision",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_publications")),
    )
    op.create_index(op.f("ix_publications_made_by"), "publications", ["made_by"])
    op.create_index("ix_publications_post_id_number", "publications", ["post_id", "number"])


def _create_addresses() -> None:
    op.create_table(
        "addresses",
        sa.Column("path", sa.String(80), nullable=False),
        sa.Column("post_id", sa.Integer(), nullable=False),
        sa.Column("is_current", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["post_id"], ["posts.id"], name=op.f("fk_addresses_post_id_posts"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("path", name=op.f("pk_addresses")),
    )
    op.create_index(op.f("ix_addresses_post_id"), "addresses", ["post_id"])
    op.create_index(
        "uq_addresses_current",
        "addresses",
        ["post_id"],
        unique=True,
        sqlite_where=CURRENT,
        postgresql_where=CURRENT,
    )


def _create_links() -> None:
    for table, other, target, more in (
        ("post_tags", "tag_id", "tags", []),
        (
            "post_bylines",
            "person_id",
            "people",
            [sa.Column("position", sa.Integer(), nullable=False)],
        ),
    ):
        op.create_table(
            table,
            sa.Column("post_id", sa.Integer(), nullable=False),
            sa.Column(other, sa.Integer(), nullable=False),
            sa.Column("scope", _choice("scope", "head", "live"), nullable=False),
            *more,
            sa.ForeignKeyConstraint(
                ["post_id"],
                ["posts.id"],
                name=op.f(f"fk_{table}_post_id_posts"),
                ondelete="CASCADE",
            ),
            sa.ForeignKeyConstraint(
                [other],
                [f"{target}.id"],
                name=op.f(f"fk_{table}_{other}_{target}"),
                ondelete="CASCADE",
            ),
            sa.PrimaryKeyConstraint("post_id", other, "scope", name=op.f(f"pk_{table}")),
        )
        op.create_index(f"ix_{table}_{other}", table, [other, "scope", "post_id"])


def downgrade() -> None:
    if not _is_sqlite():
        for pointer in POINTERS:
            op.drop_constraint(pointer["name"], "posts", type_="foreignkey")
    for table in (
        "post_bylines",
        "post_tags",
        "addresses",
        "publications",
        "revisions",
        "posts",
    ):
        op.drop_table(table)
