"""Opportunities and their moves, as clients write and read them."""

import uuid
from collections.abc import Mapping
from datetime import date, datetime
from typing import Annotated, ClassVar

from pydantic import MISSING, Field

from meridian.kernel.masking import Output
from meridian.kernel.schemas import Input, Instant, Line, Money
from meridian.kernel.workflow.schemas import Fields, MoveBody
from meridian.opportunities import schemas as f
from meridian.opportunities.contracts.schemas import ContractCreate, SolutionProposalCreate
from meridian.opportunities.details.schemas import CompetitorCreate, FollowUpPlan, Name, OpportunityLineCreate
from meridian.opportunities.rules import LostReason, OpportunityOutcome, OpportunityState
from meridian.plans.rules import Method
from meridian.plans.schemas import OUTSIDE_HOURS, OVERRIDE
from meridian.policies.rules import Criterion, SourceChannel, Stage


class OpportunityCreate(Input):
    customer_id: uuid.UUID = Field(description="The customer.", examples=[f.ID])
    title: f.Title
    owner_id: f.OwnerId | None = Field(default=None, description="Whose it is; yours unless named.", examples=[f.ID])
    source: f.Source = None
    campaign_id: f.CampaignId = None
    origin_record_id: uuid.UUID | None = Field(
        default=None, description="The call or contact it came from.", examples=[f.ID]
    )
    amount: f.Amount = None
    expected_purchase_on: f.ExpectedPurchaseOn = None
    needs_description: f.NeedsDescription = None
    need_ids: f.NeedIds = Field(default_factory=list)
    no_competitors_known: f.NoCompetitorsKnown = False
    decision_process: f.DecisionProcess = None
    decision_maker_id: f.DecisionMakerId = None
    lines: list[OpportunityLineCreate] = Field(
        default_factory=list, max_length=f.MAX_LIST, description="What they may buy."
    )
    competitors: list[CompetitorCreate] = Field(
        default_factory=list, max_length=f.MAX_LIST, description="Who competes."
    )


class OpportunityUpdate(Input):
    """Fields left out stay as they are; null clears what may be empty."""

    title: f.Title | MISSING = MISSING
    owner_id: f.OwnerId | MISSING = MISSING
    source: f.Source | MISSING = MISSING
    campaign_id: f.CampaignId | MISSING = MISSING
    amount: f.Amount | MISSING = MISSING
    probability: f.Probability | MISSING = MISSING
    probability_reason: f.Because | MISSING = MISSING
    expected_purchase_on: f.ExpectedPurchaseOn | MISSING = MISSING
    needs_description: f.NeedsDescription | MISSING = MISSING
    need_ids: f.NeedIds | MISSING = MISSING
    no_competitors_known: f.NoCompetitorsKnown | MISSING = MISSING
    decision_process: f.DecisionProcess | MISSING = MISSING
    decision_maker_id: f.DecisionMakerId | MISSING = MISSING
    reason: f.Reason = None


class OpportunityRead(Output):
    id: uuid.UUID = Field(description="The opportunity.", examples=[f.ID])
    version: int = Field(description="Its version, also the ETag.", examples=[1])
    customer_id: uuid.UUID = Field(description="The customer.", examples=[f.ID])
    customer_name: str = Field(description="The customer's name.", examples=["Hafenwerk Pumpen GmbH"])
    title: str = Field(description="What the sale is about.", examples=["Dosing pumps for the Jebel Ali plant"])
    source: SourceChannel | None = Field(description="Where it came from.", examples=["exhibition"])
    campaign_id: uuid.UUID | None = Field(description="The campaign it came from (TS-4).", examples=[None])
    origin_record_id: uuid.UUID | None = Field(description="The contact it came from.", examples=[None])
    owner_id: uuid.UUID = Field(description="Whose it is.", examples=[f.ID])
    owner_name: str = Field(description="That person's name.", examples=["李雷"])
    team_id: uuid.UUID | None = Field(description="The owner's team.", examples=[f.ID])
    department_id: uuid.UUID = Field(description="The owner's department.", examples=[f.ID])
    stage: Stage = Field(description="The stage it is in, or ended in.", examples=["potential"])
    outcome: OpportunityOutcome = Field(description="Open, or how it ended.", examples=["open"])
    state: OpportunityState = Field(description="The stage while open, then the outcome.", examples=["potential"])
    stage_since: datetime = Field(description="When it entered the stage.", examples=[f.WHEN])
    closed_at: datetime | None = Field(description="When it ended.", examples=[None])
    amount: Money | None = Field(description="What it may bring.")
    base_amount: Money | None = Field(description="The same in the company's currency; null while no rate is known.")
    rated_on: date | None = Field(description="The day whose rate was taken.", examples=["2026-03-10"])
    important_since: datetime | None = Field(
        description="Since when its worth makes it an important one (CR-15).", examples=[None]
    )
    review_due_on: date | None = Field(description="By when it owes its next review meeting.", examples=[None])
    probability: int = Field(description="Chance of success in percent.", examples=[5])
    probability_reason: str | None = Field(
        description="Why it differs from the stage's own, which holds again in the next stage.", examples=[None]
    )
    expected_purchase_on: date | None = Field(
        description="When the customer is expected to buy.", examples=["2026-06-30"]
    )
    needs_description: str | None = Field(description="What the customer needs.", examples=["Two pumps for brine"])
    need_ids: list[uuid.UUID] = Field(description="Structured needs it is about.", examples=[[f.ID]])
    no_competitors_known: bool = Field(description="Said in so many words: none is known.", examples=[False])
    decision_process: str | None = Field(description="How the customer decides.", examples=["Head office buys"])
    decision_maker_id: uuid.UUID | None = Field(description="The person who decides.", examples=[f.ID])
    decision_maker_name: str | None = Field(description="That person's name.", examples=["Anna Petersen"])
    contract_id: uuid.UUID | None = Field(description="Its contract, once one is entered.", examples=[None])
    lost_reason: LostReason | None = Field(description="Why it was lost.", examples=[None])
    winning_competitor: str | None = Field(description="Who won it instead.", examples=[None])
    lessons_learned: str | None = Field(description="What was learned.", examples=[None])
    cancel_reason: str | None = Field(description="Why it was cancelled.", examples=[None])
    follow_up_due_on: date | None = Field(
        description="By when the stage asks for the next follow-up (CR-14).", examples=["2026-03-24"]
    )
    next_follow_up_at: datetime | None = Field(
        description="When the next planned follow-up becomes due.", examples=[f.WHEN]
    )
    policy_versions: dict[str, int] = Field(
        description="The entry criteria it began under.", examples=[{"pipeline_stage_criteria": 0}]
    )
    allowed_moves: list[str] = Field(description="Moves you may ask for now.", examples=[["confirm_interest", "lose"]])
    created_by: uuid.UUID | None = Field(description="Who opened it.", examples=[f.ID])
    created_at: datetime = Field(description="When it was opened.", examples=[f.WHEN])
    updated_at: datetime = Field(description="When it last changed.", examples=[f.WHEN])


