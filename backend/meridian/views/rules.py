"""What a saved view is of, how far it is shared, and values that depend on who looks and when. Pure."""

import re
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Any, NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo


class ViewedList(StrEnum):
    """The lists that have saved views."""

    CUSTOMERS = "customers"


class Sharing(StrEnum):
    """Who sees the view besides its owner. What it shows follows each reader's own scope."""

    NOBODY = "nobody"
    TEAM = "team"
    DEPARTMENT = "department"
    COMPANY = "company"


class Reader(NamedTuple):
    """Who looks, and when."""

    user_id: UUID
    zone: str
    now: datetime


RELATIVE = r"^@(me|today([+-]\d{1,4})?)$"
"""A value that each reader's own stands for: the person, or a day counted from the reader's today."""
_RELATIVE = re.compile(RELATIVE)


def is_relative(value: object) -> bool:
    return isinstance(value, str) and _RELATIVE.fullmatch(value) is not None


def resolved(value: Any, kind: str, reader: Reader) -> Any:
    """The value as the list's grammar takes it, for a field of that type; other values stay as they are.

    A day means, for an instant, the midnight it begins with where the reader is.
    """
    if not is_relative(value):
        return value
    if value == "@me":
        return str(reader.user_id)
    day = reader.now.astimezone(ZoneInfo(reader.zone)).date() + timedelta(days=int(value[6:] or 0))
    return _midnight(day, reader.zone) if kind == "instant" else day.isoformat()


def _midnight(day: date, zone: str) -> str:
    return datetime.combine(day, time(), ZoneInfo(zone)).isoformat()


def comparison(field: str, op: str | None, values: Sequence[Any]) -> dict[str, Any]:
    """One condition as the body of a search writes it."""
    value = values[0] if len(values) == 1 else list(values)
    return {"field": field, "value": value} | ({} if op is None else {"op": op})
