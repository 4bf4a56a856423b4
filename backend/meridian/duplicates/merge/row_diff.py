"""Moving rows from one customer to another, keeping what they were, and moving them back: statements from MOVES."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from sqlalchemy import text

from meridian.kernel.db.session import Session, WriteSession
from meridian.kernel.workflow.models import Transition

# What becomes of every table that refers to a customer when two customers become one. Data, read below.
#
# In the SQL, `r` is a row of the customer that goes, `w` any row of the one that stays, `:winner` the latter's id. A
# test fails when a table refers to customers and stands neither in FOREIGN_KEYS nor in STAYS.


@dataclass(frozen=True, slots=True)
class ForeignKey:
    """Rows that go over to the customer that stays.

    only: those it is about. twin: `w` says the same already, so `r` stays where it is, out of sight, for an undo.
    set: what changes on the way besides `column`. belongs: (column, table) of the row it is a part of; when an undo
    takes that row back, what was added to it since goes with it. workflow: whose state `set` may change.
    """

    table: str
    column: str = "customer_id"
    only: str = "true"
    twin: str = "false"
    set: Mapping[str, str] = field(default_factory=dict)
    belongs: tuple[str, str] | None = None
    workflow: str | None = None


OF_CONTACT = ("contact_id", "contact")
OF_ORDER = ("order_id", "customer_order")
OF_OPPORTUNITY = ("opportunity_id", "opportunity")
_COMPANYS = "r.contact_id IS NULL AND w.contact_id IS NULL"
_OPEN = "('planned', 'pending_approval')"
# A contact planned twice for one day; the constraint allows one (planned_contact_open_key).
_PLANNED_TWICE = (
    f"r.state IN {_OPEN} AND NOT r.promised AND EXISTS (SELECT FROM planned_contact AS w WHERE w.customer_id = :winner"
    f" AND w.state IN {_OPEN} AND NOT w.promised AND w.method = r.method AND w.due_on = r.due_on"
    " AND w.contact_id IS NOT DISTINCT FROM r.contact_id)"
)
_FREE_NUMBER = (
    "(SELECT min(n) FROM generate_series(2, 1000) AS n WHERE NOT EXISTS (SELECT FROM customer_order AS o"
    " WHERE o.customer_id IN (:winner, :loser) AND o.number = r.number || ' (' || n || ')'))"
)
_NUMBER_TAKEN = "EXISTS (SELECT FROM customer_order AS w WHERE w.customer_id = :winner AND w.number = r.number)"


def _behind(table: str) -> Mapping[str, str]:
    """The company's own list goes on after the last entry there."""
    last = f"SELECT max(w.position) + 1 FROM {table} AS w WHERE w.customer_id = :winner AND w.contact_id IS NULL"
    return {"position": f"r.position + CASE WHEN r.contact_id IS NULL THEN coalesce(({last}), 0) ELSE 0 END"}


