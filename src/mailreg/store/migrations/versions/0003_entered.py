"""Letters that staff entered by hand: for which event, so that they are read so again."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("message", sa.Column("entered_for", sa.String(), nullable=True))


def downgrade() -> None:
    op.drop_column("message", "entered_for")
