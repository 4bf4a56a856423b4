"""Asking for dial plans, computing them, and putting one to use: its slots become planned contacts."""

import uuid
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, insert, select

from meridian.calendars.queries import time_in_state, today
from meridian.identity.actor import Actor
from meridian.identity.models import Team, User
from meridian.identity.permissions import Permission
from meridian.identity.visibility import PEOPLE
from meridian.kernel.db.session import WriteSession
from meridian.kernel.events.service import publish
from meridian.kernel.jobs import defer
from meridian.kernel.language import in_words, msg
from meridian.kernel.patch import assign
from meridian.kernel.problems import Fault, Invalid
from meridian.kernel.workflow.rules import MoveContext
from meridian.kernel.workflow.service import Engine
from meridian.planner.dial_plans import queries
from meridian.planner.dial_plans.schemas import DialPlanCreate, DialPlanMove
from meridian.planner.dial_plans.workflow import DIAL_PLAN
from meridian.planner.models import DialLeftOut, DialPlan, DialSlot
from meridian.planner.rules import COMPUTE_JOB, PlanFacts, SlotChange
from meridian.planner.windows.queries import among
from meridian.plans.changes import check
from meridian.plans.events import ITEM_CHANGED, PLAN_CREATED
from meridian.plans.models import ContactPlan, PlannedContact
from meridian.plans.rules import Candidate, DueWindow, ItemState, Method, PlanKind, PlanState
from meridian.plans.service import ITEM_MOVES, insert_items, new_item

if TYPE_CHECKING:
    from meridian.planner.dial_plans.computing.service import Computed  # with the solver, which only the worker needs

AIM = msg("Contact that is owed")
_MOVED = "the dial plan was made anew"
_ROWS = 2_000


async def create(session: WriteSession, actor: Actor, body: DialPlanCreate) -> DialPlan:
    """A plan to be computed in the background. 422 when it names nobody, or somebody the actor may not plan for, or
    days that are over."""
    await _require_reach(session, actor, body)
    day = await today(session)
    if body.first_day < day:
        raise Invalid(errors=[Fault("/first_day", "past", msg("must not be past"))])
    last_day = body.first_day + timedelta(days=body.days - 1)
    name = body.name or f"{body.first_day:%m-%d} – {last_day:%m-%d}"
    plan = DialPlan(
        name=name,
        owner_id=actor.user_id,
        team_id=body.team_ids[0] if len(body.team_ids) == 1 and not body.user_ids else None,
        department_id=actor.department_id,
        team_ids=body.team_ids,
        user_ids=body.user_ids,
        first_day=body.first_day,
        last_day=last_day,
        emphasis=body.emphasis,
        pool=body.pool,
        wanted_call_minutes=body.call_minutes,
    )
    session.add(plan)
    await session.flush()
    await defer(session, COMPUTE_JOB, lock=f"dial_plan:{plan.id}", plan_id=str(plan.id))
    return plan


async def _require_reach(session: WriteSession, actor: Actor, body: DialPlanCreate) -> None:
    faults = []
    if not body.team_ids and not body.user_ids:
        faults.append(Fault("/user_ids", "missing", msg("name a team, or people")))
    mine = PEOPLE.visible_to(actor, Permission.PLAN_WRITE)
    people = set(await session.scalars(select(User.id).where(User.id.in_(body.user_ids), User.active, mine)))
    faults += [
        Fault(f"/user_ids/{n}", "owner_out_of_reach", msg("you may not plan for this person"))
        for n, each in enumerate(body.user_ids)
        if each not in people
    ]
    beyond = set(await session.scalars(select(User.team_id).where(User.team_id.in_(body.team_ids), User.active, ~mine)))
    known = set(await session.scalars(select(Team.id).where(Team.id.in_(body.team_ids))))
    faults += [
        Fault(f"/team_ids/{n}", "owner_out_of_reach", msg("you may not plan for this team"))
        for n, each in enumerate(body.team_ids)
        if each in beyond or each not in known
    ]
    if faults:
        raise Invalid(errors=faults)


