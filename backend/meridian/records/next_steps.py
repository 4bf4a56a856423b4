"""What follows from a contact: another one in a plan, periodic contact, or nothing (OT-15, OT-16, MC-17)."""

import uuid
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import Uuid, literal, select, true
from sqlalchemy.dialects.postgresql import insert
from uuid_utils.compat import uuid7

from meridian.identity.models import User
from meridian.identity.roles import Permission
from meridian.kernel.db import WriteSession
from meridian.kernel.problems import Fault
from meridian.plans import changes as plan_changes
from meridian.plans import queries as plans
from meridian.plans.assignees import assignees
from meridian.plans.checking import refusals_from
from meridian.plans.codes import Method, PlanKind, PlanState
from meridian.plans.models import ContactPlan
from meridian.plans.rules import Refusals
from meridian.plans.verdicts import Assignee, Candidate, CustomerFacts, Facts, verdict
from meridian.plans.writing import new_item
from meridian.policies.codes import Grade
from meridian.policies.definitions import (
    CONTACT_CADENCE_DAYS,
    MAX_ATTEMPTS_PER_CONTACT_PER_DAY,
    NURTURE_CADENCE_DAYS,
)
from meridian.records.context import Work
from meridian.records.schemas import FollowUp, Nurture

RUNNING_PLAN = "Follow-ups"


class Following(NamedTuple):
    """The new item's row, if one follows, and when the customer is to be contacted next."""

    item: dict[str, Any] | None
    next_contact_at: datetime | None
    faults: Sequence[Fault]


async def settle(work: Work) -> Following:
    """What follows from the record, or why it cannot."""
    step = work.body.next_step
    if isinstance(step, FollowUp):
        return await _follow_up(work, step)
    if isinstance(step, Nurture):
        days = work.policies.get(NURTURE_CADENCE_DAYS)
    else:
        days = work.policies.get(CONTACT_CADENCE_DAYS)[Grade(work.context.row.grade)]
    return Following(None, work.body.started_at + timedelta(days=days), ())


async def _follow_up(work: Work, step: FollowUp) -> Following:
    row, body = work.context.row, work.body
    candidate = Candidate(
        customer_id=row.id,
        contact_id=step.contact_id if "contact_id" in step.model_fields_set else body.contact_id,
        assignee_id=step.assignee_id or row.author_id,
        method=step.method,
        due_on=step.due_on,
        due_at=step.due_at,
    )
    facts = Facts(
        customers={row.id: CustomerFacts(row.zone, row.archived_at is not None)},
        contacts=work.context.contacts,
        refusals={row.id: _with(work.context.refusals, work.refused)},
        tallies=work.context.tallies,
        people=await _people(work, candidate),
        max_attempts=work.policies.get(MAX_ATTEMPTS_PER_CONTACT_PER_DAY),
        now=work.session.now,
    )
    window, found = verdict(candidate, facts)
    faults = [Fault(f"/next_step{fault.pointer}", fault.code, fault.detail) for fault in found]
    plan_id = None
    if not faults:
        plan_id, faults = await _plan(work, step, candidate.assignee_id)
    if window is None or plan_id is None:
        return Following(None, None, faults)
    item = new_item(work.session, plan_id, candidate, window, aim=step.aim, origin_record_id=work.record_id)
    return Following(item, window.due_from, ())


def _with(known: Refusals, refused: Sequence[tuple[uuid.UUID | None, str]]) -> Refusals:
    new, none = refusals_from(refused), frozenset[Method]()
    people = {*known.by_contact, *new.by_contact}
    return Refusals(
        known.by_all | new.by_all,
        {person: known.by_contact.get(person, none) | new.by_contact.get(person, none) for person in people},
    )


async def _people(work: Work, candidate: Candidate) -> dict[uuid.UUID, Assignee]:
    """The author may always follow up; for somebody else the actor's right to plan for them is looked up."""
    row = work.context.row
    if candidate.assignee_id == row.author_id:
        return {row.author_id: Assignee(row.author_zone, within_reach=True, customers=(row.id,))}
    return await assignees(work.session, work.actor, [(candidate.assignee_id, row.id)])


async def _plan(work: Work, step: FollowUp, assignee_id: uuid.UUID) -> tuple[uuid.UUID | None, list[Fault]]:
    if step.plan_id is None:
        row = work.context.row
        known: uuid.UUID | None = row.running_plan_id if assignee_id == row.author_id else None
        return known or await running_plan(work.session, assignee_id), []
    plan = await work.session.scalar(
        select(ContactPlan).where(ContactPlan.id == step.plan_id, plans.visible_to(work.actor, Permission.PLAN_WRITE))
    )
    if plan is None:
        return None, [Fault("/next_step/plan_id", "not_found", "there is no such plan in your scope")]
    if plan.state not in plan_changes.DRAFTING | plan_changes.RUNNING or plan_changes.amends(plan):
        return None, [Fault("/next_step/plan_id", "plan_not_open", "this plan takes no further contacts")]
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
