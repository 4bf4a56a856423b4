"""Deadlines a person can check with a wall calendar and a watch."""

import json
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from time import perf_counter
from zoneinfo import ZoneInfo

import pytest

from meridian.calendars.deadlines.rules import Escalation, Offset, OffsetUnit, moment_at, plan_steps
from meridian.calendars.rules import CalendarError, DayException, DayKind, Hours, WorkingCalendar, hours, week
from meridian.calendars.working_time import (
    NoWorkingTimeError,
    Pause,
    add_working,
    add_working_days,
    due_with_pauses,
    explain,
    subtract_working,
    working_between,
)

DAY = "09:00-12:00 13:30-18:00"
OFFICE = week(monday=DAY, tuesday=DAY, wednesday=DAY, thursday=DAY, friday=DAY)
SHANGHAI = WorkingCalendar(zone="Asia/Shanghai", weekly=OFFICE, holiday_country="CN", name="Service")
HOUR = timedelta(hours=1)


def at(zone: str, *parts: int) -> datetime:
    return datetime(*parts, tzinfo=ZoneInfo(zone))  # type: ignore[arg-type,misc]


def in_shanghai(*parts: int) -> datetime:
    return at("Asia/Shanghai", *parts)


def due(calendar: WorkingCalendar, start: datetime, amount: timedelta) -> datetime:
    moment = add_working(calendar, start, amount)
    assert moment is not None
    return moment


# --- China 2026: Golden Week and its make-up days (Sunday 20 September, Saturday 10 October) ---


def test_three_working_days_over_golden_week_end_a_week_later() -> None:
    start = in_shanghai(2026, 9, 29, 15, 0)
    # 29, 30 September; 1–7 October off; 8, 9 October
    assert add_working_days(SHANGHAI, start, 3) == in_shanghai(2026, 10, 9, 15, 0)


def test_the_make_up_saturday_counts_as_a_working_day() -> None:
    start = in_shanghai(2026, 10, 9, 15, 0)  # Friday
    assert add_working_days(SHANGHAI, start, 1) == in_shanghai(2026, 10, 10, 15, 0)
    assert SHANGHAI.day(date(2026, 10, 10)).kind is DayKind.MAKE_UP
    assert add_working_days(SHANGHAI, in_shanghai(2026, 10, 16, 15, 0), 1) == in_shanghai(2026, 10, 19, 15, 0)


def test_a_deadline_over_golden_week_explains_itself() -> None:
    deadline = due_with_pauses(SHANGHAI, in_shanghai(2026, 9, 30, 17, 0), 18 * HOUR)
    told = explain(deadline, "en_US")
    assert told["due_at"] == "2026-10-10T03:00:00Z"
    assert told["counted"][0] == {"start": "2026-09-30T09:00:00Z", "end": "2026-09-30T10:00:00Z", "seconds": 3600.0}
    assert sum(span["seconds"] for span in told["counted"]) == told["counted_seconds"] == 18 * 3600
    assert [(day["date"], day["kind"]) for day in told["special_days"]] == [
        *((f"2026-10-0{n}", "public_holiday") for n in (1, 2, 3, 5, 6, 7)),
        ("2026-10-10", "make_up"),
    ]
    assert told["special_days"][0]["reason"] == "National Day"
    assert told["special_days"][-1]["hours"] == [{"start": "09:00", "end": "12:00"}, {"start": "13:30", "end": "18:00"}]
    assert explain(deadline, "zh_CN")["special_days"][0]["reason"] == "国庆节"
    assert json.loads(json.dumps(told)) == told


def test_swaps_across_new_year_are_known() -> None:
    assert SHANGHAI.day(date(2006, 12, 30)).kind is DayKind.MAKE_UP  # for the New Year break of 2007


def test_the_companys_own_day_wins_over_the_holiday_and_the_make_up_day() -> None:
    calendar = WorkingCalendar(
        zone="Asia/Shanghai",
        weekly=OFFICE,
        holiday_country="CN",
        exceptions=(
            DayException(date(2026, 10, 10), (), "company trip"),
            DayException(date(2026, 10, 5), None, "stocktaking"),
            DayException(date(2026, 10, 6), hours("10:00-11:00"), "stocktaking"),
        ),
    )
    assert calendar.day(date(2026, 10, 10)) == (date(2026, 10, 10), DayKind.DAY_OFF, (), "company trip")
    assert calendar.worked_on(date(2026, 10, 5)) == (DayKind.EXTRA, hours(DAY))
    assert due(calendar, in_shanghai(2026, 10, 5, 17, 0), 2 * HOUR) == in_shanghai(2026, 10, 6, 11, 0)


