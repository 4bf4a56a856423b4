"""Every SELECT on contact records, and the revisit form (RV-7..10). Seen by those who see the customer."""

import uuid
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import BigInteger, ColumnElement, Integer, Select, Subquery, and_, cast, func, literal, select, true

from meridian.customers import queries as customers
from meridian.customers.business import queries as business
from meridian.customers.business.schemas import InstalledRead, NeedRead
from meridian.customers.models import Contact, Customer, InstalledProduct, Need, Order
from meridian.customers.visibility import SHARED, WITHOUT_SHARING, are_few, seen_row_by_row
from meridian.customers.visibility import visible_to as customers_visible_to
from meridian.identity.actor import Actor
from meridian.identity.models import User
from meridian.identity.permissions import Permission
from meridian.identity.visibility import Visibility, any_of, company, department, own, team
from meridian.kernel.db.compiled import survey
from meridian.kernel.db.session import Session
from meridian.kernel.language import msg
from meridian.kernel.listing import Field, ListQuery, ListSpec, columns_of, page_of
from meridian.kernel.listing.query import is_of_one
from meridian.kernel.listing.shown import shown
from meridian.kernel.problems import Conflict, NotFound
from meridian.kernel.schemas import Page
from meridian.plans.models import ContactPlan, PlannedContact
from meridian.plans.queries import OCCASION
from meridian.plans.rules import OPEN_ITEMS, Method, PlanKind
from meridian.policies.rules import IntentLevel
from meridian.records.context import CallContext
from meridian.records.models import COUNTED, PERIODS, ContactRecord
from meridian.records.rules import SCORES, Direction, Disposition, NextStepKind
from meridian.records.schemas import (
    REVISIT_REQUIRED,
    CallDay,
    CallDays,
    ContactRecordLogged,
    ContactRecordRead,
    RevisitBasics,
    RevisitForm,
    RevisitPerson,
)

# Every SELECT on contact records. A record is seen by those who see its customer.


_COMMON = (
    Field("customer_id", ContactRecord.customer_id, "uuid", description="With whom"),
    Field("contact_id", ContactRecord.contact_id, "uuid", description="The person there"),
    Field("author_id", ContactRecord.author_id, "uuid", person=True, description="Who made it"),
    Field("team_id", ContactRecord.team_id, "uuid", description="The author's team then"),
    Field("occasion", ContactRecord.occasion, "code", choices=PlanKind, description="Kind of contact"),
    Field("direction", ContactRecord.direction, "code", choices=Direction, description="Who began it"),
    Field("reached", ContactRecord.reached, "boolean", description="Somebody was reached", example=True),
    Field("started_at", ContactRecord.started_at, "instant", sortable=True, description="When it began"),
    Field("created_at", ContactRecord.created_at, "instant", description="When it was logged"),
    Field("intent_level", ContactRecord.intent_level, "code", choices=IntentLevel, description="Intent heard"),
    Field("objections", ContactRecord.objections, "text_array", description="Objections heard", example="price_high"),
    Field("next_step", ContactRecord.next_step, "code", choices=NextStepKind, description="What follows"),
    Field("outcome", ContactRecord.outcome, "text", description="What came of it", example="quotation"),
    Field("key_points", ContactRecord.key_points, "text", description="What was said", example="price"),
    Field("planned_item_id", ContactRecord.planned_item_id, "uuid", description="The planned contact carried out"),
    Field(
        "against_refusal",
        ContactRecord.against_refusal,
        "boolean",
        description="Contacted although they had refused",
        example=True,
    ),
    Field("opportunity_id", ContactRecord.opportunity_id, "uuid", description="What it was about"),
    Field("script_version_id", ContactRecord.script_version_id, "uuid", description="The script spoken by"),
    Field("source", ContactRecord.source, "code", description="The system it comes from", example="meridian"),
    Field("external_id", ContactRecord.external_id, "text", description="Its id there"),
)
_CALL = (
    Field("disposition", ContactRecord.disposition, "code", choices=Disposition, description="How it ended"),
    Field("talk_seconds", ContactRecord.talk_seconds, "integer", description="Time talked", example=60),
    Field("logged_late", ContactRecord.logged_late, "boolean", description="Logged too late", example=True),
    Field("outside_hours", ContactRecord.outside_hours, "boolean", description="Called out of hours", example=True),
    Field(
        "to_be_completed", ContactRecord.to_be_completed, "boolean", description="What was said is owed", example=True
    ),
    Field("complete_by", ContactRecord.complete_by, "instant", description="By when it is owed"),
    Field("phone", ContactRecord.phone, "text", sensitive="phone", description="The number used, E.164"),
)
CALLS = ListSpec("call_records", fields=(*_COMMON, *_CALL), default_sort=("-started_at",), id_column=ContactRecord.id)
RECORDS = ListSpec(
    "contact_records",
    fields=(
        Field("method", ContactRecord.method, "code", choices=Method, description="How", example="visit"),
        *_COMMON,
        *_CALL,
    ),
    default_sort=("-started_at",),
    id_column=ContactRecord.id,
)
IS_CALL = ContactRecord.method == Method.PHONE


