"""Every SELECT on imports. An import is its sender's; wider scopes reach those of their team or department."""

import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, false, or_, select, true

from meridian.customers.models import Customer
from meridian.customers.models_care import CustomField
from meridian.customers.queries import visible_to as customers_visible_to
from meridian.identity.actor import Actor
from meridian.identity.models import User
from meridian.identity.roles import Permission, Scope
from meridian.imports import views
from meridian.imports.codes import ImportKind, ImportState, RowState
from meridian.imports.models import Import, ImportRow
from meridian.imports.schemas import ImportLine, ImportRowRead
from meridian.imports.views import Shown
from meridian.kernel.db import Session
from meridian.kernel.listing import Field, ListQuery, ListSpec, fetch_page
from meridian.kernel.problems import NotFound
from meridian.kernel.schemas import Page

IMPORTS = ListSpec(
    "imports",
    fields=(
        Field("kind", Import.kind, "code", choices=ImportKind, description="What its rows are", example="customers"),
        Field("state", Import.state, "code", choices=ImportState, description="Where it stands", example="finished"),
        Field("file_name", Import.file_name, "text", description="Name of the file", example="leads.csv"),
        Field("created_by", Import.created_by, "uuid", description="Who sent the file"),
        Field(
            "created_at",
            Import.created_at,
            "instant",
            sortable=True,
            description="When the file was sent",
            example="2026-03-10T02:00:00Z",
        ),
        Field("corrects_id", Import.corrects_id, "uuid", description="Import whose rejected rows it brings back"),
        Field("count_screening", Import.count_screening, "integer", description="Rows that wait", example=1),
    ),
    default_sort=("-created_at",),
    id_column=Import.id,
)
ROWS = ListSpec(
    "import_rows",
    fields=(
        Field("state", ImportRow.state, "code", choices=RowState, description="What became of it", example="rejected"),
        Field("number", ImportRow.number, "integer", sortable=True, description="Row number", example=17),
        Field("reason", ImportRow.reason, "code", description="Why", example="duplicate"),
        Field("customer_id", ImportRow.customer_id, "uuid", description="The customer it entered or changed"),
    ),
    default_sort=("number",),
    id_column=ImportRow.id,
)


def visible_to(actor: Actor, permission: Permission = Permission.IMPORT_RUN) -> ColumnElement[bool]:
    """Condition on `Import`: within the actor's scope for `permission`."""
    scope = actor.scope(permission)
    if scope is None:
        return false()
    if scope is Scope.COMPANY:
        return true()
    reached = [Import.created_by == actor.user_id]
    if scope >= Scope.TEAM and actor.team_ids:
        reached.append(Import.team_id.in_(actor.team_ids))
    if scope >= Scope.DEPARTMENT and actor.department_id:
        reached.append(Import.department_id == actor.department_id)
    return or_(*reached)


async def load(
    session: Session,
    actor: Actor,
    import_id: uuid.UUID,
    *,
    permission: Permission = Permission.IMPORT_RUN,
    lock: bool = False,
) -> Import:
    """The import; 404 when absent or outside the actor's scope."""
    statement = select(Import).where(Import.id == import_id, visible_to(actor, permission))
    found = await session.scalar(statement.with_for_update() if lock else statement)
    if found is None:
        raise NotFound()
    return found


async def page(session: Session, actor: Actor, query: ListQuery) -> Page[ImportLine]:
    return await fetch_page(
        session,
        select(Import).where(visible_to(actor)),
        IMPORTS,
        query,
        scope=str(actor.user_id),
        masked=actor.masked,
        to_row=views.line,
    )


async def page_of_rows(session: Session, actor: Actor, import_id: uuid.UUID, query: ListQuery) -> Page[ImportRowRead]:
    """Rows of one import; 404 when it is outside the actor's scope."""
    whole = await load(session, actor, import_id)
    found = await fetch_page(
        session,
        select(ImportRow).where(ImportRow.import_id == whole.id),
        ROWS,
        query,
        scope=f"{actor.user_id}:{whole.id}",
        masked=actor.masked,
    )
    known = await customers_shown(session, actor, found.items)
    found.items = [views.row(item, whole, known, actor) for item in found.items]
    return found


async def customers_shown(session: Session, actor: Actor, rows: Sequence[ImportRow]) -> Mapping[uuid.UUID, Shown]:
    """The customers that rows speak of, as much of them as the actor may know: of others only whom to ask."""
    ids = {uuid.UUID(each["customer_id"]) for row in rows for each in row.candidates if each["customer_id"]}
    ids |= {row.customer_id for row in rows if row.customer_id is not None}
    if not ids:
        return {}
    found = await session.execute(
        select(Customer.id, Customer.name, customers_visible_to(actor).label("visible"), User.id, User.name)
        .outerjoin(User, User.id == Customer.owner_id)
        .where(Customer.id.in_(ids))
    )
    return {row[0]: Shown(*row) for row in found}


async def custom_fields(session: Session) -> Mapping[str, CustomField]:
    """The company's own fields in use, by key."""
    found = await session.scalars(select(CustomField).where(CustomField.active).order_by(CustomField.key))
    return {field.key: field for field in found}


async def rejected_rows(session: Session, import_id: uuid.UUID, states: Sequence[RowState]) -> Sequence[Any]:
    """Cells, findings and reasons of the rows in these states, in order."""
    return (
        await session.execute(
            select(ImportRow.number, ImportRow.cells, ImportRow.findings, ImportRow.reason)
            .where(ImportRow.import_id == import_id, ImportRow.state.in_(states))
            .order_by(ImportRow.number)
        )
    ).all()
