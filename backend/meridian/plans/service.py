"""Drafting plans and moving them through their workflow (RV-3, RV-4); writing and moving their items."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, exists, func, inspect, select, union
from uuid_utils.compat import uuid7

from meridian.calendars.queries import time_in_state
from meridian.customers.models import Email, OptOut, Phone, RefusedPoint
from meridian.customers.rules import Channel
from meridian.identity.actor import Actor
from meridian.identity.permissions import Permission
from meridian.identity.queries import active_people
from meridian.identity.visibility import PEOPLE
from meridian.kernel.db.session import WriteSession
from meridian.kernel.events.models import Event
from meridian.kernel.events.service import event_row, publish
from meridian.kernel.language import msg
from meridian.kernel.patch import assign
from meridian.kernel.problems import Conflict, Fault, Invalid, check_version, fault
from meridian.kernel.workflow.rules import MoveContext
from meridian.kernel.workflow.service import Batch, Engine
from meridian.plans import queries
from meridian.plans.care.rules import unknown_holidays
from meridian.plans.care.schemas import CareProgramme
from meridian.plans.events import ITEM_PLANNED, PLAN_CHANGED, PLAN_CREATED
from meridian.plans.models import ContactPlan, PlannedContact
from meridian.plans.rules import (
    CLOSED_PLANS,
    GONE_ITEMS,
    METHODS_OF,
    OPEN_ITEMS,
    REASONS,
    Candidate,
    DueWindow,
    ItemFacts,
    ItemState,
    PlanFacts,
    PlanKind,
    PlanState,
    inside_lead_time,
)
from meridian.plans.schemas import PlanCreate, PlanMove, PlanUpdate
from meridian.plans.workflow import ITEM, PLAN
from meridian.policies.definitions.sales import REVISIT_PLAN_LEAD_DAYS
from meridian.policies.queries import snapshot

# How items are written: new rows, and moves of many at once, each with its transitions and events.


BATCH = 1000


async def _departments_of_items(
    session: WriteSession, contexts: Sequence[MoveContext[PlannedContact]]
) -> Sequence[uuid.UUID | None]:
    """Each item's plan's."""
    plan_ids = {at.record.plan_id for at in contexts}
    loaded = (inspect(each).dict for each in session.identity_map.values() if isinstance(each, ContactPlan))
    departments = {plan["id"]: plan["department_id"] for plan in loaded if "department_id" in plan}
    if unknown := plan_ids - departments.keys():
        owing = select(ContactPlan.id, ContactPlan.department_id).where(ContactPlan.id.in_(unknown))
        departments |= {row.id: row.department_id for row in await session.execute(owing)}
    return [departments[at.record.plan_id] for at in contexts]


async def _item_facts(_session: WriteSession, at: MoveContext[PlannedContact]) -> ItemFacts:
    return ItemFacts(PlanState(at.parent.state), at.record.missed_after)


ITEM_MOVES = Engine(ITEM, PlannedContact, time=time_in_state, departments=_departments_of_items, facts=_item_facts)


def new_item(
    session: WriteSession, plan_id: uuid.UUID, candidate: Candidate, window: DueWindow, **others: Any
) -> dict[str, Any]:
    """The row of a new item; `others` are further columns."""
    return {
        "id": uuid7(),
        "plan_id": plan_id,
        "customer_id": candidate.customer_id,
        "contact_id": candidate.contact_id,
        "assignee_id": candidate.assignee_id,
        "method": candidate.method,
        "zone": window.zone,
        "due_on": window.due_on,
        "due_at": window.due_at,
        "due_from": window.due_from,
        "missed_after": window.missed_after,
        "state": ItemState.PLANNED,
        "state_since": session.now,
        "created_by": session.actor_id,
        "promised": candidate.promised,
        "occasion": None,
        **dict.fromkeys(REASONS),
        "aim": None,
        "place": None,
        "materials": None,
        "previous_id": None,
        "origin_record_id": None,
        "amendment_id": None,
        "proposed": None,
        **others,
    }


async def insert_items(session: WriteSession, rows: Sequence[dict[str, Any]]) -> set[uuid.UUID]:
    """Writes the rows, except those already planned the same (method, person, day); gives the ids of the others."""
    if not rows:
        return set()
    inserts = Batch()
    for row in rows:
        inserts.insert(PlannedContact, **row)
    inserts.if_absent(PlannedContact)
    written = {uuid.UUID(row["id"]) for row in (await inserts.write(session))["new_planned_contact"]}
    events = Batch()
    for row in rows:
        if row["id"] in written:
            events.insert(Event, **event_row(ITEM_PLANNED, row, version=1))
    await events.write(session)
    return written


async def move_items_where(
    session: WriteSession,
    condition: ColumnElement[bool],
    moves: Mapping[ItemState, str],
    *,
    reason: str | None = None,
    wait: bool = True,
) -> int:
    """Makes the move that `moves` names for the state each is in, of up to a batch of items. Returns how many.

    wait: whether to wait for items somebody else is changing; the clock comes back for them instead.
    """
    items = (
        await session.scalars(
            select(PlannedContact)
            .where(condition, PlannedContact.state.in_(list(moves)))
            .order_by(PlannedContact.id)
            .limit(BATCH)
            .with_for_update(of=PlannedContact, skip_locked=not wait)
        )
    ).all()
    await ITEM_MOVES.make_all(session, items, moves, reason=reason)
    return len(items)


async def hand_over_items(
    session: WriteSession, customer_id: uuid.UUID, from_user_id: uuid.UUID, to_user_id: uuid.UUID
) -> int:
    """Gives one person's open items with a customer to another. Returns how many."""
    items = (
        await session.scalars(
            select(PlannedContact)
            .where(
                PlannedContact.customer_id == customer_id,
                PlannedContact.assignee_id == from_user_id,
                PlannedContact.state.in_(OPEN_ITEMS),
            )
            .order_by(PlannedContact.id)
            .with_for_update()
        )
    ).all()
    given = {"assignee_id": to_user_id}
    await ITEM_MOVES.make_all(session, items, "hand_over", given=given, reason="customer transferred")
    return len(items)


