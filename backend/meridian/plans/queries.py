"""Every SELECT on plans and their items. A plan is scoped by its owner, its items by their customers."""

import uuid
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from functools import lru_cache
from typing import Any

from sqlalchemy import Row, Select, exists, false, func, or_, select

from meridian.calendars.working_time import LANGUAGES
from meridian.customers.models import Contact, Customer
from meridian.customers.visibility import seen_row_by_row
from meridian.customers.visibility import visible_to as customers_visible_to
from meridian.identity.actor import HELD, Actor, Gate, acting_people
from meridian.identity.models import User
from meridian.identity.permissions import Permission
from meridian.identity.visibility import PEOPLE, Visibility, any_of, company, department, member, own, team
from meridian.kernel.db.compiled import Slot, survey
from meridian.kernel.db.session import Session
from meridian.kernel.listing import Field, ListQuery, ListSpec, columns_of, fields_of, page_of
from meridian.kernel.listing.query import is_of_one
from meridian.kernel.listing.statements import Prepared
from meridian.kernel.problems import NotFound
from meridian.kernel.schemas import Page
from meridian.plans.call_times import PLACE, call_times, with_call_times
from meridian.plans.care.rules import in_language
from meridian.plans.models import ContactPlan, PlanAmendment, PlannedContact
from meridian.plans.rules import (
    CHECKLISTS,
    GONE_ITEMS,
    OPEN_ITEMS,
    AmendmentFacts,
    AmendmentState,
    Assignee,
    ItemFacts,
    ItemState,
    Method,
    PlanFacts,
    PlanKind,
    PlanState,
)
from meridian.plans.schemas import (
    AmendmentRead,
    PlanDetail,
    PlanLoad,
    PlanLoadDay,
    PlannedContactRead,
    PlanProgress,
    PlanRead,
)
from meridian.plans.workflow import AMENDMENT, ITEM, PLAN
from meridian.policies.definitions.calling import REP_DAILY_CALL_CAP
from meridian.policies.queries import masked_groups, snapshot

# Every SELECT on plans. A plan is scoped by its owner; its items by their customers.


LOADING = (PlanState.SUBMITTED, PlanState.APPROVED, PlanState.ACTIVE)
"""Plans whose items take somebody's time."""

