"""Registering complaints, keeping what is known of them, starting their deadlines (CR-22, CR-23, MC-20)."""

import uuid
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import func, select
from uuid_utils.compat import uuid7

from meridian.calendars.deadlines import service
from meridian.calendars.deadlines.rules import Escalation, Offset, OffsetUnit
from meridian.complaints import queries
from meridian.complaints.events import COMPLAINT_REGISTERED, COMPLAINT_UPDATED
from meridian.complaints.models import NUMBERS, Complaint, ComplaintRound, refuse_archived
from meridian.complaints.rules import OWED, RESPONDERS_OWN, SUBJECT, ComplaintOrigin, ComplaintState, DeadlineKind
from meridian.complaints.schemas import ComplaintCreate, ComplaintUpdate
from meridian.customers import queries as customers
from meridian.handoffs import service as handoffs
from meridian.handoffs.models import Handoff
from meridian.handoffs.rules import Origin
from meridian.handoffs.schemas import HandoffAsk
from meridian.identity.actor import Actor
from meridian.identity.models import User
from meridian.identity.permissions import GRANTS, Permission, Role
from meridian.identity.queries import active_people
from meridian.identity.reporting_line import reporting_line
from meridian.identity.rules import EscalationRecipient
from meridian.kernel.db.session import WriteSession
from meridian.kernel.events.service import publish
from meridian.kernel.language import msg
from meridian.kernel.patch import assign
from meridian.kernel.problems import Fault, Forbidden, Invalid, check_version
from meridian.kernel.workflow.rules import MoveContext
from meridian.policies.definitions.complaints import (
    COMPLAINT_CONTACT_WORKING_DAYS,
    COMPLAINT_DISPATCH_WORKING_HOURS,
    COMPLAINT_ESCALATION_STEPS,
    COMPLAINT_RESOLUTION_WORKING_DAYS,
    COMPLAINT_SATISFACTION_WORKING_DAYS,
    COMPLAINT_SOLUTION_WORKING_DAYS,
)
from meridian.policies.queries import snapshot
from meridian.policies.rules import Policies, PolicyDefinition, SettingUnit
from meridian.policies.value_types import EscalationStep
from meridian.products.models import Product
from meridian.records.models import ContactRecord

# A complaint's clocks: each state owes something to somebody by a time (MC-20, CR-23, CR-26).
#
# Contact, dispatch and the question whether the customer is satisfied count in the working time of whose people owe
# them, solution, resolution and archiving in that of the responsible department. Amounts and the escalation ladder are
# pinned as each deadline starts.


D = DeadlineKind
TERMS: Mapping[DeadlineKind, PolicyDefinition[int]] = {
    D.CONTACT: COMPLAINT_CONTACT_WORKING_DAYS,
    D.DISPATCH: COMPLAINT_DISPATCH_WORKING_HOURS,
    D.SOLUTION: COMPLAINT_SOLUTION_WORKING_DAYS,
    D.RESOLUTION: COMPLAINT_RESOLUTION_WORKING_DAYS,
    D.SATISFACTION: COMPLAINT_SATISFACTION_WORKING_DAYS,
    D.ARCHIVING: COMPLAINT_SATISFACTION_WORKING_DAYS,
}


def amount(policies: Policies, kind: DeadlineKind) -> dict[str, int]:
    """How much working time the kind is given now, as deadlines take it."""
    number = policies.get(TERMS[kind])
    hours = TERMS[kind].unit is SettingUnit.WORKING_HOURS
    return {"working_minutes": number * 60} if hours else {"working_days": number}


def ladder(steps: tuple[EscalationStep, ...]) -> tuple[Escalation, ...]:
    """The policy's rungs as deadlines take them (MC-27)."""
    return tuple(Escalation(Offset(step.offset, OffsetUnit(step.unit)), step.recipient) for step in steps)


def may_handle(role: str) -> bool:
    """Whether people of the role dispatch and archive complaints."""
    return Permission.COMPLAINT_HANDLE in GRANTS[Role(role)]


async def start(
    session: WriteSession, complaint: Complaint, *kinds: DeadlineKind, since: datetime | None = None
) -> None:
    """These are owed from `since` on, default now."""
    policies = await snapshot(session)
    for kind in kinds:
        owner = await owner_of(session, complaint, kind)
        responsible = owner.id == complaint.responsible_id and kind not in RESPONDERS_OWN
        await service.start(
            session,
            subject_type=SUBJECT,
            subject_id=complaint.id,
            kind=kind,
            **amount(policies, kind),
            department_id=complaint.department_id if responsible else owner.department_id,
            owner_id=owner.id,
            customer_id=complaint.customer_id,
            escalations=ladder(policies.get(COMPLAINT_ESCALATION_STEPS)),
            policy_versions=policies.pin(TERMS[kind], COMPLAINT_ESCALATION_STEPS),
            started_at=since,
        )


