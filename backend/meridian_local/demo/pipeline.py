"""Opportunities of invented customers: each with a life of its own, from the first talk to where it stands now.

A life is a list of stays, one for each stage it was in; everything else follows from it, so that history, dates and
what belongs to an opportunity agree.
"""

import json
import random
import uuid
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import NamedTuple

from meridian.calendars.rules import WorkingCalendar
from meridian.calendars.working_time import working_between
from meridian.opportunities.pipeline.workflow import OPPORTUNITY
from meridian.opportunities.rules import OpportunityState
from meridian.policies.definitions.sales import IMPORTANT_OPPORTUNITY_AMOUNT, STAGE_FOLLOW_UP_DAYS
from meridian.policies.rules import Stage
from meridian_local.demo import deals
from meridian_local.demo.rows import (
    CompetitorRow,
    CustomerRow,
    LineRow,
    OpportunityRow,
    RateRow,
    Rows,
    TransitionRow,
    new_id,
)
from meridian_local.demo.scene import Article, countries

# Invented exchange rates of a year, a new one each week, walking about their true size.


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
# how it stands, the stages in which it may, how often
FATES = (
    ("open", STAGES, 45),
    ("completed", (Stage.EXECUTION,), 17),
    ("lost", STAGES[:4], 34),
    ("cancelled", STAGES[4:], 4),
)


@dataclass(frozen=True, slots=True)
class Market:
    """Where opportunities are invented: the moment, what is sold, what money is worth, when people work."""

    now: datetime
    articles: tuple[Article, ...]
    rates: Rates
    calendar: WorkingCalendar


class Stay(NamedTuple):
    """A stage and when it was entered and left; what is left by going back has a reason."""

    stage: Stage
    since: datetime
    until: datetime | None
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Deal:
    """One opportunity on its way to its rows."""

    id: uuid.UUID
    customer: CustomerRow
    owner_id: uuid.UUID
    stays: Sequence[Stay]
    outcome: str
    ended_at: datetime | None
    currency: str
    lines: Sequence[LineRow]

    @property
    def stage(self) -> Stage:
        return self.stays[-1].stage

    @property
    def reached(self) -> int:
        """Place of the furthest stage it was in."""
        return max(STAGES.index(stay.stage) for stay in self.stays)

    @property
    def amount(self) -> Decimal:
        return sum((line.amount for line in self.lines), Decimal(0))

    def entered(self, stage: Stage) -> datetime | None:
        """When it last entered a stage."""
        return next((stay.since for stay in reversed(self.stays) if stay.stage == stage), None)


def write_opportunities(rng: random.Random, market: Market, count: int, rows: Rows) -> list[Deal]:
    """Adds so many opportunities of the customers in `rows`: of those in whom interest was heard, if there are any."""
    customers = [row for row in rows[CustomerRow] if row.owner_id is not None]
    warm = [row for row in customers if row.first_contact_at and row.intent_level != "none" and not row.do_not_call]
    chosen = warm or customers
    if not chosen or not market.articles:
        return []
    return [_write(rng, market, chosen[number % len(chosen)], rows) for number in _shuffled(rng, count, len(chosen))]


def _shuffled(rng: random.Random, count: int, customers: int) -> list[int]:
    """Customers in an order of chance, everyone once before anyone twice."""
    numbers: list[int] = []
    while len(numbers) < count:
        numbers += rng.sample(range(customers), k=customers)
    return numbers[:count]


def _write(rng: random.Random, market: Market, customer: CustomerRow, rows: Rows) -> Deal:
    outcome, ends, _ = rng.choices(FATES, [weight for *_, weight in FATES])[0]
    stays, ended_at = _life(rng, market.now, customer, outcome, rng.choice(ends))
    assert customer.owner_id is not None  # of those with an owner
    deal_id = new_id(rng, stays[0].since)
    currency = _currency(rng, customer)
    lines = _lines(rng, market, customer, deal_id, currency, stays[0].since)
    deal = Deal(deal_id, customer, customer.owner_id, stays, outcome, ended_at, currency, lines)
    rows[OpportunityRow].append(_opportunity(rng, market, deal))
    if deal.reached >= STAGES.index(Stage.NEEDS_DEFINED):
        rows[LineRow] += lines
        rows[CompetitorRow] += _competitors(rng, deal)
    rows[TransitionRow] += _moves(rng, market, deal)
    return deal


