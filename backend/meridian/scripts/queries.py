"""SELECTs on scripts. They are the company's knowledge: whoever may read one may read all."""

import uuid
from collections.abc import Sequence
from typing import Any

from sqlalchemy import ARRAY, Row, Select, Uuid, and_, any_, literal, select
from sqlalchemy.orm import aliased

from meridian.files import queries as files
from meridian.identity.actor import Actor
from meridian.identity.models import User
from meridian.identity.permissions import Permission
from meridian.identity.visibility import Visibility, company
from meridian.kernel.db.compiled import Slot
from meridian.kernel.db.session import Session
from meridian.kernel.listing import Field, ListQuery, ListSpec, fields_of, page_of
from meridian.kernel.listing.prepared import Prepared
from meridian.kernel.problems import NotFound
from meridian.kernel.schemas import Page
from meridian.products.models import Market, Product
from meridian.scripts.models import Script, ScriptVersion
from meridian.scripts.rules import SCRIPT_FILES, Scenario, ScriptState
from meridian.scripts.schemas import ScriptLine, ScriptRead, VersionLine
from meridian.views.models import SavedView

InUse, Written = aliased(ScriptVersion), aliased(ScriptVersion)
Author, Approver = aliased(User), aliased(User)
WRITTEN = (ScriptState.DRAFT, ScriptState.SUBMITTED)
SCRIPT_VISIBILITY = Visibility(Script.id, Permission.SCRIPT_READ, company())
SCRIPTS = ListSpec(
    "scripts",
    fields=(
        Field("name", Script.name, "text", sortable=True, description="Name in English", example="quote"),
        Field("name_zh", Script.name_zh, "text", description="Name in Chinese", example="报价"),
        Field("scenario", Script.scenario, "code", choices=Scenario, description="What the call is for"),
        Field("product_id", Script.product_id, "uuid", description="The product it is for"),
        Field("market_id", Script.market_id, "uuid", description="The market it is for"),
        Field("segment_id", Script.segment_id, "uuid", description="The segment it is for"),
        Field("languages", Script.languages, "text_array", description="Languages it is spoken in", example="de"),
        Field("written_state", Written.state, "code", choices=ScriptState, description="State of the next version"),
        Field("in_use_id", InUse.id, "uuid", description="The version in use"),
        Field("created_at", Script.created_at, "instant", sortable=True, description="When it was entered"),
    ),
    default_sort=("-created_at",),
    id_column=Script.id,
)


def _with_names(actor: Actor) -> Select[*tuple[Any, ...]]:
    return (
        select(
            Script,
            Product.name.label("product_name"),
            Product.name_zh.label("product_name_zh"),
            Market.name.label("market_name"),
            Market.name_zh.label("market_name_zh"),
            SavedView.name.label("segment_name"),
            InUse.id.label("in_use_id"),
            InUse.number.label("in_use_number"),
            Written.id.label("written_id"),
            Written.number.label("written_number"),
            Written.state.label("written_state"),
        )
        .outerjoin(Product, Product.id == Script.product_id)
        .outerjoin(Market, Market.id == Script.market_id)
        .outerjoin(SavedView, SavedView.id == Script.segment_id)
        .outerjoin(InUse, and_(InUse.script_id == Script.id, InUse.state == ScriptState.APPROVED))
        .outerjoin(Written, and_(Written.script_id == Script.id, Written.state.in_(WRITTEN)))
        .where(SCRIPT_VISIBILITY.visible_to(actor))
    )


def _fields(row: Row[*tuple[Any, ...]]) -> dict[str, Any]:
    script: Script = row[0]
    columns = fields_of(script, ScriptLine)
    return columns | {name: value for name, value in row._asdict().items() if name in ScriptLine.model_fields}


async def page(session: Session, actor: Actor, query: ListQuery) -> Page[ScriptLine]:
    """Scripts, the newest first."""
    return await page_of(
        session,
        actor,
        SCRIPTS,
        query,
        lambda actor: _with_names(actor),
        shows=ScriptLine,
        to_row=lambda row: _fields(row),
    )


_LINES = Prepared(lambda actor: _with_names(actor).where(Script.id == any_(literal([Slot("ids")], ARRAY(Uuid())))))


async def lines(session: Session, actor: Actor, ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, ScriptLine]:
    """These scripts as a list shows them."""
    rows = await _LINES.rows(session, actor, ids=list(ids)) if ids else ()
    return {row[0].id: ScriptLine.of(_fields(row), masked=actor.masked) for row in rows}


async def read(session: Session, actor: Actor, script_id: uuid.UUID) -> ScriptRead:
    """A script with its versions and materials; 404."""
    row = (await session.execute(_with_names(actor).where(Script.id == script_id))).one_or_none()
    if row is None:
        raise NotFound()
    materials = (await files.of(session, SCRIPT_FILES, [script_id]))[script_id]
    more = {"versions": await versions_of(session, script_id), "materials": materials}
    return ScriptRead.of(_fields(row) | more, masked=actor.masked)


def versions_with_names() -> Select[*tuple[Any, ...]]:
    """Versions, with who wrote and who approved them."""
    return (
        select(ScriptVersion, Author.name.label("author_name"), Approver.name.label("approved_by_name"))
        .outerjoin(Author, Author.id == ScriptVersion.author_id)
        .outerjoin(Approver, Approver.id == ScriptVersion.approved_by)
    )


def version_fields(row: Row[*tuple[Any, ...]]) -> dict[str, Any]:
    """What a line shows of a version."""
    version: ScriptVersion = row[0]
    columns = fields_of(version, VersionLine)
    return columns | {"author_name": row.author_name, "approved_by_name": row.approved_by_name}


async def versions_of(session: Session, script_id: uuid.UUID) -> Sequence[VersionLine]:
    """The versions of a script, the latest first."""
    mine = versions_with_names().where(ScriptVersion.script_id == script_id)
    rows = await session.execute(mine.order_by(ScriptVersion.number.desc()))
    return [VersionLine.of(version_fields(row), masked=()) for row in rows]


async def load(session: Session, actor: Actor, script_id: uuid.UUID, *, lock: bool = False) -> Script:
    """The script; 404."""
    statement = select(Script).where(Script.id == script_id, SCRIPT_VISIBILITY.visible_to(actor))
    script = await session.scalar(statement.with_for_update() if lock else statement)
    if script is None:
        raise NotFound()
    return script
