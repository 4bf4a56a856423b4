"""Every SELECT on opportunities. `visible_to` is the only way in."""

import uuid
from typing import Any

from sqlalchemy import ARRAY, ColumnElement, Row, Select, Uuid, any_, false, func, literal, or_, select, true
from sqlalchemy.orm import aliased

from meridian.customers.models import Contact, Customer
from meridian.customers.models_care import CustomerMember
from meridian.identity.actor import Actor
from meridian.identity.roles import Permission, Scope
from meridian.kernel.db import Session
from meridian.kernel.listing import ListQuery, fetch_page
from meridian.kernel.problems import NotFound
from meridian.kernel.schemas import Page
from meridian.opportunities.codes import Outcome, Stage
from meridian.opportunities.errors import Closed
from meridian.opportunities.listing import OPPORTUNITIES, Owner, next_follow_up
from meridian.opportunities.models import Opportunity, OpportunityCompetitor, OpportunityMember, OpportunityNeed
from meridian.opportunities.schemas import OpportunityRead
from meridian.opportunities.workflow import OPPORTUNITY, state_of
from meridian.policies.definitions import STAGE_PROBABILITY
from meridian.policies.queries import snapshot

RIGHTS = (Permission.OPPORTUNITY_WRITE, Permission.OPPORTUNITY_MANAGE)
DecisionMaker = aliased(Contact)
_NEEDS = func.array(
    select(OpportunityNeed.need_id)
    .where(OpportunityNeed.opportunity_id == Opportunity.id)
    .order_by(OpportunityNeed.need_id)
    .correlate(Opportunity)
    .scalar_subquery(),
    type_=ARRAY(Uuid()),
)
_WINNER = (
    select(OpportunityCompetitor.name)
    .where(OpportunityCompetitor.opportunity_id == Opportunity.id, OpportunityCompetitor.won)
    .correlate(Opportunity)
    .scalar_subquery()
)
_MONEY = {"amount": "currency", "base_amount": "base_currency"}


def visible_to(actor: Actor, permission: Permission = Permission.OPPORTUNITY_READ) -> ColumnElement[bool]:
    """Condition on `Opportunity`: within the actor's scope for `permission`.

    One's own, those one works on as a member, and those of customers within the scope; a lead's and a department's
    also by whose team or department the owner is of. All of it is asked of the opportunity itself, so that its indexes
    join with OR: `reach` names whose it and its customer are.
    """
    scope = actor.scope(permission)
    if scope is None:
        return false()
    if scope is Scope.COMPANY:
        return true()
    whose = [actor.user_id]
    if scope >= Scope.TEAM:
        whose += actor.team_ids
    if scope >= Scope.DEPARTMENT and actor.department_id:
        whose.append(actor.department_id)
    return or_(
        Opportunity.reach.overlap(literal(whose, ARRAY(Uuid()))),
        Opportunity.id == any_(_gathered(OpportunityMember.opportunity_id, OpportunityMember.user_id, actor)),
        Opportunity.customer_id == any_(_gathered(CustomerMember.customer_id, CustomerMember.user_id, actor)),
    )


def _gathered(ids: Any, user_id: Any, actor: Actor) -> ColumnElement[Any]:
    """The ids of what the actor is a member of, as an array made once."""
    return func.array(select(ids).where(user_id == actor.user_id).scalar_subquery(), type_=ARRAY(Uuid()))


def visible_ids(actor: Actor, permission: Permission = Permission.OPPORTUNITY_READ) -> Select[uuid.UUID]:
    """Ids of the opportunities within the actor's scope, for what hangs below them."""
    return select(Opportunity.id).where(visible_to(actor, permission))


