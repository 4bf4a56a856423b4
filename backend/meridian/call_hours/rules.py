"""The calling hours of a place: windows over any range, whether it is open at a moment and why not. Pure.

A place's hours are a working calendar: the ranges policy gives for the country and its part, in the zone of whoever is
called, less public holidays, national and of that part. So clock changes, make-up working days and dates that a zone
left out are counted as everywhere else (calendars/working_time.py). Where the zone is one of several, only the time
that is open in all of them counts.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple
from zoneinfo import ZoneInfo

from babel.dates import format_datetime, get_timezone_location

from meridian.calendars.rules import (
    DEFAULT_LANGUAGE,
    DayKind,
    Hours,
    WorkingCalendar,
    supported_countries,
    supported_subdivisions,
)
from meridian.calendars.working_time import Span, worked_spans
from meridian.kernel.language import LANGUAGES, SOURCE, Message, in_words, msg
from meridian.places.regions import subdivision_of
from meridian.places.tzdb import country_of
from meridian.policies.definitions.calling import COUNTRY_CALL_WINDOWS, LOCAL_CALL_WINDOW
from meridian.policies.rules import Policies, Weekday
from meridian.policies.value_types import CountryCallWindow, TimeRange, call_ranges

HORIZON = timedelta(days=60)
"""How far ahead the next open time is looked for; beyond it a place counts as never open."""
NOON = time(12)
"""Where the parts of a day meet: who did not answer in one is tried in the other."""
_DAY = timedelta(days=1)
_A_WEEK_OR_SO = timedelta(days=9)
_KEPT_POLICIES = 16
_KEPT_PLACES = 20_000
_KEPT_FOR = timedelta(days=1)


class Locality(NamedTuple):
    """Where somebody is: the zones whose clocks may be theirs (one when known, none when nothing is), the country and
    its part with holidays of its own."""

    zones: tuple[str, ...]
    country: str | None = None
    part: str | None = None


class Closed(StrEnum):
    """Why nobody is called there: it is not the hour, the day is off, or a public holiday."""

    HOURS = "hours"
    DAY_OFF = "day_off"
    HOLIDAY = "holiday"


class CallTime(NamedTuple):
    """What the clock says of calling a place at a moment.

    open: None when nothing is known of their time. closed, holiday: why not, and the holiday's name. local: their wall
    clock. opens_at: when it is next open, if it is closed and ever opens; closes_at: until when, if open.
    """

    open: bool | None
    local: datetime | None = None
    closed: Closed | None = None
    holiday: str | None = None
    opens_at: datetime | None = None
    closes_at: datetime | None = None


UNKNOWN = CallTime(None)


class _Stretch(NamedTuple):
    """Time in which a place stays open, or closed, until it changes. opens: whether it opens then."""

    since: datetime
    until: datetime
    open: bool
    opens: bool = True


def locality(
    zone: str | None,
    country: str | None = None,
    *,
    region: str | None = None,
    city: str | None = None,
    candidates: Sequence[str] = (),
) -> Locality:
    """Where a customer is. `candidates`: zones that it may be in while none is known. Without a country the zone's own
    holds."""
    zones = (zone,) if zone is not None else tuple(candidates)
    if country is None and zone is not None:
        country = country_of(zone)
    return Locality(zones, country, subdivision_of(country, region, city))


def of_person(customer: Locality, zone: str | None) -> Locality:
    """Where somebody of a customer is: there, unless they keep a time of their own."""
    return customer if zone is None or customer.zones == (zone,) else Locality((zone,), country_of(zone))


def warning(found: CallTime, zone: str | None) -> tuple[Message, dict[str, str]]:
    """Why nobody is called there at a time, and when it opens next by their clock and by that of whoever calls, in
    `zone`; in words, and as facts by name."""
    facts = {"closed": str(found.closed), "holiday": found.holiday, "your_zone": zone}
    why = _WHY[found.closed or Closed.HOURS]
    why = msg("{kind}: {name}", kind=why, name=found.holiday) if found.holiday else why
    if found.local is None or found.opens_at is None:
        words = msg("nobody is called there then ({why})", why=why)
    else:
        there = str(found.local.tzinfo)
        facts |= {"zone": there, "opens_at": found.opens_at.isoformat().replace("+00:00", "Z")}
        when = [_clock(found.opens_at, each) for each in dict.fromkeys((there, zone or there))]
        opens = " = ".join(when)
        words = msg("nobody is called there then ({why}); it opens {opens}", why=why, opens=opens)
    return words, {name: value for name, value in facts.items() if value is not None}


_WHY = {
    Closed.HOURS: msg("not the hour"),
    Closed.DAY_OFF: msg("day off"),
    Closed.HOLIDAY: msg("public holiday"),
}


def _clock(moment: datetime, zone: str) -> str:
    return f"{moment.astimezone(ZoneInfo(zone)):%Y-%m-%d %H:%M} {zone}"


class CallHours:
    """The company's calling hours everywhere, as policy says them at one moment."""

    def __init__(self, usual: tuple[TimeRange, ...], overrides: Mapping[str, CountryCallWindow]) -> None:
        self.usual, self.overrides = usual, overrides
        self._known: dict[Locality, _Stretch] = {}
        self._parts_known: dict[str, tuple[str, ...]] = {}

    def windows(self, place: Locality, start: datetime, end: datetime) -> Iterator[Span]:
        """Each stretch between two moments in which the place may be called, in order; none where its time is not
        known. In UTC, cut off at both ends."""
        if not place.zones or start >= end:
            return iter(())
        several = [worked_spans(calendar, start, end) for calendar in self._calendars(place)]
        return several[0] if len(several) == 1 else _common(several)

    def next_open(self, place: Locality, after: datetime) -> datetime | None:
        """The first moment from `after` on at which the place may be called; None when it never opens or is unknown."""
        if not place.zones:
            return None
        known = self._stretch(place, after)
        if known.open:
            return after
        return known.until if known.opens else None

    def next_opening(self, place: Locality, after: datetime) -> datetime | None:
        """As `next_open`, but where it is open at `after`, when it opens again: the next calling hours."""
        return self.next_open(place, self.at(place, after).closes_at or after)

    def at(self, place: Locality, moment: datetime, language: str = DEFAULT_LANGUAGE) -> CallTime:
        """Whether the place may be called at that moment; a holiday is named in `language` where that is known."""
        if not place.zones:
            return UNKNOWN
        local = moment.astimezone(ZoneInfo(place.zones[0]))
        window = next(self.windows(place, moment, moment + HORIZON), None)
        if window is not None and window.start == moment:
            return CallTime(True, local, closes_at=self._until(place, window, moment + HORIZON))
        closed, holiday = self._why(place, local.date(), language)
        return CallTime(False, local, closed, holiday, opens_at=window and window.start)

    def is_open(self, place: Locality, moment: datetime) -> bool | None:
        """Whether the place may be called at that moment; None when nothing is known of its time. What was found is
        kept until the place next opens or closes, so that a queue of thousands is looked up rather than worked out."""
        return self._stretch(place, moment).open if place.zones else None

    def may_be_open(self, zone: str | None, country: str | None, moment: datetime) -> bool:
        """Whether anybody of that zone and country may be called at that moment, in whichever part of it they are;
        True where the zone is not known. What it says no to need not be looked at one by one."""
        if zone is None:
            return True
        place = locality(zone, country)
        return any(self.is_open(place._replace(part=part), moment) for part in (None, *self._parts(place.country)))

    def _parts(self, country: str | None) -> tuple[str, ...]:
        """The parts of a country with holidays or calling hours of their own."""
        if country is None:
            return ()
        if country not in self._parts_known:
            own = (key.partition("-") for key in self.overrides)
            parts = {part for name, _, part in own if part and name == country} | supported_subdivisions(country)
            self._parts_known[country] = tuple(sorted(parts))
        return self._parts_known[country]

    def _stretch(self, place: Locality, moment: datetime) -> "_Stretch":
        """The stretch of open or of closed time in which the moment lies, from that moment on. It is kept until it is
        over, a day at most where the place does not open, so that a queue of thousands is looked up rather than worked
        out."""
        known = self._known.get(place)
        if known is not None and known.since <= moment < min(known.until, known.since + _KEPT_FOR):
            return known
        window = next(self.windows(place, moment, moment + HORIZON), None)
        if window is None:
            found = _Stretch(moment, moment + HORIZON, open=False, opens=False)
        elif window.start > moment:
            found = _Stretch(moment, window.start, open=False)
        else:
            found = _Stretch(moment, window.end, open=True)
        if len(self._known) >= _KEPT_PLACES:
            self._known.clear()
        self._known[place] = found
        return found

    def next_open_in_other_part(self, place: Locality, after: datetime, than: datetime) -> datetime | None:
        """The first moment from `after` on at which the place may be called in another part of its day, before or from
        noon, than it was at `than`; its next open moment where it is only ever open in that part."""
        if not place.zones:
            return None
        zone = ZoneInfo(place.zones[0])
        morning = than.astimezone(zone).time() < NOON
        for window in self.windows(place, after, after + _A_WEEK_OR_SO):
            local = window.start.astimezone(zone)
            if (local.time() < NOON) is not morning:
                return window.start
            noon = datetime.combine(local.date(), NOON, zone).astimezone(UTC)
            if morning and noon < window.end:
                return noon
        return self.next_open(place, after)

    def on(self, place: Locality, day: date, since: datetime, language: str = DEFAULT_LANGUAGE) -> CallTime:
        """Whether the place may be called on that local date at all, from `since` on; `opens_at` is when."""
        if not place.zones:
            return UNKNOWN
        zone = ZoneInfo(place.zones[0])
        begin, end = (datetime.combine(each, time(), zone).astimezone(UTC) for each in (day, day + _DAY))
        begin = max(begin, since)
        window = next(self.windows(place, begin, end), None)
        if window is not None:
            return CallTime(True, window.start.astimezone(zone), opens_at=window.start, closes_at=window.end)
        closed, holiday = self._why(place, day, language)
        return CallTime(False, begin.astimezone(zone), closed, holiday, opens_at=self.next_open(place, max(begin, end)))

    def next_day(self, place: Locality, day: date) -> date:
        """That local date, or the first after it on which the place may be called; itself where its time is unknown."""
        if not place.zones:
            return day
        zone = ZoneInfo(place.zones[0])
        opens = self.next_open(place, datetime.combine(day, time(), zone).astimezone(UTC))
        return day if opens is None else opens.astimezone(zone).date()

    def _until(self, place: Locality, window: Span, limit: datetime) -> datetime:
        """When it closes: stretches that meet are one."""
        end = window.end
        for following in self.windows(place, window.start, limit):
            if following.start > end:
                break
            end = max(end, following.end)
        return end

    def _why(self, place: Locality, day: date, language: str) -> tuple[Closed, str | None]:
        calendar = self._calendars(place)[0]
        found = calendar.day(day, language)
        if found.kind is DayKind.PUBLIC_HOLIDAY:
            return Closed.HOLIDAY, found.reason
        return (Closed.HOURS if found.hours else Closed.DAY_OFF), None

    def _calendars(self, place: Locality) -> list[WorkingCalendar]:
        return [_calendar(self, zone, place.country, place.part) for zone in place.zones]


