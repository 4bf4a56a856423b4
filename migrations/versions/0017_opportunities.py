"""Opportunities, their proposals, contracts, milestones and reviews."""

import sqlalchemy as sa
from alembic import op
from migrations import concurrently
from migrations import frozen_0001 as frozen
from sqlalchemy.dialects import postgresql

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

VERSIONED = (
    "opportunity",
    "opportunity_line",
    "opportunity_competitor",
    "solution_proposal",
    "contract",
    "milestone",
    "opportunity_review",
    "review_action",
)
# Where a card lies, and what follows from rates and from the stage, would only be noise in the history.
# They make no new version either: a card laid elsewhere, or a rate of today, stops nobody's edit.
IGNORED = {
    "opportunity": (
        "reach",
        "rank",
        "base_amount",
        "base_currency",
        "rated_on",
        "important_since",
        "review_due_on",
        "follow_up_due_on",
    ),
    "milestone": ("overdue_told_at",),
}


# Whose an opportunity is: read under a lock, so that a customer given to somebody else meanwhile is not missed.
REACH = """
CREATE FUNCTION reach_opportunity() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  SELECT ARRAY(SELECT DISTINCT whose FROM unnest(ARRAY[
           NEW.owner_id, NEW.team_id, NEW.department_id, owner_id, team_id, department_id]) AS whose
         WHERE whose IS NOT NULL ORDER BY whose)
    INTO NEW.reach FROM customer WHERE id = NEW.customer_id FOR SHARE;
  RETURN NEW;
END $$;

CREATE TRIGGER opportunity_reach BEFORE INSERT OR UPDATE OF owner_id, team_id, department_id, customer_id, reach
  ON opportunity FOR EACH ROW EXECUTE FUNCTION reach_opportunity();

CREATE FUNCTION reach_opportunities_of_customer() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE opportunity SET reach = reach WHERE customer_id = NEW.id;
  RETURN NULL;
END $$;

CREATE TRIGGER customer_opportunity_reach AFTER UPDATE OF owner_id, team_id, department_id ON customer FOR EACH ROW
  WHEN ((OLD.owner_id, OLD.team_id, OLD.department_id) IS DISTINCT FROM (NEW.owner_id, NEW.team_id, NEW.department_id))
  EXECUTE FUNCTION reach_opportunities_of_customer();
"""


