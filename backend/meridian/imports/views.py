"""Imports and their rows as an actor may see them: sensitive cells and other people's customers stay hidden."""

import uuid
from collections.abc import Mapping
from typing import Any, NamedTuple

from meridian.customers import rules
from meridian.identity.actor import Actor
from meridian.imports.choices import CHOICES
from meridian.imports.codes import ImportKind, ImportState
from meridian.imports.models import Import, ImportRow
from meridian.imports.rules import IMPORT
from meridian.imports.schemas import ImportLine, ImportRead, ImportRowRead, TargetField
from meridian.imports.targets import HEADINGS, TARGETS, target_of

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


def line(whole: Import) -> ImportLine:
    return ImportLine.of(_plain(whole), masked=())


def read(whole: Import, actor: Actor) -> ImportRead:
    hidden = hidden_places(whole, actor)
    columns = [
        {**column, "samples": [None if column["column"] in hidden else text for text in column["samples"]]}
        for column in whole.columns
    ]
    state = ImportState(whole.state)
    return ImportRead.of(
        {
            **_plain(whole),
            "columns": columns,
            "date_order": whole.format["date_order"],
            "allowed_moves": IMPORT.allowed(state, actor.may),
        },
        masked=(),
    )


def _plain(whole: Import) -> dict[str, Any]:
    names = {column.name for column in Import.__table__.c}
    counts = {name.removeprefix("count_"): getattr(whole, name) for name in names if name.startswith("count_")}
    return {
        **{name: getattr(whole, name) for name in names},
        "counts": counts | {"rows": whole.rows, "checked": whole.rows_checked},
    }


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


def row(item: ImportRow, whole: Import, known: Mapping[uuid.UUID, Shown], actor: Actor) -> ImportRowRead:
    """A row as the actor may see it."""
    hidden = hidden_places(whole, actor)
    groups = frozenset() if actor.user_id == whole.created_by else actor.masked
    entered, masked_fields = _entered(item.entered, groups)
    cells = item.cells
    places = [column["column"] for column in whole.columns]
    target = known.get(item.customer_id) if item.customer_id else None
    return ImportRowRead.of(
        {
            "number": item.number,
            "state": item.state,
            "reason": item.reason,
            "cells": [None if at in hidden else cells[at] if at < len(cells) else "" for at in places],
            "findings": [
                {**finding, "detail": None if finding["column"] in hidden else finding["detail"]}
                for finding in item.findings
            ],
            "entered": entered,
            "customer_id": target.id if target is not None and target.visible else None,
            "candidates": [_candidate(each, known) for each in item.candidates],
            "decided_by": item.decided_by,
            "decided_at": item.decided_at,
            "masked_fields": masked_fields,
        },
        masked=(),
    )


def _entered(entered: Mapping[str, Any], groups: frozenset[str]) -> tuple[dict[str, Any], list[str]]:
    """What was understood, flat by field, without the keys that only machines read."""
    flat = {
        **{name: value for name, value in entered.get("derived", {}).items() if name in _SHOWN},
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


_SHOWN = frozenset({"owner_id", "zone", "zone_state", "zone_source", "zone_candidates", "completeness", "obtained_at"})


def _candidate(each: Mapping[str, Any], known: Mapping[uuid.UUID, Shown]) -> dict[str, Any]:
    shown = known.get(uuid.UUID(each["customer_id"])) if each["customer_id"] else None
    visible = shown is not None and shown.visible
    ask = shown is not None and not shown.visible and shown.owner_id is not None
    return {
        "customer_id": shown.id if shown is not None and visible else None,
        "name": shown.name if shown is not None and visible else None,
        "row": each["row"],
        "signals": each["signals"],
        "ask": {"id": shown.owner_id, "name": shown.owner_name} if shown is not None and ask else None,
    }


def fields(kind: ImportKind, custom: Mapping[str, Any], locale: str) -> list[TargetField]:
    """Everything a column can go to, the company's own fields last."""
    listed = [
        TargetField(
            field=target.code,
            label=HEADINGS[kind][target.code].label_in(locale),
            reads=target.reader,
            several=target.several,
            choices=sorted(set(CHOICES.get(target.reader, {}).values())),
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
            )
            for key, field in custom.items()
        ]
    return listed
