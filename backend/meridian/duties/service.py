"""Contacts with key customers that their executive sponsors owe, planned ahead (MC-13)."""

import uuid
from collections import defaultdict
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import Row, exists, select

from meridian.calendars.queries import company_zone, today
from meridian.call_hours.rules import call_hours
from meridian.customers.members.queries import sponsor_of
from meridian.customers.models import Customer
from meridian.identity.actor import background_actor
from meridian.identity.models import User
from meridian.identity.permissions import Permission
from meridian.kernel.db.session import WriteSession
from meridian.kernel.language import in_words, msg
from meridian.plans.changes import WHERE, check, place_of
from meridian.plans.models import PlannedContact
from meridian.plans.rules import OPEN_ITEMS, Candidate, Method
from meridian.plans.service import insert_items, new_item
from meridian.policies.queries import masked_groups, snapshot
from meridian.records.effects import running_plan

PLANNED_AHEAD = timedelta(days=14)
"""An executive's contact is planned so long before it is due."""
AIM = msg("Executive contact with a key customer")


async def plan_executive_contacts(
    session: WriteSession, after: uuid.UUID | None, limit: int
) -> tuple[uuid.UUID | None, int]:
    """Plans the contacts that sponsors owe soon and have not planned, of the next customers; the last of them, None at
    the end, and how many were planned.

    Each stands in the sponsor's running plan on the day it is due, or the first after on which they may be called. What
    may not be planned (refused, unknown zone, no right) is left to the alert.
    """
    sponsor = sponsor_of(Customer.id)
    planned = exists().where(
        PlannedContact.customer_id == Customer.id,
        PlannedContact.assignee_id == sponsor,
        PlannedContact.state.in_(OPEN_ITEMS),
    )
    owed = (
        select(Customer.id, Customer.executive_due_at, sponsor.label("sponsor_id"), *WHERE)
        .where(Customer.executive_due_at < session.now + PLANNED_AHEAD, sponsor.is_not(None), ~planned)
        .order_by(Customer.id)
        .limit(limit)
    )
    rows = (await session.execute(owed.where(Customer.id > after) if after else owed)).all()
    by_sponsor: defaultdict[uuid.UUID, list[Any]] = defaultdict(list)
    for row in rows:
        by_sponsor[row.sponsor_id].append(row)
    made = 0
    for sponsor_id, theirs in sorted(by_sponsor.items()):
        made += await _plan(session, sponsor_id, theirs)
    return (rows[-1].id if len(rows) == limit else None), made


async def _plan(session: WriteSession, sponsor_id: uuid.UUID, owed: Sequence[Row[Any]]) -> int:
    actor = await background_actor(session, sponsor_id, None, masked_groups)
    if actor is None or not actor.may(Permission.PLAN_WRITE):
        return 0
    hours, day, zone = call_hours(await snapshot(session)), await today(session), await company_zone(session)
    candidates = [
        Candidate(
            customer_id=row.id,
            contact_id=None,
            assignee_id=sponsor_id,
            method=Method.PHONE,
            due_on=hours.next_day(place_of(row), max(day, row.executive_due_at.astimezone(zone).date())),
            due_at=None,
        )
        for row in owed
    ]
    verdicts = await check(session, actor, candidates)
    locale = await session.scalar(select(User.locale).where(User.id == sponsor_id))
    plan_id = await running_plan(session, sponsor_id)
    rows = [
        new_item(session, plan_id, candidate, verdict.window, aim=in_words(AIM, locale), **verdict.reasons)
        for candidate, verdict in zip(candidates, verdicts, strict=True)
        if verdict.window is not None and not verdict.faults
    ]
    return len(await insert_items(session, rows))
