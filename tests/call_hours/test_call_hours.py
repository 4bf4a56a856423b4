"""When a place may be called: known cases, and every minute compared with a slow reading of the same rules."""

from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from itertools import pairwise
from zoneinfo import ZoneInfo

import holidays
import pytest
from babel import Locale, UnknownLocaleError
from hypothesis import given
from hypothesis import strategies as st

from meridian.call_hours.rules import UNKNOWN, Closed, Locality, call_hours, locality, of_person
from meridian.places import tzdb
from meridian.policies.definitions.calling import COUNTRY_CALL_WINDOWS
from meridian.policies.rules import History, Weekday
from meridian.policies.value_types import WEEKEND

HOURS = call_hours(History().at(datetime(2026, 1, 1, tzinfo=UTC)))


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("place", "moment", "closed", "opens"),
    [
        (locality("Europe/Madrid", "ES"), "2026-03-15T02:00", Closed.DAY_OFF, "2026-03-16T08:00"),  # 03:00 on Sunday
        (locality("Europe/Madrid", "ES"), "2026-12-25T09:30", Closed.HOLIDAY, "2026-12-28T08:00"),
        (locality("America/Lima", "PE"), "2026-03-15T01:30", Closed.DAY_OFF, "2026-03-16T14:00"),  # 20:30 on Saturday
        (locality("Europe/Berlin", "DE"), "2026-03-10T12:00", Closed.HOURS, "2026-03-10T13:00"),  # at lunch
        (locality("Europe/Berlin", "DE"), "2026-03-27T16:30", Closed.HOURS, "2026-03-30T07:00"),  # summer time begins
        (locality("Asia/Dubai", "AE"), "2026-03-13T08:30", Closed.HOURS, "2026-03-16T05:00"),  # Friday until noon
        (locality("Asia/Kathmandu", "NP"), "2026-03-14T05:00", Closed.DAY_OFF, "2026-03-15T03:15"),
        (locality("Asia/Brunei", "BN"), "2026-03-15T02:00", Closed.DAY_OFF, "2026-03-16T01:00"),
        (
            locality("Asia/Kuala_Lumpur", "MY", region="Kelantan"),
            "2026-03-13T02:00",
            Closed.DAY_OFF,
            "2026-03-15T01:00",
        ),
        # Regional holidays, by region or by city
        (locality("Europe/Berlin", "DE", region="Bavaria"), "2026-01-06T09:00", Closed.HOLIDAY, "2026-01-07T08:00"),
        (locality("Europe/London", "GB", city="Glasgow"), "2026-11-30T10:00", Closed.HOLIDAY, "2026-12-01T09:00"),
        (locality("America/Toronto", "CA", region="ON"), "2026-02-16T15:00", Closed.HOLIDAY, "2026-02-17T14:00"),
        (locality("Australia/Sydney", "AU", region="NSW"), "2026-06-07T23:30", Closed.HOLIDAY, "2026-06-08T23:00"),
        (locality("Europe/Zurich", "CH", region="ZH"), "2026-05-01T08:00", Closed.HOLIDAY, "2026-05-04T07:00"),
        (locality("Europe/Madrid", "ES", city="Barcelona"), "2026-09-11T08:00", Closed.HOLIDAY, "2026-09-14T07:00"),
        # A weekend worked in exchange for a holiday is no day off
        (locality("Asia/Shanghai", "CN"), "2025-01-26T00:00", Closed.HOURS, "2025-01-26T01:00"),
    ],
)
def test_closed_and_when_it_opens(place: Locality, moment: str, closed: Closed, opens: str) -> None:
    found = HOURS.at(place, at(moment))
    assert (found.open, found.closed, found.opens_at) == (False, closed, at(opens))
    assert HOURS.next_open(place, at(moment)) == at(opens)
    assert HOURS.at(place, at(opens)).open is True


def test_open_until_the_end_of_the_stretch() -> None:
    found = HOURS.at(locality("Europe/Berlin", "DE"), at("2026-03-10T08:30"))
    assert (found.open, found.closes_at, found.closed) == (True, at("2026-03-10T11:00"), None)
    assert found.local is not None
    assert found.local.strftime("%a %H:%M") == "Tue 09:30"