def call_hours(policies: Policies) -> CallHours:
    """The calling hours in force. The same object while the policy is the same, so that what it has found is kept."""
    usual, overrides = policies.get(LOCAL_CALL_WINDOW), policies.get(COUNTRY_CALL_WINDOWS)
    key = (id(usual), id(overrides))
    if (kept := _HOURS.get(key)) is None:
        if len(_HOURS) >= _KEPT_POLICIES:
            _HOURS.clear()
        kept = _HOURS[key] = CallHours(usual, overrides)  # holds both, so that their ids stay theirs
    return kept


_HOURS: dict[tuple[int, int], CallHours] = {}


@lru_cache(maxsize=4096)
def _calendar(hours: CallHours, zone: str, country: str | None, part: str | None) -> WorkingCalendar:
    holiday_country = country if country in supported_countries() else None
    return WorkingCalendar(
        zone=zone,
        weekly=tuple(
            tuple(
                Hours(_minutes(each.start), _minutes(each.end))
                for each in call_ranges(hours.usual, hours.overrides, country, day, part=part)
            )
            for day in Weekday
        ),
        holiday_country=holiday_country,
        holiday_subdivision=part if part in supported_subdivisions(holiday_country or "") else None,
    )


def _minutes(at: time) -> int:
    return at.hour * 60 + at.minute


