"""The first schema: journal, applications, outbox, keys."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

NEVER_REUSED = {"sqlite_autoincrement": True}
TABLES = (
    "application",
    "data_key",
    "event",
    "mailbox",
    "pause",
    "setting",
    "diet_look",
    "message",
    "outbox",
    "registration",
    "correction",
    "location",
    "message_body",
    "outbox_content",
    "step",
)


def upgrade() -> None:
    _create_application()
    _create_data_key()
    _create_event()
    _create_mailbox()
    _create_pause()
    _create_setting()
    _create_diet_look()
    _create_message()
    _create_outbox()
    _create_registration()
    _create_correction()
    _create_location()
    _create_message_body()
    _create_outbox_content()
    _create_step()


def downgrade() -> None:
    for table in reversed(TABLES):
        op.drop_table(table)


def _create_application() -> None:
    op.create_table(
        "application",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("reference", sa.String(), nullable=False),
        sa.Column("token", sa.String(), nullable=False),
        sa.Column("event", sa.String(), nullable=False),
        sa.Column("mailbox", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("contact_name", sa.String(), nullable=True),
        sa.Column("contact_email", sa.String(), nullable=False),
        sa.Column("contact_key", sa.String(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("status", sa.String(), nullable=True),
        sa.Column("needs_review", sa.Boolean(), nullable=False),
        sa.Column("reasons", sa.JSON(), nullable=False),
        sa.Column("missing", sa.JSON(), nullable=False),
        sa.Column("billing", sa.JSON(), nullable=True),
        sa.Column("is_shadow", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_application"),
        sa.UniqueConstraint("reference", name="uq_application_reference"),
        sa.UniqueConstraint("token", name="uq_application_token"),
        **NEVER_REUSED,
    )
    op.create_index("ix_application_contact_key", "application", ["contact_key"])
    op.create_index(
        "ix_application_event_received_at_id", "application", ["event", "received_at", "id"]
    )
    op.create_index(
        "ix_application_status_received_at_id", "application", ["status", "received_at", "id"]
    )


def _create_data_key() -> None:
    op.create_table(
        "data_key",
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=False),
        sa.Column("wrapped", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("kind", "owner_id", name="pk_data_key"),
    )


def _create_event() -> None:
    op.create_table(
        "event",
        sa.Column("slug", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("slug", name="pk_event"),
    )


def _create_mailbox() -> None:
    op.create_table(
        "mailbox",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("uidvalidity", sa.BigInteger(), nullable=True),
        sa.Column("high_uid", sa.BigInteger(), nullable=True),
        sa.Column("first_seen_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_contact", sa.DateTime(timezone=True), nullable=True),
        sa.Column("error", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("name", name="pk_mailbox"),
    )


def _create_pause() -> None:
    op.create_table(
        "pause",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event", sa.String(), nullable=False),
        sa.Column("paused_by", sa.String(), nullable=False),
        sa.Column("paused_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_by", sa.String(), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_pause"),
        **NEVER_REUSED,
    )
    op.create_index("ix_pause_ended_at", "pause", ["ended_at"])


def _create_setting() -> None:
    op.create_table(
        "setting",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("value", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("name", name="pk_setting"),
    )


def _create_diet_look() -> None:
    op.create_table(
        "diet_look",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("application_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_by", sa.String(), nullable=False),
        sa.Column("how", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_diet_look"),
        sa.ForeignKeyConstraint(
            ["application_id"], ["application.id"], name="fk_diet_look_application_id"
        ),
        **NEVER_REUSED,
    )
    op.create_index("ix_diet_look_application_id", "diet_look", ["application_id"])


def _create_message() -> None:
    op.create_table(
        "message",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("mailbox", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("intent", sa.String(), nullable=True),
        sa.Column("sender", sa.String(), nullable=True),
        sa.Column("message_id", sa.String(), nullable=True),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("size_bytes", sa.BigInteger(), nullable=False),
        sa.Column("is_complete", sa.Boolean(), nullable=False),
        sa.Column("is_shadow", sa.Boolean(), nullable=False),
        sa.Column("has_content", sa.Boolean(), nullable=False),
        sa.Column("raw_hash", sa.LargeBinary(), nullable=True),
        sa.Column("letter_hash", sa.LargeBinary(), nullable=True),
        sa.Column("application_id", sa.Integer(), nullable=True),
        sa.Column("stored_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_message"),
        sa.UniqueConstraint("letter_hash", name="uq_message_letter_hash"),
        sa.UniqueConstraint("raw_hash", name="uq_message_raw_hash"),
        sa.ForeignKeyConstraint(
            ["application_id"], ["application.id"], name="fk_message_application_id"
        ),
        **NEVER_REUSED,
    )
    op.create_index(
        "ix_message_application_id_received_at", "message", ["application_id", "received_at"]
    )
    op.create_index(
        "ix_message_state_has_content_received_at_id",
        "message",
        ["state", "has_content", "received_at", "id"],
    )


def _create_outbox() -> None:
    op.create_table(
        "outbox",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("application_id", sa.Integer(), nullable=False),
        sa.Column("event", sa.String(), nullable=False),
        sa.Column("template", sa.String(), nullable=False),
        sa.Column("recipient", sa.String(), nullable=False),
        sa.Column("recipient_key", sa.String(), nullable=False),
        sa.Column("sender", sa.String(), nullable=False),
        sa.Column("mailbox", sa.String(), nullable=False),
        sa.Column("message_id", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("leaves_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_reply", sa.String(), nullable=True),
        sa.Column("is_resent", sa.Boolean(), nullable=False),
        sa.Column("is_automatic", sa.Boolean(), nullable=False),
        sa.Column("is_receipt", sa.Boolean(), nullable=False),
        sa.Column("claimed_by", sa.String(), nullable=True),
        sa.Column("data_begun_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("unsaved_in", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_outbox"),
        sa.UniqueConstraint("message_id", name="uq_outbox_message_id"),
        sa.ForeignKeyConstraint(
            ["application_id"], ["application.id"], name="fk_outbox_application_id"
        ),
        **NEVER_REUSED,
    )
    op.create_index("ix_outbox_application_id", "outbox", ["application_id"])
    op.create_index("ix_outbox_created_at", "outbox", ["created_at"])
    op.create_index("ix_outbox_leaves_at_id", "outbox", ["leaves_at", "id"])
    op.create_index("ix_outbox_recipient_key_created_at", "outbox", ["recipient_key", "created_at"])
    op.create_index("ix_outbox_state", "outbox", ["state"])
    op.create_index("ix_outbox_unsaved_in", "outbox", ["unsaved_in"])


def _create_registration() -> None:
    op.create_table(
        "registration",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("application_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("event", sa.String(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("is_full", sa.Boolean(), nullable=False),
        sa.Column("decline_reason", sa.String(), nullable=True),
        sa.Column("name", sa.String(), nullable=True),
        sa.Column("email", sa.String(), nullable=True),
        sa.Column("email_key", sa.String(), nullable=True),
        sa.Column("phone", sa.String(), nullable=True),
        sa.Column("organisation", sa.String(), nullable=True),
        sa.Column("title", sa.String(), nullable=True),
        sa.Column("category", sa.String(), nullable=False),
        sa.Column("sessions", sa.JSON(), nullable=False),
        sa.Column("answers", sa.JSON(), nullable=False),
        sa.Column("diet", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_registration"),
        sa.UniqueConstraint(
            "application_id", "number", name="uq_registration_application_id_number"
        ),
        sa.ForeignKeyConstraint(
            ["application_id"], ["application.id"], name="fk_registration_application_id"
        ),
        **NEVER_REUSED,
    )
    op.create_index("ix_registration_email_key", "registration", ["email_key"])
    op.create_index(
        "ix_registration_event_status_application_id",
        "registration",
        ["event", "status", "application_id"],
    )


def _create_correction() -> None:
    op.create_table(
        "correction",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("application_id", sa.Integer(), nullable=False),
        sa.Column("registration_id", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("corrected_by", sa.String(), nullable=False),
        sa.Column("field", sa.String(), nullable=False),
        sa.Column("change", sa.JSON(), nullable=True),
        sa.Column("sealed", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_correction"),
        sa.ForeignKeyConstraint(
            ["application_id"], ["application.id"], name="fk_correction_application_id"
        ),
        sa.ForeignKeyConstraint(
            ["registration_id"], ["registration.id"], name="fk_correction_registration_id"
        ),
        **NEVER_REUSED,
    )
    op.create_index("ix_correction_application_id_id", "correction", ["application_id", "id"])


def _create_location() -> None:
    op.create_table(
        "location",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("message_id", sa.Integer(), nullable=False),
        sa.Column("mailbox", sa.String(), nullable=False),
        sa.Column("uidvalidity", sa.BigInteger(), nullable=False),
        sa.Column("uid", sa.BigInteger(), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("is_due", sa.Boolean(), nullable=False),
        sa.Column("filed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("folder", sa.String(), nullable=True),
        sa.Column("filed_uidvalidity", sa.BigInteger(), nullable=True),
        sa.Column("filed_uid", sa.BigInteger(), nullable=True),
        sa.Column("gone_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_location"),
        sa.UniqueConstraint(
            "mailbox", "uidvalidity", "uid", name="uq_location_mailbox_uidvalidity_uid"
        ),
        sa.ForeignKeyConstraint(["message_id"], ["message.id"], name="fk_location_message_id"),
        **NEVER_REUSED,
    )
    op.create_index(
        "ix_location_mailbox_uidvalidity_is_due_uid",
        "location",
        ["mailbox", "uidvalidity", "is_due", "uid"],
    )
    op.create_index("ix_location_message_id", "location", ["message_id"])


def _create_message_body() -> None:
    op.create_table(
        "message_body",
        sa.Column("message_id", sa.Integer(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=True),
        sa.Column("extract", sa.LargeBinary(), nullable=True),
        sa.Column("traceback", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("message_id", name="pk_message_body"),
        sa.ForeignKeyConstraint(["message_id"], ["message.id"], name="fk_message_body_message_id"),
    )


def _create_outbox_content() -> None:
    op.create_table(
        "outbox_content",
        sa.Column("outbox_id", sa.Integer(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("outbox_id", name="pk_outbox_content"),
        sa.ForeignKeyConstraint(["outbox_id"], ["outbox.id"], name="fk_outbox_content_outbox_id"),
    )


def _create_step() -> None:
    op.create_table(
        "step",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("application_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_by", sa.String(), nullable=False),
        sa.Column("action", sa.String(), nullable=False),
        sa.Column("moves", sa.JSON(), nullable=False),
        sa.Column("note", sa.String(), nullable=True),
        sa.Column("outbox_id", sa.Integer(), nullable=True),
        sa.Column("undoes", sa.Integer(), nullable=True),
        sa.Column("message_id", sa.Integer(), nullable=True),
        sa.Column("detail", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_step"),
        sa.ForeignKeyConstraint(
            ["application_id"], ["application.id"], name="fk_step_application_id"
        ),
        sa.ForeignKeyConstraint(["message_id"], ["message.id"], name="fk_step_message_id"),
        sa.ForeignKeyConstraint(["outbox_id"], ["outbox.id"], name="fk_step_outbox_id"),
        sa.ForeignKeyConstraint(["undoes"], ["step.id"], name="fk_step_undoes"),
        **NEVER_REUSED,
    )
    op.create_index("ix_step_application_id_id", "step", ["application_id", "id"])
