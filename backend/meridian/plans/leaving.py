"""Planned contacts and plans of somebody who leaves."""

import uuid

from sqlalchemy import Select, select

from meridian.identity.leaving.service import Duty
from meridian.identity.models import User
from meridian.kernel.db.session import WriteSession
from meridian.kernel.events.service import publish
from meridian.plans.events import PLAN_CHANGED
from meridian.plans.models import ContactPlan, PlannedContact
from meridian.plans.rules import CLOSED_PLANS, OPEN_ITEMS
from meridian.plans.service import BATCH, ITEM_MOVES


def _items(user_id: uuid.UUID) -> Select[uuid.UUID]:
    mine = (PlannedContact.assignee_id == user_id, PlannedContact.state.in_(OPEN_ITEMS))
    return select(PlannedContact.id).where(*mine).order_by(PlannedContact.id)


async def hand_over_items(session: WriteSession, leaver: User, successor: User) -> None:
    """Everything still planned for the leaver is the successor's to do."""
    given = {"assignee_id": successor.id}
    while True:
        batch = select(PlannedContact).where(PlannedContact.id.in_(_items(leaver.id).limit(BATCH)))
        items = (await session.scalars(batch.order_by(PlannedContact.id).with_for_update())).all()
        if not items:
            return
        await ITEM_MOVES.make_all(session, items, "hand_over", given=given, reason="handed over by who leaves")


def _plans(user_id: uuid.UUID) -> Select[uuid.UUID]:
    running = (ContactPlan.owner_id == user_id, ContactPlan.state.not_in(CLOSED_PLANS), ContactPlan.standing.is_(False))
    return select(ContactPlan.id).where(*running).order_by(ContactPlan.id)


async def hand_over_plans(session: WriteSession, leaver: User, successor: User) -> None:
    """Plans that are drafted, wait or run are the successor's; a standing plan ends with its person."""
    plans = select(ContactPlan).where(ContactPlan.id.in_(_plans(leaver.id))).order_by(ContactPlan.id)
    for plan in (await session.scalars(plans.with_for_update())).all():
        plan.owner_id, plan.team_id, plan.department_id = successor.id, successor.team_id, successor.department_id
        await publish(session, PLAN_CHANGED, plan)


DUTIES = (Duty("planned_contact", _items, hand_over_items), Duty("contact_plan", _plans, hand_over_plans))