def _common(several: Sequence[Iterator[Span]]) -> Iterator[Span]:
    """The time that lies in a stretch of each."""
    heads = [next(each, None) for each in several]
    while all(head is not None for head in heads):
        known = [head for head in heads if head is not None]
        start, end = max(head.start for head in known), min(head.end for head in known)
        if start < end:
            yield Span(start, end)
        first = min(range(len(known)), key=lambda index: known[index].end)
        heads[first] = next(several[first], None)


# Calling hours in words, in every language we speak: why it is closed and when it opens, by both clocks. Pure.
#
# closed: Independence Day; opens Tue 09:00 Sao Paulo = 20:00 Shanghai


_NEAR = timedelta(days=6)
"""A weekday names a day no further off; beyond it the date stands beside."""


class Tongue(NamedTuple):
    """How a language writes moments, and what the holidays' names are asked for in."""

    locale: str
    holidays: str
    near: str
    far: str


TONGUES: Mapping[str, Tongue] = {
    SOURCE: Tongue("en", "en_US", "EEE HH:mm", "EEE d MMM HH:mm"),
    "zh-CN": Tongue("zh_Hans_CN", "zh_CN", "EEE HH:mm", "M月d日 EEE HH:mm"),
}
_WHY_IN_WORDS = {
    Closed.HOURS: msg("not the hour there"),
    Closed.DAY_OFF: msg("their day off"),
    Closed.HOLIDAY: msg("a public holiday there"),
}
_TRIED = msg("tried already")
_HELD = msg("closed: {why}", why=_TRIED)
_NEVER_OPEN = msg("closed for a long time")
UNRESOLVED = msg("their time zone is not known")