class Owner(NamedTuple):
    """Who owes something, and in which department."""

    id: uuid.UUID
    department_id: uuid.UUID | None


async def owner_of(session: WriteSession, complaint: Complaint, kind: DeadlineKind) -> User | Owner:
    """Who owes it: the first responder, the responsible person, or before there is one who passes complaints on.

    That is the first responder where their role may, else who answers for them in the reporting line.
    """
    responder = await session.read_once(User, complaint.first_responder_id)
    if kind in RESPONDERS_OWN:
        return responder
    if complaint.responsible_id is not None:
        return await session.read_once(User, complaint.responsible_id)
    if may_handle(responder.role):
        return responder
    unit_id = responder.team_id or responder.department_id
    line = await reporting_line(session)
    above = line.reached(EscalationRecipient.OWNER, unit_id)
    return Owner(above[0], line.department_of(above[0])) if above else responder


async def pass_on(session: WriteSession, complaint: Complaint, kinds: Sequence[DeadlineKind]) -> None:
    """Other people owe the running ones of these kinds: their department's working time counts from the start."""
    for kind in kinds:
        owner = await owner_of(session, complaint, kind)
        await service.reassign(
            session, SUBJECT, complaint.id, owner_id=owner.id, department_id=owner.department_id, kinds=[kind]
        )


async def start_missing(session: WriteSession, limit: int) -> int:
    """Starts from now what complaints owe in their state and no clock runs for. Returns how many complaints it were.

    Those of a version that had no clock for their state.
    """
    found = await queries.lock_without_clock(session, limit)
    for complaint in found:
        missing = await queries.without_clock(session, complaint, OWED[ComplaintState(complaint.state)])
        await start(session, complaint, *missing)
    return len(found)


# Registering complaints and keeping what is known of them (CR-22, CR-23).


async def create(session: WriteSession, actor: Actor, body: ComplaintCreate) -> Complaint:
    """Registers a complaint. 404 for a customer outside the actor's scope, 422 naming everything unknown."""
    customer = await customers.load(session, actor, body.customer_id, permission=Permission.COMPLAINT_WRITE)
    values = body.model_dump()
    responder_id = body.first_responder_id or actor.user_id
    faults = await _faults(session, customer.id, values)
    faults += await responder_faults(session, responder_id)
    if faults:
        raise Invalid(errors=faults)
    return await register(session, {**values, "first_responder_id": responder_id})


async def register(session: WriteSession, values: dict[str, Any]) -> Complaint:
    """Writes a complaint whose values have been checked, opens its first round and starts the clock of the contact.

    What was heard in a contact record that reached the customer was acknowledged in it.
    """
    record_id = values.get("contact_record_id")
    record = await session.get_one(ContactRecord, record_id) if record_id is not None else None
    if record is not None and record.reached and values.get("acknowledged_at") is None:
        values |= {"acknowledged_at": record.started_at, "acknowledged_channel": record.method}
    if record is not None and values.get("channel") is None:
        values["channel"] = record.method
    number = (await session.execute(select(func.nextval(NUMBERS)))).scalar_one()
    registered_at, registered_by = (
        values.pop("registered_at", session.now),
        values.pop("registered_by", session.actor_id),
    )
    complaint = Complaint(
        **values,
        id=uuid7(),
        number=f"C-{registered_at.year}-{number:05d}",
        registered_at=registered_at,
        registered_by=registered_by,
        state_since=registered_at,
    )
    session.add(complaint)
    await session.flush()
    session.add(ComplaintRound(complaint_id=complaint.id, number=1, opened_at=registered_at, opened_by=registered_by))
    await start(session, complaint, DeadlineKind.CONTACT, since=complaint.registered_at)
    await publish(session, COMPLAINT_REGISTERED, complaint)
    return complaint


