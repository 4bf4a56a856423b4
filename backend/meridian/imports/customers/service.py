"""Customers from staged rows: entered or changed in a few statements a batch."""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

import orjson
from sqlalchemy import ARRAY, Row, Uuid, any_, insert, literal, select, text
from sqlalchemy.dialects import postgresql

from meridian.customers import rules, service
from meridian.customers.events import CUSTOMER_CREATED, CUSTOMER_UPDATED
from meridian.customers.models import Contact, Customer, Email, ExternalId, ImportantChange, MessagingId, Phone
from meridian.customers.reviews.service import important_change_due
from meridian.identity.actor import Actor
from meridian.imports.customers.rules import LIST_KEYS, Difference, Known, difference
from meridian.imports.events import PUBLISH_EACH_UP_TO
from meridian.imports.mapping.schemas import ImportMapping
from meridian.imports.models import Import, ImportRow
from meridian.imports.rows import queries
from meridian.imports.rows import service as rows_service
from meridian.imports.rules import Fill, RowState
from meridian.kernel.db.models import Base
from meridian.kernel.db.session import WriteSession
from meridian.kernel.events.service import About, publish
from meridian.policies.definitions.customers import IMPORTANT_FIELDS
from meridian.policies.queries import snapshot
from meridian.policies.rules import Policies

# New customers from staged rows, a batch in a few statements, children and all.
#
# A row's id becomes its customer's, so that a row written twice would collide with itself instead of doubling.


DERIVED = (
    "owner_id",
    "team_id",
    "department_id",
    "name_key",
    "name_search",
    "name_terms",
    "website_domain",
    "market_id",
    "zone",
    "zone_state",
    "zone_source",
    "zone_candidates",
    "completeness",
)
LISTS: dict[str, tuple[type[Base], tuple[str, ...]]] = {
    "phones": (Phone, ("raw", "e164", "extension", "country", "kind", "digits_reversed", "label")),
    "emails": (Email, ("address", "domain", "label")),
    "messaging": (MessagingId, ("service", "handle", "label")),
}
CONTACT = ("name", "title", "department", "role", "languages", "birthday", "notes")
# Columns that are never null: what the JSON leaves out is this.
_DEFAULTS = {
    "languages": "'{}'",
    "intent_level": "'none'",
    "grade": "'D'",
    "custom": "'{}'",
    "role": "'other'",
}


def given_columns(mapping: ImportMapping) -> tuple[str, ...]:
    """Columns of the customer's table that rows of this mapping may fill themselves."""
    fields = {column.field for column in mapping.columns} | mapping.constants.keys()
    columns = {"custom"} if any(field.startswith("custom.") for field in fields) else set()
    for field in fields:
        columns |= {f"{field}_amount", f"{field}_currency"} if field in rules.MONEY_FIELDS else {field}
    return tuple(
        column.name for column in Customer.__table__.c if column.name in columns - {"id", "obtained_at", *DERIVED}
    )


def record(model: type[Base], names: Iterable[str]) -> str:
    """Columns of a table with their types, as `jsonb_to_record` wants them."""
    columns = model.__table__.c
    return ", ".join(f"{name} {columns[name].type.compile(dialect=postgresql.dialect())}" for name in names)  # type: ignore[no-untyped-call]


def values(source: str, names: Iterable[str]) -> str:
    return ", ".join(
        f"coalesce({source}.{name}, {_DEFAULTS[name]})" if name in _DEFAULTS else f"{source}.{name}" for name in names
    )


def _customers(given: Sequence[str]) -> str:
    names = (*given, *DERIVED)
    return (
        f"INSERT INTO customer (id, {', '.join(names)}, obtained_at, entered_late, created_by, edited_by)"  # noqa: S608 — names of our own tables and columns
        f" SELECT r.id, {values('v', names)}, coalesce(v.obtained_at, meridian_now()),"
        " coalesce(meridian_now() > v.entry_due, false), meridian_actor(), meridian_actor()"
        " FROM import_row r, jsonb_to_record((r.entered->'customer') || (r.entered->'derived'))"
        f" AS v({record(Customer, (*names, 'obtained_at'))}, entry_due timestamptz)"
        " WHERE r.id = ANY(:rows)"
    )


