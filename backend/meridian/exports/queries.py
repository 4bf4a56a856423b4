"""Every SELECT on exports. They are seen by who asked for them, who may approve them, and auditors.

Who approves: whoever may in whose scope the requester is. Nobody's scope lies above the company's: what such an
approver asks for is approved by any other holder of `export:approve`, so that one director is never a dead end (CR-10).
"""

import uuid
from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, func, or_, select, true

from meridian.exports.models import Export, ExportDownload
from meridian.exports.rules import EXPORT, ExportFormat, ExportState
from meridian.exports.schemas import DownloadRead, ExportRead
from meridian.identity.actor import Actor
from meridian.identity.models import User
from meridian.identity.roles import GRANTS, Permission, Role, Scope
from meridian.kernel.db import Session
from meridian.kernel.listing import Field, ListQuery, ListSpec, fetch_page
from meridian.kernel.problems import NotFound
from meridian.kernel.schemas import Page

EXPORTS = ListSpec(
    "exports",
    fields=(
        Field("state", Export.state, "code", choices=ExportState, description="Where it stands", example="produced"),
        Field("format", Export.format, "code", choices=ExportFormat, description="Kind of file", example="csv"),
        Field("requested_by", Export.requested_by, "uuid", description="Who asked for it"),
        Field("decided_by", Export.decided_by, "uuid", description="Who approved or denied it"),
        Field("purpose", Export.purpose, "text", description="What for", example="fair"),
        Field("row_count", Export.row_count, "integer", sortable=True, description="Rows when asked for", example=4200),
        Field("created_at", Export.created_at, "instant", sortable=True, description="When it was asked for"),
        Field("expires_at", Export.expires_at, "instant", description="When its file is deleted"),
    ),
    default_sort=("-created_at",),
    id_column=Export.id,
)
DOWNLOADS = ListSpec(
    "export_downloads",
    fields=(
        Field("user_id", ExportDownload.user_id, "uuid", description="Who downloaded it"),
        Field("at", ExportDownload.at, "instant", sortable=True, description="When"),
    ),
    default_sort=("-at",),
    id_column=ExportDownload.id,
)


TOPMOST = frozenset(role for role, held in GRANTS.items() if held.get(Permission.EXPORT_APPROVE) is Scope.COMPANY)
"""Roles above which nobody approves."""


def visible_to(actor: Actor) -> ColumnElement[bool]:
    """Condition on `Export`: one's own, those one may approve, and all of them for auditors.

    A program of company scope still sees only its own: what others took out is not its business.
    """
    approving = actor.scope(Permission.EXPORT_APPROVE)
    if approving is Scope.COMPANY or actor.role is Role.AUDITOR:
        return true()
    reached = [Export.requested_by == actor.user_id]
    if approving is not None:
        reached.append(Export.requested_by.in_(select(User.id).where(User.role.in_(TOPMOST))))
        if actor.department_id is not None:
            reached.append(Export.department_id == actor.department_id)
    return or_(*reached)


def reaches(actor: Actor, export: Export) -> bool:
    """Whether it lies in the scope in which the actor approves."""
    scope = actor.scope(Permission.EXPORT_APPROVE)
    near = export.department_id is not None and export.department_id == actor.department_id
    return scope is Scope.COMPANY or (scope is Scope.DEPARTMENT and near)


def rights(actor: Actor, export: Export, asked_by: Role) -> frozenset[str]:
    """The permissions about exports that the actor holds for this one, which somebody of that role asked for."""
    decides = actor.may(Permission.EXPORT_APPROVE) and (asked_by in TOPMOST or reaches(actor, export))
    return frozenset({Permission.EXPORT_APPROVE}) if decides else frozenset()


async def role_of_requester(session: Session, export: Export) -> Role:
    return Role(await session.scalar(select(User.role).where(User.id == export.requested_by)) or Role.API_CLIENT)


def file_of(export: Export) -> str:
    """Where its file is kept."""
    return f"exports/{export.id}.{export.format}"


async def load(session: Session, actor: Actor, export_id: uuid.UUID, *, lock: bool = False) -> Export:
    """The export, if the actor may see it; 404 otherwise."""
    statement = select(Export).where(Export.id == export_id, visible_to(actor))
    export = await session.scalar(statement.with_for_update() if lock else statement)
    if export is None:
        raise NotFound()
    return export


async def over(session: Session) -> Sequence[Export]:
    """Produced exports whose file's time is over, locked; those that another worker deletes are left out."""
    due = select(Export).where(Export.state == ExportState.PRODUCED, Export.expires_at <= session.now)
    return (await session.scalars(due.order_by(Export.expires_at).limit(100).with_for_update(skip_locked=True))).all()


_DOWNLOADS = select(func.count()).where(ExportDownload.export_id == Export.id).correlate(Export).scalar_subquery()
_SHOWN: Select[*tuple[Any, ...]] = select(
    Export, User.name.label("requested_by_name"), User.role.label("requested_by_role"), _DOWNLOADS.label("downloads")
).join(User, User.id == Export.requested_by)


def _read(row: Row[Any], actor: Actor) -> ExportRead:
    export: Export = row[0]
    held = rights(actor, export, Role(row.requested_by_role))
    moves = EXPORT.allowed(ExportState(export.state), lambda code: code in held)
    return ExportRead.of(
        {
            **{name: getattr(export, name) for name in ExportRead.model_fields if hasattr(export, name)},
            "requested_by_name": row.requested_by_name,
            "downloads": row.downloads,
            "allowed_moves": [] if export.requested_by == actor.user_id else moves,
        },
        masked=actor.masked,
    )


async def read(session: Session, actor: Actor, export_id: uuid.UUID) -> ExportRead:
    """One export; 404 outside the actor's scope."""
    row = (await session.execute(_SHOWN.where(Export.id == export_id, visible_to(actor)))).one_or_none()
    if row is None:
        raise NotFound()
    return _read(row, actor)


async def page(session: Session, actor: Actor, query: ListQuery) -> Page[ExportRead]:
    """Exports the actor may see."""
    return await fetch_page(
        session,
        _SHOWN.where(visible_to(actor)),
        EXPORTS,
        query,
        scope=str(actor.user_id),
        masked=actor.masked,
        to_row=lambda row: _read(row, actor),
    )


async def page_of_downloads(
    session: Session, actor: Actor, export_id: uuid.UUID, query: ListQuery
) -> Page[DownloadRead]:
    """Who downloaded the export's file, and when; 404 outside the actor's scope."""
    await load(session, actor, export_id)
    shown = select(ExportDownload.id, ExportDownload.user_id, User.name.label("user_name"), ExportDownload.at)
    return await fetch_page(
        session,
        shown.join(User, User.id == ExportDownload.user_id).where(ExportDownload.export_id == export_id),
        DOWNLOADS,
        query,
        scope=f"{actor.user_id}:{export_id}",
        masked=actor.masked,
        to_row=lambda row: DownloadRead.of(row._asdict(), masked=actor.masked),
    )
