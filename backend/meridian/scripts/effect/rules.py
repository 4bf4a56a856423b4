"""Shares with their intervals, and what two of them say of each other. Pure."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from math import ceil, sqrt
from typing import NamedTuple

Z = 1.959963984540054
"""95 % of a normal distribution lie within so many standard deviations."""
POWER = 0.8416212335729143
"""A difference that is there is found four times in five."""
SMALL_SAMPLE = 50
"""Below so many cases a share says little: nobody is ranked by it."""
DEAL_WINDOW = timedelta(days=90)
"""An order within so long after the interest counts as its deal."""
DISCERNED = 0.10
"""The difference worth telling apart, for how many calls that takes."""


@dataclass(frozen=True, slots=True)
class Share:
    """`count` of `total`, and within which bounds the true share lies (Wilson, 95 %)."""

    count: int
    total: int
    share: float | None
    low: float | None
    high: float | None
    small: bool


def share_of(count: int, total: int) -> Share:
    """The share with its Wilson interval; no share of nothing."""
    if total == 0:
        return Share(count, total, None, None, None, True)
    low, high = wilson(count, total)
    return Share(count, total, count / total, low, high, total < SMALL_SAMPLE)


def wilson(count: int, total: int) -> tuple[float, float]:
    """The 95 % interval of a share by Wilson's score."""
    p, zz = count / total, Z * Z
    centre = (p + zz / (2 * total)) / (1 + zz / total)
    half = Z * sqrt(p * (1 - p) / total + zz / (4 * total * total)) / (1 + zz / total)
    return (0.0 if count == 0 else centre - half, 1.0 if count == total else centre + half)


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
