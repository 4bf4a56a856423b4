"""The vocabulary of plans, due windows, what may be planned, and the guards of the workflows. Pure."""

import uuid
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from meridian.call_hours.rules import UNKNOWN, CallHours, CallTime, Locality, of_person, warning
from meridian.customers.rules import Channel
from meridian.kernel.language import msg
from meridian.kernel.problems import Fault
from meridian.kernel.workflow.rules import MoveContext, Refusal
from meridian.policies.rules import OutsideHours
from meridian.policies.value_types import MaterialChange


class PlanKind(StrEnum):
    DIAL = "dial"
    FOLLOW_UP = "follow_up"
    REVISIT = "revisit"
    CARE = "care"


class PlanState(StrEnum):
    DRAFT = "draft"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    APPROVED = "approved"
    ACTIVE = "active"
    COMPLETED = "completed"
    CANCELLED = "cancelled"


class ItemState(StrEnum):
    """`pending_approval`: a material amendment of the item waits for the deputy's word (RV-5)."""

    PLANNED = "planned"
    PENDING_APPROVAL = "pending_approval"
    DONE = "done"
    MISSED = "missed"
    RESCHEDULED = "rescheduled"
    CANCELLED = "cancelled"


class Method(StrEnum):
    PHONE = "phone"
    VISIT = "visit"
    ONLINE_MEETING = "online_meeting"
    EMAIL = "email"
    SMS = "sms"
    WECHAT = "wechat"
    WHATSAPP = "whatsapp"
    OTHER = "other"


class AmendmentState(StrEnum):
    """`applied`: nothing in it was material, so nobody was asked."""

    PENDING = "pending"
    APPROVED = "approved"
    RETURNED = "returned"
    APPLIED = "applied"


class ChangeKind(StrEnum):
    ADD = "add"
    UPDATE = "update"
    REMOVE = "remove"


OPEN_ITEMS = frozenset({ItemState.PLANNED, ItemState.PENDING_APPROVAL})
GONE_ITEMS = frozenset({ItemState.CANCELLED, ItemState.RESCHEDULED})
"""What a plan does not consist of any more."""
CLOSED_PLANS = frozenset({PlanState.COMPLETED, PlanState.CANCELLED})
NEEDS_APPROVAL = frozenset({PlanKind.REVISIT})
DRAFTING = frozenset({PlanState.DRAFT, PlanState.RETURNED})
RUNNING = frozenset({PlanState.APPROVED, PlanState.ACTIVE})

CHANNEL_OF: Mapping[Method, Channel] = {
    Method.PHONE: Channel.PHONE,
    Method.EMAIL: Channel.EMAIL,
    Method.SMS: Channel.SMS,
    Method.WECHAT: Channel.WECHAT,
    Method.WHATSAPP: Channel.WHATSAPP,
    Method.OTHER: Channel.OTHER,
}
"""The channel a method uses. Visits and online meetings are appointments: nobody opts out of those by channel."""

METHODS_OF: Mapping[Channel, tuple[Method, ...]] = {
    channel: tuple(method for method, used in CHANNEL_OF.items() if used is channel) for channel in Channel
}

CHECKLISTS: Mapping[Method, tuple[str, ...]] = {
    Method.PHONE: ("read_background", "check_local_time", "open_script", "introduce_yourself", "record_key_points"),
    Method.VISIT: ("make_appointment", "prepare_materials", "plan_route", "bring_samples", "record_key_points"),
    Method.ONLINE_MEETING: ("make_appointment", "send_link", "prepare_materials", "test_sound", "record_key_points"),
    Method.EMAIL: ("read_background", "choose_template", "check_attachments", "record_answer"),
    Method.SMS: ("check_consent", "keep_it_short", "record_answer"),
    Method.WECHAT: ("read_background", "check_local_time", "record_answer"),
    Method.WHATSAPP: ("read_background", "check_local_time", "record_answer"),
    Method.OTHER: ("read_background", "record_key_points"),
}
"""What to see to before, in and after a contact by each method (RV-6); labels live in the interface's catalogues."""


