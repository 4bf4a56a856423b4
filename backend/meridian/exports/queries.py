"""Every SELECT on exports, and which rows and columns one holds, masked as for its requester."""

import uuid
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Row,
    Select,
    Text,
    and_,
    case,
    func,
    literal,
    literal_column,
    null,
    or_,
    select,
)
from sqlalchemy import cast as sql_cast

from meridian.customers.custom_fields import queries
from meridian.customers.models import Customer
from meridian.customers.queries import listed, narrowing
from meridian.customers.visibility import CUSTOMER_VISIBILITY
from meridian.exports.catalogue import CATALOGUE, Column
from meridian.exports.models import Export, ExportDownload
from meridian.exports.rules import Decision, ExportFormat, ExportState
from meridian.exports.schemas import DownloadRead, ExportRead
from meridian.exports.workflow import EXPORT
from meridian.identity.actor import FREE, HELD, NEAR, Actor, Gate
from meridian.identity.models import User
from meridian.identity.permissions import Permission, Role, company_wide_roles
from meridian.identity.visibility import Visibility, any_of, company, department, everything, own, such
from meridian.kernel.db.session import Session
from meridian.kernel.listing import Field, ListQuery, ListSpec, SearchBody, fields_of, filtered, page_of
from meridian.kernel.problems import NotFound
from meridian.kernel.schemas import Page
from meridian.sheets.rules import FORMULA

# Every SELECT on exports. They are seen by who asked for them, who may approve them, and auditors.
#
# Who approves: whoever may in whose scope the requester is. Nobody's scope lies above the company's: what such an
# approver asks for is approved by any other holder of `export:approve`, so that one director is never a dead end
# (CR-10).


PATHS = (
    select(func.concat("exports/", Export.id, ".", Export.format), func.coalesce(Export.sha256, ""))
    .where(Export.state == ExportState.PRODUCED)
    .order_by(Export.id.desc())
)
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
        Field("user_id", ExportDownload.user_id, "uuid", person=True, description="Who downloaded it"),
        Field("at", ExportDownload.at, "instant", sortable=True, description="When"),
    ),
    default_sort=("-at",),
    id_column=ExportDownload.id,
)


TOPMOST = company_wide_roles(Permission.EXPORT_APPROVE)
"""Roles above which nobody approves."""

_APPROVE = Permission.EXPORT_APPROVE
_WHOSE_FILE = any_of(
    company(by=_APPROVE),
    everything(Gate(FREE, when=lambda actor: actor.role is Role.AUDITOR)),
    own(Export.requested_by, Gate(FREE)),
    department(Export.department_id, Gate(NEAR, by=_APPROVE)),
)
_OF_TOPMOST = Export.requested_by.in_(select(User.id).where(User.role.in_(TOPMOST)))
EXPORT_VISIBILITY = Visibility(
    Export.id, Permission.EXPORT_RUN, any_of(_WHOSE_FILE, such("of_topmost", _OF_TOPMOST, Gate(HELD, by=_APPROVE)))
)
"""One's own, those one may approve, and all of them for auditors.

A program of company scope still sees only its own: what others took out is not its business.
"""
EXPORT_FILE_VISIBILITY = Visibility(Export.id, Permission.EXPORT_RUN, _WHOSE_FILE)
"""Whose file one may have: not that of a superior whose export one decides about."""
EXPORT_APPROVAL = Visibility(Export.id, _APPROVE, any_of(company(), department(Export.department_id)))
"""Those in the scope in which the actor approves."""
visible_to = EXPORT_VISIBILITY.visible_to


def decides(actor: Actor, export: Export, asked_by: str) -> bool:
    """Whether the actor may decide about the export, which somebody of that role asked for."""
    return actor.may(Permission.EXPORT_APPROVE) and (asked_by in TOPMOST or EXPORT_APPROVAL.is_visible(actor, export))


async def rights(session: Session, actor: Actor, export: Export) -> Mapping[Permission, bool]:
    """Which of the permissions about exports the actor holds for this one."""
    asked_by = await session.scalar(select(User.role).where(User.id == export.requested_by)) or Role.API_CLIENT
    return {Permission.EXPORT_APPROVE: decides(actor, export, asked_by)}