FOREIGN_KEYS: tuple[ForeignKey, ...] = (
    ForeignKey(
        "contact",
        set={
            "is_primary": "r.is_primary AND NOT EXISTS"
            " (SELECT FROM contact AS w WHERE w.customer_id = :winner AND w.is_primary)"
        },
    ),
    ForeignKey(
        "phone",
        twin=f"{_COMPANYS} AND coalesce(w.e164, w.raw) = coalesce(r.e164, r.raw)"
        " AND w.extension IS NOT DISTINCT FROM r.extension",
        set=_behind("phone"),
        belongs=OF_CONTACT,
    ),
    ForeignKey("email", twin=f"{_COMPANYS} AND w.address = r.address", set=_behind("email"), belongs=OF_CONTACT),
    ForeignKey(
        "messaging_id",
        twin=f"{_COMPANYS} AND w.service = r.service AND w.handle = r.handle",
        set=_behind("messaging_id"),
        belongs=OF_CONTACT,
    ),
    ForeignKey("external_id"),
    ForeignKey("need"),
    ForeignKey("product_interest", twin="w.product_id = r.product_id"),
    ForeignKey("installed_product"),
    ForeignKey(  # one order entered at both, or two orders under one number
        "customer_order",
        twin="(w.number, w.ordered_on, w.currency, w.amount) = (r.number, r.ordered_on, r.currency, r.amount)",
        set={"number": f"CASE WHEN {_NUMBER_TAKEN} THEN r.number || ' (' || {_FREE_NUMBER} || ')' ELSE r.number END"},
    ),
    ForeignKey(
        "order_line",
        only="EXISTS (SELECT FROM customer_order AS o WHERE o.id = r.order_id AND o.customer_id = :winner)",
        belongs=OF_ORDER,
    ),
    ForeignKey("customer_member", twin="w.user_id = r.user_id AND w.kind = r.kind"),
    ForeignKey("customer_transfer"),
    ForeignKey(  # refusals of both stand
        "opt_out",
        twin=f"{_COMPANYS} AND w.channel = r.channel AND r.lifted_at IS NULL AND w.lifted_at IS NULL",
        belongs=OF_CONTACT,
    ),
    ForeignKey("consent", belongs=OF_CONTACT),
    ForeignKey("note"),
    ForeignKey("change_proposal"),
    ForeignKey(
        "customer_follower",
        twin="w.user_id IS NOT DISTINCT FROM r.user_id AND w.department_id IS NOT DISTINCT FROM r.department_id",
    ),
    ForeignKey("customer_review", twin="r.done_at IS NULL AND w.done_at IS NULL"),  # one open review is enough
    ForeignKey("important_change"),
    ForeignKey(
        "planned_contact",
        set={
            "state": f"CASE WHEN {_PLANNED_TWICE} THEN 'cancelled' ELSE r.state END",
            "state_since": f"CASE WHEN {_PLANNED_TWICE} THEN meridian_now() ELSE r.state_since END",
            "state_reason": f"CASE WHEN {_PLANNED_TWICE} THEN 'merged' ELSE r.state_reason END",
        },
        belongs=OF_CONTACT,
        workflow="planned_contact",
    ),
    ForeignKey("dial_tally", belongs=OF_CONTACT),
    ForeignKey("own_hours", twin=_COMPANYS, belongs=OF_CONTACT),
    ForeignKey("dial_slot"),
    ForeignKey("duty_breach", twin="r.ended_at IS NULL AND w.ended_at IS NULL"),
    ForeignKey(
        "care_duty",
        twin=f"{_COMPANYS} AND (w.occasion, w.holiday, w.year) = (r.occasion, r.holiday, r.year)",
        belongs=OF_CONTACT,
    ),
    ForeignKey("declined_prompt", twin="(w.product_id = r.product_id OR w.product_line = r.product_line)"),
    ForeignKey("grade_proposal", twin="r.state = 'open' AND w.state = 'open'"),
    ForeignKey(  # a customer is in one campaign at a time, and in each once
        "campaign_customer",
        twin="(w.campaign_id = r.campaign_id OR w.left_at IS NULL AND r.left_at IS NULL)",
    ),
    ForeignKey("contact_record", belongs=OF_CONTACT),
    ForeignKey("reported_contact", belongs=OF_CONTACT),
    ForeignKey("handoff"),
    ForeignKey("opportunity", belongs=("decision_maker_id", "contact")),
    ForeignKey("opportunity_member", belongs=OF_OPPORTUNITY),
    ForeignKey("opportunity_line", belongs=OF_OPPORTUNITY),
    ForeignKey("opportunity_competitor", belongs=OF_OPPORTUNITY),
    ForeignKey("solution_proposal", belongs=OF_OPPORTUNITY),
    ForeignKey("contract", belongs=OF_OPPORTUNITY),
    ForeignKey("milestone", belongs=OF_OPPORTUNITY),
    ForeignKey("opportunity_review", belongs=OF_OPPORTUNITY),
    ForeignKey("review_action", belongs=OF_OPPORTUNITY),
    ForeignKey("complaint", belongs=OF_CONTACT),
    ForeignKey("deadline"),
    ForeignKey("stored_file"),
    ForeignKey("customer", "referrer_id", only="r.id <> :winner"),
    ForeignKey("customer", "merged_into_id"),
)
STAYS: Mapping[tuple[str, str], str] = {
    ("history", "customer_id"): "what happened to a record happened to it; nobody rewrites history",
    ("transition", "customer_id"): "as history",
    ("event", "customer_id"): "as history; customer.merged tells the rest",
    ("alert", "customer_id"): "alerts follow the facts: the next sweep moves what is still so",
    ("first_order", "customer_id"): "follows from the orders, by trigger",
    ("source_fact", "customer_id"): "what a customer counts for follows from its rows: counted anew within a minute",
    ("source_change", "customer_id"): "that something changed, of both",
    ("dial_lease", "customer_id"): "who had them to call at the time; it ends within minutes",
    ("dial_left_out", "customer_id"): "what a plan said of them when it was made",
    ("import_row", "customer_id"): "what an import made or changed at the time",
    ("customer_merge", "winner_id"): "a merge is about these two",
    ("customer_merge", "loser_id"): "a merge is about these two",
    ("duplicate_pair", "a_id"): "a pair of which one is gone is not listed, and is there again after an undo",
    ("duplicate_pair", "b_id"): "as a_id",
}

