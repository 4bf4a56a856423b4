"""Ranks of cards against the plain idea of them: strictly between, short, and spread out in order."""

import math
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from meridian.opportunities.board.rules import LONGEST, below, between, places, spread

RANKS = st.decimals(Decimal(-1_000_000), Decimal(1_000_000), places=30) | st.integers(-1_000, 1_000).map(Decimal)
PAIRS = st.tuples(RANKS, RANKS).filter(lambda pair: pair[0] != pair[1]).map(sorted)


@settings(max_examples=400)
@given(pair=PAIRS)
def test_between_lies_between_and_none_shorter_does(pair: list[Decimal]) -> None:
    low, high = pair
    middle = between(low, high)
    assert low < middle < high
    if (fewer := places(middle) - 1) >= 0:
        scale = 10**fewer
        assert math.floor(Fraction(low) * scale) + 1 >= Fraction(high) * scale


@given(pair=PAIRS, cards=st.integers(1, 200))
def test_a_spread_is_in_order_and_inside(pair: list[Decimal], cards: int) -> None:
    low, high = pair
    ranks = spread(low, high, cards)
    assert len(ranks) == cards
    assert all(a < b for a, b in pairwise([low, *ranks, high]))


def test_two_cards_in_one_place_leave_no_room() -> None:
    with pytest.raises(ValueError, match="between"):
        between(Decimal("1.5"), Decimal("1.50"))


def test_whole_numbers_come_first_and_thirty_drops_on_one_card_stay_short() -> None:
    assert between(Decimal(-7), Decimal(3)) == Decimal(-2)
    assert between(Decimal(1), Decimal(2)) == Decimal("1.5")
    assert below(Decimal("4.25")) == Decimal(5)
    low, high = Decimal(1), Decimal(2)
    for _ in range(30):
        high = between(low, high)
    assert places(high) <= LONGEST
