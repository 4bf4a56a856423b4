"""Complaints counted: root causes, products, departments, markets, months, repeats, time, satisfaction (CR-27, MC-20).

Complaints are looked at by the day they were registered, in the company's zone, whatever became of them since;
withdrawn ones count. The conditions are those of the list of complaints: each figure names the query that shows what
was counted, and is made of the same conditions within the same scope.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from sqlalchemy import Select, func, select, true

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
from meridian.complaints.models import Complaint, ComplaintRepeat, ComplaintRound
from meridian.complaints.queries import COMPLAINTS, LEAVING, RESOLVED, RESOLVED_IN_TIME, repeat_within
from meridian.complaints.rules import SUBJECT, ComplaintState, RootCause
from meridian.identity.actor import Actor
from meridian.identity.models import Department
from meridian.kernel.db.compiled import survey
from meridian.kernel.db.session import Session
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
    given: Mapping[str, str]

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
    return Counted(actor, zone, given)


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
    of_complaint = (Transition.subject_type == SUBJECT, Transition.subject_id == Complaint.id)
    spent = (Transition.elapsed_seconds, Transition.working_seconds)
    ranks = [func.percentile_disc(rank).within_group(column) for column in spent for rank in (0.5, 0.9)]
    number = counted.select(func.count()).scalar_subquery()
    left = (
        counted.select(Transition.from_state, func.count(), func.count(Complaint.id.distinct()), *ranks)
        .join(Transition, of_complaint[0] & of_complaint[1])
        .where(*LEAVING)
        .group_by(Transition.from_state)
        .subquery()
    )
    total = select(number.label("number")).subquery()
    rows = (await survey(session, select(total.c.number, *left.c).outerjoin_from(total, left, true()))).all()
    found = {row[1]: row[2:] for row in rows if row[1] is not None}
    return Stages(
        all=counted.all(rows[0].number),
        items=[_stage(counted, state, found[state]) for state in ComplaintState if state in found],
    )


def _stage(counted: Counted, state: ComplaintState, values: Sequence[Any]) -> StageFigure:
    stays, complaints, *ranks = values
    return StageFigure(
        **counted.figure(complaints, left_state=state),
        state=state,
        stays=stays,
        elapsed=Spent(median=ranks[0], p90=ranks[1]),
        working=Spent(median=ranks[2], p90=ranks[3]),
    )


async def satisfaction(session: Session, counted: Counted) -> SatisfactionAverages:
    """The customers' scores on average. Every round with scores counts, those of reopened complaints too."""
    columns = {name: getattr(ComplaintRound, f"score_{name}") for name in SCORES}
    scored = ComplaintRound.score_problem_solving
    statement = counted.select(
        func.count(Complaint.id.distinct()),
        func.count(Complaint.id.distinct()).filter(scored.is_not(None)),
        func.count(scored),
        *(func.round(func.avg(column), 4) for column in columns.values()),
    ).outerjoin(ComplaintRound, ComplaintRound.complaint_id == Complaint.id)
    number, complaints, answers, *averages = (await survey(session, statement)).one()
    return SatisfactionAverages(
        all=counted.all(number),
        scored=Figure(**counted.figure(complaints, scored=True)),
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
