"""Every SELECT on reported contacts: seen by whom they concern, and by those who see that person's work."""

import uuid
from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, func, select

from meridian.customers import queries as customers
from meridian.customers.models import Contact, Customer
from meridian.identity.actor import Actor
from meridian.identity.models import User
from meridian.identity.permissions import Permission
from meridian.identity.visibility import Visibility, any_of, company, department, own, team
from meridian.kernel.db.session import Session
from meridian.kernel.listing import Field, ListQuery, ListSpec, columns_of, page_of
from meridian.kernel.problems import NotFound
from meridian.kernel.schemas import Page
from meridian.plans.rules import Method
from meridian.records.models import ContactRecord, ReportedContact
from meridian.records.reported.schemas import EmailMessageRead, PhoneCallRead
from meridian.records.rules import CallOutcome, Direction, ReportedState

REPORTED_VISIBILITY = Visibility(
    ReportedContact.id,
    Permission.RECORD_READ,
    any_of(
        company(),
        own(ReportedContact.author_id),
        team(ReportedContact.team_id),
        department(ReportedContact.department_id),
    ),
)
visible_to = REPORTED_VISIBILITY.visible_to

_COMMON = (
    Field("state", ReportedContact.state, "code", choices=ReportedState, description="Where it stands"),
    Field("direction", ReportedContact.direction, "code", choices=Direction, description="Who began it"),
    Field("author_id", ReportedContact.author_id, "uuid", person=True, description="Who of ours it concerns"),
    Field("customer_id", ReportedContact.customer_id, "uuid", description="With whom"),
    Field("contact_id", ReportedContact.contact_id, "uuid", description="The person there"),
    Field("source", ReportedContact.source, "code", description="The system that reported it", example="pbx"),
    Field("external_id", ReportedContact.external_id, "text", description="Its id there"),
    Field("started_at", ReportedContact.started_at, "instant", sortable=True, description="When it began"),
    Field(
        "to_be_completed",
        func.coalesce(ContactRecord.to_be_completed, False),
        "boolean",
        nullable=False,
        description="Answered, and not yet told what was said",
        example=True,
    ),
    Field("updated_at", ReportedContact.updated_at, "instant", description="When it last changed"),
)
PHONE_CALLS = ListSpec(
    "phone_calls",
    fields=(
        *_COMMON,
        Field("phone", ReportedContact.phone, "text", sensitive="phone", description="The number, E.164"),
        Field("outcome", ReportedContact.outcome, "code", choices=CallOutcome, description="How it ended"),
        Field("talk_seconds", ReportedContact.talk_seconds, "integer", description="Time talked", example=60),
    ),
    default_sort=("-started_at",),
    id_column=ReportedContact.id,
)
EMAIL_MESSAGES = ListSpec(
    "email_messages",
    fields=(*_COMMON, Field("subject", ReportedContact.subject, "text", description="Subject", example="offer")),
    default_sort=("-started_at",),
    id_column=ReportedContact.id,
)


def _with_names(method: Method) -> Select[*tuple[Any, ...]]:
    return (
        select(
            *columns_of(ReportedContact, PhoneCallRead, EmailMessageRead),
            ReportedContact.party.label("number"),
            ReportedContact.party.label("address"),
            Customer.name.label("customer_name"),
            Contact.name.label("contact_name"),
            User.name.label("author_name"),
            func.coalesce(ContactRecord.to_be_completed, False).label("to_be_completed"),
            ContactRecord.complete_by,
        )
        .select_from(ReportedContact)
        .outerjoin(Customer, Customer.id == ReportedContact.customer_id)
        .outerjoin(Contact, Contact.id == ReportedContact.contact_id)
        .outerjoin(User, User.id == ReportedContact.author_id)
        .outerjoin(ContactRecord, ContactRecord.id == ReportedContact.id)
        .where(ReportedContact.method == method)
    )


async def page_of_calls(session: Session, actor: Actor, query: ListQuery) -> Page[PhoneCallRead]:
    """A page of reported calls within the actor's scope, latest first."""
    return await page_of(
        session,
        actor,
        PHONE_CALLS,
        query,
        lambda actor: _with_names(Method.PHONE).where(visible_to(actor)),
        shows=PhoneCallRead,
    )


async def page_of_messages(session: Session, actor: Actor, query: ListQuery) -> Page[EmailMessageRead]:
    """A page of reported e-mails within the actor's scope, latest first."""
    return await page_of(
        session,
        actor,
        EMAIL_MESSAGES,
        query,
        lambda actor: _with_names(Method.EMAIL).where(visible_to(actor)),
        shows=EmailMessageRead,
    )


async def read_call(session: Session, actor: Actor, call_id: uuid.UUID) -> PhoneCallRead:
    """One reported call; 404 outside the actor's scope."""
    row = await _one(session, actor, Method.PHONE, call_id)
    return PhoneCallRead.of(row, masked=actor.masked)


async def read_message(session: Session, actor: Actor, message_id: uuid.UUID) -> EmailMessageRead:
    """One reported e-mail; 404 outside the actor's scope."""
    row = await _one(session, actor, Method.EMAIL, message_id)
    return EmailMessageRead.of(row, masked=actor.masked)


async def _one(session: Session, actor: Actor, method: Method, reported_id: uuid.UUID) -> Row[Any]:
    statement = _with_names(method).where(ReportedContact.id == reported_id, visible_to(actor))
    row: Row[Any] | None = (await session.execute(statement)).one_or_none()
    if row is None:
        raise NotFound()
    return row


async def load(session: Session, actor: Actor, reported_id: uuid.UUID, method: Method) -> ReportedContact:
    """The reported contact, locked, within the actor's scope for writing; 404 otherwise."""
    asked = (
        ReportedContact.id == reported_id,
        ReportedContact.method == method,
        visible_to(actor, Permission.RECORD_WRITE),
    )
    reported = await _locked(session, *asked)
    if reported is None:
        raise NotFound()
    return reported


async def known(session: Session, source: str, external_id: str) -> ReportedContact | None:
    """What was reported under this id before, locked."""
    return await _locked(session, ReportedContact.source == source, ReportedContact.external_id == external_id)


async def _locked(session: Session, *asked: ColumnElement[bool]) -> ReportedContact | None:
    await customers.hold(session, select(ReportedContact.customer_id).where(*asked))
    return (await session.scalars(select(ReportedContact).where(*asked).with_for_update())).one_or_none()


async def is_visible(session: Session, actor: Actor, reported: ReportedContact) -> bool:
    """Whether the actor may write on it."""
    statement = select(ReportedContact.id).where(
        ReportedContact.id == reported.id, visible_to(actor, Permission.RECORD_WRITE)
    )
    return await session.scalar(statement) is not None


async def logged_otherwise(session: Session, source: str, external_id: str) -> bool:
    """Whether a contact record of that id was logged without having been reported."""
    statement = select(ContactRecord.id).where(ContactRecord.source == source, ContactRecord.external_id == external_id)
    return await session.scalar(statement) is not None


async def users_by_email(session: Session, addresses: Sequence[str]) -> dict[str, uuid.UUID]:
    """Those of the addresses, in lower case, that are active colleagues'."""
    statement = select(func.lower(User.email), User.id).where(func.lower(User.email).in_(addresses), User.active)
    return {row[0]: row[1] for row in await session.execute(statement)}
