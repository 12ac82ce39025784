"""add the order of pages"""

import sqlalchemy as sa
from alembic import op

revision = "20261121_page_order"
down_revision = "20261121_tag_aliases"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("posts", sa.Column("position", sa.Integer()))


def downgrade() -> None:
    op.drop_column("posts", "position")
