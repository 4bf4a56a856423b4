"""What a period brought: contracts by the day they were signed, customers by the day of their first purchase."""

import uuid
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Select,
    and_,
    cast,
    func,
    or_,
    select,
)

from meridian.calendars.queries import calendar_for, company_zone, today
from meridian.calendars.rules import working_calendar
from meridian.customers.models import Customer, FirstOrder
from meridian.customers.visibility import by_sharing
from meridian.customers.visibility import visible_to as visible_customers
from meridian.identity.actor import Actor, units_within
from meridian.identity.permissions import Permission
from meridian.identity.visibility import Visibility, any_of, member
from meridian.kernel.db.compiled import survey
from meridian.kernel.db.session import Session
from meridian.kernel.db.times import Cohort, Days, Found
from meridian.kernel.listing import ListQuery, ListSpec, filtered
from meridian.kernel.schemas import Money
from meridian.opportunities import queries
from meridian.opportunities.models import (
    FUNNEL_TIMES,
    Contract,
    Opportunity,
    OpportunityMember,
)
from meridian.opportunities.pipeline.queries import OPPORTUNITIES
from meridian.opportunities.queries import visible_to
from meridian.opportunities.results.schemas import Funnel, SalesResults
from meridian.opportunities.rules import SIGNED, OpportunityOutcome, OpportunityState
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
# Everything is counted from facts of each opportunity (triggers.py), added up ahead for those of one's teams and
# department. A stage counts as entered when it was entered at least once; the time of a step is all the time spent in
# it until the next one was first entered, going back and forth included.


PERIOD = ("created_from", "created_to")
FUNNEL = ListSpec(
    "opportunity_funnel",
    fields=tuple(each for name, each in OPPORTUNITIES.fields.items() if name != "created_at"),
    default_sort=("rank",),
    id_column=Opportunity.id,
    extra_params=PERIOD,
)
STEPS = (*(OpportunityState(stage) for stage in Stage), OpportunityState.COMPLETED)
LINKED = Visibility(
    Opportunity.id,
    Permission.OPPORTUNITY_READ,
    any_of(
        member(Opportunity.id, OpportunityMember.opportunity_id, OpportunityMember.user_id, name="members"),
        by_sharing(Opportunity.customer_id),
    ),
)
"""Those one sees as a member, or because their customer is shared with one."""


def _cohort(actor: Actor, query: ListQuery, days: Days, zone: ZoneInfo) -> Cohort:
    """Whom the funnel is about; what a filter keeps is gathered."""
    units = units_within(actor, Permission.OPPORTUNITY_READ) if query.where is None else ()
    mine = or_(Opportunity.visible_to_ids.contains([actor.user_id]), LINKED.visible_to(actor))
    return Cohort(FUNNEL_TIMES, days, units, _opened(actor, query, days, zone), Opportunity.visible_to_ids, mine)


def _opened(actor: Actor, query: ListQuery, days: Days, zone: ZoneInfo) -> Select[*tuple[Any, ...]]:
    """The opportunities themselves."""
    statement: Select[*tuple[Any, ...]] = select(Opportunity.id).where(queries.visible_to(actor))
    if days.first is not None:
        statement = statement.where(Opportunity.created_at >= datetime.combine(days.first, time(), zone))
    if days.last is not None:
        after = days.last + timedelta(days=1)
        statement = statement.where(Opportunity.created_at < datetime.combine(after, time(), zone))
    return filtered(statement, query, masked=actor.masked)


class _End(NamedTuple):
    """How opportunities stand, and how many of them."""

    stage: str
    outcome: str
    reason: str | None
    found: Found


def _ends(found: Mapping[str, Found]) -> Iterator[_End]:
    for what, each in found.items():
        if what.startswith("at "):
            _, stage, outcome, *reason = what.split()
            yield _End(stage, outcome, reason[0] if reason else None, each)


async def funnel(session: Session, actor: Actor, query: ListQuery, period: Days) -> Funnel:
    """The funnel of what the actor may see and the filter keeps."""
    base = await base_currency(session)
    cohort = _cohort(actor, query, period, await company_zone(session))
    found, middles = await cohort.read(session, lambda number: ((number - 1) // 2, number // 2))
    medians = {what: sum(each) / 2 for what, each in middles.items()}
    ends = list(_ends(found))
    lost: defaultdict[str | None, Counter[Any]] = defaultdict(Counter)
    for end in ends:
        if end.outcome == OpportunityOutcome.LOST:
            lost[end.reason].update(end.found.sums)
    return Funnel.of(
        {
            "created_from": period.first,
            "created_to": period.last,
            "count": sum(end.found.size for end in ends),
            "steps": [_step(state, found, ends, medians) for state in STEPS],
            "lost_by_reason": [
                {"reason": reason, "count": each["size"], "base_sum": {"amount": each["amount"], "currency": base}}
                for reason, each in sorted(
                    lost.items(), key=lambda item: (-item[1]["size"], item[0] is None, item[0] or "")
                )
                if each["size"]
            ],
            "lost_by_competitor": _lost_by_competitor(found),
        },
        masked=actor.masked,
    )


def _lost_by_competitor(found: Mapping[str, Found]) -> list[dict[str, Any]]:
    """Names written differently in case are one competitor."""
    winners: defaultdict[str, list[str]] = defaultdict(list)
    for what, each in found.items():
        if each.size and what.partition(" ")[0] == "to":
            winners[what.lower()].append(what)
    rows = [(min(each)[3:] or None, sum(found[what].size for what in each)) for each in winners.values()]
    rows.sort(key=lambda row: (-row[1], row[0] is None, row[0] or ""))
    return [{"competitor": name, "count": count} for name, count in rows]


def _step(
    state: OpportunityState, found: Mapping[str, Found], ends: Sequence[_End], medians: Mapping[str, float]
) -> dict[str, Any]:
    def of(what: str) -> Found:
        return found.get(f"{what} {state}", Found())

    def ended(outcome: OpportunityOutcome) -> int:
        return sum(end.found.size for end in ends if (end.stage, end.outcome) == (state, outcome))

    every = sum(end.found.size for end in ends)
    completed = sum(end.found.size for end in ends if end.outcome == OpportunityOutcome.COMPLETED)
    entered = every if state is STEPS[0] else of("entered").size  # all of them began with the first
    converted = of("elapsed").size
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
                "median_seconds": _whole(medians.get(f"{kind} {state}")),
                "mean_seconds": _whole(of(kind).sums["total"] / timed if (timed := of(kind).timed) else None),
            }
            for kind in ("elapsed", "working")
        },
    }


def _whole(seconds: float | None) -> int | None:
    return None if seconds is None else round(seconds)
