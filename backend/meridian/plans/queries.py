"""Every SELECT on plans. A plan is scoped by its owner; its items by their customers (queries_items.py)."""

import uuid
from collections.abc import Callable
from datetime import date
from typing import Any

from sqlalchemy import ARRAY, ColumnElement, Row, Select, Uuid, any_, false, func, or_, select, true

from meridian.customers.models import Customer
from meridian.customers.queries import visible_to as customers_visible_to
from meridian.identity.actor import Actor
from meridian.identity.models import User
from meridian.identity.roles import Permission, Scope
from meridian.kernel.db import Session
from meridian.kernel.listing import Field, ListQuery, ListSpec, fetch_page
from meridian.kernel.problems import NotFound
from meridian.kernel.schemas import Page
from meridian.plans.codes import OPEN_ITEMS, ItemState, Method, PlanKind, PlanState
from meridian.plans.models import ContactPlan, PlannedContact
from meridian.plans.schemas import PlanDetail, PlanLoad, PlanLoadDay, PlanProgress, PlanRead
from meridian.plans.workflows import PLAN
from meridian.policies.definitions import REP_DAILY_CALL_CAP
from meridian.policies.queries import snapshot

LOADING = (PlanState.SUBMITTED, PlanState.APPROVED, PlanState.ACTIVE)
"""Plans whose items take somebody's time."""

PLANS = ListSpec(
    "contact_plans",
    fields=(
        Field("kind", ContactPlan.kind, "code", choices=PlanKind, description="Kind of plan", example="revisit"),
        Field("state", ContactPlan.state, "code", choices=PlanState, description="Where it stands", example="active"),
        Field("name", ContactPlan.name, "text", sortable=True, description="Name", example="Gulf"),
        Field("owner_id", ContactPlan.owner_id, "uuid", description="Who answers for it"),
        Field("team_id", ContactPlan.team_id, "uuid", description="The owner's team"),
        Field("department_id", ContactPlan.department_id, "uuid", description="The owner's department"),
        Field("standing", ContactPlan.standing, "boolean", description="A person's running plan", example=False),
        Field(
            "submitted_late",
            ContactPlan.submitted_late,
            "boolean",
            description="Submitted inside the lead time",
            example=True,
        ),
        Field("submitted_at", ContactPlan.submitted_at, "instant", sortable=True, description="When it was submitted"),
        Field("created_at", ContactPlan.created_at, "instant", sortable=True, description="When it was drafted"),
        Field("updated_at", ContactPlan.updated_at, "instant", sortable=True, description="When it last changed"),
    ),
    default_sort=("-created_at",),
    id_column=ContactPlan.id,
)


def visible_to(actor: Actor, permission: Permission = Permission.PLAN_READ) -> ColumnElement[bool]:
    """Condition on `ContactPlan`: within the actor's scope. A plan with work for the actor may also be read."""
    scope = actor.scope(permission)
    if scope is None:
        return false()
    if scope is Scope.COMPANY:
        return true()
    reached = [ContactPlan.owner_id == actor.user_id]
    if permission is Permission.PLAN_READ:
        with_work = select(PlannedContact.plan_id).where(
            PlannedContact.assignee_id == actor.user_id, PlannedContact.state.in_(OPEN_ITEMS)
        )
        reached.append(ContactPlan.id == any_(func.array(with_work.scalar_subquery(), type_=ARRAY(Uuid()))))
    if scope >= Scope.TEAM and actor.team_ids:
        reached.append(ContactPlan.team_id.in_(actor.team_ids))
    if scope >= Scope.DEPARTMENT and actor.department_id:
        reached.append(ContactPlan.department_id == actor.department_id)
    return or_(*reached)


async def load(
    session: Session,
    actor: Actor,
    plan_id: uuid.UUID,
    *,
    permission: Permission = Permission.PLAN_READ,
    lock: bool = False,
) -> ContactPlan:
    """The plan within the actor's scope for `permission`; 404 otherwise."""
    statement = select(ContactPlan).where(ContactPlan.id == plan_id, visible_to(actor, permission))
    plan = await session.scalar(statement.with_for_update() if lock else statement)
    if plan is None:
        raise NotFound()
    return plan


async def rights(session: Session, actor: Actor, plan: ContactPlan) -> Callable[[str], bool]:
    """Which of the permissions about plans the actor holds for this one."""
    permissions = (Permission.PLAN_WRITE, Permission.PLAN_APPROVE)
    conditions = [visible_to(actor, permission) for permission in permissions]
    held = (await session.execute(select(*conditions).where(ContactPlan.id == plan.id))).one()
    granted = dict(zip(permissions, held, strict=True))
    return lambda code: bool(granted[Permission(code)])


