"""What a record that names a script entails: the use is checked, the answers are filled in."""

import uuid
from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

from meridian.customers import queries as customers
from meridian.customers import service as customers_service
from meridian.customers.business import service as business
from meridian.customers.business.schemas import NeedCreate
from meridian.customers.models import Need
from meridian.customers.rules import NeedKind
from meridian.identity.actor import Actor
from meridian.identity.permissions import Permission
from meridian.kernel.db.session import WriteSession
from meridian.kernel.language import msg
from meridian.kernel.problems import Fault, Invalid, fault
from meridian.plans.changes import refusals
from meridian.plans.rules import Method
from meridian.records.schemas import ScriptUse, WhatWasSaid
from meridian.scripts.materials.queries import sendable
from meridian.scripts.models import ScriptVersion
from meridian.scripts.rules import Content, NeedOrField, ScriptState

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
    await _check_materials(session, version.script_id, record, body.script)
    await _fill(session, actor, record["customer_id"], content, body.script)


async def _check_materials(
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
