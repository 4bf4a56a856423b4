"""Opportunities of invented customers: each with a life of its own, from the first talk to where it stands now.

A life is a list of stays, one for each stage it was in; what people did meanwhile follows from it (`sales.py`).
"""

import random
import uuid
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import NamedTuple

from meridian.opportunities.rules import OpportunityOutcome
from meridian.policies.rules import Stage
from meridian_local.demo.opportunities import deals
from meridian_local.demo.rows import ContactRow, CustomerRow, RateRow, Rows, new_id
from meridian_local.demo.scene import Article, countries

# Invented exchange rates of a year, a new one each week, walking about their true size.


BASE = "CNY"
SIZES = {"USD": "7.12", "EUR": "7.86", "GBP": "9.15", "AED": "1.94", "JPY": "0.0478", "INR": "0.0815"}
WEEKS = 60
PLACES = Decimal("0.000001")
SOURCE = "中国人民银行中间价（示例）"


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


def invent_rates(today: date) -> Rates:
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


STAGES = tuple(Stage)
DAYS = dict(zip(Stage, (6, 10, 14, 18, 9, 45), strict=True))
"""How long a stage usually lasts."""
CENT = Decimal("0.01")
DOLLAR = Decimal("7.12")
_O = OpportunityOutcome
# how it stands, the stages in which it may, how often
FATES = (
    (_O.OPEN, STAGES, 45),
    (_O.COMPLETED, (Stage.EXECUTION,), 17),
    (_O.LOST, STAGES[:4], 34),
    (_O.CANCELLED, STAGES[4:], 4),
)
SHOWN = (
    *((_O.OPEN, (stage,)) for stage in STAGES),
    (_O.COMPLETED, (Stage.EXECUTION,)),
    (_O.LOST, (Stage.NEGOTIATION,)),
    (_O.CANCELLED, (Stage.EXECUTION,)),
)


class Stay(NamedTuple):
    """A stage and when it was entered and left; what is left by going back has a reason."""

    stage: Stage
    since: datetime
    until: datetime | None
    reason: str | None = None


class Line(NamedTuple):
    """What they may buy."""

    product_id: uuid.UUID
    description: str
    description_zh: str
    quantity: Decimal
    price: Decimal


@dataclass(frozen=True, slots=True)
class Deal:
    """A sale as it went."""

    customer: CustomerRow
    owner_id: uuid.UUID
    decider_id: uuid.UUID | None
    stays: Sequence[Stay]
    outcome: OpportunityOutcome
    currency: str
    lines: Sequence[Line]

    @property
    def ended_at(self) -> datetime | None:
        return self.stays[-1].until

    @property
    def reached(self) -> int:
        """Place of the furthest stage it was in."""
        return max(STAGES.index(stay.stage) for stay in self.stays)

    @property
    def amount(self) -> Decimal:
        return sum(((line.price * line.quantity).quantize(CENT) for line in self.lines), Decimal(0))

    def entered(self, stage: Stage) -> datetime | None:
        """When it last entered a stage."""
        return next((stay.since for stay in reversed(self.stays) if stay.stage == stage), None)


def invent_deals(
    rng: random.Random,
    now: datetime,
    articles: Sequence[Article],
    rates: Rates,
    rows: Rows,
    count: int,
    *,
    show: uuid.UUID | None = None,
) -> list[Deal]:
    """So many sales to customers in `rows` in whom interest was heard; without such they are only just begun.

    show: whose one of every stage and every end is, before chance decides of the others.
    """
    deciders: dict[uuid.UUID, uuid.UUID] = {}
    for contact in rows[ContactRow]:
        if contact.customer_id not in deciders or contact.role == "decision_maker":
            deciders[contact.customer_id] = contact.id
    owned = [row for row in rows[CustomerRow] if row.owner_id is not None and row.zone is not None]
    warm = [
        row
        for row in owned
        if row.first_contact_at and row.intent_level != "none" and not row.do_not_call and row.id in deciders
    ]
    chosen = warm or owned
    if not chosen or not articles:
        return []
    shown = [row for row in chosen if row.owner_id == show][:count] if warm else []
    sold: list[tuple[CustomerRow, OpportunityOutcome, Sequence[Stage]]] = []
    sold += [(customer, *fate) for customer, fate in zip(shown, SHOWN, strict=False)]
    for number in _shuffled(rng, count - len(sold), len(chosen)):
        outcome, ends, _ = rng.choices(FATES, [weight for *_, weight in FATES])[0]
        sold.append((chosen[number], outcome, ends) if warm else (chosen[number], _O.OPEN, STAGES[:1]))
    return [
        _deal(rng, now, articles, rates, customer, deciders.get(customer.id), outcome, rng.choice(ends))
        for customer, outcome, ends in sold
    ]


