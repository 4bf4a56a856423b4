"""What people do with an import: send its file, decide how it is read, start it, stop it."""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from uuid_utils.compat import uuid7

from meridian.calendars.queries import time_in_state
from meridian.customers.models import CustomField
from meridian.identity.actor import Actor
from meridian.identity.models import User
from meridian.identity.permissions import Permission
from meridian.imports import queries
from meridian.imports.events import RowCounts
from meridian.imports.mapping import rules as mapping_rules
from meridian.imports.mapping.fields import DECIDED, target_of
from meridian.imports.mapping.rules import DecimalSign
from meridian.imports.mapping.schemas import ImportMapping, check
from meridian.imports.models import Import
from meridian.imports.rows import service
from meridian.imports.rows.queries import gather_reference_data
from meridian.imports.rows.rules import read_constant
from meridian.imports.rules import CHECK_JOB, RUN_JOB, ImportKind, Key, Unusable
from meridian.imports.schemas import ImportMove
from meridian.imports.staging import Arrived, Reading
from meridian.imports.workflow import IMPORT
from meridian.kernel.blobs import Blobs
from meridian.kernel.db.session import WriteSession
from meridian.kernel.jobs import defer
from meridian.kernel.language import Message, kept, msg
from meridian.kernel.problems import UNSAID, Fault, Invalid, NotFound, check_version, fault
from meridian.kernel.workflow.rules import MoveContext
from meridian.kernel.workflow.service import Engine
from meridian.sheets import rules
from meridian.sheets.reading import Table

# What people do with an import: decide how it is read, start it, stop it.


async def start_check(session: WriteSession, at: MoveContext[Import]) -> None:
    """Every row is looked at in the background, by this mapping unless another comes meanwhile."""
    whole, number = at.record, at.record.mapping_number
    await defer(session, CHECK_JOB, lock=f"import:{whole.id}", import_id=str(whole.id), mapping_number=number)


async def start_writing(session: WriteSession, at: MoveContext[Import]) -> None:
    """The rows are written in the background."""
    await defer(session, RUN_JOB, lock=f"import:{at.record.id}", import_id=str(at.record.id))


async def skip_pending_rows(session: WriteSession, at: MoveContext[Import]) -> None:
    """What is not written stays out; every row has its answer."""
    whole = at.record
    await session.flush()
    await service.skip_pending(session, whole.id, "cancelled")
    await service.recount(session, whole.id)
    await session.refresh(whole)
    at.said |= counts(whole)


async def _itself(_session: WriteSession, at: MoveContext[Import]) -> Import:
    return at.record


MOVES = Engine(
    IMPORT, Import, time=time_in_state, facts=_itself, effects=(start_check, start_writing, skip_pending_rows)
)


async def set_mapping(
    session: WriteSession, actor: Actor, import_id: uuid.UUID, mapping: ImportMapping, version: int
) -> Import:
    """Decides how the file is read and has it checked. 422 naming what does not fit, 409 once it runs, 412."""
    whole = await queries.load(session, actor, import_id, lock=True)
    check_version(whole.version, version)
    custom = await queries.custom_fields(session)
    places = {column["column"] for column in whole.columns}
    decides = actor.may(Permission.CUSTOMER_DECIDE)
    kind = ImportKind(whole.kind)
    owns = actor.department_id is not None
    check(kind, mapping, places=places, custom=set(custom), masked=actor.masked, decides=decides, owns=owns)
    await _check_constants(session, actor, whole, mapping)
    _read_in(whole, mapping.encoding)
    await MOVES.make(session, whole, "map", given={"mapping": mapping.document()})
    return whole


def _read_in(whole: Import, encoding: str | None) -> None:
    """Has the file read in one of the encodings it may be in. 422 for any other: it has to be sent again with it."""
    if encoding is None or encoding == whole.format["encoding"]:
        return
    readings = {each["encoding"]: each["columns"] for each in whole.format.get("encodings", ())}
    if encoding not in readings:
        known = list(readings)
        raise fault(
            "/encoding",
            "unknown_encoding",
            msg("the file may be in {known}; else send it again with `encoding`", known=known)
            if known
            else msg("the file is read in one way only; send it again with `encoding`"),
        )
    whole.format = {**whole.format, "encoding": encoding}
    whole.columns = [{**column, **readings[encoding].get(str(column["column"]), {})} for column in whole.columns]


async def _check_constants(session: WriteSession, actor: Actor, whole: Import, mapping: ImportMapping) -> None:
    """422 naming each constant that is no value of its field."""
    setup = (await gather_reference_data(session, actor, mapping, whole)).setup
    faults = []
    for field, constant in mapping.constants.items():
        try:
            read_constant(ImportKind(whole.kind), field, constant, setup)
        except Unusable as unusable:
            faults.append(Fault(f"/constants/{field}", unusable.trouble.code, unusable.trouble.detail))
    if faults:
        raise Invalid(msg("the mapping does not fit the file"), errors=faults)


async def move(
    session: WriteSession, actor: Actor, import_id: uuid.UUID, name: str, body: ImportMove, version: int
) -> Import:
    """`start`, `cancel` or `resume`. 404, 412, 409 with the allowed moves, 403."""
    whole = await queries.load(session, actor, import_id, lock=True)
    # Progress changes the version all the time: one must be able to stop what runs.
    read = None if name == "cancel" and version != UNSAID else version
    await MOVES.make(session, whole, name, actor=actor, body=body, version=read)
    return whole


def counts(whole: Import) -> dict[str, int]:
    """How many rows became what, as events say it."""
    names = [name for name in RowCounts.model_fields if name != "rows"]
    return {"rows": whole.rows, **{name: getattr(whole, f"count_{name}") for name in names}}


# A file that was recognised (staging.py) is kept.


