"""What a list offers: its fields, their types and operators, its order. Declared once per list, as data.

First the types: how what a client sent becomes a value of each.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import Enum, StrEnum
from functools import cached_property
from typing import Any, Literal, NamedTuple, TypeVar
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    Boolean,
    ColumnElement,
    Date,
    DateTime,
    Numeric,
    SQLColumnExpression,
    Text,
    Uuid,
    type_coerce,
)
from sqlalchemy import Enum as SqlEnum
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.sql import coercions, roles
from sqlalchemy.types import TypeEngine

from meridian.kernel.language import msg
from meridian.kernel.listing.errors import Code, Refused

# Readers that turn what a client sent into typed values PostgreSQL cannot choke on.
#
# They read JSON values; the text of a query string becomes one first (`integer_from_text`, `boolean_from_text`).

MAX_TEXT = 500
INT64 = 2**63

TEXT_PATTERN = r"^[^\u0000]*$"
DECIMAL_PATTERN = r"^-?[0-9]{1,30}(\.[0-9]{1,10})?$"
_INTEGER = re.compile(r"-?[0-9]{1,40}")
_DECIMAL_TEXT = re.compile(DECIMAL_PATTERN[1:-1])
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_INSTANT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,6})?(Z|[+-][0-9]{2}:[0-9]{2})")
_UUID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")


def integer_from_text(text: str) -> int | str:
    """The JSON number meant; other text stays as it is and is refused by its reader. Numbers too long stay too long."""
    return int(text) if _INTEGER.fullmatch(text) else text


def boolean_from_text(text: str) -> bool | str:
    """The JSON boolean meant; other text stays as it is."""
    return {"true": True, "false": False}.get(text, text)


def read_text(raw: object) -> str:
    """Text of at most `MAX_TEXT` characters; PostgreSQL refuses NUL, and unpaired surrogates are not UTF-8."""
    if not isinstance(raw, str):
        raise Refused(Code.INVALID_VALUE, msg("must be text"))
    if len(raw) > MAX_TEXT:
        raise Refused(Code.TOO_LONG, msg("must have at most {most} characters", most=MAX_TEXT))
    if "\x00" in raw or any("\ud800" <= char <= "\udfff" for char in raw):
        raise Refused(Code.INVALID_VALUE, msg("must not contain NUL characters or unpaired surrogates"))
    return raw


def read_fragment(raw: object) -> str:
    """Text to look for inside other text: at least one character."""
    text = read_text(raw)
    if not text:
        raise Refused(Code.INVALID_VALUE, msg("must have at least one character"))
    return text


def read_integer(raw: object) -> int:
    """A whole number that fits 64 bits; JSON may write it `5.0`."""
    if isinstance(raw, float) and raw.is_integer():
        raw = int(raw)
    if isinstance(raw, bool) or not isinstance(raw, int):
        raise Refused(Code.INVALID_VALUE, msg("must be a whole number"))
    if not -INT64 <= raw < INT64:
        raise Refused(Code.OUT_OF_RANGE, msg("must fit a signed 64-bit integer"))
    return raw


def read_decimal(raw: object) -> Decimal:
    """A plain decimal number as text, without exponent; never a JSON number, which would lose digits."""
    if isinstance(raw, str) and _DECIMAL_TEXT.fullmatch(raw):
        return Decimal(raw)
    raise Refused(
        Code.INVALID_VALUE,
        msg('must be a decimal number in text, such as "1234.50": at most 30 digits before the point and 10 after'),
    )


def read_boolean(raw: object) -> bool:
    """True or false."""
    if isinstance(raw, bool):
        return raw
    raise Refused(Code.INVALID_VALUE, msg("must be true or false"))


def read_date(raw: object) -> date:
    """A calendar date, `2026-01-31`."""
    try:
        if isinstance(raw, str) and _DATE.fullmatch(raw):
            return date.fromisoformat(raw)
    except ValueError:
        pass
    raise Refused(Code.INVALID_VALUE, msg("must be a calendar date such as 2026-01-31"))


def read_instant(raw: object) -> datetime:
    """An RFC 3339 instant with `Z` or an offset, returned in UTC at microseconds."""
    try:
        if isinstance(raw, str) and _INSTANT.fullmatch(raw):
            return datetime.fromisoformat(raw).astimezone(UTC)
    except OverflowError:
        raise Refused(Code.OUT_OF_RANGE, msg("must lie in the years 0001 to 9999 in UTC")) from None
    except ValueError:
        pass
    raise Refused(
        Code.INVALID_VALUE,
        msg("must be an instant such as 2026-01-31T08:00:00Z (in a URL write the + of an offset as %2B)"),
    )


ME = "me"
READER: ContextVar[UUID | None] = ContextVar("reader", default=None)
"""Whose request is being answered: who `me` is. Set when that is known."""


def read_person(raw: object) -> UUID:
    """A person's id, or `me`."""
    reader = READER.get()
    return reader if raw == ME and reader is not None else read_uuid(raw)


