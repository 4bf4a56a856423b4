"""Entering scripts and for whom they are; the materials at hand (TS-21)."""

import uuid
from collections.abc import Mapping
from typing import Any

from sqlalchemy import func, select

from meridian.calendars.queries import time_in_state
from meridian.customers import queries as customers
from meridian.customers import service as customers_service
from meridian.customers.business import service as business
from meridian.customers.business.schemas import NeedCreate
from meridian.customers.models import Need
from meridian.customers.rules import NeedKind
from meridian.files import service as filing
from meridian.files.models import StoredFile
from meridian.identity.actor import Actor
from meridian.identity.permissions import Permission
from meridian.kernel.db.locks import one_at_a_time
from meridian.kernel.db.session import WriteSession
from meridian.kernel.events.service import publish
from meridian.kernel.language import msg
from meridian.kernel.patch import assign
from meridian.kernel.problems import Conflict, Fault, Invalid, NotFound, check_version, fault
from meridian.kernel.workflow.rules import MoveContext
from meridian.kernel.workflow.service import Engine
from meridian.plans.changes import refusals
from meridian.plans.rules import Method
from meridian.products.events import PRODUCT_CHANGED
from meridian.products.models import Market, Product
from meridian.products.queries import load
from meridian.records.schemas import ScriptUse, WhatWasSaid
from meridian.scripts import queries
from meridian.scripts import queries as scripts
from meridian.scripts.events import OBJECTION_CHANGED, SCRIPT_CHANGED, SCRIPT_VERSION_CHANGED
from meridian.scripts.models import Objection, Script, ScriptAdaptation, ScriptVersion
from meridian.scripts.queries import sendable
from meridian.scripts.rules import (
    PRODUCT_FILES,
    SCRIPT_FILES,
    VARIABLE,
    Content,
    NeedOrField,
    ScriptState,
    Variable,
    VersionFacts,
)
from meridian.scripts.schemas import (
    AdaptationPut,
    MaterialsAttach,
    ObjectionCreate,
    ObjectionUpdate,
    ScriptCreate,
    ScriptUpdate,
    VersionCreate,
    VersionMove,
    VersionUpdate,
)
from meridian.scripts.workflow import VERSION
from meridian.views.models import SavedView
from meridian.views.rules import Sharing


async def create(session: WriteSession, actor: Actor, body: ScriptCreate) -> Script:
    """Enters a script and its first draft. 422 for a product, market or segment that there is not."""
    await _check_scope(session, body.model_dump())
    script = Script(**body.model_dump(), created_by=actor.user_id)
    session.add(script)
    await session.flush()
    first = Content().model_dump(mode="json")
    session.add(ScriptVersion(script_id=script.id, number=1, content=first, author_id=actor.user_id))
    await publish(session, SCRIPT_CHANGED, script)
    return script


async def change(session: WriteSession, actor: Actor, script_id: uuid.UUID, body: ScriptUpdate, version: int) -> None:
    """Changes the fields sent. 404, 412, 422 as for `create`."""
    script = await queries.load(session, actor, script_id, lock=True)
    check_version(script.version, version)
    given = body.model_dump()
    await _check_scope(session, given)
    assign(script, given)
    await publish(session, SCRIPT_CHANGED, script)


async def attach(session: WriteSession, actor: Actor, script_id: uuid.UUID, body: MaterialsAttach) -> None:
    """Attaches files that the actor sent, for good. 404, 422."""
    script = await queries.load(session, actor, script_id, lock=True)
    await filing.attach(
        session,
        actor,
        body.file_ids,
        subject_type=SCRIPT_FILES,
        subject_id=script.id,
        customer_id=None,
        pointer="/file_ids",
    )
    await publish(session, SCRIPT_CHANGED, script)


async def _check_scope(session: WriteSession, given: Mapping[str, Any]) -> None:
    """422 naming each thing that does not exist. A segment is a view of customers that everybody sees."""
    everybody = select(SavedView.id).where(SavedView.sharing == Sharing.COMPANY)
    segment = Fault("/segment_id", "unknown_segment", msg("must be a view shared with everybody"))
    wanted = (
        (select(Product.id), Product.id, Fault("/product_id", "unknown_product", msg("there is no such product"))),
        (select(Market.id), Market.id, Fault("/market_id", "unknown_market", msg("there is no such market"))),
        (everybody, SavedView.id, segment),
    )
    faults = [
        fault
        for known, column, fault in wanted
        if (one := given.get(fault.pointer[1:])) is not None
        and await session.scalar(known.where(column == one)) is None
    ]
    if faults:
        raise Invalid(errors=faults)


# Writing one's own wording and dropping it.