def _shuffled(rng: random.Random, count: int, customers: int) -> list[int]:
    """Customers in an order of chance, everyone once before anyone twice."""
    numbers: list[int] = []
    while len(numbers) < count:
        numbers += rng.sample(range(customers), k=customers)
    return numbers[:count]


def _deal(
    rng: random.Random,
    now: datetime,
    articles: Sequence[Article],
    rates: Rates,
    customer: CustomerRow,
    decider_id: uuid.UUID | None,
    outcome: OpportunityOutcome,
    last: Stage,
) -> Deal:
    stays = _life(rng, now, customer, outcome, last)
    assert customer.owner_id is not None  # of those with an owner
    currency = _currency(rng, customer)
    return Deal(
        customer, customer.owner_id, decider_id, stays, outcome, currency, _lines(rng, now, articles, rates, currency)
    )


def _life(
    rng: random.Random, now: datetime, customer: CustomerRow, outcome: OpportunityOutcome, last: Stage
) -> list[Stay]:
    """Its stays, one after the other; the last one still runs unless the life has ended."""
    way = list(STAGES[: STAGES.index(last) + 1])
    back = rng.random() < 0.12 and len(way) >= 3 and last not in (Stage.CONTRACT_SIGNED, Stage.EXECUTION)
    if back:
        way[-1:] = [way[-1], way[-2], way[-1]]
    spans = [timedelta(days=DAYS[stage] * rng.uniform(0.3, 1.7)) for stage in way]
    end = now if outcome is _O.OPEN else now - timedelta(days=rng.uniform(1, 170))
    earliest = min(customer.first_contact_at or customer.created_at, now - timedelta(hours=6)) + timedelta(hours=2)
    end = max(end, min(now, earliest + timedelta(days=2)) - timedelta(minutes=1))
    if outcome is _O.OPEN:
        spans[-1] = timedelta(days=rng.uniform(0.1, 1.3 * DAYS[last]))
    room = end - earliest
    whole = sum(spans, timedelta())
    if whole > room:
        spans = [span * (room / whole) * 0.98 for span in spans]
    since = end - sum(spans, timedelta())
    stays = []
    for number, (stage, span) in enumerate(zip(way, spans, strict=True)):
        until = since + span if number + 1 < len(way) or outcome is not _O.OPEN else None
        returned = back and number == len(way) - 3
        stays.append(Stay(stage, since, until, rng.choice(deals.BACK) if returned else None))
        since += span
    return stays


def _currency(rng: random.Random, customer: CustomerRow) -> str:
    own = countries()[customer.country].currency if customer.country in countries() else "USD"
    return own if own in ("EUR", "GBP", "AED", "CNY") and rng.random() < 0.7 else "USD"


def _lines(rng: random.Random, now: datetime, articles: Sequence[Article], rates: Rates, currency: str) -> list[Line]:
    worth = rates.on(currency, now.date())
    assert worth is not None  # there are rates of every week
    scale = rng.choice((1, 1, 2, 5, 12, 30))
    lines = []
    for article in rng.sample(articles, k=min(len(articles), rng.choice((1, 1, 2, 3)))):
        quantity = Decimal(rng.choice((1, 2, 3, 4, 6)) * scale)
        price = (article.price * DOLLAR / worth[0] * rng.randrange(88, 106) / 100).quantize(CENT)
        english, chinese = (f"{name} {article.model}" for name in (article.name, article.name_zh))
        lines.append(Line(article.product_id, english, chinese, quantity, price))
    return lines
