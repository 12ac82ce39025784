"""create the site and the content version"""

import secrets
from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

revision = "20261121_site"
down_revision = None
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    content_version = op.create_table(
        "content_version",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("raised_at", MOMENT, nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_content_version_single")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_content_version")),
    )
    site = op.create_table(
        "site",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("tagline", sa.Text(), nullable=False),
        sa.Column("language", sa.String(35), nullable=False),
        sa.Column("time_zone", sa.String(64), nullable=False),
        sa.Column("setup_nonce", sa.String(64), nullable=False),
        sa.Column("set_up_at", MOMENT, nullable=True),
        sa.CheckConstraint("id = 1", name=op.f("ck_site_single")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_site")),
    )
    # Both tables hold one row from the beginning, so that nothing has to ask whether it is there.
    op.bulk_insert(
        content_version,
        [{"id": 1, "number": 0, "raised_at": datetime(1970, 1, 1, tzinfo=UTC)}],
    )
    op.bulk_insert(
        site,
        [
            {
                "id": 1,
                "title": "",
                "tagline": "",
                "language": "en",
                "time_zone": "UTC",
                "setup_nonce": secrets.token_urlsafe(32),
                "set_up_at": None,
            }
        ],
    )


def downgrade() -> None:
    op.drop_table("site")
    op.drop_table("content_version")
