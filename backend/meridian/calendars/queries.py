"""Every SELECT on calendars and deadlines. Calendars are read by everybody; deadlines through what they belong to."""

import uuid
from collections.abc import Iterable, Sequence

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import aliased, selectinload

from meridian.calendars.models import Calendar, Deadline, DeadlineStep
from meridian.calendars.schemas import CalendarRead
from meridian.calendars.stored import working_calendar
from meridian.kernel.db import Session
from meridian.kernel.listing import Field, ListQuery, ListSpec, fetch_page
from meridian.kernel.problems import NotFound
from meridian.kernel.schemas import Page

CALENDARS = ListSpec(
    "calendars",
    fields=(
        Field("name", Calendar.name, "text", sortable=True, description="The calendar's name", example="Head office"),
        Field("department_id", Calendar.department_id, "uuid", description="Its department; null: the company's"),
        Field("zone", Calendar.zone, "text", description="IANA time zone", example="Asia/Shanghai"),
        Field("holiday_country", Calendar.holiday_country, "text", description="Whose holidays", example="CN"),
    ),
    default_sort=("name",),
    id_column=Calendar.id,
)

own, company = aliased(Calendar), aliased(Calendar)


async def page(session: Session, query: ListQuery) -> Page[CalendarRead]:
    return await fetch_page(
        session, select(Calendar), CALENDARS, query, scope="all", masked=frozenset(), to_row=calendar_read
    )


async def load(session: Session, calendar_id: uuid.UUID, *, lock: bool = False) -> Calendar:
    """The calendar, or 404."""
    statement = select(Calendar).where(Calendar.id == calendar_id)
    calendar = await session.scalar(statement.with_for_update() if lock else statement)
    if calendar is None:
        raise NotFound()
    return calendar


async def calendar_for(session: Session, department_id: uuid.UUID | None) -> Calendar:
    """The department's calendar, else the company's, which always exists."""
    found = await session.scalars(
        select(Calendar)
        .where(or_(Calendar.department_id == department_id, Calendar.department_id.is_(None)))
        .order_by(Calendar.department_id.nulls_last())
        .limit(1)
    )
    return found.one()


async def deadlines_of(session: Session, subject_type: str, subject_ids: Iterable[uuid.UUID]) -> Sequence[Deadline]:
    """Every deadline the subjects ever had, in the order they started, with their steps."""
    found = await session.scalars(
        select(Deadline)
        .where(Deadline.subject_type == subject_type, Deadline.subject_id.in_(list(subject_ids)))
        .order_by(Deadline.started_at, Deadline.id)
        .options(selectinload(Deadline.steps))
    )
    return found.all()


async def lock_live(
    session: Session, subject_type: str, subject_id: uuid.UUID, kinds: Iterable[str] | None = None
) -> Sequence[Deadline]:
    """The subject's running or paused deadlines, locked until the transaction ends."""
    statement = (
        select(Deadline)
        .where(Deadline.subject_type == subject_type, Deadline.subject_id == subject_id, *_live())
        .order_by(Deadline.id)
        .options(selectinload(Deadline.steps))
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if kinds is not None:
        statement = statement.where(Deadline.kind.in_(list(kinds)))
    return (await session.scalars(statement)).all()


Counted = tuple[Deadline, Calendar]


async def lock_due(session: Session, limit: int) -> list[Counted]:
    """Deadlines with a step to be raised by now, those longest due first, that no other worker holds."""
    waiting = (
        select(DeadlineStep.deadline_id)
        .where(DeadlineStep.raised_at.is_(None), DeadlineStep.at <= session.now)
        .order_by(DeadlineStep.at)
        .limit(limit)
    )
    return await _locked(session, _with_calendar().where(Deadline.id.in_(waiting)))


async def lock_stale(session: Session, limit: int) -> list[Counted]:
    """Live deadlines last counted with another calendar, or another version of it, than serves them now."""
    serving = (func.coalesce(own.id, company.id), func.coalesce(own.version, company.version))
    stale = or_(Deadline.calendar_id != serving[0], Deadline.calendar_version != serving[1])
    return await _locked(session, _with_calendar().where(stale, *_live()).order_by(Deadline.id).limit(limit))


def _with_calendar() -> Select[Deadline, Calendar, Calendar]:
    return (
        select(Deadline, own, company)
        .outerjoin(own, own.department_id == Deadline.department_id)
        .join(company, company.department_id.is_(None))
    )


async def _locked(session: Session, statement: Select[Deadline, Calendar, Calendar]) -> list[Counted]:
    """Whoever holds a row already sees to it; waiting for it would only do the work twice."""
    rows = await session.execute(
        statement.with_for_update(of=Deadline, skip_locked=True)
        .options(selectinload(Deadline.steps))
        .execution_options(populate_existing=True)
    )
    return [(deadline, departments or companys) for deadline, departments, companys in rows]


def _live() -> tuple[ColumnElement[bool], ...]:
    return Deadline.met_at.is_(None), Deadline.cancelled_at.is_(None)


def calendar_read(calendar: Calendar) -> CalendarRead:
    """The calendar with what follows from it."""
    return CalendarRead.model_validate(
        {name: getattr(calendar, name) for name in CalendarRead.model_fields if name != "day_minutes"}
        | {"day_minutes": working_calendar(calendar).day_minutes}
    )