_CONTACTS = (
    f"INSERT INTO contact (id, customer_id, is_primary, {', '.join(CONTACT)})"  # noqa: S608
    f" SELECT CAST(p->>'id' AS uuid), r.id, n = 1, {values('v', CONTACT)}"
    " FROM import_row r, jsonb_array_elements(r.entered->'contacts') WITH ORDINALITY AS e(p, n),"
    f" jsonb_to_record(p) AS v({record(Contact, CONTACT)}) WHERE r.id = ANY(:rows)"
)
_EXTERNAL_IDS = (
    "INSERT INTO external_id (customer_id, source, value) SELECT r.id, v.source, v.value"
    " FROM import_row r, jsonb_to_recordset(r.entered->'external_ids') AS v(source text, value text)"
    " WHERE r.id = ANY(:rows)"
)


def _of_company(name: str) -> str:
    model, names = LISTS[name]
    return (
        f"INSERT INTO {model.__tablename__} (customer_id, position, {', '.join(names)})"  # noqa: S608
        f" SELECT r.id, e.n - 1, {values('v', names)}"
        f" FROM import_row r, jsonb_array_elements(r.entered->'{name}') WITH ORDINALITY AS e(p, n),"
        f" jsonb_to_record(p) AS v({record(model, names)}) WHERE r.id = ANY(:rows)"
    )


def _of_contacts(name: str) -> str:
    model, names = LISTS[name]
    return (
        f"INSERT INTO {model.__tablename__} (customer_id, contact_id, position, {', '.join(names)})"  # noqa: S608
        f" SELECT r.id, CAST(c->>'id' AS uuid), e.n - 1, {values('v', names)}"
        " FROM import_row r, jsonb_array_elements(r.entered->'contacts') AS c,"
        f" jsonb_array_elements(c->'{name}') WITH ORDINALITY AS e(p, n),"
        f" jsonb_to_record(p) AS v({record(model, names)}) WHERE r.id = ANY(:rows)"
    )


async def create(session: WriteSession, mapping: ImportMapping, row_ids: Sequence[uuid.UUID]) -> None:
    """Writes the rows as new customers with everything they have, in the session's transaction."""
    if not row_ids:
        return
    fields = {column.field for column in mapping.columns} | mapping.constants.keys()
    has_contacts = any(field.startswith("contact.") for field in fields)
    statements = [_customers(given_columns(mapping)), *map(_of_company, LISTS)]
    if "external_id" in fields:
        statements.append(_EXTERNAL_IDS)
    if has_contacts:
        statements += [_CONTACTS, *map(_of_contacts, LISTS)]
    for statement in statements:
        await session.execute(text(statement), {"rows": list(row_ids)})


# Known customers changed by staged rows: read as a set, compared in memory, written as a set, with what follows.


_NEVER = frozenset({"owner_id", "team_id", "department_id"})
_LIST_MODELS: Mapping[str, type[Base]] = {
    "phones": Phone,
    "emails": Email,
    "messaging": MessagingId,
    "external_ids": ExternalId,
}


class Change(NamedTuple):
    """A row and what it changes."""

    row_id: uuid.UUID
    customer_id: uuid.UUID
    found: Difference


async def update(
    session: WriteSession,
    mapping: ImportMapping,
    row_ids: Sequence[uuid.UUID],
    markets: Mapping[str, uuid.UUID],
    *,
    fill: Fill | None = None,
    tell_each: bool,
) -> set[uuid.UUID]:
    """Brings the customers of the rows in line with them; no two rows name the same one. Returns rows that did change.

    tell_each: one event a customer, for imports of a few rows.
    """
    if not row_ids:
        return set()
    rows = (
        await session.execute(
            select(ImportRow.id, ImportRow.customer_id, ImportRow.entered).where(rows_service.among(row_ids))
        )
    ).all()
    known = await _known(session, {row.customer_id for row in rows})
    changes = [
        Change(row.id, row.customer_id, difference(row.entered, known[row.customer_id], fill or mapping.fill, markets))
        for row in rows
    ]
    changes = [change for change in changes if change.found.fields]
    if changes:
        await _write(session, mapping, changes, known)
        await _follow(session, changes, known, tell_each=tell_each)
    return {change.row_id for change in changes}