# Due windows.


MISSED_GRACE = timedelta(hours=2)
"""How long after the end of the due day, in the customer's zone, a contact may still be logged as made in time."""


@dataclass(frozen=True, slots=True)
class DueWindow:
    """When a contact is due: a local date in `zone`, or an instant on it; and the instants that follow from them."""

    zone: str
    due_on: date
    due_at: datetime | None
    due_from: datetime  # the exact instant, else the start of the day
    missed_after: datetime


def clock_of(moment: datetime, zone: str) -> str:
    """A moment as the clocks of a zone show it."""
    return f"{moment.astimezone(ZoneInfo(zone)):%Y-%m-%d %H:%M} ({zone})"


def due_window(zone: str, due_on: date | None, due_at: datetime | None) -> DueWindow:
    """The window of a date or an instant (at least one of them) at a customer in `zone`; a given date must agree.

    ValueError when the instant falls on another local date.
    """
    if due_at is not None:
        local = due_at.astimezone(ZoneInfo(zone)).date()
        if due_on is not None and due_on != local:
            raise ValueError(msg("the instant falls on {day} in {zone}", day=local, zone=zone))
        due_on = local
    if due_on is None:
        raise ValueError(msg("a date or an instant is needed"))
    return DueWindow(
        zone=zone,
        due_on=due_on,
        due_at=due_at,
        due_from=due_at or start_of_day(due_on, zone),
        missed_after=start_of_day(due_on + timedelta(days=1), zone) + MISSED_GRACE,
    )


def start_of_day(day: date, zone: str) -> datetime:
    """The first instant of a local date, in UTC."""
    return datetime.combine(day, time.min, ZoneInfo(zone)).astimezone(UTC)


# Amendments of an approved plan (RV-5)


@dataclass(frozen=True, slots=True)
class Amended:
    """What a change does to one item, as the policy's rule sees it."""

    method_changed: bool = False
    days_moved: int = 0
    customer_added: bool = False
    customer_removed: bool = False


def material_reasons(rule: MaterialChange, change: Amended) -> list[str]:
    """Why the change needs a new approval; empty when it does not."""
    moved_far = rule.date_shift_days is not None and change.days_moved > rule.date_shift_days
    found = {
        "method": rule.method and change.method_changed,
        "date": moved_far,
        "customer_added": rule.customer_added and change.customer_added,
        "customer_removed": rule.customer_removed and change.customer_removed,
    }
    return [name for name, holds in found.items() if holds]


# Who may not be contacted


@dataclass(frozen=True, slots=True)
class Refusals:
    """What a customer and the people there refused: methods refused by all, by one contact, and by whoever has the
    number or address of a contact (None: of the company), wherever they are known."""

    by_all: frozenset[Method] = frozenset()
    by_contact: Mapping[uuid.UUID, frozenset[Method]] = field(default_factory=dict)
    by_number: Mapping[uuid.UUID | None, frozenset[Method]] = field(default_factory=dict)

    def refuse(self, method: Method, contact_id: uuid.UUID | None) -> bool:
        """Whether a contact by `method` with this person (None: with the company) was refused (OT-11)."""
        their_own = contact_id is not None and method in self.by_contact.get(contact_id, ())
        return method in self.by_all or their_own or method in self.by_number.get(contact_id, ())


# Whether a contact may be planned: the customer in reach, the person there, nobody opted out or dialled too often, an
# assignee who can do it.


class Candidate(NamedTuple):
    """A contact somebody wants to plan. promised: they asked to be called then, however often they were tried."""

    customer_id: uuid.UUID
    contact_id: uuid.UUID | None
    assignee_id: uuid.UUID
    method: Method
    due_on: date | None
    due_at: datetime | None
    promised: bool = False
    outside_hours_reason: str | None = None
    override_reason: str | None = None


