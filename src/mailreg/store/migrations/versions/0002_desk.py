"""The desk in full: offers, the order of waiting, moves of sessions, figures, and tallies.

Triggers keep `tally`. On SQLite they go when their table is built anew (Alembic's batch mode): a
later migration that does so makes them again.
"""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

MOVE_ENTRIES = 4  # of a move in revision 0001: number, before, after, reason

SIGNED = "SELECT {sign} AS number, facts.* FROM ({facts}) AS facts"
TALLYING = """
    INSERT INTO tally (subject, event, session, status, state, slot, number)
    SELECT subject, event, session, status, state, {slot}, sum(number)
    FROM ({signed}) AS changes
    GROUP BY subject, event, session, status, state HAVING sum(number) <> 0
    ON CONFLICT (subject, event, session, status, state, slot)
    DO UPDATE SET number = tally.number + excluded.number
"""
FACTS = {
    "message": "SELECT 'message' AS subject, '' AS event, '' AS session,"
    " {row}.state AS status, '' AS state {rows}",
    "outbox": "SELECT 'outbox' AS subject, {row}.event AS event, '' AS session,"
    " {row}.state AS status, '' AS state {rows}",
    "registration": "SELECT 'registration' AS subject, {row}.event AS event, '' AS session,"
    " {row}.status AS status, '' AS state {rows}"
    " UNION ALL SELECT 'session', {row}.event, wish.key, {row}.status, wish.value {wishes}",
}  # what each row of a table counts as
CHANGING = {"message": ("state",), "outbox": ("state",), "registration": ("status", "sessions")}
SIGNS = {"INSERT": {"new": 1}, "UPDATE": {"old": -1, "new": 1}, "DELETE": {"old": -1}}

# A slot that no other transaction writes to before this one ends: nobody waits, nobody deadlocks.
TALLY_SLOT = """
    CREATE FUNCTION tally_slot() RETURNS integer LANGUAGE plpgsql AS $$
    BEGIN
        FOR slot IN 0..15 LOOP
            IF pg_try_advisory_xact_lock(1952541804, slot) THEN
                RETURN slot;
            END IF;
        END LOOP;
        RETURN 16 + pg_backend_pid();
    END $$
"""


def upgrade() -> None:
    _add_columns()
    _create_figure()
    _create_tally()
    if not _is_sqlite():
        op.execute(TALLY_SLOT)
    for table in FACTS:
        op.execute(_tallying([(1, _facts(table, "counted", table))], slot="0"))
        for operation in SIGNS:
            _create_trigger(table, operation)


def downgrade() -> None:
    for table in FACTS:
        for operation in SIGNS:
            _drop_trigger(table, operation)
    if not _is_sqlite():
        op.execute("DROP FUNCTION tally_slot()")
    op.drop_table("tally")
    op.drop_table("figure")
    _drop_columns()


def _is_sqlite() -> bool:
    return op.get_bind().dialect.name == "sqlite"


def _add_columns() -> None:
    moment = sa.DateTime(timezone=True)
    lapses = sa.Column("lapses", sa.Integer(), nullable=False, server_default="0")
    none = sa.text("'[]'")
    moves = sa.Column("session_moves", sa.JSON(), nullable=False, server_default=none)
    op.add_column("registration", sa.Column("queued_at", moment, nullable=True))
    op.add_column("registration", sa.Column("offered_until", moment, nullable=True))
    op.add_column("registration", lapses)
    op.add_column("step", moves)
    op.create_index("ix_step_at", "step", ["at"])


def _drop_columns() -> None:
    op.drop_index("ix_step_at", "step")
    op.drop_column("step", "session_moves")
    for column in ("lapses", "offered_until", "queued_at"):
        op.drop_column("registration", column)
    step = sa.table("step", sa.column("id", sa.Integer()), sa.column("moves", sa.JSON()))
    connection = op.get_bind()
    for id_, moves in connection.execute(sa.select(step.c.id, step.c.moves)).all():
        shorter = [move[:MOVE_ENTRIES] for move in moves]
        if shorter != moves:
            connection.execute(sa.update(step).where(step.c.id == id_).values(moves=shorter))