def _life(
    rng: random.Random, now: datetime, customer: CustomerRow, outcome: str, last: Stage
) -> tuple[list[Stay], datetime | None]:
    """Its stays, one after the other; the last one still runs unless the life has ended."""
    way = list(STAGES[: STAGES.index(last) + 1])
    back = rng.random() < 0.12 and len(way) >= 3 and last not in (Stage.CONTRACT_SIGNED, Stage.EXECUTION)
    if back:
        way[-1:] = [way[-1], way[-2], way[-1]]
    spans = [timedelta(days=DAYS[stage] * rng.uniform(0.3, 1.7)) for stage in way]
    end = now if outcome == "open" else now - timedelta(days=rng.uniform(1, 170))
    earliest = min(customer.first_contact_at or customer.created_at, now - timedelta(hours=6)) + timedelta(hours=2)
    end = max(end, min(now, earliest + timedelta(days=2)) - timedelta(minutes=1))
    if outcome == "open":
        spans[-1] = timedelta(days=rng.uniform(0.1, 1.3 * DAYS[last]))
    room = end - earliest
    whole = sum(spans, timedelta())
    if whole > room:
        spans = [span * (room / whole) * 0.98 for span in spans]
    since = end - sum(spans, timedelta())
    stays = []
    for number, (stage, span) in enumerate(zip(way, spans, strict=True)):
        until = since + span if number + 1 < len(way) or outcome != "open" else None
        returned = back and number == len(way) - 3
        stays.append(Stay(stage, since, until, rng.choice(deals.BACK) if returned else None))
        since += span
    return stays, stays[-1].until


def _currency(rng: random.Random, customer: CustomerRow) -> str:
    own = countries()[customer.country].currency if customer.country in countries() else "USD"
    return own if own in ("EUR", "GBP", "AED", "CNY") and rng.random() < 0.7 else "USD"


def _lines(
    rng: random.Random, market: Market, customer: CustomerRow, deal_id: uuid.UUID, currency: str, at: datetime
) -> list[LineRow]:
    worth = market.rates.on(currency, market.now.date())
    assert worth is not None  # there are rates of every week
    scale = rng.choice((1, 1, 2, 5, 12, 30))
    lines = []
    for position, article in enumerate(
        rng.sample(market.articles, k=min(len(market.articles), rng.choice((1, 1, 2, 3))))
    ):
        quantity = Decimal(rng.choice((1, 2, 3, 4, 6)) * scale)
        price = (article.price * DOLLAR / worth[0] * rng.randrange(88, 106) / 100).quantize(CENT)
        lines.append(
            LineRow(
                new_id(rng, at),
                at,
                at,
                deal_id,
                customer.id,
                article.product_id,
                f"{article.name} {article.model}",
                quantity,
                "set",
                price,
                currency,
                (price * quantity).quantize(CENT),
                position,
            )
        )
    return lines


