"""How many customers are owed a contact is counted ahead; what lists and analyses of a whole company ask for, by index."""

from typing import Any

import sqlalchemy as sa
from alembic import op
from migrations import concurrently
from sqlalchemy.dialects import postgresql

revision = "duty_tally"
down_revision = "view_share"
branch_labels = None
depends_on = None

_INSTANT = postgresql.TIMESTAMP(timezone=True)
_NOW = sa.text("meridian_now()")
_KEYS = ("owner_id", "team_id", "department_id", "market_id", "grade", "rule")
_COUNTS = ("customers", "overdue", "twice_overdue", "by_evening")
_COUNTED_BY = ("executive_contact_at", "created_at", "merged_into_id", "owner_id", "team_id", "department_id")
_OF_CUSTOMERS = (
    (
        "customer_grade_contact_due_at_id_idx",
        ["grade", "contact_due_at", "id"],
        "contact_due_at IS NOT NULL AND merged_into_id IS NULL",
    ),
    ("customer_source_channel_obtained_at_idx", ["source_channel", "obtained_at"], "merged_into_id IS NULL"),
)
_TRIGGERS = ("insert", "update", "delete", "truncate")

STATEMENTS = (
    """
CREATE OR REPLACE FUNCTION twice_due_at(due_at timestamptz, counted_from timestamptz) RETURNS timestamptz
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT timezone('UTC', timezone('UTC', due_at) + (due_at - counted_from))
$$""",
    """
CREATE OR REPLACE FUNCTION note_duty_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.contact_due_at IS NOT NULL AND OLD.merged_into_id IS NULL THEN
    INSERT INTO duty_change VALUES (
      OLD.owner_id, OLD.team_id, OLD.department_id, OLD.market_id, OLD.grade, OLD.contact_due_rule, -1,
      OLD.contact_due_at, twice_due_at(OLD.contact_due_at, coalesce(OLD.last_contact_at, OLD.created_at)));
  END IF;
  IF NEW.contact_due_at IS NOT NULL AND NEW.merged_into_id IS NULL THEN
    INSERT INTO duty_change VALUES (
      NEW.owner_id, NEW.team_id, NEW.department_id, NEW.market_id, NEW.grade, NEW.contact_due_rule, 1,
      NEW.contact_due_at, twice_due_at(NEW.contact_due_at, coalesce(NEW.last_contact_at, NEW.created_at)));
  END IF;
  RETURN NULL;
END $$""",
    """
CREATE OR REPLACE FUNCTION forget_duties() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  DELETE FROM duty_change;
  DELETE FROM duty_tally;
  RETURN NULL;
END $$""",
    """
CREATE OR REPLACE TRIGGER customer_duty_insert AFTER INSERT ON customer FOR EACH ROW EXECUTE FUNCTION note_duty_change()""",
    """
CREATE OR REPLACE TRIGGER customer_duty_update AFTER UPDATE ON customer FOR EACH ROW
WHEN ((OLD.contact_due_at, OLD.owner_id, OLD.team_id, OLD.department_id, OLD.market_id, OLD.grade,
       OLD.contact_due_rule, OLD.last_contact_at, OLD.created_at, OLD.merged_into_id)
  IS DISTINCT FROM (NEW.contact_due_at, NEW.owner_id, NEW.team_id, NEW.department_id, NEW.market_id, NEW.grade,
                    NEW.contact_due_rule, NEW.last_contact_at, NEW.created_at, NEW.merged_into_id))
EXECUTE FUNCTION note_duty_change()""",
    """
CREATE OR REPLACE TRIGGER customer_duty_delete AFTER DELETE ON customer FOR EACH ROW EXECUTE FUNCTION note_duty_change()""",
    """
CREATE OR REPLACE TRIGGER customer_duty_truncate AFTER TRUNCATE ON customer FOR EACH STATEMENT EXECUTE FUNCTION forget_duties()""",
    """
CREATE OR REPLACE FUNCTION duty_counts(at_moment timestamptz, at_evening timestamptz)
RETURNS TABLE (owner_id uuid, team_id uuid, department_id uuid, market_id uuid, grade text, rule text,
               customers bigint, overdue bigint, twice_overdue bigint, by_evening bigint)
LANGUAGE sql STABLE AS $$
  SELECT owner_id, team_id, department_id, market_id, grade, rule, customers, overdue, twice_overdue, by_evening
  FROM duty_tally
  UNION ALL
  SELECT owner_id, team_id, department_id, market_id, grade, rule, added,
         CASE WHEN due_at < (SELECT moment FROM duty_tally_time) THEN added ELSE 0 END,
         CASE WHEN twice_due_at < (SELECT moment FROM duty_tally_time) THEN added ELSE 0 END,
         CASE WHEN due_at < (SELECT evening FROM duty_tally_time) THEN added ELSE 0 END
  FROM duty_change
  UNION ALL
  SELECT owner_id, team_id, department_id, market_id, grade, contact_due_rule, 0,
         CASE WHEN at_moment > (SELECT moment FROM duty_tally_time) THEN 1 ELSE -1 END, 0, 0
  FROM customer
  WHERE contact_due_at >= least(at_moment, (SELECT moment FROM duty_tally_time))
    AND contact_due_at < greatest(at_moment, (SELECT moment FROM duty_tally_time)) AND merged_into_id IS NULL
  UNION ALL
  SELECT owner_id, team_id, department_id, market_id, grade, contact_due_rule, 0, 0,
         CASE WHEN at_moment > (SELECT moment FROM duty_tally_time) THEN 1 ELSE -1 END, 0
  FROM customer
  WHERE twice_due_at(contact_due_at, coalesce(last_contact_at, created_at))
        >= least(at_moment, (SELECT moment FROM duty_tally_time))
    AND twice_due_at(contact_due_at, coalesce(last_contact_at, created_at))
        < greatest(at_moment, (SELECT moment FROM duty_tally_time))
    AND contact_due_at IS NOT NULL AND merged_into_id IS NULL
  UNION ALL
  SELECT owner_id, team_id, department_id, market_id, grade, contact_due_rule, 0, 0, 0,
         CASE WHEN at_evening > (SELECT evening FROM duty_tally_time) THEN 1 ELSE -1 END
  FROM customer
  WHERE contact_due_at >= least(at_evening, (SELECT evening FROM duty_tally_time))
    AND contact_due_at < greatest(at_evening, (SELECT evening FROM duty_tally_time)) AND merged_into_id IS NULL
$$""",
    """
CREATE OR REPLACE FUNCTION take_in_duties(at_moment timestamptz, at_evening timestamptz) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  PERFORM FROM duty_tally_time FOR UPDATE;
  WITH counted AS MATERIALIZED (
    SELECT owner_id, team_id, department_id, market_id, grade, rule, sum(customers) AS customers,
           sum(overdue) AS overdue, sum(twice_overdue) AS twice_overdue, sum(by_evening) AS by_evening
    FROM duty_counts(at_moment, at_evening)
    GROUP BY owner_id, team_id, department_id, market_id, grade, rule
  ), taken_in AS (
    DELETE FROM duty_change
  ), kept AS (
    INSERT INTO duty_tally AS tally SELECT * FROM counted
    ON CONFLICT (owner_id, team_id, department_id, market_id, grade, rule) DO UPDATE
      SET customers = excluded.customers, overdue = excluded.overdue, twice_overdue = excluded.twice_overdue,
          by_evening = excluded.by_evening
      WHERE (tally.customers, tally.overdue, tally.twice_overdue, tally.by_evening)
        <> (excluded.customers, excluded.overdue, excluded.twice_overdue, excluded.by_evening)
  )
  UPDATE duty_tally_time SET moment = at_moment, evening = at_evening;
  DELETE FROM duty_tally WHERE customers = 0;
END $$""",
    """
CREATE OR REPLACE FUNCTION recount_duties(at_moment timestamptz, at_evening timestamptz) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  PERFORM FROM duty_tally_time FOR UPDATE;
  DELETE FROM duty_tally;
  WITH taken_in AS (
    DELETE FROM duty_change
  ), counted AS (
    INSERT INTO duty_tally
    SELECT owner_id, team_id, department_id, market_id, grade, contact_due_rule, count(*),
           count(*) FILTER (WHERE contact_due_at < at_moment),
           count(*) FILTER (WHERE twice_due_at(contact_due_at, coalesce(last_contact_at, created_at)) < at_moment),
           count(*) FILTER (WHERE contact_due_at < at_evening)
    FROM customer WHERE contact_due_at IS NOT NULL AND merged_into_id IS NULL
    GROUP BY owner_id, team_id, department_id, market_id, grade, contact_due_rule
  )
  UPDATE duty_tally_time SET moment = at_moment, evening = at_evening;
END $$""",
)


