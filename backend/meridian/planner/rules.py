"""States of dial plans, what reaching a customer is worth, and why a slot stands where it does. Pure."""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Any, NamedTuple

from meridian.campaigns.rules import CampaignPriority
from meridian.kernel.language import Message, msg
from meridian.kernel.workflow.rules import MoveContext, Refusal
from meridian.policies.rules import Grade, IntentLevel, Stage

COMPUTE_JOB = "dial_plans.compute"
USUAL_CALL, LEAST_CALL, MOST_CALL = 10, 5, 60
"""Minutes of a call where history does not tell, and the bounds of what it may tell."""
AFTER_A_CALL = 3
"""Minutes to write down what was said."""
MOST_DAYS = 14


class DialPlanState(StrEnum):
    WAITING = "waiting"
    READY = "ready"
    APPLIED = "applied"
    DISCARDED = "discarded"
    FAILED = "failed"


class Emphasis(StrEnum):
    """What counts most beside the grade."""

    OVERDUE = "overdue"
    VALUE = "value"


class SlotChange(StrEnum):
    """What a slot is beside what was planned before."""

    ADDED = "added"
    MOVED = "moved"
    SAME = "same"
    FIXED = "fixed"  # an appointment, a promised call-back, one begun: never moved


class LeftOutReason(StrEnum):
    """Why a customer who is owed a call has no slot."""

    CAPACITY = "capacity"
    NO_COMMON_HOUR = "no_common_hour"
    NOBODY_ON_DUTY = "nobody_on_duty"
    REFUSED = "refused"
    ZONE_UNKNOWN = "zone_unknown"
    NO_NUMBER = "no_number"
    AGREED_LATER = "agreed_later"
    EXCLUDED = "excluded"


class Due(NamedTuple):
    """What is known of a customer who is owed a call. days: overdue by, negative while there is time. amount: of open
    opportunities in base currency; stage: the furthest of them."""

    grade: Grade
    days: int
    never_reached: bool
    is_key: bool
    intent: IntentLevel
    stage: Stage | None
    amount: Decimal | None
    campaign: CampaignPriority = CampaignPriority.USUAL


_GRADES = {Grade.A: 800, Grade.B: 400, Grade.C: 200, Grade.D: 100}
_KEY, _INTENT = 200, {IntentLevel.MEDIUM: 60, IntentLevel.HIGH: 150, IntentLevel.COMMITTED: 200}
_CAMPAIGN = {CampaignPriority.USUAL: 0, CampaignPriority.RAISED: 200, CampaignPriority.FIRST: 400}
_LATE, _STAGE, _STEPS = 10, 40, ((1_000_000, 240), (300_000, 160), (50_000, 80))
_MOST_DAYS_COUNTED = 40
LEAST_VALUE, MOST_VALUE = 100, 10_000
"""Bounds of what reaching somebody is worth."""


def worth(due: Due, emphasis: Emphasis) -> int:
    """What reaching the customer is worth: grade, days overdue, intent, campaign, stage and value of what is open."""
    late = _LATE * min(max(due.days, 0), _MOST_DAYS_COUNTED)
    stage = 0 if due.stage is None else _STAGE * (list(Stage).index(due.stage) + 1)
    amount = next((points for least, points in _STEPS if (due.amount or 0) >= least), 0)
    opened = stage + amount
    found = _GRADES[due.grade] + (_KEY if due.is_key else 0) + _INTENT.get(due.intent, 0)
    found += _CAMPAIGN[due.campaign]
    found += 2 * late + opened if emphasis is Emphasis.OVERDUE else late + 3 * opened
    return max(LEAST_VALUE, min(found, MOST_VALUE))


def call_minutes(talk_seconds: float | None) -> int:
    """How long a call takes, from what three of four calls took."""
    if talk_seconds is None:
        return USUAL_CALL
    return max(LEAST_CALL, min(-(-int(talk_seconds) // 60) + AFTER_A_CALL, MOST_CALL))


# Why: facts kept with the slot, and the words for them.


def due_facts(due: Due) -> dict[str, Any]:
    """Why this customer, as kept."""
    return {
        "days": due.days,
        "never_reached": due.never_reached,
        "key": due.is_key,
        "intent": due.intent.value,
        "campaign": due.campaign.value,
        "stage": None if due.stage is None else due.stage.value,
        "amount": None if due.amount is None else f"{due.amount:.0f}",
    }


def why_customer(facts: Mapping[str, Any]) -> Iterator[Message]:
    days = facts.get("days", 0)
    if facts.get("never_reached"):
        yield msg("never reached yet")
    if days > 0:
        yield msg("overdue by {days} days", days=days)
    elif days == 0:
        yield msg("due today")
    else:
        yield msg("due in {days} days", days=-days)
    if facts.get("key"):
        yield msg("key customer")
    if facts.get("intent") in (IntentLevel.HIGH, IntentLevel.COMMITTED):
        yield msg("clear intent to buy")
    if facts.get("campaign") in (CampaignPriority.RAISED, CampaignPriority.FIRST):
        yield msg("in a campaign that is called earlier")
    if facts.get("stage"):
        stage = Stage(facts["stage"])
        if facts.get("amount"):
            yield msg("open opportunity at “{stage}”, {amount}", stage=stage, amount=f"{int(facts['amount']):,}")
        else:
            yield msg("open opportunity at “{stage}”", stage=stage)


def why_hour(facts: Mapping[str, Any]) -> Iterator[Message]:
    fixed = facts.get("fixed")
    if fixed is not None:
        yield _FIXED[fixed]
        if facts.get("off_duty"):
            yield msg("outside their shift: somebody else has to call")
        return
    if window := facts.get("window"):
        yield msg("their calling hours {start} to {end}, no holiday", start=window[0], end=window[1])
    if usual := facts.get("usual"):
        yield msg("{answered} of {calls} calls in this hour were answered", **usual)
    if facts.get("speaks"):
        yield msg("speaks their language ({language})", language=facts["speaks"])
    if facts.get("pinned"):
        yield _FIXED["pinned"]
    if facts.get("kept"):
        yield msg("stays where it was planned")
    if shift := facts.get("shift"):
        yield msg("within the shift {start} to {end}", start=shift[0], end=shift[1])


_FIXED = {
    "pinned": msg("fixed by whoever planned it: not moved"),
    "promised": msg("a call-back they asked for: not moved"),
    "appointment": msg("a time agreed on: not moved"),
    "begun": msg("begun already: not moved"),
}


# The workflow's.


class PlanFacts(NamedTuple):
    last_day: date
    today: date


def not_over(facts: PlanFacts) -> Refusal | None:
    if facts.last_day < facts.today:
        return Refusal("plan_over", msg("the days it is for are over"))
    return None


def applied(at: MoveContext[Any]) -> Mapping[str, Any]:
    return {"applied_at": at.now, "applied_by": at.actor_id}


def computed(at: MoveContext[Any]) -> Mapping[str, Any]:
    """What came of it; `given` names the columns."""
    return {**at.given, "computed_at": at.now, "progress": 100}


def failed(at: MoveContext[Any]) -> Mapping[str, Any]:
    return {"failure": at.reason, "progress": 100}


def revised(_: MoveContext[Any]) -> Mapping[str, Any]:
    """It is computed again, from the beginning."""
    return {"computed_at": None, "progress": 0}


def next_days(first: date, days: int) -> list[date]:
    return [first + timedelta(days=number) for number in range(days)]
