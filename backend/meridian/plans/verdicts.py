"""Whether a contact may be planned: the customer in reach, the person there, nobody opted out or dialled too often, an
assignee who can do it. Pure: the facts come from checking.py, or from whoever has them already."""

import uuid
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from meridian.kernel.problems import Fault
from meridian.plans.codes import Method
from meridian.plans.rules import DueWindow, Refusals, due_window


class Candidate(NamedTuple):
    """A contact somebody wants to plan."""

    customer_id: uuid.UUID
    contact_id: uuid.UUID | None
    assignee_id: uuid.UUID
    method: Method
    due_on: date | None
    due_at: datetime | None


class Verdict(NamedTuple):
    """When the contact is due, or why it may not be planned."""

    window: DueWindow | None
    faults: list[Fault]


class CustomerFacts(NamedTuple):
    zone: str | None
    archived: bool


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
    now: datetime


def verdict(candidate: Candidate, facts: Facts) -> Verdict:
    """The window, and every fault with a pointer into the item."""
    customer = facts.customers.get(candidate.customer_id)
    if customer is None:
        return Verdict(None, [Fault("/customer_id", "not_found", "there is no such customer in your scope")])
    faults = [*_people_faults(candidate, customer, facts)]
    person = facts.contacts.get(candidate.contact_id) if candidate.contact_id else None
    assignee = facts.people.get(candidate.assignee_id)
    zone = (person and person.zone) or customer.zone or (assignee and assignee.zone) or "UTC"
    try:
        window = due_window(zone, candidate.due_on, candidate.due_at)
    except ValueError as error:
        return Verdict(None, [*faults, Fault("/due_at", "other_day", str(error))])
    return Verdict(window, [*faults, *_time_faults(candidate, window, facts)])


def _people_faults(candidate: Candidate, customer: CustomerFacts, facts: Facts) -> Iterator[Fault]:
    if customer.archived:
        yield Fault("/customer_id", "archived", "the customer is archived")
    if candidate.contact_id is not None:
        contact = facts.contacts.get(candidate.contact_id)
        if contact is None or contact.customer_id != candidate.customer_id:
            yield Fault("/contact_id", "unknown_contact", "the customer has no such person")
        elif not contact.active:
            yield Fault("/contact_id", "contact_inactive", "this person is no longer there")
    if facts.refusals[candidate.customer_id].refuse(candidate.method, candidate.contact_id):
        yield Fault("/method", "opted_out", f"they asked not to be contacted by {candidate.method}")
    assignee = facts.people.get(candidate.assignee_id)
    if assignee is None:
        yield Fault("/assignee_id", "unknown_user", "must be an active person")
    elif not assignee.within_reach:
        yield Fault("/assignee_id", "assignee_out_of_reach", "you may not plan for this person")
    elif candidate.customer_id not in assignee.customers:
        yield Fault("/assignee_id", "assignee_cannot_see_customer", "the customer is outside this person's scope")


def _time_faults(candidate: Candidate, window: DueWindow, facts: Facts) -> Iterator[Fault]:
    today = facts.now.astimezone(ZoneInfo(window.zone)).date()
    if window.due_on < today:
        yield Fault("/due_on", "in_the_past", f"it is {today} at the customer")
    if candidate.method is not Method.PHONE:
        return
    tally = facts.tallies.get((candidate.customer_id, candidate.contact_id, window.due_on))
    if tally is None:
        return
    if tally.attempts >= facts.max_attempts:
        yield Fault("/due_on", "attempts_exhausted", f"they were called {tally.attempts} times that day already")
    elif window.due_at and tally.not_before and window.due_at < tally.not_before:
        yield Fault("/due_at", "too_soon", f"nobody answered: not again before {tally.not_before.isoformat()}")