def _opportunity(rng: random.Random, market: Market, deal: Deal) -> OpportunityRow:
    customer, now, last = deal.customer, market.now, deal.stays[-1]
    priced = deal.reached >= STAGES.index(Stage.NEEDS_DEFINED)
    signed = deal.entered(Stage.CONTRACT_SIGNED)
    rate = market.rates.on(deal.currency, (signed or deal.ended_at or now).date()) if priced else None
    open_ = deal.outcome == "open"
    own_chance = open_ and rng.random() < 0.15
    changed_at = deal.ended_at or last.since
    return OpportunityRow(
        id=deal.id,
        created_at=deal.stays[0].since,
        updated_at=changed_at,
        customer_id=customer.id,
        title=rng.choice(deals.TITLES).format(article=deal.lines[0].description),
        source=customer.source_channel,
        owner_id=deal.owner_id,
        team_id=customer.team_id,
        department_id=customer.department_id,
        created_by=deal.owner_id,
        stage=deal.stage,
        stage_since=last.since,
        outcome=deal.outcome,
        closed_at=deal.ended_at,
        policy_versions=json.dumps({"pipeline_stage_criteria": 0}),
        follow_up_due_on=_follow_up_due_on(last) if open_ else None,
        amount=deal.amount if priced else None,
        currency=deal.currency if priced else None,
        base_amount=(deal.amount * rate[0]).quantize(Decimal("0.0001")) if rate else None,
        base_currency=BASE if rate else None,
        rated_on=rate[1] if rate else None,
        important_since=deal.entered(Stage.NEEDS_DEFINED) if important(market, deal) else None,
        probability=rng.randrange(1, 19) * 5 if own_chance else None,
        probability_reason=rng.choice(deals.CHANCES) if own_chance else None,
        expected_purchase_on=_expected_on(rng, deal, now) if priced else None,
        needs_description=rng.choice(deals.NEEDS) if priced else None,
        no_competitors_known=False,
        decision_process=rng.choice(deals.PROCESSES) if deal.reached >= 2 else None,
        decision_maker_id=None,
        lost_reason=rng.choice(deals.LOST) if deal.outcome == "lost" else None,
        lessons_learned=rng.choice(deals.LESSONS) if deal.outcome == "lost" else None,
        cancel_reason=rng.choice(deals.CANCELLED) if deal.outcome == "cancelled" else None,
    )


def important(market: Market, deal: Deal) -> bool:
    """Whether policy as shipped calls it important (CR-15)."""
    rate = market.rates.on(deal.currency, (deal.entered(Stage.CONTRACT_SIGNED) or deal.ended_at or market.now).date())
    priced = deal.reached >= STAGES.index(Stage.NEEDS_DEFINED)
    return priced and rate is not None and deal.amount * rate[0] >= IMPORTANT_OPPORTUNITY_AMOUNT.default


def _follow_up_due_on(last: Stay) -> date:
    return (last.since + timedelta(days=STAGE_FOLLOW_UP_DAYS.default[last.stage])).date()


def _expected_on(rng: random.Random, deal: Deal, now: datetime) -> date:
    """The day they meant to buy: about when it was signed, else some time from now, or when it ended."""
    signed = deal.entered(Stage.CONTRACT_SIGNED)
    if signed is not None:
        return (signed + timedelta(days=rng.randrange(-10, 10))).date()
    return ((deal.ended_at or now) + timedelta(days=rng.randrange(5, 90))).date()


def _competitors(rng: random.Random, deal: Deal) -> list[CompetitorRow]:
    at = deal.entered(Stage.NEEDS_DEFINED) or deal.stays[0].since
    found = rng.sample(deals.COMPETITORS, k=rng.choice((1, 1, 2)))
    lost = deal.outcome == "lost" and rng.random() < 0.75
    return [
        CompetitorRow(new_id(rng, at), at, at, deal.id, deal.customer.id, *about, lost and number == 0)
        for number, about in enumerate(found)
    ]


def _moves(rng: random.Random, market: Market, deal: Deal) -> list[TransitionRow]:
    """What was moved and when, with the time spent in each stage as the product counts it."""
    targets = [OpportunityState(stay.stage) for stay in deal.stays[1:]]
    if deal.outcome != "open":
        targets.append(OpportunityState(deal.outcome))
    rows = []
    for stay, target in zip(deal.stays, targets, strict=False):
        source = OpportunityState(stay.stage)
        move = OPPORTUNITY.leading(source, target)
        assert move is not None  # lives follow the workflow
        assert stay.until is not None  # what was left has its end
        rows.append(
            TransitionRow(
                id=new_id(rng, stay.until),
                workflow=OPPORTUNITY.name,
                subject_type="opportunity",
                subject_id=deal.id,
                customer_id=deal.customer.id,
                move=move.name,
                from_state=source,
                to_state=target,
                actor_id=deal.owner_id,
                at=stay.until,
                reason=stay.reason,
                elapsed_seconds=int((stay.until - stay.since).total_seconds()),
                working_seconds=working_between(market.calendar, stay.since, stay.until) // timedelta(seconds=1),
            )
        )
    return rows