async def keep(session: WriteSession, plan: DialPlan, found: "Computed") -> None:
    """Writes what was computed, in place of what was before; the plan is ready."""
    before = delete(DialSlot).where(DialSlot.plan_id == plan.id, ~among(DialSlot.id, found.pinned))
    await session.execute(before)
    await session.execute(delete(DialLeftOut).where(DialLeftOut.plan_id == plan.id))
    for model, rows in ((DialSlot, found.slots), (DialLeftOut, found.left_out)):
        for at in range(0, len(rows), _ROWS):
            await session.execute(insert(model), rows[at : at + _ROWS])
    await MOVES.make(session, plan, "compute", given=found.figures)


async def heed_wishes(session: WriteSession, at: MoveContext[DialPlan]) -> None:
    """Calls that are to stay where they are, and customers who are not to be planned; then all is computed again. 422
    for a call to be pinned that the plan does not have, or that stays anyway."""
    plan, body = at.record, at.body
    released = [*body.release, *body.exclude]
    slots = select(DialSlot).where(DialSlot.plan_id == plan.id, among(DialSlot.customer_id, [*body.pin, *released]))
    by_customer = {slot.customer_id: slot for slot in await session.scalars(slots.with_for_update())}
    faults = [
        Fault(f"/pin/{n}", "not_found", msg("the plan has no call of theirs that could move"))
        for n, customer in enumerate(body.pin)
        if customer not in by_customer or by_customer[customer].change == SlotChange.FIXED
    ]
    if faults:
        raise Invalid(errors=faults)
    for customer, slot in by_customer.items():
        assign(slot, {"pinned": customer in body.pin and customer not in released})
    kept = {*plan.excluded_ids, *body.exclude} - {*body.pin, *body.release}
    assign(plan, {"excluded_ids": sorted(kept)})
    await defer(session, COMPUTE_JOB, lock=f"dial_plan:{plan.id}", plan_id=str(plan.id))


# Putting a plan to use.


async def put_to_use(session: WriteSession, at: MoveContext[DialPlan]) -> None:
    """Its slots become planned contacts, or the time of those there are; what an earlier dial plan set and this one
    leaves out is cancelled. What cannot be planned any more (refused, archived, begun meanwhile) is skipped."""
    plan, actor = at.record, at.actor
    slots = await queries.slots_to_use(session, plan.id)
    items = await _items(session, [slot.item_id for slot in slots if slot.item_id is not None])
    usable = [slot for slot in slots if slot.item_id is None or _open(items.get(slot.item_id))]
    verdicts = await check(session, actor, [_candidate(slot) for slot in usable])
    sound = [
        (slot, verdict.window)
        for slot, verdict in zip(usable, verdicts, strict=True)
        if verdict.window is not None and not verdict.faults
    ]
    plans = await _plans(session, plan, {slot.rep_id for slot, _ in sound})
    rows, moved = [], []
    for slot, window in sound:
        item = items.get(slot.item_id) if slot.item_id is not None else None
        if item is None:
            rows.append(_row(session, plans[slot.rep_id], slot, window))
        elif (item.due_on, item.assignee_id) == (window.due_on, slot.rep_id):
            await _set_time(session, item, window)
        else:
            moved.append(item)
            rows.append(_row(session, plans[slot.rep_id], slot, window, item))
    await ITEM_MOVES.make_all(session, moved, "reschedule", reason=_MOVED)
    written = await insert_items(session, rows)
    by_customer = {row["customer_id"]: row["id"] for row in rows if row["id"] in written}
    for slot, _ in sound:
        assign(slot, {"item_id": by_customer.get(slot.customer_id, slot.item_id)})
    await _cancel_dropped(session, plan)
    assign(plan, {"skipped": len(slots) - len(sound) + len(rows) - len(written)})


def _open(item: PlannedContact | None) -> bool:
    return item is not None and item.state == ItemState.PLANNED and not item.attempts


def _candidate(slot: DialSlot) -> Candidate:
    return Candidate(slot.customer_id, slot.contact_id, slot.rep_id, Method.PHONE, None, slot.starts_at)