SHOWN_SAMPLES = 5


async def receive_file(
    session: WriteSession, actor: Actor, blobs: Blobs, kind: ImportKind, path: Path, arrived: Arrived
) -> Import:
    """Keeps the file at `path` and what was understood of it."""
    import_id = uuid7()
    table = arrived.table
    custom = await queries.custom_fields(session)
    original = await _corrected(session, actor, table)
    columns, decimal_sign = _columns(kind, table, custom, _mapped(original))
    if not actor.may(Permission.CUSTOMER_DECIDE):
        columns = [each | {"suggestion": _not_decided(each["suggestion"])} for each in columns]
    found = Import(
        id=import_id,
        kind=kind,
        state_since=session.now,
        file_name=arrived.name,
        file_path=f"imports/{import_id}",
        file_size=arrived.size,
        file_sha256=arrived.sha256,
        format={
            **table.format.document(),
            "width": table.width,
            "date_order": mapping_rules.date_order(table.columns, table.sample),
            "decimal_sign": decimal_sign,
            "own": any(rules.is_export(column.header) for column in table.columns),
            "key": _key(columns),
            "encodings": [_in_encoding(reading, columns) for reading in arrived.readings],
        },
        columns=columns,
        sheets=table.sheets,
        created_by=actor.user_id,
        api_key_id=actor.principal_id if actor.principal_id != actor.user_id else None,
        team_id=await _team_of(session, actor),
        department_id=actor.department_id,
        corrects_id=original.id if original is not None else None,
    )
    await blobs.put(found.file_path, path)
    session.add(found)
    await session.flush()
    return found


def _not_decided(suggestion: dict[str, Any] | None) -> dict[str, Any] | None:
    """Nobody is advised to do what he may not."""
    return None if suggestion is not None and suggestion["field"] in DECIDED else suggestion


async def _team_of(session: WriteSession, actor: Actor) -> uuid.UUID | None:
    user = await session.get(User, actor.user_id)
    return user.team_id if user is not None else None


async def _corrected(session: WriteSession, actor: Actor, table: Table) -> Import | None:
    """The import whose reject file this is, corrected: our own column names it."""
    found = next((at for at, column in enumerate(table.columns) if column.header == rules.IMPORT_COLUMN), None)
    for row in table.sample if found is not None else ():
        try:
            return await queries.load(session, actor, uuid.UUID(row[found or 0].strip()))
        except (ValueError, NotFound):
            continue
    return None


def _mapped(original: Import | None) -> dict[str, dict[str, Any]]:
    """Headings of the import that is corrected, with the fields they were given."""
    if original is None or original.mapping is None:
        return {}
    headers = {column["column"]: column["header"] for column in original.columns}
    reason = kept(msg("so it was in the import that this corrects"))
    return {
        headers[each["column"]]: {"field": each["field"], "contact": each["contact"], "confidence": 1, "reason": reason}
        for each in original.mapping["columns"]
    }


def _columns(
    kind: ImportKind, table: Table, custom: Mapping[str, CustomField], decided: Mapping[str, dict[str, Any]]
) -> tuple[list[dict[str, Any]], DecimalSign | None]:
    """The file's own columns with samples and suggestions, and the decimal sign of their numbers.

    Columns that we added to a file are passed over.
    """
    kept = [(at, column) for at, column in enumerate(table.columns) if not rules.is_ours(column.header)]
    columns = [column for _, column in kept]
    sample = [[row[at] for at, _ in kept] for row in table.sample]
    labels = {key: (key, field.label, field.label_zh) for key, field in custom.items()}

    def several(field: str) -> bool:
        target = target_of(kind, field)
        return target is not None and target.several

    suggestions = {each.column: each for each in mapping_rules.suggest(kind, columns, sample, labels, several)}
    numbers = [
        row[at] for at, column in enumerate(columns) if _is_number(suggestions.get(column.place)) for row in sample
    ]
    shown = [
        {
            "column": column.place,
            "header": column.header,
            "samples": _samples(row[at] for row in sample),
            "suggestion": decided.get(column.header) or _suggestion(suggestions.get(column.place)),
            "left_out": _kept(mapping_rules.left_out(kind, column.header)),
        }
        for at, column in enumerate(columns)
    ]
    return shown, mapping_rules.decimal_sign(numbers)


def _key(columns: Sequence[Mapping[str, Any]]) -> Key:
    """By what the rows are likeliest to name known customers: by our own id where they have it."""
    fields = {each["suggestion"]["field"] for each in columns if each["suggestion"]}
    return Key.ID if "id" in fields else Key.NAME_COUNTRY


def _in_encoding(reading: Reading, columns: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """What a person looks at to choose an encoding, and the columns as they read in it."""
    at = {column.place: index for index, column in enumerate(reading.table.columns)}
    shown = {
        str(each["column"]): {
            "header": reading.table.columns[at[each["column"]]].header,
            "samples": _samples(row[at[each["column"]]] for row in reading.table.sample),
        }
        for each in columns
        if each["column"] in at
    }
    return {"encoding": reading.encoding, "looks": list(reading.looks), "columns": shown}


def _samples(cells: Iterable[str]) -> list[str]:
    return [cell[:200] for cell in cells if cell.strip()][:SHOWN_SAMPLES]


def _is_number(found: mapping_rules.Suggestion | None) -> bool:
    return found is not None and mapping_rules.holds_numbers(found)


def _suggestion(found: mapping_rules.Suggestion | None) -> dict[str, Any] | None:
    if found is None:
        return None
    return {name: value for name, value in found._asdict().items() if name != "column"} | {"reason": kept(found.reason)}


def _kept(said: Message | None) -> Any:
    """Words that stay with a column, to be said in the language of who reads them."""
    return None if said is None else kept(said)
