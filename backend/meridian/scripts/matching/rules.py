"""What a call is for, and which script is the most specific of those that fit. Pure."""

from collections.abc import Collection, Iterable, Sequence
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from typing import NamedTuple
from uuid import UUID

from meridian.customers.rules import Category
from meridian.plans.rules import PlanKind
from meridian.policies.rules import IntentLevel, Stage
from meridian.scripts.rules import Scenario

GONE_QUIET = timedelta(days=365)
"""Whoever has bought nothing for so long is to be won back."""


class Dimension(StrEnum):
    """What a script can be for; those that weigh more stand first."""

    SCENARIO = "scenario"
    PRODUCT = "product"
    SEGMENT = "segment"
    MARKET = "market"


class Situation(NamedTuple):
    """What is known before the call. stage: of the furthest open opportunity; offered: a proposal waits for an
    answer."""

    occasion: PlanKind | None
    category: Category
    intent: IntentLevel
    contacted: bool
    last_order_on: date | None
    stage: Stage | None
    offered: bool
    today: date


def scenario_of(at: Situation) -> Scenario:
    """What a call in this situation is for."""
    if at.occasion is PlanKind.REVISIT:
        return Scenario.REVISIT
    if at.occasion is PlanKind.CARE:
        return Scenario.CARE
    if at.offered:
        return Scenario.QUOTE_FOLLOW_UP
    if at.stage is Stage.NEGOTIATION:
        return Scenario.NEGOTIATION
    if not at.contacted:
        return Scenario.FIRST_CONTACT
    if at.stage is None and at.last_order_on is not None and at.today - at.last_order_on > GONE_QUIET:
        return Scenario.WIN_BACK
    return Scenario.NURTURE if at.intent is IntentLevel.NONE else Scenario.FOLLOW_UP


class Call(NamedTuple):
    """The call as scripts are told apart by."""

    scenario: Scenario
    products: Sequence[UUID]
    segments: Collection[UUID]
    market: UUID | None
    languages: Sequence[str]


class Candidate(NamedTuple):
    """A script in use, and for whom it is."""

    script_id: UUID
    version_id: UUID
    scenario: Scenario | None
    product_id: UUID | None
    segment_id: UUID | None
    market_id: UUID | None
    languages: Sequence[str]
    approved_at: datetime | None


_NEVER = datetime.min.replace(tzinfo=UTC)


class Fit(NamedTuple):
    """A script that contradicts nothing, and what it is expressly for."""

    candidate: Candidate
    dimensions: tuple[Dimension, ...]
    spoken: bool

    @property
    def rank(self) -> tuple[object, ...]:
        """Greater is better: more dimensions, then the weightier ones, then one they understand, then the newer."""
        weights = tuple(dimension in self.dimensions for dimension in Dimension)
        return (
            len(self.dimensions),
            weights,
            self.spoken,
            self.candidate.approved_at or _NEVER,
            self.candidate.script_id,
        )


def fits(candidates: Iterable[Candidate], call: Call) -> list[Fit]:
    """Those that fit, the best first."""
    found = [fit for candidate in candidates if (fit := _fit(candidate, call)) is not None]
    return sorted(found, key=lambda fit: fit.rank, reverse=True)


def _fit(candidate: Candidate, call: Call) -> Fit | None:
    asked = {
        Dimension.SCENARIO: (candidate.scenario, {call.scenario}),
        Dimension.PRODUCT: (candidate.product_id, call.products),
        Dimension.SEGMENT: (candidate.segment_id, call.segments),
        Dimension.MARKET: (candidate.market_id, {call.market}),
    }
    named = {dimension: pair for dimension, pair in asked.items() if pair[0] is not None}
    if any(wanted not in there for wanted, there in named.values()):
        return None
    return Fit(candidate, tuple(named), bool(set(primary(call.languages)) & set(candidate.languages)))


ENGLISH = "en"


def primary(tags: Sequence[str]) -> list[str]:
    """The languages of BCP 47 tags, without region and script."""
    return [tag.split("-")[0] for tag in tags]


def language_for(script: Sequence[str], theirs: Sequence[str]) -> str:
    """In which of its languages a script is spoken: theirs, else English, else its first."""
    spoken = [language for language in primary(theirs) if language in script]
    return (spoken or ([ENGLISH] if ENGLISH in script else list(script)))[0]
