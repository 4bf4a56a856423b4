"""The company's own fields: their types, and whether values fit them. Pure."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple, Protocol

from meridian.customers.rules import CustomType
from meridian.kernel.language import Message, msg
from meridian.kernel.problems import Fault

MAX_TEXT = 2_000
INT64 = 2**63


class Definition(Protocol):
    """What a field of the company's own is checked by."""

    @property
    def key(self) -> str: ...
    @property
    def type(self) -> str: ...
    @property
    def choices(self) -> Sequence[str]: ...
    @property
    def required(self) -> bool: ...


class Defined(NamedTuple):
    """A definition by itself, which other processes can be told."""

    key: str
    type: str
    choices: Sequence[str]
    required: bool


def _is_date(value: Any) -> bool:
    try:
        return isinstance(value, str) and date.fromisoformat(value).isoformat() == value
    except ValueError:
        return False


def _is_text(value: Any) -> bool:
    if not isinstance(value, str) or not value.strip() or len(value) > MAX_TEXT:
        return False
    return re.search(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff]", value) is None


def _is_decimal(value: Any) -> bool:
    return isinstance(value, str) and re.fullmatch(r"-?\d{1,14}(\.\d{1,4})?", value) is not None


# What a value of each type must be: a check, and the words for a value that fails it.
_CHECKS: Mapping[CustomType, tuple[Callable[[Any, Definition], bool], Message]] = {
    CustomType.TEXT: (lambda value, _: _is_text(value), msg("must be text of up to {most} characters", most=MAX_TEXT)),
    CustomType.INTEGER: (
        lambda value, _: isinstance(value, int) and not isinstance(value, bool) and -INT64 <= value < INT64,
        msg("must be a whole number"),
    ),
    CustomType.DECIMAL: (lambda value, _: _is_decimal(value), msg('must be a decimal string such as "12.50"')),
    CustomType.BOOLEAN: (lambda value, _: isinstance(value, bool), msg("must be true or false")),
    CustomType.DATE: (lambda value, _: _is_date(value), msg('must be a date such as "2026-03-10"')),
    CustomType.CHOICE: (lambda value, field: value in field.choices, msg("must be one of the field's choices")),
}


def faults(definitions: Iterable[Definition], changes: Mapping[str, Any], result: Mapping[str, Any]) -> list[Fault]:
    """What is wrong with `changes` of a customer's own fields, of which `result` would remain.

    Null removes a value; a required field must remain. Only fields in use may be written.
    """
    by_key = {definition.key: definition for definition in definitions}
    found = [fault for key, value in changes.items() if (fault := _fault(by_key.get(key), key, value)) is not None]
    absent = [key for key, definition in by_key.items() if definition.required and key not in result]
    return found + [Fault(f"/custom/{key}", "missing", msg("is required")) for key in absent]


def _fault(definition: Definition | None, key: str, value: Any) -> Fault | None:
    if definition is None:
        return Fault(f"/custom/{key}", "unknown_field", msg("is not a custom field in use"))
    if value is None:
        return None
    check, words = _CHECKS[CustomType(definition.type)]
    return None if check(value, definition) else Fault(f"/custom/{key}", "invalid_value", words)