PLANS = ListSpec(
    "contact_plans",
    fields=(
        Field("kind", ContactPlan.kind, "code", choices=PlanKind, description="Kind of plan", example="revisit"),
        Field("state", ContactPlan.state, "code", choices=PlanState, description="Where it stands", example="active"),
        Field("name", ContactPlan.name, "text", sortable=True, description="Name", example="Gulf"),
        Field("owner_id", ContactPlan.owner_id, "uuid", person=True, description="Who answers for it"),
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


PLAN_VISIBILITY = Visibility(
    ContactPlan.id,
    Permission.PLAN_READ,
    any_of(
        company(),
        own(ContactPlan.owner_id),
        member(
            ContactPlan.id,
            PlannedContact.plan_id,
            PlannedContact.assignee_id,
            PlannedContact.state.in_(OPEN_ITEMS),
            name="assignees",
            gate=Gate(HELD, only=(Permission.PLAN_READ,)),
        ),
        team(ContactPlan.team_id),
        department(ContactPlan.department_id),
    ),
)
"""By whose it is; a plan with work for the actor may be read too."""
visible_to = PLAN_VISIBILITY.visible_to


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


async def rights(session: Session, actor: Actor, plan: ContactPlan) -> Mapping[Permission, bool]:
    """Which of the permissions about plans the actor holds for this one."""
    permissions = (Permission.PLAN_WRITE, Permission.PLAN_APPROVE)
    conditions = [visible_to(actor, permission) for permission in permissions]
    held = (await session.execute(select(*conditions).where(ContactPlan.id == plan.id))).one()
    return dict(zip(permissions, held, strict=True))


def facts_of(plan: ContactPlan, actor: Actor, *, items: int, open_items: int) -> PlanFacts:
    """What decides about the plan's moves, as far as the plan and its reader say it."""
    own = actor.user_id in (plan.owner_id, plan.submitted_by, plan.created_by)
    return PlanFacts(
        PlanKind(plan.kind), PlanState(plan.state), items, open_items, own, keeps_occasions=plan.care is not None
    )


_OF_PLAN = PlannedContact.plan_id == ContactPlan.id
_HAS_ITEMS = exists().where(_OF_PLAN, PlannedContact.state.not_in(GONE_ITEMS)).correlate(ContactPlan)
_HAS_OPEN_ITEMS = exists().where(_OF_PLAN, PlannedContact.state.in_(OPEN_ITEMS)).correlate(ContactPlan)


def _plans_with_names(actor: Actor) -> Select[*tuple[Any, ...]]:
    """Plans as their readers see them, with what the actor may do with each."""
    return (
        select(
            ContactPlan,
            User.name.label("owner_name"),
            visible_to(actor, Permission.PLAN_WRITE).label("writable"),
            visible_to(actor, Permission.PLAN_APPROVE).label("approvable"),
            _HAS_ITEMS.label("has_items"),
            _HAS_OPEN_ITEMS.label("has_open_items"),
        )
        .join(User, User.id == ContactPlan.owner_id)
        .where(visible_to(actor))
    )


def _values(row: Row[*tuple[Any, ...]], actor: Actor, year: int) -> dict[str, Any]:
    plan: ContactPlan = row[0]
    granted = {Permission.PLAN_WRITE: row.writable, Permission.PLAN_APPROVE: row.approvable}
    facts = facts_of(plan, actor, items=row.has_items, open_items=row.has_open_items)
    return {
        **fields_of(plan, PlanRead),
        "owner_name": row.owner_name,
        "care": plan.care and in_language(plan.care, year, LANGUAGES[actor.locale]),
        "allowed_moves": PLAN.allowed(facts.state, lambda code: granted[Permission(code)], facts),
    }


async def page(session: Session, actor: Actor, query: ListQuery) -> Page[PlanRead]:
    """A page of plans the actor may see."""
    return await page_of(
        session,
        actor,
        PLANS,
        query,
        lambda actor: _plans_with_names(actor),
        shows=PlanRead,
        to_row=lambda row: _values(row, actor, session.now.year),
    )


async def read(session: Session, actor: Actor, plan_id: uuid.UUID) -> PlanDetail:
    """One plan with its progress; 404 outside the actor's scope."""
    row = (await session.execute(_plans_with_names(actor).where(ContactPlan.id == plan_id))).one_or_none()
    if row is None:
        raise NotFound()
    return PlanDetail.of(
        {**_values(row, actor, session.now.year), "progress": await progress(session, plan_id)}, masked=actor.masked
    )


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
    rows = (await survey(session, statement)).mappings()
    return PlanLoad(daily_call_cap=cap, days=[PlanLoadDay(**row, over_cap=row["calls"] > cap) for row in rows])


# Every SELECT on planned contacts and amendments. An item is seen by those who see its customer.


OCCASION = func.coalesce(PlannedContact.occasion, ContactPlan.kind, type_=PlannedContact.occasion.type)
"""What kind of contact an item is: its plan's, unless it says otherwise."""

ITEMS = ListSpec(
    "planned_contacts",
    fields=(
        Field("assignee_id", PlannedContact.assignee_id, "uuid", person=True, description="Who is to make it"),
        Field("state", PlannedContact.state, "code", choices=ItemState, description="State", example="planned"),
        Field("method", PlannedContact.method, "code", choices=Method, description="Method", example="phone"),
        Field("customer_id", PlannedContact.customer_id, "uuid", description="Whom to contact"),
        Field("contact_id", PlannedContact.contact_id, "uuid", description="The person there"),
        Field("plan_id", PlannedContact.plan_id, "uuid", description="The plan"),
        Field("plan_kind", ContactPlan.kind, "code", choices=PlanKind, description="Kind of plan", example="dial"),
        Field("plan_state", ContactPlan.state, "code", choices=PlanState, description="State of the plan"),
        Field("country", Customer.country, "code", description="The customer's country", example="AE"),
        Field("grade", Customer.grade, "code", description="The customer's grade", example="A"),
        Field("due_on", PlannedContact.due_on, "date", sortable=True, description="Due date at the customer"),
        Field("due_from", PlannedContact.due_from, "instant", sortable=True, description="When it becomes due"),
        Field("missed_after", PlannedContact.missed_after, "instant", description="When it counts as missed"),
        Field("occasion", OCCASION, "code", choices=PlanKind, description="Kind of contact", example="revisit"),
        Field("promised", PlannedContact.promised, "boolean", description="A call-back they asked for", example=True),
        Field(
            "callable_now",
            None,
            "boolean",
            description="Those still to be made whose people may be called now, or may not",
            example=True,
            compile=lambda _: false(),  # call_times.with_call_times knows better
        ),
        Field("created_at", PlannedContact.created_at, "instant", sortable=True, description="When it was planned"),
    ),
    default_sort=("due_from",),
    id_column=PlannedContact.id,
)


def _items_with_names(actor: Actor, *, of_one_person: bool = False) -> Select[*tuple[Any, ...]]:
    """Items as their readers see them. of_one_person: they are one assignee's, in order of when they are due."""
    seen = (
        seen_row_by_row(actor, Permission.PLAN_READ, PlannedContact.customer_id)
        if of_one_person
        else customers_visible_to(actor, Permission.PLAN_READ)
    )
    return (
        select(
            *columns_of(PlannedContact, PlannedContactRead),
            ContactPlan.kind.label("plan_kind"),
            ContactPlan.name.label("plan_name"),
            ContactPlan.state.label("plan_state"),
            Customer.name.label("customer_name"),
            Contact.name.label("contact_name"),
            User.name.label("assignee_name"),
            customers_visible_to(actor, Permission.PLAN_WRITE).label("writable"),
            *PLACE,
        )
        .select_from(PlannedContact)
        .join(ContactPlan, ContactPlan.id == PlannedContact.plan_id)
        .join(Customer, Customer.id == PlannedContact.customer_id)
        .join(User, User.id == PlannedContact.assignee_id)
        .outerjoin(Contact, Contact.id == PlannedContact.contact_id)
        .where(seen)
    )


def _item_adds(row: Mapping[Any, Any], call_time: Callable[[Mapping[str, Any]], Any]) -> dict[str, Any]:
    """What a planned contact shows besides its columns."""
    method = row["method"]
    return {
        "call_time": call_time(row) if row["state"] in OPEN_ITEMS else None,
        "occasion": row["occasion"] or row["plan_kind"],
        "checklist": _CHECKLISTS[method],
        "needs_appointment": method == Method.VISIT and row["due_at"] is None,
        "allowed_moves": _item_moves(row["state"], row["writable"], row["plan_state"]),
    }


_CHECKLISTS: Mapping[str, list[Any]] = {method: list(checks) for method, checks in CHECKLISTS.items()}


@lru_cache(maxsize=1000)
def _item_moves(state: str, writable: bool, plan_state: str) -> list[str]:
    return ITEM.allowed(ItemState(state), lambda _: writable, ItemFacts(PlanState(plan_state)))


async def page_of_items(
    session: Session, actor: Actor, query: ListQuery, *, plan_id: uuid.UUID | None = None
) -> Page[PlannedContactRead]:
    """A page of planned contacts the actor may see: of one plan, or across all."""
    times = await call_times(session, actor)
    return await page_of(
        session,
        actor,
        ITEMS,
        await with_call_times(session, actor, times, query, plan_id),
        _items_of,
        is_of_one(query, "assignee_id"),
        shows=PlannedContactRead,
        adds=lambda row: _item_adds(row, times.written),
        of=plan_id,
        plan_id=plan_id,
    )


def _items_of(actor: Actor, of_one_person: bool, *, plan_id: uuid.UUID | None) -> Select[*tuple[Any, ...]]:
    statement = _items_with_names(actor, of_one_person=of_one_person)
    return statement if plan_id is None else statement.where(PlannedContact.plan_id == plan_id)


_ITEM = Prepared(lambda actor: _items_with_names(actor).where(PlannedContact.id == Slot("item")))


async def read_item(session: Session, actor: Actor, item_id: uuid.UUID) -> PlannedContactRead:
    """One planned contact; 404 when its customer is outside the actor's scope."""
    row = await _ITEM.first(session, actor, item=item_id)
    if row is None:
        raise NotFound()
    times = await call_times(session, actor)
    added = _item_adds(row._mapping, lambda _: times.read(row))
    return PlannedContactRead.of({**row._mapping, **added}, masked=actor.masked)


async def lock_item(
    session: Session, actor: Actor, item_id: uuid.UUID, *, permission: Permission
) -> tuple[ContactPlan, PlannedContact]:
    """The planned contact's plan and itself, both locked, the plan first as everywhere; 404 when its customer is
    outside the actor's scope for `permission`."""
    found = await session.execute(
        select(ContactPlan, PlannedContact)
        .join(PlannedContact, PlannedContact.plan_id == ContactPlan.id)
        .join(Customer, Customer.id == PlannedContact.customer_id)
        .where(PlannedContact.id == item_id, customers_visible_to(actor, permission))
        .with_for_update(of=(ContactPlan, PlannedContact))
    )
    row = found.one_or_none()
    if row is None:
        raise NotFound()
    plan, item = row
    return plan, item


async def load_items_of_plan(
    session: Session, plan_id: uuid.UUID, item_ids: set[uuid.UUID]
) -> dict[uuid.UUID, PlannedContact]:
    """Those of the items that the plan has, locked."""
    rows = await session.scalars(
        select(PlannedContact)
        .where(PlannedContact.plan_id == plan_id, PlannedContact.id.in_(item_ids))
        .order_by(PlannedContact.id)
        .with_for_update()
    )
    return {item.id: item for item in rows}


# Who may be given contacts to make: people the actor plans for, who can see the customer themselves.


async def assignees(
    session: Session, actor: Actor, pairs: Iterable[tuple[uuid.UUID, uuid.UUID]]
) -> dict[uuid.UUID, Assignee]:
    """The people of these (person, customer) pairs who exist and are active. One query, and one for each person."""
    wanted: defaultdict[uuid.UUID, set[uuid.UUID]] = defaultdict(set)
    for user_id, customer_id in pairs:
        wanted[user_id].add(customer_id)
    found = await acting_people(session, wanted, masked_groups)
    return {
        user_id: Assignee(
            zone=person.zone,
            within_reach=PEOPLE.is_visible(actor, person, Permission.PLAN_WRITE),
            customers=await _seen_by(session, actor, as_actor, wanted[user_id]),
        )
        for user_id, (person, as_actor) in found.items()
    }


async def _seen_by(session: Session, actor: Actor, person: Actor, customer_ids: set[uuid.UUID]) -> frozenset[uuid.UUID]:
    if person.user_id == actor.user_id:
        return frozenset(customer_ids)  # what the actor may not see is refused as such
    return frozenset(
        await session.scalars(
            select(Customer.id).where(
                Customer.id.in_(customer_ids), customers_visible_to(person, Permission.RECORD_WRITE)
            )
        )
    )


async def amendments_of_plan(session: Session, actor: Actor, plan_id: uuid.UUID) -> list[AmendmentRead]:
    """A plan's amendments, newest first, at most two hundred."""
    plan = await load(session, actor, plan_id)
    rows = await session.scalars(
        select(PlanAmendment).where(PlanAmendment.plan_id == plan.id).order_by(PlanAmendment.id.desc()).limit(200)
    )
    held = await rights(session, actor, plan)
    return [_amendment(amendment, plan, actor, held) for amendment in rows]


async def find_amendment(session: Session, actor: Actor, plan_id: uuid.UUID, amendment_id: uuid.UUID) -> AmendmentRead:
    """An amendment of a plan that the actor sees; 404."""
    plan = await load(session, actor, plan_id)
    amendment = await session.scalar(
        select(PlanAmendment).where(PlanAmendment.id == amendment_id, PlanAmendment.plan_id == plan.id)
    )
    if amendment is None:
        raise NotFound()
    return _amendment(amendment, plan, actor, await rights(session, actor, plan))


async def read_amendment(session: Session, actor: Actor, amendment: PlanAmendment) -> AmendmentRead:
    """The amendment as the actor sees it, who sees its plan."""
    plan = await load(session, actor, amendment.plan_id)
    return _amendment(amendment, plan, actor, await rights(session, actor, plan))


def amendment_facts(amendment: PlanAmendment, plan: ContactPlan, actor: Actor) -> AmendmentFacts:
    """What decides about the amendment's moves."""
    return AmendmentFacts(own=actor.user_id in (amendment.proposed_by, plan.owner_id))


def _amendment(
    amendment: PlanAmendment, plan: ContactPlan, actor: Actor, held: Mapping[Permission, bool]
) -> AmendmentRead:
    values = fields_of(amendment, AmendmentRead)
    facts = amendment_facts(amendment, plan, actor)
    moves = AMENDMENT.allowed(AmendmentState(amendment.state), lambda code: held[Permission(code)], facts)
    return AmendmentRead.of({**values, "allowed_moves": moves}, masked=actor.masked)
