"""From what is known to a plan: the solver's question, its answer as rows of slots and of who is left out."""

import time
import uuid
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from uuid_utils.compat import uuid7

from meridian.calendars.working_time import Span
from meridian.call_hours.rules import CallHours, Locality, call_hours, locality
from meridian.kernel.db.session import Session
from meridian.planner.dial_plans.computing.queries import Input, Owed, bounds, day_shifts, gather
from meridian.planner.dial_plans.computing.rules import Day, Problem, Rep, Slot, Solution, Stretch, Wanted, solve
from meridian.planner.models import DialPlan, DialSlot
from meridian.planner.rules import LeftOutReason, SlotChange, call_minutes, due_facts, next_days, worth
from meridian.planner.windows.queries import Person, limits_of
from meridian.planner.windows.rules import NO_LIMITS, Answered, Limits, open_spans
from meridian.plans.changes import refusals
from meridian.plans.rules import Method
from meridian.policies.definitions.calling import (
    MAX_ATTEMPTS_PER_CONTACT_PER_DAY,
    REP_DAILY_CALL_CAP,
    REP_REST_MINUTES_PER_HOUR,
)
from meridian.policies.queries import snapshot

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MINUTE = timedelta(minutes=1)
_CHUNK = 5_000
Progress = Callable[[int], Awaitable[None]]


async def _untold(_share: int) -> None:
    pass


class Rules(NamedTuple):
    """What policy says of calling."""

    hours: CallHours
    cap: int
    rest: int
    attempts: int


@dataclass(slots=True)
class Computed:
    """Rows of slots and of left-out customers, and the plan's figures. pinned: slots that stay as they are."""

    slots: list[dict[str, Any]] = field(default_factory=list)
    left_out: list[dict[str, Any]] = field(default_factory=list)
    figures: dict[str, Any] = field(default_factory=dict)
    pinned: list[uuid.UUID] = field(default_factory=list)


