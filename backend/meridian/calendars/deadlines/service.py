"""Deadlines as other domains use them, what the clock does to them, and one counted for somebody who asks."""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any

from uuid_utils.compat import uuid7

from meridian.calendars import queries
from meridian.calendars.deadlines import holding
from meridian.calendars.deadlines import queries as deadlines_queries
from meridian.calendars.deadlines.events import EVENT_OF_STEP
from meridian.calendars.deadlines.models import Deadline, DeadlineStep
from meridian.calendars.deadlines.rules import REMINDER, Escalation, Offset, StepKind, moment_at, plan_steps
from meridian.calendars.deadlines.schemas import ExplainedRead, ExplainWanted, MomentRead
from meridian.calendars.models import Calendar, CalendarVersion
from meridian.calendars.queries import KEPT, CalendarNow, TimeInState
from meridian.calendars.rules import DEFAULT_LANGUAGE, working_calendar
from meridian.calendars.working_time import LANGUAGES, Explanation, NoWorkingTimeError, Pause, due_with_pauses, explain
from meridian.kernel import logs
from meridian.kernel.db.session import Session, WriteSession
from meridian.kernel.events.models import Event
from meridian.kernel.events.service import About, event_row
from meridian.kernel.language import msg
from meridian.kernel.problems import Conflict, fault
from meridian.kernel.workflow.service import Batch


def explain_wanted(calendar: Calendar, wanted: ExplainWanted, locale: str) -> ExplainedRead:
    """The deadline counted and explained. 422 when the calendar does not hold it within five years."""
    rules = working_calendar(calendar)
    pauses = [Pause(pause.start, pause.end) for pause in wanted.pauses]
    amount = timedelta(
        minutes=wanted.working_days * rules.day_minutes + wanted.working_minutes, hours=wanted.working_hours
    )
    try:
        told = explain(due_with_pauses(rules, wanted.start, amount, pauses), LANGUAGES[locale])
        moments = [
            MomentRead(
                offset=text,
                at=moment_at(rules, wanted.start, amount, Offset.parse(text).distance(rules, amount), pauses),
            )
            for text in wanted.offsets
        ]
    except NoWorkingTimeError:
        raise fault("", "no_working_time", msg("the calendar does not hold so much working time")) from None
    return ExplainedRead.model_validate({**told, "moments": moments})


# Deadlines as other domains use them: start, pause, resume, meet, cancel, reassign; and what the clock does to them.
#
# A deadline belongs to a subject of another domain (`subject_type`, `subject_id`) and has a kind of its own there; a
# subject has at most one live deadline of a kind. All functions work inside the caller's transaction.


async def start(
    session: WriteSession,
    *,
    subject_type: str,
    subject_id: uuid.UUID,
    kind: str,
    working_days: int = 0,
    working_minutes: int = 0,
    department_id: uuid.UUID | None = None,
    owner_id: uuid.UUID | None = None,
    customer_id: uuid.UUID | None = None,
    escalations: Iterable[Escalation] = REMINDER,
    policy_versions: Mapping[str, int] | None = None,
    started_at: datetime | None = None,
) -> Deadline:
    """Starts a deadline in the working time of the department that owes the work; amount and steps are pinned.

    started_at: default now. policy_versions: what the amount and the steps came from (`Policies.pin`).
    Conflict when a deadline of this kind already runs for the subject, or the calendar cannot hold the amount.
    """
    calendar = await queries.calendar_for(session, department_id)
    rules = working_calendar(calendar)
    if working_days and not rules.day_minutes:
        raise _unreachable(calendar)
    minutes = working_days * rules.day_minutes + working_minutes
    deadline = Deadline(
        id=uuid7(),
        subject_type=subject_type,
        subject_id=subject_id,
        customer_id=customer_id,
        kind=kind,
        owner_id=owner_id,
        department_id=department_id,
        policy_versions=dict(policy_versions or {}),
        started_at=started_at or session.now,
        amount_minutes=minutes,
        pauses=[],
        steps=[
            DeadlineStep(
                id=uuid7(),
                number=number,
                kind=step.kind,
                recipient=step.recipient,
                offset=str(step.offset),
                distance=step.distance,
            )
            for number, step in enumerate(plan_steps(rules, timedelta(minutes=minutes), escalations), start=1)
        ],
    )
    try:
        _count(deadline, calendar)
    except NoWorkingTimeError:
        raise _unreachable(calendar) from None
    for step in deadline.steps:
        step.deadline_id = deadline.id
    if (held := holding.held(session, subject_type, subject_id)) is not None:
        held.deadlines.append(deadline)
        return deadline
    session.add(deadline)
    await session.flush()
    return deadline


