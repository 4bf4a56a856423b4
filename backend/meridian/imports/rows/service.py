"""Rows between the file and the customers: copied in whole, compared with one another, counted."""

import uuid
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

import orjson
from sqlalchemy import (
    ARRAY,
    ColumnElement,
    Uuid,
    any_,
    delete,
    func,
    literal,
    select,
    text,
    update,
)

from meridian.imports.models import Import, ImportRow
from meridian.imports.rows.queries import SIMILAR
from meridian.imports.rows.rules import StagedRow
from meridian.imports.rules import PENDING, Fill, Match, RowDecision, RowState
from meridian.kernel.db.session import Session, WriteSession
from meridian.kernel.language import msg

_KEEP = text("""
UPDATE import_row r SET state = d.state, customer_id = d.customer_id, candidates = d.candidates, reason = d.reason
FROM unnest(
  CAST(:ids AS uuid[]), CAST(:states AS text[]), CAST(:customers AS uuid[]),
  CAST(CAST(:candidates AS text[]) AS jsonb[]), CAST(:reasons AS text[])
) AS d(id, state, customer_id, candidates, reason)
WHERE r.id = d.id AND (r.state, r.customer_id, r.candidates, r.reason)
  IS DISTINCT FROM (d.state, d.customer_id, d.candidates, d.reason)
""")


async def keep(session: WriteSession, decided: Mapping[uuid.UUID, tuple[RowDecision, list[Match]]]) -> None:
    """Writes what was decided on each row."""
    await session.execute(
        _KEEP,
        {
            "ids": list(decided),
            "states": [str(what.state) for what, _ in decided.values()],
            "customers": [what.customer for what, _ in decided.values()],
            "candidates": [orjson.dumps(_candidates(matches)).decode() for _, matches in decided.values()],
            "reasons": [what.reason for what, _ in decided.values()],
        },
    )


def _candidates(matches: Iterable[Match]) -> list[dict[str, Any]]:
    """One entry a customer or earlier row, with everything it is resembled by. Names are looked up by who reads it."""
    signals: dict[tuple[str | None, int | None], list[str]] = defaultdict(list)
    for match in matches:
        signals[match.customer, match.row].append(str(match.signal))
    return [
        {"customer_id": customer, "row": row, "signals": list(dict.fromkeys(found))}
        for (customer, row), found in signals.items()
    ]


# Rows between the file and the customers: copied in whole, compared with one another, counted.


async def clear(session: WriteSession, import_id: uuid.UUID) -> None:
    """Forgets the rows of an earlier check."""
    await session.execute(delete(ImportRow).where(ImportRow.import_id == import_id))


async def copy(session: WriteSession, import_id: uuid.UUID, staged: Iterable[StagedRow]) -> None:
    """Copies rows in; those without an error wait to be created until matching knows better."""
    connection = await (await session.connection()).get_raw_connection()
    driver: Any = connection.driver_connection
    await driver.copy_records_to_table(
        ImportRow.__tablename__,
        records=[(import_id, *row) for row in staged],
        columns=("import_id", *StagedRow._fields),
    )


# The first row of each value, for rows that follow it; rejected rows count for nobody.
_TWINS = """
WITH valid AS (
  SELECT number, key, name_key, country, website_domain, emails
  FROM import_row WHERE import_id = :import_id AND state <> 'rejected'
), twins AS (
  SELECT number, min(first) FILTER (WHERE signal = 'key') AS by_key, min(first) AS first,
         (array_agg(signal ORDER BY signal <> 'key', first))[1] AS signal
  FROM (
    SELECT number, 'key' AS signal, min(number) OVER (PARTITION BY key) AS first FROM valid WHERE key IS NOT NULL
    UNION ALL
    SELECT number, 'name', min(number) OVER (PARTITION BY name_key, country) FROM valid WHERE name_key <> ''
    UNION ALL
    SELECT number, 'email', min(number) OVER (PARTITION BY address)
      FROM valid, unnest(emails) AS address
    UNION ALL
    SELECT number, 'website', first FROM (
      SELECT number, name_key,
             first_value(number) OVER w AS first, first_value(name_key) OVER w AS first_name
      FROM valid WHERE website_domain IS NOT NULL AND name_key <> ''
      WINDOW w AS (PARTITION BY website_domain ORDER BY number)
    ) AS sites WHERE similarity(name_key, first_name) >= :similar
  ) AS firsts
  WHERE first < number
  GROUP BY number
)
UPDATE import_row r SET twin = coalesce(t.by_key, t.first), twin_signal = t.signal
FROM twins t WHERE r.import_id = :import_id AND r.number = t.number
"""
"""How much alike (trigrams) names must be for a shared website to mean one company: branches of a portal share it."""


