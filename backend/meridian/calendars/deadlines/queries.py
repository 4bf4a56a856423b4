"""Every SELECT on deadlines. They are read through what they belong to."""

import uuid
from collections.abc import Iterable, Sequence

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import aliased, joinedload, selectinload

from meridian.calendars.deadlines import holding
from meridian.calendars.deadlines.models import Deadline, DeadlineStep
from meridian.calendars.models import Calendar
from meridian.kernel.db.session import Session

own, company = aliased(Calendar), aliased(Calendar)


async def deadlines_of(session: Session, subject_type: str, subject_ids: Iterable[uuid.UUID]) -> Sequence[Deadline]:
    """Every deadline the subjects ever had, in the order they started, with their steps."""
    found = await session.scalars(
        select(Deadline)
        .where(Deadline.subject_type == subject_type, Deadline.subject_id.in_(list(subject_ids)))
        .order_by(Deadline.started_at, Deadline.id)
        .options(joinedload(Deadline.steps))
    )
    return found.unique().all()


async def lock_live(
    session: Session, subject_type: str, subject_id: uuid.UUID, kinds: Iterable[str] | None = None
) -> Sequence[Deadline]:
    """The subject's running or paused deadlines, locked until the transaction ends."""
    if (held := holding.held(session, subject_type, subject_id)) is not None:
        wanted = None if kinds is None else frozenset(map(str, kinds))
        return [each for each in held.deadlines if each.live and (wanted is None or str(each.kind) in wanted)]
    statement = (
        select(Deadline)
        .where(Deadline.subject_type == subject_type, Deadline.subject_id == subject_id, *_live())
        .order_by(Deadline.id)
        .options(joinedload(Deadline.steps))
        .with_for_update(of=Deadline)
        .execution_options(populate_existing=True)
    )
    if kinds is not None:
        statement = statement.where(Deadline.kind.in_(list(kinds)))
    return (await session.scalars(statement)).unique().all()


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
