"""Every SELECT on imports and their rows, with sensitive cells and other people's customers hidden."""

import uuid
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import select

from meridian.customers import rules
from meridian.customers.models import Customer, CustomField
from meridian.customers.visibility import visible_to as customers_visible_to
from meridian.identity.actor import Actor
from meridian.identity.models import User
from meridian.identity.permissions import Permission
from meridian.identity.visibility import Visibility, any_of, company, department, own, team
from meridian.imports.mapping.fields import HEADINGS, LABELS, ONLY_NEW, TARGETS, target_of
from meridian.imports.models import Import, ImportRow
from meridian.imports.rows.rules import words_of
from meridian.imports.rules import ImportKind, ImportState, Key, Mode, RowState
from meridian.imports.schemas import ImportCounts, ImportLine, ImportRead, ImportRowRead, TargetField
from meridian.imports.workflow import IMPORT
from meridian.kernel.db.session import Session
from meridian.kernel.language import in_words, restored
from meridian.kernel.listing import Field, ListQuery, ListSpec, columns_of, page_of
from meridian.kernel.problems import NotFound
from meridian.kernel.schemas import Page

# Imports and their rows as an actor may see them: sensitive cells and other people's customers stay hidden.


PATHS = select(Import.file_path, Import.file_sha256).order_by(Import.id.desc())
_COUNTED = {name: f"count_{name}" for name in ImportCounts.model_fields} | {"rows": "rows", "checked": "rows_checked"}
"""The columns that count rows, by what they are called in `counts`."""
GROUPS = {"phones": "phone", "phone": "phone", "emails": "email", "messaging": "messaging"} | {
    f"{field}_{part}": "budget" for field in rules.MONEY_FIELDS for part in ("amount", "currency")
}


class Shown(NamedTuple):
    """A customer and how much of it the actor may know."""

    id: uuid.UUID
    name: str
    visible: bool
    owner_id: uuid.UUID | None
    owner_name: str | None


def import_read(whole: Import, actor: Actor) -> ImportRead:
    hidden = hidden_places(whole, actor)
    columns = [
        _said(column) | {"samples": [None if column["column"] in hidden else text for text in column["samples"]]}
        for column in whole.columns
    ]
    state = ImportState(whole.state)
    return ImportRead.of(
        {
            **_plain_fields(whole),
            "columns": columns,
            "date_order": whole.format["date_order"],
            "decimal_sign": whole.format.get("decimal_sign"),
            "key": whole.format.get("key", Key.NAME_COUNTRY),
            "mode": _mode(whole, actor),
            "encodings": [] if hidden else _encodings(whole),
            "allowed_moves": IMPORT.allowed(state, actor.may, whole),
        },
        masked=(),
    )


def _mode(whole: Import, actor: Actor) -> Mode:
    """What is hidden from the actor cannot be overwritten: such a file enters new customers only."""
    kind = ImportKind(whole.kind)
    suggested = [target_of(kind, each["suggestion"]["field"]) for each in whole.columns if each["suggestion"]]
    return Mode.CREATE if any(target and target.group in actor.masked for target in suggested) else Mode.BOTH


def _said(column: Mapping[str, Any]) -> dict[str, Any]:
    """A column with its reasons in the language of the request."""
    suggestion, left_out = column["suggestion"], column.get("left_out")
    return {
        **column,
        "suggestion": suggestion and suggestion | {"reason": in_words(restored(suggestion["reason"]))},
        "left_out": left_out and in_words(restored(left_out)),
    }


def _encodings(whole: Import) -> list[dict[str, Any]]:
    return [{"encoding": each["encoding"], "looks": each["looks"]} for each in whole.format.get("encodings", ())]


def _plain_fields(whole: Import) -> dict[str, Any]:
    columns = {column.name: getattr(whole, column.name) for column in Import.__table__.c}
    return columns | _counts(columns)


def _counts(columns: Mapping[str, Any]) -> dict[str, Any]:
    return {"counts": {name: columns[column] for name, column in _COUNTED.items()}}


def hidden_places(whole: Import, actor: Actor) -> frozenset[int]:
    """Columns whose cells the actor may not read: those that go to a hidden field, and those nobody has placed yet.

    Who sent the file knows it.
    """
    if not actor.masked or actor.user_id == whole.created_by:
        return frozenset()
    kind = ImportKind(whole.kind)
    mapped = {each["column"]: target_of(kind, each["field"]) for each in (whole.mapping or {}).get("columns", ())}
    return frozenset(
        column["column"]
        for column in whole.columns
        if (target := mapped.get(column["column"])) is None or target.group in actor.masked
    )