def read_uuid(raw: object) -> UUID:
    """A UUID in its hyphenated form."""
    if isinstance(raw, str) and _UUID.fullmatch(raw):
        return UUID(raw)
    raise Refused(Code.INVALID_VALUE, msg("must be a UUID such as 0198c0de-0000-7000-8000-000000000001"))


FieldType = Literal[
    "text", "code", "integer", "decimal", "money", "boolean", "date", "instant", "uuid", "text_array", "search"
]
T = TypeVar("T")
Choices = tuple[str, ...] | type[Enum]
RESERVED = ("sort", "limit", "cursor", "count")


class Op(StrEnum):
    """Operators of a filter. Several values mean: any of them (`eq`, `in`, `contains`, `starts`, `any`), none of
    them (`ne`, `none`), every one (`all`)."""

    EQ = "eq"
    NE = "ne"
    IN = "in"
    LT = "lt"
    LTE = "lte"
    GT = "gt"
    GTE = "gte"
    CONTAINS = "contains"
    STARTS = "starts"
    NULL = "null"
    ANY = "any"
    ALL = "all"
    NONE = "none"


SINGLE = frozenset({Op.LT, Op.LTE, Op.GT, Op.GTE, Op.NULL})
"""Operators for which a second value would make no sense."""


@dataclass(frozen=True, slots=True)
class TypeRule:
    """How one field type is bound, read, documented, and which operators it has (the first is the default)."""

    bind: TypeEngine[Any]
    ops: tuple[Op, ...]
    read: Callable[[object], Any]
    schema: Mapping[str, Any]
    from_text: Callable[[str], object] = str


_SAME = (Op.EQ, Op.NE, Op.IN)
_ORDERED = (*_SAME, Op.LT, Op.LTE, Op.GT, Op.GTE)
_STRING = {"type": "string", "maxLength": MAX_TEXT, "pattern": TEXT_PATTERN}
_DECIMAL = {"type": "string", "pattern": DECIMAL_PATTERN}
_INT64 = {"type": "integer", "format": "int64", "minimum": -INT64, "maximum": INT64 - 1}

# Values are bound with the widest type of their family, never the column's own: `numeric(12, 2)` or `varchar(20)` would
# round, overflow or cut what the client asked for, and comparisons across widths still use the column's index.
TYPES: Mapping[FieldType, TypeRule] = {
    "text": TypeRule(Text(), (*_SAME, Op.CONTAINS, Op.STARTS), read_text, _STRING),
    "code": TypeRule(Text(), _SAME, read_text, _STRING),
    "integer": TypeRule(BigInteger(), _ORDERED, read_integer, _INT64, integer_from_text),
    "decimal": TypeRule(Numeric(), _ORDERED, read_decimal, _DECIMAL),
    "money": TypeRule(Numeric(), _ORDERED, read_decimal, _DECIMAL),
    "boolean": TypeRule(Boolean(), (Op.EQ,), read_boolean, {"type": "boolean"}, boolean_from_text),
    "date": TypeRule(Date(), _ORDERED, read_date, {"type": "string", "format": "date"}),
    "instant": TypeRule(DateTime(timezone=True), _ORDERED, read_instant, {"type": "string", "format": "date-time"}),
    "uuid": TypeRule(Uuid(), _SAME, read_uuid, {"type": "string", "format": "uuid"}),
    "text_array": TypeRule(ARRAY(Text()), (Op.ANY, Op.ALL, Op.NONE), read_text, _STRING),
    "search": TypeRule(Text(), (Op.EQ,), read_fragment, {**_STRING, "minLength": 1}),
}
_UNSORTABLE = frozenset({"text_array", "search"})
_FRAGMENT_OPS = frozenset({Op.CONTAINS, Op.STARTS})