async def find_twins(session: WriteSession, import_id: uuid.UUID) -> None:
    """Marks rows that repeat an earlier row of the file."""
    await session.execute(text(_TWINS), {"import_id": import_id, "similar": SIMILAR})


# Of the rows that speak of one customer, what each says against the first of them that says anything about a field.
_CONTRADICTIONS = text("""
WITH spoken AS (
  SELECT number, customer_id, entered->'customer' AS said, entered->'contacts' AS people,
         coalesce(customer_id::text, 'row ' || coalesce(twin, number)) AS whom
  FROM import_row WHERE import_id = :import_id AND state = ANY(:pending)
), several AS (
  SELECT * FROM (SELECT *, count(*) OVER (PARTITION BY whom) AS rows FROM spoken) AS counted WHERE rows > 1
), facts AS (
  SELECT whom, number, field, value FROM several, LATERAL (
    SELECT key AS field, value FROM jsonb_each(said - 'custom' - CAST(:passed_over AS text[]))
    UNION ALL
    SELECT 'custom.' || key, value FROM jsonb_each(coalesce(said->'custom', '{}'))
  ) AS each
  UNION ALL
  SELECT whom || ': ' || lower(person->>'name'), number, 'contact.' || each.key, each.value
  FROM several, jsonb_array_elements(coalesce(people, '[]')) AS one(person),
       jsonb_each(person - CAST(:not_said AS text[])) AS each
), compared AS (
  SELECT number, field, lower(value::text) <> lower(first_value(value::text) OVER w) AS other,
         first_value(number) OVER w AS first
  FROM facts WINDOW w AS (PARTITION BY whom, field ORDER BY number)
), contradictory AS (
  SELECT number, min(first) AS first, array_agg(DISTINCT field ORDER BY field) AS fields
  FROM compared WHERE other GROUP BY number
)
UPDATE import_row r SET
  state = CASE WHEN :screen THEN 'screening' ELSE r.state END,
  reason = CASE WHEN :screen THEN 'contradicts_row' ELSE r.reason END,
  findings = r.findings || jsonb_build_array(jsonb_build_object(
    'field', '', 'column', NULL, 'code', 'contradicts_row', 'severity', 'warning',
    'detail', 'row ' || c.first || ' says otherwise of ' || array_to_string(c.fields, ', '),
    'said', jsonb_build_object('template', CAST(:otherwise AS text), 'values',
      jsonb_build_object('row', c.first::text, 'fields', to_jsonb(c.fields))))),
  candidates = CASE WHEN :screen AND r.candidates = '[]' THEN jsonb_build_array(jsonb_build_object(
    'customer_id', r.customer_id, 'row', c.first, 'signals', jsonb_build_array('key'))) ELSE r.candidates END
FROM contradictory c WHERE r.import_id = :import_id AND r.number = c.number
""")
_OTHERWISE = msg("row {row} says otherwise of {fields}", row="", fields=[]).template
_NOT_SAID = ["id", "name", "phones", "emails", "messaging"]
"""What of a person is no fact that another row may contradict: there may be several of each."""
_SPELLINGS = ["name", "legal_name", "short_name", "website", "zone_source"]
"""Fields whose values differ in spelling without contradicting each other."""


