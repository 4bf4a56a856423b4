"""Who needs help, and by which evidence; the days of a month. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from itertools import pairwise
from statistics import median, quantiles

from meridian.kernel.schemas import Share, wilson

USUAL_OVER = timedelta(days=28)
"""So far back a person's days are looked at for what is usual."""
ENOUGH_DAYS = 5
"""Fewer days say nothing of what is usual."""
WEEKS = 4
"""Coverage is read today and on as many days, a week apart, as make so many."""


class HelpSign(StrEnum):
    """Why somebody may need help."""

    BEHIND_USUAL = "behind_usual"
    COVERAGE_FALLING = "coverage_falling"
    STUCK = "stuck"
    RARELY_CONNECTED = "rarely_connected"


@dataclass(frozen=True, slots=True)
class Usual:
    """What somebody had dialled by this time of day: in the middle, and what three of four days exceed."""

    middle: float
    low: float
    days: int


@dataclass(frozen=True, slots=True)
class Evidence:
    """All that says how somebody's day goes.

    coverage: the share of their customers contacted as often as is owed, the latest first, a week apart.
    connected: of their calls of the last days; others: the same of the rest of the team.
    """

    dialled: int
    usual: Usual | None
    coverage: Sequence[float | None]
    stuck: int
    connected: Share
    others: Share


def usual_of(counts: Sequence[int]) -> Usual | None:
    """What is usual of somebody who had dialled so many by this time on their other days; None of too few days."""
    if len(counts) < ENOUGH_DAYS:
        return None
    return Usual(float(median(counts)), quantiles(counts, n=4, method="inclusive")[0], len(counts))


def signs(evidence: Evidence, most_stuck: float) -> list[HelpSign]:
    """What speaks for help, in the order of the codes.

    most_stuck: as many as three of four in the team have at most. A connection rate counts only where its interval
    lies below the others' whole interval: a difference of few calls is none.
    """
    found = {
        HelpSign.BEHIND_USUAL: evidence.usual is not None and evidence.dialled < evidence.usual.low,
        HelpSign.COVERAGE_FALLING: falls(evidence.coverage),
        HelpSign.STUCK: evidence.stuck > 0 and evidence.stuck > most_stuck,
        HelpSign.RARELY_CONNECTED: is_lower(evidence.connected, evidence.others),
    }
    return [sign for sign in HelpSign if found[sign]]


def falls(coverage: Sequence[float | None]) -> bool:
    """Whether it was lower each week than the week before; the latest first."""
    known = [share for share in coverage if share is not None]
    return len(known) == WEEKS and all(later < earlier for later, earlier in pairwise(known))


def is_lower(one: Share, other: Share) -> bool:
    """Whether a share is lower than another beyond doubt: neither of few cases, and their intervals do not meet."""
    if one.small or other.small:
        return False
    return wilson(one.count, one.total)[1] < wilson(other.count, other.total)[0]


def three_of_four(counts: Sequence[int]) -> float:
    """What three of four of them do not exceed."""
    return quantiles(counts, n=4, method="inclusive")[2] if len(counts) > 1 else float(sum(counts))


# Months.


def month_of(day: date) -> date:
    """The first day of its month."""
    return day.replace(day=1)


def first_of(month: str) -> date:
    """The first day of a month such as `2026-03`."""
    return date.fromisoformat(f"{month}-01")


def month_after(first: date) -> date:
    """The first day of the next month."""
    return month_of(first + timedelta(days=31))
