"""A team's day as it travels."""

import uuid
from datetime import date, datetime
from typing import Annotated

from pydantic import Field

from meridian.alerts.rules import AlertReason
from meridian.kernel.masking import Output
from meridian.kernel.schemas import Input, Money, PositiveAmount, ShareRead
from meridian.team_days.rules import HelpSign

ID = "0199d3a4-c5f2-7b6e-8d1f-2a3b4c5d6e7f"
WHEN = "2026-03-10T02:00:00Z"


class TeamDayHour(Output):
    begins_at: datetime = Field(description="When the hour begins.", examples=[WHEN])
    planned: int = Field(description="Contacts planned for a time in it, made or still to be made.", examples=[11])
    dialled: int = Field(description="Calls begun in it.", examples=[12])
    connected: int = Field(description="Those of them in which somebody was reached.", examples=[4])


class TeamDayMember(Output):
    user_id: uuid.UUID = Field(description="Who.", examples=[ID])
    user_name: str = Field(description="Their name.", examples=["李雷"])
    team_id: uuid.UUID = Field(description="Their team.", examples=[ID])
    planned: int = Field(description="Contacts planned for the day, made or still to be made.", examples=[66])
    done: int = Field(description="Those that were made.", examples=[17])
    dialled: int = Field(description="Calls of the day.", examples=[21])
    connected: int = Field(description="Those in which somebody was reached.", examples=[6])
    talk_seconds: int = Field(description="Time talked, in seconds.", examples=[1740])
    owed: int = Field(description="Their customers who were owed a contact, as last counted that day.", examples=[412])
    overdue: int = Field(description="Those of them who were owed it before.", examples=[33])
    stuck: int = Field(description="Their alerts that are not resolved now.", examples=[6])
    hours: list[TeamDayHour] = Field(description="The hours in which something is planned or was dialled, in order.")


class TeamDay(Output):
    """A day of the people who call, hour by hour on the reader's clock."""

    day: date = Field(description="The day, on the reader's clock.", examples=["2026-03-10"])
    zone: str = Field(description="Whose clock it is.", examples=["Asia/Shanghai"])
    daily_call_cap: int = Field(description="Calls a person may make in a day (`rep_daily_call_cap`).", examples=[80])
    members: list[TeamDayMember] = Field(description="Everybody of the teams, by name.")


class UsualRead(Output):
    middle: float = Field(description="Half of their days had more by now, half had fewer.", examples=[34.0])
    low: float = Field(description="Three of four of their days had more by now.", examples=[29.5])
    days: int = Field(description="Over how many of their days.", examples=[19])


class TeamHelp(Output):
    """What says how somebody's day goes, and what of it speaks for help."""

    user_id: uuid.UUID = Field(description="Who.", examples=[ID])
    user_name: str = Field(description="Their name.", examples=["李雷"])
    signs: list[HelpSign] = Field(description="What speaks for help; empty where nothing does.")
    dialled: int = Field(description="Calls of today.", examples=[21])
    usual: UsualRead | None = Field(
        description="What they had dialled by this time of day on the days of the last four weeks on which they "
        "called; null of fewer than five days."
    )
    coverage: list[float | None] = Field(
        description="The share of their customers contacted as often as policy wants: today, and a week, two and three "
        "weeks ago. Null where it was not counted.",
        examples=[[0.64, 0.71, 0.78, 0.8]],
    )
    stuck: int = Field(description="Their alerts that are not resolved.", examples=[6])
    stuck_by: AlertReason | None = Field(
        description="The most frequent reason among them.", examples=["stage_without_next_step"]
    )
    stuck_by_count: int = Field(description="How many have it.", examples=[4])
    connected: ShareRead = Field(description="Calls of the last four weeks in which they reached somebody.")
    others_connected: ShareRead = Field(description="The same of the rest of those asked about.")


class TeamHelpList(Output):
    items: list[TeamHelp] = Field(description="Those with signs, the most signs first.")


# Targets of a month.

MOST_LINES = 400
Month = Annotated[str, Field(pattern=r"^20\d{2}-(0[1-9]|1[0-2])$", examples=["2026-03"])]


class Aims(Input):
    """What is to be reached; null where nothing is asked of that kind."""

    calls: int | None = Field(default=None, gt=0, le=1_000_000, description="Calls.", examples=[900])
    connected: int | None = Field(
        default=None, gt=0, le=1_000_000, description="Calls in which somebody is reached.", examples=[270]
    )
    customers_won: int | None = Field(
        default=None, gt=0, le=1_000_000, description="Customers who buy for the first time.", examples=[4]
    )
    signed_sum: PositiveAmount | None = Field(
        default=None, description="Worth of the contracts signed, in the company's currency.", examples=["250000"]
    )


class TargetLine(Aims):
    """All that one person or one team is to reach in the month: what is left out is asked no more."""

    user_id: uuid.UUID | None = Field(default=None, description="The person.", examples=[ID])
    team_id: uuid.UUID | None = Field(default=None, description="Or the team.", examples=[None])
    version: int = Field(ge=0, lt=2**63, description="The version you read; 0 where nothing was set.", examples=[0])


class MonthTargetsUpdate(Input):
    month: Month = Field(description="The month.")
    items: list[TargetLine] = Field(
        min_length=1, max_length=MOST_LINES, description="People and teams, each once; the others keep theirs."
    )


class Reached(Output):
    """What the month has brought so far, of the customers you see: as a team's day and the lists count it for you."""

    calls: int = Field(description="Calls.", examples=[412])
    connected: int = Field(description="Those in which somebody was reached.", examples=[131])
    customers_won: int = Field(description="Customers whose first purchase was in the month.", examples=[2])
    signed_sum: Money = Field(description="What the contracts signed in it are worth, each by the rate of its day.")


class Aimed(Output):
    calls: int | None = Field(description="Calls.", examples=[900])
    connected: int | None = Field(description="Calls in which somebody is reached.", examples=[270])
    customers_won: int | None = Field(description="Customers who buy for the first time.", examples=[4])
    signed_sum: Money | None = Field(
        description="Worth of the contracts signed, in the company's currency; by the rate of the month's first day "
        "where it was set in another."
    )


class TargetOf(Output):
    """Targets of one person or one team beside what was done."""

    user_id: uuid.UUID | None = Field(description="The person; null for a team.", examples=[ID])
    team_id: uuid.UUID = Field(description="The team, or that person's.", examples=[ID])
    name: str = Field(description="The name of the person or of the team.", examples=["李雷"])
    name_zh: str | None = Field(description="The team's Chinese name; null for a person.", examples=[None])
    version: int = Field(description="Version of what was set; 0 where nothing was.", examples=[1])
    writable: bool = Field(description="You may set these.", examples=[False])
    target: Aimed
    done: Reached


class MonthTargets(Output):
    """A month's targets within your scope, by the company's calendar."""

    month: Month = Field(description="The month.")
    first: date = Field(description="Its first day.", examples=["2026-03-01"])
    last: date = Field(description="Its last day.", examples=["2026-03-31"])
    begins_at: datetime = Field(description="When it begins.", examples=["2026-02-28T16:00:00Z"])
    ends_at: datetime = Field(description="When the next month begins.", examples=["2026-03-31T16:00:00Z"])
    currency: str = Field(description="The company's currency.", examples=["CNY"])
    teams: list[TargetOf] = Field(description="The teams you see, by name: what was done is all that counts as theirs.")
    people: list[TargetOf] = Field(description="The people who call and whom you see, by name.")
