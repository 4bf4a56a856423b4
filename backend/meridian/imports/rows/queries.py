"""Which known customers rows resemble, and the reference data an import is read and checked against."""

import uuid
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import timedelta
from itertools import groupby
from typing import Any

from sqlalchemy import (
    Row,
    Text,
    Uuid,
    and_,
    column,
    func,
    select,
    text,
)

from meridian.calendars.queries import calendar_for
from meridian.calendars.rules import working_calendar
from meridian.customers.custom_fields.rules import Defined
from meridian.customers.members.service import SELLING
from meridian.customers.models import Customer, CustomField
from meridian.customers.rules import Assignment
from meridian.customers.visibility import visible_to
from meridian.identity.actor import Actor
from meridian.identity.models import User
from meridian.identity.permissions import Permission
from meridian.identity.visibility import PEOPLE
from meridian.imports.mapping.readers import ReaderContext
from meridian.imports.mapping.schemas import ImportMapping
from meridian.imports.models import Import, ImportRow
from meridian.imports.rows.rules import EntryDue, ImportContext, ReferenceData
from meridian.imports.rules import ImportKind, Key, Match, RowDecision, RowState, Signal, decide_row
from meridian.kernel.db.session import Session
from meridian.kernel.language import Message, msg
from meridian.places.text import clean
from meridian.policies.definitions.customers import CUSTOMER_ENTRY_HOURS
from meridian.policies.queries import snapshot
from meridian.products.models import Market

SIMILAR = 0.45


# Which customers the rows of a batch resemble, set by set, and what becomes of each row (TS-5).


MOST = 5
"""Candidates kept of one row by one signal: a switchboard number may belong to hundreds of customers."""

