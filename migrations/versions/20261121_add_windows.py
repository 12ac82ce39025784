"""add the pages that revisions came from, merges, and who has a post open"""

import sqlalchemy as sa
from alembic import op

revision = "20261121_windows"
down_revision = "20261121_revision_names"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    columns = (
        sa.Column("merged_with", sa.Integer()),
        sa.Column("window", sa.String(40)),
        sa.Column("sequence", sa.Integer()),
    )
    if op.get_bind().dialect.name == "sqlite":
        # SQLite reads a row from the front: what parted where is found without the texts.
        with op.batch_alter_table("revisions", recreate="always") as batch:
            for column, before in zip(columns, ("based_on", "merged_with", "window"), strict=True):
                batch.add_column(column, insert_after=before)
    else:
        for column in columns:
            op.add_column("revisions", column)
    op.create_table(
        "presences",
        sa.Column("post_id", sa.Integer(), nullable=False),
        sa.Column("window", sa.String(40), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("seen_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["post_id"], ["posts.id"], name="fk_presences_post_id_posts", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name="fk_presences_person_id_people", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("post_id", "window", name="pk_presences"),
    )
    op.create_index("ix_presences_person_id", "presences", ["person_id"])
    op.create_index("ix_presences_seen_at", "presences", ["seen_at"])


def downgrade() -> None:
    op.drop_table("presences")
    with op.batch_alter_table("revisions") as batch:
        batch.drop_column("sequence")
        batch.drop_column("window")
        batch.drop_column("merged_with")