async def pause(
    session: WriteSession, subject_type: str, subject_id: uuid.UUID, kinds: Iterable[str] | None = None
) -> Sequence[Deadline]:
    """Stops the subject's clocks from now on, while the customer is waited for. Those paused already stay so."""
    found = await deadlines_queries.lock_live(session, subject_type, subject_id, kinds)
    for deadline in found:
        if deadline.paused_since is None:
            deadline.paused_since = session.now
            await _count_again(session, deadline)
    return found


async def resume(
    session: WriteSession, subject_type: str, subject_id: uuid.UUID, kinds: Iterable[str] | None = None
) -> Sequence[Deadline]:
    """Lets the subject's paused clocks run on from now."""
    found = await deadlines_queries.lock_live(session, subject_type, subject_id, kinds)
    for deadline in found:
        if deadline.paused_since is not None:
            ended = [deadline.paused_since.isoformat(), session.now.isoformat()]
            deadline.pauses = [*deadline.pauses, ended]
            deadline.paused_since = None
            await _count_again(session, deadline)
    return found


async def meet(
    session: WriteSession,
    subject_type: str,
    subject_id: uuid.UUID,
    kinds: Iterable[str] | None = None,
    *,
    at: datetime | None = None,
) -> Sequence[Deadline]:
    """The work is done: nothing after `at` (default now) is raised; what came before and was missed still is."""
    found = await deadlines_queries.lock_live(session, subject_type, subject_id, kinds)
    for deadline in found:
        deadline.met_at = at or session.now
        _forget_steps(deadline, after=deadline.met_at)
    return found


async def cancel(
    session: WriteSession, subject_type: str, subject_id: uuid.UUID, kinds: Iterable[str] | None = None
) -> Sequence[Deadline]:
    """The work is no longer owed: nothing more is raised."""
    found = await deadlines_queries.lock_live(session, subject_type, subject_id, kinds)
    for deadline in found:
        deadline.cancelled_at = session.now
        _forget_steps(deadline, after=None)
    return found


async def reassign(
    session: WriteSession,
    subject_type: str,
    subject_id: uuid.UUID,
    *,
    owner_id: uuid.UUID | None,
    department_id: uuid.UUID | None,
    kinds: Iterable[str] | None = None,
) -> Sequence[Deadline]:
    """Another person or department owes the work: a department's own calendar counts from the start."""
    found = await deadlines_queries.lock_live(session, subject_type, subject_id, kinds)
    for deadline in found:
        deadline.owner_id, moved = owner_id, deadline.department_id != department_id
        deadline.department_id = department_id
        if moved:
            await _count_again(session, deadline)
    return found


async def explanation_of(session: Session, deadline: Deadline, language: str = DEFAULT_LANGUAGE) -> Explanation:
    """How the deadline was last counted, with the calendar as it was then; after its end it is counted no more."""
    calendar = await session.get_one(CalendarVersion, (deadline.calendar_id, deadline.calendar_version))
    amount = timedelta(minutes=deadline.amount_minutes)
    counted = due_with_pauses(working_calendar(calendar), deadline.started_at, amount, _pauses(deadline))
    return explain(counted, language)


