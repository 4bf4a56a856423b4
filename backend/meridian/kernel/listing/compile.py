"""From a typed `ListQuery` to SQLAlchemy Core: the WHERE. Its order and pages are made in `order.py`.

Each set of filters compiles to its own statement; values are always bound, several of them as one array, so the same
set hits the compiled cache whatever its values and however many.
"""

from collections.abc import Callable, Mapping
from operator import ge, gt, le, lt
from typing import Any

from sqlalchemy import ColumnElement, all_, and_, any_, literal, not_, or_, true
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.sql.elements import Grouping

from meridian.kernel.listing.query import Condition, Group, ListQuery, Node, Rows
from meridian.kernel.listing.spec import Field, Op

Values = tuple[Any, ...]


def where(node: Node, masked: frozenset[str], besides: Condition | None = None) -> ColumnElement[bool]:
    """The condition that is true for exactly the rows the filter means, leaving out the condition `besides`."""
    if node is besides:
        return true()
    if isinstance(node, Condition):
        return _condition(node, masked)
    if isinstance(node, Group):
        return (and_ if node.join == "and" else or_)(*(where(part, masked, besides) for part in node.parts))
    return _untrue(where(node.part, masked))


def filtered(stmt: Rows, query: ListQuery, *, masked: frozenset[str], besides: Condition | None = None) -> Rows:
    """`stmt` with the query's filter, without order or page: for counts, exports, aggregates of the same rows.

    masked: the sensitive groups hidden from the actor; `InvalidListing` names each use of a field of theirs.
    besides: a condition that every row must meet and that the caller sees to by itself.
    """
    query.require_permitted(masked)
    return stmt if query.where is None else stmt.where(where(query.where, masked, besides))


def _untrue(condition: ColumnElement[bool]) -> ColumnElement[bool]:
    """The exact complement: a comparison with null is neither true nor false, so plain NOT would lose its rows.

    Grouped by hand: SQLAlchemy writes `NOT a IS NOT true` for the complement of a negated boolean column.
    """
    return Grouping(condition).is_not(true())


def _condition(condition: Condition, masked: frozenset[str]) -> ColumnElement[bool]:
    field, op, values = condition.field, condition.op, condition.values
    if field.compile is not None:
        match = or_(*(field.made(field.compile, value, masked) for value in values))
        return _untrue(match) if op is Op.NE else match
    if field.equal is not None and op in (Op.EQ, Op.NE):
        match = or_(*(field.equal(value) for value in values))
        return not_(match) if op is Op.NE else match
    if field.within is None:
        return _OPERATORS[op](field, values)
    # About rows of another table, "not" means that no such row exists.
    if op in _OPPOSITES:
        return not_(field.within(_OPERATORS[_OPPOSITES[op]](field, values)))
    if op is Op.NULL:
        has_one = field.within(field.element.is_not(None))
        return not_(has_one) if values[0] else has_one
    return field.within(_OPERATORS[op](field, values))


def _one(field: Field, value: Any) -> ColumnElement[Any]:
    return literal(value, field.rule.bind)


def _many(field: Field, values: Values) -> ColumnElement[Any]:
    return literal(list(values), ARRAY(field.rule.bind))


def _equal(field: Field, values: Values) -> ColumnElement[bool]:
    if len(values) > 1:
        return field.element == any_(_many(field, values))
    if field.type == "boolean":  # bare, so that partial indexes on the column apply
        return field.element if values[0] else not_(field.element)
    # Not `= ANY` of one value: only plain equality lets the next column of an index give the order.
    return field.element == _one(field, values[0])


def _differs(field: Field, values: Values) -> ColumnElement[bool]:
    several = len(values) > 1
    other = field.element != (all_(_many(field, values)) if several else _one(field, values[0]))
    return or_(field.element.is_(None), other) if field.can_be_null else other


def _compares(compare: Callable[[Any, Any], Any]) -> Callable[[Field, Values], ColumnElement[bool]]:
    return lambda field, values: compare(field.element, _one(field, values[0]))


def _like(pattern: str) -> Callable[[Field, Values], ColumnElement[bool]]:
    def build(field: Field, values: Values) -> ColumnElement[bool]:
        patterns = tuple(pattern.format(_escaped(value)) for value in values)
        sought = any_(_many(field, patterns)) if len(patterns) > 1 else _one(field, patterns[0])
        return field.element.ilike(sought)

    return build


def _escaped(fragment: str) -> str:
    return fragment.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def _none(field: Field, values: Values) -> ColumnElement[bool]:
    overlaps = field.element.op("&&", is_comparison=True)(literal(list(values), field.rule.bind))
    return _untrue(overlaps) if field.can_be_null else not_(overlaps)


_OPPOSITES: Mapping[Op, Op] = {Op.NE: Op.EQ, Op.NONE: Op.ANY}
_OPERATORS: Mapping[Op, Callable[[Field, Values], ColumnElement[bool]]] = {
    Op.EQ: _equal,
    Op.NE: _differs,
    Op.LT: _compares(lt),
    Op.LTE: _compares(le),
    Op.GT: _compares(gt),
    Op.GTE: _compares(ge),
    Op.CONTAINS: _like("%{}%"),
    Op.STARTS: _like("{}%"),
    Op.NULL: lambda field, values: field.element.is_(None) if values[0] else field.element.is_not(None),
    Op.ANY: lambda field, values: field.element.op("&&", is_comparison=True)(literal(list(values), field.rule.bind)),
    Op.ALL: lambda field, values: field.element.op("@>", is_comparison=True)(literal(list(values), field.rule.bind)),
    Op.NONE: _none,
}
