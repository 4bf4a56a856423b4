"""The list of opportunities, one as read, entry criteria of its stages, time in each stage."""

import uuid
from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    ARRAY,
    ColumnElement,
    Exists,
    ScalarSelect,
    Select,
    SQLColumnExpression,
    Uuid,
    and_,
    exists,
    func,
    not_,
    or_,
    select,
    true,
)
from sqlalchemy.orm import InstrumentedAttribute

from meridian.calendars.deadlines import service
from meridian.customers.models import Contact, Customer
from meridian.customers.visibility import sees_few
from meridian.files.models import StoredFile
from meridian.identity.actor import Actor
from meridian.identity.models import User
from meridian.identity.permissions import Permission
from meridian.kernel.db.session import Session
from meridian.kernel.language import in_words
from meridian.kernel.listing import Field, ListQuery, ListSpec, columns_of, page_of
from meridian.kernel.listing.query import is_of_one
from meridian.kernel.problems import NotFound
from meridian.kernel.schemas import Page, money
from meridian.kernel.workflow.models import Transition
from meridian.opportunities import queries
from meridian.opportunities.models import (
    Contract,
    Milestone,
    Opportunity,
    OpportunityCompetitor,
    OpportunityFollowUp,
    OpportunityLine,
    OpportunityMember,
    OpportunityNeed,
    SolutionProposal,
)
from meridian.opportunities.pipeline.rules import ASKED, Entry, entry_of
from meridian.opportunities.pipeline.schemas import CriterionOutlook, MoveOutlook, OpportunityRead, StageStay
from meridian.opportunities.pipeline.workflow import OPPORTUNITY
from meridian.opportunities.queries import RIGHTS, visible_to
from meridian.opportunities.rules import (
    CONTRACT_FILES,
    SUBJECT,
    LostReason,
    MilestoneKind,
    OpportunityOutcome,
    OpportunityState,
    state_of,
)
from meridian.plans.models import ContactPlan, PlannedContact
from meridian.plans.queries import OCCASION
from meridian.plans.rules import OPEN_ITEMS, PlanKind
from meridian.policies.definitions.sales import PIPELINE_STAGE_CRITERIA, STAGE_PROBABILITY
from meridian.policies.queries import snapshot
from meridian.policies.rules import Criterion, Grade, IntentLevel, SourceChannel, Stage
from meridian.records.models import ContactRecord

# The list of opportunities: what it filters and sorts by.


def next_follow_up() -> ScalarSelect[datetime]:
    """When the first open follow-up of an `Opportunity` becomes due."""
    return (
        select(func.min(PlannedContact.due_from))
        .join(OpportunityFollowUp, OpportunityFollowUp.planned_contact_id == PlannedContact.id)
        .where(OpportunityFollowUp.opportunity_id == Opportunity.id, PlannedContact.state.in_(sorted(OPEN_ITEMS)))
        .correlate(Opportunity)
        .scalar_subquery()
    )


def followed_up() -> ColumnElement[bool]:
    """Whether an `Opportunity` has an open follow-up (CR-14)."""
    return (
        select(OpportunityFollowUp.id)
        .join(PlannedContact, PlannedContact.id == OpportunityFollowUp.planned_contact_id)
        .where(OpportunityFollowUp.opportunity_id == Opportunity.id, PlannedContact.state.in_(sorted(OPEN_ITEMS)))
        .correlate(Opportunity)
        .exists()
    )


