"""Every SELECT on complaints: seen through the customer, as one's own task, and in the department they went to."""

import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import ARRAY, ColumnElement, Row, Select, Uuid, any_, exists, false, func, literal, or_, select, true
from sqlalchemy.orm import aliased

from meridian.calendars.models import Deadline
from meridian.calendars.queries import deadlines_of
from meridian.complaints import analysis_fields
from meridian.complaints.codes import CompensationState, ComplaintOrigin, ComplaintState, RootCause
from meridian.complaints.models import Compensation, Complaint
from meridian.complaints.rules import COMPLAINT, ComplaintFacts
from meridian.complaints.schemas import ComplaintDeadline, ComplaintLine, ComplaintRead
from meridian.customers.models import Contact, Customer
from meridian.customers.models_care import CustomerMember
from meridian.identity.actor import Actor
from meridian.identity.models import Department, User
from meridian.identity.roles import Permission, Scope
from meridian.kernel.db import Session
from meridian.kernel.listing import Field, ListQuery, ListSpec, fetch_page
from meridian.kernel.problems import NotFound
from meridian.kernel.schemas import Page
from meridian.plans.codes import Method
from meridian.policies.codes import Priority

SUBJECT = "complaint"
"""The subject type of complaints' deadlines, transitions and events."""
PERMISSIONS = (
    Permission.COMPLAINT_WRITE,
    Permission.COMPLAINT_HANDLE,
    Permission.COMPLAINT_ESCALATE,
    Permission.COMPENSATION_APPROVE,
)
FirstResponder, Responsible = aliased(User), aliased(User)
_OF_COMPLAINT = (Deadline.subject_type == SUBJECT, Deadline.subject_id == Complaint.id)
_LIVE = (*_OF_COMPLAINT, Deadline.met_at.is_(None), Deadline.cancelled_at.is_(None))
DUE_AT = select(func.min(Deadline.due_at)).where(*_LIVE).correlate(Complaint).scalar_subquery()
OVERDUE = exists().where(*_LIVE, Deadline.due_at <= func.meridian_now()).correlate(Complaint)
WAITING = exists().where(Compensation.complaint_id == Complaint.id, Compensation.state == CompensationState.REQUESTED)

COMPLAINTS = ListSpec(
    "complaints",
    fields=(
        Field("number", Complaint.number, "text", description="What people call it", example="C-2026-00042"),
        Field("state", Complaint.state, "code", choices=ComplaintState, description="Where it stands"),
        Field("priority", Complaint.priority, "code", choices=Priority, description="How urgent", example="high"),
        Field("channel", Complaint.channel, "code", choices=Method, description="How they complained"),
        Field("origin", Complaint.origin, "code", choices=ComplaintOrigin, description="Where heard", example="direct"),
        Field("customer_id", Complaint.customer_id, "uuid", description="Who complains"),
        Field("contact_record_id", Complaint.contact_record_id, "uuid", description="The contact it was heard in"),
        Field("product_id", Complaint.product_id, "uuid", description="Our product it is about"),
        Field("product", Complaint.product, "text", description="Product or service", example="seal"),
        Field("reason", Complaint.reason, "text", description="What they complain about", example="leaks"),
        Field("first_responder_id", Complaint.first_responder_id, "uuid", description="Who answers to the customer"),
        Field("department_id", Complaint.department_id, "uuid", description="The department that owes the solution"),
        Field("responsible_id", Complaint.responsible_id, "uuid", description="The person who owes it"),
        Field("round", Complaint.round, "integer", description="The round it is in", example=2),
        Field("escalation_level", Complaint.escalation_level, "integer", description="Rung reached", example=1),
        Field(
            "root_cause_category",
            Complaint.root_cause_category,
            "code",
            choices=RootCause,
            description="Category of the root cause",
            example="product_quality",
        ),
        Field("due_at", DUE_AT, "instant", description="The next deadline that runs"),
        Field(
            "overdue",
            None,
            "boolean",
            description="A deadline has passed unmet",
            compile=lambda value: OVERDUE if value else ~OVERDUE,
        ),
        Field(
            "awaiting_approval",
            None,
            "boolean",
            description="A compensation waits for its approval",
            compile=lambda value: WAITING if value else ~WAITING,
        ),
        Field("state_since", Complaint.state_since, "instant", description="Since when it stands there"),
        Field("archived_at", Complaint.archived_at, "instant", description="When it was archived"),
        Field("registered_at", Complaint.registered_at, "instant", sortable=True, description="When it was registered"),
        *analysis_fields.FIELDS,
    ),
    default_sort=("-registered_at",),
    id_column=Complaint.id,
)


def visible_to(actor: Actor, permission: Permission = Permission.COMPLAINT_READ) -> ColumnElement[bool]:
    """Condition on `Complaint`: within the actor's scope for `permission`.

    Through the customer; as its first responder or responsible person; and, where the permission reaches departments,
    when it went to one's department. All of it is asked of the complaint itself, by one index: `reach` names them.
    """
    scope = actor.scope(permission)
    if scope is None or scope is Scope.COMPANY:
        return true() if scope else false()
    whose = [actor.user_id]
    if scope >= Scope.TEAM:
        whose += actor.team_ids
    if scope >= Scope.DEPARTMENT and actor.department_id is not None:
        whose.append(actor.department_id)
    member_of = select(CustomerMember.customer_id).where(CustomerMember.user_id == actor.user_id).scalar_subquery()
    return or_(
        Complaint.reach.overlap(literal(whose, ARRAY(Uuid()))),
        Complaint.customer_id == any_(func.array(member_of, type_=ARRAY(Uuid()))),
    )


