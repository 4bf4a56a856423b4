"""The analysis of complaints as clients read it. Every figure comes with the list that shows what was counted."""

import uuid
from datetime import date
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from meridian.complaints.rules import ComplaintState, RootCause
from meridian.complaints.schemas import FIRST, ID, LAST
from meridian.kernel.masking import Output
from meridian.kernel.schemas import Amount
from meridian.policies.rules import Priority

QUERY = "registered_at.gte=2025-12-31T16%3A00%3A00Z&root_cause_category=packaging_transport"
Day = Annotated[date | None, Field(ge=FIRST, le=LAST)]
Share = Annotated[Amount | None, Field(description="Null when there is nothing to divide by.", examples=["0.4286"])]


class AnalysisFilter(BaseModel):
    """Which complaints are looked at: all that you see, narrowed by what is given."""

    model_config = ConfigDict(extra="forbid", validate_by_name=True)

    from_: Day = Field(
        default=None,
        alias="from",
        description="First day of registration, in the company's zone.",
        examples=["2026-01-01"],
    )
    to: Day = Field(default=None, description="Last day of registration, included.", examples=["2026-03-31"])
    product_id: uuid.UUID | None = Field(default=None, description="Our product they are about.", examples=[ID])
    department_id: uuid.UUID | None = Field(default=None, description="The responsible department.", examples=[ID])
    market_id: uuid.UUID | None = Field(default=None, description="The customer's market.", examples=[ID])
    priority: Priority | None = Field(default=None, description="How urgent they are.", examples=["high"])


class RepeatFilter(AnalysisFilter):
    within_days: int = Field(
        default=90, ge=1, le=3650, description="How long after another one counts as its repetition.", examples=[90]
    )


class Figure(Output):
    """A number of complaints and the list that shows them."""

    count: int = Field(description="How many complaints.", examples=[12])
    query: str = Field(
        description="Query string of `GET /v1/complaints` that lists exactly the complaints counted.", examples=[QUERY]
    )


class CauseFigure(Figure):
    category: RootCause = Field(description="The root cause.", examples=["packaging_transport"])
    share: Amount = Field(description="Of the complaints with a category; four decimals.", examples=["0.4286"])
    cumulative_share: Amount = Field(
        description="Of this and all more frequent categories together.", examples=["0.7143"]
    )


class RootCauses(Output):
    all: Figure = Field(description="All complaints looked at.")
    without_category: Figure = Field(description="Those whose root cause is not known yet.")
    items: list[CauseFigure] = Field(description="The most frequent first; equally frequent ones by code.")


class GroupFigure(Figure):
    id: uuid.UUID = Field(description="The product, department or market.", examples=[ID])
    name: str = Field(description="Its name.", examples=["Product"])
    name_zh: str = Field(description="Its Chinese name.", examples=["产品部"])


class Groups(Output):
    all: Figure = Field(description="All complaints looked at.")
    none: Figure = Field(description="Those that have none.")
    items: list[GroupFigure] = Field(description="The most frequent first; equally frequent ones by name.")


class MonthFigure(Figure):
    month: str = Field(description="The month in the company's zone.", examples=["2026-03"])


class Months(Output):
    all: Figure = Field(description="All complaints looked at.")
    items: list[MonthFigure] = Field(description="Months in which complaints were registered, in the order of time.")


class RepeatAnalysis(Output):
    all: Figure = Field(description="All complaints looked at.")
    repeats: Figure = Field(description="Those that repeat an earlier one.")
    rate: Share = Field(description="RepeatAnalysis ÷ all; null without complaints.", examples=["0.1250"])


class Spent(Output):
    """How long stays lasted, in seconds."""

    median: int = Field(description="The shortest stay that at least half do not exceed.", examples=[7200])
    p90: int = Field(description="The shortest stay that at least nine in ten do not exceed.", examples=[86400])


class StageFigure(Figure):
    state: ComplaintState = Field(description="The state.", examples=["investigating"])
    stays: int = Field(description="Stays in it that have ended; a complaint may have several.", examples=[14])
    elapsed: Spent = Field(description="Seconds by the clock.")
    working: Spent = Field(description="Working seconds of whoever owed the work.")


class Stages(Output):
    all: Figure = Field(description="All complaints looked at.")
    items: list[StageFigure] = Field(description="States that were left, in the order of the workflow.")


class Averages(Output):
    product_quality: Share = Field(description="Product quality, 1 to 5.", examples=["4.25"])
    service_attitude: Share = Field(description="Service attitude, 1 to 5.", examples=["4.50"])
    response_speed: Share = Field(description="Response speed, 1 to 5.", examples=["3.3333"])
    problem_solving: Share = Field(description="Problem solving, 1 to 5.", examples=["4.00"])


class SatisfactionAverages(Output):
    all: Figure = Field(description="All complaints looked at.")
    scored: Figure = Field(description="Those whose customer has given scores.")
    answers: int = Field(description="Rounds with scores; each counts.", examples=[13])
    averages: Averages = Field(description="Of these, to four decimals; null without any.")


class Handling(Output):
    all: Figure = Field(description="All complaints looked at.")
    resolved: Figure = Field(description="Those that have been resolved.")
    in_time: Figure = Field(description="Of these, those whose every round was resolved by its deadline.")
    late: Figure = Field(description="The other resolved ones.")
    rate: Share = Field(description="In time ÷ resolved; null without resolved ones.", examples=["0.9167"])
