"""What a contact causes (OT-15, OT-16, MC-17), and the one statement that writes it all."""

import uuid
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

import orjson
from sqlalchemy import Uuid, literal, select, true
from sqlalchemy.dialects.postgresql import insert
from uuid_utils.compat import uuid7

from meridian.call_hours.rules import CallTime, Locality, call_hours, of_person
from meridian.customers.events import CUSTOMER_UPDATED
from meridian.customers.models import Need
from meridian.identity.models import User
from meridian.identity.permissions import EXECUTIVES, Permission
from meridian.kernel.db.session import WriteSession
from meridian.kernel.events.models import Event
from meridian.kernel.events.service import About, event_row
from meridian.kernel.language import in_words, msg
from meridian.kernel.problems import Fault
from meridian.kernel.workflow.models import Transition
from meridian.kernel.workflow.rules import MoveContext
from meridian.kernel.workflow.service import Batch, Rows
from meridian.plans import changes as plan_changes
from meridian.plans import queries as plans
from meridian.plans.changes import refusals_from
from meridian.plans.events import ITEM_DONE, ITEM_PLANNED, ITEM_RESCHEDULED
from meridian.plans.models import ContactPlan, DialTally, PlannedContact
from meridian.plans.queries import assignees
from meridian.plans.rules import (
    DRAFTING,
    NEEDS_APPROVAL,
    RUNNING,
    Amended,
    Assignee,
    Candidate,
    CustomerFacts,
    DueWindow,
    Facts,
    ItemFacts,
    ItemState,
    Method,
    PlanKind,
    PlanState,
    Refusals,
    due_window,
    material_reasons,
    verdict,
)
from meridian.plans.service import ITEM_MOVES, new_item
from meridian.plans.workflow import ITEM
from meridian.policies.definitions.calling import (
    MAX_ATTEMPTS_PER_CONTACT_PER_DAY,
    OUTSIDE_HOURS_CALLS,
    RETRY_AFTER_NO_ANSWER_HOURS,
)
from meridian.policies.definitions.customers import NURTURE_CADENCE_DAYS
from meridian.policies.definitions.sales import REVISIT_MATERIAL_CHANGE
from meridian.records import rules
from meridian.records.context import CallContext, Dialled
from meridian.records.events import COMPLAINT_REPORTED, RECORD_COMPLETED, RECORD_LOGGED
from meridian.records.models import ContactRecord
from meridian.records.schemas import CallBack, FollowUp, Nurture

# What follows from a contact: another one in a plan, periodic contact, or nothing (OT-15, OT-16, MC-17).


RUNNING_PLAN = "Follow-ups"
_FROM_THE_SWITCH = frozenset({"id", "customer_id", "source", "external_id", "created_by", "created_at", "updated_at"})


class NextContact(NamedTuple):
    """The new item's row, if one follows, and when the customer is to be contacted next, where that is agreed on."""

    item: dict[str, Any] | None
    next_step_at: datetime | None
    faults: Sequence[Fault]
    replaces: str | None = None  # the move by which it takes the place of the planned contact that the record names


async def settle_next_step(work: CallContext) -> NextContact:
    """What follows from the record, or why it cannot."""
    step = work.body.next_step
    if isinstance(step, FollowUp | CallBack):
        return await _next_contact(work, step)
    if isinstance(step, Nurture):
        return await _nurture(work)
    return NextContact(None, None, ())  # the customer's cadence holds (MC-17)


async def _nurture(work: CallContext) -> NextContact:
    """They are contacted `nurture_cadence_days` later: a call planned for that day, or the first after it on which they
    may be called, unless they refuse calls or one is planned then (OT-16)."""
    again_at = work.body.started_at + timedelta(days=work.policies.get(NURTURE_CADENCE_DAYS))
    row, contact_id = work.context.row, work.body.contact_id
    zone, _ = local_day(work)
    day = call_hours(work.policies).next_day(
        place_of_person(work, contact_id), again_at.astimezone(ZoneInfo(zone)).date()
    )
    candidate = Candidate(row.id, contact_id, row.author_id, Method.PHONE, day, None)
    window, faults, reasons = verdict(candidate, await _facts(work, candidate))
    if window is None or faults or await plan_changes.is_planned(work.session, candidate):
        return NextContact(None, again_at, ())
    plan_id = row.running_plan_id or await running_plan(work.session, row.author_id)
    origin = {"aim": in_words(rules.NURTURE_AIM), "origin_record_id": work.record_id, **reasons}
    return NextContact(new_item(work.session, plan_id, candidate, window, **origin), again_at, ())


