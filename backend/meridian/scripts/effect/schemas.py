"""The effect of a script as clients read it."""

import uuid
from datetime import date, datetime

from pydantic import Field

from meridian.kernel.masking import Output
from meridian.kernel.schemas import ShareRead
from meridian.scripts.effect.rules import Verdict
from meridian.scripts.rules import ID, ScriptState


class EffectRow(Output):
    """A version as its template says it, or in one person's own wording."""

    version_id: uuid.UUID = Field(description="The version.", examples=[ID])
    number: int = Field(description="Its number.", examples=[4])
    state: ScriptState = Field(description="Where it stands.", examples=["approved"])
    approved_at: datetime | None = Field(description="Since when it was in use.", examples=["2026-03-10T02:00:00Z"])
    retired_at: datetime | None = Field(description="Since when no more.", examples=[None])
    adapted_by: uuid.UUID | None = Field(description="In whose own wording; null as the template.", examples=[None])
    adapted_by_name: str | None = Field(description="That person's name.", examples=[None])
    calls: int = Field(description="Calls made by it.", examples=[301])
    connected: ShareRead = Field(description="Connected, of the calls.")
    interested: ShareRead = Field(description="Intent heard, of the connected calls.")
    deals: ShareRead = Field(
        description="Customers who ordered within 90 days, of the customers whose intent was heard by it."
    )
    waiting: int = Field(
        description="Of the latter, how many have heard of us less than 90 days ago and not ordered yet.", examples=[12]
    )


class SectionReached(Output):
    key: str = Field(description="The part's key.", examples=["payment"])
    reached: int = Field(description="Connected calls that came to it.", examples=[88])


class ObjectionHeard(Output):
    objection: str = Field(description="Its code.", examples=["price"])
    interested: ShareRead = Field(description="Calls with intent nevertheless, of the connected ones that heard it.")


class QuestionAnswered(Output):
    key: str = Field(description="The question's key.", examples=["who_signs"])
    answered: ShareRead = Field(description="Connected calls in which it was answered.")


class PersonUsing(Output):
    user_id: uuid.UUID = Field(description="Who calls by it.", examples=[ID])
    user_name: str = Field(description="That person's name.", examples=["王芳"])
    interested: ShareRead = Field(description="Intent heard, of their connected calls.")


class Comparison(Output):
    """How one version does against another in intent heard of connected calls."""

    number: int = Field(description="The version.", examples=[4])
    against: int = Field(description="Compared with this one.", examples=[3])
    difference: float = Field(description="The difference of the shares.", examples=[0.088])
    low: float = Field(description="Lower bound of its 95 % interval (Newcombe).", examples=[-0.022])
    high: float = Field(description="Upper bound.", examples=[0.197])
    verdict: Verdict = Field(
        description="What can be said: an interval across 0 decides nothing.", examples=["undecided"]
    )
    needed: int = Field(
        description="Connected calls each takes to tell ten percentage points apart (power 80 %).", examples=[382]
    )
    weekly: float = Field(description="Connected calls of the version a week, of late.", examples=[24.0])
    weeks_left: int | None = Field(
        description="Weeks until it has so many, at this pace; null when the other has too few for good.",
        examples=[12],
    )


class ScriptEffect(Output):
    """What came of the calls made by a script, of customers you see."""

    since: date | None = Field(description="From this day on.", examples=["2026-01-01"])
    until: date | None = Field(description="Until this day.", examples=[None])
    rows: list[EffectRow] = Field(
        description="By version, the latest first, people's own wordings before the template."
    )
    version_id: uuid.UUID | None = Field(description="The version that what follows is of.", examples=[ID])
    sections: list[SectionReached] = Field(description="How far its connected calls came.")
    objections: list[ObjectionHeard] = Field(description="Objections heard in them, the most frequent first.")
    questions: list[QuestionAnswered] = Field(description="Questions of the version, and how often they are answered.")
    people: list[PersonUsing] = Field(description="Who calls by it; small samples rank nobody.")
    comparison: Comparison | None = Field(description="That version against the one before it, or the one asked for.")
