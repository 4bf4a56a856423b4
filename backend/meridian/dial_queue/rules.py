"""Who comes first, who waits and until when, when a rep rests. Pure."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from meridian.calendars.working_time import Span
from meridian.call_hours.rules import CallHours, Locality
from meridian.campaigns.rules import CampaignPriority
from meridian.customers.rules import ContactRule
from meridian.plans.rules import start_of_day
from meridian.policies.rules import Grade, IntentLevel

LEASE = timedelta(minutes=15)
"""How long somebody has whom they were given to call; asking for them again begins it anew."""
AHEAD = timedelta(hours=24)
"""How far ahead the queue shows what joins."""
HOUR = timedelta(hours=1)


class SkipReason(StrEnum):
    NOT_NOW = "not_now"
    PREPARE_FIRST = "prepare_first"
    LANGUAGE = "language"
    COLLEAGUE = "colleague"
    OTHER = "other"


class LeaseEnding(StrEnum):
    CALLED = "called"
    SKIPPED = "skipped"
    GIVEN_BACK = "given_back"
    EXPIRED = "expired"


class WhyNow(StrEnum):
    """What brings somebody into the queue: a call they were promised, a time agreed on, a day planned, or what policy
    owes them without anything planned."""

    PROMISED = "promised"
    AGREED = "agreed"
    PLANNED = "planned"
    OWED = "owed"


class Held(StrEnum):
    """Why somebody of the queue is not offered now."""

    NOT_DUE = "not_due"
    CLOSED = "closed"
    NO_ANSWER = "no_answer"
    PUT_ASIDE = "put_aside"
    COLLEAGUE = "colleague"
    NO_NUMBER = "no_number"
    UNKNOWN_TIME = "unknown_time"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Waiting:
    """Somebody of a rep's queue. item_id: the planned contact; None for whom policy owes one that is not planned yet.

    due_from: when it becomes due. owed_at, owed_by: when policy owes them a contact, and by which rule.
    at_its_minute: agreed for an exact time. outside_hours: agreed for outside their calling hours, with a reason.
    """

    customer_id: uuid.UUID
    item_id: uuid.UUID | None
    contact_id: uuid.UUID | None
    place: Locality
    due_from: datetime
    grade: Grade
    is_key: bool = False
    intent: IntentLevel = IntentLevel.NONE
    campaign: CampaignPriority = CampaignPriority.USUAL
    promised: bool = False
    at_its_minute: bool = False
    outside_hours: bool = False
    overridden: bool = False
    owed_at: datetime | None = None
    owed_by: ContactRule | None = None

    @property
    def why(self) -> WhyNow:
        if self.item_id is None:
            return WhyNow.OWED
        if self.promised:
            return WhyNow.PROMISED
        return WhyNow.AGREED if self.at_its_minute else WhyNow.PLANNED

    def days_overdue(self, now: datetime) -> int:
        """Whole days since policy owed them a contact."""
        return 0 if self.owed_at is None else max((now - self.owed_at).days, 0)


@dataclass(frozen=True, slots=True)
class Obstacles:
    """What keeps somebody from being called: nobody answered, skipped, leased to another, no number, refused."""

    retry_at: datetime | None = None
    put_aside_until: datetime | None = None
    held_until: datetime | None = None
    numbers: tuple[str, ...] = ()
    refused: bool = False


NOTHING_KNOWN = Obstacles(numbers=("unknown",))
"""As if nothing kept them but the clock."""
_GRADES = {Grade.A: 8, Grade.B: 4, Grade.C: 2, Grade.D: 1}
_INTENT = {each: place for place, each in enumerate(IntentLevel)}
_FIRST = {WhyNow.PROMISED: 0, WhyNow.AGREED: 1, WhyNow.PLANNED: 2, WhyNow.OWED: 2}
_KEY = 2
_CAMPAIGN = {CampaignPriority.USUAL: 1, CampaignPriority.RAISED: 2, CampaignPriority.FIRST: 4}


def urgency(waiting: Waiting, now: datetime) -> tuple[object, ...]:
    """What the queue is sorted by, the first one first: who was promised a call, who agreed on a time, then by grade
    and the days that a contact is overdue, key customers twice and those of a campaign by its priority, then by intent,
    then by who has waited longest.

    So an A three days overdue comes before a C due today, and a C far overdue before an A due today.
    """
    weight = _GRADES[waiting.grade] * (1 + waiting.days_overdue(now)) * (_KEY if waiting.is_key else 1)
    weight *= _CAMPAIGN[waiting.campaign]
    first = _FIRST[waiting.why]
    by_time = waiting.due_from if first < _FIRST[WhyNow.PLANNED] else now
    return first, by_time, -weight, -_INTENT[waiting.intent], waiting.due_from, waiting.customer_id


def is_callable(waiting: Waiting, hours: CallHours, now: datetime) -> bool:
    """Whether the hour is right: due, and open there, unless a time outside was agreed on."""
    return waiting.due_from <= now and (waiting.outside_hours or hours.is_open(waiting.place, now) is True)


def held_by(waiting: Waiting, obstacles: Obstacles, hours: CallHours, now: datetime) -> Held | None:
    """Why they are not offered now; None when they may be called. A promise is kept however often they were tried."""
    if obstacles.refused and not waiting.overridden:
        return Held.REFUSED
    if not obstacles.numbers:
        return Held.NO_NUMBER
    if obstacles.held_until is not None and obstacles.held_until > now:
        return Held.COLLEAGUE
    if waiting.due_from > now:
        return Held.NOT_DUE
    if not waiting.outside_hours and not (found := hours.is_open(waiting.place, now)):
        return Held.UNKNOWN_TIME if found is None else Held.CLOSED
    if obstacles.put_aside_until is not None and obstacles.put_aside_until > now:
        return Held.PUT_ASIDE
    if obstacles.retry_at is not None and obstacles.retry_at > now and not waiting.promised:
        return Held.NO_ANSWER
    return None


def joins_at(waiting: Waiting, obstacles: Obstacles, hours: CallHours, now: datetime) -> datetime | None:
    """When they may be called, from now on; None when that cannot be told."""
    if (obstacles.refused and not waiting.overridden) or not obstacles.numbers:
        return None
    waits = [waiting.due_from, obstacles.put_aside_until, obstacles.held_until]
    if not waiting.promised:
        waits.append(obstacles.retry_at)
    soonest = max([now, *(each for each in waits if each is not None)])
    return soonest if waiting.outside_hours else hours.next_open(waiting.place, soonest)


def local_day(moment: datetime, zone: str) -> date:
    """The date that it is in a zone."""
    return moment.astimezone(ZoneInfo(zone)).date()


def midnight(moment: datetime, zone: str, days: int = 0) -> datetime:
    """When the day of a moment began in a zone, or when one so many days later does; in UTC."""
    return start_of_day(local_day(moment, zone) + timedelta(days=days), zone)


# Rest (OT-17): no hour of work without its pause.


def rest_until(work: Sequence[Span], now: datetime, minutes: int) -> datetime | None:
    """Until when somebody rests who has worked so; None when the next call may begin.

    work: calls, and from being given somebody to what came of it. A pause of `minutes` ends a stretch of work, and a
    stretch takes on nothing new once it has used the hour but for its pause.
    """
    pause = timedelta(minutes=minutes)
    stretch = _stretch(work, now, pause)
    if not pause or stretch is None or now < stretch.start + HOUR - pause:
        return None
    return stretch.end + pause


def rest_from(work: Sequence[Span], now: datetime, minutes: int) -> datetime | None:
    """When the next pause is owed if the work goes on; None when it has not begun, or no pause is owed."""
    pause = timedelta(minutes=minutes)
    stretch = _stretch(work, now, pause)
    return None if not pause or stretch is None else max(stretch.start + HOUR - pause, now)


def _stretch(work: Sequence[Span], now: datetime, pause: timedelta) -> Span | None:
    """The stretch of work that still goes on: without a pause within it or since."""
    start = end = None
    for span in sorted(work, key=lambda each: each.start):
        if span.start > now:
            break
        until = min(max(span.end, span.start), now)
        if start is None or end is None or span.start - end >= pause:
            start, end = span.start, until
        else:
            end = max(end, until)
    if start is None or end is None or now - end >= pause:
        return None
    return Span(start, end)
