"""What boards are narrowed by, the customer's grade, country and market, stands beside each opportunity, by trigger;
sums and cards of a board are read from an index alone then."""

import sqlalchemy as sa
from alembic import op
from migrations import concurrently

revision = "narrowed_boards"
down_revision = "in_order"
branch_labels = None
depends_on = None

# What follows from other rows: alone it makes no version of the opportunity and no entry in its history.
_FOLLOWS = (
    "visible_to_ids",
    "rank",
    "base_amount",
    "base_currency",
    "rated_on",
    "important_since",
    "review_due_on",
    "follow_up_due_on",
)
_COPIED = ("grade", "country", "market_id")
_TOUCH = """
CREATE OR REPLACE TRIGGER opportunity_touch BEFORE UPDATE ON opportunity FOR EACH ROW
WHEN ((to_jsonb(OLD.*) - '{{{ignored}}}'::text[]) IS DISTINCT FROM (to_jsonb(NEW.*) - '{{{ignored}}}'::text[]))
EXECUTE FUNCTION touch_row()"""
_HISTORY = """
CREATE OR REPLACE TRIGGER opportunity_history_{operation} AFTER {operation} ON opportunity
REFERENCING {tables} FOR EACH STATEMENT EXECUTE FUNCTION keep_history('customer_id', '{ignored}')"""
_TABLES = {
    "insert": "NEW TABLE AS new_rows",
    "update": "OLD TABLE AS old_rows NEW TABLE AS new_rows",
    "delete": "OLD TABLE AS old_rows",
}
# The opportunity's own people, team and department, and its customer's; and what it has of the customer. Read under a
# lock, so that a customer that changes meanwhile is not missed.
_FILL = """
CREATE OR REPLACE FUNCTION fill_visible_to_ids_of_opportunity() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  SELECT ARRAY(SELECT DISTINCT whose FROM unnest(ARRAY[NEW.owner_id, NEW.team_id, NEW.department_id,
                                                       owner_id, team_id, department_id]) AS whose
         WHERE whose IS NOT NULL ORDER BY whose){columns}
    INTO NEW.visible_to_ids{into} FROM customer WHERE id = NEW.customer_id FOR SHARE;
  RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER opportunity_visible_to_ids
  BEFORE INSERT OR UPDATE OF owner_id, team_id, department_id, customer_id, visible_to_ids{columns}
  ON opportunity FOR EACH ROW EXECUTE FUNCTION fill_visible_to_ids_of_opportunity();
CREATE OR REPLACE TRIGGER customer_opportunity_visible_to_ids
  AFTER UPDATE OF owner_id, team_id, department_id{columns} ON customer FOR EACH ROW
  WHEN ((OLD.owner_id, OLD.team_id, OLD.department_id{old})
    IS DISTINCT FROM (NEW.owner_id, NEW.team_id, NEW.department_id{into}))
  EXECUTE FUNCTION fill_visible_to_ids_of_opportunities_of_customer();
"""
_FILL_SOME = """
WITH lacking AS (
  SELECT opportunity.id FROM opportunity JOIN customer ON customer.id = customer_id
   WHERE opportunity.grade IS NULL LIMIT 5000 FOR SHARE OF customer
)
UPDATE opportunity SET grade = grade FROM lacking WHERE lacking.id = opportunity.id
"""
_OPEN = sa.text("outcome = 'open'")
_SEEN = ("customer_id", "visible_to_ids")
_NARROWED = ("title", "source", *_COPIED, "important_since", "review_due_on", "follow_up_due_on")
# name → columns, those that are read beside them, those that were before
_BOARD: dict[str, tuple[list[str], list[str], list[str]]] = {
    "opportunity_board_idx": (["stage", "rank", "id"], [*_SEEN, "currency", *_NARROWED], []),
    "opportunity_sums_idx": (
        ["stage", "currency", "probability"],
        ["amount", "base_amount", "id", *_SEEN, *_NARROWED],
        ["amount", "base_amount", "id", *_SEEN],
    ),
}


def _triggers(copied: tuple[str, ...]) -> None:
    ignored = ",".join((*_FOLLOWS, *copied))
    op.execute(_TOUCH.format(ignored=ignored))
    for operation, tables in _TABLES.items():
        op.execute(_HISTORY.format(operation=operation, tables=tables, ignored=ignored))
    columns, old, new = ("".join(f", {row}{each}" for each in copied) for row in ("", "OLD.", "NEW."))
    op.execute(_FILL.format(columns=columns, old=old, into=new))


def upgrade() -> None:
    op.execute(
        "ALTER TABLE opportunity ADD COLUMN IF NOT EXISTS grade text, ADD COLUMN IF NOT EXISTS country text,"
        " ADD COLUMN IF NOT EXISTS market_id uuid"
    )
    concurrently.set_codes("opportunity", {"grade": ("A", "B", "C", "D")})
    _triggers(_COPIED)
    with op.get_context().autocommit_block():
        while op.get_bind().execute(sa.text(_FILL_SOME)).rowcount:
            pass
    op.execute("ALTER TABLE opportunity ALTER COLUMN grade SET NOT NULL")
    for name, (columns, beside, _) in _BOARD.items():
        _replace(name, columns, beside)


def _replace(name: str, columns: list[str], beside: list[str]) -> None:
    """The old one is there until the new one is."""
    concurrently.create_index(f"{name}_new", "opportunity", columns, postgresql_include=beside, postgresql_where=_OPEN)
    concurrently.drop_index(name, "opportunity")
    op.execute(f"ALTER INDEX {name}_new RENAME TO {name}")


def downgrade() -> None:
    for name, (columns, _, before) in _BOARD.items():
        _replace(name, columns, before)
    _triggers(())
    for column in _COPIED:
        op.drop_column("opportunity", column)