# Drafting plans and moving them through their workflow (RV-3, RV-4).


async def create(session: WriteSession, actor: Actor, body: PlanCreate) -> ContactPlan:
    """Drafts a plan of the actor or of somebody they plan for. 422 when that person is unknown or out of reach."""
    owner_id = body.owner_id or actor.user_id
    owner = (await active_people(session, [owner_id])).get(owner_id)
    if owner is None:
        raise fault("/owner_id", "unknown_user", msg("must be an active person"))
    if not PEOPLE.is_visible(actor, owner, Permission.PLAN_WRITE):
        raise fault("/owner_id", "owner_out_of_reach", msg("you may not plan for this person"))
    plan = ContactPlan(
        kind=body.kind,
        name=body.name,
        purpose=body.purpose,
        owner_id=owner_id,
        team_id=owner.team_id,
        department_id=owner.department_id,
        created_by=actor.user_id,
        care=_care(session, PlanKind(body.kind), body.care),
    )
    session.add(plan)
    await publish(session, PLAN_CREATED, plan)
    return plan


async def update(
    session: WriteSession, actor: Actor, plan_id: uuid.UUID, body: PlanUpdate, version: int
) -> ContactPlan:
    """Changes name, purpose and the occasions of a care plan. 404, 412, 409 when the plan is over, 422."""
    plan = await queries.load(session, actor, plan_id, permission=Permission.PLAN_WRITE, lock=True)
    check_version(plan.version, version)
    if plan.state in CLOSED_PLANS:
        raise Conflict(msg("the plan is {state}", state=plan.state), reason="plan_closed")
    values = body.model_dump()
    if "care" in values:
        values["care"] = _care(
            session, PlanKind(plan.kind), body.care if isinstance(body.care, CareProgramme) else None
        )
    assign(plan, values)
    await publish(session, PLAN_CHANGED, plan)
    return plan


def _care(session: WriteSession, kind: PlanKind, care: CareProgramme | None) -> dict[str, Any] | None:
    """The occasions as they are kept. 422 where the plan is of another kind, or a country has no such holiday."""
    if care is None:
        return None
    if kind is not PlanKind.CARE:
        raise fault("/care", "not_taken", msg("only care plans keep occasions"))
    values: dict[str, Any] = care.model_dump(mode="json")
    years = (session.now.year, session.now.year + 1)
    if unknown := [*unknown_holidays(values, years)]:
        raise Invalid(
            errors=[
                Fault(f"/care/occasions/{index}/holiday", "invalid_value", msg("the country has no such holiday"))
                for index in unknown
            ]
        )
    return values


