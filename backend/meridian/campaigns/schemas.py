"""Campaigns as clients write and read them."""

import uuid
from collections.abc import Mapping
from datetime import date, datetime
from typing import Annotated, ClassVar

from pydantic import MISSING, AfterValidator, Field

from meridian.campaigns.rules import CampaignPriority, CampaignState, GoalKind
from meridian.kernel.language import msg
from meridian.kernel.masking import Output
from meridian.kernel.schemas import Amount, Day, Input, Line, Money, PositiveAmount, Text
from meridian.kernel.workflow.schemas import Fields, MoveBody
from meridian.places.countries import is_currency
from meridian.policies.rules import Grade, IntentLevel, SourceChannel
from meridian.views.schemas import ViewCondition

# What came of customers called, as clients read it.


class CampaignResult(Output):
    """From call to deal, of the customers you see. Each number but `calls` and those of sales counts customers once."""

    customers: int = Field(description="Customers it is about.", examples=[284])
    calls: int = Field(description="Calls made to them.", examples=[402])
    called: int = Field(description="Customers called.", examples=[190])
    reached: int = Field(description="Customers somebody was spoken to at.", examples=[121])
    interested: int = Field(description="Customers who said that they mean to buy, however little.", examples=[33])
    opportunities: int = Field(description="Opportunities that came of it.", examples=[14])
    deals: int = Field(description="Those with a signed contract that still holds.", examples=[3])
    amount: Money = Field(description="What the deals bring, in base currency as far as rates are known.")


class SourceResult(CampaignResult):
    """What came of the customers of one source."""

    source_channel: SourceChannel = Field(description="Where they came from.", examples=["exhibition"])


class CallerResult(Output):
    """What one person's calls in a campaign came to."""

    user_id: str = Field(description="Who called.", examples=["0199d3a4-c5f2-7b6e-8d1f-2a3b4c5d6e7f"])
    user_name: str = Field(description="That person's name.", examples=["王芳"])
    calls: int = Field(description="Calls made.", examples=[61])
    reached: int = Field(description="Customers reached.", examples=[30])
    interested: int = Field(description="Customers whose intent was heard.", examples=[9])


class SourceResults(Output):
    """By source, of customers obtained in a period."""

    since: date | None = Field(description="From this day on.", examples=["2026-01-01"])
    until: date | None = Field(description="Until this day.", examples=[None])
    items: list[SourceResult] = Field(description="One row a source that brought anybody, the most customers first.")


ID = "0199d3a4-c5f2-7b6e-8d1f-2a3b4c5d6e7f"
WHEN = "2026-03-10T02:00:00Z"


def _in_use(value: Money) -> Money:
    if not is_currency(value.currency):
        raise ValueError(msg("must be in an ISO 4217 currency"))
    if value.amount < 0:
        raise ValueError(msg("must not be negative"))
    return value


Name = Annotated[Line, Field(max_length=120, description="What it is called.", examples=["Brine pumps, Gulf, spring"])]
Goal = Annotated[
    Text | None, Field(description="What it is to achieve.", examples=["Win the first plants in the region"])
]
Kind = Annotated[GoalKind, Field(description="What the goal counts.", examples=["interested"])]
Number = Annotated[
    PositiveAmount,
    Field(description="How many it is to be; of an amount, in base currency.", examples=["40"]),
]
Segment = Annotated[
    uuid.UUID,
    Field(description="Whose customers: a saved view of yours, or one shared with you.", examples=[ID]),
]
Script = Annotated[uuid.UUID | None, Field(description="The script it is called by.", examples=[ID])]
FirstDay = Annotated[Day, Field(description="From which day of the company on.", examples=["2026-03-10"])]
LastDay = Annotated[Day, Field(description="Until which day; the day after ends it.", examples=["2026-04-10"])]
People = Annotated[
    list[uuid.UUID], Field(max_length=400, description="Who calls: the customers taken in are theirs.", examples=[[ID]])
]
Teams = Annotated[
    list[uuid.UUID], Field(max_length=100, description="Teams whose customers are called too.", examples=[[]])
]
Priority = Annotated[
    CampaignPriority,
    Field(description="How much earlier its customers are called than others.", examples=["raised"]),
]
Budget = Annotated[Annotated[Money, AfterValidator(_in_use)] | None, Field(description="What it may cost.")]


class CampaignCreate(Input):
    """A campaign, not started yet. Whoever makes it answers for it."""

    name: Name
    goal: Goal = None
    goal_kind: Kind
    goal_number: Number
    segment_id: Segment
    script_id: Script = None
    first_day: FirstDay
    last_day: LastDay
    user_ids: People = Field(default_factory=list)
    team_ids: Teams = Field(default_factory=list)
    priority: Priority = CampaignPriority.USUAL
    budget: Budget = None


class CampaignUpdate(Input):
    """Fields left out stay; null clears. Once it has started, segment, first day and callers stay as they are."""

    name: Name | MISSING = MISSING
    goal: Goal | MISSING = MISSING
    goal_kind: Kind | MISSING = MISSING
    goal_number: Number | MISSING = MISSING
    segment_id: Segment | MISSING = MISSING
    script_id: Script | MISSING = MISSING
    first_day: FirstDay | MISSING = MISSING
    last_day: LastDay | MISSING = MISSING
    user_ids: People | MISSING = MISSING
    team_ids: Teams | MISSING = MISSING
    priority: Priority | MISSING = MISSING
    budget: Budget | MISSING = MISSING


