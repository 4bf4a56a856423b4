"""Whether contacts may be planned: the customer in reach, the person there, nobody opted out, nobody dialled too often,
an assignee who can do it. Set-based: the same few queries for one item or two hundred."""

import uuid
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Row, func, select

from meridian.customers.codes import Channel
from meridian.customers.models import Contact, Customer
from meridian.customers.models_care import OptOut
from meridian.customers.queries import visible_to
from meridian.identity.actor import Actor
from meridian.identity.roles import Permission
from meridian.kernel.db import WriteSession
from meridian.kernel.problems import Fault
from meridian.plans.assignees import Assignee, assignees
from meridian.plans.codes import METHODS_OF, Method
from meridian.plans.models import DialTally
from meridian.plans.rules import DueWindow, Refusals, due_window
from meridian.policies.definitions import MAX_ATTEMPTS_PER_CONTACT_PER_DAY
from meridian.policies.queries import snapshot


@dataclass(frozen=True, slots=True)
class Candidate:
    """A contact somebody wants to plan."""

    customer_id: uuid.UUID
    contact_id: uuid.UUID | None
    assignee_id: uuid.UUID
    method: Method
    due_on: date | None
    due_at: datetime | None


@dataclass(frozen=True, slots=True)
class Verdict:
    """When the contact is due, or why it may not be planned."""

    window: DueWindow | None
    faults: list[Fault]


@dataclass(frozen=True, slots=True)
class _Tally:
    attempts: int
    not_before: datetime | None


@dataclass(frozen=True, slots=True)
class _Facts:
    customers: Mapping[uuid.UUID, Row[*tuple[Any, ...]]]
    contacts: Mapping[uuid.UUID, Row[*tuple[Any, ...]]]
    refusals: Mapping[uuid.UUID, Refusals]
    tallies: Mapping[tuple[uuid.UUID, uuid.UUID | None, date], _Tally]
    people: Mapping[uuid.UUID, Assignee]
    max_attempts: int
    now: datetime


async def check(session: WriteSession, actor: Actor, candidates: Sequence[Candidate]) -> list[Verdict]:
    """One verdict for each candidate, in order. The customers are locked against opting out meanwhile."""
    facts = await _facts(session, actor, candidates)
    return [_verdict(candidate, facts, actor) for candidate in candidates]


async def refusals(session: WriteSession, customer_ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, Refusals]:
    """What each customer and the people there have refused and not taken back (OT-11)."""
    by_all: defaultdict[uuid.UUID, set[Method]] = defaultdict(set)
    by_contact: defaultdict[uuid.UUID, defaultdict[object, set[Method]]] = defaultdict(lambda: defaultdict(set))
    rows = await session.execute(
        select(OptOut.customer_id, OptOut.contact_id, OptOut.channel).where(
            OptOut.customer_id.in_(customer_ids), OptOut.lifted_at.is_(None)
        )
    )
    for customer_id, contact_id, channel in rows:
        methods = by_all[customer_id] if contact_id is None else by_contact[customer_id][contact_id]
        methods.update(METHODS_OF[Channel(channel)])
    flagged = select(Contact.customer_id, Contact.id).where(Contact.customer_id.in_(customer_ids), Contact.do_not_call)
    for customer_id, contact_id in await session.execute(flagged):
        by_contact[customer_id][contact_id].add(Method.PHONE)
    closed = select(Customer.id).where(Customer.id.in_(customer_ids), Customer.do_not_call)
    for customer_id in await session.scalars(closed):
        by_all[customer_id].add(Method.PHONE)
    return {
        customer_id: Refusals(
            frozenset(by_all[customer_id]),
            {person: frozenset(methods) for person, methods in by_contact[customer_id].items()},
        )
        for customer_id in customer_ids
    }


async def _facts(session: WriteSession, actor: Actor, candidates: Sequence[Candidate]) -> _Facts:
    customer_ids = sorted({candidate.customer_id for candidate in candidates})
    contact_ids = {candidate.contact_id for candidate in candidates if candidate.contact_id}
    customers = await session.execute(
        select(Customer.id, Customer.zone, Customer.archived_at)
        .where(
            Customer.id.in_(customer_ids), visible_to(actor, Permission.PLAN_WRITE), Customer.merged_into_id.is_(None)
        )
        .order_by(Customer.id)
        .with_for_update(key_share=True)
    )
    contacts = await session.execute(
        select(Contact.id, Contact.customer_id, Contact.zone, Contact.active).where(Contact.id.in_(contact_ids))
    )
    tallies = await session.execute(
        select(
            DialTally.customer_id,
            DialTally.contact_id,
            DialTally.on_day,
            func.sum(DialTally.attempts),
            func.max(DialTally.not_before),
        )
        .where(DialTally.customer_id.in_(customer_ids), DialTally.on_day >= session.now.date() - timedelta(days=1))
        .group_by(DialTally.customer_id, DialTally.contact_id, DialTally.on_day)
    )
    return _Facts(
        customers={row.id: row for row in customers},
        contacts={row.id: row for row in contacts},
        refusals=await refusals(session, customer_ids),
        tallies={(row[0], row[1], row[2]): _Tally(int(row[3]), row[4]) for row in tallies},
        people=await assignees(session, actor, {(c.assignee_id, c.customer_id) for c in candidates}),
        max_attempts=(await snapshot(session)).get(MAX_ATTEMPTS_PER_CONTACT_PER_DAY),
        now=session.now,
    )


def _verdict(candidate: Candidate, facts: _Facts, actor: Actor) -> Verdict:
    customer = facts.customers.get(candidate.customer_id)
    if customer is None:
        return Verdict(None, [Fault("/customer_id", "not_found", "there is no such customer in your scope")])
    faults = list(_people_faults(candidate, customer, facts))
    person = facts.contacts.get(candidate.contact_id) if candidate.contact_id else None
    assignee = facts.people.get(candidate.assignee_id)
    zone = (person and person.zone) or customer.zone or (assignee.zone if assignee else actor.zone)
    try:
        window = due_window(zone, candidate.due_on, candidate.due_at)
    except ValueError as error:
        return Verdict(None, [*faults, Fault("/due_at", "other_day", str(error))])
    faults += _time_faults(candidate, window, facts)
    return Verdict(window, faults)


def _people_faults(candidate: Candidate, customer: Row[*tuple[Any, ...]], facts: _Facts) -> Iterator[Fault]:
    if customer.archived_at is not None:
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


def _time_faults(candidate: Candidate, window: DueWindow, facts: _Facts) -> Iterator[Fault]:
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
