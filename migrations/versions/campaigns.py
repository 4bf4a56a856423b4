"""Campaigns, the customers they took in, and the campaign that customers and opportunities came from."""

import sqlalchemy as sa
from alembic import op
from migrations import frozen_0001 as frozen
from sqlalchemy.dialects import postgresql

revision = "campaigns"
down_revision = "grades"
branch_labels = None
depends_on = None

_INSTANT, _NOW = postgresql.TIMESTAMP(timezone=True), sa.text("meridian_now()")
_SOURCE = """
CREATE FUNCTION opportunity_campaign() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.campaign_id := coalesce(
    (SELECT campaign_id FROM campaign_customer
      WHERE customer_id = NEW.customer_id AND left_at IS NULL AND joined_at <= meridian_now()),
    (SELECT campaign_id FROM customer WHERE id = NEW.customer_id)
  );
  RETURN NEW;
END $$"""
_TRIGGER = """
CREATE TRIGGER opportunity_campaign BEFORE INSERT ON opportunity FOR EACH ROW WHEN (NEW.campaign_id IS NULL)
EXECUTE FUNCTION opportunity_campaign()"""
_SOURCED = ("customer", "opportunity")


def upgrade() -> None:
    _campaign()
    _campaign_customer()
    for table in _SOURCED:  # a new column without a default is known to hold no broken reference
        op.execute(
            f"ALTER TABLE {table} ADD COLUMN campaign_id uuid CONSTRAINT {table}_campaign_id_fkey REFERENCES campaign (id)"
        )
    op.execute(_SOURCE)
    op.execute(_TRIGGER)


def _campaign() -> None:
    op.create_table(
        "campaign",
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), primary_key=True),
        sa.Column("version", sa.BigInteger(), server_default=sa.text("1"), nullable=False),
        sa.Column("created_at", _INSTANT, server_default=_NOW, nullable=False),
        sa.Column("updated_at", _INSTANT, server_default=_NOW, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("team_id", sa.Uuid()),
        sa.Column("department_id", sa.Uuid()),
        sa.Column("state", sa.Text(), server_default="draft", nullable=False),
        sa.Column("state_since", _INSTANT, server_default=_NOW, nullable=False),
        sa.Column("goal", sa.Text()),
        sa.Column("goal_kind", sa.Text(), nullable=False),
        sa.Column("goal_number", sa.Numeric(18, 4), nullable=False),
        sa.Column("segment_id", sa.Uuid(), nullable=False),
        sa.Column("conditions", postgresql.JSONB()),
        sa.Column("script_id", sa.Uuid()),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("user_ids", postgresql.ARRAY(sa.Uuid()), nullable=False),
        sa.Column("team_ids", postgresql.ARRAY(sa.Uuid()), nullable=False),
        sa.Column("caller_group_ids", postgresql.ARRAY(sa.Uuid()), server_default=sa.text("'{}'"), nullable=False),
        sa.Column("priority", sa.Text(), server_default="usual", nullable=False),
        sa.Column("budget_amount", sa.Numeric(18, 4)),
        sa.Column("budget_currency", sa.Text()),
        sa.Column("started_at", _INSTANT),
        sa.Column("started_by", sa.Uuid()),
        sa.Column("ended_at", _INSTANT),
        sa.Column("cancel_reason", sa.Text()),
        *(sa.Column(name, sa.BigInteger()) for name in ("found", "taken_in", "refused", "elsewhere", "of_others")),
        sa.CheckConstraint("first_day <= last_day", name=op.f("campaign_days_check")),
        sa.CheckConstraint("(budget_amount IS NULL) = (budget_currency IS NULL)", name=op.f("campaign_budget_check")),
        sa.CheckConstraint(
            "state IN ('draft', 'running', 'ended', 'cancelled')", name=op.f("campaign_state_code_check")
        ),
        sa.CheckConstraint(
            "goal_kind IN ('calls', 'interested', 'deals', 'amount')", name=op.f("campaign_goal_kind_code_check")
        ),
        sa.CheckConstraint("priority IN ('usual', 'raised', 'first')", name=op.f("campaign_priority_code_check")),
        *(
            sa.ForeignKeyConstraint([column], [f"{table}.id"], name=f"campaign_{column}_fkey")
            for column, table in (
                ("owner_id", "app_user"),
                ("team_id", "team"),
                ("department_id", "department"),
                ("segment_id", "saved_view"),
                ("script_id", "script"),
                ("started_by", "app_user"),
            )
        ),
    )
    for columns in (("owner_id", "id"), ("team_id", "id"), ("department_id", "id"), ("created_at", "id")):
        op.create_index(f"campaign_{'_'.join(columns)}_idx", "campaign", [*columns])
    for column in ("user_ids", "team_ids", "caller_group_ids"):
        op.create_index(f"campaign_{column}_idx", "campaign", [column], postgresql_using="gin")
    op.create_index("campaign_segment_id_idx", "campaign", ["segment_id"])
    op.create_index(
        "campaign_running_idx", "campaign", ["last_day", "id"], postgresql_where=sa.text("state = 'running'")
    )
    for statement in (*frozen.touch("campaign"), *frozen.keep_history("campaign")):
        op.execute(statement)


def _campaign_customer() -> None:
    op.create_table(
        "campaign_customer",
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), primary_key=True),
        sa.Column("campaign_id", sa.Uuid(), nullable=False),
        sa.Column("customer_id", sa.Uuid(), nullable=False),
        sa.Column("joined_at", _INSTANT, nullable=False),
        sa.Column("left_at", _INSTANT),
        *(
            sa.ForeignKeyConstraint(
                [f"{table}_id"], [f"{table}.id"], name=f"campaign_customer_{table}_id_fkey", ondelete="CASCADE"
            )
            for table in ("campaign", "customer")
        ),
    )
    op.create_index("campaign_customer_key", "campaign_customer", ["campaign_id", "customer_id"], unique=True)
    op.create_index("campaign_customer_campaign_id_id_idx", "campaign_customer", ["campaign_id", "id"])
    op.create_index("campaign_customer_customer_id_idx", "campaign_customer", ["customer_id"])
    op.create_index(
        "campaign_customer_present_key",
        "campaign_customer",
        ["customer_id"],
        unique=True,
        postgresql_where=sa.text("left_at IS NULL"),
    )


def downgrade() -> None:
    op.execute("DROP TRIGGER opportunity_campaign ON opportunity")
    op.execute("DROP FUNCTION opportunity_campaign()")
    for table in _SOURCED:
        op.drop_column(table, "campaign_id")
    op.drop_table("campaign_customer")
    op.drop_table("campaign")
