"""What a move may bring along, and how long each stage took."""

import uuid
from datetime import datetime
from typing import Annotated

from pydantic import Field

from meridian.kernel.schemas import Input, Instant, Line, Output
from meridian.opportunities import fields as f
from meridian.opportunities.codes import OpportunityState
from meridian.opportunities.schemas_contract import ContractCreate, ProposalCreate
from meridian.opportunities.schemas_parts import FollowUpPlan, Name, OpportunityLineCreate
from meridian.plans.codes import Method
from meridian.policies.codes import Criterion


class Revisit(Input):
    """The first visit or call after the deal (TS-11)."""

    due_on: f.Day | None = Field(default=None, description="The date at the customer.", examples=["2026-07-15"])
    due_at: Instant | None = Field(default=None, description="The exact time, for appointments.", examples=[f.WHEN])
    method: Method = Field(default=Method.PHONE, description="How.", examples=["visit"])
    contact_id: uuid.UUID | None = Field(default=None, description="The person there.", examples=[f.ID])
    aim: Line = Field(default="Revisit after delivery", description="What for.", examples=["Revisit after delivery"])


class OpportunityMove(Input):
    """What a move may bring, so that nothing has to be entered first. A field that the move does not take is a fault.

    `confirm_interest`: follow_up. `define_needs`: needs_description, lines, expected_purchase_on,
    no_competitors_known. `negotiate`: proposal, amount, decision_maker_id. `sign_contract`: contract. `complete`:
    revisit. `lose`: lost_reason, lessons_learned, winning_competitor. All take a reason.
    """

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
    proposal: ProposalCreate | None = Field(default=None, description="A solution proposal to add.")
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