async def find_contradictions(session: WriteSession, import_id: uuid.UUID, fill: Fill) -> None:
    """Marks rows that say otherwise than an earlier row of the same customer.

    Where values of a file replace those that are known, such rows wait for a person: written in turn, the last would
    win by chance. Where they only fill gaps, the first stays.
    """
    values = {"import_id": import_id, "pending": list(PENDING), "passed_over": _SPELLINGS, "not_said": _NOT_SAID}
    values |= {"otherwise": _OTHERWISE, "screen": fill is Fill.OVERWRITE}
    await session.execute(_CONTRADICTIONS, values)


# Of the rows that report one contact, by its id elsewhere or by who, whom and when: what each says against the first.
_CONTRADICTORY_REPORTS = text("""
WITH reported AS (
  SELECT number, twin, (entered->'record') || jsonb_build_object('customer', customer_id) AS said
  FROM import_row
  WHERE import_id = :import_id AND state = ANY(:pending) AND (twin IS NULL OR twin_signal = 'key')
), contradictory AS (
  SELECT later.number, earliest.number AS first, array_agg(each.key ORDER BY each.key) AS fields
  FROM reported later JOIN reported earliest ON earliest.number = later.twin, jsonb_each(later.said) AS each
  WHERE each.value <> 'null' AND each.value <> coalesce(earliest.said->each.key, each.value)
  GROUP BY later.number, earliest.number
)
UPDATE import_row r SET
  state = 'rejected',
  findings = r.findings || jsonb_build_array(jsonb_build_object(
    'field', '', 'column', NULL, 'code', 'contradicts_row', 'severity', 'error',
    'detail', 'row ' || c.first || ' says otherwise of ' || array_to_string(c.fields, ', '),
    'said', jsonb_build_object('template', CAST(:otherwise AS text), 'values',
      jsonb_build_object('row', c.first::text, 'fields', to_jsonb(c.fields)))))
FROM contradictory c WHERE r.import_id = :import_id AND r.number = c.number
""")


async def reject_contradictory_reports(session: WriteSession, import_id: uuid.UUID) -> None:
    """Refuses rows that report a contact of an earlier row otherwise: only the first would be entered, untold."""
    values = {"import_id": import_id, "pending": list(PENDING), "otherwise": _OTHERWISE}
    await session.execute(_CONTRADICTORY_REPORTS, values)


_ONLY_NEW = text("""
UPDATE import_row SET findings = findings || jsonb_build_array(jsonb_build_object(
  'field', CAST(:field AS text), 'column', CAST(:place AS integer), 'code', 'only_for_new', 'severity', 'note',
  'detail', CAST(:words AS text)))
WHERE import_id = :import_id AND state = 'to_update' AND btrim(cells[:place + 1]) <> ''
""")


async def note_only_new(session: WriteSession, import_id: uuid.UUID, columns: Iterable[tuple[str, int]]) -> None:
    """Says of rows that change known customers which of these columns (field, place) do not count for them."""
    words = msg("counts for new customers only: the known one keeps its own")
    for field, place in columns:
        await session.execute(_ONLY_NEW, {"import_id": import_id, "field": field, "place": place, "words": str(words)})


_COUNTS = ", ".join(
    f"count_{state} = (SELECT count(*) FROM s WHERE state = '{state}')"  # noqa: S608 — our own codes
    for state in RowState
)
_RECOUNT = text(
    "WITH s AS MATERIALIZED (SELECT state FROM import_row WHERE import_id = :import_id)"  # noqa: S608 — our own codes
    f" UPDATE import SET rows = (SELECT count(*) FROM s), {_COUNTS} WHERE id = :import_id"
)


async def recount(session: WriteSession, import_id: uuid.UUID) -> None:
    """Counts the rows of each state anew."""
    await session.execute(_RECOUNT, {"import_id": import_id})


# A bulk import outruns the server's own counting: for a table that it believes nearly empty it reads whole indexes once
# for every row, as long as that takes.
_OUTGROWN = text("""
SELECT oid::regclass FROM pg_class
WHERE oid = ANY(CAST(:filled AS regclass[])) AND pg_relation_size(oid) > 4 * relpages::bigint * :page
ORDER BY relname
""")
_FILLED = ["customer", "contact", "phone", "email", "messaging_id", "external_id", "contact_record"]
_PAGE = 8192  # bytes