class Tier(NamedTuple):
    """Matches of a search that come before those of the next tier; no row is of two tiers.

    Each tier is read by a statement of its own: a wide one from the index of the default order, a costly one only when
    the tiers before it leave the page unfilled.
    rank: orders the tier's rows, highest first, before the default order; a number, never null.
    """

    condition: ColumnElement[bool]
    rank: ColumnElement[Any] | None = None


@dataclass(frozen=True, eq=False)
class Field:
    """One field clients may filter by and, when `sortable`, order by.

    column: the column or SQL expression compared; None only together with `compile`.
    choices: the allowed codes, a tuple or an Enum whose values are the codes.
    nullable: read from the column when not given; an expression or the far side of an outer join counts as nullable.
    sensitive: the group of sensitive fields it belongs to; usable only by actors who may read that group.
    sortable: for lines of text, not for long ones: a cursor carries the last row's sort values.
    ops: restricts the operators of the type; the first one is the default.
    within: wraps the condition on `column`, for columns of other tables:
        `within=lambda condition: exists().where(Contact.customer_id == Customer.id, condition)`;
        `ne` and `null` then speak of *no* such row.
    equal: makes the condition that the column equals one value, where an index knows it otherwise; never null.
    compile: makes the condition for one value by itself; `eq` and `ne` only. Required for type `search`.
    tiers: for type `search`: how one value's matches rank when no sort is asked, best first (see `Tier`); together
        they are the rows of `compile`.
    sought: for type `search`: what `compile` and `tiers` need to know of the text, read beforehand: tuples of texts,
        so that statements that differ in these texts alone are compiled once; they take it in the text's place.
    person: it names one of ours, so `me` may stand for whoever asks.
    mask_aware: call `compile` and `tiers` with the value and the sensitive groups hidden from the actor, so that a
        search over several columns leaves the masked ones out.
    """

    name: str
    column: SQLColumnExpression[Any] | None
    type: FieldType
    choices: Choices | None = None
    sortable: bool = False
    nullable: bool | None = None
    sensitive: str | None = None
    description: str = ""
    example: Any = None
    ops: tuple[Op | str, ...] | None = None
    within: Callable[[ColumnElement[bool]], ColumnElement[bool]] | None = None
    equal: Callable[[Any], ColumnElement[bool]] | None = None
    compile: Callable[..., SQLColumnExpression[bool]] | None = None
    tiers: Callable[..., Sequence[Tier]] | None = None
    sought: Callable[..., tuple[Any, ...]] | None = None
    mask_aware: bool = False
    person: bool = False

    def __post_init__(self) -> None:
        if (self.column is None) == (self.compile is None):
            raise ValueError(f"{self.name}: give either a column or compile")
        if self.type == "search" and self.compile is None:
            raise ValueError(f"{self.name}: a search field needs compile")
        if self.tiers is not None and self.type != "search":
            raise ValueError(f"{self.name}: only search fields have tiers")
        if self.sortable and (self.column is None or self.within is not None or self.type in _UNSORTABLE):
            raise ValueError(f"{self.name}: cannot be sorted by")
        if self.column is not None and _is_native_enum(self.column):
            raise ValueError(f"{self.name}: codes are kept as text, not as a PostgreSQL enum")
        if unknown := set(self.operators) - {*self.rule.ops, Op.NE, Op.NULL}:
            raise ValueError(f"{self.name}: {self.type} has no operator {', '.join(sorted(unknown))}")

    @property
    def rule(self) -> TypeRule:
        return TYPES[self.type]

    @cached_property
    def element(self) -> ColumnElement[Any]:
        """The column, its values taken plainly (no TypeDecorator, no Python enum)."""
        assert self.column is not None
        return type_coerce(self.column, self.rule.bind)

    @cached_property
    def can_be_null(self) -> bool:
        if self.nullable is not None:
            return self.nullable
        return self.column is not None and bool(getattr(_expression(self.column), "nullable", True))

    @cached_property
    def operators(self) -> tuple[Op, ...]:
        """The operators a client may use; the first is meant when none is named."""
        if self.ops is not None:
            return tuple(Op(op) for op in self.ops)
        if self.compile is not None:
            return (Op.EQ,)
        return (*self.rule.ops, Op.NULL) if self.can_be_null or self.within is not None else self.rule.ops

    @cached_property
    def codes(self) -> tuple[str, ...] | None:
        if isinstance(self.choices, type):
            return tuple(str(member.value) for member in self.choices)
        return self.choices

    def made(self, make: Callable[..., T], value: Any, masked: frozenset[str]) -> T:
        """What `compile` or `tiers` gives for the value."""
        return make(value, masked) if self.mask_aware else make(value)

    def single(self, op: Op) -> bool:
        """Whether the operator takes exactly one value."""
        return op in SINGLE or self.type == "search"

    def from_text(self, op: Op, text: str) -> object:
        """The JSON value that the text of a query string means."""
        return boolean_from_text(text) if op is Op.NULL else self.rule.from_text(text)

    def read(self, op: Op, raw: object) -> Any:
        """The typed value of a JSON value; raises `Refused`."""
        if op is Op.NULL:
            return read_boolean(raw)
        if op in _FRAGMENT_OPS:
            return read_fragment(raw)
        value = read_person(raw) if self.person else self.rule.read(raw)
        if self.codes is not None and value not in self.codes:
            raise Refused(Code.INVALID_VALUE, msg("must be one of {codes}", codes=self.codes))
        return value


