"""Known customers changed by staged rows: read as a set, compared in memory, written as a set, with what follows."""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

import orjson
from sqlalchemy import ARRAY, Row, Uuid, any_, insert, literal, select, text

from meridian.customers import rules, verification
from meridian.customers.events import CUSTOMER_UPDATED
from meridian.customers.lateness import important_change_due
from meridian.customers.models import Contact, Customer, Email, ExternalId, MessagingId, Phone
from meridian.customers.models_care import ImportantChange
from meridian.imports import staging
from meridian.imports.codes import Fill
from meridian.imports.creating import CONTACT, DERIVED, LISTS, given_columns, record
from meridian.imports.mapping import Mapping as ImportMapping
from meridian.imports.merging import LIST_KEYS, Difference, Known, difference
from meridian.imports.models import ImportRow
from meridian.kernel.db import WriteSession
from meridian.kernel.events import emit
from meridian.kernel.tables import Base
from meridian.policies.definitions import IMPORTANT_FIELDS
from meridian.policies.queries import snapshot
from meridian.policies.rules import Policies

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
            select(ImportRow.id, ImportRow.customer_id, ImportRow.entered).where(staging.among(row_ids))
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
        await verification.recheck(session, customer, policies)
    await session.flush()
    if not tell_each:
        return
    ids = [each.customer_id for each in changes]
    rows = await session.execute(select(Customer.id, Customer.version).where(Customer.id.in_(ids)))
    versions = {row.id: row.version for row in rows}
    for each in changes:
        await emit(
            session,
            CUSTOMER_UPDATED,
            subject_type="customer",
            subject_id=each.customer_id,
            customer_id=each.customer_id,
            version=versions[each.customer_id],
            data={
                "fields": sorted(each.found.fields),
                "important": important.get(each.customer_id, []),
                "department_id": known[each.customer_id].columns["department_id"],
            },
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