async def count_what_outgrew_its_statistics(session: WriteSession) -> None:
    """Has the server look at tables that imports fill and that are four times as large as when it last did."""
    for table in await session.scalars(_OUTGROWN, {"filled": _FILLED, "page": _PAGE}):
        await session.execute(text(f"ANALYZE (SKIP_LOCKED) {table}"))


_CLAIM = text("""
SELECT r.id, r.state FROM import_row r
WHERE r.import_id = :import_id AND r.number > :after AND r.state = ANY(:pending) AND NOT EXISTS (
  SELECT 1 FROM import_row t WHERE t.import_id = :import_id AND t.number = r.twin AND t.state = ANY(:pending)
)
ORDER BY r.number LIMIT :limit FOR UPDATE OF r SKIP LOCKED
""")


async def claim(session: WriteSession, import_id: uuid.UUID, after: int, limit: int) -> dict[uuid.UUID, RowState]:
    """Locks the next rows to be written that no other writer has: those whose twin has its answer, in order."""
    values = {"import_id": import_id, "after": after, "limit": limit, "pending": list(PENDING)}
    return {row.id: RowState(row.state) for row in await session.execute(_CLAIM, values)}


async def unmatched(session: Session, import_id: uuid.UUID, after: int, limit: int) -> list[tuple[uuid.UUID, int]]:
    """The next rows that are valid in themselves: id and number."""
    rows = await session.execute(
        select(ImportRow.id, ImportRow.number)
        .where(ImportRow.import_id == import_id, ImportRow.number > after, ImportRow.state != RowState.REJECTED)
        .order_by(ImportRow.number)
        .limit(limit)
    )
    return [(row.id, row.number) for row in rows]


def among(row_ids: Iterable[uuid.UUID]) -> ColumnElement[bool]:
    """Condition on `ImportRow`: one of these rows, as one array and not thousands of binds."""
    return ImportRow.id == any_(literal(list(row_ids), ARRAY(Uuid)))


async def answer(session: WriteSession, state: RowState, row_ids: Iterable[uuid.UUID], *, own: bool = False) -> None:
    """The rows have their answer. own: what they entered carries their id."""
    ids = list(row_ids)
    if ids:
        entered = ", customer_id = id" if own else ""
        statement = text(f"UPDATE import_row SET state = :state{entered} WHERE id = ANY(:rows)")  # noqa: S608 — our own words
        await session.execute(statement, {"state": state, "rows": ids})


async def progress(
    session: WriteSession, import_id: uuid.UUID, after: int, before: Iterable[RowState], now: Iterable[RowState]
) -> None:
    """Counts rows that were and what they are now; notes up to where every row has its answer.

    after: a number up to which that is known already. Other writers may be at work: counts grow, they are not set.
    """
    steps = Counter(now)
    steps.subtract(before)
    values = {f"count_{state}": getattr(Import, f"count_{state}") + step for state, step in steps.items()}
    waiting = select(ImportRow.number).where(
        ImportRow.import_id == import_id, ImportRow.number > after, ImportRow.state.in_(PENDING)
    )
    first = await session.scalar(waiting.order_by(ImportRow.number).limit(1))
    if first is not None:
        values["written_up_to"] = func.greatest(Import.written_up_to, first - 1)
    await session.execute(
        update(Import).where(Import.id == import_id).values(values).execution_options(synchronize_session=False)
    )


async def any_pending(session: WriteSession, import_id: uuid.UUID) -> bool:
    waiting = select(ImportRow.id).where(ImportRow.import_id == import_id, ImportRow.state.in_(PENDING)).limit(1)
    return await session.scalar(waiting) is not None


async def skip_pending(session: WriteSession, import_id: uuid.UUID, reason: str) -> int:
    """Leaves out every row that still waits; returns how many."""
    rows = await session.scalars(
        update(ImportRow)
        .where(ImportRow.import_id == import_id, ImportRow.state.in_(PENDING))
        .values(state=RowState.SKIPPED, reason=reason)
        .returning(ImportRow.id)
    )
    return len(rows.all())
