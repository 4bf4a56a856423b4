"""Phones, emails and messaging ids of a company or a person: read, compared with those there, replaced."""

import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import select

from meridian.customers.models import Email, MessagingId, Phone
from meridian.kernel.db.session import WriteSession
from meridian.kernel.language import Message, msg
from meridian.kernel.patch import assign
from meridian.kernel.problems import Fault, Invalid
from meridian.places.domains import find_emails
from meridian.places.phones import digits_reversed, parse_phones

Values = dict[str, Any]
ContactPoint = type[Phone] | type[Email] | type[MessagingId]


def _phone(entry: Values, country: str | None) -> Values | Message:
    numbers = parse_phones(entry["number"], country)
    if len(numbers) != 1:
        return msg("must be one number")
    phone = numbers[0]
    if phone.e164 is None:
        return msg(
            "cannot be dialled from abroad ({problem}); write it with + and the country's code", problem=phone.problem
        )
    return {
        "raw": entry["number"],
        "e164": phone.e164,
        "extension": entry["extension"] or phone.extension,
        "country": phone.region,
        "kind": phone.kind,
        "digits_reversed": digits_reversed(phone.e164),
        "label": entry["label"],
        "wrong": entry.get("wrong"),
    }


def _email(entry: Values, _country: str | None) -> Values | Message:
    written = find_emails(entry["address"])
    if len(written) > 1:
        return msg("must be one address")
    if not written or (email := written[0].email) is None:
        return msg("is no email address")
    return {"address": email.address, "domain": email.domain, "label": entry["label"]}


def _messaging(entry: Values, _country: str | None) -> Values | Message:
    return dict(entry)


class ContactPointList(NamedTuple):
    """One list of the API: its table, what makes an entry the same, and how an entry is read.

    read: column values, or in words what is wrong with the entry.
    """

    model: ContactPoint
    key: tuple[str, ...]
    blamed: str
    read: Callable[[Values, str | None], Values | Message]


LISTS: Mapping[str, ContactPointList] = {
    "phones": ContactPointList(Phone, ("e164", "extension"), "number", _phone),
    "emails": ContactPointList(Email, ("address",), "address", _email),
    "messaging": ContactPointList(MessagingId, ("service", "handle"), "handle", _messaging),
}


def read_lists(given: Mapping[str, Any], country: str | None) -> dict[str, list[Values]]:
    """Column values of the lists among `given`; 422 naming each entry that is unusable or stands there twice.

    country: reads phones typed in their national form.
    """
    faults: list[Fault] = []
    read = {name: _read(name, given[name], country, faults) for name in LISTS if name in given}
    if faults:
        raise Invalid(errors=faults)
    return read


def _read(name: str, entries: Sequence[Values], country: str | None, faults: list[Fault]) -> list[Values]:
    spec = LISTS[name]
    found: dict[tuple[Any, ...], Values] = {}
    for index, entry in enumerate(entries):
        pointer = f"/{name}/{index}/{spec.blamed}"
        values = spec.read(entry, country)
        if isinstance(values, Message):
            faults.append(Fault(pointer, "unusable", values))
            continue
        key = _key(spec, values)
        if key in found:
            faults.append(Fault(pointer, "repeated", msg("stands in the list twice")))
        found[key] = values
    return list(found.values())


def _key(spec: ContactPointList, values: Mapping[str, Any]) -> tuple[Any, ...]:
    return tuple(values[column] for column in spec.key)


def of_new(
    lists: Mapping[str, list[Values]], customer_id: uuid.UUID, now: datetime
) -> Iterator[tuple[ContactPoint, Values]]:
    """The rows of the lists of a company that is about to be entered; those of one table name the same columns."""
    for name, wanted in lists.items():
        rows = [{**_marked(values, None, now), "position": position} for position, values in enumerate(wanted)]
        names = dict.fromkeys(column for row in rows for column in row)
        for row in rows:
            yield LISTS[name].model, {"customer_id": customer_id, **{column: row.get(column) for column in names}}


async def replace(
    session: WriteSession,
    lists: Mapping[str, list[Values]],
    *,
    customer_id: uuid.UUID,
    contact_id: uuid.UUID | None = None,
) -> set[str]:
    """Makes the company's lists, or the contact's, what `lists` says. Returns the names of those that changed.

    Entries that stay keep their id, so that their history goes on.
    """
    return {
        name
        for name, wanted in lists.items()
        if await _replace(session, LISTS[name], wanted, customer_id=customer_id, contact_id=contact_id)
    }


async def _replace(
    session: WriteSession,
    spec: ContactPointList,
    wanted: Sequence[Values],
    *,
    customer_id: uuid.UUID,
    contact_id: uuid.UUID | None,
) -> bool:
    model = spec.model
    rows = await session.scalars(
        select(model).where(model.customer_id == customer_id, model.contact_id.is_not_distinct_from(contact_id))
    )
    there = {_key(spec, row.__dict__): row for row in rows}
    for position, values in enumerate(wanted):
        row = there.pop(_key(spec, values), None)
        columns = {**_marked(values, row, session.now), "position": position}
        if row is None:
            session.add(model(customer_id=customer_id, contact_id=contact_id, **columns))
            continue
        assign(row, columns)
    for row in there.values():
        await session.delete(row)
    changed = bool(session.new or session.deleted) or any(session.is_modified(row) for row in session.dirty)
    await session.flush()
    return changed


def _marked(values: Values, row: Any, now: datetime) -> Values:
    """The columns of an entry: a number said to be wrong is so from now on, one said to be right is not any more."""
    columns = {name: value for name, value in values.items() if name != "wrong"}
    wrong = values.get("wrong")
    if wrong is None or wrong == (row is not None and row.wrong_since is not None):
        return columns
    return columns | {"wrong_since": now if wrong else None, "wrong_record_id": None}
