"""Strategies for list requests that are valid, as a client would write them, beside what they mean in Python."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from meridian.kernel.listing import Field, Op
from tests.kernel.listing.items import ITEMS, LETTERS, OWNERS, START

AGAINST_DATABASE = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
_WORDS = st.text(LETTERS, max_size=2)
_VALUES: Mapping[str, st.SearchStrategy[Any]] = {
    "text": _WORDS,
    "code": st.sampled_from("ABC"),
    "integer": st.integers(-2, 6),
    "money": st.integers(-301, 301).map(lambda cents: Decimal(cents) / 100),
    "boolean": st.booleans(),
    "date": st.dates(date(1999, 12, 31), date(2000, 1, 5)),
    "instant": st.integers(-1, 3).flatmap(
        lambda day: st.integers(0, 3).map(lambda us: START.replace(day=1 + max(day, 0), microsecond=us))
    ),
    "uuid": st.sampled_from([*OWNERS, UUID(int=9)]),
    "text_array": st.sampled_from("xyz"),
    "search": st.text(LETTERS, min_size=1, max_size=2),
}
FIELDS = tuple(field for field in ITEMS.fields.values() if field.name not in ("id", "secret", "anywhere"))
SORTABLE = tuple(field.name for field in FIELDS if field.sortable)


def written(value: Any) -> str:
    """The value as a client writes it."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
    return str(value)


def as_json(node: Any) -> Any:
    """A typed filter as the JSON of a search body."""
    if isinstance(node, dict):
        return {key: as_json(part) for key, part in node.items()}
    if isinstance(node, list):
        return [as_json(part) for part in node]
    return node if isinstance(node, bool | int | str | None) else written(node)


@st.composite
def _condition(draw: st.DrawFn, field: Field) -> dict[str, Any]:
    op = draw(st.sampled_from(field.operators))
    value = _VALUES[field.type]
    if op is Op.NULL:
        value = st.booleans()
    elif op in (Op.CONTAINS, Op.STARTS):
        value = st.text(LETTERS, min_size=1, max_size=2)
    if field.single(op):
        return {"field": field.name, "op": op.value, "value": draw(value)}
    return {"field": field.name, "op": op.value, "value": draw(st.lists(value, min_size=1, max_size=3))}


CONDITIONS = st.sampled_from(FIELDS).flatmap(_condition)
FILTERS = st.recursive(
    CONDITIONS,
    lambda parts: st.one_of(
        st.fixed_dictionaries({"and": st.lists(parts, min_size=1, max_size=3)}),
        st.fixed_dictionaries({"or": st.lists(parts, min_size=1, max_size=3)}),
        st.fixed_dictionaries({"not": parts}),
    ),
    max_leaves=5,
)
SORTS = st.lists(st.sampled_from(SORTABLE), min_size=1, max_size=3, unique=True).flatmap(
    lambda names: st.tuples(*(st.sampled_from([name, "-" + name]) for name in names)).map(list)
)


def depth(node: Mapping[str, Any]) -> int:
    parts = node.get("and") or node.get("or") or ([node["not"]] if "not" in node else [])
    return 1 + max(map(depth, parts), default=0)
