"""Entering and changing customers (OT-8, CR-1..8, MC-1..6)."""

import uuid
from collections.abc import Awaitable, Callable
from typing import Any

from sqlalchemy import select

from meridian.customers import assignment, derivation, queries, reach, rules
from meridian.customers.events import CUSTOMER_CREATED, CUSTOMER_UPDATED
from meridian.customers.models import Customer, ExternalId
from meridian.customers.schemas import CustomerCreate, CustomerUpdate
from meridian.identity.actor import Actor
from meridian.identity.roles import Permission
from meridian.kernel.db import WriteSession
from meridian.kernel.events import EventType, emit
from meridian.kernel.http import check_version
from meridian.kernel.problems import Conflict, Forbidden

BeforeCreate = Callable[[WriteSession, Actor, CustomerCreate], Awaitable[None]]
"""Asked before a customer is entered; raises a problem to stop it. A domain above sets it at `app.state`."""


async def anything_goes(_session: WriteSession, _actor: Actor, _body: CustomerCreate) -> None:
    """The hook of an application without a duplicate check."""


async def create(session: WriteSession, actor: Actor, body: CustomerCreate, *, before: BeforeCreate) -> Customer:
    """Enters a customer. 422 for what is not valid, 403 for an owner out of reach, and what `before` raises."""
    if not body.allow_duplicate:
        await before(session, actor, body)
    given = body.model_dump(exclude={"allow_duplicate"})
    lists = reach.read_lists(given, given.get("country"))
    whose = await assignment.of_new(session, actor, given.pop("owner_id", None))
    external_ids = given.pop("external_ids", [])
    customer = Customer(
        **rules.columns({name: value for name, value in given.items() if name not in reach.LISTS}),
        **whose._asdict(),
        created_by=actor.user_id,
        edited_by=actor.user_id,
    )
    customer.obtained_at = customer.obtained_at or session.now
    derivation.names(customer)
    session.add(customer)
    await session.flush()
    await reach.replace(session, lists, customer_id=customer.id)
    session.add_all(ExternalId(customer_id=customer.id, **entry) for entry in external_ids)
    await derivation.refresh_completeness(session, customer)
    await _announce(session, CUSTOMER_CREATED, customer)
    return customer


async def update(
    session: WriteSession, actor: Actor, customer_id: uuid.UUID, body: CustomerUpdate, version: int
) -> Customer:
    """Merges the fields sent into the customer. 404, 412, 409 when archived, 403 for fields hidden from the actor."""
    customer = await load_to_change(session, actor, customer_id, version)
    given = body.model_dump(exclude={"reason", "learned_at"})
    _refuse_hidden(actor, given)
    lists = reach.read_lists(given, given.get("country", customer.country))
    changed = await reach.replace(session, lists, customer_id=customer.id)
    changed |= await _replace_external_ids(session, customer, given)
    changed |= _assign(customer, {name: value for name, value in given.items() if name not in reach.LISTS})
    if changed:
        customer.edited_by = actor.user_id
        customer.version += 1  # the lists are part of the record: its version grows although its row may not change
        derivation.names(customer)
        await session.flush()
        await derivation.refresh_completeness(session, customer)
        change = {"fields": sorted(changed), "important": [], "department_id": customer.department_id}
        await _announce(session, CUSTOMER_UPDATED, customer, change)
    return customer


async def load_to_change(session: WriteSession, actor: Actor, customer_id: uuid.UUID, version: int) -> Customer:
    """The customer, locked, at that version and not archived."""
    customer = await queries.load(session, actor, customer_id, permission=Permission.CUSTOMER_WRITE, lock=True)
    check_version(customer.version, version)
    if customer.archived_at is not None:
        raise Conflict("the customer is archived; unarchive it first", reason="archived")
    return customer


def _refuse_hidden(actor: Actor, given: dict[str, Any]) -> None:
    """Nobody overwrites what one may not see."""
    hidden = sorted(name for name, group in rules.SENSITIVE_FIELDS.items() if name in given and group in actor.masked)
    if hidden:
        raise Forbidden("fields that are hidden from you cannot be changed", reason="field_hidden", fields=hidden)


def _assign(customer: Customer, given: dict[str, Any]) -> set[str]:
    """Sets the columns; returns the names of the API's fields that differ."""
    if "custom" in given:
        given = {**given, "custom": rules.merged(customer.custom, given["custom"])}
    changed = set()
    for name, value in given.items():
        for column, new in rules.columns({name: value}).items():
            if getattr(customer, column) != new:
                setattr(customer, column, new)
                changed.add(name)
    return changed


async def _replace_external_ids(session: WriteSession, customer: Customer, given: dict[str, Any]) -> set[str]:
    if "external_ids" not in given:
        return set()
    wanted = {(entry["source"], entry["value"]) for entry in given.pop("external_ids")}
    rows = await session.scalars(select(ExternalId).where(ExternalId.customer_id == customer.id))
    there = {(row.source, row.value): row for row in rows}
    for gone in there.keys() - wanted:
        await session.delete(there[gone])
    session.add_all(
        ExternalId(customer_id=customer.id, source=source, value=value) for source, value in wanted - there.keys()
    )
    return {"external_ids"} if there.keys() != wanted else set()


async def _announce(session: WriteSession, kind: EventType, customer: Customer, data: Any = None) -> None:
    await session.flush()
    await emit(
        session,
        kind,
        subject_type="customer",
        subject_id=customer.id,
        customer_id=customer.id,
        version=customer.version,
        data=data,
    )