def row_read(item: ImportRow, whole: Import, known: Mapping[uuid.UUID, Shown], actor: Actor) -> ImportRowRead:
    """A row as the actor may see it."""
    hidden = hidden_places(whole, actor)
    groups = frozenset() if actor.user_id == whole.created_by else actor.masked
    entered, masked_fields = _entered(item.entered, groups)
    candidates, unseen = _candidates(item, known)
    cells = item.cells
    places = [column["column"] for column in whole.columns]
    target = known.get(item.customer_id) if item.customer_id else None
    return ImportRowRead.of(
        {
            "number": item.number,
            "state": item.state,
            "reason": "beyond_your_scope" if item.reason == _SEVERAL and unseen else item.reason,
            "cells": [None if at in hidden else cells[at] if at < len(cells) else "" for at in places],
            "findings": [
                {**finding, "detail": None if finding["column"] in hidden else words_of(finding)}
                for finding in item.findings
            ],
            "entered": entered,
            "customer_id": target.id if target is not None and target.visible else None,
            "candidates": candidates,
            "decided_by": item.decided_by,
            "decided_at": item.decided_at,
            "masked_fields": masked_fields,
        },
        masked=(),
    )


def _entered(entered: Mapping[str, Any], groups: frozenset[str]) -> tuple[dict[str, Any], list[str]]:
    """What was understood, flat by field, without the keys that only machines read."""
    flat = {
        **{name: value for name, value in entered.get("derived", {}).items() if name in _ROW_COLUMNS},
        **entered.get("customer", entered.get("record", {})),
        **{name: value for name, value in entered.items() if isinstance(value, list)},
    }
    if "contacts" in flat:
        flat["contacts"] = [
            {name: None if GROUPS.get(name) in groups else value for name, value in contact.items() if name != "id"}
            for contact in flat["contacts"]
        ]
    hidden = sorted(name for name in flat if GROUPS.get(name) in groups)
    return {name: None if name in hidden else value for name, value in flat.items()}, hidden


_ROW_COLUMNS = frozenset(
    {"owner_id", "zone", "zone_state", "zone_source", "zone_candidates", "completeness", "obtained_at"}
)


_SEVERAL = "key_names_several"


def _candidates(item: ImportRow, known: Mapping[uuid.UUID, Shown]) -> tuple[list[dict[str, Any]], bool]:
    """Whom the row resembles, and whether some of them are out of sight.

    Of those it is told that they exist and whom to ask, as by the duplicate check: neither what they have in common
    with the row, nor how many they are.
    """
    told: list[dict[str, Any]] = []
    unseen = False
    for each in item.candidates:
        shown = known.get(uuid.UUID(each["customer_id"])) if each["customer_id"] else None
        visible = each["customer_id"] is None or (shown is not None and shown.visible)
        unseen |= not visible
        answer = _candidate(each, shown) if visible else _out_of_sight(shown)
        if answer not in told:
            told.append(answer)
    return told, unseen


def _candidate(each: Mapping[str, Any], shown: Shown | None) -> dict[str, Any]:
    return {
        "customer_id": shown and shown.id,
        "name": shown and shown.name,
        "row": each["row"],
        "signals": each["signals"],
        "ask": None,
    }


def _out_of_sight(shown: Shown | None) -> dict[str, Any]:
    owner = {"id": shown.owner_id, "name": shown.owner_name} if shown is not None and shown.owner_id else None
    return {"customer_id": None, "name": None, "row": None, "signals": [], "ask": owner}


def target_fields(kind: ImportKind, custom: Mapping[str, Any], locale: str) -> list[TargetField]:
    """Everything a column can go to, the company's own fields last."""
    listed = [
        TargetField(
            field=target.code,
            label=HEADINGS[kind][target.code].label_in(locale),
            reads=target.reader,
            several=target.several,
            choices=sorted(set(LABELS.get(target.reader, {}).values())),
            only_new=kind is ImportKind.CUSTOMERS and target.code in ONLY_NEW,
        )
        for target in TARGETS[kind].values()
    ]
    if kind is ImportKind.CUSTOMERS:
        listed += [
            TargetField(
                field=f"custom.{key}",
                label=field.label_zh if locale.startswith("zh") else field.label,
                reads=field.type,
                several=False,
                choices=list(field.choices),
                only_new=False,
            )
            for key, field in custom.items()
        ]
    return listed


# Every SELECT on imports. An import is its sender's; wider scopes reach those of their team or department.


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


IMPORT_VISIBILITY = Visibility(
    Import.id,
    Permission.IMPORT_RUN,
    any_of(company(), own(Import.created_by), team(Import.team_id), department(Import.department_id)),
)
visible_to = IMPORT_VISIBILITY.visible_to


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
    return await page_of(
        session,
        actor,
        IMPORTS,
        query,
        lambda actor: select(
            *columns_of(Import, ImportLine), *(getattr(Import, column) for column in _COUNTED.values())
        ).where(visible_to(actor)),
        shows=ImportLine,
        adds=_counts,
    )


async def page_of_rows(session: Session, actor: Actor, import_id: uuid.UUID, query: ListQuery) -> Page[ImportRowRead]:
    """Rows of one import; 404 when it is outside the actor's scope."""
    whole = await load(session, actor, import_id)
    found = await page_of(
        session,
        actor,
        ROWS,
        query,
        lambda _, *, import_id: select(ImportRow).where(ImportRow.import_id == import_id),
        of=whole.id,
        import_id=whole.id,
    )
    known = await customers_shown(session, actor, found.items)
    found.items = [row_read(item, whole, known, actor) for item in found.items]
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