async def change(
    session: WriteSession, actor: Actor, complaint_id: uuid.UUID, body: ComplaintUpdate, version: int
) -> Complaint:
    """Changes the fields sent. 404, 412, 409 when it is archived, 403, 422 naming everything unknown."""
    complaint = await queries.load(session, actor, complaint_id, lock=True)
    check_version(complaint.version, version)
    refuse_archived(complaint)
    await require(session, actor, complaint, Permission.COMPLAINT_WRITE)
    values = body.model_dump()
    if faults := [*await _faults(session, complaint.customer_id, values), *_emptied(complaint, values)]:
        raise Invalid(errors=faults)
    if changed := assign(complaint, values):
        await publish(session, COMPLAINT_UPDATED, complaint, fields=changed)
    return complaint


async def require(session: WriteSession, actor: Actor, complaint: Complaint, *permissions: Permission) -> None:
    """403 unless the actor holds one of the permissions for this complaint, which they see."""
    held = await queries.rights(session, actor, complaint)
    if not any(held[permission] for permission in permissions):
        raise Forbidden(
            msg("this needs the permission {permission} for it", permission=str(permissions[0])),
            permission=str(permissions[0]),
        )


async def departments_that_owe(
    session: WriteSession, contexts: Sequence[MoveContext[Any]]
) -> Sequence[uuid.UUID | None]:
    """Whose working time the complaints' moves count, and those of what belongs to them: see `queries`."""
    return [await queries.department_that_owes(session, at.parent or at.record) for at in contexts]


async def _faults(session: WriteSession, customer_id: uuid.UUID, values: dict[str, Any]) -> list[Fault]:
    """What is named and does not exist, or does not fit together."""
    faults = []
    contact_id, product_id = values.get("contact_id"), values.get("product_id")
    if contact_id is not None and not await queries.contact_of(session, customer_id, contact_id):
        faults.append(Fault("/contact_id", "unknown_contact", msg("the customer has no such person")))
    if product_id is not None and await session.get(Product, product_id) is None:
        faults.append(Fault("/product_id", "unknown_product", msg("there is no such product")))
    if (acknowledged_at := values.get("acknowledged_at")) is not None and acknowledged_at > session.now:
        faults.append(Fault("/acknowledged_at", "in_the_future", msg("lies in the future")))
    if "origin" in values:
        faults += await _origin_faults(session, customer_id, values)
    return faults


def _emptied(complaint: Complaint, values: dict[str, Any]) -> Iterator[Fault]:
    """What the contact asked for is not taken away after it."""
    if complaint.contacted_record_id is None:
        return
    names = ("product", "product_id", "reason", "wanted_solution", "channel")
    after = {name: values.get(name, getattr(complaint, name)) for name in names}
    product_id = after.pop("product_id")
    after["product"] = after["product"] or product_id
    for name, value in after.items():
        if value in (None, ""):
            yield Fault(f"/{name}", "missing", msg("is needed since the customer was contacted"))


async def _origin_faults(session: WriteSession, customer_id: uuid.UUID, values: dict[str, Any]) -> list[Fault]:
    """A complaint heard in a contact record names one of this customer."""
    record_id = values["contact_record_id"]
    if record_id is None:
        heard = values["origin"] is ComplaintOrigin.CONTACT_RECORD
        return [Fault("/contact_record_id", "missing", msg("needed for this origin"))] if heard else []
    record = await session.get(ContactRecord, record_id)
    if record is None or record.customer_id != customer_id:
        return [Fault("/contact_record_id", "unknown_record", msg("the customer has no such contact record"))]
    return []


async def responder_faults(session: WriteSession, user_id: uuid.UUID) -> list[Fault]:
    """The first responder is a person who may work on complaints (CR-21)."""
    user = (await active_people(session, [user_id])).get(user_id)
    if user is None:
        return [Fault("/first_responder_id", "unknown_user", msg("must be an active person"))]
    role = Role(user.role)
    if role is Role.API_CLIENT or Permission.COMPLAINT_WRITE not in GRANTS[role]:
        return [Fault("/first_responder_id", "cannot_respond", msg("must be a person who works on complaints"))]
    return []


async def ask_department(session: WriteSession, actor: Actor, complaint_id: uuid.UUID, body: HandoffAsk) -> Handoff:
    """Passes a question about the complaint on (OT-14).

    404 unless the actor sees the complaint and may ask for its customer, 409 once it is archived.
    """
    complaint = await queries.load(session, actor, complaint_id)
    refuse_archived(complaint)
    await customers.load(session, actor, complaint.customer_id, permission=Permission.HANDOFF_WRITE)
    return await handoffs.ask(
        session, complaint.customer_id, body, origin_type=Origin.COMPLAINT, origin_id=complaint.id
    )
