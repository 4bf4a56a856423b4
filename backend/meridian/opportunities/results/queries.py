"""What a period brought: contracts by the day they were signed, customers by the day of their first purchase."""

import uuid
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from enum import StrEnum
from itertools import pairwise
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from sqlalchemy import (
    CTE,
    BigInteger,
    ColumnElement,
    Row,
    Select,
    and_,
    cast,
    distinct,
    func,
    or_,
    select,
)

from meridian.calendars.queries import calendar_for, company_zone, today
from meridian.calendars.rules import working_calendar
from meridian.customers.models import Customer, FirstOrder
from meridian.customers.visibility import visible_to as visible_customers
from meridian.identity.actor import Actor
from meridian.kernel.db.compiled import survey
from meridian.kernel.db.session import Session
from meridian.kernel.listing import ListQuery, ListSpec, filtered
from meridian.kernel.schemas import Money
from meridian.kernel.workflow.models import Transition
from meridian.opportunities import queries
from meridian.opportunities.models import Contract, Opportunity, OpportunityCompetitor
from meridian.opportunities.pipeline.queries import OPPORTUNITIES
from meridian.opportunities.pipeline.workflow import OPPORTUNITY
from meridian.opportunities.queries import visible_to
from meridian.opportunities.results.schemas import Funnel, SalesResults
from meridian.opportunities.rules import SIGNED, SUBJECT, OpportunityOutcome, OpportunityState
from meridian.places.countries import rounded
from meridian.policies.rules import Stage
from meridian.rates.queries import base_currency, rate_of

Narrowed = Mapping[str, uuid.UUID | None]


@dataclass(frozen=True, slots=True)
class Period:
    """Days of the company's calendar, both included."""

    first: date
    last: date


async def results(session: Session, actor: Actor, period: Period, wanted: Narrowed) -> SalesResults:
    """What the period brought of what the actor may see; `wanted`: owner_id and team_id, as far as asked for."""
    base = await base_currency(session)
    signed = (await survey(session, _signed(actor, period, base, _of(Opportunity, wanted)))).one()
    won = (await survey(session, _won(actor, period, _of(Customer, wanted)))).scalar_one()
    working = await _working_days(session, actor, period)
    now = await today(session)
    return SalesResults(
        first=period.first,
        last=period.last,
        working_days=len(working),
        working_days_begun=sum(day <= now for day in working),
        contracts=signed.size,
        signed_sum=Money(amount=rounded(signed.total or Decimal(0), base), currency=base),
        without_rate=sorted(signed.without_rate or []),
        customers_won=won,
    )


class Whose(StrEnum):
    """By what results are told apart: the column that names it."""

    PEOPLE = "owner_id"
    TEAMS = "team_id"


class Brought(NamedTuple):
    """What a period brought of one person or one team."""

    signed_sum: Money
    customers_won: int


async def results_of(
    session: Session, actor: Actor, period: Period, ids: Mapping[Whose, Sequence[uuid.UUID]]
) -> Mapping[uuid.UUID, Brought]:
    """The same figures as `results`, for each of some people and teams."""
    base = await base_currency(session)
    signed = (await survey(session, _signed(actor, period, base, [_named(Opportunity, ids)], by=Whose))).all()
    won = (await survey(session, _won(actor, period, [_named(Customer, ids)], by=Whose))).all()
    found = {}
    for whose, several in ids.items():
        sums: defaultdict[uuid.UUID, Decimal] = defaultdict(Decimal)
        counts = Counter[uuid.UUID]()
        for row in signed:
            sums[getattr(row, whose)] += row.total or Decimal(0)
        for row in won:
            counts[getattr(row, whose)] += row.size
        for each in several:
            found[each] = Brought(Money(amount=rounded(sums[each], base), currency=base), counts[each])
    return found


def _named(model: Any, ids: Mapping[Whose, Sequence[uuid.UUID]]) -> ColumnElement[bool]:
    return or_(*(getattr(model, whose).in_(several) for whose, several in ids.items()))


def _signed(
    actor: Actor, period: Period, base: str, only: Sequence[Any], *, by: Iterable[Whose] = ()
) -> Select[*tuple[Any, ...]]:
    """A contract counts while its sale stands at signing or beyond: one that is taken back or cancelled does not.

    What was signed on one day in one currency is added up first: it has one rate.
    """
    day = (Contract.signed_on, Contract.currency)
    whose = [getattr(Opportunity, each) for each in by]
    contracts = (
        select(*day, *whose, func.count().label("size"), func.sum(Contract.amount).label("amount"))
        .join(Opportunity, Opportunity.id == Contract.opportunity_id)
        .where(
            Contract.signed_on.between(period.first, period.last),
            Opportunity.stage.in_(SIGNED),
            Opportunity.outcome.in_((OpportunityOutcome.OPEN, OpportunityOutcome.COMPLETED)),
            visible_to(actor),
            *only,
        )
        .group_by(*day, *whose)
        .cte("contracts")
    )
    c = contracts.c
    days = select(c.signed_on, c.currency).distinct().subquery("days").c
    rate = rate_of(days.currency, days.signed_on, base).label("rate")
    rates = select(*days, rate).cte("rates").prefix_with("MATERIALIZED")  # looked up once for each
    rated = rates.c
    unrated = c.amount.is_not(None) & rated.rate.is_(None)
    return (
        _by(
            [c[each] for each in by],
            cast(func.coalesce(func.sum(c.size), 0), BigInteger).label("size"),
            func.sum(c.amount * rated.rate).label("total"),
            func.array_agg(c.currency.distinct()).filter(unrated).label("without_rate"),
        )
        .select_from(contracts)
        .outerjoin(rates, and_(rated.signed_on == c.signed_on, rated.currency == c.currency))
    )


