"""From what a client sent, as query string or as body, to one typed `ListQuery`; every fault named at its place."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Literal, cast

from meridian.kernel.listing.body import SearchBody
from meridian.kernel.listing.faults import Code, Faults, Refused, point, shown
from meridian.kernel.listing.spec import RESERVED, Field, ListSpec, Op
from meridian.kernel.listing.values import read_integer

Path = tuple[str | int, ...]

DEFAULT_LIMIT = 50
MAX_LIMIT = 200
MAX_VALUES = 200
MAX_SORT = 4
MAX_DEPTH = 6
MAX_CONDITIONS = 50
MAX_CURSOR = 16_384
COUNTS = ("exact", "estimated")

Count = Literal["exact", "estimated"]


@dataclass(frozen=True, slots=True)
class Condition:
    """One field compared; `op` is never `in` (that is `eq` with several values)."""

    field: Field
    op: Op
    values: tuple[Any, ...]
    pointer: str


@dataclass(frozen=True, slots=True)
class Group:
    """Conditions joined by `and` or `or`; never empty."""

    join: Literal["and", "or"]
    parts: tuple["Node", ...]


@dataclass(frozen=True, slots=True)
class Negation:
    """Exactly the rows its part leaves out, nulls included."""

    part: "Node"


Node = Condition | Group | Negation


@dataclass(frozen=True, slots=True)
class SortKey:
    field: Field
    descending: bool
    pointer: str

    def __str__(self) -> str:
        return ("-" if self.descending else "") + self.field.name


@dataclass(frozen=True, slots=True)
class ListQuery:
    """A list request, understood. `sort` is empty when none was asked for; `root` is where its pointers start."""

    where: Node | None = None
    sort: tuple[SortKey, ...] = ()
    limit: int = DEFAULT_LIMIT
    cursor: str | None = None
    count: Count | None = None
    extra: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    root: str = ""

    def require_permitted(self, masked: frozenset[str]) -> None:
        """Raise `InvalidListing` naming each use of a sensitive field that is masked for the actor (CR-10, MC-8)."""
        faults = Faults()
        uses: tuple[Condition | SortKey, ...] = (*conditions(self.where), *self.sort)
        for used in uses:
            if used.field.sensitive in masked:
                detail = f"{used.field.name} is not open to you for filtering or sorting"
                faults.add(used.pointer, Code.FIELD_NOT_PERMITTED, detail)
        faults.raise_any()


def conditions(node: Node | None) -> Iterator[Condition]:
    """Every condition of a tree."""
    if isinstance(node, Condition):
        yield node
    elif isinstance(node, Negation):
        yield from conditions(node.part)
    elif isinstance(node, Group):
        for part in node.parts:
            yield from conditions(part)


def required(node: Node | None) -> tuple[Condition, ...]:
    """The conditions every row must meet: the tree itself or the members of its outermost `and`."""
    parts = node.parts if isinstance(node, Group) and node.join == "and" else (node,)
    return tuple(part for part in parts if isinstance(part, Condition))


def parse_query(spec: ListSpec, items: Iterable[tuple[str, str]]) -> ListQuery:
    """Read decoded query-string pairs. Raises `InvalidListing` with pointers such as `/query/grade`."""
    given: dict[str, list[str]] = {}
    for name, value in items:
        given.setdefault(name, []).append(value)
    reader = _Reader(spec)
    found: list[Condition] = []
    for name in given.keys() - {*RESERVED, *spec.extra_params}:
        condition = reader.parameter(name, given[name])
        if condition is not None:
            found.append(condition)
    # The client's order carries no meaning; one order makes one statement and one cursor digest of it.
    found.sort(key=lambda condition: (condition.field.name, condition.op))
    query = ListQuery(
        where=_join("and", found),
        sort=reader.sort(reader.single(given, "sort"), point("query", "sort")),
        limit=reader.limit(reader.single(given, "limit"), point("query", "limit")),
        cursor=reader.cursor(reader.single(given, "cursor"), point("query", "cursor")),
        count=reader.count(reader.single(given, "count"), point("query", "count")),
        extra={name: tuple(given[name]) for name in sorted(given.keys() & spec.extra_params)},
        root="/query",
    )
    reader.faults.raise_any()
    return query


def parse_body(spec: ListSpec, body: SearchBody) -> ListQuery:
    """Read the body of a search. Raises `InvalidListing` with pointers such as `/filter/and/0/value`."""
    reader = _Reader(spec)
    query = ListQuery(
        where=None if body.filter is None else reader.node(body.filter, ("filter",)),
        sort=reader.sort(body.sort, "/sort"),
        limit=reader.limit(body.limit, "/limit"),
        cursor=reader.cursor(body.cursor, "/cursor"),
        count=reader.count(body.count, "/count"),
    )
    reader.faults.raise_any()
    return query


class _Reader:
    """Reads the pieces of one request and collects their faults; a piece at fault reads as absent."""

    def __init__(self, spec: ListSpec) -> None:
        self.spec = spec
        self.faults = Faults()
        self._conditions = 0

    # Query string

    def parameter(self, name: str, raw: list[str]) -> Condition | None:
        """A filter such as `grade` or `next_contact_at.lt` with all its values."""
        where = point("query", name)
        with self.faults.at(where):
            field, op_name = self.spec.fields.get(name), None
            if field is None:
                stem, _, op_name = name.rpartition(".")
                field = self.spec.fields.get(stem)
            if field is None:
                raise Refused(Code.UNKNOWN_PARAMETER, f"{shown(name)} is not a parameter of this list")
            op = _operator(field, op_name)
            return Condition(field, *_comparison(field, op, raw), where)
        return None

    def single(self, given: Mapping[str, list[str]], name: str) -> str | None:
        """The value of a parameter that may be given once."""
        found = given.get(name, [])
        if len(found) > 1:
            self.faults.add(point("query", name), Code.REPEATED, f"{name} may be given once")
        return found[0] if found else None

    # Body

    def node(self, raw: object, path: Path, depth: int = 1) -> Node | None:
        """A filter of the body: a condition, or `and`, `or`, `not` over others."""
        with self.faults.at(point(*path)):
            if depth > MAX_DEPTH:
                raise Refused(Code.FILTER_TOO_DEEP, f"a filter may be nested {MAX_DEPTH} levels deep")
            if not isinstance(raw, dict):
                raise Refused(Code.INVALID_FILTER, "must be a condition or one of and, or, not")
            match tuple(raw):
                case ("not",):
                    part = self.node(raw["not"], (*path, "not"), depth + 1)
                    return None if part is None else Negation(part)
                case ("and" | "or" as join,):
                    return _join(join, self._parts(raw[join], (*path, join), depth))
                case _:
                    return self._leaf(raw, path)
        return None

    def _parts(self, raw: object, path: Path, depth: int) -> list[Node]:
        if not isinstance(raw, list) or not raw:
            raise Refused(Code.INVALID_FILTER, "must be a list of at least one filter", point(*path))
        if len(raw) > MAX_CONDITIONS:
            raise Refused(Code.FILTER_TOO_LARGE, f"may hold {MAX_CONDITIONS} filters", point(*path))
        parts = (self.node(part, (*path, index), depth + 1) for index, part in enumerate(raw))
        return [part for part in parts if part is not None]

    def _leaf(self, raw: Mapping[str, Any], path: Path) -> Condition:
        self._conditions += 1
        if self._conditions > MAX_CONDITIONS:
            raise Refused(Code.FILTER_TOO_LARGE, f"a filter may have {MAX_CONDITIONS} conditions")
        for key in raw.keys() - {"field", "op", "value"}:
            self.faults.add(point(*path, key), Code.INVALID_FILTER, "a condition has field, op and value")
        if absent := {"field", "value"} - raw.keys():
            raise Refused(Code.INVALID_FILTER, f"a condition needs {' and '.join(sorted(absent))}")
        name, value = raw["field"], raw["value"]
        field = self.spec.fields.get(name) if isinstance(name, str) else None
        if field is None:
            raise Refused(Code.UNKNOWN_FIELD, "is not a field of this list", point(*path, "field"))
        with _placed(point(*path, "op")):
            op = _operator(field, raw.get("op"))
        with _placed(point(*path, "value")):
            comparison = _comparison(field, op, value if isinstance(value, list) else [value])
        return Condition(field, *comparison, point(*path, "field"))

    # Both

    def sort(self, raw: object, where: str) -> tuple[SortKey, ...]:
        """Keys from `-a,b` or a list of them; none asked: an empty tuple."""
        if raw is None:
            return ()
        keys = raw.split(",") if isinstance(raw, str) else raw
        found: dict[str, SortKey] = {}
        with self.faults.at(where):
            if not isinstance(keys, list) or not 1 <= len(keys) <= MAX_SORT:
                raise Refused(Code.INVALID_VALUE, f"must name 1 to {MAX_SORT} sort keys")
            for key in keys:
                with self.faults.at(where):
                    sort_key = self._sort_key(key, found, where)
                    found[sort_key.field.name] = sort_key
        return tuple(found.values())

    def _sort_key(self, key: object, found: Collection[str], where: str) -> SortKey:
        text = key if isinstance(key, str) else ""
        field = self.spec.fields.get(text.removeprefix("-"))
        if field is None or not field.sortable:
            code = Code.UNKNOWN_FIELD if field is None else Code.FIELD_NOT_SORTABLE
            raise Refused(code, f"{shown(text)} is not one of {', '.join(self.spec.sort_keys)}")
        if field.name in found:
            raise Refused(Code.REPEATED, f"{field.name} is named twice")
        return SortKey(field, text.startswith("-"), where)

    def limit(self, raw: object, where: str) -> int:
        with self.faults.at(where):
            limit = DEFAULT_LIMIT if raw is None else read_integer(raw)
            if 1 <= limit <= MAX_LIMIT:
                return limit
            raise Refused(Code.OUT_OF_RANGE, f"must be 1 to {MAX_LIMIT}")
        return DEFAULT_LIMIT

    def cursor(self, raw: object, where: str) -> str | None:
        if raw is None or (isinstance(raw, str) and 0 < len(raw) <= MAX_CURSOR and raw.isascii()):
            return raw
        self.faults.add(where, Code.CURSOR_INVALID, "is not a cursor of this list")
        return None

    def count(self, raw: object, where: str) -> Count | None:
        if raw is None or raw in COUNTS:
            return cast(Count | None, raw)
        self.faults.add(where, Code.INVALID_VALUE, f"must be {' or '.join(COUNTS)}")
        return None


def _join(join: Literal["and", "or"], parts: Sequence[Node]) -> Node | None:
    return parts[0] if len(parts) == 1 else Group(join, tuple(parts)) if parts else None


def _operator(field: Field, name: object) -> Op:
    """The operator of that name; None means the field's default one."""
    if name is None:
        return field.operators[0]
    for op in field.operators:
        if op == name:
            return op
    raise Refused(Code.UNKNOWN_OPERATOR, f"{field.name} has the operators {', '.join(field.operators)}")


def _comparison(field: Field, op: Op, raw: Sequence[object]) -> tuple[Op, tuple[Any, ...]]:
    """The operator, `in` said as `eq`, and the typed values, each once."""
    if not raw:
        raise Refused(Code.INVALID_VALUE, "must have at least one value")
    if len(raw) > MAX_VALUES:
        raise Refused(Code.TOO_MANY_VALUES, f"may have {MAX_VALUES} values")
    if len(raw) > 1 and field.single(op):
        raise Refused(Code.REPEATED, "takes one value")
    return Op.EQ if op is Op.IN else op, tuple(dict.fromkeys(field.read(op, value) for value in raw))


@contextmanager
def _placed(pointer: str) -> Iterator[None]:
    """Give what is refused inside its place."""
    try:
        yield
    except Refused as refused:
        refused.pointer = pointer
        raise