REASONS = ("outside_hours_reason", "override_reason")
"""Why a contact is planned against what speaks against it; kept where it does."""


class Verdict(NamedTuple):
    """When the contact is due, or why it may not be planned. reasons: those given that were needed, by REASONS."""

    window: DueWindow | None
    faults: list[Fault]
    reasons: Mapping[str, str | None] = dict.fromkeys(REASONS)


class CustomerFacts(NamedTuple):
    zone: str | None
    archived: bool
    place: Locality = Locality(())


class ContactFacts(NamedTuple):
    customer_id: uuid.UUID
    zone: str | None
    active: bool


class Assignee(NamedTuple):
    """An active person, whether the actor plans for them, and which of the customers they may contact."""

    zone: str
    within_reach: bool
    customers: Collection[uuid.UUID]


class Tally(NamedTuple):
    """Calls of one local day that reached nobody, and when the next may be made."""

    attempts: int
    not_before: datetime | None


Tallies = Mapping[tuple[uuid.UUID, uuid.UUID | None, date], Tally]


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known about everybody that the candidates name; who is unknown is missing."""

    customers: Mapping[uuid.UUID, CustomerFacts]
    contacts: Mapping[uuid.UUID, ContactFacts]
    refusals: Mapping[uuid.UUID, Refusals]
    tallies: Tallies
    people: Mapping[uuid.UUID, Assignee]
    max_attempts: int
    hours: CallHours
    outside_hours: OutsideHours
    may_override: bool  # the actor may plan against a refusal
    now: datetime


def verdict(candidate: Candidate, facts: Facts) -> Verdict:
    """The window, and every fault with a pointer into the item."""
    customer = facts.customers.get(candidate.customer_id)
    if customer is None:
        return Verdict(None, [Fault("/customer_id", "not_found", msg("there is no such customer in your scope"))])
    faults = [*_people_faults(candidate, customer, facts)]
    person = facts.contacts.get(candidate.contact_id) if candidate.contact_id else None
    assignee = facts.people.get(candidate.assignee_id)
    zone = (person and person.zone) or customer.zone or (assignee and assignee.zone) or "UTC"
    try:
        window = due_window(zone, candidate.due_on, candidate.due_at)
    except ValueError as error:
        return Verdict(None, [*faults, Fault("/due_at", "other_day", error.args[0])])
    found = call_time(candidate, window, of_person(customer.place, person and person.zone), facts)
    outside, refused = found.open is False, _refused(candidate, facts)
    if outside:
        faults += _outside_hours_faults(candidate, found, facts)
    reasons = {
        "outside_hours_reason": candidate.outside_hours_reason if outside else None,
        "override_reason": candidate.override_reason if refused else None,
    }
    return Verdict(window, [*faults, *_time_faults(candidate, window, facts)], reasons)


def _refused(candidate: Candidate, facts: Facts) -> bool:
    return facts.refusals[candidate.customer_id].refuse(candidate.method, candidate.contact_id)


def call_time(candidate: Candidate, window: DueWindow, place: Locality, facts: Facts) -> CallTime:
    """What the calling hours say of a planned call; of what is no call, nothing."""
    if candidate.method is not Method.PHONE:
        return UNKNOWN
    if window.due_at is not None:
        return facts.hours.at(place, window.due_at)
    return facts.hours.on(place, window.due_on, facts.now)


def _outside_hours_faults(candidate: Candidate, found: CallTime, facts: Facts) -> Iterator[Fault]:
    """A call outside the customer's hours is warned of, and takes a reason where policy allows it at all (OT-10)."""
    refused = facts.outside_hours is OutsideHours.REFUSED
    if candidate.outside_hours_reason and not refused:
        return
    assignee = facts.people.get(candidate.assignee_id)
    detail, known = warning(found, assignee and assignee.zone)
    if refused:
        pointer = "/due_on" if candidate.due_at is None else "/due_at"
        yield Fault(pointer, "outside_hours", detail, known)
    else:
        yield Fault(
            "/outside_hours_reason", "outside_hours", msg("{detail}; call then, or give a reason", detail=detail), known
        )