def _won(actor: Actor, period: Period, only: Sequence[Any], *, by: Iterable[Whose] = ()) -> Select[*tuple[Any, ...]]:
    return (
        _by([getattr(Customer, each) for each in by], func.count().label("size"))
        .select_from(FirstOrder)
        .join(Customer, Customer.id == FirstOrder.customer_id)
        .where(
            FirstOrder.ordered_on.between(period.first, period.last),
            Customer.merged_into_id.is_(None),
            visible_customers(actor),
            *only,
        )
    )


def _by(whose: Sequence[Any], *figures: Any) -> Select[*tuple[Any, ...]]:
    """The figures of all together, or of each."""
    return select(*figures, *whose).group_by(*whose)


def _of(model: Any, wanted: Narrowed) -> list[Any]:
    return [getattr(model, name) == value for name, value in wanted.items() if value is not None]


async def _working_days(session: Session, actor: Actor, period: Period) -> list[date]:
    calendar = working_calendar(await calendar_for(session, actor.department_id))
    days = [period.first + timedelta(days=n) for n in range((period.last - period.first).days + 1)]
    return [day for day in days if calendar.worked_on(day)[1]]


# The funnel: of the opportunities opened in a period, how many came how far, how fast, and why others did not.
#
# Everything is counted from the moves that were made (transition). A stage counts as entered when it was entered at
# least once; the time of a step is all the time spent in it until the next one was first entered, going back and forth
# included.


PERIOD = ("created_from", "created_to")
FUNNEL = ListSpec(
    "opportunity_funnel",
    fields=tuple(each for name, each in OPPORTUNITIES.fields.items() if name != "created_at"),
    default_sort=("rank",),
    id_column=Opportunity.id,
    extra_params=PERIOD,
)
STEPS = (*(OpportunityState(stage) for stage in Stage), OpportunityState.COMPLETED)


@dataclass(frozen=True, slots=True)
class FunnelPeriod:
    """The days, by the company's calendar, on which the cohort's opportunities were opened; None: without bound."""

    first: date | None
    last: date | None


async def funnel(session: Session, actor: Actor, query: ListQuery, period: FunnelPeriod) -> Funnel:
    """The funnel of what the actor may see and the filter keeps."""
    cohort = _cohort(actor, query, period, await company_zone(session))
    base = await base_currency(session)
    steps = (await survey(session, _steps(cohort))).mappings().one()
    ends = (await survey(session, _ends(cohort))).all()
    lost = (await survey(session, _lost_by_reason(cohort))).all()
    won = (await survey(session, _lost_by_competitor(cohort))).all()
    return Funnel.of(
        {
            "created_from": period.first,
            "created_to": period.last,
            "count": sum(row.size for row in ends),
            "steps": [_step(state, steps, ends) for state in STEPS],
            "lost_by_reason": [
                {
                    "reason": row.lost_reason,
                    "count": row.size,
                    "base_sum": {"amount": row.base_amount or Decimal(0), "currency": base},
                }
                for row in lost
            ],
            "lost_by_competitor": [{"competitor": row.name, "count": row.size} for row in won],
        },
        masked=actor.masked,
    )


def _cohort(actor: Actor, query: ListQuery, period: FunnelPeriod, zone: ZoneInfo) -> CTE:
    statement: Select[*tuple[Any, ...]] = select(
        Opportunity.id,
        Opportunity.created_at,
        Opportunity.stage,
        Opportunity.outcome,
        Opportunity.lost_reason,
        Opportunity.base_amount,
    ).where(queries.visible_to(actor))
    if period.first is not None:
        statement = statement.where(Opportunity.created_at >= datetime.combine(period.first, time(), zone))
    if period.last is not None:
        after = period.last + timedelta(days=1)
        statement = statement.where(Opportunity.created_at < datetime.combine(after, time(), zone))
    found = filtered(statement, query, masked=actor.masked)
    if Customer.__table__ in found.get_final_froms():
        found = found.join(Customer, Customer.id == Opportunity.customer_id)
    return found.cte("cohort")