def test_a_holiday_elsewhere_in_the_country_is_none_here() -> None:
    assert HOURS.at(locality("Europe/Berlin", "DE", city="Hamburg"), at("2026-01-06T09:00")).open is True
    assert HOURS.at(locality("Europe/Berlin", "DE"), at("2026-01-06T09:00")).open is True  # nobody knows where in it


def test_a_holiday_is_named_in_the_readers_language() -> None:
    madrid = locality("Europe/Madrid", "ES")
    assert HOURS.at(madrid, at("2026-12-25T09:30")).holiday == "Christmas Day"
    shanghai = locality("Asia/Shanghai", "CN")
    assert "春节" in str(HOURS.at(shanghai, at("2026-02-17T02:00"), "zh_CN").holiday)


def test_of_several_zones_only_what_is_open_in_all_counts() -> None:
    place = locality(None, "US", candidates=("America/New_York", "America/Los_Angeles"))
    assert HOURS.at(place, at("2026-03-11T14:30")).open is False  # half past ten there, half past seven here
    windows = list(HOURS.windows(place, at("2026-03-11T00:00"), at("2026-03-12T00:00")))
    assert [(window.start, window.end) for window in windows] == [
        (at("2026-03-11T18:00"), at("2026-03-11T19:00")),
        (at("2026-03-11T21:00"), at("2026-03-11T21:30")),
    ]


def test_who_is_nowhere_is_not_judged() -> None:
    assert HOURS.at(locality(None, "US"), at("2026-03-11T14:30")) == UNKNOWN
    assert HOURS.on(locality(None), date(2026, 3, 11), at("2026-03-11T14:30")) == UNKNOWN
    assert HOURS.next_open(locality(None), at("2026-03-11T14:30")) is None


def test_a_person_with_a_time_of_their_own_is_in_its_country() -> None:
    munich = locality("Europe/Berlin", "DE", city="Munich")
    assert of_person(munich, "Asia/Riyadh") == Locality(("Asia/Riyadh",), "SA")
    assert of_person(munich, "Europe/Berlin") == of_person(munich, None) == munich
    assert locality("Europe/Madrid", None) == Locality(("Europe/Madrid",), "ES")


def test_a_date_is_closed_when_nothing_of_it_is_open_any_more() -> None:
    berlin = locality("Europe/Berlin", "DE")
    assert HOURS.on(berlin, date(2026, 3, 10), at("2026-03-10T06:00")).opens_at == at("2026-03-10T08:00")
    assert HOURS.on(berlin, date(2026, 3, 10), at("2026-03-10T09:00")).open is True
    assert HOURS.next_opening(berlin, at("2026-03-10T09:00")) == at("2026-03-10T13:00")
    assert HOURS.next_opening(berlin, at("2026-03-10T12:00")) == at("2026-03-10T13:00")
    late = HOURS.on(berlin, date(2026, 3, 10), at("2026-03-10T17:00"))
    assert (late.open, late.closed, late.opens_at) == (False, Closed.HOURS, at("2026-03-11T08:00"))
    christmas = HOURS.on(berlin, date(2026, 12, 25), at("2026-03-10T17:00"))
    assert (christmas.closed, christmas.holiday, christmas.opens_at) == (
        Closed.HOLIDAY,
        "Christmas Day",
        at("2026-12-28T08:00"),
    )


def test_the_policy_object_is_kept_while_the_policy_is_the_same() -> None:
    history = History()
    assert call_hours(history.at(at("2026-03-10T00:00"))) is call_hours(history.at(at("2026-03-11T00:00")))


def cldr_weekend(country: str) -> tuple[int, int]:
    try:
        there = Locale.parse(f"und_{country}")
    except UnknownLocaleError:  # nobody lives there
        return 5, 6
    return there.weekend_start, there.weekend_end


def test_weekends_are_those_of_the_countries() -> None:
    """Against CLDR's, but for the countries whose offices keep other days than it says."""
    windows = COUNTRY_CALL_WINDOWS.default
    differing = set()
    for country in set(holidays.list_supported_countries(include_aliases=False)):
        start, end = cldr_weekend(country)
        cldr = {tuple(Weekday)[day % 7] for day in range(start, end + 1 + 7 * (end < start))}
        ours = set(windows[country].days_off if country in windows else WEEKEND)
        if ours != cldr:
            differing.add(country)
    assert differing == {"AF", "BD", "BN", "DJ", "IN", "MV", "NP", "PS", "SO", "UG"}


