"""A list request, understood: the typed condition tree, the sort keys, and the page asked for."""

from collections.abc import Callable, Hashable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal, TypeVar

from sqlalchemy import Select

from meridian.kernel.language import msg
from meridian.kernel.listing.errors import Code, Faults
from meridian.kernel.listing.spec import DEFAULT_LIMIT, Count, Field, Op

T = TypeVar("T")
Rows = Select[*tuple[Any, ...]]
"""A SELECT of whatever a list shows."""


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
    _follows: dict[Hashable, Any] = field(default_factory=dict, init=False, compare=False, repr=False)

    def once(self, what: Hashable, work_out: Callable[[], T]) -> T:
        """What follows from the query and from what names it alone: worked out once for all who ask the same."""
        if what not in self._follows:
            self._follows[what] = work_out()
        found: T = self._follows[what]
        return found

    def require_permitted(self, masked: frozenset[str]) -> None:
        """Raise `InvalidListing` naming each use of a sensitive field that is masked for the actor (CR-10, MC-8)."""
        faults = Faults()
        uses: tuple[Condition | SortKey, ...] = (*conditions(self.where), *self.sort)
        for used in uses:
            if used.field.sensitive in masked:
                detail = msg("{name} is not open to you for filtering or sorting", name=used.field.name)
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


def with_value(query: ListQuery, of: Condition, value: Any) -> ListQuery:
    """The same with this value in a condition that every row must meet."""
    where = query.where
    if where is of or not isinstance(where, Group):
        return replace(query, where=replace(of, values=(value,)))
    parts = tuple(replace(of, values=(value,)) if part is of else part for part in where.parts)
    return replace(query, where=replace(where, parts=parts))


def is_of_one(query: ListQuery, name: str) -> bool:
    """Whether all rows asked for have one and the same value of the field."""
    return any(each.field.name == name and each.op is Op.EQ and len(each.values) == 1 for each in required(query.where))