async def another_try(work: CallContext, next_attempt_at: datetime) -> NextContact | None:
    """The planned contact for the next try of a call that reached nobody, where that lies beyond the day it was planned
    for; None where the planned contact stands for it still, or may not be moved so (OT-10, RV-5)."""
    row, body = work.context.row, work.body
    if body.planned_item_id is None or row.item_customer_id != row.id or row.item_method != Method.PHONE:
        return None
    window = due_window(row.item_zone, next_attempt_at.astimezone(ZoneInfo(row.item_zone)).date(), None)
    if window.due_on <= row.item_due_on or not _may_move(work, window):
        return None
    again = Candidate(row.id, row.item_contact_id, row.item_assignee_id, Method.PHONE, window.due_on, None)
    if await plan_changes.is_planned(work.session, again):
        return None
    item = new_item(
        work.session,
        row.item_plan_id,
        again,
        window,
        aim=row.item_aim,
        materials=row.item_materials,
        occasion=row.item_occasion,
        override_reason=row.item_override_reason,
        previous_id=body.planned_item_id,
        attempts=row.item_attempts + 1,
        last_attempt_at=body.started_at,
    )
    return NextContact(item, None, (), replaces="try_again")


async def _next_contact(work: CallContext, step: FollowUp | CallBack) -> NextContact:
    row = work.context.row
    candidate = _candidate(work, step)
    window, found, reasons = verdict(candidate, await _facts(work, candidate))
    faults = [fault.under("/next_step") for fault in found]
    if window is None or faults:
        return NextContact(None, None, faults)
    replaced = candidate.promised and _takes_its_place(work, window)
    aim = step.aim or (row.item_aim if replaced else in_words(rules.CALL_BACK_AIM))
    origin = {"aim": aim, "origin_record_id": work.record_id, **reasons}
    if replaced:
        origin |= {"previous_id": work.body.planned_item_id, "materials": row.item_materials}
        origin["occasion"] = row.item_occasion
        item = new_item(work.session, row.item_plan_id, candidate, window, **origin)
        return NextContact(item, window.due_from, (), replaces="call_back")
    plan_id, faults = await _plan(work, step, candidate.assignee_id)
    if plan_id is None:
        return NextContact(None, None, faults)
    return NextContact(new_item(work.session, plan_id, candidate, window, **origin), window.due_from, ())


async def _facts(work: CallContext, candidate: Candidate) -> Facts:
    row = work.context.row
    return Facts(
        customers={row.id: CustomerFacts(row.zone, row.archived_at is not None, work.context.place)},
        contacts=work.context.contacts,
        refusals={row.id: _with(work.context.refusals, work.refused)},
        tallies=work.context.tallies,
        people=await _people(work, candidate),
        max_attempts=work.policies.get(MAX_ATTEMPTS_PER_CONTACT_PER_DAY),
        hours=call_hours(work.policies),
        outside_hours=work.policies.get(OUTSIDE_HOURS_CALLS),
        may_override=work.actor.may(Permission.REFUSAL_OVERRIDE),
        now=work.session.now,
    )


def _candidate(work: CallContext, step: FollowUp | CallBack) -> Candidate:
    row, body = work.context.row, work.body
    contact_id = step.contact_id if "contact_id" in step.model_fields_set else body.contact_id
    if isinstance(step, FollowUp):
        method, due_on, due_at = step.method, step.due_on, step.due_at
    else:
        method, due_on, due_at = Method.PHONE, None, step.due_at or _next_hours(work, contact_id)
    return Candidate(
        customer_id=row.id,
        contact_id=contact_id,
        assignee_id=step.assignee_id or row.author_id,
        method=method,
        due_on=due_on,
        due_at=due_at,
        promised=rules.promises(getattr(body, "disposition", None), step.kind),
        outside_hours_reason=step.outside_hours_reason,
        override_reason=step.override_reason,
    )


def _next_hours(work: CallContext, contact_id: uuid.UUID | None) -> datetime:
    """When whoever asked to be called back without saying when is called: in their next calling hours; where their time
    is not known, when somebody who did not answer would be."""
    opening = call_hours(work.policies).next_opening(place_of_person(work, contact_id), work.session.now)
    return opening or work.session.now + timedelta(hours=work.policies.get(RETRY_AFTER_NO_ANSWER_HOURS))


def place_of_person(work: CallContext, contact_id: uuid.UUID | None) -> Locality:
    """Where somebody of the customer is."""
    contact = work.context.contacts.get(contact_id) if contact_id else None
    return of_person(work.context.place, contact and contact.zone)


