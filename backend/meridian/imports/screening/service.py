"""The screening queue: a person decides on rows that look like somebody known (TS-5); rejected rows as a file."""

import asyncio
import uuid
from collections.abc import AsyncIterator
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from meridian.customers import queries as customers
from meridian.customers.errors import INTEGRITY
from meridian.customers.service import refuse_archived
from meridian.identity.actor import Actor
from meridian.identity.permissions import Permission
from meridian.imports.customers.service import create, update
from meridian.imports.mapping.schemas import ImportMapping
from meridian.imports.models import Import, ImportRow
from meridian.imports.queries import GROUPS
from meridian.imports.records.service import enter
from meridian.imports.rows import queries
from meridian.imports.rows.rules import words_of
from meridian.imports.rules import Decision, FindingSeverity, ImportKind, ImportState, Mode, RowState
from meridian.imports.schemas import DecisionResult, ScreeningDecision
from meridian.kernel.db.session import Database, WriteSession
from meridian.kernel.http.handlers import IntegrityRules
from meridian.kernel.language import in_words, msg
from meridian.kernel.patch import assign
from meridian.kernel.problems import Conflict, Forbidden, NotFound, Problem, fault
from meridian.sheets import rules
from meridian.sheets.workbooks import Workbook, csv_bytes

_INTEGRITY_RULES = IntegrityRules(INTEGRITY)


async def decide(session: WriteSession, actor: Actor, whole: Import, decision: ScreeningDecision) -> ImportRow:
    """Carries out one decision on a locked import. 404, 409 when the row does not wait, 422 for what is missing."""
    if whole.state != ImportState.FINISHED:
        raise Conflict(msg("rows are screened when the import has finished"), reason="not_finished")
    row = await session.scalar(
        select(ImportRow).where(ImportRow.import_id == whole.id, ImportRow.number == decision.number).with_for_update()
    )
    if row is None:
        raise NotFound()
    if row.state != RowState.SCREENING:
        raise Conflict(
            msg("the row is {state}; it does not wait for a decision", state=row.state), reason="wrong_state"
        )
    await session.set_reason(f"import: {whole.file_name}, row {row.number}")
    state = await _CARRY_OUT[decision.decision](session, actor, whole, row, decision)
    whole.count_screening -= 1
    assign(whole, {f"count_{state}": getattr(whole, f"count_{state}") + 1})
    row.state = state
    row.reason = decision.reason or row.reason
    row.decided_by, row.decided_at = actor.user_id, session.now
    await session.flush()
    return row


async def attempt_decision(
    session: WriteSession, actor: Actor, whole: Import, decision: ScreeningDecision, trace: str
) -> DecisionResult:
    """`decide` inside a savepoint; what it refuses becomes the result's problem."""
    try:
        async with session.savepoint():
            row = await decide(session, actor, whole, decision)
    except (Problem, IntegrityError) as error:
        await session.refresh(whole)
        problem = error if isinstance(error, Problem) else _INTEGRITY_RULES.problem(error)
        document = problem.document(trace)
        return DecisionResult(
            number=decision.number, status=problem.status, state=None, customer_id=None, problem=document
        )
    return DecisionResult(
        number=row.number, status=200, state=RowState(row.state), customer_id=row.customer_id, problem=None
    )


async def _accept(
    session: WriteSession, actor: Actor, whole: Import, row: ImportRow, decision: ScreeningDecision
) -> RowState:
    mapping = ImportMapping.model_validate(whole.mapping)
    if whole.kind == ImportKind.RECORDS:
        raise Conflict(msg("a contact needs its customer: merge the row into one"), reason="customer_needed")
    if mapping.mode is Mode.UPDATE:
        raise Conflict(msg("this import only changes known customers"), reason="update_only")
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
    mapping = ImportMapping.model_validate(whole.mapping)
    markets = await queries.markets(session)
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
        raise fault("/reason", "missing", msg("say why the row is turned down"))
    return RowState.REJECTED


