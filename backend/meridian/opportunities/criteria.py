"""Whether the entry criteria of a stage hold: one condition each over an opportunity and what belongs to it (CR-13)."""

import uuid
from collections.abc import Mapping

from sqlalchemy import ColumnElement, Exists, SQLColumnExpression, and_, exists, func, not_, or_, select, true

from meridian.customers.codes import IntentLevel
from meridian.customers.models import Contact, Customer
from meridian.files.models import StoredFile
from meridian.identity.actor import Actor
from meridian.kernel.db import Session
from meridian.opportunities import queries
from meridian.opportunities.codes import MilestoneKind, OpportunityState
from meridian.opportunities.listing import followed_up
from meridian.opportunities.models import Opportunity, OpportunityCompetitor, OpportunityFollowUp, OpportunityLine
from meridian.opportunities.models_contract import Contract, Milestone, SolutionProposal
from meridian.opportunities.schemas_moves import CriterionOutlook, MoveOutlook
from meridian.opportunities.workflow import ASKED, NOTHING_ASKED, OPPORTUNITY, Entry, entry_of, state_of
from meridian.plans.codes import OPEN_ITEMS, PlanKind
from meridian.plans.models import ContactPlan, PlannedContact
from meridian.policies.codes import Criterion
from meridian.policies.definitions import PIPELINE_STAGE_CRITERIA
from meridian.policies.queries import snapshot
from meridian.records.models import ContactRecord

CONTRACT_FILES = "contract"


def _any(
    model: type[OpportunityLine | OpportunityCompetitor | SolutionProposal | Contract | Milestone],
    *conditions: SQLColumnExpression[bool],
) -> Exists:
    return exists().where(model.opportunity_id == Opportunity.id, *conditions)


def _said(column: SQLColumnExpression[str | None]) -> ColumnElement[bool]:
    return func.coalesce(func.btrim(column), "") != ""


def revisit_planned() -> ColumnElement[bool]:
    """An open item of a revisit plan with the customer, or the one planned when an opportunity was completed."""
    open_item = and_(
        PlannedContact.customer_id == Opportunity.customer_id, PlannedContact.state.in_(sorted(OPEN_ITEMS))
    )
    return or_(
        exists().where(open_item, ContactPlan.id == PlannedContact.plan_id, ContactPlan.kind == PlanKind.REVISIT),
        exists().where(
            open_item,
            OpportunityFollowUp.planned_contact_id == PlannedContact.id,
            OpportunityFollowUp.opportunity_id == Opportunity.id,
            OpportunityFollowUp.stage == OpportunityState.COMPLETED,
        ),
    )


HOLDS: Mapping[Criterion, ColumnElement[bool]] = {
    Criterion.CUSTOMER: true(),
    Criterion.OWNER: Opportunity.owner_id.is_not(None),
    Criterion.CONNECTED_CONTACT: exists().where(
        ContactRecord.customer_id == Opportunity.customer_id, ContactRecord.reached
    ),
    Criterion.INTENT_LEVEL_LOW: exists().where(
        Customer.id == Opportunity.customer_id, Customer.intent_level != IntentLevel.NONE
    ),
    Criterion.OPEN_FOLLOW_UP: followed_up(),
    Criterion.NEEDS_DESCRIPTION: _said(Opportunity.needs_description),
    Criterion.PRODUCT_LINES: _any(OpportunityLine, OpportunityLine.quantity > 0),
    Criterion.EXPECTED_PURCHASE_DATE: Opportunity.expected_purchase_on.is_not(None),
    Criterion.COMPETITORS: or_(Opportunity.no_competitors_known, _any(OpportunityCompetitor)),
    Criterion.SOLUTION_PROPOSAL: _any(SolutionProposal),
    Criterion.AMOUNT: and_(Opportunity.amount > 0, Opportunity.currency.is_not(None)),
    Criterion.DECISION_MAKER: exists().where(Contact.id == Opportunity.decision_maker_id, Contact.active),
    Criterion.CONTRACT_NUMBER: _any(Contract, _said(Contract.number)),
    Criterion.SIGNING_DATE: _any(Contract, Contract.signed_on.is_not(None)),
    Criterion.CONTRACT_AMOUNT: _any(Contract, Contract.amount > 0, Contract.currency.is_not(None)),
    Criterion.PAYMENT_TERMS: _any(Contract, _said(Contract.payment_terms)),
    Criterion.DELIVERY_TERMS: _any(Contract, _said(Contract.delivery_terms)),
    Criterion.CONTRACT_FILE: _any(
        Contract,
        exists().where(StoredFile.subject_type == CONTRACT_FILES, StoredFile.subject_id == Contract.id),
    ),
    Criterion.DELIVERY_MILESTONE: _any(Milestone, Milestone.kind == MilestoneKind.DELIVERY),
    Criterion.PAYMENT_MILESTONE: _any(Milestone, Milestone.kind == MilestoneKind.PAYMENT),
    Criterion.MILESTONES_DONE: and_(_any(Milestone), not_(_any(Milestone, Milestone.done_on.is_(None)))),
    Criterion.REVISIT_PLANNED: revisit_planned(),
    Criterion.LOST_REASON: Opportunity.lost_reason.is_not(None),
    Criterion.WINNING_COMPETITOR: _any(OpportunityCompetitor, OpportunityCompetitor.won),
    Criterion.LESSONS_LEARNED: _said(Opportunity.lessons_learned),
}


async def entry(session: Session, opportunity: Opportunity, target: OpportunityState) -> Entry:
    """What the policy the opportunity began under asks for on entering `target`, and what of it holds now."""
    entered = entry_of(target)
    if entered is None:
        return NOTHING_ASKED
    pinned = (await snapshot(session)).pinned(PIPELINE_STAGE_CRITERIA, opportunity.policy_versions)
    asked = pinned[entered]
    if not asked:
        return NOTHING_ASKED
    conditions = (HOLDS[criterion].label(criterion) for criterion in asked)
    row = (await session.execute(select(*conditions).where(Opportunity.id == opportunity.id))).one()
    return Entry(asked, frozenset(criterion for criterion, holds in zip(asked, row, strict=True) if holds))


async def outlook(session: Session, actor: Actor, opportunity_id: uuid.UUID) -> list[MoveOutlook]:
    """What each move out of the state asks of the opportunity, and what of it holds; 404 out of the actor's scope."""
    opportunity = await queries.load(session, actor, opportunity_id)
    state = state_of(opportunity.stage, opportunity.outcome)
    return [
        MoveOutlook(
            move=move.name,
            to_state=move.target,
            criteria=[
                CriterionOutlook(
                    code=criterion,
                    holds=criterion in found.holds,
                    detail=ASKED[criterion].detail,
                    pointer=ASKED[criterion].pointer,
                )
                for criterion in found.asked
            ],
        )
        for move in OPPORTUNITY.moves
        if state in move.sources and move.guards and move.target is not None
        for found in [await entry(session, opportunity, move.target)]
    ]


async def has_revisit(session: Session, opportunity: Opportunity) -> bool:
    """Whether a revisit of the customer is planned."""
    found = await session.scalar(select(revisit_planned()).where(Opportunity.id == opportunity.id))
    return bool(found)
