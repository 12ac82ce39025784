"""add imports at the desk, and what became of each of their files"""

import sqlalchemy as sa
from alembic import op

revision = "20261121_imports"
down_revision = "20261121_sources"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
STAGES = ("reading", "planned", "working", "done")
RESULTS = ("made", "changed", "unchanged", "skipped")


def _choice(name: str, values: tuple[str, ...]) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=20)


def upgrade() -> None:
    op.create_table(
        "imports",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(80), nullable=False),
        sa.Column("filename", sa.Text(), nullable=False),
        sa.Column("folder", sa.String(43), nullable=False),
        sa.Column("started_by_id", sa.Integer(), nullable=False),
        sa.Column("permalinks", sa.Text(), nullable=False),
        sa.Column("overwrite", sa.Boolean(), nullable=False),
        sa.Column("stage", _choice("stage", STAGES), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("started_at", MOMENT, nullable=False),
        sa.Column("finished_at", MOMENT),
        sa.Column("busy_until", MOMENT),
        sa.ForeignKeyConstraint(
            ["started_by_id"],
            ["people.id"],
            name=op.f("fk_imports_started_by_id_people"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_imports")),
        sa.UniqueConstraint("folder", name=op.f("uq_imports_folder")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_imports_started_by_id"), "imports", ["started_by_id"])
    op.create_table(
        "imported_files",
        sa.Column("import_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("planned", _choice("planned", RESULTS), nullable=False),
        sa.Column("planned_reason", sa.Text(), nullable=False),
        sa.Column("planned_line", sa.Integer()),
        sa.Column("planned_notes", sa.Text(), nullable=False),
        sa.Column("result", _choice("result", RESULTS)),
        sa.Column("reason", sa.Text()),
        sa.Column("line", sa.Integer()),
        sa.Column("notes", sa.Text()),
        sa.ForeignKeyConstraint(
            ["import_id"],
            ["imports.id"],
            name=op.f("fk_imported_files_import_id_imports"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("import_id", "position", name=op.f("pk_imported_files")),
    )


def downgrade() -> None:
    op.drop_table("imported_files")
    op.drop_table("imports")