async def _known(session: WriteSession, customer_ids: Iterable[uuid.UUID]) -> dict[uuid.UUID, Known]:
    """The customers as they are, locked in one order so that two batches cannot wait for each other."""
    ids = literal(list(customer_ids), ARRAY(Uuid))
    table = Customer.__table__
    found = await session.execute(
        select(*table.c).where(table.c.id == any_(ids)).order_by(table.c.id).with_for_update(key_share=True)
    )
    known = {row.id: Known(row._asdict()) for row in found}
    for name, model in _LIST_MODELS.items():
        columns = model.__table__.c
        owner = [columns.customer_id, *([columns.contact_id] if "contact_id" in columns else [])]
        keys = [columns[key] for key in LIST_KEYS[name]]
        for row in await session.execute(select(*owner, *keys).where(columns.customer_id == any_(ids))):
            contact = str(row.contact_id) if len(owner) == 2 and row.contact_id is not None else None
            known[row.customer_id].lists.setdefault((name, contact), []).append(tuple(row[len(owner) :]))
    people = Contact.__table__
    for row in await session.execute(select(*people.c).where(people.c.customer_id == any_(ids), people.c.active)):
        known[row.customer_id].contacts.setdefault(row.name.casefold(), _person(row))
    return known


def _person(row: Row[Any]) -> Mapping[str, Any]:
    return {name: row._mapping[name] for name in ("id", *CONTACT)}


async def _write(
    session: WriteSession, mapping: ImportMapping, changes: Sequence[Change], known: Mapping[uuid.UUID, Known]
) -> None:
    columns = (*given_columns(mapping), *(name for name in DERIVED if name not in _NEVER))
    whole = [{"id": each.customer_id} | {name: _value(each, known, name) for name in columns} for each in changes]
    sets = ", ".join(f"{name} = v.{name}" for name in columns)
    await _run(
        session,
        f"UPDATE customer c SET {sets}, edited_by = meridian_actor(), version = c.version + 1"  # noqa: S608 — names of our own columns
        f" FROM jsonb_to_recordset(CAST(:rows AS jsonb)) AS v(id uuid, {record(Customer, columns)}) WHERE c.id = v.id",
        whole,
    )
    new = [{"customer_id": each.customer_id, **person} for each in changes for person in each.found.new_contacts]
    await _run(
        session,
        f"INSERT INTO contact (id, customer_id, is_primary, {', '.join(CONTACT)})"  # noqa: S608
        f" SELECT v.id, v.customer_id, v.is_primary, {_contact_values()} FROM jsonb_to_recordset(CAST(:rows AS jsonb))"
        f" AS v(id uuid, customer_id uuid, is_primary boolean, {record(Contact, CONTACT)})",
        new,
    )
    await _run(
        session,
        f"UPDATE contact c SET {', '.join(f'{name} = v.{name}' for name in CONTACT)}"  # noqa: S608
        f" FROM jsonb_to_recordset(CAST(:rows AS jsonb)) AS v(id uuid, {record(Contact, CONTACT)}) WHERE c.id = v.id",
        [person for each in changes for person in each.found.contacts],
    )
    for name in _LIST_MODELS:
        await _add_entries(session, name, changes)


def _value(change: Change, known: Mapping[uuid.UUID, Known], name: str) -> Any:
    columns = change.found.columns
    return columns[name] if name in columns else known[change.customer_id].columns[name]


def _contact_values() -> str:
    return ", ".join(
        {"role": "coalesce(v.role, 'other')", "languages": "coalesce(v.languages, '{}')"}.get(name, f"v.{name}")
        for name in CONTACT
    )


async def _add_entries(session: WriteSession, name: str, changes: Sequence[Change]) -> None:
    entries = [(each.customer_id, entry) for each in changes for entry in each.found.entries if entry.listed == name]
    model = _LIST_MODELS[name]
    if name == "external_ids":
        names: tuple[str, ...] = ("customer_id", "source", "value")
        rows = [{"customer_id": customer, **entry.values} for customer, entry in entries]
    else:
        names = ("customer_id", "contact_id", "position", *LISTS[name][1])
        rows = [
            {"customer_id": customer, "contact_id": entry.contact_id, "position": entry.position, **entry.values}
            for customer, entry in entries
        ]
    await _run(
        session,
        f"INSERT INTO {model.__tablename__} ({', '.join(names)}) SELECT {', '.join(f'v.{name}' for name in names)}"  # noqa: S608
        f" FROM jsonb_to_recordset(CAST(:rows AS jsonb)) AS v({record(model, names)})",
        rows,
    )