def refused_before(work: CallContext, method: Method) -> bool:
    """Whether the contact, or whoever has the number dialled, had refused that before."""
    dialled = method is Method.PHONE and work.context.row.dialled_refused
    return dialled or work.context.refusals.refuse(method, work.body.contact_id)


def call_time(work: CallContext) -> CallTime:
    """What the calling hours of who was called say of when it was."""
    return call_hours(work.policies).at(place_of_person(work, work.body.contact_id), work.body.started_at)


def _takes_its_place(work: CallContext, window: DueWindow) -> bool:
    """Whether the call promised replaces the planned contact this one came from. That stays open where the promise
    would change it materially (RV-5), where it was no call, and when it is over."""
    row, body = work.context.row, work.body
    if body.planned_item_id is None or row.item_customer_id != row.id or row.item_method != Method.PHONE:
        return False
    asked = getattr(body, "disposition", None) is rules.Disposition.CALLBACK_REQUESTED
    return asked and _may_move(work, window)


def _may_move(work: CallContext, window: DueWindow) -> bool:
    """Whether the planned contact, tried in time, may move to that day without anybody's approval (RV-5)."""
    row = work.context.row
    moved = Amended(days_moved=abs((window.due_on - row.item_due_on).days))
    if row.plan_kind in NEEDS_APPROVAL and material_reasons(work.policies.get(REVISIT_MATERIAL_CHANGE), moved):
        return False
    in_time = work.body.started_at <= row.item_missed_after and row.plan_state == PlanState.ACTIVE
    return in_time and row.item_state in (ItemState.PLANNED, ItemState.MISSED)


def _with(known: Refusals, refused: Sequence[tuple[uuid.UUID | None, str]]) -> Refusals:
    new, none = refusals_from(refused), frozenset[Method]()
    people = {*known.by_contact, *new.by_contact}
    return Refusals(
        known.by_all | new.by_all,
        {person: known.by_contact.get(person, none) | new.by_contact.get(person, none) for person in people},
        known.by_number,
    )


async def _people(work: CallContext, candidate: Candidate) -> dict[uuid.UUID, Assignee]:
    """The author may always follow up; for somebody else the actor's right to plan for them is looked up."""
    row = work.context.row
    if candidate.assignee_id == row.author_id:
        return {row.author_id: Assignee(row.author_zone, within_reach=True, customers=(row.id,))}
    return await assignees(work.session, work.actor, [(candidate.assignee_id, row.id)])


async def _plan(
    work: CallContext, step: FollowUp | CallBack, assignee_id: uuid.UUID
) -> tuple[uuid.UUID | None, list[Fault]]:
    if isinstance(step, CallBack) or step.plan_id is None:
        row = work.context.row
        known: uuid.UUID | None = row.running_plan_id if assignee_id == row.author_id else None
        return known or await running_plan(work.session, assignee_id), []
    plan = await work.session.scalar(
        select(ContactPlan).where(ContactPlan.id == step.plan_id, plans.visible_to(work.actor, Permission.PLAN_WRITE))
    )
    if plan is None:
        return None, [Fault("/next_step/plan_id", "not_found", msg("there is no such plan in your scope"))]
    if plan.state not in DRAFTING | RUNNING or plan_changes.amends(plan):
        return None, [Fault("/next_step/plan_id", "plan_not_open", msg("this plan takes no further contacts"))]
    return plan.id, []


async def running_plan(session: WriteSession, owner_id: uuid.UUID) -> uuid.UUID:
    """The person's running follow-up plan, made now when there is none."""
    columns = ["id", "kind", "name", "state", "standing", "owner_id", "team_id", "department_id", "created_by"]
    new = select(
        literal(uuid7(), Uuid()),
        literal(PlanKind.FOLLOW_UP.value),
        literal(RUNNING_PLAN),
        literal(PlanState.ACTIVE.value),
        true(),
        User.id,
        User.team_id,
        User.department_id,
        literal(session.actor_id, Uuid()),
    ).where(User.id == owner_id)
    await session.execute(insert(ContactPlan).from_select(columns, new).on_conflict_do_nothing())
    running = select(ContactPlan.id).where(
        ContactPlan.owner_id == owner_id, ContactPlan.standing, ContactPlan.state == PlanState.ACTIVE
    )
    return (await session.scalars(running)).one()


# The one statement that writes a contact record with everything that follows from it.


