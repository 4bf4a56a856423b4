"""SELECTs on scripts. They are the company's knowledge: whoever may read one may read all."""

import uuid
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import ARRAY, Row, Select, Uuid, and_, any_, literal, select
from sqlalchemy.orm import aliased

from meridian.files import queries as files
from meridian.files.models import StoredFile
from meridian.files.queries import FileSubject
from meridian.files.schemas import FileRead
from meridian.identity.actor import Actor
from meridian.identity.models import User
from meridian.identity.permissions import Permission
from meridian.identity.visibility import Visibility, company
from meridian.kernel.db.compiled import Slot
from meridian.kernel.db.session import Session
from meridian.kernel.listing import Field, ListQuery, ListSpec, columns_of, fields_of, page_of
from meridian.kernel.listing.statements import Prepared
from meridian.kernel.problems import Fault, NotFound
from meridian.kernel.schemas import Page
from meridian.products.models import Market, Product
from meridian.products.queries import load as queries_load
from meridian.scripts import rules
from meridian.scripts.models import Objection, Script, ScriptAdaptation, ScriptVersion
from meridian.scripts.rules import PRODUCT_FILES, SCRIPT_FILES, Content, Scenario, ScriptState, VersionFacts
from meridian.scripts.schemas import AdaptationRead, ObjectionRead, ScriptLine, ScriptRead, VersionLine, VersionRead
from meridian.scripts.workflow import VERSION
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
            *columns_of(Script, ScriptLine),
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
        .select_from(Script)
        .outerjoin(Product, Product.id == Script.product_id)
        .outerjoin(Market, Market.id == Script.market_id)
        .outerjoin(SavedView, SavedView.id == Script.segment_id)
        .outerjoin(InUse, and_(InUse.script_id == Script.id, InUse.state == ScriptState.APPROVED))
        .outerjoin(Written, and_(Written.script_id == Script.id, Written.state.in_(WRITTEN)))
        .where(SCRIPT_VISIBILITY.visible_to(actor))
    )


async def page(session: Session, actor: Actor, query: ListQuery) -> Page[ScriptLine]:
    """Scripts, the newest first."""
    return await page_of(
        session,
        actor,
        SCRIPTS,
        query,
        lambda actor: _with_names(actor),
        shows=ScriptLine,
    )


_LINES = Prepared(lambda actor: _with_names(actor).where(Script.id == any_(literal([Slot("ids")], ARRAY(Uuid())))))


async def lines(session: Session, actor: Actor, ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, ScriptLine]:
    """These scripts as a list shows them."""
    rows = await _LINES.rows(session, actor, ids=list(ids)) if ids else ()
    return {row.id: ScriptLine.of(row, masked=actor.masked) for row in rows}


async def read(session: Session, actor: Actor, script_id: uuid.UUID) -> ScriptRead:
    """A script with its versions and materials; 404."""
    row = (await session.execute(_with_names(actor).where(Script.id == script_id))).mappings().one_or_none()
    if row is None:
        raise NotFound()
    materials = (await files.of(session, SCRIPT_FILES, [script_id]))[script_id]
    more = {"versions": await versions_of(session, script_id), "materials": materials}
    return ScriptRead.of({**row, **more}, masked=actor.masked)


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


# SELECTs on people's own wording. Whoever reads scripts reads it: it is how colleagues learn from each other.


def _adaptations(version_id: uuid.UUID | Slot) -> Select[*tuple[Any, ...]]:
    return (
        select(ScriptAdaptation, User.name.label("user_name"))
        .join(User, User.id == ScriptAdaptation.user_id)
        .where(ScriptAdaptation.version_id == version_id)
    )


def _read(row: Any) -> AdaptationRead:
    columns = {name: getattr(row[0], name) for name in AdaptationRead.model_fields if hasattr(row[0], name)}
    return AdaptationRead.of(columns | {"user_name": row.user_name}, masked=())


async def of_version(session: Session, version_id: uuid.UUID) -> Sequence[AdaptationRead]:
    """Everybody's, by name."""
    return [
        _read(row) for row in await session.execute(_adaptations(version_id).order_by(User.name, ScriptAdaptation.id))
    ]


_THEIRS = Prepared(lambda _: _adaptations(Slot("version")).where(ScriptAdaptation.user_id == Slot("user")))


async def of_person(session: Session, version_id: uuid.UUID, user_id: uuid.UUID) -> AdaptationRead | None:
    """One person's, if there is any."""
    row = await _THEIRS.first(session, version=version_id, user=user_id)
    return None if row is None else _read(row)