async def _run(session: WriteSession, statement: str, rows: Sequence[Mapping[str, Any]]) -> None:
    if rows:
        await session.execute(text(statement), {"rows": orjson.dumps(rows, default=str).decode()})


async def _follow(
    session: WriteSession, changes: Sequence[Change], known: Mapping[uuid.UUID, Known], *, tell_each: bool
) -> None:
    """What a change of data entails: lateness kept, key customers checked again, those told who asked (MC-6, CR-5)."""
    policies = await snapshot(session)
    declared = policies.get(IMPORTANT_FIELDS)
    important = {each.customer_id: found for each in changes if (found := rules.important(each.found.fields, declared))}
    await _note_important(session, important, known, policies)
    keys = [customer_id for customer_id in important if known[customer_id].columns["is_key"]]
    for customer in await session.scalars(select(Customer).where(Customer.id.in_(keys)).order_by(Customer.id)):
        await service.recheck_verification(session, customer, policies)
    await session.flush()
    if not tell_each:
        return
    ids = [each.customer_id for each in changes]
    rows = await session.execute(select(Customer.id, Customer.version).where(Customer.id.in_(ids)))
    versions = {row.id: row.version for row in rows}
    for each in changes:
        await publish(
            session,
            CUSTOMER_UPDATED,
            About(each.customer_id, "customer"),
            version=versions[each.customer_id],
            fields=sorted(each.found.fields),
            important=important.get(each.customer_id, []),
            department_id=known[each.customer_id].columns["department_id"],
        )


async def _note_important(
    session: WriteSession,
    important: Mapping[uuid.UUID, list[str]],
    known: Mapping[uuid.UUID, Known],
    policies: Policies,
) -> None:
    """A file's changes count as learned now."""
    departments = {customer: known[customer].columns["department_id"] for customer in important}
    due = {
        department: await important_change_due(session, department, session.now, policies)
        for department in set(departments.values())
    }
    rows = [
        {
            "customer_id": customer,
            "fields": fields,
            "learned_at": session.now,
            "entered_at": session.now,
            "due_at": due[departments[customer]][0],
            "late": due[departments[customer]][1],
            "actor_id": session.actor_id,
        }
        for customer, fields in important.items()
    ]
    if rows:
        await session.execute(insert(ImportantChange), rows)


# A batch of rows written as customers: decided on once more, entered or changed, answered.


async def write(
    session: WriteSession,
    whole: Import,
    actor: Actor,
    row_ids: Sequence[uuid.UUID],
    markets: Mapping[str, uuid.UUID],
) -> dict[uuid.UUID, RowState]:
    """Decides on the rows once more, as the customers are now, and writes them. Returns the state of each."""
    mapping = ImportMapping.model_validate(whole.mapping)
    decided = await queries.decide(session, actor, mapping, row_ids)
    # Two rows that change one customer take turns: the later waits for the next batch.
    targets: set[str] = set()
    outcome: dict[uuid.UUID, RowState] = {}
    for row_id, (fate, _) in decided.items():
        if fate.state is RowState.TO_UPDATE:
            assert fate.customer is not None, "rows wait until their twin has its answer"
            if fate.customer in targets:
                continue
            targets.add(fate.customer)
        outcome[row_id] = fate.state
    await rows_service.keep(session, {row_id: decided[row_id] for row_id in outcome})
    created = [row_id for row_id, state in outcome.items() if state is RowState.TO_CREATE]
    to_update = [row_id for row_id, state in outcome.items() if state is RowState.TO_UPDATE]
    tell_each = whole.rows <= PUBLISH_EACH_UP_TO
    await create(session, mapping, created)
    changed = await update(session, mapping, to_update, markets, tell_each=tell_each)
    outcome |= dict.fromkeys(created, RowState.CREATED)
    outcome |= {row_id: RowState.UPDATED if row_id in changed else RowState.UNCHANGED for row_id in to_update}
    await rows_service.answer(session, RowState.CREATED, created, own=True)
    for state in (RowState.UPDATED, RowState.UNCHANGED):
        await rows_service.answer(session, state, [row_id for row_id, became in outcome.items() if became is state])
    if tell_each:
        for row_id in created:
            await publish(session, CUSTOMER_CREATED, About(row_id, "customer"), version=1)
    return outcome
