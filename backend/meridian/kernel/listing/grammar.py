"""From what a client sent, as query string or as body, to one typed `ListQuery`; every fault named at its place."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import lru_cache
from typing import Any, Literal, cast
from urllib.parse import parse_qsl
from uuid import UUID

from meridian.kernel.language import msg
from meridian.kernel.listing.body import SearchBody
from meridian.kernel.listing.errors import Code, Faults, Refused, point, shown
from meridian.kernel.listing.query import Condition, Group, ListQuery, Negation, Node, SortKey
from meridian.kernel.listing.spec import (
    COUNTS,
    DEFAULT_LIMIT,
    MAX_CONDITIONS,
    MAX_CURSOR,
    MAX_DEPTH,
    MAX_LIMIT,
    MAX_SORT,
    MAX_VALUES,
    RESERVED,
    Count,
    Field,
    ListSpec,
    Op,
)
from meridian.kernel.listing.values import READER, integer_from_text, read_integer

Path = tuple[str | int, ...]


MAX_KEPT = 2000
MAX_KEPT_BYTES = 1000


def query_of(spec: ListSpec, said: bytes) -> ListQuery:
    """What a query string asks of the list, as `parse_query`: the same query for who asks the same again."""
    return (_asked if len(said) <= MAX_KEPT_BYTES else _asked.__wrapped__)(spec, said, READER.get())


@lru_cache(maxsize=MAX_KEPT)
def _asked(spec: ListSpec, said: bytes, _reader: UUID | None) -> ListQuery:
    """The reader is who `me` is."""
    return parse_query(spec, pairs_of(said))


def pairs_of(said: bytes) -> list[tuple[str, str]]:
    """A query string's names and values, decoded."""
    return parse_qsl(said.decode("latin-1"), keep_blank_values=True)