async def put(session: WriteSession, actor: Actor, version_id: uuid.UUID, body: AdaptationPut) -> None:
    """Writes one's own wording in place of what it was. 404, 422 for parts and variables that there are not."""
    version = await queries.load_version(session, actor, version_id)
    parts = {section.key for section in Content.model_validate(version.content).sections}
    faults = [
        Fault(f"/sections/{key}", "unknown_part", msg("the script has no such part"))
        for key in body.sections
        if key not in parts
    ]
    faults += [
        Fault(f"/sections/{key}/{language}", "unknown_variable", msg("nothing is filled in for {name}", name=name))
        for key, texts in body.sections.items()
        for language, text in texts.items()
        for name in VARIABLE.findall(text)
        if name not in set(Variable)
    ]
    if faults:
        raise Invalid(errors=faults)
    await one_at_a_time(session, f"script_adaptation:{version_id}:{actor.user_id}")
    mine = await queries.load_adaptation(session, version_id, actor.user_id)
    given: dict[str, Any] = {"sections": body.sections}
    if mine is None:
        session.add(ScriptAdaptation(version_id=version_id, user_id=actor.user_id, **given))
    else:
        assign(mine, given)
    await session.flush()


async def drop(session: WriteSession, actor: Actor, version_id: uuid.UUID) -> None:
    """Says it as the template does again. 404 without a wording of one's own."""
    mine = await queries.load_adaptation(session, version_id, actor.user_id)
    if mine is None:
        raise NotFound()
    await session.delete(mine)


# Keeping the catalogue of objections.


async def create_objection(session: WriteSession, body: ObjectionCreate) -> Objection:
    """Enters an objection; 409 when its code is taken."""
    objection = Objection(**body.model_dump())
    session.add(objection)
    await publish(session, OBJECTION_CHANGED, objection)
    return objection


async def change_objection(
    session: WriteSession, objection_id: uuid.UUID, body: ObjectionUpdate, version: int
) -> Objection:
    """Changes the fields sent. 404, 412."""
    objection = await queries.load_objection(session, objection_id, lock=True)
    check_version(objection.version, version)
    assign(objection, body.model_dump())
    await publish(session, OBJECTION_CHANGED, objection)
    return objection


# Attaching materials to products.


async def attach_material(session: WriteSession, actor: Actor, product_id: uuid.UUID, body: MaterialsAttach) -> None:
    """Attaches files that the actor sent, for good. 404, 422."""
    product = await load(session, Product, product_id, lock=True)
    await filing.attach(
        session,
        actor,
        body.file_ids,
        subject_type=PRODUCT_FILES,
        subject_id=product.id,
        customer_id=None,
        pointer="/file_ids",
    )
    await publish(session, PRODUCT_CHANGED, product)


# Writing versions, having them approved, retiring them (TS-21).


async def create_version(
    session: WriteSession, actor: Actor, script_id: uuid.UUID, body: VersionCreate
) -> ScriptVersion:
    """Begins the next version with what the version in use says, else the latest. 404, 409 while one is written."""
    script = await scripts.load(session, actor, script_id, lock=True)
    mine = select(ScriptVersion).where(ScriptVersion.script_id == script.id)
    in_use_first = mine.order_by((ScriptVersion.state == ScriptState.APPROVED).desc(), ScriptVersion.number.desc())
    latest = (await session.scalars(in_use_first.limit(1))).one()
    number = await session.scalar(select(func.max(ScriptVersion.number)).where(ScriptVersion.script_id == script.id))
    version = ScriptVersion(
        script_id=script.id,
        number=(number or 0) + 1,
        note=body.note,
        content=latest.content,
        author_id=actor.user_id,
    )
    session.add(version)
    await publish(session, SCRIPT_VERSION_CHANGED, version)
    return version


async def first_of(session: WriteSession, script_id: uuid.UUID) -> ScriptVersion:
    """The version that a script begins with."""
    first = select(ScriptVersion).where(ScriptVersion.script_id == script_id, ScriptVersion.number == 1)
    return (await session.scalars(first)).one()


async def change_version(
    session: WriteSession, actor: Actor, version_id: uuid.UUID, body: VersionUpdate, etag: int
) -> None:
    """Changes a draft. 404, 412, 409 once it is submitted, 422 for materials that are not the script's."""
    version = await scripts.load_version(session, actor, version_id, lock=True)
    check_version(version.version, etag)
    if version.state != ScriptState.DRAFT:
        raise Conflict(msg("only a draft is changed: begin a new version"), reason="not_draft")
    given = body.model_dump(mode="json")
    if "content" in given:
        await _check_materials(session, version.script_id, Content.model_validate(given["content"]))
        given["author_id"] = actor.user_id
    assign(version, given)
    await publish(session, SCRIPT_VERSION_CHANGED, version)


async def _check_materials(session: WriteSession, script_id: uuid.UUID, content: Content) -> None:
    """422 naming each file that is not the script's."""
    mine = select(StoredFile.id).where(StoredFile.subject_type == SCRIPT_FILES, StoredFile.subject_id == script_id)
    known = set(await session.scalars(mine))
    faults = [
        Fault(f"/content{place}", "unknown_file", msg("is no material of this script"))
        for place, file_id in content.materials()
        if file_id not in known
    ]
    if faults:
        raise Invalid(errors=faults)


