"""A file arrives: recognised while nothing is open in the database, then kept."""

import hashlib
import re
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from uuid_utils.compat import uuid7

from meridian.customers.models_care import CustomField
from meridian.identity.actor import Actor
from meridian.identity.models import User
from meridian.imports import queries, suggest
from meridian.imports.codes import ImportKind
from meridian.imports.models import Import
from meridian.imports.targets import target_of
from meridian.kernel.blobs import Blobs
from meridian.kernel.db import WriteSession
from meridian.kernel.problems import NotFound
from meridian.sheets import marks
from meridian.sheets.errors import UnreadableFile
from meridian.sheets.source import Overrides, Table, recognise

SHOWN_SAMPLES = 5


@dataclass(frozen=True, slots=True)
class Arrived:
    """A file that could be read as a table, still where it was put down."""

    path: Path
    name: str
    size: int
    sha256: str
    table: Table


def inspect(path: Path, name: str, kind: ImportKind, overrides: Overrides) -> Arrived:
    """Recognises the file; slow for large ones, so call it in a thread. Raises `UnreadableFile`."""
    glossary = suggest.glossary_of(kind)
    table = recognise(path, glossary.__contains__, overrides)
    if all(marks.is_ours(column.header) for column in table.columns):
        raise UnreadableFile("the file holds no table")
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    shown = re.sub(r"[\x00-\x1f\x7f]", "", name.replace("\\", "/").rpartition("/")[2])[-200:] or "file"
    return Arrived(path, shown, path.stat().st_size, digest, table)


async def receive(session: WriteSession, actor: Actor, blobs: Blobs, kind: ImportKind, arrived: Arrived) -> Import:
    """Keeps the file and what was understood of it."""
    import_id = uuid7()
    table = arrived.table
    custom = await queries.custom_fields(session)
    original = await _corrected(session, actor, table)
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
            "date_order": suggest.date_order(table.columns, table.sample),
        },
        columns=_columns(kind, table, custom, _mapped(original)),
        sheets=table.sheets,
        created_by=actor.user_id,
        api_key_id=actor.principal_id if actor.principal_id != actor.user_id else None,
        team_id=await _team_of(session, actor),
        department_id=actor.department_id,
        corrects_id=original.id if original is not None else None,
    )
    await blobs.put(found.file_path, arrived.path)
    session.add(found)
    await session.flush()
    return found


async def _team_of(session: WriteSession, actor: Actor) -> uuid.UUID | None:
    user = await session.get(User, actor.user_id)
    return user.team_id if user is not None else None


async def _corrected(session: WriteSession, actor: Actor, table: Table) -> Import | None:
    """The import whose reject file this is, corrected: our own column names it."""
    found = next((at for at, column in enumerate(table.columns) if column.header == marks.IMPORT_COLUMN), None)
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
    reason = "so it was in the import that this corrects"
    return {
        headers[each["column"]]: {"field": each["field"], "contact": each["contact"], "confidence": 1, "reason": reason}
        for each in original.mapping["columns"]
    }


def _columns(
    kind: ImportKind, table: Table, custom: Mapping[str, CustomField], decided: Mapping[str, dict[str, Any]]
) -> list[dict[str, Any]]:
    """The file's own columns with samples and suggestions; columns that we added to a file are passed over."""
    kept = [(at, column) for at, column in enumerate(table.columns) if not marks.is_ours(column.header)]
    columns = [column for _, column in kept]
    sample = [[row[at] for at, _ in kept] for row in table.sample]
    labels = {key: (key, field.label, field.label_zh) for key, field in custom.items()}

    def several(field: str) -> bool:
        target = target_of(kind, field)
        return target is not None and target.several

    suggestions = {each.column: each for each in suggest.suggest(kind, columns, sample, labels, several)}
    return [
        {
            "column": column.place,
            "header": column.header,
            "samples": [row[at][:200] for row in sample if row[at].strip()][:SHOWN_SAMPLES],
            "suggestion": decided.get(column.header) or _suggestion(suggestions.get(column.place)),
        }
        for at, column in enumerate(columns)
    ]


def _suggestion(found: suggest.Suggestion | None) -> dict[str, Any] | None:
    if found is None:
        return None
    return {name: value for name, value in found._asdict().items() if name != "column"}