def _create_figure() -> None:
    op.create_table(
        "figure",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event", sa.String(), nullable=False),
        sa.Column("session", sa.String(), nullable=True),
        sa.Column("capacity", sa.Integer(), nullable=True),
        sa.Column("elsewhere", sa.Integer(), nullable=True),
        sa.Column("elsewhere_as_of", sa.DateTime(timezone=True), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("set_by", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_figure"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_figure_event_id", "figure", ["event", "id"])


def _create_tally() -> None:
    op.create_table(
        "tally",
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("event", sa.String(), nullable=False),
        sa.Column("session", sa.String(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("slot", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint(
            "subject", "event", "session", "status", "state", "slot", name="pk_tally"
        ),
        sqlite_with_rowid=False,
    )


def _create_trigger(table: str, operation: str) -> None:
    if _is_sqlite():
        op.execute(_sqlite_trigger(table, operation))
    else:
        op.execute(_postgresql_function(table, operation))
        op.execute(_postgresql_trigger(table, operation))


def _drop_trigger(table: str, operation: str) -> None:
    name = _name(table, operation)
    if _is_sqlite():
        op.execute(f"DROP TRIGGER {name}")
    else:
        op.execute(f"DROP TRIGGER {name} ON {table}")
        op.execute(f"DROP FUNCTION {name}()")


def _sqlite_trigger(table: str, operation: str) -> str:
    """For each row; one writer at a time needs one slot."""
    event, condition = operation, ""
    if operation == "UPDATE":
        columns = CHANGING[table]
        event = f"UPDATE OF {', '.join(columns)}"
        condition = "WHEN " + " OR ".join(f"old.{name} <> new.{name}" for name in columns)
    changes = [(sign, _facts(table, row, None)) for row, sign in SIGNS[operation].items()]
    return (
        f"CREATE TRIGGER {_name(table, operation)} AFTER {event} ON {table}"
        f" FOR EACH ROW {condition} BEGIN {_tallying(changes, slot='0')}; END"
    )


def _postgresql_function(table: str, operation: str) -> str:
    changes = [
        (sign, _facts(table, "counted", f"{rows}_rows")) for rows, sign in SIGNS[operation].items()
    ]
    return (
        f"CREATE FUNCTION {_name(table, operation)}() RETURNS trigger LANGUAGE plpgsql AS"
        f" $$ BEGIN {_tallying(changes, slot='tally_slot()')}; RETURN NULL; END $$"
    )


def _postgresql_trigger(table: str, operation: str) -> str:
    """For each statement, so that many rows cost little more than one."""
    name = _name(table, operation)
    rows = " ".join(f"{rows} TABLE AS {rows}_rows" for rows in SIGNS[operation])
    return (
        f"CREATE TRIGGER {name} AFTER {operation} ON {table} REFERENCING {rows}"
        f" FOR EACH STATEMENT EXECUTE FUNCTION {name}()"
    )


def _name(table: str, operation: str) -> str:
    return f"tally_{table}_{operation.lower()}"


def _facts(table: str, row: str, source: str | None) -> str:
    """What rows count as; without a source `row` is the one that a trigger runs for."""
    each = "json_each" if _is_sqlite() else "json_each_text"
    rows = [] if source is None else [f"{source} AS {row}"]
    wishes = [*rows, f"{each}({row}.sessions) AS wish"]
    return FACTS[table].format(row=row, rows=_from(rows), wishes=_from(wishes))


def _from(sources: Sequence[str]) -> str:
    return f"FROM {', '.join(sources)}" if sources else ""


def _tallying(changes: Sequence[tuple[int, str]], *, slot: str) -> str:
    signed = " UNION ALL ".join(SIGNED.format(sign=sign, facts=facts) for sign, facts in changes)
    return TALLYING.format(slot=slot, signed=signed)
