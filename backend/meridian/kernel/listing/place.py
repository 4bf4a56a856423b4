"""Where in a list a page begins, and the cursors from page to page."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from meridian.kernel.language import msg
from meridian.kernel.listing.compile import Order, order
from meridian.kernel.listing.cursor import CursorInvalid, digest, seal, unseal
from meridian.kernel.listing.errors import Code, InvalidListing
from meridian.kernel.listing.query import Condition, Group, ListQuery, Node
from meridian.kernel.listing.spec import ListSpec
from meridian.kernel.problems import Fault


@dataclass(frozen=True, slots=True)
class Place:
    """Where in a list a page begins, and the cursor to where the next one does."""

    spec: ListSpec
    query: ListQuery
    by: Order
    bound_to: str
    after: tuple[Any, ...] | None

    @classmethod
    def of(cls, spec: ListSpec, query: ListQuery, *, scope: str, masked: frozenset[str]) -> "Place":
        """Raises `InvalidListing` for a cursor of another query or scope and for each masked field used."""
        query.require_permitted(masked)
        by = order(spec, query, masked)
        bound_to = _bound(query, by, scope)
        after = None if query.cursor is None else _continue(query, spec, bound_to)
        return cls(spec, query, by, bound_to, after)

    def next_cursor(self, rows: Sequence[Any]) -> str | None:
        """The cursor after a page, of whose rows one more was read than it holds; each ends in its sort values."""
        if len(rows) <= self.query.limit:
            return None
        return seal(self.spec.name, self.bound_to, tuple(rows[self.query.limit - 1])[-self.by.width :])


def cursor_after(
    spec: ListSpec, query: ListQuery, sort_values: Sequence[object], *, scope: str, masked: frozenset[str]
) -> str:
    """The cursor that `page_of` would give after a row with these sort values: for lists that begin elsewhere."""
    return seal(spec.name, _bound(query, order(spec, query, masked), scope), sort_values)


def _bound(query: ListQuery, by: Order, scope: str) -> str:
    return digest(by.shape, _shape(query.where), sorted(query.extra.items()), scope)


def _continue(query: ListQuery, spec: ListSpec, bound_to: str) -> tuple[Any, ...]:
    assert query.cursor is not None
    try:
        return unseal(query.cursor, spec.name, bound_to)
    except CursorInvalid:
        detail = msg("is not a cursor of this list with this filter and sort; start again without it")
        raise InvalidListing([Fault(f"{query.root}/cursor", Code.CURSOR_INVALID.value, detail)]) from None


def _shape(node: Node | None) -> object:
    """The filter as plain values, for the digest."""
    if node is None:
        return None
    if isinstance(node, Condition):
        return (node.field.name, node.op.value, node.values)
    if isinstance(node, Group):
        return (node.join, [_shape(part) for part in node.parts])
    return ("not", _shape(node.part))
