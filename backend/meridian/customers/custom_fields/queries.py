"""SELECTs on custom fields, and filtering customers by them: `custom.<key>`, operators by type."""

import uuid
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple
from urllib.parse import unquote_to_bytes

from sqlalchemy import BigInteger, ColumnElement, Date, Numeric, and_, case, cast, literal, literal_column, select
from sqlalchemy.dialects.postgresql import JSONB

from meridian.customers.custom_fields.schemas import CustomFieldRead
from meridian.customers.models import Customer, CustomField
from meridian.customers.queries import CUSTOMERS
from meridian.customers.rules import CustomType
from meridian.identity.actor import Actor
from meridian.kernel.cache import ProcessCache
from meridian.kernel.db.session import Session
from meridian.kernel.listing import Field, ListQuery, ListSpec, SearchBody, page_of, parse_body, parse_query, query_of
from meridian.kernel.listing.grammar import pairs_of
from meridian.kernel.listing.spec import FieldType
from meridian.kernel.problems import NotFound
from meridian.kernel.schemas import Page

# Filtering customers by the company's own fields: `custom.<key>`, with the operators of the field's type.
#
# What a document holds is found by its index; the rest is computed from the document, never failing on what it holds.


PREFIX = CUSTOMERS.open_prefix or ""
_EMPTY: ColumnElement[Any] = literal_column("'{}'::jsonb")


class Comparing(NamedTuple):
    """How values of a type are compared. json: a value as the document holds it; None where it has several forms."""

    type: FieldType
    column: Callable[[str], ColumnElement[Any]]
    json: Callable[[Any], object] | None


def _text(key: str) -> ColumnElement[Any]:
    value: ColumnElement[Any] = Customer.custom[key].astext
    return value


def _shaped(pattern: str, kind: Any) -> Callable[[str], ColumnElement[Any]]:
    """The value as `kind`; null where it does not look like one."""
    return lambda key: case((_text(key).regexp_match(pattern), cast(_text(key), kind)))


_COMPARING: Mapping[CustomType, Comparing] = {
    CustomType.TEXT: Comparing("text", _text, str),
    CustomType.CHOICE: Comparing("code", _text, str),
    CustomType.INTEGER: Comparing("integer", _shaped(r"^-?\d{1,18}$", BigInteger), int),
    CustomType.DECIMAL: Comparing("decimal", _shaped(r"^-?\d{1,14}(\.\d{1,4})?$", Numeric), None),
    CustomType.BOOLEAN: Comparing("boolean", lambda key: _text(key) == "true", bool),
    CustomType.DATE: Comparing("date", _shaped(r"^\d{4}-\d{2}-\d{2}$", Date), lambda day: day.isoformat()),
}


class InUse(NamedTuple):
    """A field of the company's own that is in use."""

    key: str
    label: str
    type: str
    choices: Sequence[str]
    required: bool


async def _load_in_use(session: Session) -> Sequence[InUse]:
    columns = (getattr(CustomField, name) for name in InUse._fields)
    found = await session.execute(select(*columns).where(CustomField.active).order_by(CustomField.key))
    return [InUse(*row) for row in found]


IN_USE = ProcessCache("meridian_custom_field", _load_in_use)
"""Those in use, kept in the process: every customer written is checked by them."""


def _field(definition: InUse) -> Field:
    kind, column, json = _COMPARING[CustomType(definition.type)]
    key = definition.key

    def holds(value: Any) -> ColumnElement[bool]:
        # The first condition lets the index apply: it leaves out customers without any such value.
        assert json is not None
        return and_(Customer.custom != _EMPTY, Customer.custom.contains(literal({key: json(value)}, JSONB)))

    return Field(
        PREFIX + key,
        column(key),
        kind,
        choices=tuple(definition.choices) or None,
        description=definition.label,
        equal=None if json is None else holds,
    )


async def spec_for(session: Session, names: Iterable[object]) -> ListSpec:
    """The list, with the fields of the company's own that are in use when one of the names asks for such."""
    if not any(isinstance(name, str) and name.startswith(PREFIX) for name in names):
        return CUSTOMERS
    return CUSTOMERS.extended(map(_field, await IN_USE.get(session)))


async def query_said(session: Session, said: bytes) -> ListQuery:
    """The query string, its fields of the company's own included; `InvalidListing` names each fault."""
    if PREFIX.encode() not in unquote_to_bytes(said):
        return query_of(CUSTOMERS, said)
    asked = pairs_of(said)
    return parse_query(await spec_for(session, dict(asked)), asked)


async def parse_search(session: Session, body: SearchBody) -> ListQuery:
    """The body of a search, its fields of the company's own included; `InvalidListing` names each fault."""
    return parse_body(await spec_for(session, _named(body.filter)), body)


def _named(raw: object) -> Iterator[object]:
    """Every field named anywhere in a filter, however it is nested."""
    left = [raw]
    while left:
        match left.pop():
            case dict() as part:
                yield part.get("field")
                left.extend(part.values())
            case list() as parts:
                left.extend(parts)


CUSTOM_FIELDS = ListSpec(
    "custom_fields",
    fields=(
        Field("key", CustomField.key, "code", sortable=True, description="Key", example="fair_year"),
        Field("type", CustomField.type, "code", choices=CustomType, description="Type", example="integer"),
        Field("active", CustomField.active, "boolean", description="Whether it is in use", example=True),
    ),
    default_sort=("key",),
    id_column=CustomField.id,
)


async def page(session: Session, actor: Actor, query: ListQuery) -> Page[CustomFieldRead]:
    """Custom fields. Everybody who reads customers needs their labels."""
    return await page_of(
        session,
        actor,
        CUSTOM_FIELDS,
        query,
        lambda actor: select(CustomField),
        shows=CustomFieldRead,
    )


async def load(session: Session, field_id: uuid.UUID, *, lock: bool = False) -> CustomField:
    """404 when there is none."""
    statement = select(CustomField).where(CustomField.id == field_id)
    field = await session.scalar(statement.with_for_update() if lock else statement)
    if field is None:
        raise NotFound()
    return field