async def working_seconds(session: Session, department_id: uuid.UUID | None, since: datetime, until: datetime) -> int:
    """Working time of the department between two moments, as each move of a workflow notes for the state it leaves."""
    return TimeInState(await KEPT.get(session), until).seconds(department_id, since)


async def recompute(session: WriteSession, limit: int) -> int:
    """Counts anew up to `limit` live deadlines whose calendar has changed; the history says why. Returns how many."""
    found = await deadlines_queries.lock_stale(session, limit)
    by_calendar = sorted(found, key=lambda pair: pair[1].id)
    for calendar, pairs in groupby(by_calendar, key=lambda pair: pair[1]):
        await session.set_reason(f"working calendar “{calendar.name}”, version {calendar.version}")
        for deadline, _ in pairs:
            _recount(deadline, calendar)
        await session.flush()
    await session.set_reason(None)
    return len(found)


async def raise_due(session: WriteSession, limit: int) -> int:
    """Raises every step that has come of up to `limit` deadlines, in order, each once. Returns how many deadlines."""
    found = await deadlines_queries.lock_due(session, limit)
    for deadline, calendar in found:
        if deadline.live and (deadline.calendar_id, deadline.calendar_version) != (calendar.id, calendar.version):
            _recount(deadline, calendar)
    come = [
        (step.at, step.number, step, deadline)
        for deadline, _ in found
        for step in deadline.steps
        if step.raised_at is None and step.at is not None and step.at <= session.now
    ]
    batch = Batch()
    for _, _, step, deadline in sorted(come, key=lambda entry: entry[:2]):
        batch.insert(Event, **_event(deadline, step))
        step.raised_at = session.now
    await batch.write(session)
    return len(found)


def _event(deadline: Deadline, step: DeadlineStep) -> dict[str, Any]:
    """What is told of the step, about what the deadline belongs to."""
    return event_row(
        EVENT_OF_STEP[StepKind(step.kind)],
        About(deadline.subject_id, deadline.subject_type),
        deadline,
        deadline_id=deadline.id,
        step=step.number,
        recipient=step.recipient,
        at=step.at,
    )


async def _count_again(session: WriteSession, deadline: Deadline) -> None:
    _recount(deadline, await queries.calendar_for(session, deadline.department_id))


def _recount(deadline: Deadline, calendar: Calendar | CalendarNow) -> None:
    """Counts a running deadline anew. One that no longer fits its calendar keeps its moments: losing them is worse."""
    try:
        _count(deadline, calendar)
    except NoWorkingTimeError as error:
        deadline.calendar_id, deadline.calendar_version = calendar.id, calendar.version
        logs.error("deadline.unreachable", deadline=str(deadline.id), calendar=str(calendar.id), error=str(error))


def _count(deadline: Deadline, calendar: Calendar | CalendarNow) -> None:
    rules, amount, pauses = working_calendar(calendar), timedelta(minutes=deadline.amount_minutes), _pauses(deadline)
    due_at = moment_at(rules, deadline.started_at, amount, timedelta(), pauses)
    moments = {
        step: moment_at(rules, deadline.started_at, amount, step.distance, pauses)
        for step in deadline.steps
        if step.raised_at is None
    }
    deadline.due_at, deadline.calendar_id, deadline.calendar_version = due_at, calendar.id, calendar.version
    for step, at in moments.items():
        step.at = at


def _forget_steps(deadline: Deadline, *, after: datetime | None) -> None:
    """Unraised steps after a moment, or all, will not come any more."""
    for step in deadline.steps:
        if step.raised_at is None and (after is None or (step.at is not None and step.at > after)):
            step.at = None


def _pauses(deadline: Deadline) -> list[Pause]:
    ended = [Pause(datetime.fromisoformat(since), datetime.fromisoformat(until)) for since, until in deadline.pauses]
    return ended if deadline.paused_since is None else [*ended, Pause(deadline.paused_since, None)]


def _unreachable(calendar: CalendarNow) -> Conflict:
    return Conflict(
        msg("the working calendar “{name}” does not hold so much working time", name=calendar.name),
        reason="no_working_time",
    )
