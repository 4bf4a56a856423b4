"""New customers from staged rows, a batch in a few statements, children and all.

A row's id becomes its customer's, so that a row written twice would collide with itself instead of doubling.
"""

import uuid
from collections.abc import Iterable, Sequence

from sqlalchemy import text
from sqlalchemy.dialects import postgresql

from meridian.customers import rules
from meridian.customers.models import Contact, Customer, Email, MessagingId, Phone
from meridian.imports.mapping import Mapping
from meridian.kernel.db import WriteSession
from meridian.kernel.tables import Base

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


def given_columns(mapping: Mapping) -> tuple[str, ...]:
    """Columns of the customer's table that rows of this mapping may fill themselves."""
    fields = {column.field for column in mapping.columns} | mapping.constants.keys()
    columns = {"custom"} if any(field.startswith("custom.") for field in fields) else set()
    for field in fields:
        columns |= {f"{field}_amount", f"{field}_currency"} if field in rules.MONEY_FIELDS else {field}
    return tuple(column.name for column in Customer.__table__.c if column.name in columns - {"id", *DERIVED})


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


async def create(session: WriteSession, mapping: Mapping, row_ids: Sequence[uuid.UUID]) -> None:
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