def parse_query(spec: ListSpec, items: Iterable[tuple[str, str]]) -> ListQuery:
    """Read decoded query-string pairs. Raises `InvalidListing` with pointers such as `/query/grade`."""
    given: dict[str, list[str]] = {}
    for name, value in items:
        given.setdefault(name, []).append(value)
    reader = _Reader(spec)
    found: list[Condition] = []
    for name, raw in given.items():
        if name not in RESERVED and name not in spec.extra_params:
            found += reader.parameter(name, raw)
    # The client's order carries no meaning; one order makes one statement and one cursor digest of it.
    found.sort(key=lambda condition: (condition.field.name, condition.op))
    query = ListQuery(
        where=_join("and", found),
        sort=reader.sort(reader.single(given, "sort", lambda keys: keys.split(",")), "/query/sort"),
        limit=reader.limit(reader.single(given, "limit", integer_from_text), "/query/limit"),
        cursor=reader.cursor(reader.single(given, "cursor"), "/query/cursor"),
        count=reader.count(reader.single(given, "count"), "/query/count"),
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

    def parameter(self, name: str, raw: list[str]) -> list[Condition]:
        """A filter such as `grade` or `next_contact_at.lt` with all its values; none when at fault."""
        where = point("query", name)
        with self.faults.at(where):
            field, op_name = self.spec.fields.get(name), None
            if field is None:
                stem, _, op_name = name.rpartition(".")
                field = self.spec.fields.get(stem)
            if field is None:
                raise Refused(Code.UNKNOWN_PARAMETER, msg("{name} is not a parameter of this list", name=shown(name)))
            op = _operator(field, op_name)
            values = [field.from_text(op, text) for text in raw[: MAX_VALUES + 1]]
            return [Condition(field, *_comparison(field, op, values), where)]
        return []

    def single(self, given: Mapping[str, list[str]], name: str, from_text: Callable[[str], object] = str) -> object:
        """The value of a parameter that may be given once."""
        found = given.get(name, [])
        if len(found) > 1:
            self.faults.add(point("query", name), Code.REPEATED, msg("{name} may be given once", name=name))
        return from_text(found[0]) if found else None

    # Body

    def node(self, raw: object, path: Path, depth: int = 1) -> Node | None:
        """A filter of the body: a condition, or `and`, `or`, `not` over others."""
        with self.faults.at(point(*path)):
            if depth > MAX_DEPTH:
                raise Refused(Code.FILTER_TOO_DEEP, msg("a filter may be nested {most} levels deep", most=MAX_DEPTH))
            if not isinstance(raw, dict):
                raise Refused(Code.INVALID_FILTER, msg("must be a condition or one of and, or, not"))
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
            raise Refused(Code.INVALID_FILTER, msg("must be a list of at least one filter"), point(*path))
        if len(raw) > MAX_CONDITIONS:
            raise Refused(
                Code.FILTER_TOO_LARGE,
                msg("may hold {most} filters", most=MAX_CONDITIONS),
                point(*path),
            )
        parts = (self.node(part, (*path, index), depth + 1) for index, part in enumerate(raw))
        return [part for part in parts if part is not None]

    def _leaf(self, raw: Mapping[str, Any], path: Path) -> Condition:
        self._conditions += 1
        if self._conditions > MAX_CONDITIONS:
            raise Refused(
                Code.FILTER_TOO_LARGE,
                msg("a filter may have {most} conditions", most=MAX_CONDITIONS),
            )
        if raw.keys() & {"and", "or", "not"}:
            raise Refused(Code.INVALID_FILTER, msg("and, or, not each stand alone; nest them"))
        for key in sorted(raw.keys() - {"field", "op", "value"}):
            self.faults.add(point(*path, key), Code.INVALID_FILTER, msg("a condition has field, op and value"))
        if absent := {"field", "value"} - raw.keys():
            raise Refused(Code.INVALID_FILTER, msg("a condition needs {absent}", absent=sorted(absent)))
        name, value = raw["field"], raw["value"]
        field = self.spec.fields.get(name) if isinstance(name, str) else None
        if field is None:
            raise Refused(Code.UNKNOWN_FIELD, msg("is not a field of this list"), point(*path, "field"))
        with _placed(point(*path, "op")):
            op = _operator(field, raw.get("op"))
        with _placed(point(*path, "value")):
            if isinstance(value, list) and field.single(op):
                raise Refused(Code.REPEATED, msg("takes one value"))
            comparison = _comparison(field, op, value if isinstance(value, list) else [value])
        return Condition(field, *comparison, point(*path, "field"))

    # Both

    def sort(self, raw: object, where: str) -> tuple[SortKey, ...]:
        """The keys asked for, such as `-next_contact_at`; none asked: an empty tuple."""
        if raw is None:
            return ()
        found: dict[str, SortKey] = {}
        with self.faults.at(where):
            if not isinstance(raw, list) or not 1 <= len(raw) <= MAX_SORT:
                raise Refused(Code.INVALID_VALUE, msg("must name 1 to {most} sort keys", most=MAX_SORT))
            for key in raw:
                with self.faults.at(where):
                    sort_key = self._sort_key(key, found, where)
                    found[sort_key.field.name] = sort_key
        return tuple(found.values())

    def _sort_key(self, key: object, found: Collection[str], where: str) -> SortKey:
        text = key if isinstance(key, str) else ""
        field = self.spec.fields.get(text.removeprefix("-"))
        if field is None or not field.sortable:
            code = Code.UNKNOWN_FIELD if field is None else Code.FIELD_NOT_SORTABLE
            raise Refused(code, msg("{text} is not one of {known}", text=shown(text), known=self.spec.sort_keys))
        if field.name in found:
            raise Refused(Code.REPEATED, msg("{name} is named twice", name=field.name))
        return SortKey(field, text.startswith("-"), where)

    def limit(self, raw: object, where: str) -> int:
        with self.faults.at(where):
            limit = DEFAULT_LIMIT if raw is None else read_integer(raw)
            if 1 <= limit <= MAX_LIMIT:
                return limit
            raise Refused(Code.OUT_OF_RANGE, msg("must be 1 to {most}", most=MAX_LIMIT))
        return DEFAULT_LIMIT

    def cursor(self, raw: object, where: str) -> str | None:
        if raw is None or (isinstance(raw, str) and 0 < len(raw) <= MAX_CURSOR and raw.isascii()):
            return raw
        self.faults.add(where, Code.CURSOR_INVALID, msg("is not a cursor of this list"))
        return None

    def count(self, raw: object, where: str) -> Count | None:
        if raw is None or raw in COUNTS:
            return cast(Count | None, raw)
        self.faults.add(where, Code.INVALID_VALUE, msg("must be one of {known}", known=COUNTS))
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
    raise Refused(
        Code.UNKNOWN_OPERATOR, msg("{name} has the operators {operators}", name=field.name, operators=field.operators)
    )


def _comparison(field: Field, op: Op, raw: Sequence[object]) -> tuple[Op, tuple[Any, ...]]:
    """The operator, `in` said as `eq`, and the typed values, each once and sorted: their order carries no meaning."""
    if not raw:
        raise Refused(Code.INVALID_VALUE, msg("must have at least one value"))
    if len(raw) > MAX_VALUES:
        raise Refused(Code.TOO_MANY_VALUES, msg("may have {most} values", most=MAX_VALUES))
    if len(raw) > 1 and field.single(op):
        raise Refused(Code.REPEATED, msg("takes one value"))
    return Op.EQ if op is Op.IN else op, tuple(sorted({field.read(op, value) for value in raw}))


@contextmanager
def _placed(pointer: str) -> Iterator[None]:
    """Give what is refused inside its place."""
    try:
        yield
    except Refused as refused:
        refused.pointer = pointer
        raise
