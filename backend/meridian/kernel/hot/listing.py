"""A list's page as bytes, from a statement compiled once for each set of filters (decision 0051).

The same code that builds the statement of a request builds it here once from stand-ins: each value of a filter and of
the cursor is a `Slot`. Filters whose statement depends on their value (flags, `null`) take part in the key; those that
make a condition by themselves, and counts, are left to the ordinary way.
"""

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

from sqlalchemy.ext.asyncio import AsyncEngine

from meridian.kernel.db.compiled import Compiled, Slot, for_answers
from meridian.kernel.hot.route import Encoder, encode
from meridian.kernel.listing.compile import filtered, order, steps
from meridian.kernel.listing.cursor import Place
from meridian.kernel.listing.query import Condition, Group, ListQuery, Rows
from meridian.kernel.listing.spec import ListSpec, Op
from meridian.kernel.masking import Output

MAX_KEPT = 1000
_BY_VALUE = frozenset({Op.EQ, Op.NE, Op.LT, Op.LTE, Op.GT, Op.GTE})


class HotPage(NamedTuple):
    """The answer, and how many rows it has."""

    body: bytes
    rows: int


class HotList:
    """The pages of one list. Every row shows exactly the columns that `model` names."""

    def __init__(self, spec: ListSpec, model: type[Output]) -> None:
        self.spec = spec
        self.model = model
        self._kept: dict[Hashable, list[tuple[Compiled, Encoder]]] = {}

    async def page(
        self,
        engine: AsyncEngine,
        query: ListQuery,
        rows_of: Callable[[ListQuery], Rows],
        *,
        depends_on: Hashable,
        values: Mapping[str, Any],
        scope: str,
        masked: frozenset[str],
    ) -> HotPage | None:
        """The page that `page_of` would give, or None when the query is not plain.

        rows_of: builds the SELECT for a query of stand-ins; `depends_on` names what else decides about it, and `values`
        holds those of the slots it puts there itself. scope, masked: as for `page_of`, which tells what is raised.
        """
        standing = _standing_in(query)
        if standing is None:
            return None
        stand_in, given, constants = standing
        place = Place.of(self.spec, query, scope=scope, masked=masked)
        after = place.after or ()
        key = (depends_on, query.limit, constants, tuple(place.by.shape), tuple(value is None for value in after))
        if key not in self._kept:
            if len(self._kept) >= MAX_KEPT:
                self._kept.clear()
            self._kept[key] = self._compiled(rows_of(stand_in), stand_in, after)
        given |= {**values} | {f"after_{number}": value for number, value in enumerate(after)}
        rows: list[Any] = []
        for compiled, _ in self._kept[key]:
            rows += await compiled.fetch(engine, given)
            if len(rows) > query.limit:
                break
        compiled, encoder = self._kept[key][0]  # the steps of a page show the same columns
        hidden, names = encoder.hidden(masked), compiled.names[: -place.by.width]
        items = [encoder.fields(dict(zip(names, row, strict=False)), hidden) for row in rows[: query.limit]]
        next_cursor = place.next_cursor(rows)
        body = encode({"items": items, "next_cursor": next_cursor, "total": None, "total_is_estimate": None})
        return HotPage(body, len(items))

    def _compiled(self, rows: Rows, query: ListQuery, after: Sequence[Any]) -> list[tuple[Compiled, Encoder]]:
        """One statement for each step of the page."""
        by = order(self.spec, query, frozenset())
        slots = tuple(None if value is None else Slot(f"after_{number}") for number, value in enumerate(after))
        made = []
        for step in steps(filtered(rows, query, masked=frozenset()), query, by, slots or None):
            compiled, json = for_answers(step.limit(query.limit + 1), except_last=by.width)
            encoder = Encoder(self.model, json)
            assert encoder.names == {*compiled.names[: -by.width], "masked_fields"}
            made.append((compiled, encoder))
        return made


def _standing_in(query: ListQuery) -> tuple[ListQuery, dict[str, Any], Hashable] | None:
    """The query with slots for values, the slots' values, and what else its statement depends on."""
    node = query.where
    parts = node.parts if isinstance(node, Group) and node.join == "and" else () if node is None else (node,)
    if query.count is not None or query.extra:
        return None
    stand_ins: list[Condition] = []
    values: dict[str, Any] = {}
    constants: list[Hashable] = []
    for number, part in enumerate(parts):
        if not isinstance(part, Condition):
            return None
        stand_in, several = part, len(part.values) > 1
        if part.op is Op.NULL or part.field.type == "boolean":
            constants.append((part.field.name, part.op, part.values))
        elif part.field.compile is None and part.op in _BY_VALUE:
            name = f"filter_{number}"
            stand_in = replace(part, values=(Slot(name),) * (2 if several else 1))
            values[name] = list(part.values) if several else part.values[0]
            constants.append((part.field.name, part.op, several))
        else:
            return None
        stand_ins.append(stand_in)
    where = Group("and", tuple(stand_ins)) if len(stand_ins) > 1 else stand_ins[0] if stand_ins else None
    return replace(query, where=where), values, tuple(constants)
