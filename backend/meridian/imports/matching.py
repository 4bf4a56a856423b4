"""Which customers the rows of a batch resemble, set by set, and what becomes of each row (TS-5)."""

import uuid
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import orjson
from sqlalchemy import Row, Text, Uuid, and_, column, func, select, text

from meridian.customers.models import Customer
from meridian.customers.queries import visible_to
from meridian.identity.actor import Actor
from meridian.identity.roles import Permission
from meridian.imports.codes import Key, RowState, Signal
from meridian.imports.mapping import Mapping as ImportMapping
from meridian.imports.models import ImportRow
from meridian.imports.rules import Fate, Match, fate
from meridian.imports.staging import SIMILAR
from meridian.kernel.db import Session, WriteSession

MOST = 5
"""Candidates kept of one row by one signal: a switchboard number may belong to hundreds of customers."""

# Each finds customers of one row by an index.
_FINDERS: Mapping[str, str] = {
    "id": "SELECT c.id FROM customer c WHERE c.id = CASE WHEN :by_id THEN CAST(r.key AS uuid) END",
    "external_id": (
        "SELECT x.customer_id AS id FROM jsonb_to_recordset(r.entered->'external_ids') AS e(source text, value text)"
        " JOIN external_id x ON x.source = e.source AND x.value = e.value"
    ),
    "name": (
        "SELECT c.id FROM customer c WHERE r.name_key <> '' AND c.name_key = r.name_key AND c.merged_into_id IS NULL"
        " AND (c.country = r.country OR c.country IS NULL OR r.country IS NULL)"
    ),
    "website": "SELECT c.id FROM customer c WHERE c.website_domain = r.website_domain AND c.merged_into_id IS NULL",
    "email": "SELECT m.customer_id AS id FROM email m WHERE m.address = ANY(r.emails)",
    "phone": "SELECT p.customer_id AS id FROM phone p WHERE p.e164 = ANY(r.phones)",
}
_BY_EACH = " UNION ALL ".join(
    f"SELECT r.id AS row_id, '{signal}' AS signal, f.id AS found_id FROM r, LATERAL ({sql} LIMIT {MOST}) AS f"  # noqa: S608 — our own SQL
    for signal, sql in _FINDERS.items()
)
_FOUND = (
    text(f"WITH r AS MATERIALIZED (SELECT * FROM import_row WHERE id = ANY(:rows)) {_BY_EACH}")  # noqa: S608
    .columns(column("row_id", Uuid), column("signal", Text), column("found_id", Uuid))
    .subquery("found")
)
_KEYS: Mapping[Key, str] = {
    Key.ID: "id",
    Key.EXTERNAL_ID: "external_id",
    Key.NAME_COUNTRY: "name",
    Key.WEBSITE: "website",
    Key.EMAIL: "email",
    Key.PHONE: "phone",
}
_ALWAYS_KEYS = frozenset({"id", "external_id"})
"""One id of another system belongs to one customer, whatever key was chosen."""


async def decide(
    session: Session, actor: Actor, mapping: ImportMapping, row_ids: Sequence[uuid.UUID]
) -> dict[uuid.UUID, tuple[Fate, list[Match]]]:
    """What becomes of each row, and whom it resembles. Rows that resemble nobody are new unless the mode forbids it."""
    # A bulk import outruns the planner's statistics: a table it believes empty would be scanned once for every row.
    await session.execute(text("SET LOCAL enable_seqscan = off"))
    matches: dict[uuid.UUID, list[Match]] = defaultdict(list)
    for found in await _found(session, actor, mapping, row_ids):
        matches[found.row_id].append(_match(found, mapping))
    for row in await _twins(session, row_ids):
        # The twin's own customer, once there is one, has been found already.
        if row.twin_state in (RowState.TO_CREATE, RowState.TO_UPDATE, RowState.SCREENING):
            signal = Signal.KEY if row.twin_signal == "key" else Signal(row.twin_signal)
            matches[row.id].append(Match(signal, None, row.twin, row.twin_state != RowState.SCREENING))
    fates = {row_id: fate(matches[row_id], mapping.mode, mapping.duplicates) for row_id in row_ids}
    return {row_id: (fates[row_id], matches[row_id]) for row_id in row_ids}


async def _found(
    session: Session, actor: Actor, mapping: ImportMapping, row_ids: Sequence[uuid.UUID]
) -> Sequence[Row[Any]]:
    writable = and_(visible_to(actor, Permission.CUSTOMER_WRITE), Customer.archived_at.is_(None))
    statement = (
        select(
            _FOUND.c.row_id,
            _FOUND.c.signal,
            _FOUND.c.found_id,
            writable.label("writable"),
            (func.similarity(Customer.name_key, ImportRow.name_key) >= SIMILAR).label("similar"),
        )
        .join(Customer, Customer.id == _FOUND.c.found_id)
        .join(ImportRow, ImportRow.id == _FOUND.c.row_id)
    )
    values = {"rows": list(row_ids), "by_id": mapping.key is Key.ID}
    return (await session.execute(statement, values)).all()


def _match(found: Row[Any], mapping: ImportMapping) -> Match:
    is_key = found.signal == _KEYS[mapping.key] or found.signal in _ALWAYS_KEYS
    signal = Signal.KEY if is_key else Signal(found.signal)
    alike = signal is not Signal.WEBSITE or bool(found.similar)
    return Match(signal, str(found.found_id), None, found.writable, alike)


async def _twins(session: Session, row_ids: Sequence[uuid.UUID]) -> Sequence[Row[Any]]:
    return (
        await session.execute(
            text(
                "SELECT r.id, r.twin, r.twin_signal, t.state AS twin_state FROM import_row r"
                " JOIN import_row t ON t.import_id = r.import_id AND t.number = r.twin WHERE r.id = ANY(:rows)"
            ),
            {"rows": list(row_ids)},
        )
    ).all()


_KEEP = text("""
UPDATE import_row r SET state = d.state, customer_id = d.customer_id, candidates = d.candidates, reason = d.reason
FROM unnest(
  CAST(:ids AS uuid[]), CAST(:states AS text[]), CAST(:customers AS uuid[]),
  CAST(CAST(:candidates AS text[]) AS jsonb[]), CAST(:reasons AS text[])
) AS d(id, state, customer_id, candidates, reason)
WHERE r.id = d.id AND (r.state, r.customer_id, r.candidates, r.reason)
  IS DISTINCT FROM (d.state, d.customer_id, d.candidates, d.reason)
""")


async def keep(session: WriteSession, decided: Mapping[uuid.UUID, tuple[Fate, list[Match]]]) -> None:
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
