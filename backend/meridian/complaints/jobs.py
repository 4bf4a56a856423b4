"""What other domains' events and the clock do to complaints."""

import uuid
from typing import Any

from sqlalchemy import Select, case, or_, select

from meridian.calendars.deadlines.events import EVENT_OF_STEP, DeadlineMoment
from meridian.calendars.deadlines.rules import StepKind
from meridian.complaints import service
from meridian.complaints.events import COMPLAINT_UPDATED
from meridian.complaints.handling import service as handling_service
from meridian.complaints.models import Complaint, PreventiveAction
from meridian.complaints.rules import SUBJECT, ComplaintOrigin, ComplaintState, DeadlineKind
from meridian.customers.models import Contact, Customer
from meridian.identity.models import User
from meridian.identity.permissions import GRANTS, Permission, Role
from meridian.identity.users.service import Duty
from meridian.kernel.db.session import WriteSession
from meridian.kernel.events.models import Event
from meridian.kernel.events.service import publish
from meridian.kernel.jobs import Job, JobContext, Subscription, jobs_of_tally, one_by_one
from meridian.kernel.patch import assign
from meridian.products.models import Product
from meridian.records.events import COMPLAINT_REPORTED
from meridian.records.models import ContactRecord

RESPONDERS = tuple(r for r, held in GRANTS.items() if Permission.COMPLAINT_WRITE in held and r is not Role.API_CLIENT)


async def on_reported(session: WriteSession, event: Event) -> None:
    """Registers what a customer complained about in a contact, once (OT-6, RV-11, CR-22).

    What was named there and is gone meanwhile is left out: nothing heard is lost for it.
    """
    if await session.scalar(select(Complaint.id).where(Complaint.report_id == event.id)) is not None:
        return
    heard, record = event.data, await session.get(ContactRecord, event.subject_id)
    if record is None:
        return
    customer = await session.get_one(Customer, record.customer_id)
    responder_id = await _first_responder(session, record, customer)
    if responder_id is None:
        raise LookupError("nobody in the company may work on complaints")
    await service.register(
        session,
        {
            "customer_id": record.customer_id,
            "contact_id": await _known(session, Contact, heard["contact_id"]),
            "channel": heard["channel"],
            "origin": ComplaintOrigin.CONTACT_RECORD,
            "contact_record_id": record.id,
            "report_id": event.id,
            "product_id": await _known(session, Product, heard["product_id"]),
            "product": heard["product"],
            "reason": heard["text"],
            "wanted_solution": heard["wanted_solution"],
            "registered_at": event.at,
            "registered_by": record.author_id,
            "first_responder_id": responder_id,
        },
    )


async def _known(session: WriteSession, kind: type[Contact] | type[Product], record_id: str | None) -> Any:
    return record_id and await session.scalar(select(kind.id).where(kind.id == uuid.UUID(record_id)))


async def _first_responder(session: WriteSession, record: ContactRecord, customer: Customer) -> uuid.UUID | None:
    """Who heard it first; for contacts that a program logged the customer's owner, else somebody of service."""
    nearest = case((User.id == record.author_id, 0), (User.id == customer.owner_id, 1), else_=2)
    concerned = or_(User.id.in_([record.author_id, customer.owner_id]), User.role == Role.SERVICE_AGENT)
    return await session.scalar(
        select(User.id)
        .where(User.active, User.role.in_(RESPONDERS))
        .order_by(case((concerned, 0), else_=1), nearest, User.id)
        .limit(1)
    )


async def on_step(session: WriteSession, event: Event) -> None:
    """A reminder or escalation of a complaint's deadline has come. An archived complaint is left as it is."""
    if event.subject_type != SUBJECT:
        return
    complaint = await session.scalar(
        select(Complaint).where(Complaint.id == event.subject_id, Complaint.archived_at.is_(None)).with_for_update()
    )
    if complaint is not None:
        await handling_service.escalate_by_clock(
            session, complaint, BY_EVENT[event.type], DeadlineMoment.model_validate(event.data)
        )


async def start_missing_deadlines(context: JobContext) -> None:
    """After an upgrade from a version in which some states had no clock; a migration queues it. Safe to repeat."""
    while True:
        async with context.db.write() as session:
            if not await service.start_missing(session, BATCH):
                return


BATCH = 200
START_MISSING_DEADLINES = Job("complaint.start_missing_deadlines", start_missing_deadlines)
take_in, recount = jobs_of_tally("stay")
TAKE_IN = Job("stays.take_in", take_in, every="* * * * *")
JOBS = (START_MISSING_DEADLINES, TAKE_IN)
BY_EVENT = {EVENT_OF_STEP[kind].name: kind for kind in (StepKind.DUE_SOON, StepKind.ESCALATED)}
SUBSCRIPTIONS = (
    Subscription("complaints.reported", frozenset({COMPLAINT_REPORTED.name}), one_by_one(on_reported)),
    Subscription("complaints.steps", frozenset(BY_EVENT), one_by_one(on_step)),
)


# Complaints and preventive actions of somebody who leaves.


def _mine(user_id: uuid.UUID) -> Select[uuid.UUID]:
    theirs = or_(Complaint.first_responder_id == user_id, Complaint.responsible_id == user_id)
    return select(Complaint.id).where(theirs, Complaint.state != ComplaintState.ARCHIVED).order_by(Complaint.id)


async def hand_over_complaints(session: WriteSession, leaver: User, successor: User) -> None:
    """The successor answers to the customer (CR-21) and solves what the leaver was to solve; the clocks are theirs."""
    mine = select(Complaint).where(Complaint.id.in_(_mine(leaver.id))).order_by(Complaint.id)
    for complaint in (await session.scalars(mine.with_for_update())).all():
        names = [name for name in ("first_responder_id", "responsible_id") if getattr(complaint, name) == leaver.id]
        assign(complaint, dict.fromkeys(names, successor.id))
        await session.flush()
        await service.pass_on(session, complaint, tuple(DeadlineKind))
        await publish(session, COMPLAINT_UPDATED, complaint, fields=names)


def _actions(user_id: uuid.UUID) -> Select[uuid.UUID]:
    undone = (PreventiveAction.owner_id == user_id, PreventiveAction.done_at.is_(None))
    return select(PreventiveAction.id).where(*undone).order_by(PreventiveAction.id)


async def hand_over_actions(session: WriteSession, leaver: User, successor: User) -> None:
    """What the leaver was to do against a complaint's return is the successor's to do."""
    mine = select(PreventiveAction).where(PreventiveAction.id.in_(_actions(leaver.id))).order_by(PreventiveAction.id)
    for action in (await session.scalars(mine.with_for_update())).all():
        action.owner_id = successor.id


DUTIES = (
    Duty("complaint", _mine, hand_over_complaints),
    Duty("preventive_action", _actions, hand_over_actions),
)
