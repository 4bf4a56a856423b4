"""Answers about a calendar: its days one by one, and a deadline counted for somebody who asks."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from meridian.calendars.arithmetic import (
    NoWorkingTimeError,
    Pause,
    due_with_pauses,
    working_between,
)
from meridian.calendars.explanation import explain, explain_day
from meridian.calendars.models import Calendar
from meridian.calendars.rules import WorkingCalendar
from meridian.calendars.schemas import CalendarDays, DayRead, ExplainedRead, ExplainWanted, MomentRead
from meridian.calendars.steps import Offset, moment_at
from meridian.calendars.stored import working_calendar
from meridian.kernel.problems import Fault, Invalid, fault

MAX_DAYS = 400
LANGUAGES = {"zh-CN": "zh_CN", "en": "en_US"}
"""Locales of people → languages the holidays are named in."""


def days_between(calendar: Calendar, since: date, until: date, locale: str) -> CalendarDays:
    """Each local date from `since` to `until`. 422 when they are too many, reversed or far off."""
    faults = []
    if not 1900 <= since.year <= 2200:
        faults.append(Fault("/query/from", "range", "must lie between the years 1900 and 2200"))
    if until < since:
        faults.append(Fault("/query/to", "order", "must not be earlier than from"))
    elif (until - since).days >= MAX_DAYS:
        faults.append(Fault("/query/to", "range", f"at most {MAX_DAYS} days at a time"))
    if faults:
        raise Invalid(errors=faults)
    rules = working_calendar(calendar)
    dates = (since + timedelta(days=number) for number in range((until - since).days + 1))
    items = [_day(rules, on, LANGUAGES[locale]) for on in dates]
    return CalendarDays(
        calendar_id=calendar.id, zone=calendar.zone, items=items, minutes=sum(day.minutes for day in items)
    )


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
    except NoWorkingTimeError as error:
        raise fault("", "no_working_time", str(error)) from None
    return ExplainedRead.model_validate({**told, "moments": moments})


def _day(rules: WorkingCalendar, on: date, language: str) -> DayRead:
    worked = working_between(rules, _midnight(rules.zone, on), _midnight(rules.zone, on + timedelta(days=1)))
    return DayRead.model_validate({**explain_day(rules.day(on, language)), "minutes": worked // timedelta(minutes=1)})


def _midnight(zone: str, on: date) -> datetime:
    return datetime.combine(on, time(), ZoneInfo(zone)).astimezone(UTC)
