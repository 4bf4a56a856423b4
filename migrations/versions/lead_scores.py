"""How promising customers are that have not bought yet, and scores compared with who bought."""

import sqlalchemy as sa
from alembic import op
from migrations import concurrently
from sqlalchemy.dialects import postgresql

revision = "lead_scores"
down_revision = "campaign_sources"
branch_labels = None
depends_on = None

_INSTANT, _NONE = postgresql.TIMESTAMP(timezone=True), sa.text("'[]'")
# A score follows from facts: alone it makes no version of the record and no entry in its history.
_TOUCH = """
CREATE OR REPLACE TRIGGER customer_touch BEFORE UPDATE ON customer FOR EACH ROW
WHEN ({condition}) EXECUTE FUNCTION touch_row()"""
_CHANGED = "OLD.* IS DISTINCT FROM NEW.*"
_HISTORY = """
CREATE OR REPLACE TRIGGER customer_history_{operation} AFTER {operation} ON customer
REFERENCING {tables} FOR EACH STATEMENT EXECUTE FUNCTION keep_history('id', '{ignored}')"""
_DERIVED = "name_key,name_terms,website_domain,completeness,next_contact_at,last_contact_at"
_TABLES = {
    "update": "OLD TABLE AS old_rows NEW TABLE AS new_rows",
    "delete": "OLD TABLE AS old_rows",
}
_SCORE = """
SELECT procrastinate_defer_jobs_v1(ARRAY[ROW(CAST('default' AS varchar), CAST('leads.score' AS varchar),
  0, NULL, CAST('leads.score' AS text), CAST('{}' AS jsonb), NULL)::procrastinate_job_to_defer_v1])
WHERE EXISTS (SELECT FROM customer)
  AND NOT EXISTS (SELECT FROM procrastinate_jobs WHERE queueing_lock = 'leads.score' AND status = 'todo')
"""


def _triggers(condition: str, ignored: str) -> None:
    op.execute(_TOUCH.format(condition=condition))
    for operation, tables in _TABLES.items():
        op.execute(_HISTORY.format(operation=operation, tables=tables, ignored=ignored))


def upgrade() -> None:
    op.execute("ALTER TABLE customer ADD COLUMN IF NOT EXISTS lead_score bigint")
    concurrently.create_index("customer_lead_score_id_idx", "customer", ["lead_score", "id"])
    _triggers(f"{_CHANGED} AND OLD.lead_score IS NOT DISTINCT FROM NEW.lead_score", f"{_DERIVED},lead_score")
    op.create_table(
        "lead_check",
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), primary_key=True),
        sa.Column("started_at", _INSTANT, nullable=False),
        sa.Column("finished_at", _INSTANT),
        sa.Column("asked_by", sa.Uuid()),
        sa.Column("day", sa.Date()),
        sa.Column("days", sa.BigInteger()),
        sa.Column("policy_version", sa.BigInteger()),
        sa.Column("bands", postgresql.JSONB(), server_default=_NONE, nullable=False),
        sa.Column("facts", postgresql.JSONB(), server_default=_NONE, nullable=False),
        sa.ForeignKeyConstraint(["asked_by"], ["app_user.id"], name="lead_check_asked_by_fkey"),
    )
    op.create_index("lead_check_started_at_id_idx", "lead_check", ["started_at", "id"])
    op.execute(_SCORE)  # the worker scores the customers there, batch by batch


def downgrade() -> None:
    op.drop_table("lead_check")
    _triggers(_CHANGED, _DERIVED)
    concurrently.drop_index("customer_lead_score_id_idx", "customer")
    op.drop_column("customer", "lead_score")