def test_make_up_days_work_the_hours_of_the_first_weekday_that_works() -> None:
    calendar = WorkingCalendar(zone="Asia/Shanghai", weekly=week(tuesday="08:00-10:00"), holiday_country="CN")
    assert calendar.worked_on(date(2026, 10, 10)) == (DayKind.MAKE_UP, hours("08:00-10:00"))


# --- clocks that change, breaks, midnight ---

NIGHT = WorkingCalendar(zone="Europe/Berlin", weekly=(hours("00:00-08:00"),) * 7)


@pytest.mark.parametrize(
    ("day", "worked"),
    [((2026, 3, 28), 8), ((2026, 3, 29), 7), ((2026, 10, 25), 9)],
    ids=["plain", "hour skipped", "hour repeated"],
)
def test_elapsed_time_is_real_when_clocks_change(day: tuple[int, int, int], worked: int) -> None:
    midnight = at("Europe/Berlin", *day)
    assert working_between(NIGHT, midnight, midnight + timedelta(days=1)) == worked * HOUR
    assert due(NIGHT, midnight, worked * HOUR) == at("Europe/Berlin", *day, 8)


def test_a_date_broken_by_a_clock_set_back_over_midnight_is_counted_in_order() -> None:
    """St John's, 2 November 2008: at 00:01 the clocks went back to 23:01 of the day before."""
    saturday = WorkingCalendar(zone="America/St_Johns", weekly=week(saturday="23:00-24:00"))
    start = at("America/St_Johns", 2008, 11, 1, 12)
    deadline = due_with_pauses(saturday, start, timedelta(minutes=119))
    assert [span.length for span in deadline.counted] == [timedelta(minutes=60), timedelta(minutes=59)]
    assert deadline.counted[1].start - deadline.counted[0].end == timedelta(minutes=1)


def test_a_date_the_zone_left_out_is_not_worked() -> None:
    apia = WorkingCalendar(zone="Pacific/Apia", weekly=(hours("09:00-17:00"),) * 7)
    start = at("Pacific/Apia", 2011, 12, 29, 16)
    assert due(apia, start, 2 * HOUR) == at("Pacific/Apia", 2011, 12, 31, 10)
    assert due(apia, start, 2 * HOUR) - start.astimezone(UTC) == 18 * HOUR


def test_work_over_midnight_is_one_interval() -> None:
    watch = WorkingCalendar(
        zone="America/Los_Angeles", weekly=week(monday="22:00-24:00", tuesday="00:00-06:00 13:00-19:00")
    )
    deadline = due_with_pauses(watch, at("America/Los_Angeles", 2026, 7, 6, 12), 14 * HOUR)
    assert [span.length for span in deadline.counted] == [8 * HOUR, 6 * HOUR]


def test_deadlines_end_with_the_work_and_starts_wait_for_it() -> None:
    friday, monday = in_shanghai(2026, 11, 6, 15, 0), in_shanghai(2026, 11, 9, 9, 0)
    assert due(SHANGHAI, friday, 3 * HOUR) == in_shanghai(2026, 11, 6, 18, 0)
    assert due(SHANGHAI, friday, timedelta(hours=3, microseconds=1)) == monday + timedelta(microseconds=1)
    assert subtract_working(SHANGHAI, monday, 3 * HOUR) == friday
    assert due(SHANGHAI, in_shanghai(2026, 11, 7, 3, 0), HOUR) == monday + HOUR
    assert due(SHANGHAI, in_shanghai(2026, 11, 7, 3, 0), timedelta()) == in_shanghai(2026, 11, 7, 3, 0)
    assert due(SHANGHAI, in_shanghai(2026, 11, 9, 12, 30), HOUR) == in_shanghai(2026, 11, 9, 14, 30)