def upgrade() -> None:
    concurrently.create_index(
        "customer_order_ordered_on_customer_id_idx", "customer_order", ["ordered_on", "customer_id"]
    )
    for name, columns, condition in _OF_CUSTOMERS:
        concurrently.create_index(name, "customer", columns, postgresql_where=sa.text(condition))
    concurrently.create_index(
        "alert_live_owner_id_since_id_idx",
        "alert",
        ["owner_id", "since", "id"],
        postgresql_where=sa.text("state <> 'resolved'"),
    )
    _index_executives(postgresql_include=_COUNTED_BY)
    concurrently.create_index(
        "customer_twice_due_at_idx",
        "customer",
        [
            sa.text(
                "timezone('UTC', timezone('UTC', contact_due_at)"
                " + (contact_due_at - coalesce(last_contact_at, created_at)))"
            )
        ],
        postgresql_where=sa.text("contact_due_at IS NOT NULL"),
    )
    counts = [sa.Column(name, sa.BigInteger(), nullable=False) for name in _COUNTS]
    op.create_table("duty_tally", *_keys(), *counts, *_checks("duty_tally"), if_not_exists=True)
    op.create_index(
        "duty_tally_key",
        "duty_tally",
        list(_KEYS),
        unique=True,
        postgresql_nulls_not_distinct=True,
        if_not_exists=True,
    )
    op.create_table(
        "duty_change",
        *_keys(),
        sa.Column("added", sa.SmallInteger(), nullable=False),
        sa.Column("due_at", _INSTANT, nullable=False),
        sa.Column("twice_due_at", _INSTANT, nullable=False),
        *_checks("duty_change"),
        if_not_exists=True,
    )
    op.create_table(
        "duty_tally_time",
        sa.Column("one", sa.Boolean(), server_default=sa.text("true"), primary_key=True),
        sa.Column("moment", _INSTANT, server_default=_NOW, nullable=False),
        sa.Column("evening", _INSTANT, server_default=_NOW, nullable=False),
        sa.CheckConstraint("one", name=op.f("duty_tally_time_one_check")),
        if_not_exists=True,
    )
    op.execute("INSERT INTO duty_tally_time DEFAULT VALUES ON CONFLICT DO NOTHING")
    for statement in STATEMENTS:
        op.execute(statement)
    with op.get_context().autocommit_block():  # once every change is noted, counted while others write
        op.execute("SELECT recount_duties(meridian_now(), meridian_now())")


