"""Where a card stands in its column: a decimal that says nothing but its order. Pure.

A card dropped between two others gets the shortest decimal between theirs, so no other card changes.
"""

import math
from decimal import ROUND_FLOOR, Context, Decimal
from itertools import count

LONGEST = 24
"""Decimal places after which a stretch of the column is spread out again."""
_EXACT = Context(prec=2_000)


def between(low: Decimal, high: Decimal) -> Decimal:
    """The decimal with the fewest places strictly between the two, about the middle of those. ValueError if none is."""
    if low >= high:
        raise ValueError("nothing lies between")
    for places in count():
        first = _EXACT.add(_floor(low, places), _step(places))
        last = _below(high, places)
        if first <= last:
            steps = int(_EXACT.divide(_EXACT.subtract(last, first), _step(places)))
            return _EXACT.add(first, _EXACT.multiply(_step(places), Decimal(steps // 2)))
    raise AssertionError("unreachable")


def below(low: Decimal) -> Decimal:
    """A rank after the last card's."""
    return Decimal(math.floor(low) + 1)


def spread(low: Decimal, high: Decimal, cards: int) -> list[Decimal]:
    """So many ranks strictly between the two, evenly and with as few places as that takes."""
    gap = _EXACT.subtract(high, low)
    places = 0
    while _EXACT.multiply(_step(places), Decimal(cards + 2)) > gap:
        places += 1
    first = _EXACT.add(_floor(low, places), _step(places))
    room = int(_EXACT.divide_int(_EXACT.subtract(high, first), _step(places)))
    stride = Decimal(max(1, room // (cards + 1)))
    return [
        _EXACT.add(first, _EXACT.multiply(_step(places), _EXACT.multiply(stride, Decimal(number))))
        for number in range(cards)
    ]


def places(rank: Decimal) -> int:
    """How many decimal places a rank has."""
    exponent = rank.normalize(_EXACT).as_tuple().exponent
    return max(0, -int(exponent))


def _step(places: int) -> Decimal:
    return Decimal((0, (1,), -places))


def _floor(value: Decimal, places: int) -> Decimal:
    return value.quantize(_step(places), rounding=ROUND_FLOOR, context=_EXACT)


def _below(value: Decimal, places: int) -> Decimal:
    """The greatest decimal of so many places that is less than the value."""
    floor = _floor(value, places)
    return _EXACT.subtract(floor, _step(places)) if floor == value else floor