# --- working days, pauses, escalation ---


def test_a_working_day_is_the_commonest_length_of_a_weekday() -> None:
    six_days = WorkingCalendar(zone="UTC", weekly=(*(hours("08:00-16:00"),) * 5, hours("08:00-12:00"), ()))
    assert six_days.day_minutes == 480
    friday = datetime(2026, 11, 6, 10, tzinfo=UTC)
    assert add_working_days(six_days, friday, 1) == datetime(2026, 11, 7, 10, tzinfo=UTC)
    assert add_working_days(six_days, friday, 2) == datetime(2026, 11, 9, 14, tzinfo=UTC), "Saturday is half a day"
    assert add_working_days(six_days, add_working_days(six_days, friday, 5), -5) == friday


def test_a_pause_moves_the_deadline_by_the_working_time_it_covers() -> None:
    start = in_shanghai(2026, 11, 9, 9, 0)
    lunch_to_four = Pause(in_shanghai(2026, 11, 9, 11, 0), in_shanghai(2026, 11, 9, 16, 0))
    deadline = due_with_pauses(SHANGHAI, start, 4 * HOUR, [lunch_to_four])
    assert deadline.due_at == in_shanghai(2026, 11, 9, 18, 0)
    assert [span.length for span in deadline.counted] == [2 * HOUR, 2 * HOUR]
    assert explain(deadline)["pauses"] == [{"start": "2026-11-09T03:00:00Z", "end": "2026-11-09T08:00:00Z"}]


def test_an_open_pause_holds_the_deadline_and_says_what_is_missing() -> None:
    start = in_shanghai(2026, 11, 9, 9, 0)
    held = due_with_pauses(SHANGHAI, start, 4 * HOUR, [Pause(in_shanghai(2026, 11, 9, 10, 0), None)])
    assert (held.due_at, held.missing) == (None, 3 * HOUR)
    assert explain(held)["due_at"] is None
    done = due_with_pauses(SHANGHAI, start, HOUR, [Pause(in_shanghai(2026, 11, 9, 10, 0), None)])
    assert done.due_at == in_shanghai(2026, 11, 9, 10, 0)


def test_a_pause_longer_than_the_horizon_is_survived() -> None:
    start = in_shanghai(2026, 11, 9, 9, 0)
    years = Pause(start + HOUR, start + timedelta(days=3000))
    paused = due_with_pauses(SHANGHAI, start, 2 * HOUR, [years])
    assert paused.due_at is not None
    assert paused.due_at > years.end  # type: ignore[operator]


def test_escalation_steps_lie_on_the_deadlines_own_count() -> None:
    start, amount = in_shanghai(2026, 9, 29, 9, 0), timedelta(minutes=4 * 450)
    texts = ("−25%", "0", "+1d", "+2h", "-200%")
    distances = {text: Offset.parse(text).distance(SHANGHAI, amount) for text in texts}
    steps = {text: moment_at(SHANGHAI, start, amount, distance) for text, distance in distances.items()}
    assert steps == {
        "−25%": in_shanghai(2026, 10, 8, 18, 0),  # three of the four days are worked: 29, 30 September, 8 October
        "0": in_shanghai(2026, 10, 9, 18, 0),
        "+1d": in_shanghai(2026, 10, 10, 18, 0),  # the make-up Saturday
        "+2h": in_shanghai(2026, 10, 10, 11, 0),
        "-200%": start,
    }
    pause = Pause(in_shanghai(2026, 9, 30, 9, 0), in_shanghai(2026, 10, 8, 9, 0))
    assert moment_at(SHANGHAI, start, amount, distances["+1d"], [pause]) == in_shanghai(2026, 10, 12, 18, 0)
    assert moment_at(SHANGHAI, start, amount, timedelta(), [Pause(start, None)]) is None


