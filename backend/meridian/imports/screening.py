"""The screening queue: a person decides on rows that look like somebody known (TS-5)."""

import uuid

from sqlalchemy import select

from meridian.customers import queries as customers
from meridian.customers.service import refuse_archived
from meridian.identity.actor import Actor
from meridian.identity.roles import Permission
from meridian.imports import surroundings
from meridian.imports.codes import Decision, ImportKind, ImportState, Mode, RowState
from meridian.imports.creating import create
from meridian.imports.mapping import Mapping
from meridian.imports.models import Import, ImportRow
from meridian.imports.record_writing import enter
from meridian.imports.schemas import ScreeningDecision
from meridian.imports.updating import update
from meridian.imports.views import GROUPS
from meridian.kernel.db import WriteSession
from meridian.kernel.problems import Conflict, Forbidden, NotFound, fault


async def decide(session: WriteSession, actor: Actor, whole: Import, decision: ScreeningDecision) -> ImportRow:
    """Carries out one decision on a locked import. 404, 409 when the row does not wait, 422 for what is missing."""
    if whole.state != ImportState.FINISHED:
        raise Conflict("rows are screened when the import has finished", reason="not_finished")
    row = await session.scalar(
        select(ImportRow).where(ImportRow.import_id == whole.id, ImportRow.number == decision.number).with_for_update()
    )
    if row is None:
        raise NotFound()
    if row.state != RowState.SCREENING:
        raise Conflict(f"the row is {row.state}; it does not wait for a decision", reason="wrong_state")
    await session.set_reason(f"import: {whole.file_name}, row {row.number}")
    state = await _CARRY_OUT[decision.decision](session, actor, whole, row, decision)
    whole.count_screening -= 1
    setattr(whole, f"count_{state}", getattr(whole, f"count_{state}") + 1)
    row.state = state
    row.reason = decision.reason or row.reason
    row.decided_by, row.decided_at = actor.user_id, session.now
    await session.flush()
    return row


async def _accept(
    session: WriteSession, actor: Actor, whole: Import, row: ImportRow, decision: ScreeningDecision
) -> RowState:
    mapping = Mapping.model_validate(whole.mapping)
    if whole.kind == ImportKind.RECORDS:
        raise Conflict("a contact needs its customer: merge the row into one", reason="customer_needed")
    if mapping.mode is Mode.UPDATE:
        raise Conflict("this import only changes known customers", reason="update_only")
    await create(session, mapping, [row.id])
    row.customer_id = row.id
    return RowState.CREATED


async def _merge(
    session: WriteSession, actor: Actor, whole: Import, row: ImportRow, decision: ScreeningDecision
) -> RowState:
    customer_id = decision.customer_id or _only_candidate(row)
    if whole.kind == ImportKind.RECORDS:
        return await _attach(session, actor, row, customer_id)
    customer = await customers.load(session, actor, customer_id, permission=Permission.CUSTOMER_WRITE, lock=True)
    refuse_archived(customer)
    _refuse_hidden(actor, row)
    row.customer_id = customer.id
    await session.flush()
    mapping = Mapping.model_validate(whole.mapping)
    markets = await surroundings.markets(session)
    changed = await update(session, mapping, [row.id], markets, fill=decision.fill, tell_each=True)
    return RowState.UPDATED if changed else RowState.UNCHANGED


async def _attach(session: WriteSession, actor: Actor, row: ImportRow, customer_id: uuid.UUID) -> RowState:
    """Enters the contact as one with that customer."""
    customer = await customers.load(session, actor, customer_id, permission=Permission.RECORD_WRITE, lock=True)
    row.customer_id = customer.id
    await session.flush()
    return (await enter(session, [row.id]))[row.id]


async def _reject(
    session: WriteSession, actor: Actor, whole: Import, row: ImportRow, decision: ScreeningDecision
) -> RowState:
    if decision.reason is None:
        raise fault("/reason", "missing", "say why the row is turned down")
    return RowState.REJECTED


_CARRY_OUT = {Decision.ACCEPT: _accept, Decision.MERGE: _merge, Decision.REJECT: _reject}


def _only_candidate(row: ImportRow) -> uuid.UUID:
    known = {each["customer_id"] for each in row.candidates if each["customer_id"]}
    if len(known) != 1:
        raise fault("/customer_id", "missing", "say into which customer the row goes")
    return uuid.UUID(known.pop())


def _refuse_hidden(actor: Actor, row: ImportRow) -> None:
    """Nobody overwrites what one may not see."""
    names = {*row.entered, *row.entered["customer"], *(name for each in row.entered["contacts"] for name in each)}
    hidden = sorted(name for name in names if GROUPS.get(name) in actor.masked)
    if hidden:
        raise Forbidden("fields that are hidden from you cannot be changed", reason="field_hidden", fields=hidden)
