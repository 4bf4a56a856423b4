"""What two shares say of each other. Pure."""

from datetime import timedelta
from enum import StrEnum
from math import ceil, sqrt
from typing import NamedTuple

from meridian.kernel.schemas import Z, wilson

POWER = 0.8416212335729143
"""A difference that is there is found four times in five."""
DEAL_WINDOW = timedelta(days=90)
"""An order within so long after the interest counts as its deal."""
DISCERNED = 0.10
"""The difference worth telling apart, for how many calls that takes."""


class Verdict(StrEnum):
    BETTER = "better"
    WORSE = "worse"
    UNDECIDED = "undecided"


class Difference(NamedTuple):
    """A share minus another, its 95 % interval (Newcombe's, from the two Wilson intervals), and what follows.

    needed: how many cases each side takes to tell ten percentage points apart, in four of five such comparisons.
    """

    difference: float
    low: float
    high: float
    verdict: Verdict
    needed: int


def difference_of(one: tuple[int, int], other: tuple[int, int]) -> Difference | None:
    """What (count, total) says against another; None where one side has no cases."""
    if one[1] == 0 or other[1] == 0:
        return None
    (p, (l1, u1)), (q, (l2, u2)) = ((pair[0] / pair[1], wilson(*pair)) for pair in (one, other))
    d = p - q
    low, high = d - sqrt((p - l1) ** 2 + (u2 - q) ** 2), d + sqrt((u1 - p) ** 2 + (q - l2) ** 2)
    verdict = Verdict.BETTER if low > 0 else Verdict.WORSE if high < 0 else Verdict.UNDECIDED
    needed = ceil((Z + POWER) ** 2 * (p * (1 - p) + q * (1 - q)) / DISCERNED**2)
    return Difference(d, low, high, verdict, needed)
