"""Moving rows from one customer to another, keeping what they were, and moving them back: statements from MOVES."""

import uuid
from collections.abc import Sequence
from typing import Any, NamedTuple

from sqlalchemy import text

from meridian.duplicates.merge.foreign_keys import FOREIGN_KEYS, OF_OPPORTUNITY, OF_ORDER, SOFT, ForeignKey
from meridian.kernel.db.session import Session, WriteSession
from meridian.kernel.workflow.models import Transition

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