_CUSTOMER = """
UPDATE customer SET
  intent_level = CASE WHEN last_contact_at > :started_at THEN intent_level
                      ELSE coalesce(:intent_level, intent_level) END,
  next_step_at = CASE WHEN last_contact_at > :started_at OR NOT CAST(:settles_next AS boolean) THEN next_step_at
                      ELSE CAST(:next_step_at AS timestamptz) END,
  first_contact_at = least(first_contact_at, CAST(:reached_at AS timestamptz)),
  last_contact_at = greatest(last_contact_at, CAST(:reached_at AS timestamptz)),
  executive_contact_at = greatest(executive_contact_at, CAST(:executive_at AS timestamptz)),
  version = version + :numbers_marked
WHERE id = :customer_id
RETURNING version, category, intent_level, do_not_call, last_contact_at, next_contact_at
"""
_DONE = """
UPDATE planned_contact SET state = 'done', state_since = :now, done_at = :item_done_at, done_record_id = :record_id,
  state_reason = :item_reason
WHERE id = :item_id AND version = :item_version RETURNING id
"""
_REPLACED = """
UPDATE planned_contact SET state = 'rescheduled', state_since = :now, last_attempt_at = :item_done_at, proposed = NULL
WHERE id = :item_id AND version = :item_version RETURNING id
"""
_ATTEMPT = """
UPDATE planned_contact SET attempts = attempts + 1, last_attempt_at = :item_done_at
WHERE id = :item_id AND version = :item_version RETURNING id
"""
_WRONG_NUMBER = """
UPDATE phone SET wrong_since = :called_at, wrong_record_id = :call_id
WHERE customer_id = :of_customer AND e164 = :number AND wrong_since IS NULL RETURNING contact_id
"""
_PEOPLE_TOUCHED = """
UPDATE contact SET version = version + 1 WHERE id IN (SELECT contact_id FROM wrong) RETURNING id
"""
_TALLY = """
UPDATE dial_tally SET attempts = attempts + 1, not_before = :not_before WHERE id = :tally_id RETURNING id
"""


async def write_record(work: CallContext, record: Mapping[str, Any], following: NextContact) -> Rows:
    """Writes it all; `customer` and `item` of the answer are the rows changed."""
    batch = Batch()
    _add_record(batch, work, record)
    _add_customer(batch, work, record, following)
    if following.item is not None:
        _add_next_item(batch, following.item)
    if work.body.planned_item_id is not None:
        _add_item(batch, work, record, following.replaces)
    if work.wrong_number is not None:
        _add_wrong_number(batch, record)
    if record["next_attempt_at"] is not None:
        _add_attempt(batch, work, record)
    heard = {"customer_id": record["customer_id"], "contact_record_id": record["id"]}
    for need in work.body.needs:
        batch.insert(Need, id=uuid7(), **heard, **need.model_dump())
    _add_events(batch, work, record)
    return await batch.write(work.session)


def _add_record(batch: Batch, work: CallContext, record: Mapping[str, Any]) -> None:
    """A new row, or what was said beside what the switch knew."""
    if work.stage.completes is None:
        batch.insert(ContactRecord, **record)
        return
    said = {name: value for name, value in record.items() if name not in _FROM_THE_SWITCH}
    columns = ", ".join(said)  # names of our own columns
    document = orjson.dumps(said, default=str).decode()
    sql = f"""
UPDATE contact_record SET ({columns}) =
  (SELECT {columns} FROM jsonb_populate_record(NULL::contact_record, CAST(:said AS jsonb)))
WHERE contact_record.id = :completed_id AND to_be_completed RETURNING contact_record.id
"""  # noqa: S608
    batch.change("record", sql, said=document, completed_id=record["id"])


def local_day(work: CallContext) -> tuple[str, date]:
    """The zone of who was contacted, and the date it was there."""
    contact = work.context.contacts.get(work.body.contact_id) if work.body.contact_id else None
    row = work.context.row
    zone = (contact and contact.zone) or row.zone or row.author_zone
    return zone, work.body.started_at.astimezone(ZoneInfo(zone)).date()


def dialled_that_day(work: CallContext) -> list[Dialled]:
    """Unanswered calls to this person on the same local day."""
    _, day = local_day(work)
    return [d for d in work.context.dialled if (d.contact_id, d.on_day) == (work.body.contact_id, day)]


