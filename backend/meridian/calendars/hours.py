"""Working hours as stretches of local wall time: how they are written, read and checked."""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

DAY_MINUTES = 24 * 60
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")

_TIME = re.compile(r"([01]\d|2[0-4]):([0-5]\d)")


class Hours(NamedTuple):
    """One stretch of wall time on a local date, in minutes since midnight; `end` is exclusive and may be 1440 (24:00).

    A shift over midnight is written as two: until 24:00, and from 00:00 of the next weekday.
    """

    start: int
    end: int

    @property
    def minutes(self) -> int:
        return self.end - self.start

    def __str__(self) -> str:
        return f"{clock_text(self.start)}-{clock_text(self.end)}"


def clock_minutes(text: str) -> int:
    """Minutes since midnight of `HH:MM`, `24:00` included. ValueError for anything else."""
    match = _TIME.fullmatch(text)
    minutes = int(match[1]) * 60 + int(match[2]) if match else DAY_MINUTES + 1
    if minutes > DAY_MINUTES:
        raise ValueError(f"{text!r} is not a time of day between 00:00 and 24:00")
    return minutes


def clock_text(minutes: int) -> str:
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


def hours(text: str) -> tuple[Hours, ...]:
    """Reads `"09:00-12:00 13:30-18:00"`; the gap between two stretches is the break. The empty text is a free day."""
    return tuple(
        Hours(clock_minutes(start), clock_minutes(end))
        for start, _, end in (part.partition("-") for part in text.split())
    )


def week(**days: str) -> tuple[tuple[Hours, ...], ...]:
    """Seven days of hours, Monday first, from `week(monday="09:00-17:00", …)`; days not named are free."""
    if unknown := days.keys() - set(WEEKDAYS):
        raise ValueError(f"not a weekday: {', '.join(sorted(unknown))}")
    return tuple(hours(days.get(name, "")) for name in WEEKDAYS)


def faults_of_day(stretches: Sequence[Hours]) -> Iterator[str]:
    """What is wrong with one day's hours: each stretch must run forward inside the day, after the one before it."""
    for stretch in stretches:
        if not 0 <= stretch.start < stretch.end <= DAY_MINUTES:
            yield f"{stretch} does not run forward within one day"
    for earlier, later in pairwise(stretches):
        if later.start < earlier.end:
            yield f"{later} begins before {earlier} has ended"


def minutes_of(stretches: Iterable[Hours]) -> int:
    return sum(stretch.minutes for stretch in stretches)
