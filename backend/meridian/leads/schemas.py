"""Scores of leads as clients read them."""

import uuid
from datetime import date, datetime
from decimal import Decimal

from pydantic import Field

from meridian.kernel.masking import Output
from meridian.kernel.schemas import ShareRead
from meridian.leads.rules import LeadFactKind

ID = "0199d3a4-c5f2-7b6e-8d1f-2a3b4c5d6e7f"
WHEN = "2026-03-10T02:00:00Z"


class LeadFactRead(Output):
    """One fact that counts, and what it gives this customer."""

    kind: LeadFactKind = Field(description="Which fact.", examples=["talked"])
    points: int | None = Field(description="Points it gives now; null where the fact is hidden from you.", examples=[5])
    best: int = Field(description="Points it gives at best; below 0 it only takes away.", examples=[5])
    code: str | None = Field(description="The customer's source or intent level.", examples=[None])
    limit: Decimal | None = Field(
        description="From so much a year, so many people or calls on, or within so many days.", examples=["30"]
    )
    found: Decimal | None = Field(description="What was found of it; null of nothing or hidden.", examples=["4"])


class LeadScoreRead(Output):
    """How promising a customer is that has not bought yet, and why."""

    score: int | None = Field(description="0 to 100; null of who has bought or is archived.", examples=[65])
    facts: list[LeadFactRead] = Field(description="Each fact of `lead_score_rules`, in its order.")
    currency: str = Field(description="The base currency of amounts.", examples=["CNY"])
    policy_version: int = Field(description="Version of `lead_score_rules`; 0 as shipped.", examples=[0])


class LeadBand(Output):
    """Customers whose score lay in one band, and how many of them bought."""

    lowest: int = Field(description="Its lowest score.", examples=[60])
    highest: int = Field(description="Its highest score.", examples=[79])
    closed: ShareRead = Field(description="Who bought, of those in it.")


class LeadFactEffect(Output):
    """Whether a fact tells who buys."""

    kind: LeadFactKind = Field(description="Which fact.", examples=["decision_maker"])
    having: ShareRead = Field(description="Who bought, of those to whom it gave points or took them.")
    others: ShareRead = Field(description="Who bought, of the others.")


class LeadCheckRead(Output):
    """Who had not bought on a day, scored as the facts stood then, and how many bought since."""

    id: uuid.UUID = Field(description="The check.", examples=[ID])
    started_at: datetime = Field(description="When it was asked for.", examples=[WHEN])
    finished_at: datetime | None = Field(description="When it was done; null while it is under way.", examples=[WHEN])
    asked_by: uuid.UUID | None = Field(description="Who asked; null for the clock.", examples=[None])
    day: date | None = Field(description="The day whose facts were scored.", examples=["2025-09-11"])
    days: int | None = Field(description="Within so many days of it they bought or not.", examples=[180])
    policy_version: int | None = Field(description="Version of `lead_score_rules` scored by.", examples=[0])
    closed: ShareRead = Field(description="Who bought, of all of them.")
    bands: list[LeadBand] = Field(description="By score, the best first.")
    facts: list[LeadFactEffect] = Field(description="By fact, in the order of `lead_score_rules`.")
