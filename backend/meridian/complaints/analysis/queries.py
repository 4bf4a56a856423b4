"""Complaints counted: root causes, products, departments, markets, months, repeats, time, satisfaction (CR-27, MC-20).

Complaints are looked at by the day they were registered, in the company's zone, whatever became of them since;
withdrawn ones count. The conditions are those of the list of complaints: each figure names the query that shows what
was counted, and is made of the same conditions within the same scope.
"""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, NamedTuple
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from sqlalchemy import Select, and_, func, or_, select, true
from sqlalchemy.dialects.postgresql import array

from meridian.calendars.queries import company_zone
from meridian.complaints import queries
from meridian.complaints.analysis.schemas import (
    AnalysisFilter,
    Averages,
    CauseFigure,
    Figure,
    GroupFigure,
    Groups,
    Handling,
    MonthFigure,
    Months,
    RepeatAnalysis,
    RootCauses,
    SatisfactionAverages,
    Spent,
    StageFigure,
    Stages,
)
from meridian.complaints.models import STAYS, Complaint, ComplaintRepeat, ComplaintRound
from meridian.complaints.queries import COMPLAINTS, LEAVING, RESOLVED, RESOLVED_IN_TIME, repeat_within
from meridian.complaints.rules import SUBJECT, ComplaintState, RootCause
from meridian.identity.actor import Actor, units_within
from meridian.identity.models import Department
from meridian.identity.permissions import Permission
from meridian.kernel.db.compiled import survey
from meridian.kernel.db.session import Session
from meridian.kernel.db.times import Cohort, Days
from meridian.kernel.language import msg
from meridian.kernel.listing import filtered, parse_query
from meridian.kernel.problems import fault
from meridian.kernel.workflow.models import Transition
from meridian.products.models import Market, Product
from meridian.records.rules import SCORES

_PLACES = Decimal("0.0001")
_SAME = ("product_id", "department_id", "market_id", "priority")
GROUPS: Mapping[str, tuple[Any, Any]] = {
    "product_id": (Complaint.product_id, Product),
    "department_id": (Complaint.department_id, Department),
    "market_id": (Complaint.market_id, Market),
}
"""What complaints are counted by: the list's filter, its column, the table of names."""


@dataclass(frozen=True, slots=True)
class Counted:
    """The complaints looked at. given: their conditions as the list's query has them."""

    actor: Actor
    zone: ZoneInfo
    days: Days
    given: Mapping[str, str]

    @property
    def is_narrowed(self) -> bool:
        """Whether by more than the period."""
        return any(name in self.given for name in _SAME)

    def select(self, *columns: Any) -> Select[*tuple[Any, ...]]:
        """These columns of the complaints."""
        asked = select(*columns).select_from(Complaint).where(queries.visible_to(self.actor))
        return filtered(asked, parse_query(COMPLAINTS, self.given.items()), masked=self.actor.masked)

    def query(self, **more: Any) -> str:
        """The list's query for those of them that meet more conditions; a dot in a name is written as `__`."""
        added = {name.replace("__", "."): _text(value) for name, value in more.items()}
        return urlencode({**self.given, **added})

    def figure(self, count: int, **more: Any) -> dict[str, Any]:
        return {"count": count, "query": self.query(**more)}

    def all(self, count: int) -> Figure:
        return Figure(**self.figure(count))


async def looked_at(session: Session, actor: Actor, asked: AnalysisFilter) -> Counted:
    """What was asked for as the list's conditions. 422 when the period ends before it begins."""
    if asked.from_ is not None and asked.to is not None and asked.to < asked.from_:
        raise fault("/query/to", "out_of_range", msg("must not lie before “from”"))
    zone = await company_zone(session)
    given = {name: str(value) for name in _SAME if (value := getattr(asked, name)) is not None}
    if asked.from_ is not None:
        given["registered_at.gte"] = _text(_midnight(asked.from_, zone))
    if asked.to is not None:
        given["registered_at.lt"] = _text(_midnight(asked.to + timedelta(days=1), zone))
    return Counted(actor, zone, Days(asked.from_, asked.to), given)