def _shown(actor: Actor) -> Select[*tuple[Any, ...]]:
    """Complaints as their readers see them, with what the actor may do with each."""
    return (
        select(
            Complaint,
            Customer.name.label("customer_name"),
            Contact.name.label("contact_name"),
            FirstResponder.name.label("first_responder_name"),
            FirstResponder.active.label("responder_active"),
            Department.name.label("department_name"),
            Responsible.name.label("responsible_name"),
            DUE_AT.label("due_at"),
            OVERDUE.label("overdue"),
            *(visible_to(actor, permission).label(permission.name) for permission in PERMISSIONS),
        )
        .join(Customer, Customer.id == Complaint.customer_id)
        .join(FirstResponder, FirstResponder.id == Complaint.first_responder_id)
        .outerjoin(Contact, Contact.id == Complaint.contact_id)
        .outerjoin(Department, Department.id == Complaint.department_id)
        .outerjoin(Responsible, Responsible.id == Complaint.responsible_id)
    )


def _values(row: Row[*tuple[Any, ...]]) -> dict[str, Any]:
    complaint: Complaint = row[0]
    held = row._mapping
    columns = {name: getattr(complaint, name) for name in ComplaintLine.model_fields if hasattr(complaint, name)}
    joined = {name: held[name] for name in ComplaintLine.model_fields if name in held}
    facts = ComplaintFacts(responder_left=not held["responder_active"])
    moves = COMPLAINT.allowed(ComplaintState(complaint.state), lambda code: bool(held[Permission(code).name]), facts)
    return {**columns, **joined, "allowed_moves": moves}


async def page(session: Session, actor: Actor, query: ListQuery) -> Page[ComplaintLine]:
    """A page of complaints the actor may see."""
    return await fetch_page(
        session,
        _shown(actor).where(visible_to(actor)),
        COMPLAINTS,
        query,
        scope=str(actor.user_id),
        masked=actor.masked,
        to_row=lambda row: ComplaintLine.of(_values(row), masked=actor.masked),
    )


async def read(session: Session, actor: Actor, complaint_id: uuid.UUID) -> ComplaintRead:
    """One complaint with its deadlines; 404 outside the actor's scope."""
    return await _read(session, actor, Complaint.id == complaint_id, visible_to(actor))


async def read_written(session: Session, actor: Actor, complaint_id: uuid.UUID) -> ComplaintRead:
    """The complaint just moved: shown to its mover also when it went to another department."""
    return await _read(session, actor, Complaint.id == complaint_id)


async def _read(session: Session, actor: Actor, *conditions: ColumnElement[bool]) -> ComplaintRead:
    row = (await session.execute(_shown(actor).where(*conditions))).one_or_none()
    if row is None:
        raise NotFound()
    found = await deadlines_of(session, SUBJECT, [row[0].id])
    deadlines = [deadline_read(session, deadline) for deadline in found]
    return ComplaintRead.of({**_values(row), "deadlines": deadlines}, masked=actor.masked)


def deadline_read(session: Session, deadline: Deadline) -> ComplaintDeadline:
    """A deadline as its complaint shows it. One that was cancelled is not overdue."""
    late = deadline.live and deadline.due_at is not None and deadline.due_at <= session.now
    return ComplaintDeadline.model_validate(
        {
            **{name: getattr(deadline, name) for name in ComplaintDeadline.model_fields if hasattr(deadline, name)},
            "paused": deadline.live and deadline.paused_since is not None,
            "overdue": late or bool(deadline.missed),
        }
    )


async def load(session: Session, actor: Actor, complaint_id: uuid.UUID, *, lock: bool = False) -> Complaint:
    """The complaint, within the actor's reading scope; 404 otherwise.

    lock: the customer first, as everybody does who gives a customer away, so that no two wait for each other.
    """
    statement = select(Complaint).where(Complaint.id == complaint_id, visible_to(actor))
    if lock:
        of_it = select(Complaint.customer_id).where(Complaint.id == complaint_id).scalar_subquery()
        await session.execute(select(Customer.id).where(Customer.id == of_it).with_for_update(read=True))
        statement = statement.with_for_update()
    complaint = await session.scalar(statement)
    if complaint is None:
        raise NotFound()
    return complaint


async def rights(session: Session, actor: Actor, complaint: Complaint) -> Mapping[Permission, bool]:
    """Which of the permissions about complaints the actor holds for this one."""
    conditions = [visible_to(actor, permission) for permission in PERMISSIONS]
    statement = select(*conditions).select_from(Complaint).where(Complaint.id == complaint.id)
    held = (await session.execute(statement)).one()
    return dict(zip(PERMISSIONS, held, strict=True))


async def contact_of(session: Session, customer_id: uuid.UUID, contact_id: uuid.UUID) -> bool:
    """Whether the customer has this contact."""
    found = select(Contact.id).where(Contact.id == contact_id, Contact.customer_id == customer_id)
    return await session.scalar(found) is not None


async def active_users(session: Session, user_ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, User]:
    """Those of the people who are active, by id."""
    found = await session.scalars(select(User).where(User.id.in_(user_ids), User.active))
    return {user.id: user for user in found}