_CARRY_OUT = {Decision.ACCEPT: _accept, Decision.MERGE: _merge, Decision.REJECT: _reject}


def _only_candidate(row: ImportRow) -> uuid.UUID:
    known = {each["customer_id"] for each in row.candidates if each["customer_id"]}
    if len(known) != 1:
        raise fault("/customer_id", "missing", msg("say into which customer the row goes"))
    return uuid.UUID(known.pop())


def _refuse_hidden(actor: Actor, row: ImportRow) -> None:
    """Nobody overwrites what one may not see."""
    names = {*row.entered, *row.entered["customer"], *(name for each in row.entered["contacts"] for name in each)}
    hidden = sorted(name for name in names if GROUPS.get(name) in actor.masked)
    if hidden:
        raise Forbidden(msg("fields that are hidden from you cannot be changed"), reason="field_hidden", fields=hidden)


# The rows that were not taken, as a file to be corrected and sent again: the file's own columns, and why.


ROWS_AT_ONCE = 5_000
BOM = "\ufeff".encode()


async def _pages(
    db: Database, whole: Import, state: RowState, hidden: frozenset[int]
) -> AsyncIterator[list[list[str]]]:
    """The heading, then page after page of rows."""
    places = [column["column"] for column in whole.columns]
    ours = [rules.ROW_COLUMN, rules.REASON_COLUMN, rules.IMPORT_COLUMN]
    yield [[*(column["header"] for column in whole.columns), *ours]]
    after = 0
    while True:
        async with db.read() as session:
            rows = (
                await session.scalars(
                    select(ImportRow)
                    .where(ImportRow.import_id == whole.id, ImportRow.state == state, ImportRow.number > after)
                    .order_by(ImportRow.number)
                    .limit(ROWS_AT_ONCE)
                )
            ).all()
        if not rows:
            return
        after = rows[-1].number
        yield [[*_cells(row, places, hidden), str(row.number), _why(row), str(whole.id)] for row in rows]


def _cells(row: ImportRow, places: list[int], hidden: frozenset[int]) -> list[str]:
    return ["" if at in hidden or at >= len(row.cells) else row.cells[at] for at in places]


def _why(row: ImportRow) -> str:
    """Every error found, or else what was decided."""
    errors = [
        f"{finding['field']}: {words_of(finding)}" if finding["field"] else words_of(finding)
        for finding in row.findings
        if finding["severity"] == FindingSeverity.ERROR
    ]
    return "; ".join(errors or [in_words(_WORDS.get(row.reason or "", row.reason or row.state))])


_WORDS = {
    "customer_not_found": msg("no customer of yours has this name, id or phone"),
    "several_customers": msg("several customers fit: say which"),
    "duplicate": msg("looks like a customer known already"),
    "duplicate_row": msg("looks like an earlier row of the file"),
    "contradicts_row": msg("says otherwise than an earlier row of the file"),
    "key_names_several": msg("several customers fit: say which"),
    "beyond_your_scope": msg("the customer is somebody else's"),
    "not_found": msg("no such customer, and nothing may be entered"),
    "cancelled": msg("the import was cancelled before this row"),
}


async def as_csv(db: Database, whole: Import, state: RowState, hidden: frozenset[int]) -> AsyncIterator[bytes]:
    """The file in pieces, with the mark by which spreadsheets know UTF-8."""
    yield BOM
    async for page in _pages(db, whole, state, hidden):
        yield csv_bytes(page)


async def as_workbook(db: Database, whole: Import, state: RowState, hidden: frozenset[int], path: Path) -> None:
    """Writes the workbook to `path`."""
    with Workbook(path, "rejects") as book:
        async for page in _pages(db, whole, state, hidden):
            await asyncio.to_thread(book.write, page)


def file_name(whole: Import, state: RowState, extension: str) -> str:
    """A name for the file, of plain characters."""
    return f"{state}-{uuid.UUID(str(whole.id)).hex[-12:]}.{extension}"