def file_of(export: Export) -> str:
    """Where its file is kept."""
    return f"exports/{export.id}.{export.format}"


async def load(session: Session, actor: Actor, export_id: uuid.UUID, *, lock: bool = False) -> Export:
    """The export, if the actor may see it; 404 otherwise."""
    statement = select(Export).where(Export.id == export_id, EXPORT_VISIBILITY.visible_to(actor))
    export = await session.scalar(statement.with_for_update() if lock else statement)
    if export is None:
        raise NotFound()
    return export


async def rows_exported(session: Session, user_id: uuid.UUID, since: datetime, but: uuid.UUID | None) -> int:
    """Rows of the person's exports that went out or will, asked for since then, decided about or not."""
    rows = func.coalesce(func.sum(func.coalesce(Export.rows_written, Export.row_count)), 0)
    counted = select(rows).where(
        Export.requested_by == user_id,
        Export.created_at > since,
        Export.state.in_((ExportState.APPROVED, ExportState.PRODUCED, ExportState.EXPIRED)),
        Export.on_server.is_(False),
        Export.id.is_distinct_from(but),
    )
    return int((await session.execute(counted)).scalar_one())


async def over(session: Session) -> Sequence[Export]:
    """Produced exports whose file's time is over, locked; those that another worker deletes are left out."""
    due = select(Export).where(Export.state == ExportState.PRODUCED, Export.expires_at <= session.now)
    return (await session.scalars(due.order_by(Export.expires_at).limit(100).with_for_update(skip_locked=True))).all()


_DOWNLOADS = select(func.count()).where(ExportDownload.export_id == Export.id).correlate(Export).scalar_subquery()
_SHOWN: Select[*tuple[Any, ...]] = select(
    Export, User.name.label("requested_by_name"), User.role.label("requested_by_role"), _DOWNLOADS.label("downloads")
).join(User, User.id == Export.requested_by)


def _fields(row: Row[Any], actor: Actor) -> dict[str, Any]:
    export: Export = row[0]
    may = decides(actor, export, row.requested_by_role)
    facts = Decision(export.requested_by, actor.user_id)
    moves = EXPORT.allowed(ExportState(export.state), lambda _: may, facts)
    return {
        **fields_of(export, ExportRead),
        "requested_by_name": row.requested_by_name,
        "downloads": row.downloads,
        "allowed_moves": moves,
    }


async def read(session: Session, actor: Actor, export_id: uuid.UUID) -> ExportRead:
    """One export; 404 outside the actor's scope."""
    row = (
        await session.execute(_SHOWN.where(Export.id == export_id, EXPORT_VISIBILITY.visible_to(actor)))
    ).one_or_none()
    if row is None:
        raise NotFound()
    return ExportRead.of(_fields(row, actor), masked=actor.masked)


async def page(session: Session, actor: Actor, query: ListQuery) -> Page[ExportRead]:
    """Exports the actor may see."""
    return await page_of(
        session,
        actor,
        EXPORTS,
        query,
        lambda actor: _SHOWN.where(EXPORT_VISIBILITY.visible_to(actor)),
        shows=ExportRead,
        to_row=lambda row: _fields(row, actor),
    )


async def page_of_downloads(
    session: Session, actor: Actor, export_id: uuid.UUID, query: ListQuery
) -> Page[DownloadRead]:
    """Who downloaded the export's file, and when; 404 outside the actor's scope."""
    await load(session, actor, export_id)
    return await page_of(
        session,
        actor,
        DOWNLOADS,
        query,
        _downloads_of,
        shows=DownloadRead,
        of=export_id,
        export_id=export_id,
    )


def _downloads_of(_: Actor, *, export_id: uuid.UUID) -> Select[*tuple[Any, ...]]:
    shown = select(ExportDownload.id, ExportDownload.user_id, User.name.label("user_name"), ExportDownload.at)
    return shown.join(User, User.id == ExportDownload.user_id).where(ExportDownload.export_id == export_id)


