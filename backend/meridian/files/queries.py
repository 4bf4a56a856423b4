"""Every SELECT on files. One is read through its record; until it has one, by its sender alone."""

import uuid
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import (
    ARRAY,
    ColumnElement,
    ScalarSelect,
    Select,
    Text,
    Uuid,
    and_,
    any_,
    case,
    cast,
    exists,
    literal,
    or_,
    select,
)

from meridian.customers.models import Customer
from meridian.files.models import FileDownload, StoredFile
from meridian.files.schemas import FileDownloadRead, FileListed, FileRead, StoredFileRead
from meridian.identity.actor import Actor
from meridian.identity.models import User
from meridian.identity.permissions import Permission
from meridian.kernel.db.compiled import Slot
from meridian.kernel.db.session import Session
from meridian.kernel.listing import Field, ListQuery, ListSpec, page_of
from meridian.kernel.listing.statements import Prepared
from meridian.kernel.problems import NotFound
from meridian.kernel.schemas import Page

# How the records that files belong to are seen. Domains above name theirs in their Part; wiring collects them.


@dataclass(frozen=True, slots=True)
class FileSubject:
    """Records of one kind: who may read any of them, and which of them an actor sees (a SELECT of their ids).

    within: the record of a screen that such a record stands in, for the file at hand; itself where there is none.
    """

    subject_type: str
    permission: Permission
    visible: Callable[[Actor], Select[uuid.UUID]]
    within: ScalarSelect[uuid.UUID] | None = None


Subjects = Sequence[FileSubject]


# Every SELECT on files. One is read through its record; until it has one, by its sender alone.


PATHS = select(literal("files/").concat(cast(StoredFile.id, Text)), StoredFile.sha256).order_by(StoredFile.id.desc())
KEPT_UNATTACHED = timedelta(days=1)
FILES = ListSpec(
    "files",
    fields=(
        Field("customer_id", StoredFile.customer_id, "uuid", description="The customer of its record"),
        Field(
            "subject_type", StoredFile.subject_type, "code", description="The kind of its record", example="contract"
        ),
        Field("subject_id", StoredFile.subject_id, "uuid", description="Its record"),
        Field("name", StoredFile.name, "text", description="Its name", example="合同"),
        Field("content_type", StoredFile.content_type, "text", description="Its kind", example="image/"),
        Field("uploaded_by", StoredFile.uploaded_by, "uuid", person=True, description="Who sent it"),
        Field("uploaded_at", StoredFile.uploaded_at, "instant", sortable=True, description="When it was sent"),
    ),
    default_sort=("-uploaded_at",),
    id_column=StoredFile.id,
)
DOWNLOADS = ListSpec(
    "file_downloads",
    fields=(
        Field("user_id", FileDownload.user_id, "uuid", person=True, description="Who downloaded it"),
        Field("at", FileDownload.at, "instant", sortable=True, description="When"),
    ),
    default_sort=("-at",),
    id_column=FileDownload.id,
)
_SHOWN: Select[*tuple[Any, ...]] = select(
    *(getattr(StoredFile, name) for name in StoredFileRead.model_fields if hasattr(StoredFile, name)),
    User.name.label("uploaded_by_name"),
).join(User, User.id == StoredFile.uploaded_by)


def visible_to(actor: Actor, subjects: Subjects) -> ColumnElement[bool]:
    """Condition on `StoredFile`: one's own until it is attached, then what belongs to a record one sees."""
    own = and_(StoredFile.subject_id.is_(None), StoredFile.uploaded_by == actor.user_id)
    through = (
        and_(StoredFile.subject_type == subject.subject_type, _among(subject.visible(actor)))
        for subject in subjects
        if actor.may(subject.permission)
    )
    return or_(own, *through)


def _among(visible: Select[uuid.UUID]) -> ColumnElement[bool]:
    """Asked record by record: the ids that somebody sees may be a million, a page of files is not."""
    seen = visible.subquery()
    return exists().where(seen.c[0] == StoredFile.subject_id)


async def load(session: Session, actor: Actor, subjects: Subjects, file_id: uuid.UUID) -> StoredFile:
    """The file; 404 outside the scope of its record."""
    file = await session.scalar(select(StoredFile).where(StoredFile.id == file_id, visible_to(actor, subjects)))
    if file is None:
        raise NotFound()
    return file