WEEKEND_OF = {  # spelt out again, as the policy was told
    "BD": {4, 5}, "MV": {4, 5}, "PS": {4, 5}, "NP": {5}, "AF": {4}, "DJ": {4}, "SO": {4}, "BN": {4, 6}, "SA": {4, 5},
}  # fmt: skip
PLACES = [(country, zone) for country in ("DE", "ES", "PE", "US", "SA", "BD", "NP", "AF", "BN", "LB", "CL", "AU", "IN")
          for zone in tzdb.zones_of(country)[:3]]  # fmt: skip


@cache
def known_holidays(country: str, year: int) -> holidays.HolidayBase:
    """Of the year and its neighbours. Kept: to work them out takes longer than all that is asked about them."""
    return holidays.country_holidays(country, years=(year - 1, year, year + 1))


def slowly(country: str, zone: str, moment: datetime) -> bool:
    """Whether the clock on the wall there shows a time at which people are called."""
    local = moment.astimezone(ZoneInfo(zone))
    known = known_holidays(country, local.year)
    if local.date() in known or local.weekday() in WEEKEND_OF.get(country, {5, 6}):
        return local.date() in known.weekend_workdays
    return time(9) <= local.time() < time(12) or time(14) <= local.time() < time(17, 30)


@given(
    st.sampled_from(PLACES),
    st.datetimes(datetime(2020, 1, 1), datetime(2029, 12, 25)),  # noqa: DTZ001 — made aware below
    st.integers(min_value=1, max_value=5000),
)
def test_windows_are_the_minutes_a_slow_reading_finds(place: tuple[str, str], start: datetime, minutes: int) -> None:
    country, zone = place
    begin = start.replace(second=0, microsecond=0, tzinfo=UTC)
    end = begin + timedelta(minutes=minutes)
    found = list(HOURS.windows(locality(zone, country), begin, end))
    assert all(begin <= window.start < window.end <= end for window in found)
    assert all(one.end <= other.start for one, other in pairwise(found))
    for step in range(0, minutes, 7):
        moment = begin + timedelta(minutes=step)
        is_open = slowly(country, zone, moment)
        assert any(window.start <= moment < window.end for window in found) == is_open, moment
        assert HOURS.at(locality(zone, country), moment).open == is_open


places = st.sampled_from(
    [
        locality("Europe/Madrid", "ES"),
        locality("Asia/Dubai", "AE"),
        locality("Asia/Kathmandu", "NP"),
        locality("America/Lima", "PE"),
        locality(None, "US", candidates=("America/New_York", "America/Los_Angeles")),
    ]
)
some_moment = st.integers(0, 60 * 24 * 365).map(lambda minute: at("2026-01-01T00:00") + timedelta(minutes=minute))


@given(places, some_moment, st.integers(0, 60 * 24))
def test_another_part_of_the_day_is_open_and_another(place: Locality, than: datetime, later: int) -> None:
    after = than + timedelta(minutes=later)
    found = HOURS.next_open_in_other_part(place, after, than)
    assert found is not None
    assert found >= after
    assert HOURS.at(place, found).open is True
    zone = ZoneInfo(place.zones[0])
    morning = than.astimezone(zone).time() < time(12)
    parts = {w.start.astimezone(zone).time() < time(12) for w in HOURS.windows(place, after, after + timedelta(days=9))}
    if len(parts) == 2:  # else it is only ever open in one of them
        assert (found.astimezone(zone).time() < time(12)) is not morning


def test_a_long_day_has_two_parts_as_well() -> None:
    madrid = locality("Europe/Madrid", "ES")
    assert HOURS.next_open_in_other_part(madrid, at("2026-03-10T08:30"), at("2026-03-10T08:30")) == at(
        "2026-03-10T13:00"
    )
    assert HOURS.next_open_in_other_part(madrid, at("2026-03-10T15:00"), at("2026-03-10T15:00")) == at(
        "2026-03-11T08:00"
    )
    assert HOURS.next_open_in_other_part(locality(None), at("2026-03-10T08:30"), at("2026-03-10T08:30")) is None


@given(places, st.lists(some_moment, min_size=1, max_size=6))
def test_what_is_kept_of_open_places_is_what_is_found_anew(place: Locality, moments: list[datetime]) -> None:
    for moment in moments:
        assert HOURS.is_open(place, moment) is HOURS.at(place, moment).open