# Cells of delimited text that no spreadsheet runs, made by the database itself (the twin of `sheets.cells.guard`).
#
# Text that begins with = + - @ tab or return, or goes on so after a character that may end a cell, gets an apostrophe
# before it, which imports take off again. Plain phones, a plus and digits, alone or in a list, stay as they are: they
# dial, and a spreadsheet can make nothing but a number of them.


# Looked at first, because it is cheap: what text begins with, and what ends a cell within it.
_SUSPECT = (9, 13, 32, 39, 43, 45, 61, 64)  # tab, return, blank, ' + - = @
_ENDS = (9, 10, 13, 59)  # tab, line ends, ;
_FORMULA: ColumnElement[str] = literal_column("'{}'".format(FORMULA.replace("'", "''")))
# Without bounds of length: the server makes a state anew for each digit that it counts, five times the work.
_PHONES: ColumnElement[str] = literal_column(r"'^\+[0-9]+(; \+[0-9]+)*$'")
_APOSTROPHE: ColumnElement[str] = literal_column("''''")
_EACH: ColumnElement[str] = literal_column("'g'")


def guarded(text: ColumnElement[Any]) -> ColumnElement[Any]:
    """The expression as a cell of delimited text."""
    begins = func.ascii(text).in_([literal_column(str(code)) for code in _SUSPECT])
    goes_on = (func.strpos(text, func.chr(literal_column(str(code)))) > 0 for code in _ENDS)
    risky = and_(or_(begins, *goes_on), text.op("!~")(_PHONES))
    return case((risky, func.regexp_replace(text, _FORMULA, _APOSTROPHE, _EACH)), else_=text)


# Which rows and columns an export holds: the customers its requester sees, by the filter, masked as for them.


async def understood(session: Session, selection: Mapping[str, Any] | None) -> ListQuery:
    """The filter of the search twin; `InvalidListing` names each fault below `/filter`."""
    return await queries.parse_search(session, SearchBody.model_construct(filter=selection))


def matching(statement: Select[Any], actor: Actor, query: ListQuery) -> Select[Any]:
    """`statement` over customers, narrowed to what the list shows the actor and what they may export."""
    statement = filtered(listed(statement, actor, narrowing(actor, query)), query, masked=actor.masked)
    if CUSTOMER_VISIBILITY.key(actor, Permission.EXPORT_RUN) == CUSTOMER_VISIBILITY.key(actor):
        return statement
    return statement.where(CUSTOMER_VISIBILITY.visible_to(actor, Permission.EXPORT_RUN))


async def count(session: Session, actor: Actor, query: ListQuery) -> int:
    """How many customers it is now."""
    rows = matching(select(Customer.id), actor, query).subquery()
    return int(await session.scalar(select(func.count()).select_from(rows)) or 0)


def chosen(keys: Sequence[str]) -> list[Column]:
    return [CATALOGUE[key] for key in keys]


def masked_of(columns: Sequence[Column], actor: Actor) -> list[str]:
    """The columns whose values are hidden from the actor."""
    return [column.key for column in columns if column.group in actor.masked]


def export_rows(
    actor: Actor, query: ListQuery, columns: Sequence[Column], mark: str, kind: ExportFormat
) -> Select[Any]:
    """The file's rows as text, oldest customer first, each ending in the mark.

    The inner order keeps the planner from folding the two SELECTs, which would compute each cell several times.
    """
    masked = masked_of(columns, actor)
    cells = [
        (sql_cast(null(), Text) if column.key in masked else column.expression).label(column.key) for column in columns
    ]
    inner = matching(select(*cells), actor, query).order_by(Customer.id).subquery()
    shown = [
        guarded(inner.c[column.key]) if column.free and kind is ExportFormat.CSV else inner.c[column.key]
        for column in columns
    ]
    return select(*shown, literal(mark, Text).label("mark")).select_from(inner)


def headings(columns: Sequence[Column], actor: Actor, watermark: str) -> list[str]:
    masked = masked_of(columns, actor)
    return [*(column.heading(actor.locale, masked=column.key in masked) for column in columns), watermark]