async def read(session: Session, actor: Actor, subjects: Subjects, file_id: uuid.UUID) -> StoredFileRead:
    """The file as its readers see it; 404 outside the scope of its record."""
    shown = _SHOWN.where(StoredFile.id == file_id, visible_to(actor, subjects))
    row = (await session.execute(shown)).mappings().one_or_none()
    if row is None:
        raise NotFound()
    return StoredFileRead.of(row, masked=actor.masked)


async def page(session: Session, actor: Actor, subjects: Subjects, query: ListQuery) -> Page[FileListed]:
    """A page of the files whose records the actor sees, and of the own that have none yet; latest first."""
    return await page_of(session, actor, FILES, query, _listed, subjects, shows=FileListed)


def _listed(actor: Actor, subjects: Subjects) -> Select[Any]:
    within = {each.subject_type: each.within for each in subjects if each.within is not None}
    record_id = (
        case(within, value=StoredFile.subject_type, else_=StoredFile.subject_id) if within else StoredFile.subject_id
    )
    shown = _SHOWN.add_columns(
        StoredFile.customer_id, Customer.name.label("customer_name"), record_id.label("record_id")
    ).outerjoin(Customer, Customer.id == StoredFile.customer_id)
    return shown.where(visible_to(actor, subjects))


_OF_RECORDS = Prepared(
    lambda _: _SHOWN.where(
        StoredFile.subject_type == Slot("kind"),
        StoredFile.subject_id == any_(literal([Slot("records")], ARRAY(Uuid()))),
    ).order_by(StoredFile.attached_at, StoredFile.id)
)


async def of(
    session: Session, subject_type: str, subject_ids: Iterable[uuid.UUID]
) -> Mapping[uuid.UUID, list[FileRead]]:
    """The files of records whose scope the caller has checked, oldest first; records without files get []."""
    found: dict[uuid.UUID, list[FileRead]] = defaultdict(list)
    for row in await _OF_RECORDS.rows(session, kind=subject_type, records=list(subject_ids)):
        found[row.subject_id].append(FileRead.model_validate(row._asdict()))
    return found


async def reads(session: Session, file_ids: Iterable[uuid.UUID]) -> Mapping[uuid.UUID, FileRead]:
    """Files by their ids, for a record that names them itself and whose scope the caller has checked."""
    shown = _SHOWN.where(StoredFile.id.in_(list(file_ids)))
    return {row["id"]: FileRead.model_validate(row) for row in (await session.execute(shown)).mappings()}


async def locked(session: Session, file_ids: Iterable[uuid.UUID]) -> Mapping[uuid.UUID, StoredFile]:
    """Files by their ids, locked in one order, so that two who attach the same never wait for each other."""
    statement = select(StoredFile).where(StoredFile.id.in_(list(file_ids))).order_by(StoredFile.id).with_for_update()
    return {file.id: file for file in await session.scalars(statement)}


async def forgotten(session: Session) -> Sequence[StoredFile]:
    """Files that nobody attached for a day, locked; those that another worker deletes are left out."""
    due = select(StoredFile).where(
        StoredFile.subject_id.is_(None), StoredFile.uploaded_at < session.now - KEPT_UNATTACHED
    )
    return (
        await session.scalars(due.order_by(StoredFile.uploaded_at).limit(200).with_for_update(skip_locked=True))
    ).all()


async def known(session: Session, file_ids: Iterable[uuid.UUID]) -> set[uuid.UUID]:
    """Which of the ids are files'."""
    return set(await session.scalars(select(StoredFile.id).where(StoredFile.id.in_(list(file_ids)))))


async def page_of_downloads(
    session: Session, actor: Actor, subjects: Subjects, file_id: uuid.UUID, query: ListQuery
) -> Page[FileDownloadRead]:
    """Who downloaded the file, and when; 404 outside the scope of its record."""
    await load(session, actor, subjects, file_id)
    return await page_of(
        session,
        actor,
        DOWNLOADS,
        query,
        _downloads_of,
        shows=FileDownloadRead,
        of=file_id,
        file_id=file_id,
    )


def _downloads_of(_: Actor, *, file_id: uuid.UUID) -> Select[*tuple[Any, ...]]:
    shown = select(FileDownload.id, FileDownload.user_id, User.name.label("user_name"), FileDownload.at)
    return shown.join(User, User.id == FileDownload.user_id).where(FileDownload.file_id == file_id)
