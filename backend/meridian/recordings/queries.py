"""Every SELECT on recordings: heard by those who see the call's record, or the call while it has none."""

import uuid
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, Select, func, select, union_all

from meridian.customers.models import Customer
from meridian.customers.visibility import visible_to as customers_visible_to
from meridian.files import queries as files
from meridian.files.models import FileDownload, StoredFile
from meridian.files.queries import FileSubject
from meridian.files.schemas import FileRead
from meridian.identity.actor import Actor
from meridian.identity.permissions import Permission
from meridian.kernel.db.session import Session
from meridian.kernel.problems import NotFound
from meridian.plans.rules import Method
from meridian.recordings.rules import SUBJECT
from meridian.records.models import ContactRecord, ReportedContact
from meridian.records.reported.queries import visible_to as reported_visible_to

BATCH = 200


def _calls(actor: Actor, permission: Permission) -> tuple[Select[uuid.UUID], Select[uuid.UUID]]:
    recorded: Select[uuid.UUID] = (
        select(ContactRecord.id)
        .join(Customer, Customer.id == ContactRecord.customer_id)
        .where(ContactRecord.method == Method.PHONE, customers_visible_to(actor, permission))
    )
    reported: Select[uuid.UUID] = select(ReportedContact.id).where(
        ReportedContact.method == Method.PHONE, reported_visible_to(actor, permission)
    )
    return recorded, reported


def visible_calls(actor: Actor) -> Select[uuid.UUID]:
    """Ids of calls whose recordings the actor hears."""
    either = union_all(*_calls(actor, Permission.RECORD_READ)).subquery()
    return select(either.c[0])


FILE_SUBJECTS = (FileSubject(SUBJECT, Permission.RECORD_READ, visible_calls),)


async def customer_of(
    session: Session, actor: Actor, call_id: uuid.UUID, permission: Permission = Permission.RECORD_READ
) -> uuid.UUID | None:
    """The customer of a call within the actor's scope, None while it is unknown; 404 for a call that is not seen."""
    recorded, reported = _calls(actor, permission)
    for ids, model in ((recorded, ContactRecord), (reported, ReportedContact)):
        found = await session.execute(select(model.customer_id).where(model.id == call_id, model.id.in_(ids)))
        if (row := found.one_or_none()) is not None:
            customer_id: uuid.UUID | None = row[0]
            return customer_id
    raise NotFound()


async def of_call(session: Session, actor: Actor, call_id: uuid.UUID) -> list[FileRead]:
    """A call's recordings, oldest first; 404 outside the actor's scope."""
    await customer_of(session, actor, call_id)
    return list((await files.of(session, SUBJECT, [call_id]))[call_id])


def _called_at() -> ColumnElement[datetime]:
    """When the call of a recording was."""
    recorded = select(ContactRecord.started_at).where(ContactRecord.id == StoredFile.subject_id).scalar_subquery()
    reported = select(ReportedContact.started_at).where(ReportedContact.id == StoredFile.subject_id).scalar_subquery()
    return func.coalesce(recorded, reported, StoredFile.attached_at)


async def outdated(session: Session, before: datetime) -> Sequence[StoredFile]:
    """Recordings of calls made before then, locked, a batch at a time."""
    statement = select(StoredFile).where(StoredFile.subject_type == SUBJECT, _called_at() < before)
    return (await session.scalars(statement.order_by(StoredFile.id).limit(BATCH).with_for_update())).all()


async def outdated_calls(session: Session, before: datetime) -> Sequence[uuid.UUID]:
    """Ids of reported calls and mails from before then, a batch at a time."""
    statement = select(ReportedContact.id).where(ReportedContact.started_at < before)
    return (await session.scalars(statement.order_by(ReportedContact.started_at).limit(BATCH))).all()


async def outdated_downloads(session: Session, before: datetime) -> Sequence[uuid.UUID]:
    """Ids of the notes of who downloaded what before then, a batch at a time."""
    statement = select(FileDownload.id).where(FileDownload.at < before)
    return (await session.scalars(statement.order_by(FileDownload.id).limit(BATCH))).all()