async def root_causes(session: Session, counted: Counted) -> RootCauses:
    """The Pareto of root causes."""
    column, number = Complaint.root_cause_category, func.count()
    rows = (await survey(session, counted.select(column, number).group_by(column))).all()
    unknown = sum(count for category, count in rows if category is None)
    known, reached, items = sum(count for _, count in rows) - unknown, 0, []
    ordered = sorted((-count, category) for category, count in rows if category is not None)
    for category, count in ((category, -negative) for negative, category in ordered):
        reached += count
        items.append(
            CauseFigure(
                **counted.figure(count, root_cause_category=category),
                category=RootCause(category),
                share=_ratio(count, known) or Decimal(),
                cumulative_share=_ratio(reached, known) or Decimal(),
            )
        )
    return RootCauses(
        all=counted.all(known + unknown),
        without_category=Figure(**counted.figure(unknown, root_cause_category__null=True)),
        items=items,
    )


async def groups(session: Session, counted: Counted, by: str) -> Groups:
    """Complaints by product, responsible department or market: a key of GROUPS."""
    column, named = GROUPS[by]
    names = (column.label("id"), named.name, named.name_zh)
    statement = counted.select(*names, func.count()).outerjoin(named, named.id == column).group_by(*names)
    rows = (await survey(session, statement.order_by(func.count().desc(), named.name, column))).all()
    none = sum(row[-1] for row in rows if row.id is None)
    return Groups(
        all=counted.all(sum(row[-1] for row in rows)),
        none=Figure(**counted.figure(none, **{f"{by}__null": True})),
        items=[
            GroupFigure(**counted.figure(count, **{by: group_id}), id=group_id, name=name, name_zh=name_zh)
            for group_id, name, name_zh, count in rows
            if group_id is not None
        ],
    )


async def months(session: Session, counted: Counted) -> Months:
    """Complaints by the month they were registered in, in the company's zone."""
    local = func.timezone(counted.zone.key, Complaint.registered_at)
    month = func.date_trunc("month", local).label("month")
    rows = (await survey(session, counted.select(month, func.count()).group_by(month).order_by(month))).all()
    return Months(
        all=counted.all(sum(count for _, count in rows)),
        items=[
            MonthFigure(**counted.figure(count, **_within(counted, began.date())), month=f"{began:%Y-%m}")
            for began, count in rows
        ],
    )


async def repeats(session: Session, counted: Counted, days: int) -> RepeatAnalysis:
    """How many complaints repeat an earlier one of the same customer; see `repeat_within`."""
    each = counted.select(func.count(), func.count(ComplaintRepeat.complaint_id))
    number, again = (await survey(session, each.outerjoin(ComplaintRepeat, repeat_within(days)))).one()
    return RepeatAnalysis(
        all=counted.all(number),
        repeats=Figure(**counted.figure(again, repeats_within_days=days)),
        rate=_ratio(again, number),
    )


async def stages(session: Session, counted: Counted) -> Stages:
    """How long complaints stood in each state they have left; where one still stands is not counted."""
    units = () if counted.is_narrowed else units_within(counted.actor, Permission.COMPLAINT_READ)
    number, left = await (_stays_of(session, counted) if units == () else _stays_ahead(session, counted, units))
    return Stages(
        all=counted.all(number),
        items=[
            StageFigure(
                **counted.figure(each.complaints, left_state=state),
                state=state,
                stays=each.stays,
                elapsed=Spent(median=each.elapsed[0], p90=each.elapsed[1]),
                working=Spent(median=each.working[0], p90=each.working[1]),
            )
            for state in ComplaintState
            if (each := left.get(state)) is not None
        ],
    )


class _Left(NamedTuple):
    """Stays in a state, of how many complaints, and the times at least half and nine in ten of them do not exceed."""

    stays: int
    complaints: int
    elapsed: Sequence[int]
    working: Sequence[int]


_TENTHS = (5, 9)


