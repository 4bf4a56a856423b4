"""Complaints: rounds, proposals, compensations, satisfaction, preventive actions."""

import sqlalchemy as sa
from alembic import op
from migrations import frozen_0001 as frozen
from sqlalchemy.dialects import postgresql

VERSIONED = ("complaint", "complaint_round", "compensation", "preventive_action")
# table → (column that names the customer, columns not worth a history)
HISTORY = {
    "complaint": ("customer_id", ("state_since", "found_at", "reach")),
    "complaint_round": ("", ()),
    "compensation": ("", ("state_since",)),
    "complaint_proposal": ("", ()),
    "preventive_action": ("", ("state_since",)),
}

# Follows from others' columns: no news, and no new version that would stop somebody's edit.
IGNORED = {"complaint": ("reach",)}
# Whose a complaint is: read under a lock, so that a customer given to somebody else meanwhile is not missed.
REACH = """
CREATE FUNCTION reach_complaint() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  SELECT ARRAY(SELECT DISTINCT whose FROM unnest(ARRAY[
           NEW.first_responder_id, NEW.responsible_id, NEW.department_id, owner_id, team_id, department_id]) AS whose
         WHERE whose IS NOT NULL ORDER BY whose)
    INTO NEW.reach FROM customer WHERE id = NEW.customer_id FOR SHARE;
  RETURN NEW;
END $$;

CREATE TRIGGER complaint_reach BEFORE INSERT
  OR UPDATE OF first_responder_id, responsible_id, department_id, customer_id, reach
  ON complaint FOR EACH ROW EXECUTE FUNCTION reach_complaint();

CREATE FUNCTION reach_complaints_of_customer() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE complaint SET reach = reach WHERE customer_id = NEW.id;
  RETURN NULL;
END $$;

CREATE TRIGGER customer_complaint_reach AFTER UPDATE OF owner_id, team_id, department_id ON customer FOR EACH ROW
  WHEN ((OLD.owner_id, OLD.team_id, OLD.department_id) IS DISTINCT FROM (NEW.owner_id, NEW.team_id, NEW.department_id))
  EXECUTE FUNCTION reach_complaints_of_customer();
"""

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("CREATE SEQUENCE complaint_number")
    op.create_table(
        "complaint",
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("customer_id", sa.Uuid(), nullable=False),
        sa.Column("contact_id", sa.Uuid(), nullable=True),
        sa.Column("channel", sa.Text(), nullable=True),
        sa.Column("origin", sa.Text(), server_default="direct", nullable=False),
        sa.Column("contact_record_id", sa.Uuid(), nullable=True),
        sa.Column("report_id", sa.Uuid(), nullable=True),
        sa.Column("product_id", sa.Uuid(), nullable=True),
        sa.Column("product", sa.Text(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("wanted_solution", sa.Text(), nullable=True),
        sa.Column("priority", sa.Text(), server_default="normal", nullable=False),
        sa.Column("listened", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("apologised", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("acknowledged_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("acknowledged_channel", sa.Text(), nullable=True),
        sa.Column(
            "registered_at",
            postgresql.TIMESTAMP(timezone=True),
            server_default=sa.text("meridian_now()"),
            nullable=False,
        ),
        sa.Column("registered_by", sa.Uuid(), nullable=True),
        sa.Column("first_responder_id", sa.Uuid(), nullable=False),
        sa.Column("contacted_record_id", sa.Uuid(), nullable=True),
        sa.Column("department_id", sa.Uuid(), nullable=True),
        sa.Column("responsible_id", sa.Uuid(), nullable=True),
        sa.Column("dispatched_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("reach", postgresql.ARRAY(sa.Uuid()), server_default=sa.text("'{}'"), nullable=False),
        sa.Column("state", sa.Text(), server_default="registered", nullable=False),
        sa.Column(
            "state_since", postgresql.TIMESTAMP(timezone=True), server_default=sa.text("meridian_now()"), nullable=False
        ),
        sa.Column("round", sa.SmallInteger(), server_default=sa.text("1"), nullable=False),
        sa.Column("escalation_level", sa.SmallInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("withdrawn_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("withdrawn_reason", sa.Text(), nullable=True),
        sa.Column("found_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("root_cause_category", sa.Text(), nullable=True),
        sa.Column("no_prevention_reason", sa.Text(), nullable=True),
        sa.Column("archived_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("version", sa.BigInteger(), server_default=sa.text("1"), nullable=False),
        sa.Column(
            "created_at", postgresql.TIMESTAMP(timezone=True), server_default=sa.text("meridian_now()"), nullable=False
        ),
        sa.Column(
            "updated_at", postgresql.TIMESTAMP(timezone=True), server_default=sa.text("meridian_now()"), nullable=False
        ),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.CheckConstraint("(state = 'archived') = (archived_at IS NOT NULL)", name="complaint_archived_at_check"),
        sa.CheckConstraint(
            "state IN ('registered', 'contacted', 'dispatched', 'investigating', 'proposed', 'agreed', 'resolved', 'confirmed', 'archived')",
            name="complaint_state_check",
        ),
        sa.CheckConstraint("(department_id IS NULL) = (responsible_id IS NULL)", name="complaint_responsible_check"),
        sa.ForeignKeyConstraint(["contact_id"], ["contact.id"], name="complaint_contact_id_fkey", ondelete="SET NULL"),
        sa.ForeignKeyConstraint(["contact_record_id"], ["contact_record.id"], name="complaint_contact_record_id_fkey"),
        sa.ForeignKeyConstraint(
            ["contacted_record_id"], ["contact_record.id"], name="complaint_contacted_record_id_fkey"
        ),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["customer.id"], name="complaint_customer_id_fkey", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["department_id"], ["department.id"], name="complaint_department_id_fkey"),
        sa.ForeignKeyConstraint(["first_responder_id"], ["app_user.id"], name="complaint_first_responder_id_fkey"),
        sa.ForeignKeyConstraint(["product_id"], ["product.id"], name="complaint_product_id_fkey"),
        sa.ForeignKeyConstraint(["registered_by"], ["app_user.id"], name="complaint_registered_by_fkey"),
        sa.ForeignKeyConstraint(["responsible_id"], ["app_user.id"], name="complaint_responsible_id_fkey"),
        sa.PrimaryKeyConstraint("id", name="complaint_pkey"),
        sa.UniqueConstraint("number", name="complaint_number_key"),
        sa.UniqueConstraint("report_id", name="complaint_report_id_key"),
    )
    op.create_index(
        "complaint_contact_id_idx",
        "complaint",
        ["contact_id"],
        unique=False,
        postgresql_where=sa.text("contact_id IS NOT NULL"),
    )
    op.create_index(
        "complaint_contact_record_id_idx",
        "complaint",
        ["contact_record_id"],
        unique=False,
        postgresql_where=sa.text("contact_record_id IS NOT NULL"),
    )
    op.create_index(
        "complaint_customer_id_registered_at_id_idx",
        "complaint",
        ["customer_id", sa.literal_column("registered_at DESC"), sa.literal_column("id DESC")],
        unique=False,
    )
    op.create_index("complaint_department_id_state_id_idx", "complaint", ["department_id", "state", "id"], unique=False)
    op.create_index(
        "complaint_first_responder_id_state_id_idx", "complaint", ["first_responder_id", "state", "id"], unique=False
    )
    op.create_index(
        "complaint_product_id_registered_at_idx",
        "complaint",
        ["product_id", "registered_at"],
        unique=False,
        postgresql_where=sa.text("product_id IS NOT NULL"),
    )
    op.create_index(
        "complaint_reach_idx",
        "complaint",
        ["reach"],
        unique=False,
        postgresql_using="gin",
        postgresql_with={"fastupdate": "off"},
    )
    op.create_index(
        "complaint_registered_at_id_idx",
        "complaint",
        [sa.literal_column("registered_at DESC"), sa.literal_column("id DESC")],
        unique=False,
    )
    op.create_index(
        "complaint_responsible_id_state_id_idx", "complaint", ["responsible_id", "state", "id"], unique=False
    )
    op.create_table(
        "compensation",
        sa.Column("complaint_id", sa.Uuid(), nullable=False),
        sa.Column("round", sa.SmallInteger(), nullable=False),
        sa.Column("amount", sa.Numeric(precision=18, scale=4), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("base_amount", sa.Numeric(precision=18, scale=4), nullable=False),
        sa.Column("base_currency", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("policy_versions", postgresql.JSONB(), server_default=sa.text("'{}'"), nullable=False),
        sa.Column("needed_role", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), server_default="requested", nullable=False),
        sa.Column(
            "state_since", postgresql.TIMESTAMP(timezone=True), server_default=sa.text("meridian_now()"), nullable=False
        ),
        sa.Column("requested_by", sa.Uuid(), nullable=False),
        sa.Column(
            "requested_at",
            postgresql.TIMESTAMP(timezone=True),
            server_default=sa.text("meridian_now()"),
            nullable=False,
        ),
        sa.Column("approved_by", sa.Uuid(), nullable=True),
        sa.Column("approved_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("denied_by", sa.Uuid(), nullable=True),
        sa.Column("denied_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("denied_reason", sa.Text(), nullable=True),
        sa.Column("version", sa.BigInteger(), server_default=sa.text("1"), nullable=False),
        sa.Column(
            "created_at", postgresql.TIMESTAMP(timezone=True), server_default=sa.text("meridian_now()"), nullable=False
        ),
        sa.Column(
            "updated_at", postgresql.TIMESTAMP(timezone=True), server_default=sa.text("meridian_now()"), nullable=False
        ),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.CheckConstraint(
            "state <> 'approved' OR approved_by IS DISTINCT FROM requested_by", name="compensation_four_eyes_check"
        ),
        sa.CheckConstraint("state IN ('requested', 'approved', 'denied', 'void')", name="compensation_state_check"),
        sa.CheckConstraint("amount > 0", name="compensation_amount_check"),
        sa.ForeignKeyConstraint(["approved_by"], ["app_user.id"], name="compensation_approved_by_fkey"),
        sa.ForeignKeyConstraint(
            ["complaint_id"], ["complaint.id"], name="compensation_complaint_id_fkey", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["denied_by"], ["app_user.id"], name="compensation_denied_by_fkey"),
        sa.ForeignKeyConstraint(["requested_by"], ["app_user.id"], name="compensation_requested_by_fkey"),
        sa.PrimaryKeyConstraint("id", name="compensation_pkey"),
    )
    op.create_index("compensation_complaint_id_id_idx", "compensation", ["complaint_id", "id"], unique=False)
    op.create_index(
        "compensation_requested_idx",
        "compensation",
        ["requested_at"],
        unique=False,
        postgresql_where=sa.text("state = 'requested'"),
    )
    op.create_table(
        "complaint_round",
        sa.Column("complaint_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.SmallInteger(), nullable=False),
        sa.Column(
            "opened_at", postgresql.TIMESTAMP(timezone=True), server_default=sa.text("meridian_now()"), nullable=False
        ),
        sa.Column("opened_by", sa.Uuid(), nullable=True),
        sa.Column("reopen_reason", sa.Text(), nullable=True),
        sa.Column("cause", sa.Text(), nullable=True),
        sa.Column("cause_category", sa.Text(), nullable=True),
        sa.Column("evidence", sa.Text(), nullable=True),
        sa.Column("found_by", sa.Uuid(), nullable=True),
        sa.Column("found_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("done", sa.Text(), nullable=True),
        sa.Column("done_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("resolved_by", sa.Uuid(), nullable=True),
        sa.Column("resolved_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("score_product_quality", sa.SmallInteger(), nullable=True),
        sa.Column("score_service_attitude", sa.SmallInteger(), nullable=True),
        sa.Column("score_response_speed", sa.SmallInteger(), nullable=True),
        sa.Column("score_problem_solving", sa.SmallInteger(), nullable=True),
        sa.Column("satisfaction_comment", sa.Text(), nullable=True),
        sa.Column("confirmed_by", sa.Uuid(), nullable=True),
        sa.Column("confirmed_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("version", sa.BigInteger(), server_default=sa.text("1"), nullable=False),
        sa.Column(
            "created_at", postgresql.TIMESTAMP(timezone=True), server_default=sa.text("meridian_now()"), nullable=False
        ),
        sa.Column(
            "updated_at", postgresql.TIMESTAMP(timezone=True), server_default=sa.text("meridian_now()"), nullable=False
        ),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.CheckConstraint(
            "num_nulls(score_product_quality, score_service_attitude, score_response_speed, score_problem_solving) IN (0, 4)",
            name="complaint_round_scored_check",
        ),
        sa.CheckConstraint(
            "score_product_quality BETWEEN 1 AND 5 AND score_service_attitude BETWEEN 1 AND 5 AND score_response_speed BETWEEN 1 AND 5 AND score_problem_solving BETWEEN 1 AND 5",
            name="complaint_round_scores_check",
        ),
        sa.ForeignKeyConstraint(
            ["complaint_id"], ["complaint.id"], name="complaint_round_complaint_id_fkey", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["confirmed_by"], ["app_user.id"], name="complaint_round_confirmed_by_fkey"),
        sa.ForeignKeyConstraint(["found_by"], ["app_user.id"], name="complaint_round_found_by_fkey"),
        sa.ForeignKeyConstraint(["opened_by"], ["app_user.id"], name="complaint_round_opened_by_fkey"),
        sa.ForeignKeyConstraint(["resolved_by"], ["app_user.id"], name="complaint_round_resolved_by_fkey"),
        sa.PrimaryKeyConstraint("id", name="complaint_round_pkey"),
        sa.UniqueConstraint("complaint_id", "number", name="complaint_round_complaint_id_number_key"),
    )
    op.create_table(
        "complaint_satisfaction_try",
        sa.Column("complaint_id", sa.Uuid(), nullable=False),
        sa.Column("round", sa.SmallInteger(), nullable=False),
        sa.Column("tried_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("on_day", sa.Date(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("tried_by", sa.Uuid(), nullable=True),
        sa.Column(
            "created_at", postgresql.TIMESTAMP(timezone=True), server_default=sa.text("meridian_now()"), nullable=False
        ),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.ForeignKeyConstraint(
            ["complaint_id"], ["complaint.id"], name="complaint_satisfaction_try_complaint_id_fkey", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["tried_by"], ["app_user.id"], name="complaint_satisfaction_try_tried_by_fkey"),
        sa.PrimaryKeyConstraint("id", name="complaint_satisfaction_try_pkey"),
    )
    op.create_index(
        "complaint_satisfaction_try_complaint_id_round_tried_at_idx",
        "complaint_satisfaction_try",
        ["complaint_id", "round", "tried_at"],
        unique=False,
    )
    op.create_table(
        "preventive_action",
        sa.Column("complaint_id", sa.Uuid(), nullable=False),
        sa.Column("category", sa.Text(), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.Column("state", sa.Text(), server_default="open", nullable=False),
        sa.Column(
            "state_since", postgresql.TIMESTAMP(timezone=True), server_default=sa.text("meridian_now()"), nullable=False
        ),
        sa.Column("done_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("done_by", sa.Uuid(), nullable=True),
        sa.Column("effect", sa.Text(), nullable=True),
        sa.Column("cancelled_reason", sa.Text(), nullable=True),
        sa.Column("version", sa.BigInteger(), server_default=sa.text("1"), nullable=False),
        sa.Column(
            "created_at", postgresql.TIMESTAMP(timezone=True), server_default=sa.text("meridian_now()"), nullable=False
        ),
        sa.Column(
            "updated_at", postgresql.TIMESTAMP(timezone=True), server_default=sa.text("meridian_now()"), nullable=False
        ),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.CheckConstraint(
            "(state = 'cancelled') = (cancelled_reason IS NOT NULL)", name="preventive_action_cancelled_check"
        ),
        sa.CheckConstraint("(state = 'done') = (done_at IS NOT NULL)", name="preventive_action_done_check"),
        sa.CheckConstraint("state IN ('open', 'done', 'cancelled')", name="preventive_action_state_check"),
        sa.ForeignKeyConstraint(
            ["complaint_id"], ["complaint.id"], name="preventive_action_complaint_id_fkey", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["created_by"], ["app_user.id"], name="preventive_action_created_by_fkey"),
        sa.ForeignKeyConstraint(["done_by"], ["app_user.id"], name="preventive_action_done_by_fkey"),
        sa.ForeignKeyConstraint(["owner_id"], ["app_user.id"], name="preventive_action_owner_id_fkey"),
        sa.PrimaryKeyConstraint("id", name="preventive_action_pkey"),
    )
    op.create_index("preventive_action_complaint_id_id_idx", "preventive_action", ["complaint_id", "id"], unique=False)
    op.create_index(
        "preventive_action_due_idx",
        "preventive_action",
        ["due_on", "id"],
        unique=False,
        postgresql_where=sa.text("state = 'open'"),
    )
    op.create_index("preventive_action_due_on_id_idx", "preventive_action", ["due_on", "id"], unique=False)
    op.create_index(
        "preventive_action_owner_id_due_on_id_idx", "preventive_action", ["owner_id", "due_on", "id"], unique=False
    )
    op.create_table(
        "complaint_proposal",
        sa.Column("complaint_id", sa.Uuid(), nullable=False),
        sa.Column("round", sa.SmallInteger(), nullable=False),
        sa.Column("version", sa.SmallInteger(), nullable=False),
        sa.Column("solution", sa.Text(), nullable=False),
        sa.Column("compensation_id", sa.Uuid(), nullable=True),
        sa.Column("amount", sa.Numeric(precision=18, scale=4), nullable=True),
        sa.Column("currency", sa.Text(), nullable=True),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.Column(
            "created_at", postgresql.TIMESTAMP(timezone=True), server_default=sa.text("meridian_now()"), nullable=False
        ),
        sa.Column("told_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("told_by", sa.Uuid(), nullable=True),
        sa.Column("told_channel", sa.Text(), nullable=True),
        sa.Column("answer", sa.Text(), nullable=True),
        sa.Column("answered_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("answer_noted_by", sa.Uuid(), nullable=True),
        sa.Column("answer_note", sa.Text(), nullable=True),
        sa.Column("answer_record_id", sa.Uuid(), nullable=True),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.CheckConstraint("answer IN ('agreed', 'refused')", name="complaint_proposal_answer_check"),
        sa.CheckConstraint("(amount IS NULL) = (currency IS NULL)", name="complaint_proposal_money_check"),
        sa.CheckConstraint("answer IS NULL OR told_at IS NOT NULL", name="complaint_proposal_told_check"),
        sa.ForeignKeyConstraint(["answer_noted_by"], ["app_user.id"], name="complaint_proposal_answer_noted_by_fkey"),
        sa.ForeignKeyConstraint(
            ["answer_record_id"], ["contact_record.id"], name="complaint_proposal_answer_record_id_fkey"
        ),
        sa.ForeignKeyConstraint(
            ["compensation_id"], ["compensation.id"], name="complaint_proposal_compensation_id_fkey"
        ),
        sa.ForeignKeyConstraint(
            ["complaint_id"], ["complaint.id"], name="complaint_proposal_complaint_id_fkey", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["created_by"], ["app_user.id"], name="complaint_proposal_created_by_fkey"),
        sa.ForeignKeyConstraint(["told_by"], ["app_user.id"], name="complaint_proposal_told_by_fkey"),
        sa.PrimaryKeyConstraint("id", name="complaint_proposal_pkey"),
        sa.UniqueConstraint(
            "complaint_id", "round", "version", name="complaint_proposal_complaint_id_round_version_key"
        ),
    )
    op.execute(REACH)
    for table in VERSIONED:
        for statement in frozen.touch(table, ignore=IGNORED.get(table, ())):
            op.execute(statement)
    for table, (customer, ignored) in HISTORY.items():
        for statement in frozen.keep_history(table, customer=customer, ignore=ignored):
            op.execute(statement)
    for statement in frozen.append_only("complaint_satisfaction_try"):
        op.execute(statement)


def downgrade() -> None:
    op.execute("DROP TRIGGER customer_complaint_reach ON customer")
    op.execute("DROP FUNCTION reach_complaints_of_customer")
    op.drop_table("complaint_proposal")
    op.drop_index("preventive_action_owner_id_due_on_id_idx", table_name="preventive_action")
    op.drop_index("preventive_action_due_on_id_idx", table_name="preventive_action")
    op.drop_index(
        "preventive_action_due_idx", table_name="preventive_action", postgresql_where=sa.text("state = 'open'")
    )
    op.drop_index("preventive_action_complaint_id_id_idx", table_name="preventive_action")
    op.drop_table("preventive_action")
    op.drop_index("complaint_satisfaction_try_complaint_id_round_tried_at_idx", table_name="complaint_satisfaction_try")
    op.drop_table("complaint_satisfaction_try")
    op.drop_table("complaint_round")
    op.drop_index(
        "compensation_requested_idx", table_name="compensation", postgresql_where=sa.text("state = 'requested'")
    )
    op.drop_index("compensation_complaint_id_id_idx", table_name="compensation")
    op.drop_table("compensation")
    op.drop_index("complaint_responsible_id_state_id_idx", table_name="complaint")
    op.drop_index("complaint_registered_at_id_idx", table_name="complaint")
    op.drop_index("complaint_reach_idx", table_name="complaint", postgresql_using="gin")
    op.drop_index(
        "complaint_product_id_registered_at_idx",
        table_name="complaint",
        postgresql_where=sa.text("product_id IS NOT NULL"),
    )
    op.drop_index("complaint_first_responder_id_state_id_idx", table_name="complaint")
    op.drop_index("complaint_department_id_state_id_idx", table_name="complaint")
    op.drop_index("complaint_customer_id_registered_at_id_idx", table_name="complaint")
    op.drop_index(
        "complaint_contact_record_id_idx",
        table_name="complaint",
        postgresql_where=sa.text("contact_record_id IS NOT NULL"),
    )
    op.drop_index(
        "complaint_contact_id_idx", table_name="complaint", postgresql_where=sa.text("contact_id IS NOT NULL")
    )
    op.drop_table("complaint")
    op.execute("DROP FUNCTION reach_complaint")
    op.execute("DROP SEQUENCE complaint_number")
