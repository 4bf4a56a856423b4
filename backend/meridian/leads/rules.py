"""What a score is made of and how scores are looked at together. Pure."""

from enum import StrEnum
from typing import NamedTuple

from meridian.customers.rules import Category
from meridian.policies.definitions.sales import HIGHEST

LEADS = (Category.POTENTIAL, Category.INTERESTED)
"""Who has not bought yet, and is no key customer: these are scored."""
BAND = 20
"""So many points a band is wide."""


class LeadFactKind(StrEnum):
    SOURCE = "source"
    INTENT = "intent"
    EXPECTED_SALES = "expected_sales"
    EMPLOYEES = "employees"
    DECISION_MAKER = "decision_maker"
    NEED = "need"
    OPPORTUNITY = "opportunity"
    TALKED = "talked"
    UNREACHED = "unreached"


class Band(NamedTuple):
    """Scores from the lowest to the highest of it, both within."""

    lowest: int
    highest: int


BANDS = tuple(
    Band(lowest, HIGHEST if lowest + BAND >= HIGHEST else lowest + BAND - 1)
    for lowest in range(HIGHEST - BAND, -1, -BAND)
)
"""The best first; the whole scale."""