def _people_faults(candidate: Candidate, customer: CustomerFacts, facts: Facts) -> Iterator[Fault]:
    if customer.archived:
        yield Fault("/customer_id", "archived", msg("the customer is archived"))
    if candidate.contact_id is not None:
        contact = facts.contacts.get(candidate.contact_id)
        if contact is None or contact.customer_id != candidate.customer_id:
            yield Fault("/contact_id", "unknown_contact", msg("the customer has no such person"))
        elif not contact.active:
            yield Fault("/contact_id", "contact_inactive", msg("this person is no longer there"))
    if _refused(candidate, facts):
        yield from _refusal_faults(candidate, facts)
    assignee = facts.people.get(candidate.assignee_id)
    if assignee is None:
        yield Fault("/assignee_id", "unknown_user", msg("must be an active person"))
    elif not assignee.within_reach:
        yield Fault("/assignee_id", "assignee_out_of_reach", msg("you may not plan for this person"))
    elif candidate.customer_id not in assignee.customers:
        yield Fault("/assignee_id", "assignee_cannot_see_customer", msg("the customer is outside this person's scope"))


def _refusal_faults(candidate: Candidate, facts: Facts) -> Iterator[Fault]:
    """Who refused is contacted only by the right to override it, and with a reason (OT-11)."""
    detail = msg("they asked not to be contacted by {method}", method=candidate.method)
    if not facts.may_override:
        yield Fault("/method", "opted_out", detail)
    elif not candidate.override_reason:
        yield Fault(
            "/method",
            "opted_out",
            msg("{detail}: say why they are all the same", detail=detail),
            {"needs": "override_reason"},
        )


def _time_faults(candidate: Candidate, window: DueWindow, facts: Facts) -> Iterator[Fault]:
    today = facts.now.astimezone(ZoneInfo(window.zone)).date()
    if window.due_on < today:
        yield Fault("/due_on", "in_the_past", msg("it is {today} at the customer", today=today))
    if candidate.method is not Method.PHONE or candidate.promised:
        return
    tally = facts.tallies.get((candidate.customer_id, candidate.contact_id, window.due_on))
    if tally is None:
        return
    if tally.attempts >= facts.max_attempts:
        yield Fault(
            "/due_on",
            "attempts_exhausted",
            msg("they were called {attempts} times that day already", attempts=tally.attempts),
        )
    elif window.due_at and tally.not_before and window.due_at < tally.not_before:
        yield Fault(
            "/due_at",
            "too_soon",
            msg("nobody answered: not again before {not_before}", not_before=clock_of(tally.not_before, window.zone)),
        )


@dataclass(frozen=True, slots=True)
class PlanFacts:
    """What the guards of a plan's moves look at. items, open_items: whether it has any, at least.

    own: the actor owns it, drafted or submitted it. late: its first item lies inside the lead time, so that submitting
    it takes an urgent reason (RV-4); first_due_on and lead_days say so in words. keeps_occasions: it names some.
    """

    kind: PlanKind
    state: PlanState
    items: int
    open_items: int
    own: bool
    late: bool = False
    first_due_on: date | None = None
    lead_days: int = 0
    keeps_occasions: bool = False


def inside_lead_time(first_due_on: date | None, today: date, lead_days: int) -> bool:
    """Whether the first item, if there is one, is due so soon (RV-4)."""
    return first_due_on is not None and (first_due_on - today).days < lead_days


def approval_needed(facts: PlanFacts) -> bool:
    return facts.kind in NEEDS_APPROVAL


def may_run(facts: PlanFacts) -> bool:
    return facts.state == PlanState.APPROVED or not approval_needed(facts)


def has_items(facts: PlanFacts) -> Refusal | None:
    return None if facts.items or facts.keeps_occasions else Refusal("no_items", msg("the plan has no items"), "/items")