def _shown(actor: Actor) -> Select[*tuple[Any, ...]]:
    """Plans as their readers see them, with what the actor may do with each."""
    return (
        select(
            ContactPlan,
            User.name.label("owner_name"),
            visible_to(actor, Permission.PLAN_WRITE).label("writable"),
            visible_to(actor, Permission.PLAN_APPROVE).label("approvable"),
        )
        .join(User, User.id == ContactPlan.owner_id)
        .where(visible_to(actor))
    )


def _values(row: Row[*tuple[Any, ...]]) -> dict[str, Any]:
    plan, owner_name, writable, approvable = row
    granted = {Permission.PLAN_WRITE: writable, Permission.PLAN_APPROVE: approvable}
    return {
        **{name: getattr(plan, name) for name in PlanRead.model_fields if hasattr(plan, name)},
        "owner_name": owner_name,
        "allowed_moves": PLAN.allowed(PlanState(plan.state), lambda code: granted[Permission(code)], plan),
    }


async def page(session: Session, actor: Actor, query: ListQuery) -> Page[PlanRead]:
    """A page of plans the actor may see."""
    return await fetch_page(
        session,
        _shown(actor),
        PLANS,
        query,
        scope=str(actor.user_id),
        masked=actor.masked,
        to_row=lambda row: PlanRead.of(_values(row), masked=actor.masked),
    )


async def read(session: Session, actor: Actor, plan_id: uuid.UUID) -> PlanDetail:
    """One plan with its progress; 404 outside the actor's scope."""
    row = (await session.execute(_shown(actor).where(ContactPlan.id == plan_id))).one_or_none()
    if row is None:
        raise NotFound()
    return PlanDetail.of({**_values(row), "progress": await progress(session, plan_id)}, masked=actor.masked)


async def progress(session: Session, plan_id: uuid.UUID) -> PlanProgress:
    """How many of a plan's items stand where, and between which dates."""
    rows = await session.execute(
        select(PlannedContact.state, func.count(), func.min(PlannedContact.due_on), func.max(PlannedContact.due_on))
        .where(PlannedContact.plan_id == plan_id)
        .group_by(PlannedContact.state)
    )
    found = {state: (count, first, last) for state, count, first, last in rows}
    live = [dates for state, (_, *dates) in found.items() if state not in (ItemState.RESCHEDULED, ItemState.CANCELLED)]
    return PlanProgress(
        **{state: found[state][0] if state in found else 0 for state in ItemState},
        first_due_on=min((first for first, _ in live), default=None),
        last_due_on=max((last for _, last in live), default=None),
    )


async def load_view(
    session: Session, actor: Actor, first: date, last: date, assignees: list[uuid.UUID] | None
) -> PlanLoad:
    """Open items per person and day over all plans of customers within the actor's scope (RV-4)."""
    items = func.count()
    calls = func.count().filter(PlannedContact.method == Method.PHONE)
    statement = (
        select(
            PlannedContact.assignee_id,
            User.name.label("assignee_name"),
            PlannedContact.due_on,
            items.label("items"),
            calls.label("calls"),
            func.count().filter(PlannedContact.method == Method.VISIT).label("visits"),
            func.count()
            .filter(or_(ContactPlan.state == PlanState.SUBMITTED, PlannedContact.state == ItemState.PENDING_APPROVAL))
            .label("awaiting_approval"),
        )
        .join(ContactPlan, ContactPlan.id == PlannedContact.plan_id)
        .join(Customer, Customer.id == PlannedContact.customer_id)
        .join(User, User.id == PlannedContact.assignee_id)
        .where(
            PlannedContact.due_on.between(first, last),
            PlannedContact.state.in_(OPEN_ITEMS),
            ContactPlan.state.in_(LOADING),
            customers_visible_to(actor, Permission.PLAN_READ),
        )
        .group_by(PlannedContact.assignee_id, User.name, PlannedContact.due_on)
        .order_by(User.name, PlannedContact.assignee_id, PlannedContact.due_on)
    )
    if assignees:
        statement = statement.where(PlannedContact.assignee_id.in_(assignees))
    cap = (await snapshot(session)).get(REP_DAILY_CALL_CAP)
    rows = (await session.execute(statement)).mappings()
    return PlanLoad(daily_call_cap=cap, days=[PlanLoadDay(**row, over_cap=row["calls"] > cap) for row in rows])
