"""One page of a list: the rows, the cursor to the next ones and, when asked for, the total."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from pydantic import BaseModel
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncSession

from meridian.kernel.db.compiled import Compiled, place_of
from meridian.kernel.db.driver import At
from meridian.kernel.listing.cursor import Place
from meridian.kernel.listing.query import ListQuery, Rows
from meridian.kernel.listing.rows import Columns, Read, Values
from meridian.kernel.listing.shown import Adds, shown
from meridian.kernel.listing.spec import ListSpec
from meridian.kernel.listing.statements import Listed, Reader, Statement, kept, made_for, total, values_of
from meridian.kernel.schemas import Page

_PAGE = Page[Any]


async def page_of(
    connection: AsyncSession | AsyncConnection,
    reader: Reader,
    spec: ListSpec,
    query: ListQuery,
    rows: Callable[..., Rows],
    *fixed: Any,
    shows: type[BaseModel] | None = None,
    to_row: Callable[[Any], Any] | None = None,
    adds: Adds | None = None,
    of: object = None,
    gathers: bool = False,
    **given: Any,
) -> Page[Any]:
    """The page of what `rows` selects that `query` asks for.

    rows: makes the SELECT, narrowed to what the reader may see: `rows(reader, *fixed, **given)`. It closes over
    nothing, as it is asked once for all that differ in ids and given values alone; what else it depends on is `fixed`.
    to_row: maps an item (rows.py says what items are) to the fields of the model `shows`, to which hidden groups are
    null. Without it each item is shown by its columns; without a model items come as they are.
    adds: from the columns of an item, its ids as they are shown, the fields that the model shows besides.
    of: the record whose list it is; a cursor works only there, and only for the same reader.
    gathers: the rows are few beside the table and no index gives just them in the order asked for.
    Raises `InvalidListing` for a cursor of another query, record or reader and for each masked field used.
    """
    assert rows.__closure__ is None, "a list's statement is made of what it is given"
    scope = str(reader.user_id) if of is None else f"{reader.user_id}:{of}"
    place = Place.of(spec, query, scope=scope, masked=reader.masked)
    listed = Listed(rows, fixed, None if to_row is not None else shows, gathers)
    known = kept(listed, place, reader, given)
    pages, values = known or (made_for(listed, place, reader, given), values_of(reader, given))
    at = await _at(connection, compiled=known is not None)
    read = await _read(pages.steps, at, values, query.limit + 1)
    full = read if pages.by_ids is None else await _with_ids(pages.by_ids, at, values, read[: query.limit])
    counted, is_estimate = (None, None) if query.count is None else await total(pages, at, values, query.count)
    return _PAGE.model_construct(
        items=_items(pages.columns, full[: query.limit], shows, to_row, adds, reader.masked),
        next_cursor=place.next_cursor(read),
        total=counted,
        total_is_estimate=is_estimate,
    )


async def _at(connection: AsyncSession | AsyncConnection, *, compiled: bool) -> At:
    """Where the statements run."""
    if isinstance(connection, AsyncConnection):
        return connection
    at = await place_of(connection)
    return at if compiled or isinstance(at, AsyncConnection) else await connection.connection()


async def _read(statements: Iterable[Statement], at: At, values: Mapping[str, Any], wanted: int) -> list[Any]:
    """Up to one row more than the page holds (from each statement that many), each ending in its sort values."""
    rows: list[Any] = []
    for statement in statements:
        rows += await statement.read(at, values)
        if len(rows) >= wanted:
            break
    return rows


async def _with_ids(by_ids: Compiled, at: At, values: Mapping[str, Any], found: Read) -> Read:
    """The rows with the ids that the found ones begin with, in their order."""
    if not found:
        return []
    rows = {row[-1]: row for row in await by_ids.read(at, {**values, "ids": [each[0] for each in found]})}
    return [rows[each[0]] for each in found if each[0] in rows]


def _items(
    columns: Columns,
    rows: Read,
    shows: type[BaseModel] | None,
    to_row: Callable[[Any], Any] | None,
    adds: Adds | None,
    masked: frozenset[str],
) -> list[Any]:
    if shows is None:
        items = columns.items(rows)
        return items if to_row is None else [to_row(item) for item in items]
    show = shown(shows, masked)
    if to_row is None:
        assert isinstance(columns, Values), "a model without a way to its fields shows columns"
        return show.of_columns(columns, rows, adds)
    of = show.of
    return [of(to_row(item)) for item in columns.items(rows)]