def ahead_of_time(at: MoveContext[Any]) -> Iterator[Refusal]:
    if at.facts.late and not at.given.get("urgent_reason"):
        yield Refusal(
            "inside_lead_time",
            msg(
                "a revisit plan is submitted {days} days ahead; its first item is due {due_on}: move it, "
                "or say why it is urgent",
                days=at.facts.lead_days,
                due_on=at.facts.first_due_on,
            ),
            "/urgent_reason",
        )


def not_own_plan(facts: PlanFacts) -> Refusal | None:
    return Refusal("own_plan", msg("nobody decides on a plan of their own"), "") if facts.own else None


def nothing_open(facts: PlanFacts) -> Refusal | None:
    if not facts.open_items:
        return None
    return Refusal("open_items", msg("{count} of its items are still open", count=facts.open_items), "/items")


def submitted(at: MoveContext[Any]) -> Mapping[str, Any]:
    """Who submitted it and when; flagged with its reason where that was late."""
    urgent_reason = at.given.get("urgent_reason") if at.facts.late else None
    return {
        "submitted_at": at.now,
        "submitted_by": at.actor_id,
        "submitted_late": at.facts.late,
        "urgent_reason": urgent_reason,
    }


def decided(at: MoveContext[Any]) -> Mapping[str, Any]:
    """Who decided on the plan, or on its amendment, when and why."""
    return {"decided_at": at.now, "decided_by": at.actor_id, "decision_reason": at.given.get("reason")}


def given_up(at: MoveContext[Any]) -> Mapping[str, Any]:
    return {"cancel_reason": at.reason}


# The item


@dataclass(frozen=True, slots=True)
class ItemFacts:
    """What the guards of an item's moves look at; what a move requires looks at `missed_after` besides."""

    plan_state: PlanState
    missed_after: datetime | None = None


def plan_open(facts: ItemFacts) -> Refusal | None:
    """Items change while their plan is drafted or runs, not while somebody decides about it."""
    if facts.plan_state in CLOSED_PLANS:
        return Refusal("plan_closed", msg("its plan is {state}", state=facts.plan_state))
    if facts.plan_state not in DRAFTING | RUNNING:
        return Refusal(
            "plan_not_open",
            msg("the plan is {state}: its items cannot be changed now", state=facts.plan_state),
        )
    return None


def plan_runs(facts: ItemFacts) -> Refusal | None:
    if facts.plan_state in (PlanState.ACTIVE, PlanState.COMPLETED):  # completed: logged late
        return None
    return Refusal(
        "plan_not_active", msg("its plan is {state}, not active", state=facts.plan_state), "/planned_item_id"
    )


def made_in_time(at: MoveContext[Any]) -> Iterator[Refusal]:
    """A contact made in time but logged after the day was over still counts."""
    if at.given["made_at"] > at.facts.missed_after:
        yield Refusal("too_late", msg("the contact was made after the item's time was over"), "/planned_item_id")


def closed(at: MoveContext[Any]) -> Mapping[str, Any]:
    """Why the item ended; nothing about it waits for a decision any more."""
    return {"state_reason": at.reason, "proposed": None, "amendment_id": None}


def reassigned(at: MoveContext[Any]) -> Mapping[str, Any]:
    return {"assignee_id": at.given["assignee_id"]}


def awaiting_approval(at: MoveContext[Any]) -> Mapping[str, Any]:
    """The amendment that would change the item, and what it would change."""
    return {"amendment_id": at.given["amendment_id"], "proposed": at.given["proposed"]}


def resumed(at: MoveContext[Any]) -> Mapping[str, Any]:
    """The item stands again, with what was approved of its change."""
    return {**closed(at), **at.given.get("values", {})}


@dataclass(frozen=True, slots=True)
class AmendmentFacts:
    own: bool  # the actor proposed it or owns the plan


def not_own_amendment(facts: AmendmentFacts) -> Refusal | None:
    return Refusal("own_plan", msg("nobody decides on a plan of their own"), "") if facts.own else None
