"""What a contact record must hold and what follows from it. Pure; times and policy values are passed in."""

from collections.abc import Collection, Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from meridian.kernel.problems import Fault
from meridian.plans.codes import PlanKind
from meridian.plans.rules import start_of_day
from meridian.policies.codes import CallField
from meridian.records.codes import DISPOSITIONS, MADE, Disposition, Meaning

CLOCKS_APART = timedelta(minutes=2)
"""How far a telephone system's clock may be ahead of ours."""


def meaning(disposition: Disposition | None) -> Meaning:
    """What became of the contact; without a disposition it was no call and took place."""
    return MADE if disposition is None else DISPOSITIONS[disposition]


def required(disposition: Disposition | None, occasion: PlanKind | None, policy: Collection[CallField]) -> list[str]:
    """Names of the fields the record must have: a connected call what policy says (OT-15), a revisit that reached
    somebody its content, result and the four scores (RV-10, RV-12)."""
    wanted = [str(field) for field in policy] if disposition is Disposition.CONNECTED else []
    if occasion is PlanKind.REVISIT and meaning(disposition).reached:
        wanted += [CallField.KEY_POINTS, CallField.OUTCOME, CallField.SATISFACTION]
    return list(dict.fromkeys(wanted))


def missing(values: Mapping[str, Any], wanted: Collection[str]) -> Iterator[Fault]:
    """A fault for each wanted field that is empty."""
    for name in wanted:
        if values.get(name) in (None, "", [], {}):
            yield Fault(f"/{name}", "missing", "needed in a record of such a contact")


def timing_faults(started_at: datetime, ended_at: datetime | None, now: datetime) -> Iterator[Fault]:
    """Contacts are recorded after they were made."""
    for name, moment in (("started_at", started_at), ("ended_at", ended_at)):
        if moment is not None and moment > now + CLOCKS_APART:
            yield Fault(f"/{name}", "in_the_future", "lies in the future")


def ends_at(started_at: datetime, ended_at: datetime | None, talk_seconds: int | None) -> datetime | None:
    """When it ended, also where only the time talked is known."""
    if ended_at is None and talk_seconds is not None:
        return started_at + timedelta(seconds=talk_seconds)
    return ended_at


def is_late(ended_at: datetime, now: datetime, deadline_minutes: int) -> bool:
    """Whether a call is logged later than policy allows after hanging up (OT-15)."""
    return now - ended_at > timedelta(minutes=deadline_minutes)


def next_attempt_at(
    started_at: datetime, attempts: int, zone: str, *, max_attempts: int, retry_after_hours: int
) -> datetime:
    """When to call again after a call that reached nobody, the `attempts`-th of the local day: after some hours, or on
    the next day once the day's attempts are used up (OT-10, OT-11)."""
    soonest = started_at + timedelta(hours=retry_after_hours)
    if attempts < max_attempts:
        return soonest
    tomorrow = started_at.astimezone(ZoneInfo(zone)).date() + timedelta(days=1)
    return max(soonest, start_of_day(tomorrow, zone))