def minute(moment: datetime) -> int:
    """Whole minutes since 1970, a begun one counted."""
    return -(-(moment - _EPOCH) // _MINUTE)


def moment(minutes: int) -> datetime:
    return _EPOCH + minutes * _MINUTE


async def compute(session: Session, plan: DialPlan, progress: Progress = _untold) -> Computed:
    """The plan as it is best now. Writes nothing."""
    policies = await snapshot(session)
    rules = Rules(
        call_hours(policies),
        policies.get(REP_DAILY_CALL_CAP),
        policies.get(REP_REST_MINUTES_PER_HOUR),
        policies.get(MAX_ATTEMPTS_PER_CONTACT_PER_DAY),
    )
    known = await gather(session, plan)
    await progress(30)
    people: set[Person] = {(each.id, None) for each in known.owed}
    refused = await _refused(session, people)
    limits = await limits_of(session, people, rules.attempts)
    await progress(50)
    question = _Question(plan, known, rules, limits, session.now)
    question.ask(refused)
    began = time.perf_counter()
    answer = solve(question.problem)
    solver_ms = round((time.perf_counter() - began) * 1000)
    await progress(80)
    found = question.told(answer)
    found.figures |= {"solver_ms": solver_ms}
    return found


async def _refused(session: Session, people: set[Person]) -> set[uuid.UUID]:
    several = sorted(people, key=lambda person: person[0])
    found: set[uuid.UUID] = set()
    for at in range(0, len(several), _CHUNK):
        known = await refusals(session, several[at : at + _CHUNK])
        found |= {customer for customer, each in known.items() if each.refuse(Method.PHONE, None)}
    return found


def _place(row: Any) -> Locality:
    return locality(
        row.customer_zone,
        row.customer_country,
        region=row.customer_region,
        city=row.customer_city,
        candidates=row.customer_zone_candidates or (),
    )


class _Question:
    """What is asked of the solver, and how its answer reads."""

    def __init__(self, plan: DialPlan, known: Input, rules: Rules, limits: Any, now: datetime) -> None:
        self.plan, self.known, self.rules, self.limits, self.now = plan, known, rules, limits, now
        self.call = plan.wanted_call_minutes or call_minutes(known.talk)
        self.days = next_days(plan.first_day, (plan.last_day - plan.first_day).days + 1)
        self.start, self.end = bounds(plan, now, (each.person.zone for each in known.people.values()))
        self.windows: dict[Any, list[Stretch]] = {}
        self.spans: dict[Any, list[Span]] = {}
        self.left: dict[uuid.UUID, LeftOutReason] = {}
        self.pinned: list[DialSlot] = []
        self.excluded = frozenset(plan.excluded_ids)
        self.problem = Problem((), (), {}, self.call, rules.rest)

    def ask(self, refused: set[uuid.UUID]) -> None:
        """Sorts out who cannot be called at all, and puts the rest to the solver."""
        wanted = []
        for each in self.known.owed:
            reason = self._never(each, refused)
            if reason is not None:
                self.left[each.id] = reason
                continue
            slot = self.known.pinned.get(each.id)
            if slot is not None and self._still_fits(each, slot):
                self.pinned.append(slot)
            else:
                wanted.append(self._wanted(each))
        reps = [self._rep(person_id) for person_id in self.known.people]
        self.problem = Problem(reps, wanted, self.windows, self.call, self.rules.rest)

    def _still_fits(self, each: Owed, slot: DialSlot) -> bool:
        """Whether a pinned call lies in a shift of whoever makes it, and in the customer's hours, whole."""
        if slot.rep_id not in each.reps or slot.starts_at < self.now:
            return False
        begins, ends = slot.starts_at, slot.starts_at + timedelta(minutes=slot.minutes)
        person = self.known.people[slot.rep_id]
        shifts = day_shifts(person.calendar, slot.day, person.person.zone, self.now)
        limits = self.limits.get((each.id, None), NO_LIMITS)
        windows = self.spans[self._windows_of(_place(each.row), limits, each)]
        on_duty = any(start <= begins and ends <= end for start, end in shifts)
        return on_duty and any(span.start <= begins and ends <= span.end for span in windows)

    def _never(self, each: Owed, refused: set[uuid.UUID]) -> LeftOutReason | None:
        if each.row.do_not_call or each.id in refused:
            return LeftOutReason.REFUSED
        if each.id in self.excluded:
            return LeftOutReason.EXCLUDED
        if each.later:
            return LeftOutReason.AGREED_LATER
        if not each.row.has_number:
            return LeftOutReason.NO_NUMBER
        return None if _place(each.row).zones else LeftOutReason.ZONE_UNKNOWN

    def _wanted(self, each: Owed) -> Wanted:
        place, limits = _place(each.row), self.limits.get((each.id, None), NO_LIMITS)
        key = self._windows_of(place, limits, each)
        item = each.item
        kept = None
        if item is not None and item.due_at is not None and item.due_at >= self.start:
            kept = Slot(item.assignee_id, minute(item.due_at))
        return Wanted(
            each.id,
            key,
            worth(each.due, self.plan.emphasis),
            tuple((rep, self._speaks(rep, each) is not None) for rep in each.reps),
            self._liked(key, place.zones[0], limits),
            kept,
        )

    def _windows_of(self, place: Locality, limits: Limits, each: Owed) -> Any:
        """The key of the stretches in which they may be called. Who has no limits of their own shares the place's."""
        narrowed = limits.own is not None or limits.spent or limits.not_before is not None
        earliest = each.earliest if each.earliest is not None and each.earliest > self.start else None
        key: Any = (place, earliest) if not narrowed else each.id
        if key not in self.spans:
            start = max(self.start, earliest) if earliest is not None else self.start
            spans = open_spans(self.rules.hours, place, start, self.end, limits if narrowed else NO_LIMITS)
            self.spans[key] = spans
            self.windows[key] = [(minute(span.start), minute(span.end)) for span in spans]
        return key

    def _liked(self, key: Any, zone: str, limits: Limits) -> tuple[Stretch, ...]:
        """The hours of their windows in which they usually answer."""
        if not (usual := limits.usual):
            return ()
        there = ZoneInfo(zone)
        return tuple(
            (at, min(at + 60, end))
            for start, end in self.windows[key]
            for at in range(start // 60 * 60, end, 60)
            if moment(at).astimezone(there).hour in usual
        )

    def _speaks(self, rep: uuid.UUID, each: Owed) -> str | None:
        """The customer's language that the person speaks."""
        roster = self.known.people[rep].roster
        theirs = {tag.partition("-")[0] for tag in (roster.languages if roster else ())}
        return next((tag for tag in each.row.languages if tag.partition("-")[0] in theirs), None)

    def _rep(self, person_id: uuid.UUID) -> Rep:
        each = self.known.people[person_id]
        fixed = [item for item, _ in self.known.fixed if item.assignee_id == person_id]
        pinned = [slot for slot in self.pinned if slot.rep_id == person_id]
        taken = [minute(at) for at in (*(item.due_at for item in fixed), *(slot.starts_at for slot in pinned))]
        busy = tuple(sorted((at, at + self.call) for at in taken))
        today = self.now.astimezone(ZoneInfo(each.person.zone)).date()
        days = []
        for day in self.days:
            shifts = day_shifts(each.calendar, day, each.person.zone, self.now)
            calls = sum(
                item.method == Method.PHONE and item.due_at.astimezone(ZoneInfo(each.person.zone)).date() == day
                for item in fixed
            )
            calls += sum(slot.day == day for slot in pinned)
            made = self.known.made.get(person_id, 0) if day == today else 0
            stretches = tuple((minute(start), minute(end)) for start, end in shifts)
            days.append(Day(day, stretches, busy, self.rules.cap - calls - made))
        return Rep(person_id, tuple(days))

    def told(self, answer: Solution) -> Computed:
        """The answer as rows."""
        found = Computed()
        for each in self.known.owed:
            if (slot := answer.slots.get(each.id)) is not None:
                found.slots.append(self._slot(each, slot))
        found.slots += [self._fixed(item, why) for item, why in self.known.fixed if item.method == Method.PHONE]
        left = {key: LeftOutReason(reason.value) for key, reason in answer.left_out.items()} | self.left
        found.left_out = [self._left_out(each, left[each.id]) for each in self.known.owed if each.id in left]
        pinned_value = sum(slot.value for slot in self.pinned)
        found.pinned = [slot.id for slot in self.pinned]
        planned = answer.slots.keys() | {slot.customer_id for slot in self.pinned}
        overdue = [each for each in self.known.owed if each.due.days > 0]
        found.figures = {
            "rep_ids": list(self.known.people),
            "call_minutes": self.call,
            "daily_cap": self.rules.cap,
            "rest_minutes": self.rules.rest,
            "planned": len(found.slots) + len(found.pinned),
            "left_out": len(found.left_out),
            "dropped": sum(row["previous_at"] is not None for row in found.left_out),
            "overdue": len(overdue),
            "overdue_planned": sum(each.id in planned for each in overdue),
            "value": answer.value + pinned_value,
            "owed_value": sum(wanted.value for wanted in self.problem.wanted) + pinned_value,
        }
        return found

    def _slot(self, each: Owed, slot: Slot) -> dict[str, Any]:
        rep = _person(slot)
        starts_at, item = moment(slot.start), each.item
        zone = _place(each.row).zones[0]
        limits = self.limits.get((each.id, None), NO_LIMITS)
        usual = _usual_at(limits, starts_at.astimezone(ZoneInfo(zone)).hour)
        speaks = self._speaks(rep, each)
        had = item is not None and item.due_at is not None
        same = had and item.due_at == starts_at and item.assignee_id == rep
        day, shift = self._shift(rep, starts_at)
        return {
            "id": uuid7(),
            "plan_id": self.plan.id,
            "customer_id": each.id,
            "contact_id": item.contact_id if item is not None else None,
            "rep_id": rep,
            "day": day,
            "starts_at": starts_at,
            "minutes": self.call,
            "zone": zone,
            "grade": each.row.grade,
            "value": worth(each.due, self.plan.emphasis),
            "change": SlotChange.SAME if same else SlotChange.MOVED if had else SlotChange.ADDED,
            "speaks": (speaks is not None) if each.row.languages else None,
            "usual": usual is not None,
            "previous_at": item.due_at if had and not same else None,
            "previous_rep_id": item.assignee_id if had and not same else None,
            "item_id": item.id if item is not None else None,
            "facts": due_facts(each.due)
            | {
                "window": self._window(each, starts_at, zone),
                "usual": None if usual is None else {"calls": usual.calls, "answered": usual.answered},
                "speaks": speaks,
                "kept": same,
                "shift": shift,
            },
        }

    def _fixed(self, item: Any, why: str) -> dict[str, Any]:
        day, shift = self._shift(item.assignee_id, item.due_at)
        due = self.known.due.get(item.customer_id)
        return {
            "id": uuid7(),
            "plan_id": self.plan.id,
            "customer_id": item.customer_id,
            "contact_id": item.contact_id,
            "rep_id": item.assignee_id,
            "day": day,
            "starts_at": item.due_at,
            "minutes": self.call,
            "zone": item.zone,
            "grade": item.grade,
            "value": 0,
            "change": SlotChange.FIXED,
            "speaks": None,
            "usual": False,
            "previous_at": None,
            "previous_rep_id": None,
            "item_id": item.id,
            "facts": {"fixed": why, "off_duty": shift is None} | ({} if due is None else due_facts(due)),
        }

    def _left_out(self, each: Owed, reason: LeftOutReason) -> dict[str, Any]:
        item = each.item
        return {
            "id": uuid7(),
            "plan_id": self.plan.id,
            "customer_id": each.id,
            "rep_id": each.reps[0] if len(each.reps) == 1 else None,
            "reason": reason,
            "grade": each.row.grade,
            "value": worth(each.due, self.plan.emphasis),
            "due_at": each.due_at,
            "previous_at": item.due_at if item is not None else None,
            "item_id": item.id if item is not None and item.due_at is not None else None,
        }

    def _window(self, each: Owed, starts_at: datetime, zone: str) -> list[str] | None:
        limits = self.limits.get((each.id, None), NO_LIMITS)
        spans = self.spans[self._windows_of(_place(each.row), limits, each)]
        found = next((span for span in spans if span.start <= starts_at < span.end), None)
        return None if found is None else [f"{end.astimezone(ZoneInfo(zone)):%H:%M}" for end in found]

    def _shift(self, rep: uuid.UUID, at: datetime) -> tuple[date, list[str] | None]:
        """The person's date, and the shift that the moment lies in, by their clock."""
        each = self.known.people[rep]
        there = ZoneInfo(each.person.zone)
        day = at.astimezone(there).date()
        for start, end in day_shifts(each.calendar, day, each.person.zone, self.now):
            if start <= at < end:
                return day, [f"{bound.astimezone(there):%H:%M}" for bound in (start, end)]
        return day, None


def _person(slot: Slot) -> uuid.UUID:
    assert isinstance(slot.rep, uuid.UUID)
    return slot.rep


def _usual_at(limits: Limits, hour: int) -> Answered | None:
    if hour not in limits.usual:
        return None
    return next(each for each in limits.answered if each.hour == hour)