# Columns that follow from other facts or only arrange them: changed since a merge, they are no obstacle to its undo and
# keep their new value.
SOFT: Mapping[str, frozenset[str]] = {
    "customer": frozenset(
        [
            "category",
            "completeness",
            "first_contact_at",
            "last_contact_at",
            "next_contact_at",
            "next_step_at",
            "contact_due_at",
            "contact_due_rule",
            "last_order_on",
            "lead_score",
            "reviewed_at",
            "edited_by",
            "name_key",
            "name_search",
            "name_terms",
            "website_domain",
            "market_id",
        ]
    ),
    **{table: frozenset({"position"}) for table in ("phone", "email", "messaging_id")},
    "contact": frozenset({"is_primary"}),
    "complaint": frozenset({"visible_to_ids", "market_id", "due_at", "in_time"}),
    "opportunity": frozenset({"visible_to_ids", "grade", "country", "market_id"}),
    "planned_contact": frozenset({"state_since"}),
}


_NOT_KEPT = "'{version,updated_at}'"  # every change changes these
# The columns in which two rows given as JSON differ; no row when they are alike.
_DIFFERENCE = f"""
(SELECT jsonb_object_agg(b.key, b.value) AS before, jsonb_object_agg(b.key, a.value) AS after
   FROM jsonb_each(old_row) AS b JOIN jsonb_each(new_row) AS a USING (key)
  WHERE a.value IS DISTINCT FROM b.value AND b.key <> ALL ({_NOT_KEPT})
 HAVING count(*) > 0)"""
_WATCH = text("""
INSERT INTO customer_merge_row (merge_id, table_name, row_id, before, after)
SELECT :merge, 'customer', c.id, to_jsonb(c), 'null' FROM customer AS c WHERE c.id = ANY (:ids)""")
_SETTLE = text(f"""
UPDATE customer_merge_row AS m SET before = difference.before, after = difference.after
  FROM (SELECT watched.id, watched.before AS old_row, to_jsonb(c) AS new_row
          FROM customer_merge_row AS watched JOIN customer AS c ON c.id = watched.row_id
         WHERE watched.merge_id = :merge AND watched.after = 'null') AS seen, LATERAL {_DIFFERENCE} AS difference
 WHERE m.id = seen.id""")