def upgrade() -> None:
    concurrently.create_index(
        "transition_timeline_idx",
        "transition",
        ["workflow", "customer_id", sa.literal_column("at DESC"), sa.literal_column("id DESC")],
        postgresql_where=sa.text("workflow IN ('customer_verification', 'opportunity')"),
    )
    op.execute("CREATE SEQUENCE opportunity_rank")
    op.create_table(
        "opportunity",
        sa.Column("customer_id", sa.Uuid(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=True),
        sa.Column("origin_record_id", sa.Uuid(), nullable=True),
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("team_id", sa.Uuid(), nullable=True),
        sa.Column("department_id", sa.Uuid(), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.Column("reach", postgresql.ARRAY(sa.Uuid()), server_default=sa.text("'{}'"), nullable=False),
        sa.Column("stage", sa.Text(), server_default="potential", nullable=False),
        sa.Column(
            "stage_since", postgresql.TIMESTAMP(timezone=True), server_default=sa.text("meridian_now()"), nullable=False
        ),
        sa.Column("outcome", sa.Text(), server_default="open", nullable=False),
        sa.Column("closed_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("rank", sa.Numeric(), server_default=sa.text("-nextval('opportunity_rank')"), nullable=False),
        sa.Column("policy_versions", postgresql.JSONB(), server_default=sa.text("'{}'"), nullable=False),
        sa.Column("follow_up_due_on", sa.Date(), nullable=True),
        sa.Column("amount", sa.Numeric(precision=18, scale=4), nullable=True),
        sa.Column("currency", sa.Text(), nullable=True),
        sa.Column("base_amount", sa.Numeric(precision=28, scale=4), nullable=True),
        sa.Column("base_currency", sa.Text(), nullable=True),
        sa.Column("rated_on", sa.Date(), nullable=True),
        sa.Column("important_since", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("review_due_on", sa.Date(), nullable=True),
        sa.Column("probability", sa.SmallInteger(), nullable=True),
        sa.Column("probability_reason", sa.Text(), nullable=True),
        sa.Column("expected_purchase_on", sa.Date(), nullable=True),
        sa.Column("needs_description", sa.Text(), nullable=True),
        sa.Column("no_competitors_known", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("decision_process", sa.Text(), nullable=True),
        sa.Column("decision_maker_id", sa.Uuid(), nullable=True),
        sa.Column("lost_reason", sa.Text(), nullable=True),
        sa.Column("lessons_learned", sa.Text(), nullable=True),
        sa.Column("cancel_reason", sa.Text(), nullable=True),
        sa.Column("version", sa.BigInteger(), server_default=sa.text("1"), nullable=False),
        sa.Column(
            "created_at", postgresql.TIMESTAMP(timezone=True), server_default=sa.text("meridian_now()"), nullable=False
        ),
        sa.Column(
            "updated_at", postgresql.TIMESTAMP(timezone=True), server_default=sa.text("meridian_now()"), nullable=False
        ),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.CheckConstraint("(outcome = 'open') = (closed_at IS NULL)", name="opportunity_outcome_check"),
        sa.CheckConstraint("(amount IS NULL) = (currency IS NULL)", name="opportunity_amount_check"),
        sa.CheckConstraint("probability BETWEEN 0 AND 100", name="opportunity_probability_check"),
        sa.ForeignKeyConstraint(["created_by"], ["app_user.id"], name="opportunity_created_by_fkey"),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["customer.id"], name="opportunity_customer_id_fkey", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["decision_maker_id"], ["contact.id"], name="opportunity_decision_maker_id_fkey", ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(["department_id"], ["department.id"], name="opportunity_department_id_fkey"),
        sa.ForeignKeyConstraint(
            ["origin_record_id"], ["contact_record.id"], name="opportunity_origin_record_id_fkey", ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(["owner_id"], ["app_user.id"], name="opportunity_owner_id_fkey"),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name="opportunity_team_id_fkey"),
        sa.PrimaryKeyConstraint("id", name="opportunity_pkey"),
    )
    op.create_index(
        "opportunity_board_idx",
        "opportunity",
        ["stage", "rank", "id"],
        unique=False,
        postgresql_where=sa.text("outcome = 'open'"),
    )
    op.create_index("opportunity_created_at_id_idx", "opportunity", ["created_at", "id"], unique=False)
    op.create_index(
        "opportunity_customer_id_created_at_id_idx",
        "opportunity",
        ["customer_id", sa.literal_column("created_at DESC"), sa.literal_column("id DESC")],
        unique=False,
    )
    op.create_index(
        "opportunity_decision_maker_id_idx",
        "opportunity",
        ["decision_maker_id"],
        unique=False,
        postgresql_where=sa.text("decision_maker_id IS NOT NULL"),
    )
    op.create_index("opportunity_department_id_id_idx", "opportunity", ["department_id", "id"], unique=False)
    op.create_index(
        "opportunity_review_due_idx",
        "opportunity",
        ["review_due_on", "id"],
        unique=False,
        postgresql_where=sa.text("review_due_on IS NOT NULL"),
    )
    op.create_index(
        "opportunity_reach_idx",
        "opportunity",
        ["reach"],
        unique=False,
        postgresql_using="gin",
        postgresql_with={"fastupdate": "off"},
    )
    op.create_index(
        "opportunity_reach_open_idx",
        "opportunity",
        ["reach"],
        unique=False,
        postgresql_using="gin",
        postgresql_with={"fastupdate": "off"},
        postgresql_where=sa.text("outcome = 'open'"),
    )
    op.create_index(
        "opportunity_sums_idx",
        "opportunity",
        ["stage", "currency", "probability"],
        unique=False,
        postgresql_include=["amount", "base_amount", "id", "customer_id", "reach"],
        postgresql_where=sa.text("outcome = 'open'"),
    )
    op.create_index(
        "opportunity_expected_idx",
        "opportunity",
        ["expected_purchase_on", "id"],
        unique=False,
        postgresql_where=sa.text("outcome = 'open'"),
    )
    op.create_index(
        "opportunity_origin_record_id_idx",
        "opportunity",
        ["origin_record_id"],
        unique=False,
        postgresql_where=sa.text("origin_record_id IS NOT NULL"),
    )
    op.create_index("opportunity_owner_id_id_idx", "opportunity", ["owner_id", "id"], unique=False)
    op.create_index("opportunity_team_id_id_idx", "opportunity", ["team_id", "id"], unique=False)
    op.create_table(
        "contract",
        sa.Column("opportunity_id", sa.Uuid(), nullable=False),
        sa.Column("customer_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Text(), nullable=True),
        sa.Column("signed_on", sa.Date(), nullable=True),
        sa.Column("amount", sa.Numeric(precision=18, scale=4), nullable=True),
        sa.Column("currency", sa.Text(), nullable=True),
        sa.Column("payment_terms", sa.Text(), nullable=True),
        sa.Column("delivery_terms", sa.Text(), nullable=True),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.Column("version", sa.BigInteger(), server_default=sa.text("1"), nullable=False),
        sa.Column(
            "created_at", postgresql.TIMESTAMP(timezone=True), server_default=sa.text("meridian_now()"), nullable=False
        ),
        sa.Column(
            "updated_at", postgresql.TIMESTAMP(timezone=True), server_default=sa.text("meridian_now()"), nullable=False
        ),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.CheckConstraint("(amount IS NULL) = (currency IS NULL)", name="contract_amount_check"),
        sa.ForeignKeyConstraint(["created_by"], ["app_user.id"], name="contract_created_by_fkey"),
        sa.ForeignKeyConstraint(["customer_id"], ["customer.id"], name="contract_customer_id_fkey", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["opportunity_id"], ["opportunity.id"], name="contract_opportunity_id_fkey", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="contract_pkey"),
    )
    op.create_index("contract_customer_id_idx", "contract", ["customer_id"], unique=False)
    op.create_index("contract_number_idx", "contract", ["number"], unique=False)
    op.create_index("contract_opportunity_key", "contract", ["opportunity_id"], unique=True)
    op.create_index("contract_signed_on_id_idx", "contract", ["signed_on", "id"], unique=False)
    op.create_table(
        "milestone",
        sa.Column("opportunity_id", sa.Uuid(), nullable=False),
        sa.Column("customer_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("amount", sa.Numeric(precision=18, scale=4), nullable=True),
        sa.Column("currency", sa.Text(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("done_on", sa.Date(), nullable=True),
        sa.Column("done_by", sa.Uuid(), nullable=True),
        sa.Column("done_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("overdue_told_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("position", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.Column("version", sa.BigInteger(), server_default=sa.text("1"), nullable=False),
        sa.Column(
            "created_at", postgresql.TIMESTAMP(timezone=True), server_default=sa.text("meridian_now()"), nullable=False
        ),
        sa.Column(
            "updated_at", postgresql.TIMESTAMP(timezone=True), server_default=sa.text("meridian_now()"), nullable=False
        ),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.CheckConstraint("kind IN ('payment', 'delivery')", name="milestone_kind_check"),
        sa.CheckConstraint("(amount IS NULL) = (currency IS NULL)", name="milestone_amount_check"),
        sa.ForeignKeyConstraint(["created_by"], ["app_user.id"], name="milestone_created_by_fkey"),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["customer.id"], name="milestone_customer_id_fkey", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["done_by"], ["app_user.id"], name="milestone_done_by_fkey"),
        sa.ForeignKeyConstraint(
            ["opportunity_id"], ["opportunity.id"], name="milestone_opportunity_id_fkey", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="milestone_pkey"),
    )
    op.create_index("milestone_customer_id_idx", "milestone", ["customer_id"], unique=False)
    op.create_index(
        "milestone_open_idx", "milestone", ["due_on", "id"], unique=False, postgresql_where=sa.text("done_on IS NULL")
    )
    op.create_index(
        "milestone_opportunity_id_position_id_idx", "milestone", ["opportunity_id", "position", "id"], unique=False
    )
    op.create_table(
        "opportunity_competitor",
        sa.Column("opportunity_id", sa.Uuid(), nullable=False),
        sa.Column("customer_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("strengths", sa.Text(), nullable=True),
        sa.Column("weaknesses", sa.Text(), nullable=True),
        sa.Column("price_note", sa.Text(), nullable=True),
        sa.Column("won", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("version", sa.BigInteger(), server_default=sa.text("1"), nullable=False),
        sa.Column(
            "created_at", postgresql.TIMESTAMP(timezone=True), server_default=sa.text("meridian_now()"), nullable=False
        ),
        sa.Column(
            "updated_at", postgresql.TIMESTAMP(timezone=True), server_default=sa.text("meridian_now()"), nullable=False
        ),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["customer.id"], name="opportunity_competitor_customer_id_fkey", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["opportunity_id"],
            ["opportunity.id"],
            name="opportunity_competitor_opportunity_id_fkey",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name="opportunity_competitor_pkey"),
    )
    op.create_index("opportunity_competitor_customer_id_idx", "opportunity_competitor", ["customer_id"], unique=False)
    op.create_index(
        "opportunity_competitor_key",
        "opportunity_competitor",
        ["opportunity_id", sa.literal_column("lower(name)")],
        unique=True,
    )
    op.create_index(
        "opportunity_competitor_won_key",
        "opportunity_competitor",
        ["opportunity_id"],
        unique=True,
        postgresql_where=sa.text("won"),
    )
    op.create_table(
        "opportunity_follow_up",
        sa.Column("opportunity_id", sa.Uuid(), nullable=False),
        sa.Column("planned_contact_id", sa.Uuid(), nullable=False),
        sa.Column("stage", sa.Text(), nullable=False),
        sa.Column("linked_by", sa.Uuid(), nullable=True),
        sa.Column(
            "linked_at", postgresql.TIMESTAMP(timezone=True), server_default=sa.text("meridian_now()"), nullable=False
        ),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.ForeignKeyConstraint(["linked_by"], ["app_user.id"], name="opportunity_follow_up_linked_by_fkey"),
        sa.ForeignKeyConstraint(
            ["opportunity_id"], ["opportunity.id"], name="opportunity_follow_up_opportunity_id_fkey", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["planned_contact_id"],
            ["planned_contact.id"],
            name="opportunity_follow_up_planned_contact_id_fkey",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name="opportunity_follow_up_pkey"),
    )
    op.create_index(
        "opportunity_follow_up_key", "opportunity_follow_up", ["opportunity_id", "planned_contact_id"], unique=True
    )
    op.create_index(
        "opportunity_follow_up_planned_contact_id_idx", "opportunity_follow_up", ["planned_contact_id"], unique=False
    )
    op.create_table(
        "opportunity_line",
        sa.Column("opportunity_id", sa.Uuid(), nullable=False),
        sa.Column("customer_id", sa.Uuid(), nullable=False),
        sa.Column("product_id", sa.Uuid(), nullable=True),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("quantity", sa.Numeric(precision=18, scale=4), nullable=False),
        sa.Column("unit", sa.Text(), nullable=True),
        sa.Column("unit_price", sa.Numeric(precision=18, scale=4), nullable=True),
        sa.Column("currency", sa.Text(), nullable=True),
        sa.Column("amount", sa.Numeric(precision=18, scale=4), nullable=True),
        sa.Column("position", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("version", sa.BigInteger(), server_default=sa.text("1"), nullable=False),
        sa.Column(
            "created_at", postgresql.TIMESTAMP(timezone=True), server_default=sa.text("meridian_now()"), nullable=False
        ),
        sa.Column(
            "updated_at", postgresql.TIMESTAMP(timezone=True), server_default=sa.text("meridian_now()"), nullable=False
        ),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.CheckConstraint("(unit_price IS NULL) = (currency IS NULL)", name="opportunity_line_price_check"),
        sa.CheckConstraint("quantity > 0", name="opportunity_line_quantity_check"),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["customer.id"], name="opportunity_line_customer_id_fkey", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["opportunity_id"], ["opportunity.id"], name="opportunity_line_opportunity_id_fkey", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["product_id"], ["product.id"], name="opportunity_line_product_id_fkey"),
        sa.PrimaryKeyConstraint("id", name="opportunity_line_pkey"),
    )
    op.create_index("opportunity_line_customer_id_idx", "opportunity_line", ["customer_id"], unique=False)
    op.create_index(
        "opportunity_line_opportunity_id_position_id_idx",
        "opportunity_line",
        ["opportunity_id", "position", "id"],
        unique=False,
    )
    op.create_index(
        "opportunity_line_product_id_idx",
        "opportunity_line",
        ["product_id"],
        unique=False,
        postgresql_where=sa.text("product_id IS NOT NULL"),
    )
    op.create_table(
        "opportunity_member",
        sa.Column("opportunity_id", sa.Uuid(), nullable=False),
        sa.Column("customer_id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("part", sa.Text(), nullable=True),
        sa.Column("added_by", sa.Uuid(), nullable=True),
        sa.Column(
            "added_at", postgresql.TIMESTAMP(timezone=True), server_default=sa.text("meridian_now()"), nullable=False
        ),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.ForeignKeyConstraint(["added_by"], ["app_user.id"], name="opportunity_member_added_by_fkey"),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["customer.id"], name="opportunity_member_customer_id_fkey", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["opportunity_id"], ["opportunity.id"], name="opportunity_member_opportunity_id_fkey", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["user_id"], ["app_user.id"], name="opportunity_member_user_id_fkey"),
        sa.PrimaryKeyConstraint("id", name="opportunity_member_pkey"),
    )
    op.create_index("opportunity_member_customer_id_idx", "opportunity_member", ["customer_id"], unique=False)
    op.create_index("opportunity_member_key", "opportunity_member", ["opportunity_id", "user_id"], unique=True)
    op.create_index("opportunity_member_user_id_idx", "opportunity_member", ["user_id"], unique=False)
    op.create_table(
        "opportunity_need",
        sa.Column("opportunity_id", sa.Uuid(), nullable=False),
        sa.Column("need_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["need_id"], ["need.id"], name="opportunity_need_need_id_fkey", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["opportunity_id"], ["opportunity.id"], name="opportunity_need_opportunity_id_fkey", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("opportunity_id", "need_id", name="opportunity_need_pkey"),
    )
    op.create_index("opportunity_need_need_id_idx", "opportunity_need", ["need_id"], unique=False)
    op.create_table(
        "opportunity_review",
        sa.Column("opportunity_id", sa.Uuid(), nullable=False),
        sa.Column("customer_id", sa.Uuid(), nullable=False),
        sa.Column("held_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("attendee_ids", postgresql.ARRAY(sa.Uuid()), server_default=sa.text("'{}'"), nullable=False),
        sa.Column("progress", sa.Text(), nullable=False),
        sa.Column("decisions", postgresql.ARRAY(sa.Text()), server_default=sa.text("'{}'"), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.Column("version", sa.BigInteger(), server_default=sa.text("1"), nullable=False),
        sa.Column(
            "created_at", postgresql.TIMESTAMP(timezone=True), server_default=sa.text("meridian_now()"), nullable=False
        ),
        sa.Column(
            "updated_at", postgresql.TIMESTAMP(timezone=True), server_default=sa.text("meridian_now()"), nullable=False
        ),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.ForeignKeyConstraint(["created_by"], ["app_user.id"], name="opportunity_review_created_by_fkey"),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["customer.id"], name="opportunity_review_customer_id_fkey", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["opportunity_id"], ["opportunity.id"], name="opportunity_review_opportunity_id_fkey", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="opportunity_review_pkey"),
    )
    op.create_index("opportunity_review_customer_id_idx", "opportunity_review", ["customer_id"], unique=False)
    op.create_index(
        "opportunity_review_opportunity_id_held_at_id_idx",
        "opportunity_review",
        ["opportunity_id", "held_at", "id"],
        unique=False,
    )
    op.create_table(
        "solution_proposal",
        sa.Column("opportunity_id", sa.Uuid(), nullable=False),
        sa.Column("customer_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("amount", sa.Numeric(precision=18, scale=4), nullable=True),
        sa.Column("currency", sa.Text(), nullable=True),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.Column("presented_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("answer", sa.Text(), nullable=True),
        sa.Column("answer_note", sa.Text(), nullable=True),
        sa.Column("answered_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("answered_by", sa.Uuid(), nullable=True),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.Column("version", sa.BigInteger(), server_default=sa.text("1"), nullable=False),
        sa.Column(
            "created_at", postgresql.TIMESTAMP(timezone=True), server_default=sa.text("meridian_now()"), nullable=False
        ),
        sa.Column(
            "updated_at", postgresql.TIMESTAMP(timezone=True), server_default=sa.text("meridian_now()"), nullable=False
        ),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.CheckConstraint("(amount IS NULL) = (currency IS NULL)", name="solution_proposal_amount_check"),
        sa.ForeignKeyConstraint(["answered_by"], ["app_user.id"], name="solution_proposal_answered_by_fkey"),
        sa.ForeignKeyConstraint(["created_by"], ["app_user.id"], name="solution_proposal_created_by_fkey"),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["customer.id"], name="solution_proposal_customer_id_fkey", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["opportunity_id"], ["opportunity.id"], name="solution_proposal_opportunity_id_fkey", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="solution_proposal_pkey"),
    )
    op.create_index("solution_proposal_customer_id_idx", "solution_proposal", ["customer_id"], unique=False)
    op.create_index("solution_proposal_key", "solution_proposal", ["opportunity_id", "number"], unique=True)
    op.create_table(
        "review_action",
        sa.Column("review_id", sa.Uuid(), nullable=False),
        sa.Column("opportunity_id", sa.Uuid(), nullable=False),
        sa.Column("customer_id", sa.Uuid(), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("done_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("done_by", sa.Uuid(), nullable=True),
        sa.Column("result", sa.Text(), nullable=True),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.Column("version", sa.BigInteger(), server_default=sa.text("1"), nullable=False),
        sa.Column(
            "created_at", postgresql.TIMESTAMP(timezone=True), server_default=sa.text("meridian_now()"), nullable=False
        ),
        sa.Column(
            "updated_at", postgresql.TIMESTAMP(timezone=True), server_default=sa.text("meridian_now()"), nullable=False
        ),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.ForeignKeyConstraint(["created_by"], ["app_user.id"], name="review_action_created_by_fkey"),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["customer.id"], name="review_action_customer_id_fkey", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["done_by"], ["app_user.id"], name="review_action_done_by_fkey"),
        sa.ForeignKeyConstraint(
            ["opportunity_id"], ["opportunity.id"], name="review_action_opportunity_id_fkey", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["owner_id"], ["app_user.id"], name="review_action_owner_id_fkey"),
        sa.ForeignKeyConstraint(
            ["review_id"], ["opportunity_review.id"], name="review_action_review_id_fkey", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="review_action_pkey"),
    )
    op.create_index("review_action_customer_id_idx", "review_action", ["customer_id"], unique=False)
    op.create_index(
        "review_action_open_idx",
        "review_action",
        ["owner_id", "due_on"],
        unique=False,
        postgresql_where=sa.text("done_at IS NULL"),
    )
    op.create_index("review_action_opportunity_id_id_idx", "review_action", ["opportunity_id", "id"], unique=False)
    op.create_index("review_action_review_id_id_idx", "review_action", ["review_id", "id"], unique=False)
    op.execute(REACH)
    for table in VERSIONED:
        for statement in frozen.touch(table, ignore=IGNORED.get(table, ())):
            op.execute(statement)
    for table in (*VERSIONED, "opportunity_member"):
        for statement in frozen.keep_history(table, customer="customer_id", ignore=IGNORED.get(table, ())):
            op.execute(statement)


def downgrade() -> None:
    concurrently.drop_index("transition_timeline_idx", "transition")
    op.execute("DROP TRIGGER customer_opportunity_reach ON customer")
    op.execute("DROP FUNCTION reach_opportunities_of_customer")

    op.drop_index("review_action_review_id_id_idx", table_name="review_action")
    op.drop_index("review_action_opportunity_id_id_idx", table_name="review_action")
    op.drop_index("review_action_open_idx", table_name="review_action", postgresql_where=sa.text("done_at IS NULL"))
    op.drop_index("review_action_customer_id_idx", table_name="review_action")
    op.drop_table("review_action")
    op.drop_index("solution_proposal_key", table_name="solution_proposal")
    op.drop_index("solution_proposal_customer_id_idx", table_name="solution_proposal")
    op.drop_table("solution_proposal")
    op.drop_index("opportunity_review_opportunity_id_held_at_id_idx", table_name="opportunity_review")
    op.drop_index("opportunity_review_customer_id_idx", table_name="opportunity_review")
    op.drop_table("opportunity_review")
    op.drop_index("opportunity_need_need_id_idx", table_name="opportunity_need")
    op.drop_table("opportunity_need")
    op.drop_index("opportunity_member_user_id_idx", table_name="opportunity_member")
    op.drop_index("opportunity_member_key", table_name="opportunity_member")
    op.drop_index("opportunity_member_customer_id_idx", table_name="opportunity_member")
    op.drop_table("opportunity_member")
    op.drop_index(
        "opportunity_line_product_id_idx",
        table_name="opportunity_line",
        postgresql_where=sa.text("product_id IS NOT NULL"),
    )
    op.drop_index("opportunity_line_opportunity_id_position_id_idx", table_name="opportunity_line")
    op.drop_index("opportunity_line_customer_id_idx", table_name="opportunity_line")
    op.drop_table("opportunity_line")
    op.drop_index("opportunity_follow_up_planned_contact_id_idx", table_name="opportunity_follow_up")
    op.drop_index("opportunity_follow_up_key", table_name="opportunity_follow_up")
    op.drop_table("opportunity_follow_up")
    op.drop_index(
        "opportunity_competitor_won_key", table_name="opportunity_competitor", postgresql_where=sa.text("won")
    )
    op.drop_index("opportunity_competitor_key", table_name="opportunity_competitor")
    op.drop_index("opportunity_competitor_customer_id_idx", table_name="opportunity_competitor")
    op.drop_table("opportunity_competitor")
    op.drop_index("milestone_opportunity_id_position_id_idx", table_name="milestone")
    op.drop_index("milestone_open_idx", table_name="milestone", postgresql_where=sa.text("done_on IS NULL"))
    op.drop_index("milestone_customer_id_idx", table_name="milestone")
    op.drop_table("milestone")
    op.drop_index("contract_signed_on_id_idx", table_name="contract")
    op.drop_index("contract_opportunity_key", table_name="contract")
    op.drop_index("contract_number_idx", table_name="contract")
    op.drop_index("contract_customer_id_idx", table_name="contract")
    op.drop_table("contract")
    op.drop_index("opportunity_team_id_id_idx", table_name="opportunity")
    op.drop_index("opportunity_owner_id_id_idx", table_name="opportunity")
    op.drop_index(
        "opportunity_origin_record_id_idx",
        table_name="opportunity",
        postgresql_where=sa.text("origin_record_id IS NOT NULL"),
    )
    op.drop_index("opportunity_expected_idx", table_name="opportunity", postgresql_where=sa.text("outcome = 'open'"))
    op.drop_index("opportunity_department_id_id_idx", table_name="opportunity")
    op.drop_index(
        "opportunity_decision_maker_id_idx",
        table_name="opportunity",
        postgresql_where=sa.text("decision_maker_id IS NOT NULL"),
    )
    op.drop_index("opportunity_customer_id_created_at_id_idx", table_name="opportunity")
    op.drop_index("opportunity_created_at_id_idx", table_name="opportunity")
    op.drop_index("opportunity_board_idx", table_name="opportunity", postgresql_where=sa.text("outcome = 'open'"))
    op.drop_table("opportunity")
    op.execute("DROP FUNCTION reach_opportunity")
    op.execute("DROP SEQUENCE opportunity_rank")
