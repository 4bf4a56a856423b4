"""Shares with their intervals, as worked out and as clients read them. Pure."""

from dataclasses import dataclass
from math import sqrt

from pydantic import Field

from meridian.kernel.masking import Output

Z = 1.959963984540054
"""95 % of a normal distribution lie within so many standard deviations."""
SMALL_SAMPLE = 50
"""Below so many cases a share says little: nobody is ranked by it."""


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


class ShareRead(Output):
    """A share, and within which bounds the true one lies."""

    count: int = Field(description="How many.", examples=[55])
    total: int = Field(description="Of how many.", examples=[116])
    share: float | None = Field(description="The share observed; null of nothing.", examples=[0.474])
    low: float | None = Field(description="Lower bound of its 95 % interval (Wilson).", examples=[0.386])
    high: float | None = Field(description="Upper bound.", examples=[0.564])
    small: bool = Field(description="Too few cases to compare anybody or anything by.", examples=[False])
