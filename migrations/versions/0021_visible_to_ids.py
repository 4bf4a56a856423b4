"""Whom a row is visible to says so in its name: `reach` of opportunities and complaints is `visible_to_ids`."""

from alembic import op

revision = "visible_to_ids"
down_revision = "0020"
branch_labels = None
depends_on = None

_FOLLOWS = (
    "rank",
    "base_amount",
    "base_currency",
    "rated_on",
    "important_since",
    "review_due_on",
    "follow_up_due_on",
)
# table → whose it is itself, its other columns that are worth no history, those that make no version
TABLES = {
    "opportunity": (("owner_id", "team_id", "department_id"), _FOLLOWS, _FOLLOWS),
    "complaint": (("first_responder_id", "responsible_id", "department_id"), ("state_since", "found_at"), ()),
}
PLURAL = {"opportunity": "opportunities", "complaint": "complaints"}
INDEXES = {
    "opportunity_reach_idx": "opportunity_visible_to_ids_idx",
    "opportunity_reach_open_idx": "opportunity_visible_to_ids_open_idx",
    "complaint_reach_idx": "complaint_visible_to_ids_idx",
}
# The row's own people, team and department, and its customer's; read under a lock, so that a customer given to
# somebody else meanwhile is not missed.
FILL = """
CREATE FUNCTION {function}() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  SELECT ARRAY(SELECT DISTINCT whose FROM unnest(ARRAY[{own}, owner_id, team_id, department_id]) AS whose
         WHERE whose IS NOT NULL ORDER BY whose)
    INTO NEW.{column} FROM customer WHERE id = NEW.customer_id FOR SHARE;
  RETURN NEW;
END $$;
CREATE TRIGGER {trigger} BEFORE INSERT OR UPDATE OF {columns}, customer_id, {column}
  ON {table} FOR EACH ROW EXECUTE FUNCTION {function}();
CREATE FUNCTION {of_customer}() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE {table} SET {column} = {column} WHERE customer_id = NEW.id;
  RETURN NULL;
END $$;
CREATE TRIGGER {customer_trigger} AFTER UPDATE OF owner_id, team_id, department_id ON customer FOR EACH ROW
  WHEN ((OLD.owner_id, OLD.team_id, OLD.department_id) IS DISTINCT FROM (NEW.owner_id, NEW.team_id, NEW.department_id))
  EXECUTE FUNCTION {of_customer}();
"""
TOUCH = """
CREATE TRIGGER {table}_touch BEFORE UPDATE ON {table} FOR EACH ROW
  WHEN ((to_jsonb(OLD.*) - '{{{ignored}}}'::text[]) IS DISTINCT FROM (to_jsonb(NEW.*) - '{{{ignored}}}'::text[]))
  EXECUTE FUNCTION touch_row();
"""
HISTORY = """
CREATE TRIGGER {table}_history_insert AFTER INSERT ON {table} REFERENCING NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION keep_history('customer_id', '{ignored}');
CREATE TRIGGER {table}_history_update AFTER UPDATE ON {table}
  REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION keep_history('customer_id', '{ignored}');
CREATE TRIGGER {table}_history_delete AFTER DELETE ON {table} REFERENCING OLD TABLE AS old_rows
  FOR EACH STATEMENT EXECUTE FUNCTION keep_history('customer_id', '{ignored}');
"""


def upgrade() -> None:
    _rename("reach", "visible_to_ids")
    for old, new in INDEXES.items():
        op.execute(f"ALTER INDEX {old} RENAME TO {new}")


def downgrade() -> None:
    _rename("visible_to_ids", "reach")
    for old, new in INDEXES.items():
        op.execute(f"ALTER INDEX {new} RENAME TO {old}")


def _rename(before: str, after: str) -> None:
    """The column, and the triggers that fill it or look past it, which know it by its name."""
    for table, (own, no_history, no_version) in TABLES.items():
        for name in ("touch", "history_insert", "history_update", "history_delete"):
            op.execute(f"DROP TRIGGER {table}_{name} ON {table}")
        there, then = _names(table, before), _names(table, after)
        op.execute(f"DROP TRIGGER {there['customer_trigger']} ON customer")
        op.execute(f"DROP FUNCTION {there['of_customer']}")
        op.execute(f"DROP TRIGGER {there['trigger']} ON {table}")
        op.execute(f"DROP FUNCTION {there['function']}")
        op.execute(f"ALTER TABLE {table} RENAME COLUMN {before} TO {after}")
        named = ", ".join(f"NEW.{name}" for name in own)
        op.execute(FILL.format(table=table, column=after, own=named, columns=", ".join(own), **then))
        op.execute(TOUCH.format(table=table, ignored=",".join((after, *no_version))))
        op.execute(HISTORY.format(table=table, ignored=",".join((*no_history, after))))


def _names(table: str, column: str) -> dict[str, str]:
    """What the triggers of the column are called."""
    return {
        "function": f"{column}_{table}" if column == "reach" else f"fill_{column}_of_{table}",
        "trigger": f"{table}_{column}",
        "of_customer": f"{column}_{PLURAL[table]}_of_customer"
        if column == "reach"
        else f"fill_{column}_of_{PLURAL[table]}_of_customer",
        "customer_trigger": f"customer_{table}_{column}",
    }
