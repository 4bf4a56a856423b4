"""The vocabulary of contact records, what one must hold and what follows from it. Pure; times are passed in."""

from collections.abc import Callable, Collection, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from meridian.call_hours.rules import CallTime
from meridian.kernel.language import msg
from meridian.kernel.problems import Fault
from meridian.plans.rules import Method, PlanKind, start_of_day
from meridian.policies.rules import CallField


class Direction(StrEnum):
    INBOUND = "inbound"
    OUTBOUND = "outbound"


class Disposition(StrEnum):
    CONNECTED = "connected"
    NO_ANSWER = "no_answer"
    BUSY = "busy"
    VOICEMAIL = "voicemail"
    WRONG_NUMBER = "wrong_number"
    REFUSED = "refused"
    CALLBACK_REQUESTED = "callback_requested"
    DO_NOT_CALL = "do_not_call"
    FAILED = "failed"


class Meaning(NamedTuple):
    """What a disposition means: somebody was spoken to; the planned contact is settled; worth another try."""

    reached: bool
    settles_item: bool
    retry: bool


DISPOSITIONS: Mapping[Disposition, Meaning] = {
    Disposition.CONNECTED: Meaning(reached=True, settles_item=True, retry=False),
    Disposition.CALLBACK_REQUESTED: Meaning(reached=True, settles_item=False, retry=False),
    Disposition.DO_NOT_CALL: Meaning(reached=True, settles_item=True, retry=False),
    Disposition.WRONG_NUMBER: Meaning(reached=False, settles_item=False, retry=False),
    Disposition.NO_ANSWER: Meaning(reached=False, settles_item=False, retry=True),
    Disposition.BUSY: Meaning(reached=False, settles_item=False, retry=True),
    Disposition.VOICEMAIL: Meaning(reached=False, settles_item=False, retry=True),
    Disposition.REFUSED: Meaning(reached=False, settles_item=False, retry=True),
    Disposition.FAILED: Meaning(reached=False, settles_item=False, retry=True),
}
MADE = Meaning(reached=True, settles_item=True, retry=False)
"""A contact by any other method: it is recorded when it took place."""


class NextStepKind(StrEnum):
    NONE = "none"
    FOLLOW_UP = "follow_up"
    NURTURE = "nurture"
    CALL_BACK = "call_back"


CALL_BACK_AIM = msg("Call back as they asked")
NURTURE_AIM = msg("Keep in touch")


class MarketTopic(StrEnum):
    """What a piece of market information is about (RV-11)."""

    COMPETITORS = "competitors"
    INDUSTRY = "industry"
    POLICY = "policy"
    PRICES = "prices"
    OTHER = "other"


SCORES = ("product_quality", "service_attitude", "response_speed", "problem_solving")
"""The four scores of satisfaction, 1 to 5 (RV-10)."""

OTHER_METHODS = tuple(method for method in Method if method is not Method.PHONE)


# What a contact record must hold and what follows from it.


CLOCKS_APART = timedelta(minutes=2)
"""How far a telephone system's clock may be ahead of ours."""


def meaning(disposition: Disposition | None) -> Meaning:
    """What became of the contact; without a disposition it was no call and took place."""
    return MADE if disposition is None else DISPOSITIONS[disposition]


def settles(disposition: Disposition | None, occasion: PlanKind | None) -> bool:
    """Whether the planned contact is made by it. Who will not be called any more has not been revisited (RV-10)."""
    return meaning(disposition).settles_item and not (
        occasion is PlanKind.REVISIT and disposition is Disposition.DO_NOT_CALL
    )


def occasion_of(given: PlanKind | None, planned: PlanKind | None) -> PlanKind | None:
    """The kind of contact: what the record says, else what was planned; a planned revisit is one whatever the record
    calls itself (RV-10)."""
    return planned if planned is PlanKind.REVISIT or given is None else given


def required(disposition: Disposition | None, occasion: PlanKind | None, policy: Collection[CallField]) -> list[str]:
    """Names of the fields the record must have: a connected call what policy says (OT-15), a revisit that reached
    somebody its content, result and the four scores (RV-10, RV-12)."""
    wanted = [str(field) for field in policy] if disposition is Disposition.CONNECTED else []
    if occasion is PlanKind.REVISIT and settles(disposition, occasion):
        wanted += [CallField.KEY_POINTS, CallField.OUTCOME, CallField.SATISFACTION]
    return list(dict.fromkeys(wanted))


def missing(values: Mapping[str, Any], wanted: Collection[str]) -> Iterator[Fault]:
    """A fault for each wanted field that is empty."""
    for name in wanted:
        if values.get(name) in (None, "", [], {}):
            yield Fault(f"/{name}", "missing", msg("needed in a record of such a contact"))


def call_back_faults(disposition: Disposition | None, step: NextStepKind | None, method: Method) -> Iterator[Fault]:
    """Who asks to be called back is called back: the next step is that call (OT-15). `method`: the next step's."""
    if disposition is not Disposition.CALLBACK_REQUESTED:
        return
    if step is None:
        yield Fault("/next_step", "missing", msg("they asked to be called back: say when"))
    elif step is not NextStepKind.CALL_BACK and (step is not NextStepKind.FOLLOW_UP or method is not Method.PHONE):
        yield Fault("/next_step", "call_back_owed", msg("they asked to be called back: plan that call"))


def promises(disposition: Disposition | None, step: NextStepKind) -> bool:
    """Whether the next contact is a call that the customer was promised."""
    return step is NextStepKind.CALL_BACK or disposition is Disposition.CALLBACK_REQUESTED


def timing_faults(started_at: datetime, ended_at: datetime | None, now: datetime) -> Iterator[Fault]:
    """Contacts are recorded after they were made."""
    for name, moment in (("started_at", started_at), ("ended_at", ended_at)):
        if moment is not None and moment > now + CLOCKS_APART:
            yield Fault(f"/{name}", "in_the_future", msg("lies in the future"))


def ends_at(started_at: datetime, ended_at: datetime | None, talk_seconds: int | None) -> datetime | None:
    """When it ended, also where only the time talked is known."""
    if ended_at is None and talk_seconds is not None:
        return started_at + timedelta(seconds=talk_seconds)
    return ended_at


def complete_by(ended_at: datetime, deadline_minutes: int) -> datetime:
    """By when its author tells what was said in a call that the switch logged (OT-15)."""
    return ended_at + timedelta(minutes=deadline_minutes)


def is_late(ended_at: datetime, now: datetime, deadline_minutes: int) -> bool:
    """Whether a call is logged later than policy allows after hanging up (OT-15)."""
    return now - ended_at > timedelta(minutes=deadline_minutes)


def made_outside(direction: Direction, found: CallTime) -> bool:
    """Whether we called when nobody is called there (OT-10); who calls us does so when they like."""
    return direction is Direction.OUTBOUND and found.open is False


def against_refusal(direction: Direction, refused: bool) -> bool:
    """Whether we contacted somebody who had refused that (OT-11); who writes or calls us does as they like."""
    return direction is Direction.OUTBOUND and refused


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


# What a telephone or mail system says of a contact, and how several reports of it become one. Pure.
#
# Reports come late, twice and in any order. So each fact has a rank of its own, and the higher one holds: times widen,
# an outcome only ever becomes more, and of what cannot be compared the latest word counts. Whatever the order of the
# reports, the end is the same.


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


def reported_faults(facts: Facts, now: datetime) -> list[Fault]:
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