_FORGET = text("DELETE FROM customer_merge_row WHERE merge_id = :merge AND after = 'null'")
_TOUCHED = text("""
SELECT DISTINCT table_name, ARRAY(SELECT jsonb_object_keys(after) ORDER BY 1) AS columns
  FROM customer_merge_row WHERE merge_id = :merge""")


class Count(NamedTuple):
    """Rows of one table: those of the customer that stays, those that go over to it, and those that stay behind because
    it has the same."""

    table: str
    own: int
    moves: int
    stays: int


class Changed(NamedTuple):
    """A column of a moved row that is not as the merge left it; `column` is None when the row is gone."""

    table: str
    row_id: uuid.UUID
    column: str | None


async def count(session: Session, winner: uuid.UUID, loser: uuid.UUID) -> list[Count]:
    """What `move` would do, by table. Left out: tables without a row, and parts of orders and opportunities."""
    statement = " UNION ALL ".join(
        f"SELECT '{move.table}' AS name, count(*) FILTER (WHERE NOT ({_twin(move)})) AS moves,"
        f" count(*) FILTER (WHERE {_twin(move)}) AS stays,"
        f" (SELECT count(*) FROM {move.table} AS w WHERE w.{move.column} = :winner) AS own"
        f" FROM {move.table} AS r WHERE r.{move.column} = :loser"
        for move in FOREIGN_KEYS
        if move.belongs not in (OF_ORDER, OF_OPPORTUNITY)
    )
    sums = "sum(own) AS own, sum(moves) AS moves, sum(stays) AS stays"
    summed = f"SELECT name, {sums} FROM ({statement}) AS counted GROUP BY name"
    rows = await session.execute(text(f"{summed} ORDER BY name"), {"winner": winner, "loser": loser})
    return [Count(row.name, int(row.own), int(row.moves), int(row.stays)) for row in rows if row.moves or row.stays]


async def watch(session: WriteSession, merge_id: uuid.UUID, *customers: uuid.UUID) -> None:
    """Keeps the customers' own rows as they are; `settle` then keeps what has become of them."""
    await session.execute(_WATCH, {"merge": merge_id, "ids": list(customers)})


async def settle(session: WriteSession, merge_id: uuid.UUID) -> None:
    """Of a customer in which nothing has changed nothing is kept."""
    await session.execute(_SETTLE, {"merge": merge_id})
    await session.execute(_FORGET, {"merge": merge_id})


async def move(session: WriteSession, merge_id: uuid.UUID, winner: uuid.UUID, loser: uuid.UUID) -> dict[str, int]:
    """Moves every row of MOVES and keeps each as it was. Returns how many went, by table."""
    counts: dict[str, int] = {}
    for each in FOREIGN_KEYS:
        values = {"merge": merge_id, "winner": winner, "loser": loser}
        moved = (await session.execute(text(_move_statement(each)), values)).all()
        if moved:
            counts[each.table] = counts.get(each.table, 0) + len(moved)
        if each.workflow is not None:
            _keep_transitions(session, each, winner, moved, "merge")
    return counts


def _move_statement(move: ForeignKey) -> str:
    columns = {move.column: ":winner", **move.set}
    assignments = ", ".join(f"{column} = {value}" for column, value in columns.items())
    return f"""
WITH changed AS (
  UPDATE {move.table} AS r SET {assignments}
   WHERE r.{move.column} = :loser AND ({move.only}) AND NOT ({_twin(move)})
  RETURNING r.id, to_jsonb(old) AS old_row, to_jsonb(new) AS new_row
)
INSERT INTO customer_merge_row (merge_id, table_name, row_id, before, after)
SELECT :merge, '{move.table}', changed.id, difference.before, difference.after
  FROM changed, LATERAL {_DIFFERENCE} AS difference
RETURNING row_id, before, after"""


def _twin(move: ForeignKey) -> str:
    if move.twin == "false":
        return "false"
    return f"EXISTS (SELECT FROM {move.table} AS w WHERE w.{move.column} = :winner AND {move.twin})"


