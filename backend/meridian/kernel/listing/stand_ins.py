"""A query with slots for the values of its filter: what a statement that is compiled once is made of."""

from collections.abc import Hashable
from dataclasses import replace
from typing import Any, NamedTuple

from meridian.kernel.db.compiled import Slot, literal_slot
from meridian.kernel.listing.compile import pattern
from meridian.kernel.listing.query import Condition, Group, ListQuery, Negation, Node, conditions
from meridian.kernel.listing.spec import ListSpec, Op

_BY_VALUE = frozenset({Op.EQ, Op.NE, Op.LT, Op.LTE, Op.GT, Op.GTE})
_PATTERNS = frozenset({Op.CONTAINS, Op.STARTS})
_ARRAYS = frozenset({Op.ANY, Op.ALL, Op.NONE})


class StandIn(NamedTuple):
    """The query with slots, their values, and what else its statement depends on."""

    query: ListQuery
    values: dict[str, Any]
    constants: tuple[Hashable, ...]


def standing_in(spec: ListSpec, query: ListQuery, masked: frozenset[str]) -> StandIn | None:
    """None when a field makes a condition of the value itself, so that there are as many statements as values; or when
    it is not the list's own but one made for this request."""
    values: dict[str, Any] = {}
    constants: list[Hashable] = []
    if query.where is None:
        return StandIn(query, values, ())
    if any(spec.fields.get(each.field.name) is not each.field for each in conditions(query.where)):
        return None
    where = _node(query.where, values, constants, masked)
    return None if where is None else StandIn(replace(query, where=where), values, tuple(constants))


def _node(node: Node, values: dict[str, Any], constants: list[Hashable], masked: frozenset[str]) -> Node | None:
    if isinstance(node, Condition):
        return _condition(node, values, constants, masked)
    if isinstance(node, Negation):
        constants.append("not")
        part = _node(node.part, values, constants, masked)
        return None if part is None else Negation(part)
    constants.append((node.join, len(node.parts)))
    parts = [_node(part, values, constants, masked) for part in node.parts]
    known = tuple(part for part in parts if part is not None)
    return Group(node.join, known) if len(known) == len(parts) else None


def _condition(
    node: Condition, values: dict[str, Any], constants: list[Hashable], masked: frozenset[str]
) -> Condition | None:
    field, op = node.field, node.op
    if op is Op.NULL or field.type == "boolean" or (field.compile is not None and field.codes is not None):
        constants.append((field.name, field.type, op, node.values))
        return node
    if field.sought is not None:
        sought = _literals(field.made(field.sought, node.values[0], masked), f"filter_{len(values)}", values)
        constants.append((field.name, sought))
        return replace(node, values=(sought,))
    if field.compile is not None or (field.equal is not None and op in (Op.EQ, Op.NE)):
        return None
    name, several = f"filter_{len(values)}", len(node.values) > 1
    given = [pattern(op, value) for value in node.values] if op in _PATTERNS else list(node.values)
    if not several and op in _BY_VALUE | _PATTERNS:
        values[name] = given[0]
    elif op in _BY_VALUE | _PATTERNS | _ARRAYS:
        values[name] = given
    else:
        return None
    constants.append((field.name, field.type, op, several))
    return replace(node, values=(Slot(name),) * (2 if several else 1))


def _literals(sought: Any, name: str, values: dict[str, Any]) -> Any:
    """The same with slots for its texts."""
    if isinstance(sought, tuple):
        return tuple(_literals(each, f"{name}_{number}", values) for number, each in enumerate(sought))
    if not isinstance(sought, str):
        return sought
    values[name] = sought
    return literal_slot(name)