# Each finds customers of one row by an index.
_FINDERS: Mapping[str, str] = {
    "id": "SELECT c.id FROM customer c WHERE c.id = CASE WHEN :by_id THEN CAST(r.key AS uuid) END",
    "external_id": (
        "SELECT x.id FROM jsonb_to_recordset(r.external_ids) AS e(source text, value text), LATERAL ("
        "SELECT customer_id AS id FROM external_id WHERE source = e.source AND value = e.value LIMIT 1) AS x"
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
_COMPARED = "id, key, name_key, country, website_domain, emails, phones, entered->'external_ids' AS external_ids"
_FOUND = (
    text(f"WITH r AS MATERIALIZED (SELECT {_COMPARED} FROM import_row WHERE id = ANY(:rows)) {_BY_EACH}")  # noqa: S608
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
# The sensitive group without whose sight nobody is found by it.
_SENSITIVE: Mapping[str, str] = {"email": "email", "phone": "phone"}
_ALWAYS_KEYS = frozenset({"id", "external_id"})
"""One id of another system belongs to one customer, whatever key was chosen."""


async def decide(
    session: Session, actor: Actor, mapping: ImportMapping, row_ids: Sequence[uuid.UUID]
) -> dict[uuid.UUID, tuple[RowDecision, list[Match]]]:
    """What becomes of each row, and whom it resembles. Rows that resemble nobody are new unless the mode forbids it."""
    # A bulk import outruns the planner's statistics: a table it believes empty would be scanned once for every row.
    await session.execute(text("SET LOCAL enable_seqscan = off"))
    matches: dict[uuid.UUID, list[Match]] = defaultdict(list)
    for row_id, group in groupby(await _found(session, actor, mapping, row_ids), key=lambda found: found.row_id):
        matches[row_id] += [_match(found, mapping) for found in _told(list(group))]
    for row in await _twins(session, row_ids):
        # The twin's own customer, once there is one, has been found already.
        if row.twin_state in (RowState.TO_CREATE, RowState.TO_UPDATE, RowState.SCREENING):
            signal = Signal.KEY if row.twin_signal == "key" else Signal(row.twin_signal)
            matches[row.id].append(Match(signal, None, row.twin, row.twin_state != RowState.SCREENING))
    fates = {row_id: decide_row(matches[row_id], mapping.mode, mapping.duplicates) for row_id in row_ids}
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
            visible_to(actor).label("visible"),
            (func.similarity(Customer.name_key, ImportRow.name_key) >= SIMILAR).label("similar"),
        )
        .join(Customer, Customer.id == _FOUND.c.found_id)
        .join(ImportRow, ImportRow.id == _FOUND.c.row_id)
        .where(_FOUND.c.signal.not_in([signal for signal, group in _SENSITIVE.items() if group in actor.masked]))
        .order_by(_FOUND.c.row_id)
    )
    values = {"rows": list(row_ids), "by_id": mapping.key is Key.ID}
    return (await session.execute(statement, values)).all()


def _told(found: Sequence[Row[Any]]) -> list[Row[Any]]:
    """No more than the duplicate check tells: a phone alone says nothing of a customer out of sight."""
    known = {each.found_id for each in found if each.visible or each.signal != "phone"}
    return [each for each in found if each.found_id in known]


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


# What of the company an import is read and checked against, gathered once per job.


async def gather_reference_data(session: Session, actor: Actor, mapping: ImportMapping, whole: Import) -> ReferenceData:
    """Everything needed to read the file as `actor`."""
    kind = ImportKind(whole.kind)
    people = (await session.execute(select(User.id, User.email, User.name, User.name_en).where(User.active))).all()
    definitions = await session.scalars(select(CustomField).where(CustomField.active))
    setup = ReaderContext(
        now=session.now,
        zone=mapping.zone or actor.zone,
        date_order=mapping.date_order,
        decimal_sign=mapping.decimal_sign,
        currency=mapping.currency,
        external_source=mapping.external_source,
        people=_by_name([(row.id, (row.email, row.name, row.name_en)) for row in people]),
        definitions={
            each.key: Defined(each.key, each.type, tuple(each.choices), each.required) for each in definitions
        },
        campaigns=await _campaigns(session),
        own=bool(whole.format.get("own")),
    )
    around = ImportContext(
        mode=mapping.mode,
        key=mapping.key,
        owners=await _people(session, actor, _REACH[kind]),
        markets=await markets(session),
        due=await _entry_due(session),
        zone=setup.zone,
        external_source=mapping.external_source,
        required=tuple(key for key, definition in setup.definitions.items() if definition.required),
    )
    return ReferenceData(setup, around)


async def _campaigns(session: Session) -> Mapping[str, uuid.UUID]:
    """The newest campaign of each name. Campaigns stand above imports: known by their table, as to the foreign key."""
    rows = await session.execute(text("SELECT id, name FROM campaign ORDER BY created_at, id"))
    return {clean(row.name).casefold(): row.id for row in rows}


async def markets(session: Session) -> Mapping[str, uuid.UUID]:
    """The market in use of each country that has one."""
    rows = await session.execute(select(Market.id, Market.countries).where(Market.active))
    return {country: market for market, countries in rows for country in countries}


def _by_name(people: list[tuple[uuid.UUID, tuple[str | None, ...]]]) -> Mapping[str, uuid.UUID | None]:
    """Ids by every name people go by; None where several go by it."""
    found: dict[str, uuid.UUID | None] = {}
    for user_id, names in people:
        for name in {clean(name).casefold() for name in names if name}:
            found[name] = None if name in found and found[name] != user_id else user_id
    return found


# Whom new customers may be given to, and whose contacts may be entered.
_REACH = {ImportKind.CUSTOMERS: Permission.IMPORT_RUN, ImportKind.RECORDS: Permission.RECORD_WRITE}


async def _people(session: Session, actor: Actor, permission: Permission) -> Mapping[str | None, Assignment | Message]:
    """Whose the rows may be (OT-1): the assignment by the person's id, or in words why not; None for nobody named."""
    owners: dict[str | None, Assignment | Message] = {}
    for row in await session.execute(select(User.id, User.team_id, User.department_id).where(User.active)):
        if row.department_id is None:
            owners[str(row.id)] = msg("belongs to no department")
        elif not PEOPLE.is_visible(actor, row, permission):
            owners[str(row.id)] = msg("is somebody beyond your reach")
        else:
            owners[str(row.id)] = Assignment(row.id, row.team_id, row.department_id)
    if actor.role in SELLING:
        owners[None] = owners[str(actor.user_id)]
    elif actor.department_id is not None:
        owners[None] = Assignment(None, None, actor.department_id)
    else:
        owners[None] = msg("is not named, and you belong to no department that could own the customer")
    return owners


async def _entry_due(session: Session) -> EntryDue:
    allowed = timedelta(hours=(await snapshot(session)).get(CUSTOMER_ENTRY_HOURS))
    departments = {row for row in await session.scalars(select(User.department_id).distinct()) if row is not None}
    return EntryDue({each: working_calendar(await calendar_for(session, each)) for each in departments}, allowed)