async def changed_since(session: WriteSession, merge_id: uuid.UUID) -> list[Changed]:
    """What of a merge's work is not as it left it, but for columns that are SOFT."""
    found: list[Changed] = []
    for table in sorted({row.table_name for row in await session.execute(_TOUCHED, {"merge": merge_id})}):
        statement = text(f"""
SELECT m.row_id, CASE WHEN t.id IS NOT NULL THEN after.key END AS key
  FROM customer_merge_row AS m CROSS JOIN LATERAL jsonb_each(m.after) AS after LEFT JOIN {table} AS t ON t.id = m.row_id
 WHERE m.merge_id = :merge AND m.table_name = :table
   AND (t.id IS NULL OR after.key <> ALL (:soft) AND to_jsonb(t) -> after.key IS DISTINCT FROM after.value)
 GROUP BY 1, 2 ORDER BY 1, 2""")
        values = {"merge": merge_id, "table": table, "soft": sorted(SOFT.get(table, ()))}
        found += [Changed(table, row.row_id, row.key) for row in await session.execute(statement, values)]
    return found


async def restore(session: WriteSession, merge_id: uuid.UUID, winner: uuid.UUID, loser: uuid.UUID) -> None:
    """Gives every row back what the merge changed; what was added to rows that go back goes with them."""
    for table, columns in (await session.execute(_TOUCHED, {"merge": merge_id})).all():
        await session.execute(
            text(_restore_statement(table, columns)), {"merge": merge_id, "table": table, "columns": columns}
        )
    for each in FOREIGN_KEYS:
        if each.belongs is not None:
            values = {"merge": merge_id, "winner": winner, "loser": loser, "parent": each.belongs[1]}
            await session.execute(text(_follow_statement(each, each.belongs[0])), values)
        if each.workflow is not None:
            statement = "SELECT row_id, after AS before, before AS after FROM customer_merge_row"
            kept = await session.execute(
                text(f"{statement} WHERE merge_id = :merge AND table_name = :table"),
                {"merge": merge_id, "table": each.table},
            )
            _keep_transitions(session, each, loser, kept.all(), "undo_merge")


def _restore_statement(table: str, columns: Sequence[str]) -> str:
    assignments = ", ".join(
        f"{column} = CASE WHEN to_jsonb(t) -> '{column}' IS NOT DISTINCT FROM m.after -> '{column}'"
        f" THEN r.{column} ELSE t.{column} END"
        for column in columns
    )
    return f"""
UPDATE {table} AS t SET {assignments}
  FROM customer_merge_row AS m, LATERAL jsonb_populate_record(NULL::{table}, m.before) AS r
 WHERE m.merge_id = :merge AND m.table_name = :table AND t.id = m.row_id
   AND ARRAY(SELECT jsonb_object_keys(m.after) ORDER BY 1) = :columns"""


def _follow_statement(move: ForeignKey, column: str) -> str:
    return f"""
UPDATE {move.table} AS t SET {move.column} = :loser FROM customer_merge_row AS m
 WHERE m.merge_id = :merge AND m.table_name = :parent AND m.row_id = t.{column} AND t.{move.column} = :winner"""


def _keep_transitions(
    session: WriteSession, move: ForeignKey, customer_id: uuid.UUID, rows: Sequence[Any], name: str
) -> None:
    """Rows whose state changed on the way have made a move of their workflow."""
    assert move.workflow is not None
    for row in rows:
        if "state" in row.after:
            made = Transition(
                workflow=move.workflow,
                subject_type=move.table,
                subject_id=row.row_id,
                customer_id=customer_id,
                move=name,
                from_state=row.before["state"],
                to_state=row.after["state"],
                actor_id=session.actor_id,
                at=session.now,
            )  # merged in bulk: how long each had stood is not counted
            session.add(made)