CANCELLING_MOVES = {ItemState.PLANNED: "cancel", ItemState.PENDING_APPROVAL: "drop"}


async def cancel_open_items(session: WriteSession, at: MoveContext[ContactPlan]) -> None:
    """A cancelled plan's open items are cancelled with it."""
    of_plan = PlannedContact.plan_id == at.record.id
    while await move_items_where(session, of_plan, CANCELLING_MOVES, reason=at.reason):
        pass


async def _facts(session: WriteSession, at: MoveContext[ContactPlan]) -> PlanFacts:
    open_ones = PlannedContact.state.in_(OPEN_ITEMS)
    counted = select(
        func.count().filter(PlannedContact.state.not_in(GONE_ITEMS)),
        func.count().filter(open_ones),
        func.min(PlannedContact.due_on).filter(open_ones),
    ).where(PlannedContact.plan_id == at.record.id)
    items, open_items, first_due_on = (await session.execute(counted)).one()
    today = session.now.astimezone(ZoneInfo(at.actor.zone)).date()  # where the actor is
    lead_days = (await snapshot(session)).get(REVISIT_PLAN_LEAD_DAYS)
    late = inside_lead_time(first_due_on, today, lead_days)
    facts = queries.facts_of(at.record, at.actor, items=items, open_items=open_items)
    return replace(facts, late=late, first_due_on=first_due_on, lead_days=lead_days)


PLAN_MOVES = Engine(
    PLAN,
    ContactPlan,
    time=time_in_state,
    rights=queries.rights,
    facts=_facts,
    effects=(cancel_open_items,),
)


async def move(
    session: WriteSession, actor: Actor, plan_id: uuid.UUID, name: str, body: PlanMove, version: int
) -> None:
    """Makes a move of the plan's workflow. 404, 412, and what the workflow refuses: 409, 403, 422."""
    plan = await queries.load(session, actor, plan_id, lock=True)
    reason = body.reason or body.urgent_reason
    await PLAN_MOVES.make(session, plan, name, actor=actor, body=body, version=version, reason=reason)


# Who opted out of a channel is not contacted by it: every later plan of such a contact ends at once (OT-11).


async def cancel_refused(
    session: WriteSession, customer_id: uuid.UUID, contact_id: uuid.UUID | None, channel: Channel, reason: str
) -> int:
    """Cancels every open item of the customer (of this person only, when one is named) by a method of the channel.

    Safe to repeat. Returns how many items it ended.
    """
    condition = (PlannedContact.customer_id == customer_id) & PlannedContact.method.in_(METHODS_OF[channel])
    if contact_id is not None:
        condition &= PlannedContact.contact_id == contact_id
    return await _cancel_all(session, condition, reason)


async def cancel_refused_elsewhere(session: WriteSession, refusal: OptOut) -> int:
    """Cancels every open item by a method of the refused channel with whoever has a number or address that the refusal
    holds for, at whichever customer. Safe to repeat. Returns how many items it ended."""
    channel = Channel(refusal.channel)
    theirs = select(RefusedPoint.point).where(RefusedPoint.opt_out_id == refusal.id)
    numbers = select(func.split_part(RefusedPoint.point, ",", 1)).where(RefusedPoint.opt_out_id == refusal.id)
    by_phone = select(Phone.customer_id).where(Phone.e164.in_(numbers))
    by_mail = select(Email.customer_id).where(Email.address.in_(theirs))
    channels = func.refused_channels(PlannedContact.customer_id, PlannedContact.contact_id).table_valued("channel")
    refused = channels.render_derived()
    condition = (
        PlannedContact.customer_id.in_(union(by_phone, by_mail))
        & PlannedContact.method.in_(METHODS_OF[channel])
        & exists(select(refused.c.channel).where(refused.c.channel == channel))
    )
    return await _cancel_all(session, condition, refusal.reason)


async def _cancel_all(session: WriteSession, condition: ColumnElement[bool], reason: str) -> int:
    ended = 0
    while count := await move_items_where(
        session, condition & PlannedContact.override_reason.is_(None), CANCELLING_MOVES, reason=f"opted out: {reason}"
    ):
        ended += count
    return ended
