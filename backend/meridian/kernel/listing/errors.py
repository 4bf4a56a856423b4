"""What is wrong with a list request: every fault of it, collected, each with a JSON Pointer and a stable code."""

from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum

from meridian.kernel.language import Message, msg
from meridian.kernel.problems import Fault, Invalid

MAX_FAULTS = 50
_MAX_SHOWN = 80


class Code(StrEnum):
    """Stable codes of `Fault.code`; clients may branch on them."""

    UNKNOWN_PARAMETER = "unknown_parameter"
    UNKNOWN_FIELD = "unknown_field"
    UNKNOWN_OPERATOR = "unknown_operator"
    FIELD_NOT_PERMITTED = "field_not_permitted"
    FIELD_NOT_SORTABLE = "field_not_sortable"
    REPEATED = "repeated"
    INVALID_VALUE = "invalid_value"
    OUT_OF_RANGE = "out_of_range"
    TOO_LONG = "too_long"
    TOO_MANY_VALUES = "too_many_values"
    INVALID_FILTER = "invalid_filter"
    FILTER_TOO_DEEP = "filter_too_deep"
    FILTER_TOO_LARGE = "filter_too_large"
    CURSOR_INVALID = "cursor_invalid"


class InvalidListing(Invalid):
    """422: the list request cannot be answered. `errors` names each reason, at most `MAX_FAULTS` of them, with pointers
    such as `/query/grade` or `/filter/and/0/value`."""

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__(msg("The list cannot be filtered, sorted or paged like this"), errors=faults)


class Refused(ValueError):
    """One piece of a request is not acceptable; without a pointer, the place is known to whoever reads the piece."""

    def __init__(self, code: Code, detail: Message, pointer: str | None = None) -> None:
        super().__init__(detail)
        self.code = code
        self.detail = detail
        self.pointer = pointer


class Faults:
    """Collects faults so that one answer names all of them."""

    def __init__(self) -> None:
        self._found: list[Fault] = []

    def add(self, pointer: str, code: Code, detail: Message) -> None:
        if len(self._found) < MAX_FAULTS:
            self._found.append(Fault(pointer, code.value, detail))

    @contextmanager
    def at(self, pointer: str) -> Iterator[None]:
        """Record what is refused inside, at `pointer` unless the refusal knows better, and go on after it."""
        try:
            yield
        except Refused as refused:
            self.add(refused.pointer or pointer, refused.code, refused.detail)

    def raise_any(self) -> None:
        """Raise `InvalidListing` when anything was found."""
        if self._found:
            raise InvalidListing(self._found)


def point(*steps: str | int) -> str:
    """A JSON Pointer (RFC 6901) to what the client sent; names it made up are shortened and made printable."""
    return "".join("/" + shown(str(step)).replace("~", "~0").replace("/", "~1") for step in steps)


def shown(text: str) -> str:
    """Client text made safe to repeat in an answer: valid UTF-8, no NUL, at most 80 characters."""
    cut = text if len(text) <= _MAX_SHOWN else text[:_MAX_SHOWN] + "…"
    return cut.encode("utf-8", "replace").decode().replace("\x00", "\N{REPLACEMENT CHARACTER}")