async def _stays_ahead(
    session: Session, counted: Counted, units: Sequence[uuid.UUID] | None
) -> tuple[int, Mapping[str, _Left]]:
    """How many complaints there are, and their stays by state, as they are counted ahead for these units."""
    mine = or_(Complaint.visible_to_ids.contains([counted.actor.user_id]), queries.SHARED.visible_to(counted.actor))
    cohort = Cohort(STAYS, counted.days, units, counted.select(Complaint.id), Complaint.visible_to_ids, mine)
    found, spent = await cohort.read(session, lambda number: [(number * tenths + 9) // 10 - 1 for tenths in _TENTHS])
    return found["registered"].size, {
        state: _Left(stays.size, stays.sums["complaints"], spent[f"elapsed {state}"], spent[f"working {state}"])
        for state in ComplaintState
        if (stays := found[f"elapsed {state}"]).size
    }


async def _stays_of(session: Session, counted: Counted) -> tuple[int, Mapping[str, _Left]]:
    """The same, move by move: of what a filter keeps, or who sees only their own."""
    moves = (Transition.subject_type == SUBJECT, Transition.subject_id == Complaint.id)
    tenths = array([tenths / 10 for tenths in _TENTHS])
    ranks = (func.percentile_disc(tenths).within_group(each) for each in _SPENT)
    number = counted.select(func.count()).scalar_subquery()
    left = (
        counted.select(Transition.from_state, func.count(), func.count(Complaint.id.distinct()), *ranks)
        .join(Transition, and_(*moves))
        .where(*LEAVING)
        .group_by(Transition.from_state)
        .subquery()
    )
    total = select(number.label("number")).subquery()
    rows = (await survey(session, select(total.c.number, *left.c).outerjoin_from(total, left, true()))).all()
    return rows[0].number, {row[1]: _Left(*row[2:]) for row in rows if row[1] is not None}


_SPENT = (Transition.elapsed_seconds, Transition.working_seconds)


async def satisfaction(session: Session, counted: Counted) -> SatisfactionAverages:
    """The customers' scores on average. Every round with scores counts, those of reopened complaints too."""
    columns = {name: getattr(ComplaintRound, f"score_{name}") for name in SCORES}
    scored = and_(ComplaintRound.complaint_id == Complaint.id, ComplaintRound.score_problem_solving.is_not(None))
    statement = counted.select(
        counted.select(func.count()).scalar_subquery(),
        func.count() - func.count(ComplaintRound.complaint_id),
        func.count(ComplaintRound.complaint_id),
        *(func.round(func.avg(column), 4) for column in columns.values()),
    ).outerjoin(ComplaintRound, scored)
    number, without, answers, *averages = (await survey(session, statement)).one()
    return SatisfactionAverages(
        all=counted.all(number),
        scored=Figure(**counted.figure(number - without, scored=True)),
        answers=answers,
        averages=Averages(**dict(zip(columns, averages, strict=True))),
    )


async def handling(session: Session, counted: Counted) -> Handling:
    """How many of the resolved complaints were resolved in time, every round by its deadline."""
    numbers = (func.count().filter(each) for each in (RESOLVED, RESOLVED_IN_TIME))
    number, resolved, in_time = (await survey(session, counted.select(func.count(), *numbers))).one()
    return Handling(
        all=counted.all(number),
        resolved=Figure(**counted.figure(resolved, resolved=True)),
        in_time=Figure(**counted.figure(in_time, resolved_in_time=True)),
        late=Figure(**counted.figure(resolved - in_time, resolved=True, resolved_in_time=False)),
        rate=_ratio(in_time, resolved),
    )


def _ratio(part: int, whole: int) -> Decimal | None:
    return (Decimal(part) / whole).quantize(_PLACES, ROUND_HALF_UP) if whole else None


def _within(counted: Counted, first: date) -> dict[str, str]:
    """The month as the list's conditions, no wider than what was asked for."""
    after = (first.replace(day=1) + timedelta(days=32)).replace(day=1)
    began, ended = (_text(_midnight(day, counted.zone)) for day in (first, after))
    return {
        "registered_at__gte": max(began, counted.given.get("registered_at.gte", began)),
        "registered_at__lt": min(ended, counted.given.get("registered_at.lt", ended)),
    }


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(), zone).astimezone(UTC)


def _text(value: Any) -> str:
    """As query strings have it; instants in a form that sorts."""
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%dT%H:%M:%SZ}"
    return str(value).lower() if isinstance(value, bool) else str(value)
