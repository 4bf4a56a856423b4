"""What a telephone or mail system says of a contact, and how several reports of it become one. Pure.

Reports come late, twice and in any order. So each fact has a rank of its own, and the higher one holds: times widen, an
outcome only ever becomes more, and of what cannot be compared the latest word counts. Whatever the order of the
reports, the end is the same.
"""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any, NamedTuple

from meridian.kernel.language import msg
from meridian.kernel.problems import Fault
from meridian.records.rules import CLOCKS_APART


class CallOutcome(StrEnum):
    """How a call ended, as far as a switch can know."""

    FAILED = "failed"
    NO_ANSWER = "no_answer"
    BUSY = "busy"
    REFUSED = "refused"
    CONNECTED = "connected"
    VOICEMAIL = "voicemail"


OUTCOMES = tuple(CallOutcome)
"""Lowest first: a report of less never takes back more. A machine that answered is known better than an answer."""
REACHED = frozenset({CallOutcome.CONNECTED})
CAUSES: Mapping[int, CallOutcome] = {
    17: CallOutcome.BUSY,
    21: CallOutcome.REFUSED,
    16: CallOutcome.NO_ANSWER,  # hung up by the caller before anybody answered
    18: CallOutcome.NO_ANSWER,
    19: CallOutcome.NO_ANSWER,
    20: CallOutcome.NO_ANSWER,
}
"""Q.850 causes of calls that nobody answered; all others failed."""


class ReportedState(StrEnum):
    """`under_way`: it is not over; `unattached`: nobody knows with which customer it was, or who of us it concerns;
    `missed`: they called and nobody answered; `recorded`: a contact record tells of it."""

    UNDER_WAY = "under_way"
    UNATTACHED = "unattached"
    MISSED = "missed"
    RECORDED = "recorded"


class Fact(NamedTuple):
    """A value, and when whoever said it knew it so."""

    value: Any
    said_at: datetime


Facts = Mapping[str, Fact]
Rank = Callable[[Any], Any]
FOR_GOOD = datetime(9999, 12, 31, tzinfo=UTC)
"""Said by a person of ours: no report says otherwise."""


def _earlier(moment: datetime) -> timedelta:
    return FOR_GOOD - moment


_RANKS: Mapping[str, Rank] = {
    "started_at": _earlier,
    "answered_at": _earlier,
    "ended_at": lambda moment: moment,
    "ring_seconds": lambda seconds: seconds,
    "talk_seconds": lambda seconds: seconds,
    "outcome": lambda outcome: OUTCOMES.index(CallOutcome(outcome)),
}
INSTANTS = frozenset({"started_at", "answered_at", "ended_at"})


def merged(known: Facts, new: Facts) -> dict[str, Fact]:
    """What is known after both; the order does not matter, nor how often either comes."""
    return {name: max(_both(name, known, new), key=_by_rank(name)) for name in sorted(known.keys() | new.keys())}


def _both(name: str, known: Facts, new: Facts) -> list[Fact]:
    return [facts[name] for facts in (known, new) if name in facts]


def _by_rank(name: str) -> Callable[[Fact], Any]:
    rank = _RANKS.get(name)
    if rank is None:
        return lambda fact: (fact.said_at, str(fact.value))
    return lambda fact: (rank(fact.value), fact.said_at)


def value(facts: Facts, name: str) -> Any:
    """What is known of it; None when nothing is."""
    return facts[name].value if name in facts else None


def outcome(facts: Facts) -> CallOutcome | None:
    """How the call ended; None while it is under way. What was said and what follows from times and cause: the more."""
    said = value(facts, "outcome")
    found = [CallOutcome(said)] if said is not None else []
    if value(facts, "ended_at") is not None:
        found.append(_by_its_times(facts))
    return max(found, key=OUTCOMES.index, default=None)


def _by_its_times(facts: Facts) -> CallOutcome:
    if value(facts, "answered_at") is not None or value(facts, "talk_seconds"):
        return CallOutcome.CONNECTED
    cause, said = value(facts, "cause"), value(facts, "outcome")
    if cause is None:
        return CallOutcome.FAILED if said is not None else CallOutcome.NO_ANSWER
    return CAUSES.get(cause, CallOutcome.FAILED)


def talked(facts: Facts) -> int | None:
    """Seconds of conversation; from answer to end where nobody counted them."""
    answered, ended = value(facts, "answered_at"), value(facts, "ended_at")
    counted: int | None = value(facts, "talk_seconds")
    if counted is None and answered is not None and ended is not None:
        return max(0, int((ended - answered).total_seconds()))
    return counted


def timing_faults(facts: Facts, now: datetime) -> list[Fault]:
    """Moments that have not come yet, or stand in the wrong order."""
    faults = [
        Fault(f"/{name}", "in_the_future", msg("lies in the future"))
        for name in sorted(INSTANTS & facts.keys())
        if facts[name].value > now + CLOCKS_APART
    ]
    started = value(facts, "started_at")
    for name in ("answered_at", "ended_at"):
        moment = value(facts, name)
        if moment is not None and moment < started:
            faults.append(Fault(f"/{name}", "order", msg("must not be before started_at")))
    return faults


def written(facts: Facts) -> dict[str, list[Any]]:
    """The facts as JSON."""
    return {name: [_plain(fact.value), fact.said_at.isoformat()] for name, fact in facts.items()}


def read(document: Mapping[str, Any]) -> dict[str, Fact]:
    """The facts of such JSON."""
    return {
        name: Fact(datetime.fromisoformat(value) if name in INSTANTS else value, datetime.fromisoformat(said_at))
        for name, (value, said_at) in document.items()
    }


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat()
    return value if isinstance(value, str | int | list) else str(value)
