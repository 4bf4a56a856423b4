"""Every SELECT on saved views, and what their conditions mean for whoever looks."""

import re
import uuid
from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import Select, func, select

from meridian.customers.custom_fields import queries as custom_fields
from meridian.customers.models import Customer
from meridian.customers.queries import listed, narrowing
from meridian.identity.actor import FREE, Actor, Gate
from meridian.identity.models import User
from meridian.identity.permissions import Permission
from meridian.identity.visibility import Visibility, any_of, department, own, such, team
from meridian.kernel.db.session import Session
from meridian.kernel.listing import (
    Field,
    InvalidListing,
    ListQuery,
    ListSpec,
    SearchBody,
    columns_of,
    filtered,
    page_of,
    parse_body,
)
from meridian.kernel.problems import Fault, Invalid, NotFound
from meridian.kernel.schemas import Page
from meridian.views.models import SavedView
from meridian.views.rules import Reader, Sharing, ViewedList, comparison, resolved
from meridian.views.schemas import ViewCondition, ViewRead

VIEWS = ListSpec(
    "saved_views",
    fields=(
        Field("list_name", SavedView.list_name, "code", choices=ViewedList, description="The list it is of"),
        Field("name", SavedView.name, "text", sortable=True, description="What it is called", example="Overdue"),
        Field("owner_id", SavedView.owner_id, "uuid", person=True, description="Whose it is"),
        Field("sharing", SavedView.sharing, "code", choices=Sharing, description="Who sees it besides its owner"),
        Field("created_at", SavedView.created_at, "instant", sortable=True, description="When it was saved first"),
    ),
    default_sort=("created_at",),
    id_column=SavedView.id,
)
_ANYBODY = Gate(FREE)
VIEW_VISIBILITY = Visibility(
    SavedView.id,
    Permission.CUSTOMER_READ,
    any_of(
        own(SavedView.owner_id, _ANYBODY),
        team(SavedView.team_id, _ANYBODY),
        department(SavedView.department_id, _ANYBODY),
        such("for_everybody", SavedView.sharing == Sharing.COMPANY, _ANYBODY),
    ),
)
"""One's own, and those shared with one's team, one's department or everybody."""


def _seen_by(actor: Actor) -> Select[Any]:
    return (
        select(*columns_of(SavedView, ViewRead), User.name.label("owner_name"))
        .select_from(SavedView)
        .join(User, User.id == SavedView.owner_id)
        .where(VIEW_VISIBILITY.visible_to(actor))
    )


async def page(session: Session, actor: Actor, query: ListQuery) -> Page[ViewRead]:
    """Views that the actor may use, the oldest first."""
    return await page_of(
        session,
        actor,
        VIEWS,
        query,
        lambda actor: _seen_by(actor),
        shows=ViewRead,
    )


async def read(session: Session, actor: Actor, view_id: uuid.UUID) -> ViewRead:
    """One view; 404 when it is neither the actor's own nor shared with them."""
    row = (await session.execute(_seen_by(actor).where(SavedView.id == view_id))).one_or_none()
    if row is None:
        raise NotFound()
    return ViewRead.of(row, masked=actor.masked)


async def load(session: Session, actor: Actor, view_id: uuid.UUID) -> SavedView:
    """The view, locked, if the actor may use it; 404 otherwise."""
    statement = select(SavedView).where(SavedView.id == view_id, VIEW_VISIBILITY.visible_to(actor))
    view = await session.scalar(statement.with_for_update())
    if view is None:
        raise NotFound()
    return view


async def check_meaning(
    session: Session, actor: Actor, conditions: Sequence[ViewCondition], sort: Sequence[str]
) -> None:
    """422 naming each condition and sort key that the list of customers would refuse the actor."""
    try:
        await as_query(session, actor, conditions, sort)
    except InvalidListing as refused:
        raise Invalid(errors=[_placed(fault) for fault in refused.errors]) from None


async def as_query(
    session: Session, actor: Actor, conditions: Sequence[ViewCondition], sort: Sequence[str] = ()
) -> ListQuery:
    """What the conditions ask of the list of customers when this actor looks now; `InvalidListing` for what it would
    refuse them."""
    spec = await custom_fields.spec_for(session, [condition.field for condition in conditions])
    reader = Reader(actor.user_id, actor.zone, session.now)
    meant = [
        comparison(one.field, one.op, [resolved(value, _kind(spec, one.field), reader) for value in one.values])
        for one in conditions
    ]
    body = SearchBody.model_construct(filter={"and": meant} if meant else None, sort=list(sort) or None)
    query = parse_body(spec, body)
    query.require_permitted(actor.masked)
    return query


async def count(session: Session, actor: Actor, view_id: uuid.UUID) -> int:
    """How many customers the view shows the actor now, as the list would. 404; 422 for what the list refuses them."""
    view = await read(session, actor, view_id)
    query = await as_query(session, actor, view.conditions)
    rows = filtered(listed(select(Customer.id), actor, narrowing(actor, query)), query, masked=actor.masked)
    return await session.scalar(select(func.count()).select_from(rows.subquery())) or 0


async def showing(
    session: Session, actor: Actor, view_ids: Collection[uuid.UUID], customer_id: uuid.UUID
) -> set[uuid.UUID]:
    """Which of the views would show the customer to the actor; those that the list refuses show nothing."""
    views = (await session.scalars(select(SavedView).where(SavedView.id.in_(view_ids)))).all() if view_ids else ()
    found: set[uuid.UUID] = set()
    for view in views:
        try:
            query = await as_query(session, actor, [ViewCondition.model_validate(one) for one in view.conditions])
        except InvalidListing:
            continue
        of_customer = filtered(select(Customer.id).where(Customer.id == customer_id), query, masked=actor.masked)
        if await session.scalar(of_customer.limit(1)) is not None:
            found.add(view.id)
    return found


def _kind(spec: ListSpec, name: str) -> str:
    field = spec.fields.get(name)
    return "text" if field is None else field.type


def _placed(fault: Fault) -> Fault:
    """The fault where the view has what the search would be asked."""
    pointer = re.sub(r"^/filter/and/(\d+)", r"/conditions/\1", fault.pointer)
    return replace(fault, pointer=re.sub(r"/value$", "/values", pointer))
