"""Amounts of money and other decimals as people write them. Pure."""

import re
from decimal import Decimal, InvalidOperation
from typing import NamedTuple

from meridian.places.currencies import is_currency
from meridian.places.text import clean

# In this order: longer signs contain shorter ones.
_SIGNS = {
    "us$": "USD", "hk$": "HKD", "nt$": "TWD", "nz$": "NZD", "a$": "AUD", "c$": "CAD", "s$": "SGD", "r$": "BRL",
    "$": "USD", "€": "EUR", "£": "GBP", "¥": "CNY", "₽": "RUB", "₹": "INR", "₩": "KRW", "₺": "TRY", "฿": "THB",
    "人民币": "CNY", "rmb": "CNY", "美元": "USD", "欧元": "EUR", "英镑": "GBP", "日元": "JPY", "港币": "HKD",
    "元": "CNY",
    "руб": "RUB", "zł": "PLN", "kč": "CZK",
}  # fmt: skip
_FACTORS = {"亿": 10**8, "万": 10**4, "千": 10**3, "k": 10**3, "tsd": 10**3, "thousand": 10**3}
_FACTORS |= dict.fromkeys(("m", "mn", "mio", "mln", "million"), 10**6)
_NUMBER = re.compile(r"-?\d[\d.,\s'’]*")
_LARGEST = 10**14


class Amount(NamedTuple):
    """At most four decimal places; the currency only where one stands beside the number."""

    amount: Decimal
    currency: str | None


def read(text: str) -> Amount | None:
    """The first number in `text` with its factor (`30万`, `5k`) and currency; None when there is none to be used."""
    plain = clean(text).casefold()
    number = _NUMBER.search(plain)
    if number is None:
        return None
    beside = f"{plain[: number.start()]} {plain[number.end() :]}"
    tokens = re.findall(r"[亿万千]|[^\W\d_亿万千]+", beside)
    factor = next((_FACTORS[token] for token in tokens if token in _FACTORS), 1)
    value = _decimal(number[0])
    if value is None or abs(value * factor) >= _LARGEST:
        return None
    return Amount(round(value * factor, 4), _currency(beside, tokens))


def _currency(beside: str, tokens: list[str]) -> str | None:
    codes = (token.upper() for token in tokens if len(token) == 3 and is_currency(token.upper()))
    return next(codes, None) or next((code for sign, code in _SIGNS.items() if sign in beside), None)


def _decimal(text: str) -> Decimal | None:
    """`1,234.50`, `1.234,50`, `1 234` and `12,5`: the last of two different signs, or one not before three digits."""
    digits = re.sub(r"[\s'’]", "", text).rstrip(".,")
    signs = re.findall(r"[.,]", digits)
    if signs:
        whole, _, tail = digits.rpartition(signs[-1])
        if len(set(signs)) == 2 or (len(signs) == 1 and len(tail) != 3):
            digits = f"{re.sub(r'[.,]', '', whole)}.{tail}"
        else:
            digits = re.sub(r"[.,]", "", digits)
    try:
        return Decimal(digits)
    except InvalidOperation:
        return None