def _index_executives(**options: Any) -> None:
    """The old one is there until the new one is."""
    name = "customer_executive_due_at_idx"
    concurrently.create_index(
        f"{name}_new",
        "customer",
        ["executive_due_at", "id"],
        postgresql_where=sa.text("executive_due_at IS NOT NULL"),
        **options,
    )
    concurrently.drop_index(name, "customer")
    op.execute(f"ALTER INDEX {name}_new RENAME TO {name}")


def _keys() -> list[sa.Column[Any]]:
    ids = [sa.Column(name, sa.Uuid()) for name in _KEYS[:4]]
    return ids + [sa.Column(name, sa.Text()) for name in _KEYS[4:]]


def _checks(table: str) -> list[sa.CheckConstraint]:
    known = {"grade": "'A', 'B', 'C', 'D'", "rule": "'cadence', 'after_closing', 'nurture', 'progress_report'"}
    return [
        sa.CheckConstraint(f"{column} IN ({codes})", name=op.f(f"{table}_{column}_code_check"))
        for column, codes in known.items()
    ]


def downgrade() -> None:
    for name in _TRIGGERS:
        op.execute(f"DROP TRIGGER customer_duty_{name} ON customer")
    op.execute(
        "DROP FUNCTION recount_duties, take_in_duties, duty_counts, forget_duties, note_duty_change, twice_due_at"
    )
    for table in ("duty_tally_time", "duty_change", "duty_tally"):
        op.drop_table(table)
    concurrently.drop_index("customer_twice_due_at_idx", "customer")
    _index_executives()
    for name, _, _ in _OF_CUSTOMERS:
        concurrently.drop_index(name, "customer")
    concurrently.drop_index("alert_live_owner_id_since_id_idx", "alert")
    concurrently.drop_index("customer_order_ordered_on_customer_id_idx", "customer_order")
