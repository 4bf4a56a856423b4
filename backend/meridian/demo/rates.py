"""Invented exchange rates of a year, a new one each week, walking about their true size."""

import random
from bisect import bisect_right
from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import NamedTuple

from meridian.demo.rows import Rows, new_id
from meridian.demo.rows_pipeline import RateRow

BASE = "CNY"
SIZES = {"USD": "7.12", "EUR": "7.86", "GBP": "9.15", "AED": "1.94", "JPY": "0.0478", "INR": "0.0815"}
WEEKS = 60
PLACES = Decimal("0.000001")
SOURCE = "中国人民银行中间价 (demo)"


class Rates(NamedTuple):
    """Rates in base currency: days in order, and beside each the rate that begins on it."""

    days: list[date]
    rates: Mapping[str, list[Decimal]]

    def on(self, currency: str, day: date) -> tuple[Decimal, date | None] | None:
        """The latest rate on or before a day and the day it began; the base currency's is 1 and began never."""
        if currency == BASE:
            return Decimal(1), None
        place = bisect_right(self.days, day)
        return (self.rates[currency][place - 1], self.days[place - 1]) if place else None


def invent(today: date) -> Rates:
    """The same rates for the same day."""
    rng = random.Random(f"rates {today}")  # noqa: S311 — invented data
    days = [today - timedelta(weeks=back) for back in range(WEEKS, -1, -1)]
    rates = {}
    for currency, size in SIZES.items():
        walk, rate = [], Decimal(size)
        for _ in days:
            rate = (rate * Decimal(10_000 + rng.randrange(-60, 61)) / 10_000).quantize(PLACES)
            walk.append(rate)
        rates[currency] = walk
    return Rates(days, rates)


def add_rates(rng: random.Random, rates: Rates, rows: Rows) -> None:
    """Adds them to `rows`, each entered on its day."""
    for currency, walk in rates.rates.items():
        for day, rate in zip(rates.days, walk, strict=True):
            at = datetime.combine(day, time(1, 30), UTC)
            rows[RateRow].append(RateRow(new_id(rng, at), at, at, BASE, currency, day, rate, SOURCE))