async def retire_predecessor(session: WriteSession, at: MoveContext[ScriptVersion]) -> None:
    """The version in use makes room for the one approved."""
    in_use = select(ScriptVersion).where(
        ScriptVersion.script_id == at.record.script_id, ScriptVersion.state == ScriptState.APPROVED
    )
    await MOVES.make_all(session, (await session.scalars(in_use.with_for_update())).all(), "supersede")


async def _facts(session: WriteSession, at: MoveContext[ScriptVersion]) -> VersionFacts:
    return scripts.facts(at.record, at.actor_id, await scripts.gaps(session, at.record))


MOVES = Engine(VERSION, ScriptVersion, time=time_in_state, facts=_facts, effects=(retire_predecessor,))


async def move(
    session: WriteSession, actor: Actor, version_id: uuid.UUID, name: str, body: VersionMove, etag: int
) -> None:
    """Makes a move. 404, 412, 409, 403, 422."""
    version = await scripts.load_version(session, actor, version_id)
    await scripts.load(session, actor, version.script_id, lock=True)  # two versions of it move one after the other
    version = await scripts.load_version(session, actor, version_id, lock=True)
    await session.refresh(version)
    await MOVES.make(session, version, name, actor=actor, body=body, version=etag)


# What a record that names a script entails: the use is checked, the answers are filled in.


NEEDS: Mapping[NeedOrField, NeedKind] = {
    NeedOrField.CURRENT_NEED: NeedKind.CURRENT,
    NeedOrField.FUTURE_NEED: NeedKind.FUTURE,
    NeedOrField.LATENT_NEED: NeedKind.LATENT,
}
USED = (ScriptState.APPROVED, ScriptState.RETIRED)
"""A version may be retired while somebody speaks by it."""
WHY = "answered in a call"


async def note_use(session: WriteSession, actor: Actor, record: Mapping[str, Any], body: WhatWasSaid) -> None:
    """Checks what is said of the script, and fills the answers in. 422 for what the version does not have."""
    if body.script is None:
        return
    version = await session.scalar(
        select(ScriptVersion).where(ScriptVersion.id == body.script.version_id, ScriptVersion.state.in_(USED))
    )
    if version is None:
        raise fault("/script/version_id", "unknown_version", msg("must be a version that is or was in use"))
    content = Content.model_validate(version.content)
    faults = _faults(content, body.script)
    if faults:
        raise Invalid(errors=faults)
    await _check_materials_used(session, version.script_id, record, body.script)
    await _fill(session, actor, record["customer_id"], content, body.script)


async def _check_materials_used(
    session: WriteSession, script_id: uuid.UUID, record: Mapping[str, Any], use: ScriptUse
) -> None:
    """422 for what is no material of the script or of a product, and for mail to somebody who refuses it (OT-11)."""
    if not use.materials_sent:
        return
    known = await sendable(session, script_id, [sent.file_id for sent in use.materials_sent])
    faults = [
        Fault(f"/script/materials_sent/{at}", "unknown_file", msg("is no material of this script or of a product"))
        for at, sent in enumerate(use.materials_sent)
        if known.get(sent.file_id) != sent.name
    ]
    who = (record["customer_id"], record["contact_id"])
    refused = (await refusals(session, {who}))[who[0]]
    if refused.refuse(Method.EMAIL, who[1]):
        faults.append(Fault("/script/materials_sent", "opted_out", msg("they refused mail")))
    if faults:
        raise Invalid(errors=faults)


def _faults(content: Content, use: ScriptUse) -> list[Fault]:
    parts = {section.key for section in content.sections}
    branches = {f"{section.key}.{branch.key}" for section in content.sections for branch in section.branches}
    questions = {question.key for section in content.sections for question in section.questions}
    answers = {entry.objection for entry in content.objections}
    return [
        *_unknown("sections", use.sections, parts),
        *_unknown("branches", use.branches, branches),
        *_unknown("objections", use.objections, answers),
        *_unknown("checks", use.checks, set(content.checklist)),
        *(
            Fault(f"/script/answers/{key}", "unknown_part", msg("the script has no such part"))
            for key in use.answers
            if key not in questions
        ),
    ]


def _unknown(name: str, given: list[str], known: set[Any]) -> list[Fault]:
    return [
        Fault(f"/script/{name}/{at}", "unknown_part", msg("the script has no such part"))
        for at, key in enumerate(given)
        if key not in known
    ]


async def _fill(session: WriteSession, actor: Actor, customer_id: uuid.UUID, content: Content, use: ScriptUse) -> None:
    fields: dict[str, str] = {}
    for question in (question for section in content.sections for question in section.questions):
        answer = use.answers.get(question.key)
        if answer is None:
            continue
        kind = NEEDS.get(question.fills)
        if kind is None:
            fields[question.fills] = answer
        else:
            await business.add(session, actor, Need, customer_id, NeedCreate(kind=kind, description=answer))
    if fields:
        customer = await customers.load(session, actor, customer_id, permission=Permission.CUSTOMER_WRITE, lock=True)
        await session.refresh(customer)
        customers_service.refuse_archived(customer)
        await customers_service.change(session, actor, customer, fields, WHY, None)