def test_steps_come_in_order_with_overdue_at_the_deadline() -> None:
    ladder = [
        Escalation(Offset(1), "director"),
        Escalation(Offset(-25, OffsetUnit.PERCENT), "owner"),
        Escalation(Offset(0), "department_manager"),
        Escalation(Offset(-2, OffsetUnit.WORKING_HOURS), "first_responder"),
    ]
    planned = plan_steps(SHANGHAI, timedelta(hours=20), ladder)
    assert [(step.kind.value, str(step.offset), step.recipient) for step in planned] == [
        ("due_soon", "-25%", "owner"),
        ("due_soon", "-2h", "first_responder"),
        ("overdue", "0", "owner"),
        ("escalated", "0", "department_manager"),
        ("escalated", "+1d", "director"),
    ]
    assert [step.distance for step in planned] == [-5 * HOUR, -2 * HOUR, 0 * HOUR, 0 * HOUR, 7.5 * HOUR]
    assert [Offset.parse(str(step.offset)) for step in planned] == [step.offset for step in planned]


@pytest.mark.parametrize("text", ["", "1", "25", "%", "+d", "1w", "--1d", "1.5d", "+99999d"])
def test_offsets_that_make_no_sense_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match="not an offset"):
        Offset.parse(text)


# --- refusals ---


def test_a_calendar_without_working_time_says_so_quickly() -> None:
    never = WorkingCalendar(zone="UTC", weekly=week(), name="Never")
    began = perf_counter()
    new_year = datetime(2026, 1, 1, tzinfo=UTC)
    attempts: list[Callable[[], datetime | None]] = [
        lambda: add_working(never, new_year, HOUR),
        lambda: subtract_working(never, new_year, HOUR),
        lambda: add_working_days(never, new_year, 1),
        lambda: moment_at(never, new_year, HOUR, Offset(1).distance(never, HOUR)),
    ]
    for attempt in attempts:
        with pytest.raises(NoWorkingTimeError, match="'Never' does not hold"):
            attempt()
    assert perf_counter() - began < 2
    assert working_between(never, datetime(2020, 1, 1, tzinfo=UTC), datetime(2030, 1, 1, tzinfo=UTC)) == timedelta()


def test_impossible_questions_are_refused() -> None:
    noon = datetime(2026, 1, 1, 12, tzinfo=UTC)
    with pytest.raises(ValueError, match="time zone"):
        add_working(SHANGHAI, noon.replace(tzinfo=None), HOUR)
    with pytest.raises(ValueError, match="1899 to 2202"):
        add_working(SHANGHAI, noon.replace(year=2203), HOUR)
    with pytest.raises(ValueError, match="not negative"):
        add_working(SHANGHAI, noon, -HOUR)
    with pytest.raises(ValueError, match="before it starts"):
        add_working(SHANGHAI, noon, HOUR, [Pause(noon, noon - HOUR)])


def test_a_calendar_names_every_fault_at_once() -> None:
    with pytest.raises(CalendarError) as refused:
        WorkingCalendar(
            zone="Mars/Olympus",
            weekly=((Hours(600, 540),), (Hours(0, 60), Hours(30, 90)), (), (), (), (Hours(0, 1500),)),
            holiday_country="XX",
            exceptions=(DayException(date(2026, 1, 1)), DayException(date(2026, 1, 1), (Hours(5, 5),))),
        )
    assert refused.value.faults == [
        "'Mars/Olympus' is not an IANA time zone",
        "no public holidays are known for 'XX'",
        "a week has seven days, not 6",
        "monday: 10:00-09:00 does not run forward within one day",
        "tuesday: 00:30-01:30 begins before 00:00-01:00 has ended",
        "saturday: 00:00-25:00 does not run forward within one day",
        "2026-01-01: named twice",
        "2026-01-01: 00:05-00:05 does not run forward within one day",
    ]


@pytest.mark.parametrize("text", ["9:00-12:00", "09:00", "09:00-24:01", "09:60-10:00", "09:00–12:00", "24:30-24:40"])
def test_hours_that_are_not_written_as_times_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match="not a time of day"):
        hours(text)
    with pytest.raises(ValueError, match="not a weekday"):
        week(moonday=DAY)


def test_equal_calendars_share_one_memo() -> None:
    twin = WorkingCalendar(zone="Asia/Shanghai", weekly=OFFICE, holiday_country="CN", name="Service")
    assert (twin, hash(twin)) == (SHANGHAI, hash(SHANGHAI))
    assert twin != WorkingCalendar(zone="Asia/Tokyo", weekly=OFFICE, holiday_country="CN", name="Service")