async def _items(session: WriteSession, ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, PlannedContact]:
    found = await session.scalars(
        select(PlannedContact).where(among(PlannedContact.id, ids)).order_by(PlannedContact.id).with_for_update()
    )
    return {item.id: item for item in found}


async def _plans(session: WriteSession, plan: DialPlan, reps: set[uuid.UUID]) -> Mapping[uuid.UUID, uuid.UUID]:
    """A running contact plan for each person, which holds their calls of this dial plan."""
    people = await session.scalars(select(User).where(User.id.in_(reps)))
    made = {}
    for person in people:
        theirs = ContactPlan(
            kind=PlanKind.DIAL,
            name=plan.name,
            state=PlanState.ACTIVE,
            owner_id=person.id,
            team_id=person.team_id,
            department_id=person.department_id,
            created_by=session.actor_id,
        )
        session.add(theirs)
        await session.flush()
        await publish(session, PLAN_CREATED, theirs)
        made[person.id] = theirs.id
    return made


def _row(
    session: WriteSession, plan_id: uuid.UUID, slot: DialSlot, window: DueWindow, before: PlannedContact | None = None
) -> dict[str, Any]:
    texts: dict[str, Any] = {"aim": in_words(AIM)}
    if before is not None:
        texts = {name: getattr(before, name) for name in ("aim", "place", "materials", "occasion")}
        texts["previous_id"] = before.id
    return new_item(session, plan_id, _candidate(slot), window, **texts)


async def _set_time(session: WriteSession, item: PlannedContact, window: DueWindow) -> None:
    times = {name: getattr(window, name) for name in ("zone", "due_on", "due_at", "due_from", "missed_after")}
    if assign(item, times):
        await publish(session, ITEM_CHANGED, item)


async def _cancel_dropped(session: WriteSession, plan: DialPlan) -> None:
    dropped = select(DialLeftOut.item_id).where(DialLeftOut.plan_id == plan.id, DialLeftOut.item_id.is_not(None))
    items = await session.scalars(
        select(PlannedContact)
        .where(PlannedContact.id.in_(dropped), PlannedContact.state == ItemState.PLANNED)
        .order_by(PlannedContact.id)
        .with_for_update()
    )
    await ITEM_MOVES.make_all(session, list(items), "cancel", reason=_MOVED)


async def _facts(session: WriteSession, at: MoveContext[DialPlan]) -> PlanFacts:
    return PlanFacts(at.record.last_day, await today(session))


EFFECTS = (heed_wishes, put_to_use)
MOVES = Engine(DIAL_PLAN, DialPlan, time=time_in_state, rights=queries.rights, facts=_facts, effects=EFFECTS)


async def move(
    session: WriteSession, actor: Actor, plan_id: uuid.UUID, name: str, body: DialPlanMove, version: int
) -> None:
    """Makes a move of the plan's workflow. 404, 412, 409, 403."""
    plan = await queries.load(session, actor, plan_id, lock=True)
    await MOVES.make(session, plan, name, actor=actor, body=body, version=version, reason=body.reason)


# By night.

_KEPT_ANEW = (
    "owner_id",
    "team_id",
    "department_id",
    "team_ids",
    "user_ids",
    "emphasis",
    "pool",
    "name",
    "excluded_ids",
)


async def plan_anew(session: WriteSession) -> list[uuid.UUID]:
    """For each plan in use whose days go on, another for those that are left, beside it: a proposal, until somebody
    applies it. Unused proposals of the nights before are discarded. Gives the new ones."""
    day = await today(session)
    for old in await queries.stale_proposals(session):
        await MOVES.make(session, old, "discard")
    made = []
    for used in await queries.in_use(session, day):
        first = max(day, used.first_day)
        kept = {name: getattr(used, name) for name in _KEPT_ANEW}
        plan = DialPlan(
            **kept,
            wanted_call_minutes=used.wanted_call_minutes,
            first_day=first,
            last_day=used.last_day,
            nightly=True,
        )
        session.add(plan)
        await session.flush()
        await defer(session, COMPUTE_JOB, lock=f"dial_plan:{plan.id}", plan_id=str(plan.id))
        made.append(plan.id)
    return made