def shown(actor: Actor) -> Select[*tuple[Any, ...]]:
    """Opportunities as their readers see them, with what the actor may do with each."""
    return (
        select(
            Opportunity,
            Customer.name.label("customer_name"),
            Owner.name.label("owner_name"),
            DecisionMaker.name.label("decision_maker_name"),
            _NEEDS.label("need_ids"),
            _WINNER.label("winning_competitor"),
            next_follow_up().label("next_follow_up_at"),
            *(visible_to(actor, permission).label(permission.name) for permission in RIGHTS),
        )
        .join(Customer, Customer.id == Opportunity.customer_id)
        .join(Owner, Owner.id == Opportunity.owner_id)
        .outerjoin(DecisionMaker, DecisionMaker.id == Opportunity.decision_maker_id)
        .where(visible_to(actor))
    )


async def page(session: Session, actor: Actor, query: ListQuery) -> Page[OpportunityRead]:
    """A page of opportunities the actor may see."""
    chances = (await snapshot(session)).get(STAGE_PROBABILITY)
    return await fetch_page(
        session,
        shown(actor),
        OPPORTUNITIES,
        query,
        scope=str(actor.user_id),
        masked=actor.masked,
        to_row=lambda row: read_row(row, actor, chances),
    )


async def read(session: Session, actor: Actor, opportunity_id: uuid.UUID) -> OpportunityRead:
    """One opportunity; 404 outside the actor's scope."""
    row = (await session.execute(shown(actor).where(Opportunity.id == opportunity_id))).one_or_none()
    if row is None:
        raise NotFound()
    return read_row(row, actor, (await snapshot(session)).get(STAGE_PROBABILITY))


def read_row(row: Row[*tuple[Any, ...]], actor: Actor, chances: Any) -> OpportunityRead:
    """An opportunity as read, from a row of `shown`; `chances` is the policy's probability by stage."""
    found: Opportunity = row[0]
    granted = {permission: getattr(row, permission.name) for permission in RIGHTS}
    state = state_of(found.stage, found.outcome)
    columns = {name: getattr(found, name) for name in OpportunityRead.model_fields if hasattr(found, name)}
    joined = {name: value for name, value in row._asdict().items() if name in OpportunityRead.model_fields}
    return OpportunityRead.of(
        {
            **columns,
            **joined,
            **{name: money(columns[name], getattr(found, currency)) for name, currency in _MONEY.items()},
            "state": state,
            "probability": chances[Stage(found.stage)] if found.probability is None else found.probability,
            "allowed_moves": OPPORTUNITY.allowed(state, lambda code: granted[Permission(code)]),
        },
        masked=actor.masked,
    )


def money(amount: Any, currency: str | None) -> dict[str, Any] | None:
    """An amount and its currency as `Money`; None where there is none."""
    return None if amount is None else {"amount": amount, "currency": currency}


async def load(
    session: Session,
    actor: Actor,
    opportunity_id: uuid.UUID,
    *,
    permission: Permission = Permission.OPPORTUNITY_READ,
    lock: bool = False,
) -> Opportunity:
    """The opportunity, within the actor's scope for `permission`; 404 otherwise. lock: against every other change."""
    statement = (
        select(Opportunity)
        .join(Customer, Customer.id == Opportunity.customer_id)
        .where(Opportunity.id == opportunity_id, visible_to(actor, permission))
    )
    found = await session.scalar(statement.with_for_update(of=Opportunity) if lock else statement)
    if found is None:
        raise NotFound()
    return found


async def load_open(session: Session, actor: Actor, opportunity_id: uuid.UUID) -> Opportunity:
    """The opportunity, locked for a change of what belongs to it; 404 out of the actor's reach, 409 once it ended."""
    found = await load(session, actor, opportunity_id, permission=Permission.OPPORTUNITY_WRITE, lock=True)
    if found.outcome != Outcome.OPEN:
        raise Closed(found.outcome)
    return found


async def rights(session: Session, actor: Actor, opportunity: Opportunity) -> dict[str, bool]:
    """Which of the permissions about opportunities the actor holds for this one."""
    conditions = [visible_to(actor, permission) for permission in RIGHTS]
    statement = select(*conditions).select_from(Opportunity).join(Customer, Customer.id == Opportunity.customer_id)
    held = (await session.execute(statement.where(Opportunity.id == opportunity.id))).one()
    return dict(zip(RIGHTS, held, strict=True))
