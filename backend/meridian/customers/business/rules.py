"""What becomes of an order's costs when somebody changes its lines from whom they are hidden. Pure."""

from collections.abc import Callable, Hashable, Sequence
from decimal import Decimal
from typing import Any, Protocol

from meridian.places.countries import rounded


class Line(Protocol):
    """What a line says of itself, before and after."""

    @property
    def product_id(self) -> Any: ...
    @property
    def description(self) -> str: ...
    @property
    def quantity(self) -> Decimal: ...
    @property
    def unit_price(self) -> Decimal: ...


class CostedLine(Line, Protocol):
    @property
    def cost(self) -> Decimal | None: ...


# By what a line is known again, surest first.
_SAME: tuple[Callable[[Line], Hashable], ...] = (
    lambda line: (line.product_id, line.description, line.quantity),
    lambda line: (line.product_id, line.description),
    lambda line: line.product_id,
    lambda line: (line.quantity, line.unit_price),
)


def costs_kept(before: Sequence[CostedLine], now: Sequence[Line], currency: str) -> list[Decimal | None]:
    """The cost of each line of now: that of the line it was, by its quantity; None for lines that are new."""
    left = list(before)
    found: dict[int, CostedLine] = {}
    for same in _SAME:
        for at, line in enumerate(now):
            was = next((each for each in left if same(each) == same(line)), None)
            if at not in found and was is not None and same(line) is not None:
                found[at] = was
                left.remove(was)
    return [_cost(found[at], line, currency) if at in found else None for at, line in enumerate(now)]


def _cost(was: CostedLine, now: Line, currency: str) -> Decimal | None:
    if was.cost is None or was.quantity == now.quantity:
        return was.cost
    return rounded(was.cost * now.quantity / was.quantity, currency)
