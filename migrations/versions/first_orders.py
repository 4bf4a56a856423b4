"""When each customer first ordered, kept by trigger; whose a customer is and what came of calls, by indexes alone."""

import sqlalchemy as sa
from alembic import op
from migrations import concurrently

revision = "first_orders"
down_revision = "covering_indexes"
branch_labels = None
depends_on = None

STATEMENTS = (
    """
CREATE OR REPLACE FUNCTION keep_first_order() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  whose uuid;
BEGIN
  FOR whose IN SELECT DISTINCT id FROM unnest(ARRAY[OLD.customer_id, NEW.customer_id]) AS id
               WHERE id IS NOT NULL ORDER BY id LOOP
    PERFORM FROM customer WHERE id = whose FOR NO KEY UPDATE;
    DELETE FROM first_order
     WHERE customer_id = whose AND NOT EXISTS (SELECT FROM customer_order WHERE customer_id = whose);
    INSERT INTO first_order (customer_id, ordered_on)
    SELECT customer_id, min(ordered_on) FROM customer_order WHERE customer_id = whose GROUP BY customer_id
    ON CONFLICT (customer_id) DO UPDATE SET ordered_on = excluded.ordered_on
      WHERE first_order.ordered_on <> excluded.ordered_on;
  END LOOP;
  RETURN NULL;
END $$""",
    """
CREATE OR REPLACE TRIGGER customer_order_first AFTER INSERT OR DELETE ON customer_order FOR EACH ROW
EXECUTE FUNCTION keep_first_order()""",
    """
CREATE OR REPLACE TRIGGER customer_order_first_update AFTER UPDATE ON customer_order FOR EACH ROW
WHEN ((OLD.customer_id, OLD.ordered_on) IS DISTINCT FROM (NEW.customer_id, NEW.ordered_on))
EXECUTE FUNCTION keep_first_order()""",
    # The trigger is there, and holds up whoever writes an order until this is written.
    """
INSERT INTO first_order (customer_id, ordered_on) SELECT customer_id, min(ordered_on) FROM customer_order GROUP BY 1
ON CONFLICT (customer_id) DO UPDATE SET ordered_on = excluded.ordered_on""",
)
_OF_CALLS = ("contact_record_customer_id_started_at_id_idx", "contact_record")
_BESIDE = ["method", "direction", "reached", "intent_level"]


def _replace(name: str, table: str, **options: list[str]) -> None:
    """The old one is there until the new one is."""
    columns: list[str | sa.TextClause] = ["customer_id", sa.text("started_at DESC"), sa.text("id DESC")]
    concurrently.create_index(f"{name}_new", table, columns, **options)
    concurrently.drop_index(name, table)
    op.execute(f"ALTER INDEX {name}_new RENAME TO {name}")


def upgrade() -> None:
    concurrently.create_index(
        "customer_whose_idx",
        "customer",
        ["id"],
        postgresql_include=[
            "merged_into_id",
            "owner_id",
            "team_id",
            "department_id",
            "source_channel",
            "obtained_at",
        ],
    )
    concurrently.drop_index("customer_source_channel_obtained_at_idx", "customer")
    _replace(*_OF_CALLS, postgresql_include=_BESIDE)
    op.create_table(
        "first_order",
        sa.Column("customer_id", sa.Uuid(), primary_key=True),
        sa.Column("ordered_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["customer.id"], name="first_order_customer_id_fkey", ondelete="CASCADE"
        ),
    )
    op.create_index("first_order_ordered_on_customer_id_idx", "first_order", ["ordered_on", "customer_id"])
    for statement in STATEMENTS:
        op.execute(statement)


def downgrade() -> None:
    for name in ("customer_order_first", "customer_order_first_update"):
        op.execute(f"DROP TRIGGER {name} ON customer_order")
    op.execute("DROP FUNCTION keep_first_order")
    op.drop_table("first_order")
    _replace(*_OF_CALLS)
    concurrently.create_index(
        "customer_source_channel_obtained_at_idx",
        "customer",
        ["source_channel", "obtained_at"],
        postgresql_where=sa.text("merged_into_id IS NULL"),
    )
    concurrently.drop_index("customer_whose_idx", "customer")