def _with_names(actor: Actor, *conditions: ColumnElement[bool]) -> Select[*tuple[Any, ...]]:
    return _named().where(customers_visible_to(actor, Permission.RECORD_READ), *conditions)


def _named() -> Select[*tuple[Any, ...]]:
    return (
        select(
            *columns_of(ContactRecord, ContactRecordRead),
            *(getattr(ContactRecord, name) for name in _BESIDES),
            Customer.name.label("customer_name"),
            Contact.name.label("contact_name"),
            User.name.label("author_name"),
        )
        .select_from(ContactRecord)
        .join(Customer, Customer.id == ContactRecord.customer_id)
        .join(User, User.id == ContactRecord.author_id)
        .outerjoin(Contact, Contact.id == ContactRecord.contact_id)
    )


def _listed(actor: Actor, calls: bool, of_one_author: bool) -> Select[*tuple[Any, ...]]:
    only = (IS_CALL,) if calls else ()
    if not of_one_author:
        return _with_names(actor, *only)
    return _named().where(seen_row_by_row(actor, Permission.RECORD_READ, ContactRecord.customer_id), *only)


_BESIDES = (*(f"score_{name}" for name in SCORES), "script_version_id", "script_use")


def values(record: Mapping[Any, Any]) -> dict[str, Any]:
    """The record's columns as the API's fields."""
    return {**record, **_adds(record)}


def _adds(record: Mapping[Any, Any]) -> dict[str, Any]:
    """The four scores stand together, and what was used of a script."""
    scores = {name: record[f"score_{name}"] for name in SCORES}
    used = record["script_use"]
    return {
        "satisfaction": scores if scores[SCORES[0]] is not None else None,
        "script": used and {"version_id": record["script_version_id"], **used},
    }


async def page(session: Session, actor: Actor, query: ListQuery, *, calls: bool) -> Page[ContactRecordRead]:
    """A page of contact records, or of calls only, of customers within the actor's scope."""
    of_one_author = is_of_one(query, "author_id")
    return await page_of(
        session,
        actor,
        CALLS if calls else RECORDS,
        query,
        _listed,
        calls,
        of_one_author,
        shows=ContactRecordRead,
        adds=_adds,
        gathers=not of_one_author and await are_few(session, actor, query),
    )


async def read(session: Session, actor: Actor, record_id: uuid.UUID, *, calls: bool = False) -> ContactRecordRead:
    """One record; 404 when its customer is outside the actor's scope, or when it is no call and must be one."""
    return ContactRecordRead.of(await _read(session, actor, record_id, calls=calls), masked=actor.masked)


async def _read(session: Session, actor: Actor, record_id: uuid.UUID, *, calls: bool = False) -> dict[str, Any]:
    statement = _with_names(actor, ContactRecord.id == record_id, *([IS_CALL] if calls else []))
    row = (await session.execute(statement)).mappings().one_or_none()
    if row is None:
        raise NotFound()
    return values(row)


