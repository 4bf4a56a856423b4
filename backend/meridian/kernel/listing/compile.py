"""From a typed `ListQuery` to SQLAlchemy Core: its WHERE, its ORDER BY and the keyset continuation."""

from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from operator import ge, gt, le, lt
from typing import Any, NamedTuple

from sqlalchemy import (
    ColumnElement,
    Double,
    Index,
    Integer,
    TypeCoerce,
    all_,
    and_,
    any_,
    false,
    func,
    literal,
    not_,
    or_,
    true,
    tuple_,
    type_coerce,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.sql.elements import Grouping
from sqlalchemy.types import NullType, TypeEngine

from meridian.kernel.db.compiled import Slot, literal_slot
from meridian.kernel.listing.query import Condition, Group, ListQuery, Negation, Node, Rows, conditions, required
from meridian.kernel.listing.spec import Field, ListSpec, Op, Tier

# The order of a list and its pages: ORDER BY and the keyset continuation.
#
# Which index a sort needs ------------------------ All keys in one direction, any number of equality filters before
# them: a plain btree `(owner_id, next_contact_at, id)` serves ascending and descending. The order ends in the id, in
# the direction of the last key.
#
# Nulls come last both ways. A *leading* sort key that may be null is read in two steps, first the rows that have a
# value, then those that have none, neither of which needs NULLS LAST; so the same plain index serves it both ways too.
# A nullable key *after* the first is ordered with NULLS LAST: ascending the plain index serves it, descending it needs
# `(a, b DESC NULLS LAST, id DESC)`. Mixed directions need an index with those directions.
#
# Rows that are few beside the table are gathered and sorted (`Order.gathered`): the planner takes them to be spread
# evenly over the order, and where they all lie at its end it would walk the whole table to find them.
#
# A search whose field has tiers is read tier by tier: each is a step, or two, of its own.


Values = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Term:
    """One key of the order. by_index: an index may give it."""

    key: str
    element: ColumnElement[Any]
    descending: bool
    nullable: bool
    by_index: bool = True


@dataclass(frozen=True, slots=True)
class Order:
    """The keys asked for; else the default ones, below the tiers of a search. Always ends in the id.

    search: the condition that the tiers stand for, for whom these groups are masked.
    """

    terms: tuple[Term, ...]
    search: Condition | None = None
    masked: frozenset[str] = frozenset()

    def tiers(self) -> Sequence[Tier]:
        """Those of the search; made anew each time, as only who makes a statement asks for them."""
        if self.search is None or self.search.field.tiers is None:
            return ()
        return self.search.field.made(self.search.field.tiers, self.search.values[0], self.masked)

    @property
    def width(self) -> int:
        """How many sort values each row ends in."""
        return len(self.terms) + (2 if self.search else 0)

    def gathered(self) -> "Order":
        """The same, which no index gives."""
        return replace(self, terms=tuple(replace(term, by_index=False) for term in self.terms))

    @property
    def shape(self) -> list[tuple[str, bool]]:
        """What a cursor must have been made for."""
        tiers = [] if self.search is None else [(f"tiers({self.search.field.name})", True)]
        return tiers + [(term.key, term.descending) for term in self.terms]


def order(spec: ListSpec, query: ListQuery, masked: frozenset[str]) -> Order:
    """What the list is ordered by."""
    if query.sort:
        return Order(_terms(spec, [(key.field.name, key.descending) for key in query.sort]))
    terms = _terms(spec, [(key.removeprefix("-"), key.startswith("-")) for key in spec.default_sort])
    for found in required(query.where):
        if found.field.tiers is not None:
            return Order(terms, found, masked)
    return Order(terms)


def _terms(spec: ListSpec, keys: Sequence[tuple[str, bool]]) -> tuple[Term, ...]:
    terms: list[Term] = []
    for name, descending in keys:
        field = spec.fields[name]
        if field.column is spec.id_column:
            return (*terms, _id_term(spec, descending))
        terms.append(Term(name, field.element, descending, field.can_be_null))
    return (*terms, _id_term(spec, bool(terms) and terms[-1].descending))


def _id_term(spec: ListSpec, descending: bool) -> Term:
    return Term("id", spec.id_element, descending, nullable=False)


def steps(stmt: Rows, query: ListQuery, order: Order, after: Values | None) -> Iterator[Rows]:
    """The statements that, read one after the other, give the rows after `after` in order, each ending in its sort
    values: one, or, when the leading key may be null, one for the rows that have a value there and one for those that
    have none; so for each tier of a search."""
    if order.search is None:
        yield from _steps(_carrying(stmt, order.terms), query, order.terms, after)
        return
    begin = 0 if after is None else after[0]
    for number, tier in islice(enumerate(order.tiers()), begin, None):
        place = Term("tier", literal(number, Integer()), descending=False, nullable=False)
        rank = Term("rank", _number(tier.rank), descending=True, nullable=False)
        rows = _carrying(stmt.where(tier.condition), (place, rank, *order.terms))
        beyond = after if number == begin else None
        if tier.rank is None:
            yield from _steps(rows, query, order.terms, beyond and beyond[2:])
        else:
            yield from _steps(rows, query, (rank, *order.terms), beyond and beyond[1:])


def _number(rank: ColumnElement[Any] | None) -> ColumnElement[Any]:
    return literal(0.0, Double()) if rank is None else type_coerce(rank, Double())


def _carrying(stmt: Rows, terms: Sequence[Term]) -> Rows:
    return stmt.add_columns(*(term.element.label(f"_sort_{index}") for index, term in enumerate(terms)))


def _steps(stmt: Rows, query: ListQuery, terms: Sequence[Term], after: Values | None) -> Iterator[Rows]:
    lead, rest = terms[0], terms[1:]
    if not lead.nullable:
        yield _ordered(stmt, terms, after)
        return
    valued, unvalued = _null_sides(query, lead)
    present = replace(lead, nullable=False)
    if valued and (after is None or after[0] is not None):
        narrowed = stmt.where(lead.element.is_not(None)) if after is None else stmt
        yield _ordered(narrowed, (present, *rest), after)
    if unvalued:
        beyond = after[1:] if after is not None and after[0] is None else None
        absent = stmt.where(lead.element.is_(None))
        if beyond is not None:
            absent = absent.where(_beyond(rest, beyond))
        # Ordering by the null key changes nothing, but shows the planner that an index which starts with it fits.
        yield absent.order_by(*map(_ordering, (present, *rest)))


def _null_sides(query: ListQuery, lead: Term) -> tuple[bool, bool]:
    """Whether rows with and rows without a value in the leading key can match: spares the other statement."""
    valued = unvalued = True
    for condition in required(query.where):
        if condition.field.name != lead.key or condition.field.within is not None:
            continue
        if condition.op is Op.NULL:
            valued &= not condition.values[0]
            unvalued &= condition.values[0]
        elif condition.op is not Op.NE:
            unvalued = False
    return valued, unvalued


def _ordered(stmt: Rows, terms: Sequence[Term], after: Values | None) -> Rows:
    if after is not None:
        stmt = stmt.where(_beyond(terms, after))
    return stmt.order_by(*map(_ordering, terms))


def _ordering(term: Term) -> ColumnElement[Any]:
    element = term.element if term.by_index else func.coalesce(term.element, term.element)
    if not term.descending:
        return element.asc()
    descending = element.desc()
    return descending.nulls_last() if term.nullable else descending


def index_gives_one_persons(query: ListQuery, order: Order) -> bool:
    """Whether nothing is asked for but rows of one of ours, and an index has just them in this order: one plan is right
    for all values then."""
    asked = [each for each in conditions(query.where) if each.field.name != order.terms[0].key]
    known = [each for each in required(query.where) if _is_equality(each)]
    if order.search is not None or not any(each.field.person for each in asked) or any(e not in known for e in asked):
        return False
    same = {str(_plain(each.field.element)) for each in asked}
    table = getattr(_plain(order.terms[-1].element), "table", None)
    return any(_has(index, same, order.terms) for index in getattr(table, "indexes", ()))


def _is_equality(condition: Condition) -> bool:
    field = condition.field
    made = field.compile or field.equal or field.within
    return made is None and condition.op is Op.EQ and len(condition.values) == 1


def _has(index: Index, same: set[str], terms: Sequence[Term]) -> bool:
    """Whether the index has rows that are equal in `same` in this order, or in the opposite one."""
    keys = [str(each).split() for each in index.expressions]
    equal, ordered = keys[: len(same)], keys[len(same) : len(same) + len(terms)]
    turned = {(key[-1] == "DESC") is term.descending for key, term in zip(ordered, terms, strict=False)}
    return (
        index.dialect_options["postgresql"]["where"] is None
        and {key[0] for key in equal} == same
        and [_bare_name(key[0]) for key in ordered] == [_bare_name(str(_plain(term.element))) for term in terms]
        and len(turned) == 1
        and not any(term.nullable for term in terms[1:])
    )


def _plain(element: ColumnElement[Any]) -> ColumnElement[Any]:
    return element.clause if isinstance(element, TypeCoerce) else element


def _bare_name(column: str) -> str:
    return column.rpartition(".")[2]


def _beyond(terms: Sequence[Term], values: Values) -> ColumnElement[bool]:
    """The rows that come after the one with these values."""
    compare = lt if terms[0].descending else gt
    if len(terms) == 1:
        return _after(terms[0], values[0])
    if len({term.descending for term in terms}) == 1 and not any(term.nullable for term in terms):
        bound = [_bound(term, value) for term, value in zip(terms, values, strict=True)]
        beyond: ColumnElement[bool] = compare(tuple_(*(term.element for term in terms)), tuple_(*bound))
        return beyond
    ladder = _ladder(terms, values)
    if terms[0].nullable:
        return ladder
    # Implied by the ladder, but only this lets an index scan start at the right place.
    at_or_after = le if terms[0].descending else ge
    return and_(at_or_after(terms[0].element, _bound(terms[0], values[0])), ladder)


def _ladder(terms: Sequence[Term], values: Values) -> ColumnElement[bool]:
    term, value = terms[0], values[0]
    if len(terms) == 1:
        return _after(term, value)
    same = term.element.is_(None) if value is None else term.element == _bound(term, value)
    same_and_beyond = and_(same, _ladder(terms[1:], values[1:]))
    return same_and_beyond if value is None else or_(_after(term, value), same_and_beyond)


def _after(term: Term, value: Any) -> ColumnElement[bool]:
    if value is None:  # nulls come last: nothing follows them
        return false()
    beyond: ColumnElement[bool] = (lt if term.descending else gt)(term.element, _bound(term, value))
    return or_(beyond, term.element.is_(None)) if term.nullable else beyond


def _bound(term: Term, value: Any) -> ColumnElement[Any]:
    kind: TypeEngine[Any] = term.element.type
    return literal(value) if isinstance(kind, NullType) else literal(value, kind)


# From a typed `ListQuery` to SQLAlchemy Core: the WHERE. Its order stands further below, pages in `page.py`.
#
# Each set of filters compiles to its own statement; values are always bound, several of them as one array, so the same
# set hits the compiled cache whatever its values and however many.


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


def _like(op: Op) -> Callable[[Field, Values], ColumnElement[bool]]:
    def build(field: Field, values: Values) -> ColumnElement[bool]:
        patterns = tuple(pattern(op, value) for value in values)
        sought = any_(_many(field, patterns)) if len(patterns) > 1 else _one(field, patterns[0])
        return field.element.ilike(sought)

    return build


def pattern(op: Op, fragment: Any) -> Any:
    """The pattern of LIKE for text to be found; a slot stands for a whole pattern already."""
    if not isinstance(fragment, str):
        return fragment
    escaped = fragment.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return f"%{escaped}%" if op is Op.CONTAINS else f"{escaped}%"


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
    Op.CONTAINS: _like(Op.CONTAINS),
    Op.STARTS: _like(Op.STARTS),
    Op.NULL: lambda field, values: field.element.is_(None) if values[0] else field.element.is_not(None),
    Op.ANY: lambda field, values: field.element.op("&&", is_comparison=True)(literal(list(values), field.rule.bind)),
    Op.ALL: lambda field, values: field.element.op("@>", is_comparison=True)(literal(list(values), field.rule.bind)),
    Op.NONE: _none,
}


# A query with slots for the values of its filter: what a statement that is compiled once is made of.

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
    where = _slots_in(query.where, values, constants, masked)
    return None if where is None else StandIn(replace(query, where=where), values, tuple(constants))


def _slots_in(node: Node, values: dict[str, Any], constants: list[Hashable], masked: frozenset[str]) -> Node | None:
    if isinstance(node, Condition):
        return _slotted(node, values, constants, masked)
    if isinstance(node, Negation):
        constants.append("not")
        part = _slots_in(node.part, values, constants, masked)
        return None if part is None else Negation(part)
    constants.append((node.join, len(node.parts)))
    parts = [_slots_in(part, values, constants, masked) for part in node.parts]
    known = tuple(part for part in parts if part is not None)
    return Group(node.join, known) if len(known) == len(parts) else None


def _slotted(
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