class ListSpec:
    """One list: the fields it offers, the order it has by default, and the unique column that ends every order.

    name: names the list in cursors; unique among lists.
    default_sort: sort keys such as `("-created_at",)`; may name only sortable fields that are not sensitive.
    extra_params: further query parameters the endpoint reads itself; they take part in the cursor's digest.
    open_prefix: fields of such names are known only at run time (`extended`); it is for their description.
    """

    def __init__(
        self,
        name: str,
        *,
        fields: tuple[Field, ...],
        default_sort: tuple[str, ...],
        id_column: SQLColumnExpression[Any],
        extra_params: tuple[str, ...] = (),
        open_prefix: str | None = None,
    ) -> None:
        self.name = name
        self.open_prefix = open_prefix
        self.fields: Mapping[str, Field] = {field.name: field for field in fields}
        self.default_sort = default_sort
        self.id_column = id_column
        self.extra_params = frozenset(extra_params)
        if len(self.fields) < len(fields):
            raise ValueError(f"{name}: a field is declared twice")
        if clash := self.fields.keys() & {*RESERVED, *extra_params}:
            raise ValueError(f"{name}: {', '.join(sorted(clash))} cannot be field names")
        for key in default_sort:
            field = self.fields.get(key.removeprefix("-"))
            if field is None or not field.sortable or field.sensitive is not None:
                raise ValueError(f"{name}: cannot sort by {key} by default")

    def extended(self, fields: Iterable[Field]) -> "ListSpec":
        """The same list with more fields, for one request."""
        return ListSpec(
            self.name,
            fields=(*self.fields.values(), *fields),
            default_sort=self.default_sort,
            id_column=self.id_column,
            extra_params=tuple(self.extra_params),
            open_prefix=self.open_prefix,
        )

    @cached_property
    def id_element(self) -> ColumnElement[Any]:
        return type_coerce(self.id_column, _expression(self.id_column).type)

    @cached_property
    def sort_keys(self) -> tuple[str, ...]:
        """Every key a client may sort by, ascending then descending."""
        return tuple(sign + field.name for field in self.fields.values() if field.sortable for sign in ("", "-"))


def _expression(column: SQLColumnExpression[Any]) -> ColumnElement[Any]:
    """The Core expression behind a column, also behind a mapped attribute."""
    expression: ColumnElement[Any] = coercions.expect(roles.ExpressionElementRole, column)
    return expression


def _is_native_enum(column: SQLColumnExpression[Any]) -> bool:
    kind = _expression(column).type
    return isinstance(kind, SqlEnum) and kind.native_enum


# How much one list request may ask for.


DEFAULT_LIMIT = 50
MAX_LIMIT = 200
MAX_VALUES = 200
MAX_SORT = 4
MAX_DEPTH = 6
MAX_CONDITIONS = 50
MAX_CURSOR = 16_384

Count = Literal["exact", "estimated"]
COUNTS = ("exact", "estimated")