def in_each_language(hours: CallHours, place: Locality, moment: datetime, zone: str) -> dict[str, str]:
    """What the clock says of calling the place at that moment, for somebody in `zone`, by language."""
    return {
        language: in_words(explained(hours.at(place, moment, tongue.holidays), moment, zone, language), language)
        for language, tongue in TONGUES.items()
    }


def held_in_each_language(opens: datetime | None, now: datetime, there: str, zone: str) -> dict[str, str]:
    """That a limit of their own keeps them closed, though it is the hour there, and until when, by language."""
    if opens is None:
        return said(_HELD)
    return {
        language: in_words(
            msg("closed: {why}; opens {when}", why=_TRIED, when=both_clocks(opens, now, there, zone, language)),
            language,
        )
        for language in TONGUES
    }


def clock_in_each_language(
    there: str | None, closes: datetime | None, opens: datetime | None, now: datetime, zone: str
) -> dict[str, str]:
    """Until when somebody of a zone may be called, else from when, by language."""
    if there is None or (closes is None and opens is None):
        return said(UNRESOLVED if there is None else _NEVER_OPEN)
    words = {}
    for language in TONGUES:
        if closes is not None:
            message = msg("open until {when}", when=both_clocks(closes, now, there, zone, language))
        else:
            message = msg("opens {when}", when=both_clocks(opens or now, now, there, zone, language))
        words[language] = in_words(message, language)
    return words


def said(message: Message) -> dict[str, str]:
    """A message in each language."""
    return {language: in_words(message, language) for language in LANGUAGES}


def explained(found: CallTime, now: datetime, zone: str, language: str) -> Message:
    """Why and until when, as words of that language."""
    if found.local is None:
        return UNRESOLVED
    there = str(found.local.tzinfo)
    if found.open:
        return msg("open until {when}", when=both_clocks(found.closes_at or now, now, there, zone, language))
    why = found.holiday or _WHY_IN_WORDS[found.closed or Closed.HOURS]
    if found.opens_at is None:
        return msg("closed: {why}", why=why)
    return msg("closed: {why}; opens {when}", why=why, when=both_clocks(found.opens_at, now, there, zone, language))


def both_clocks(moment: datetime, now: datetime, there: str, here: str, language: str) -> str:
    """A moment by their clock and by that of whoever asks: `Tue 09:00 Sao Paulo = 20:00 Shanghai`."""
    tongue = TONGUES[language]
    pattern = tongue.near if moment - now < _NEAR else tongue.far
    theirs, ours = moment.astimezone(ZoneInfo(there)), moment.astimezone(ZoneInfo(here))
    first = f"{format_datetime(theirs, pattern, locale=tongue.locale)} {city_of(there, language)}"
    if there == here:
        return first
    same_day = theirs.date() == ours.date()
    second = f"{ours:%H:%M}" if same_day else format_datetime(ours, pattern, locale=tongue.locale)
    return f"{first} = {second} {city_of(here, language)}"


@lru_cache(maxsize=2048)
def city_of(zone: str, language: str) -> str:
    """What the zone's city is called."""
    return str(get_timezone_location(ZoneInfo(zone), locale=TONGUES[language].locale, return_city=True))