async def load(session: Session, actor: Actor, record_id: uuid.UUID, *, calls: bool) -> ContactRecord:
    """The record, locked, when the actor may write on its customer; 404 otherwise."""
    await customers.hold(session, select(ContactRecord.customer_id).where(ContactRecord.id == record_id))
    record = await session.scalar(
        select(ContactRecord)
        .join(Customer, Customer.id == ContactRecord.customer_id)
        .where(
            ContactRecord.id == record_id,
            customers_visible_to(actor, Permission.RECORD_WRITE),
            *([IS_CALL] if calls else []),
        )
        .with_for_update(of=ContactRecord)
    )
    if record is None:
        raise NotFound()
    return record


async def read_logged(session: Session, actor: Actor, record_id: uuid.UUID, customer_id: uuid.UUID) -> dict[str, Any]:
    """A record logged before, as the answer to its repetition (`ContactRecordLogged`); 409 when it belongs to another
    customer."""
    found = await session.get_one(ContactRecord, record_id)
    if found.customer_id != customer_id:
        raise Conflict(msg("this source and external_id belong to another record"), reason="external_id_taken")
    customer = await session.get_one(Customer, customer_id)
    return _shown(actor, {**await _read(session, actor, record_id), "customer": customer, "cancelled_items": 0})


def logged(work: CallContext, record: Mapping[str, Any], customer: Mapping[str, Any], cancelled: int) -> dict[str, Any]:
    """The record just written, as `ContactRecordLogged` shows it, without reading it again."""
    row, contact_id = work.context.row, record["contact_id"]
    return _shown(
        work.actor,
        {
            **values(record),
            "version": work.version,
            "customer_name": row.name,
            "contact_name": work.context.contact_names.get(contact_id) if contact_id else None,
            "author_name": row.author_name,
            "customer": customer,
            "cancelled_items": cancelled,
        },
    )


def _shown(actor: Actor, record: Mapping[str, Any]) -> dict[str, Any]:
    return shown(ContactRecordLogged, actor.masked).of(record)


# The revisit form: what is known of a customer, filled in before somebody revisits it (RV-7..10).


LATEST_ORDERS = 10


async def revisit_form(session: Session, actor: Actor, customer_id: uuid.UUID) -> RevisitForm:
    """The form of a customer within the actor's scope; 404 outside it."""
    customer = await customers.load(session, actor, customer_id, permission=Permission.RECORD_READ)
    masked = actor.masked
    orders = await _rows(session, Order, customer.id, Order.ordered_on.desc(), limit=LATEST_ORDERS)
    installed = await _rows(session, InstalledProduct, customer.id, InstalledProduct.purchased_on.desc())
    needs = await _rows(session, Need, customer.id, Need.id.desc(), Need.state == "open")
    people = await _rows(session, Contact, customer.id, Contact.name, Contact.active)
    return RevisitForm(
        customer=RevisitBasics.of(customer, masked=masked),
        people=[RevisitPerson.of(person, masked=masked) for person in people],
        installed=[InstalledRead.of(row, masked=masked) for row in installed],
        orders=await business.read_orders(session, actor, orders),
        needs=[NeedRead.of(row, masked=masked) for row in needs],
        last_revisit=await _last_revisit(session, actor, customer),
        planned_item_id=await _planned_revisit(session, customer.id),
        required=list(REVISIT_REQUIRED),
    )


async def _rows(
    session: Session, model: Any, customer_id: uuid.UUID, order: Any, *conditions: Any, limit: int = 200
) -> list[Any]:
    rows = select(model).where(model.customer_id == customer_id, *conditions).order_by(order, model.id).limit(limit)
    return list(await session.scalars(rows))


