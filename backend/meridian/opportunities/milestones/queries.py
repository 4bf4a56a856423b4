"""Every SELECT on milestones: seen through their opportunity."""

import uuid
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, select
from sqlalchemy.orm import aliased

from meridian.calendars.queries import today
from meridian.customers.models import Customer
from meridian.identity.actor import Actor
from meridian.identity.models import User
from meridian.identity.permissions import Permission
from meridian.kernel.db.session import Session
from meridian.kernel.language import msg
from meridian.kernel.listing import Field, ListQuery, ListSpec, fields_of, page_of
from meridian.kernel.problems import NotFound, fault
from meridian.kernel.schemas import Page, money
from meridian.opportunities import queries
from meridian.opportunities.milestones.schemas import MilestoneRead
from meridian.opportunities.milestones.workflow import MILESTONE
from meridian.opportunities.models import Milestone, Opportunity
from meridian.opportunities.rules import MilestoneKind, MilestoneState, OpportunityOutcome, milestone_state
from meridian.policies.rules import Stage

Owner = aliased(User)
MILESTONES = ListSpec(
    "milestones",
    fields=(
        Field("kind", Milestone.kind, "code", choices=MilestoneKind, description="Payment or delivery"),
        Field("due_on", Milestone.due_on, "date", sortable=True, description="Last day for it", example="2026-04-15"),
        Field("done_on", Milestone.done_on, "date", sortable=True, description="The day it happened"),
        Field("title", Milestone.title, "text", description="What is to happen", example="payment"),
        Field("amount", Milestone.amount, "money", description="The sum in its currency", example="12000"),
        Field("currency", Milestone.currency, "code", description="ISO 4217 code", example="USD"),
        Field("opportunity_id", Milestone.opportunity_id, "uuid", description="The opportunity"),
        Field("customer_id", Milestone.customer_id, "uuid", description="The customer"),
        Field("owner_id", Opportunity.owner_id, "uuid", person=True, description="Whose opportunity it is"),
        Field("team_id", Opportunity.team_id, "uuid", description="The owner's team"),
        Field("stage", Opportunity.stage, "code", choices=Stage, description="The opportunity's stage"),
        Field("outcome", Opportunity.outcome, "code", choices=OpportunityOutcome, description="Open, or how it ended"),
    ),
    default_sort=("due_on",),
    id_column=Milestone.id,
    extra_params=("state",),
)
STATE = {
    "name": "state",
    "in": "query",
    "required": False,
    "description": "Only milestones of open opportunities that the company's calendar puts there today.",
    "schema": {"type": "string", "enum": [state.value for state in MilestoneState]},
    "example": "overdue",
}


def with_names(actor: Actor) -> Select[*tuple[Any, ...]]:
    """Milestones as their readers see them, and whether the actor may change each."""
    return (
        select(
            Milestone,
            Opportunity.title.label("opportunity_title"),
            Opportunity.owner_id,
            Opportunity.outcome,
            Customer.name.label("customer_name"),
            Owner.name.label("owner_name"),
            queries.visible_to(actor, Permission.OPPORTUNITY_WRITE).label("writable"),
        )
        .join(Opportunity, Opportunity.id == Milestone.opportunity_id)
        .join(Customer, Customer.id == Opportunity.customer_id)
        .join(Owner, Owner.id == Opportunity.owner_id)
        .where(queries.visible_to(actor))
    )


def in_state(state: MilestoneState, date_now: date) -> ColumnElement[bool]:
    """Condition on milestones of open opportunities: what the calendar says of them."""
    if state is MilestoneState.DONE:
        return Milestone.done_on.is_not(None)
    due = {
        MilestoneState.UPCOMING: Milestone.due_on > date_now,
        MilestoneState.DUE: Milestone.due_on == date_now,
        MilestoneState.OVERDUE: Milestone.due_on < date_now,
    }
    return due[state] & Milestone.done_on.is_(None) & (Opportunity.outcome == OpportunityOutcome.OPEN)


async def page(session: Session, actor: Actor, query: ListQuery) -> Page[MilestoneRead]:
    """A page of milestones the actor may see, those due first in front."""
    date_now, state = await today(session), None
    if wanted := query.extra.get("state"):
        if len(wanted) > 1 or wanted[0] not in set(MilestoneState):
            raise fault(
                "/query/state",
                "invalid_value",
                msg("must be one of {known}", known=[str(state) for state in MilestoneState]),
            )
        state = MilestoneState(wanted[0])
    return await page_of(
        session,
        actor,
        MILESTONES,
        query,
        _in_state,
        state,
        shows=MilestoneRead,
        to_row=lambda row: _fields(row, date_now),
        date_now=date_now,
    )


def _in_state(actor: Actor, state: MilestoneState | None, *, date_now: date) -> Select[*tuple[Any, ...]]:
    statement = with_names(actor)
    return statement if state is None else statement.where(in_state(state, date_now))


async def of_opportunity(session: Session, actor: Actor, opportunity_id: uuid.UUID) -> list[MilestoneRead]:
    """The milestones of one opportunity by their day; 404 outside the actor's scope."""
    await queries.load(session, actor, opportunity_id)
    statement = with_names(actor).where(Milestone.opportunity_id == opportunity_id)
    rows = await session.execute(statement.order_by(Milestone.due_on, Milestone.id))
    date_now = await today(session)
    return [MilestoneRead.of(_fields(row, date_now), masked=actor.masked) for row in rows]


async def read(session: Session, actor: Actor, milestone_id: uuid.UUID) -> MilestoneRead:
    """One milestone; 404 outside the actor's scope."""
    row = (await session.execute(with_names(actor).where(Milestone.id == milestone_id))).one_or_none()
    if row is None:
        raise NotFound()
    return MilestoneRead.of(_fields(row, await today(session)), masked=actor.masked)


def _fields(row: Row[*tuple[Any, ...]], date_now: date) -> dict[str, Any]:
    milestone: Milestone = row[0]
    columns = fields_of(milestone, MilestoneRead)
    joined = row._asdict()
    changeable = row.writable and row.outcome == OpportunityOutcome.OPEN
    return {
        **columns,
        **joined,
        "amount": money(milestone.amount, milestone.currency),
        "state": milestone_state(milestone.due_on, milestone.done_on, date_now),
        "allowed_moves": MILESTONE.allowed(milestone.standing, lambda _: changeable),
    }