async def load_adaptation(session: Session, version_id: uuid.UUID, user_id: uuid.UUID) -> ScriptAdaptation | None:
    """The person's row, locked, if there is one."""
    mine = select(ScriptAdaptation).where(
        ScriptAdaptation.version_id == version_id, ScriptAdaptation.user_id == user_id
    )
    found: ScriptAdaptation | None = await session.scalar(mine.with_for_update())
    return found


# SELECTs on the catalogue of objections: company knowledge, needed by everybody who reads contact records.


OBJECTIONS = ListSpec(
    "objections",
    fields=(
        Field("code", Objection.code, "code", sortable=True, description="Its code", example="price"),
        Field("position", Objection.position, "integer", sortable=True, description="Where it stands", example=10),
        Field("active", Objection.active, "boolean", description="Whether it is in use", example=True),
    ),
    default_sort=("position",),
    id_column=Objection.id,
)


async def page_of_objections(session: Session, actor: Actor, query: ListQuery) -> Page[ObjectionRead]:
    """Objections, in their order."""
    return await page_of(
        session,
        actor,
        OBJECTIONS,
        query,
        lambda actor: select(Objection),
        shows=ObjectionRead,
    )


async def load_objection(session: Session, objection_id: uuid.UUID, *, lock: bool = False) -> Objection:
    """The objection; 404."""
    objection = await session.get(Objection, objection_id, with_for_update=lock)
    if objection is None:
        raise NotFound()
    return objection


# What is at hand in a call: the files of the script, then those of the products that the call is about.


# Products are company knowledge: whoever may read one may read all.
FILE_SUBJECT = FileSubject(PRODUCT_FILES, Permission.PRODUCT_READ, lambda _: select(Product.id))


async def of_product(session: Session, product_id: uuid.UUID) -> list[FileRead]:
    """The product's materials, oldest first; 404."""
    await queries_load(session, Product, product_id)
    return (await files.of(session, PRODUCT_FILES, [product_id]))[product_id]


async def at_hand(session: Session, script_id: uuid.UUID, products: Sequence[uuid.UUID]) -> list[FileRead]:
    """What can be sent from a call by the script about these products."""
    of_script = await files.of(session, SCRIPT_FILES, [script_id])
    of_products = await files.of(session, PRODUCT_FILES, products) if products else {}
    return [*of_script[script_id], *(file for each in products for file in of_products.get(each, ()))]


async def sendable(session: Session, script_id: uuid.UUID, file_ids: Iterable[uuid.UUID]) -> dict[uuid.UUID, str]:
    """Names of those files that are materials: of the script, or of whichever product came up."""
    rows = await session.execute(
        select(StoredFile.id, StoredFile.name).where(
            StoredFile.id.in_(list(file_ids)),
            (StoredFile.subject_type == PRODUCT_FILES)
            | ((StoredFile.subject_type == SCRIPT_FILES) & (StoredFile.subject_id == script_id)),
        )
    )
    return {row.id: row.name for row in rows}


# SELECTs on versions of scripts.


async def load_version(session: Session, actor: Actor, version_id: uuid.UUID, *, lock: bool = False) -> ScriptVersion:
    """The version; 404."""
    statement = (
        select(ScriptVersion)
        .join(Script, Script.id == ScriptVersion.script_id)
        .where(ScriptVersion.id == version_id, SCRIPT_VISIBILITY.visible_to(actor))
    )
    version = await session.scalar(statement.with_for_update(of=ScriptVersion) if lock else statement)
    if version is None:
        raise NotFound()
    return version


async def gaps(session: Session, version: ScriptVersion) -> list[Fault]:
    """What the version lacks before it can be approved."""
    script = await session.get_one(Script, version.script_id)
    known = (await session.scalars(select(Objection.code).where(Objection.active))).all()
    return rules.gaps(Content.model_validate(version.content), script.languages, known)


def facts(version: ScriptVersion, actor_id: uuid.UUID | None, lacks: list[Fault]) -> VersionFacts:
    """What guards look at."""
    return VersionFacts(actor_id is not None and actor_id in (version.author_id, version.submitted_by), lacks)


async def read_version(session: Session, actor: Actor, version_id: uuid.UUID) -> VersionRead:
    """A version with what it says; 404."""
    version = await load_version(session, actor, version_id)
    row = (await session.execute(versions_with_names().where(ScriptVersion.id == version_id))).one()
    lacks = await gaps(session, version)
    shown: dict[str, Any] = version_fields(row) | {
        "version": version.version,
        "script_id": version.script_id,
        "content": version.content,
        "gaps": [gap.document() for gap in lacks],
        "allowed_moves": VERSION.allowed(ScriptState(version.state), actor.may, facts(version, actor.user_id, lacks)),
    }
    return VersionRead.of(shown, masked=actor.masked)