def _add_customer(batch: Batch, work: CallContext, record: Mapping[str, Any], following: NextContact) -> None:
    reached = record["reached"]
    plans_next = reached or work.body.next_step is not None
    batch.change(
        "customer",
        _CUSTOMER,
        customer_id=record["customer_id"],
        started_at=record["started_at"],
        intent_level=record["intent_level"],
        reached_at=record["started_at"] if reached else None,
        executive_at=record["started_at"] if reached and work.context.row.author_role in EXECUTIVES else None,
        settles_next=plans_next,
        next_step_at=following.next_step_at,
        numbers_marked=0 if work.wrong_number is None else 1,
    )
    row = work.context.row
    newest = row.last_contact_at is None or row.last_contact_at <= record["started_at"]
    fields = ["intent_level"] if newest and record["intent_level"] not in (None, row.intent_level) else []
    if work.wrong_number is not None:
        fields.append("phones")
    if fields:
        changed = {"fields": fields, "important": [], "department_id": row.department_id}
        version = row.version + 1
        batch.insert(Event, **event_row(CUSTOMER_UPDATED, About(row.id, "customer"), version=version, **changed))


def _add_next_item(batch: Batch, item: dict[str, Any]) -> None:
    batch.insert(PlannedContact, **item)
    batch.insert(Event, **event_row(ITEM_PLANNED, item, version=1))


class FinishedItem(NamedTuple):
    """The planned contact that a record carries out, as its move and event tell it."""

    id: uuid.UUID
    version: int
    customer_id: uuid.UUID
    plan_id: uuid.UUID
    state: ItemState
    method: str
    due_on: date
    assignee_id: uuid.UUID


def moving(work: CallContext, move: str = "finish") -> MoveContext[FinishedItem]:
    """The move of the planned contact that this record makes; 409 from a state that does not know it."""
    row, body = work.context.row, work.body
    assert body.planned_item_id is not None
    item = FinishedItem(
        body.planned_item_id,
        row.item_version + 1,
        row.id,
        row.item_plan_id,
        ItemState.DONE if move == "finish" else ItemState.RESCHEDULED,
        row.item_method,
        row.item_due_on,
        row.item_assignee_id,
    )
    source = ItemState(row.item_state)
    return MoveContext(
        move=ITEM.find(move, source, may=None),
        record=item,
        source=source,
        since=row.item_state_since,
        now=work.session.now,
        actor_id=work.session.actor_id,
        given={"made_at": body.started_at},
        facts=ItemFacts(PlanState(row.plan_state), row.item_missed_after),
    )


def _add_item(batch: Batch, work: CallContext, record: Mapping[str, Any], replaced_by: str | None) -> None:
    row, item_id = work.context.row, record["planned_item_id"]
    values = {"item_id": item_id, "item_version": row.item_version, "item_done_at": record["started_at"]}
    if replaced_by is not None:
        batch.change("item", _REPLACED, **values, now=work.session.now)
        at, event, reason = moving(work, replaced_by), ITEM_RESCHEDULED, None
    elif not rules.settles(record["disposition"], record["occasion"]):
        batch.change("item", _ATTEMPT, **values)
        return
    else:
        reason = work.body.method_reason if record["method"] != row.item_method else None
        batch.change("item", _DONE, **values, now=work.session.now, record_id=record["id"], item_reason=reason)
        at, event = moving(work), ITEM_DONE
    at.reason = reason
    spent = work.dwell.seconds(row.plan_department_id, row.item_state_since)
    batch.insert(Transition, **ITEM_MOVES.transition(at, spent))
    batch.insert(Event, **event_row(event, at.record))


def _add_wrong_number(batch: Batch, record: Mapping[str, Any]) -> None:
    """Marks the number at the customer and the people there: nobody of them answers it (OT-15)."""
    known = {"number": record["phone"], "of_customer": record["customer_id"]}
    batch.change("wrong", _WRONG_NUMBER, **known, called_at=record["started_at"], call_id=record["id"])
    batch.change("people", _PEOPLE_TOUCHED)


def _add_attempt(batch: Batch, work: CallContext, record: Mapping[str, Any]) -> None:
    """Counts a call that reached nobody on the person's local day."""
    _, day = local_day(work)
    if known := dialled_that_day(work):
        batch.change("tally", _TALLY, tally_id=known[0].id, not_before=record["next_attempt_at"])
        return
    batch.insert(
        DialTally,
        id=uuid7(),
        customer_id=record["customer_id"],
        contact_id=record["contact_id"],
        on_day=day,
        attempts=1,
        not_before=record["next_attempt_at"],
    )


def _add_events(batch: Batch, work: CallContext, record: Mapping[str, Any]) -> None:
    told = RECORD_LOGGED if work.stage.completes is None else RECORD_COMPLETED
    batch.insert(Event, **event_row(told, record, version=work.version))
    if work.body.complaint is not None:
        heard = {"record_id": record["id"], "channel": record["method"], **work.body.complaint.model_dump()}
        batch.insert(Event, **event_row(COMPLAINT_REPORTED, record, version=work.version, **heard))