OPPORTUNITIES = ListSpec(
    "opportunities",
    fields=(
        Field("stage", Opportunity.stage, "code", choices=Stage, description="Stage", example="negotiation"),
        Field(
            "outcome",
            Opportunity.outcome,
            "code",
            choices=OpportunityOutcome,
            description="Outcome",
            example="open",
        ),
        Field("customer_id", Opportunity.customer_id, "uuid", description="The customer"),
        Field("owner_id", Opportunity.owner_id, "uuid", person=True, description="Whose it is"),
        Field("team_id", Opportunity.team_id, "uuid", description="The owner's team"),
        Field("department_id", Opportunity.department_id, "uuid", description="The owner's department"),
        Field(
            "member_id",
            OpportunityMember.user_id,
            "uuid",
            description="Who works on it beside the owner",
            within=lambda condition: exists().where(OpportunityMember.opportunity_id == Opportunity.id, condition),
        ),
        Field(
            "product_id",
            OpportunityLine.product_id,
            "uuid",
            description="A product among its lines",
            within=lambda condition: exists().where(OpportunityLine.opportunity_id == Opportunity.id, condition),
        ),
        Field("title", Opportunity.title, "text", description="What it is about", example="pump"),
        Field("source", Opportunity.source, "code", choices=SourceChannel, description="Where it came from"),
        Field("campaign_id", Opportunity.campaign_id, "uuid", description="The campaign it came from"),
        Field("market_id", Opportunity.market_id, "uuid", description="The customer's market"),
        Field("country", Opportunity.country, "code", description="The customer's country", example="AE"),
        Field(
            "grade",
            Opportunity.grade,
            "code",
            nullable=True,  # in the contract: `grade.null` is asked for, though every customer has one
            choices=Grade,
            description="The customer's grade",
            example="A",
        ),
        Field("currency", Opportunity.currency, "code", description="Currency of its amount", example="USD"),
        Field("base_amount", Opportunity.base_amount, "money", sortable=True, description="In the company's currency"),
        Field(
            "important",
            None,
            "boolean",
            description="Whether its worth makes it an important one (CR-15)",
            compile=lambda wanted: (
                Opportunity.important_since.is_not(None) if wanted else Opportunity.important_since.is_(None)
            ),
        ),
        Field(
            "review_due_on",
            Opportunity.review_due_on,
            "date",
            sortable=True,
            description="By when it owes its next review meeting",
        ),
        Field(
            "expected_purchase_on",
            Opportunity.expected_purchase_on,
            "date",
            sortable=True,
            description="When the customer is expected to buy",
        ),
        Field(
            "followed_up",
            None,
            "boolean",
            description="Whether it has an open follow-up",
            compile=lambda wanted: followed_up() if wanted else ~followed_up(),
        ),
        Field("follow_up_due_on", Opportunity.follow_up_due_on, "date", description="Next follow-up due by"),
        Field("lost_reason", Opportunity.lost_reason, "code", choices=LostReason, description="Why it was lost"),
        Field(
            "rank",
            Opportunity.rank,
            "money",
            sortable=True,
            description="Place in its column of the board",
        ),
        Field("stage_since", Opportunity.stage_since, "instant", sortable=True, description="In its stage since"),
        Field("closed_at", Opportunity.closed_at, "instant", sortable=True, description="When it ended"),
        Field("created_at", Opportunity.created_at, "instant", sortable=True, description="When it was opened"),
    ),
    default_sort=("-created_at",),
    id_column=Opportunity.id,
)


# Every SELECT on opportunities. `visible_to` is the only way in.


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
_CONTRACT = (
    select(Contract.id).where(Contract.opportunity_id == Opportunity.id).correlate(Opportunity).scalar_subquery()
)
_MONEY = {"amount": "currency", "base_amount": "base_currency"}


def with_names(actor: Actor) -> Select[*tuple[Any, ...]]:
    """Opportunities as their readers see them, with what the actor may do with each."""
    return (
        select(
            *columns_of(Opportunity, OpportunityRead),
            *(getattr(Opportunity, currency) for currency in _MONEY.values()),
            _name_of(Customer, Opportunity.customer_id).label("customer_name"),
            _name_of(User, Opportunity.owner_id).label("owner_name"),
            _name_of(Contact, Opportunity.decision_maker_id).label("decision_maker_name"),
            _NEEDS.label("need_ids"),
            _WINNER.label("winning_competitor"),
            _CONTRACT.label("contract_id"),
            next_follow_up().label("next_follow_up_at"),
            *(visible_to(actor, permission).label(permission.name) for permission in RIGHTS),
        )
        .select_from(Opportunity)
        .where(visible_to(actor))
    )


def _name_of(model: type[Customer | User | Contact], id: InstrumentedAttribute[Any]) -> ScalarSelect[str]:
    """Looked up for the rows of the page alone; joined, it would be for all that are in scope, before they are
    ordered."""
    return select(model.name).where(model.id == id).correlate(Opportunity).scalar_subquery()


async def page(session: Session, actor: Actor, query: ListQuery) -> Page[OpportunityRead]:
    """A page of opportunities the actor may see."""
    chances = (await snapshot(session)).get(STAGE_PROBABILITY)
    in_order = is_of_one(query, "outcome")  # below it indexes have what a screen's list is ordered by
    return await page_of(
        session,
        actor,
        OPPORTUNITIES,
        query,
        lambda actor: with_names(actor),
        shows=OpportunityRead,
        adds=lambda row: _adds(row, chances),
        gathers=not in_order and await sees_few(session, actor),
    )


async def read(session: Session, actor: Actor, opportunity_id: uuid.UUID) -> OpportunityRead:
    """One opportunity; 404 outside the actor's scope."""
    row = (await session.execute(with_names(actor).where(Opportunity.id == opportunity_id))).mappings().one_or_none()
    if row is None:
        raise NotFound()
    added = _adds(row, (await snapshot(session)).get(STAGE_PROBABILITY))
    return OpportunityRead.of({**row, **added}, masked=actor.masked)


def _adds(row: Mapping[Any, Any], chances: Any) -> dict[str, Any]:
    """What an opportunity shows besides its columns; `chances` is the policy's probability by stage."""
    state = state_of(row["stage"], row["outcome"])
    return {
        **{name: money(row[name], row[currency]) for name, currency in _MONEY.items()},
        "state": state,
        "probability": chances[Stage(row["stage"])] if row["probability"] is None else row["probability"],
        "allowed_moves": _moves(state, tuple(row[permission.name] for permission in RIGHTS)),
    }


