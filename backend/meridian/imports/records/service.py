"""Past contacts from staged rows: their customers found, the records written as a set (see `records.bulk`)."""

import uuid
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Text, Uuid, column, select, text

from meridian.customers.models import Customer
from meridian.customers.visibility import visible_to
from meridian.identity.actor import Actor
from meridian.identity.permissions import Permission
from meridian.imports.mapping.schemas import ImportMapping
from meridian.imports.models import Import
from meridian.imports.rows import service
from meridian.imports.rules import Match, RowDecision, RowState, Signal
from meridian.kernel.db.session import Session, WriteSession
from meridian.plans.rules import Method
from meridian.records.rules import Direction, Disposition
from meridian.records.service import PastRecord, insert_past_records

_FINDERS: Mapping[Signal, str] = {
    Signal.KEY: (
        "SELECT x.customer_id AS id FROM external_id x WHERE x.value = r.entered #>> '{find,external_id}'"
        " AND (CAST(:source AS text) IS NULL OR x.source = :source)"
    ),
    Signal.NAME: "SELECT c.id FROM customer c WHERE c.name_key = r.entered #>> '{find,name_key}'",
    Signal.PHONE: (
        "SELECT DISTINCT p.customer_id AS id FROM phone p, jsonb_array_elements_text(r.entered #> '{find,phones}') AS e"
        " WHERE p.e164 = e"
    ),
}
MOST = 20
"""Customers looked at by one signal: names repeat, and switchboards serve many."""
_BY_EACH = " UNION ALL ".join(
    f"SELECT r.id AS row_id, '{signal}' AS signal, f.id AS found_id FROM r, LATERAL ({sql} LIMIT {MOST}) AS f"  # noqa: S608 — our own SQL
    for signal, sql in _FINDERS.items()
)
_FOUND = (
    text(f"WITH r AS MATERIALIZED (SELECT * FROM import_row WHERE id = ANY(:rows)) {_BY_EACH}")  # noqa: S608
    .columns(column("row_id", Uuid), column("signal", Text), column("found_id", Uuid))
    .subquery("found")
)


async def decide(
    session: Session, actor: Actor, mapping: ImportMapping, row_ids: Sequence[uuid.UUID]
) -> dict[uuid.UUID, tuple[RowDecision, list[Match]]]:
    """Whose contact each row was: one customer within the actor's scope; several ask a person, none rejects the row."""
    await session.execute(text("SET LOCAL enable_seqscan = off"))  # see matching.decide
    statement = (
        select(_FOUND.c.row_id, _FOUND.c.signal, _FOUND.c.found_id)
        .join(Customer, Customer.id == _FOUND.c.found_id)
        .where(Customer.merged_into_id.is_(None), visible_to(actor, Permission.RECORD_WRITE))
    )
    values = {"rows": list(row_ids), "source": mapping.external_source}
    matches: dict[uuid.UUID, list[Match]] = defaultdict(list)
    for row_id, signal, found in await session.execute(statement, values):
        matches[row_id].append(Match(Signal(signal), str(found), None, True))
    return {row_id: (whose(matches[row_id]), matches[row_id]) for row_id in row_ids}


def whose(matches: Sequence[Match]) -> RowDecision:
    """By its id elsewhere, else by its name, else by its phone; what names several is narrowed by what comes next."""
    left: set[str] = set()
    for signal in _FINDERS:
        found = {match.customer for match in matches if match.signal is signal and match.customer is not None}
        left = (left & found or left) if left else found
        if len(left) == 1:
            return RowDecision(RowState.TO_CREATE, left.pop())
    if left:
        return RowDecision(RowState.SCREENING, reason="several_customers")
    return RowDecision(RowState.REJECTED, reason="customer_not_found")


_KNOWN = text("""
SELECT r.id, r.entered, r.customer_id,
       EXISTS (SELECT 1 FROM contact_record k WHERE k.source = r.entered #>> '{record,source}'
               AND k.external_id = r.entered #>> '{record,external_id}') AS there,
       (SELECT c.id FROM contact c WHERE c.customer_id = r.customer_id AND c.active
        AND lower(c.name) = lower(r.entered->>'contact_name') ORDER BY c.id LIMIT 1) AS contact_id
FROM import_row r WHERE r.id = ANY(:rows)
""")


async def write(
    session: WriteSession,
    whole: Import,
    actor: Actor,
    row_ids: Sequence[uuid.UUID],
    _markets: Mapping[str, uuid.UUID],
) -> dict[uuid.UUID, RowState]:
    """Finds the customers once more, as they are now, and enters the records. Returns the state of each row."""
    mapping = ImportMapping.model_validate(whole.mapping)
    decided = await decide(session, actor, mapping, row_ids)
    await service.keep(session, decided)
    outcome = {row_id: fate.state for row_id, (fate, _) in decided.items()}
    ready = [row_id for row_id, state in outcome.items() if state is RowState.TO_CREATE]
    outcome |= await enter(session, ready)
    for state in (RowState.CREATED, RowState.UNCHANGED):
        await service.answer(session, state, [row_id for row_id in ready if outcome[row_id] is state])
    return outcome


async def enter(session: WriteSession, row_ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, RowState]:
    """Enters the records of rows that know their customer; those entered before stay as they are."""
    rows = (await session.execute(_KNOWN, {"rows": list(row_ids)})).all()
    fresh = [row for row in rows if not row.there]
    written = await insert_past_records(session, [_record(row) for row in fresh])
    assert written == len(fresh), "rows of one identity follow one another"
    return {row.id: RowState.UNCHANGED if row.there else RowState.CREATED for row in rows}


def _record(row: Row[Any]) -> PastRecord:
    found: dict[str, Any] = row.entered["record"]
    return PastRecord(
        customer_id=row.customer_id,
        contact_id=row.contact_id,
        author_id=uuid.UUID(found["author_id"]),
        method=Method(found["method"]),
        direction=Direction(found.get("direction", Direction.OUTBOUND)),
        disposition=Disposition(found["disposition"]) if found.get("disposition") else None,
        started_at=datetime.fromisoformat(found["started_at"]),
        ended_at=datetime.fromisoformat(found["ended_at"]) if found["ended_at"] else None,
        talk_seconds=found.get("talk_seconds") if found["method"] == Method.PHONE else None,
        phone=found["phone"],
        source=found["source"],
        external_id=found["external_id"],
        outcome=found.get("outcome"),
        key_points=found["key_points"],
        intent_level=found.get("intent_level"),
    )