# Moves, and how long each stage took.


class Revisit(Input):
    """The first visit or call after the deal (TS-11)."""

    due_on: f.Day | None = Field(default=None, description="The date at the customer.", examples=["2026-07-15"])
    due_at: Instant | None = Field(default=None, description="The exact time, for appointments.", examples=[f.WHEN])
    method: Method = Field(default=Method.PHONE, description="How.", examples=["visit"])
    contact_id: uuid.UUID | None = Field(default=None, description="The person there.", examples=[f.ID])
    aim: Line = Field(default="Revisit after delivery", description="What for.", examples=["Revisit after delivery"])
    outside_hours_reason: Line | None = OUTSIDE_HOURS
    override_reason: Line | None = OVERRIDE


class OpportunityMove(MoveBody):
    """What a move may bring, so that nothing has to be entered first. A field that the move does not take is a fault.

    `confirm_interest`: follow_up. `define_needs`: needs_description, lines, expected_purchase_on,
    no_competitors_known. `negotiate`: proposal, amount, decision_maker_id. `sign_contract`: contract. `complete`:
    revisit. `lose`: lost_reason, lessons_learned, winning_competitor. All take a reason.
    """

    takes: ClassVar[Mapping[str, Fields]] = {
        "confirm_interest": ("follow_up",),
        "define_needs": ("needs_description", "lines", "expected_purchase_on", "no_competitors_known"),
        "negotiate": ("proposal", "amount", "decision_maker_id"),
        "sign_contract": ("contract",),
        "complete": ("revisit",),
        "lose": ("lost_reason", "winning_competitor", "lessons_learned"),
    }

    reason: f.Reason = None
    follow_up: FollowUpPlan | None = Field(default=None, description="The next contact, to be planned.")
    needs_description: f.NeedsDescription = None
    lines: Annotated[
        list[OpportunityLineCreate] | None, Field(max_length=f.MAX_LIST, description="Product lines to add.")
    ] = None
    expected_purchase_on: f.ExpectedPurchaseOn = None
    no_competitors_known: bool | None = Field(
        default=None, description="Said in so many words: no competitor is known."
    )
    proposal: SolutionProposalCreate | None = Field(default=None, description="A solution proposal to add.")
    amount: f.Amount = None
    decision_maker_id: f.DecisionMakerId = None
    contract: ContractCreate | None = Field(default=None, description="The contract, or what is still missing of it.")
    revisit: Revisit | None = Field(
        default=None, description="The revisit to plan; by `closed_revisit_days` when none is planned or given."
    )
    lost_reason: f.Lost = None
    winning_competitor: Name | None = Field(default=None, description="Who won it, if known.", examples=["Alfa Dosing"])
    lessons_learned: f.LessonsLearned = None


class CriterionOutlook(Output):
    code: Criterion = Field(description="What is asked for.", examples=["open_follow_up"])
    holds: bool = Field(description="Whether it is there.")
    detail: str = Field(description="In words.", examples=["an open follow-up of this opportunity"])
    pointer: str = Field(description="Where in a move it may be given; empty: elsewhere.", examples=["/follow_up"])


class MoveOutlook(Output):
    """What a move asks for."""

    move: str = Field(description="The move.", examples=["confirm_interest"])
    to_state: OpportunityState = Field(description="Where it leads.", examples=["interested"])
    criteria: list[CriterionOutlook] = Field(description="What policy asked for when the opportunity began.")


class StageStay(Output):
    """One stay in a stage."""

    state: OpportunityState = Field(description="The stage.", examples=["potential"])
    entered_at: datetime = Field(description="When it was entered.", examples=[f.WHEN])
    left_at: datetime | None = Field(description="When it was left; null while it is there.", examples=[None])
    elapsed_seconds: int = Field(description="How long, so far.", examples=[86_400])
    working_seconds: int | None = Field(
        description="How long in working time of the owner's department.", examples=[28_800]
    )
    move: str | None = Field(description="The move that left it.", examples=["confirm_interest"])
    moved_to: OpportunityState | None = Field(description="Where to.", examples=["interested"])
    moved_by: uuid.UUID | None = Field(description="By whom.", examples=[f.ID])
    moved_by_name: str | None = Field(description="That person's name.", examples=["李雷"])
    reason: str | None = Field(description="Why, where one was given.", examples=[None])