@lru_cache(maxsize=1000)
def _moves(state: OpportunityState, held: tuple[bool, ...]) -> list[str]:
    granted = dict(zip(RIGHTS, held, strict=True))
    return OPPORTUNITY.allowed(state, lambda code: granted[Permission(code)])


# Whether the entry criteria of a stage hold: one condition each over an opportunity and what belongs to it (CR-13).


def _any(
    model: type[OpportunityLine | OpportunityCompetitor | SolutionProposal | Contract | Milestone],
    *conditions: SQLColumnExpression[bool],
) -> Exists:
    return exists().where(model.opportunity_id == Opportunity.id, *conditions)


def _said(column: SQLColumnExpression[str | None]) -> ColumnElement[bool]:
    return func.coalesce(func.btrim(column), "") != ""


def revisit_planned() -> ColumnElement[bool]:
    """A revisit of the customer that is still to be made, or the contact planned when an opportunity was completed."""
    open_item = and_(
        PlannedContact.customer_id == Opportunity.customer_id, PlannedContact.state.in_(sorted(OPEN_ITEMS))
    )
    return or_(
        exists().where(open_item, ContactPlan.id == PlannedContact.plan_id, OCCASION == PlanKind.REVISIT),
        exists().where(
            open_item,
            OpportunityFollowUp.planned_contact_id == PlannedContact.id,
            OpportunityFollowUp.opportunity_id == Opportunity.id,
            OpportunityFollowUp.stage == OpportunityState.COMPLETED,
        ),
    )


CRITERION_CONDITIONS: Mapping[Criterion, ColumnElement[bool]] = {
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


async def stage_entry(session: Session, opportunity: Opportunity, target: OpportunityState) -> Entry:
    """What the policy the opportunity began under asks for on entering `target`, and what of it holds now."""
    entered = entry_of(target)
    if entered is None:
        return Entry()
    pinned = (await snapshot(session)).pinned(PIPELINE_STAGE_CRITERIA, opportunity.policy_versions)
    asked = pinned[entered]
    if not asked:
        return Entry()
    conditions = (CRITERION_CONDITIONS[criterion].label(criterion) for criterion in asked)
    row = (await session.execute(select(*conditions).where(Opportunity.id == opportunity.id))).one()
    return Entry(asked, frozenset(criterion for criterion, holds in zip(asked, row, strict=True) if holds))


async def criteria_outlook(session: Session, actor: Actor, opportunity_id: uuid.UUID) -> list[MoveOutlook]:
    """What each move out of the state asks of the opportunity, and what of it holds; 404 out of the actor's scope."""
    opportunity = await queries.load(session, actor, opportunity_id)
    state = opportunity.state
    return [
        MoveOutlook(
            move=move.name,
            to_state=move.target,
            criteria=[
                CriterionOutlook(
                    code=criterion,
                    holds=criterion in found.holds,
                    detail=in_words(ASKED[criterion].detail),
                    pointer=ASKED[criterion].pointer,
                )
                for criterion in found.asked
            ],
        )
        for move in OPPORTUNITY.moves
        if state in move.sources and move.requires and move.target is not None
        for found in [await stage_entry(session, opportunity, move.target)]
    ]


async def has_revisit(session: Session, opportunity: Opportunity) -> bool:
    """Whether a revisit of the customer is planned."""
    found = await session.scalar(select(revisit_planned()).where(Opportunity.id == opportunity.id))
    return bool(found)


# How long an opportunity has been in each stage (CR-13, MC-16).


async def time_in_stages(session: Session, actor: Actor, opportunity_id: uuid.UUID) -> list[StageStay]:
    """Every stay in a stage, the first first; the last still runs while it is open. 404 out of the actor's scope."""
    opportunity = await queries.load(session, actor, opportunity_id)
    moves = await session.execute(
        select(Transition, User.name)
        .outerjoin(User, User.id == Transition.actor_id)
        .where(Transition.subject_type == SUBJECT, Transition.subject_id == opportunity_id)
        .order_by(Transition.id)
    )
    stays = []
    entered_at = opportunity.created_at
    for left, name in moves:
        stays.append(
            StageStay(
                state=OpportunityState(left.from_state),
                entered_at=entered_at,
                left_at=left.at,
                elapsed_seconds=left.elapsed_seconds or 0,
                working_seconds=left.working_seconds,
                move=left.move,
                moved_to=OpportunityState(left.to_state),
                moved_by=left.actor_id,
                moved_by_name=name,
                reason=left.reason,
            )
        )
        entered_at = left.at
    return stays if opportunity.outcome != OpportunityOutcome.OPEN else [*stays, await _running(session, opportunity)]


async def _running(session: Session, opportunity: Opportunity) -> StageStay:
    since = opportunity.stage_since
    return StageStay(
        state=opportunity.state,
        entered_at=since,
        left_at=None,
        elapsed_seconds=int((session.now - since).total_seconds()),
        working_seconds=await service.working_seconds(session, opportunity.department_id, since, session.now),
        move=None,
        moved_to=None,
        moved_by=None,
        moved_by_name=None,
        reason=None,
    )