def _steps(cohort: CTE) -> Select[*tuple[Any, ...]]:
    """One row: for each step how many entered it and the next, and how long those took; names are `_figure(step, …)`.

    The moves are read once, those of one opportunity together, beside when it first entered each step.
    """
    moves, each = _moves(cohort), []
    for step, following in pairwise(STEPS):
        left = and_(moves.c.from_state == step, moves.c.at <= moves.c[following])
        counted = left if step is STEPS[0] else and_(left, moves.c[step].is_not(None))
        each += [
            func.min(moves.c[following]).label(_figure(following, "entered")),
            func.count().filter(counted).label(_figure(step, "left")),
            *(func.sum(moves.c[kind]).filter(counted).label(_figure(step, kind)) for kind in _KINDS),
        ]
    taken = select(*each).group_by(moves.c.id).subquery("taken").c
    return select(
        *(func.count(taken[name]).label(name) for name in (_figure(step, "entered") for step in STEPS[1:])),
        *(
            func.count().filter(taken[_figure(step, "left")] > 0).label(_figure(step, "converted"))
            for step in STEPS[:-1]
        ),
        *(
            aggregate.label(_figure(step, f"{name}_{kind}"))
            for step in STEPS[:-1]
            for kind in _KINDS
            for name, aggregate in (
                ("median", func.percentile_cont(0.5).within_group(taken[_figure(step, kind)])),
                ("mean", func.avg(taken[_figure(step, kind)])),
            )
        ),
    )


_KINDS = ("elapsed", "working")


def _figure(step: OpportunityState, name: str) -> str:
    return f"{name}_{step}"


def _moves(cohort: CTE) -> CTE:
    """Every change of state of the cohort, with when its opportunity first entered each step after the first."""
    entered = (
        func.min(Transition.at)
        .filter(Transition.to_state == step)
        .over(partition_by=Transition.subject_id)
        .label(step.value)
        for step in STEPS[1:]
    )
    return (
        select(
            Transition.subject_id.label("id"),
            Transition.from_state,
            Transition.at,
            Transition.elapsed_seconds.label("elapsed"),
            Transition.working_seconds.label("working"),
            *entered,
        )
        .join(cohort, cohort.c.id == Transition.subject_id)
        .where(
            Transition.subject_type == SUBJECT,
            Transition.workflow == OPPORTUNITY.name,
            Transition.from_state != Transition.to_state,
        )
        .cte("moves")
    )


def _ends(cohort: CTE) -> Select[*tuple[Any, ...]]:
    where = (cohort.c.stage, cohort.c.outcome)
    return select(*where, func.count().label("size")).group_by(*where)


def _lost_by_reason(cohort: CTE) -> Select[*tuple[Any, ...]]:
    return (
        select(cohort.c.lost_reason, func.count().label("size"), func.sum(cohort.c.base_amount).label("base_amount"))
        .where(cohort.c.outcome == OpportunityOutcome.LOST)
        .group_by(cohort.c.lost_reason)
        .order_by(func.count().desc(), cohort.c.lost_reason)
    )


def _lost_by_competitor(cohort: CTE) -> Select[*tuple[Any, ...]]:
    """Names written differently in case are one competitor."""
    winner = and_(OpportunityCompetitor.opportunity_id == cohort.c.id, OpportunityCompetitor.won)
    name = func.min(OpportunityCompetitor.name)
    return (
        select(name.label("name"), func.count(distinct(cohort.c.id)).label("size"))
        .select_from(cohort)
        .outerjoin(OpportunityCompetitor, winner)
        .where(cohort.c.outcome == OpportunityOutcome.LOST)
        .group_by(func.lower(OpportunityCompetitor.name))
        .order_by(func.count(distinct(cohort.c.id)).desc(), name)
    )


def _step(state: OpportunityState, steps: Mapping[Any, Any], ends: Sequence[Row[*tuple[Any, ...]]]) -> dict[str, Any]:
    every = sum(end.size for end in ends)
    entered = steps.get(_figure(state, "entered"), every)  # all of them began with the first
    converted = steps.get(_figure(state, "converted"), 0)

    def ended(outcome: OpportunityOutcome) -> int:
        return sum(end.size for end in ends if (end.stage, end.outcome) == (state, outcome))

    completed = sum(end.size for end in ends if end.outcome == OpportunityOutcome.COMPLETED)

    return {
        "state": state,
        "entered": entered,
        "converted": converted,
        "conversion": round(converted / entered, 4) if entered else None,
        "here": completed if state is OpportunityState.COMPLETED else ended(OpportunityOutcome.OPEN),
        "lost": ended(OpportunityOutcome.LOST),
        "cancelled": ended(OpportunityOutcome.CANCELLED),
        **{
            kind: {
                f"{name}_seconds": _whole(steps.get(_figure(state, f"{name}_{kind}"))) for name in ("median", "mean")
            }
            for kind in _KINDS
        },
    }


def _whole(seconds: Any) -> int | None:
    return None if seconds is None else round(float(seconds))
