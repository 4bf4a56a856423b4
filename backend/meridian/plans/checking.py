"""Gathers what verdicts.py judges by. Set-based: the same few queries for one item or two hundred."""

import uuid
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from datetime import timedelta

from sqlalchemy import func, literal, select, union_all

from meridian.customers.codes import Channel
from meridian.customers.models import Contact, Customer
from meridian.customers.models_care import OptOut
from meridian.customers.queries import visible_to
from meridian.identity.actor import Actor
from meridian.identity.roles import Permission
from meridian.kernel.db import Session, WriteSession
from meridian.plans.assignees import assignees
from meridian.plans.codes import METHODS_OF, Method
from meridian.plans.models import DialTally
from meridian.plans.rules import Refusals
from meridian.plans.verdicts import Candidate, ContactFacts, CustomerFacts, Facts, Tallies, Tally, Verdict, verdict
from meridian.policies.definitions import MAX_ATTEMPTS_PER_CONTACT_PER_DAY
from meridian.policies.queries import snapshot


async def check(session: WriteSession, actor: Actor, candidates: Sequence[Candidate]) -> list[Verdict]:
    """One verdict for each candidate, in order. The customers are locked against opting out meanwhile."""
    customer_ids = sorted({candidate.customer_id for candidate in candidates})
    contact_ids = {candidate.contact_id for candidate in candidates if candidate.contact_id}
    facts = Facts(
        customers=await _customers(session, actor, customer_ids),
        contacts=await _contacts(session, contact_ids),
        refusals=await refusals(session, customer_ids),
        tallies=await _tallies(session, customer_ids),
        people=await assignees(session, actor, {(c.assignee_id, c.customer_id) for c in candidates}),
        max_attempts=(await snapshot(session)).get(MAX_ATTEMPTS_PER_CONTACT_PER_DAY),
        now=session.now,
    )
    return [verdict(candidate, facts) for candidate in candidates]


async def _customers(
    session: Session, actor: Actor, customer_ids: Collection[uuid.UUID]
) -> dict[uuid.UUID, CustomerFacts]:
    rows = await session.execute(
        select(Customer.id, Customer.zone, Customer.archived_at.is_not(None))
        .where(
            Customer.id.in_(customer_ids), visible_to(actor, Permission.PLAN_WRITE), Customer.merged_into_id.is_(None)
        )
        .order_by(Customer.id)
        .with_for_update(key_share=True)
    )
    return {customer_id: CustomerFacts(zone, archived) for customer_id, zone, archived in rows}


async def _contacts(session: Session, contact_ids: Collection[uuid.UUID]) -> dict[uuid.UUID, ContactFacts]:
    if not contact_ids:
        return {}
    rows = await session.execute(
        select(Contact.id, Contact.customer_id, Contact.zone, Contact.active).where(Contact.id.in_(contact_ids))
    )
    return {contact_id: ContactFacts(customer_id, zone, active) for contact_id, customer_id, zone, active in rows}


async def refusals(session: Session, customer_ids: Collection[uuid.UUID]) -> dict[uuid.UUID, Refusals]:
    """What each customer and the people there have refused and not taken back (OT-11)."""
    refused = union_all(
        select(OptOut.customer_id, OptOut.contact_id, OptOut.channel).where(
            OptOut.customer_id.in_(customer_ids), OptOut.lifted_at.is_(None)
        ),
        select(Contact.customer_id, Contact.id, literal(Channel.PHONE.value)).where(
            Contact.customer_id.in_(customer_ids), Contact.do_not_call
        ),
        select(Customer.id, literal(None, OptOut.contact_id.type), literal(Channel.PHONE.value)).where(
            Customer.id.in_(customer_ids), Customer.do_not_call
        ),
    )
    by_customer: defaultdict[uuid.UUID, list[tuple[uuid.UUID | None, str]]] = defaultdict(list)
    for customer_id, contact_id, channel in await session.execute(refused):
        by_customer[customer_id].append((contact_id, channel))
    return {customer_id: refusals_from(by_customer[customer_id]) for customer_id in customer_ids}


def refusals_from(refused: Iterable[tuple[uuid.UUID | None, str]]) -> Refusals:
    """From (person or None for all, channel) pairs of one customer."""
    methods: defaultdict[uuid.UUID | None, set[Method]] = defaultdict(set)
    for contact_id, channel in refused:
        methods[contact_id].update(METHODS_OF[Channel(channel)])
    by_contact = {person: frozenset(several) for person, several in methods.items() if person is not None}
    return Refusals(frozenset(methods[None]), by_contact)


async def _tallies(session: Session, customer_ids: Collection[uuid.UUID]) -> Tallies:
    rows = await session.execute(
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
    return {(row[0], row[1], row[2]): Tally(int(row[3]), row[4]) for row in rows}
