"""What the staff page needs: accounts, indexes for its lists, and a count of every change.

The triggers of that count go on SQLite when their table is built anew, as those of 0002 do.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

INDEXES = {
    "ix_application_event_status_received_at_id": (
        "application",
        ["event", "status", "received_at", "id"],
    ),
    "ix_message_state_received_at_id": ("message", ["state", "received_at", "id"]),
    "ix_message_state_id": ("message", ["state", "id"]),
}
WATCHED = ("application", "message", "outbox", "figure", "pause")
OPERATIONS = {"INSERT": "NEW", "UPDATE": "NEW", "DELETE": "OLD"}  # and which rows there are
# The number begins again long before it is too large for its column.
COUNT = """
    INSERT INTO tally (subject, event, session, status, state, slot, number)
    VALUES ('change', '', '', {table}, '', {slot}, 1)
    ON CONFLICT (subject, event, session, status, state, slot)
    DO UPDATE SET number = tally.number % 1000000000 + 1;
"""
COUNT_CHANGE = f"""
    CREATE FUNCTION count_change() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF EXISTS (SELECT FROM changed) THEN
            {COUNT.format(table="TG_TABLE_NAME", slot="tally_slot()")}
        END IF;
        RETURN NULL;
    END $$
"""


def upgrade() -> None:
    _create_account()
    _create_sign_in()
    for name, (table, columns) in INDEXES.items():
        op.create_index(name, table, columns)
    if not _is_sqlite():
        op.execute(COUNT_CHANGE)
    for table in WATCHED:
        for operation in OPERATIONS:
            op.execute(_trigger(table, operation))


def downgrade() -> None:
    for table in WATCHED:
        for operation in OPERATIONS:
            of_table = "" if _is_sqlite() else f" ON {table}"
            op.execute(f"DROP TRIGGER {_name(table, operation)}{of_table}")
    if not _is_sqlite():
        op.execute("DROP FUNCTION count_change()")
    op.execute("DELETE FROM tally WHERE subject = 'change'")
    for name, (table, _) in INDEXES.items():
        op.drop_index(name, table)
    for table in ("sign_in_failure", "sign_in", "account"):
        op.drop_table(table)


def _is_sqlite() -> bool:
    return op.get_bind().dialect.name == "sqlite"


def _create_account() -> None:
    op.create_table(
        "account",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("name_key", sa.String(), nullable=False),
        sa.Column("password_hash", sa.String(), nullable=False),
        sa.Column("roles", sa.JSON(), nullable=False),
        sa.Column("language", sa.String(), nullable=True),
        sa.Column("has_keys", sa.Boolean(), nullable=False),
        _time("created_at"),
        sa.Column("created_by", sa.String(), nullable=False),
        _time("removed_at", nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account")),
        sa.UniqueConstraint("name_key", name=op.f("uq_account_name_key")),
        sqlite_autoincrement=True,
    )


def _create_sign_in() -> None:
    op.create_table(
        "sign_in",
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        _time("begun_at"),
        _time("seen_at"),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_sign_in_account_id")),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_sign_in")),
    )
    op.create_index(op.f("ix_sign_in_account_id"), "sign_in", ["account_id"])
    op.create_table(
        "sign_in_failure",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name_key", sa.String(), nullable=False),
        _time("at"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_in_failure")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_sign_in_failure_name_key_at"), "sign_in_failure", ["name_key", "at"])


def _time(name: str, *, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _trigger(table: str, operation: str) -> str:
    """For each row on SQLite, for each statement on PostgreSQL, where many rows cost like one."""
    head = f"CREATE TRIGGER {_name(table, operation)} AFTER {operation} ON {table}"
    if _is_sqlite():
        count = COUNT.format(table=f"'{table}'", slot="0")
        return f"{head} FOR EACH ROW BEGIN {count} END"
    rows = f"REFERENCING {OPERATIONS[operation]} TABLE AS changed"
    return f"{head} {rows} FOR EACH STATEMENT EXECUTE FUNCTION count_change()"


def _name(table: str, operation: str) -> str:
    return f"change_{table}_{operation.lower()}"