class CampaignMove(MoveBody):
    """What moves of a campaign carry."""

    takes: ClassVar[Mapping[str, Fields]] = {}

    reason: Line | None = Field(default=None, description="Why; needed to cancel.", examples=["The fair is put off"])


class CampaignRead(Output):
    """A campaign, and what came of it as far as you see customers."""

    id: uuid.UUID = Field(description="The campaign.", examples=[ID])
    version: int = Field(description="Its version, also the ETag.", examples=[1])
    name: str = Field(description="What it is called.", examples=["Brine pumps, Gulf, spring"])
    owner_id: uuid.UUID = Field(description="Who answers for it.", examples=[ID])
    owner_name: str = Field(description="That person's name.", examples=["陈浩"])
    state: CampaignState = Field(description="Where it stands.", examples=["running"])
    state_since: datetime = Field(description="Since when.", examples=[WHEN])
    goal: str | None = Field(description="What it is to achieve.", examples=["Win the first plants in the region"])
    goal_kind: GoalKind = Field(description="What the goal counts.", examples=["interested"])
    goal_number: Amount = Field(description="How many it is to be; of an amount, in base currency.", examples=["40.00"])
    segment_id: uuid.UUID = Field(description="The saved view whose customers it is for.", examples=[ID])
    segment_name: str = Field(description="What the view is called.", examples=["海湾 · 盐水泵"])
    conditions: list[ViewCondition] = Field(
        description="What the segment asks for; once it has started, what it asked for then.",
        examples=[[{"field": "grade", "op": "in", "values": ["A", "B"]}]],
    )
    script_id: uuid.UUID | None = Field(description="The script it is called by.", examples=[ID])
    script_name: str | None = Field(description="Its name in English.", examples=["First call, brine"])
    script_name_zh: str | None = Field(description="Its name in Chinese.", examples=["首次致电 · 盐水"])
    first_day: date = Field(description="From which day on.", examples=["2026-03-10"])
    last_day: date = Field(description="Until which day.", examples=["2026-04-10"])
    user_ids: list[uuid.UUID] = Field(description="Who calls.", examples=[[ID]])
    team_ids: list[uuid.UUID] = Field(description="Teams whose customers are called too.", examples=[[]])
    priority: CampaignPriority = Field(description="How much earlier its customers are called.", examples=["raised"])
    budget: Money | None = Field(description="What it may cost.")
    started_at: datetime | None = Field(description="When it was started.", examples=[WHEN])
    ended_at: datetime | None = Field(description="When it ended.", examples=[None])
    cancel_reason: str | None = Field(description="Why it was cancelled.", examples=[None])
    found: int | None = Field(description="Customers of the segment when it started.", examples=[310])
    taken_in: int | None = Field(description="Those of them it took in.", examples=[284])
    refused: int | None = Field(description="Left out: they refused calls.", examples=[6])
    elsewhere: int | None = Field(description="Left out: in another running campaign.", examples=[12])
    of_others: int | None = Field(description="Left out: of nobody who calls for it.", examples=[8])
    result: CampaignResult = Field(description="What came of it, of the customers you see.")
    achieved: Amount = Field(description="What the goal counts, as it stands.", examples=["17.00"])
    allowed_moves: list[str] = Field(description="Moves you may make.", examples=[["start", "cancel"]])
    may_change: bool = Field(description="Whether you may change it now.", examples=[True])
    created_at: datetime = Field(description="When it was entered.", examples=[WHEN])
    updated_at: datetime = Field(description="When it last changed.", examples=[WHEN])


# Customers of a campaign, as clients read them.


class CampaignCustomerRead(Output):
    """A customer that the campaign took in, and the calls made to it for the campaign."""

    id: uuid.UUID = Field(description="The customer's place in the campaign.", examples=[ID])
    customer_id: uuid.UUID = Field(description="The customer.", examples=[ID])
    customer_name: str = Field(description="Its name.", examples=["Hafenwerk Pumpen GmbH"])
    country: str | None = Field(description="Where it is.", examples=["DE"])
    grade: Grade = Field(description="Its grade.", examples=["B"])
    intent_level: IntentLevel = Field(description="How clear its intent to buy is now.", examples=["medium"])
    owner_id: uuid.UUID | None = Field(description="Who looks after it.", examples=[ID])
    owner_name: str | None = Field(description="That person's name.", examples=["王芳"])
    joined_at: datetime = Field(description="Since when it is in the campaign.", examples=[WHEN])
    left_at: datetime | None = Field(description="Until when; null while it is.", examples=[None])
    calls: int = Field(description="Calls made to it for the campaign.", examples=[2])
    reached: bool = Field(description="Whether one of them reached somebody.", examples=[True])
    interested: bool = Field(description="Whether intent was heard in one of them.", examples=[False])
    last_call_at: datetime | None = Field(description="When the last of them was made.", examples=[WHEN])