async def _last_revisit(session: Session, actor: Actor, customer: Customer) -> ContactRecordRead | None:
    last = await session.scalar(
        select(ContactRecord.id)
        .where(
            ContactRecord.customer_id == customer.id,
            ContactRecord.occasion == PlanKind.REVISIT,
            ContactRecord.reached,
        )
        .order_by(ContactRecord.started_at.desc(), ContactRecord.id.desc())
        .limit(1)
    )
    return await read(session, actor, last) if last else None


async def _planned_revisit(session: Session, customer_id: uuid.UUID) -> uuid.UUID | None:
    planned: uuid.UUID | None = await session.scalar(
        select(PlannedContact.id)
        .join(ContactPlan, ContactPlan.id == PlannedContact.plan_id)
        .where(
            PlannedContact.customer_id == customer_id,
            PlannedContact.state.in_(OPEN_ITEMS),
            OCCASION == PlanKind.REVISIT,
        )
        .order_by(PlannedContact.due_from, PlannedContact.id)
        .limit(1)
    )
    return planned


# Calls counted, of the customers in one's scope.


CALL_COUNT_VISIBILITY = Visibility(
    COUNTED.c.customer_owner_id,
    Permission.RECORD_READ,
    any_of(
        company(),
        own(COUNTED.c.customer_owner_id),
        team(COUNTED.c.customer_team_id),
        department(COUNTED.c.customer_department_id),
    ),
)
"""Counts of calls with customers that are the actor's by owner and scope; those shared with them are counted one by
one."""


def calls_counted(actor: Actor, only: Callable[[Any], ColumnElement[bool]]) -> Subquery:
    """How many calls of customers in the actor's scope began in each of the `PERIODS`, and how many of these reached
    somebody: several rows for each period, author and team. only: a condition on the author and the team."""
    counts = (COUNTED.c.calls, COUNTED.c.reached)
    ahead = (
        select(PERIODS.c.begins, COUNTED.c.author_id, COUNTED.c.team_id, *counts)
        .select_from(PERIODS.join(COUNTED, true()))
        .where(CALL_COUNT_VISIBILITY.visible_to(actor), only(COUNTED.c))
    )
    if WITHOUT_SHARING.condition(actor, Permission.RECORD_READ) is True:
        return ahead.subquery("calls")
    at = ContactRecord.started_at
    shared = (
        select(
            PERIODS.c.begins,
            ContactRecord.author_id,
            ContactRecord.team_id,
            literal(1, BigInteger),
            cast(cast(ContactRecord.reached, Integer), BigInteger),
        )
        .select_from(Customer)
        .join(ContactRecord, ContactRecord.customer_id == Customer.id)
        .join(PERIODS, and_(at >= PERIODS.c.begins, at < PERIODS.c.ends))
        .where(
            IS_CALL,
            SHARED.visible_to(actor, Permission.RECORD_READ),
            WITHOUT_SHARING.visible_to(actor, Permission.RECORD_READ).is_not(true()),
            only(ContactRecord.__table__.c),
        )
    )
    return ahead.union_all(shared).subquery("calls")


async def call_days(
    session: Session, actor: Actor, first: date, last: date, zone: str, team_ids: Sequence[uuid.UUID] | None
) -> CallDays:
    """Calls of each day on that clock; only of these teams where some are named."""
    clock = ZoneInfo(zone)
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    bounds = [datetime.combine(day, time(), clock).astimezone(UTC) for day in (*days, last + timedelta(days=1))]
    calls = calls_counted(actor, lambda call: call.team_id.in_(team_ids) if team_ids else true()).c
    sums = (cast(func.sum(each), BigInteger) for each in (calls.calls, calls.reached))
    found = await survey(
        session, select(calls.begins, *sums).group_by(calls.begins), begins=bounds[:-1], ends=bounds[1:]
    )
    counts = {begins: (made, reached) for begins, made, reached in found}
    items = [
        CallDay(day=day, calls=made, reached=reached)
        for day, begins in zip(days, bounds, strict=False)
        for made, reached in [counts.get(begins, (0, 0))]
    ]
    return CallDays(zone=zone, items=items)
