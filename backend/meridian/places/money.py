"""Rounding of money: the one rule by which quantities times prices become amounts."""

from decimal import ROUND_HALF_UP, Context, Decimal

from meridian.places.countries import minor_digits

KEPT_DIGITS = 4
"""Decimals that amounts are kept with; no currency has more."""
_EXACT = Context(prec=40)  # the product of two amounts in full


def rounded(amount: Decimal, currency: str) -> Decimal:
    """To the smallest unit of the currency, halves away from zero: none for JPY, three decimals for KWD."""
    step = Decimal(1).scaleb(-min(minor_digits(currency), KEPT_DIGITS))
    return amount.quantize(step, ROUND_HALF_UP, _EXACT)


def times(quantity: Decimal, price: Decimal, currency: str) -> Decimal:
    """So many at that price, rounded."""
    return rounded(_EXACT.multiply(quantity, price), currency)
