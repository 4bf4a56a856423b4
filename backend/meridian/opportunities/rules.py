"""Pure computations about opportunities."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

_EXACT = Decimal("0.0001")


def money_columns(given: Mapping[str, Any], name: str) -> dict[str, Any]:
    """Fields as columns: the money field `name`, when given, becomes itself and `currency`."""
    values = dict(given)
    if name in values:
        money = values[name] or {"amount": None, "currency": None}
        values |= {name: money["amount"], "currency": money["currency"]}
    return values


def line_total(quantity: Decimal, unit_price: Decimal | None) -> Decimal | None:
    """Quantity times price, to four decimal places; None while the price is not known."""
    return None if unit_price is None else (quantity * unit_price).quantize(_EXACT)
