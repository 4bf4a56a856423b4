"""Kernel: functions, history, events, idempotency, transitions, job queue."""

import sqlalchemy as sa
from alembic import op
from migrations import frozen_0001 as frozen
from procrastinate.schema import SchemaManager
from sqlalchemy.dialects import postgresql

WAKE_READERS = """
CREATE FUNCTION wake_event_readers() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_notify('meridian_event', '');
  RETURN NULL;
END $$;
"""

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute(frozen.FUNCTIONS)
    op.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
    op.execute(SchemaManager.get_schema())
    op.create_table(
        "clock_shift",
        sa.Column("one", sa.Boolean(), server_default=sa.text("true"), nullable=False),
        sa.Column("shift", sa.Interval(), server_default=sa.text("'0'"), nullable=False),
        sa.CheckConstraint("one", name="clock_shift_one_check"),
        sa.PrimaryKeyConstraint("one", name="clock_shift_pkey"),
    )
    op.create_table(
        "event",
        sa.Column("seq", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("xid", frozen.XidType(), server_default=sa.text("pg_current_xact_id()"), nullable=False),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("at", postgresql.TIMESTAMP(timezone=True), server_default=sa.text("meridian_now()"), nullable=False),
        sa.Column("actor_id", sa.Uuid(), server_default=sa.text("meridian_actor()"), nullable=True),
        sa.Column("subject_type", sa.Text(), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("subject_version", sa.BigInteger(), nullable=True),
        sa.Column("customer_id", sa.Uuid(), nullable=True),
        sa.Column("audience_user_id", sa.Uuid(), nullable=True),
        sa.Column("permission", sa.Text(), nullable=True),
        sa.Column("data", postgresql.JSONB(), nullable=False),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.PrimaryKeyConstraint("id", name="event_pkey"),
    )
    op.create_index("event_customer_id_seq_idx", "event", ["customer_id", "seq"], unique=False)
    op.create_index("event_xid_seq_idx", "event", ["xid", "seq"], unique=False)
    op.create_table(
        "event_cursor",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("xid", frozen.XidType(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("name", name="event_cursor_pkey"),
    )
    op.create_table(
        "history",
        sa.Column("entity", sa.Text(), nullable=False),
        sa.Column("entity_id", sa.Uuid(), nullable=False),
        sa.Column("customer_id", sa.Uuid(), nullable=True),
        sa.Column("operation", sa.Text(), nullable=False),
        sa.Column("actor_id", sa.Uuid(), nullable=True),
        sa.Column("request_id", sa.Text(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("at", postgresql.TIMESTAMP(timezone=True), server_default=sa.text("meridian_now()"), nullable=False),
        sa.Column("changes", postgresql.JSONB(), nullable=False),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.CheckConstraint("operation IN ('insert', 'update', 'delete')", name="history_operation_check"),
        sa.PrimaryKeyConstraint("id", name="history_pkey"),
    )
    op.create_index("history_actor_id_id_idx", "history", ["actor_id", "id"], unique=False)
    op.create_index("history_at_idx", "history", ["at"], unique=False, postgresql_using="brin")
    op.create_index("history_customer_id_id_idx", "history", ["customer_id", "id"], unique=False)
    op.create_index("history_entity_entity_id_id_idx", "history", ["entity", "entity_id", "id"], unique=False)
    op.create_table(
        "idempotency_key",
        sa.Column("principal_id", sa.Uuid(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("request_hash", sa.LargeBinary(), nullable=False),
        sa.Column("status", sa.BigInteger(), nullable=False),
        sa.Column("headers", postgresql.JSONB(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column(
            "created_at", postgresql.TIMESTAMP(timezone=True), server_default=sa.text("meridian_now()"), nullable=False
        ),
        sa.PrimaryKeyConstraint("principal_id", "key", name="idempotency_key_pkey"),
    )
    op.create_index("idempotency_key_created_at_idx", "idempotency_key", ["created_at"], unique=False)
    op.create_table(
        "transition",
        sa.Column("workflow", sa.Text(), nullable=False),
        sa.Column("subject_type", sa.Text(), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("customer_id", sa.Uuid(), nullable=True),
        sa.Column("move", sa.Text(), nullable=False),
        sa.Column("from_state", sa.Text(), nullable=False),
        sa.Column("to_state", sa.Text(), nullable=False),
        sa.Column("actor_id", sa.Uuid(), nullable=True),
        sa.Column("at", postgresql.TIMESTAMP(timezone=True), server_default=sa.text("meridian_now()"), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("elapsed_seconds", sa.BigInteger(), nullable=True),
        sa.Column("working_seconds", sa.BigInteger(), nullable=True),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.PrimaryKeyConstraint("id", name="transition_pkey"),
    )
    op.create_index(
        "transition_subject_type_subject_id_id_idx", "transition", ["subject_type", "subject_id", "id"], unique=False
    )
    op.execute("INSERT INTO clock_shift DEFAULT VALUES")
    op.execute(WAKE_READERS)
    op.execute(
        "CREATE TRIGGER event_wake AFTER INSERT ON event FOR EACH STATEMENT EXECUTE FUNCTION wake_event_readers()"
    )
    for statement in (*frozen.append_only("history"), *frozen.append_only("transition")):
        op.execute(statement)


def downgrade() -> None:
    op.drop_index("transition_subject_type_subject_id_id_idx", table_name="transition")
    op.drop_table("transition")
    op.drop_index("idempotency_key_created_at_idx", table_name="idempotency_key")
    op.drop_table("idempotency_key")
    op.drop_index("history_entity_entity_id_id_idx", table_name="history")
    op.drop_index("history_customer_id_id_idx", table_name="history")
    op.drop_index("history_at_idx", table_name="history", postgresql_using="brin")
    op.drop_index("history_actor_id_id_idx", table_name="history")
    op.drop_table("history")
    op.drop_table("event_cursor")
    op.drop_index("event_xid_seq_idx", table_name="event")
    op.drop_index("event_customer_id_seq_idx", table_name="event")
    op.drop_table("event")
    op.drop_table("clock_shift")
    op.execute("DROP FUNCTION wake_event_readers")
    op.execute(
        "DO $$ DECLARE r record; BEGIN "
        "FOR r IN SELECT tablename FROM pg_tables WHERE schemaname = current_schema() AND tablename LIKE 'procrastinate%' LOOP "
        "EXECUTE format('DROP TABLE %I CASCADE', r.tablename); END LOOP; "
        "FOR r IN SELECT oid::regprocedure AS signature FROM pg_proc WHERE proname LIKE 'procrastinate%' LOOP "
        "EXECUTE 'DROP FUNCTION ' || r.signature || ' CASCADE'; END LOOP; "
        "FOR r IN SELECT typname FROM pg_type WHERE typname LIKE 'procrastinate%' AND typtype IN ('e', 'c') LOOP "
        "EXECUTE format('DROP TYPE %I CASCADE', r.typname); END LOOP; END $$"
    )
    op.execute(frozen.DROP_FUNCTIONS)
