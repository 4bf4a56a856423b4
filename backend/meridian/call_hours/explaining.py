"""Calling hours in words, in every language we speak: why it is closed and when it opens, by both clocks. Pure.

closed: Independence Day; opens Tue 09:00 Sao Paulo = 20:00 Shanghai
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import lru_cache
from typing import NamedTuple
from zoneinfo import ZoneInfo

from babel.dates import format_datetime, get_timezone_location

from meridian.call_hours.rules import CallHours, CallTime, Closed, Locality
from meridian.kernel.language import LANGUAGES, SOURCE, Message, in_words, msg

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
_WHY = {
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
    why = found.holiday or _WHY[found.closed or Closed.HOURS]
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
