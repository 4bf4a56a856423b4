"""What this process sends to the database, as the driver sees it."""

import contextlib
from collections.abc import Callable, Iterator
from contextvars import ContextVar
from typing import Any, NamedTuple

import asyncpg
from asyncpg.prepared_stmt import PreparedStatement

_RECORDED: ContextVar[tuple[list["Statement"], ...]] = ContextVar("recorded", default=())
TRANSACTION = ("BEGIN", "COMMIT", "ROLLBACK")


class Statement(NamedTuple):
    sql: str
    values: tuple[Any, ...]


@contextlib.contextmanager
def recording() -> Iterator[list[Statement]]:
    """The statements that are sent to the database meanwhile, but for those that begin and end transactions; not those
    of tasks that were running before."""
    sent: list[Statement] = []
    token = _RECORDED.set((*_RECORDED.get(), sent))

    def kept(original: Callable[..., Any], sql_of: Callable[[Any, tuple[Any, ...]], Statement]) -> Callable[..., Any]:
        async def call(self: Any, *values: Any, **options: Any) -> Any:
            statement = sql_of(self, values)
            if not statement.sql.startswith(TRANSACTION) and any(each is sent for each in _RECORDED.get()):
                sent.append(statement)
            return await original(self, *values, **options)

        return call

    def prepared(statement: Any, values: tuple[Any, ...]) -> Statement:
        return Statement(statement.get_query(), values)

    def plain(_connection: Any, values: tuple[Any, ...]) -> Statement:
        return Statement(values[0], values[1:])

    ways: list[tuple[Any, str, Any]] = [
        (PreparedStatement, name, prepared) for name in ("fetch", "fetchrow", "fetchval")
    ]
    ways += [(asyncpg.Connection, name, plain) for name in ("fetch", "fetchrow", "fetchval", "execute", "executemany")]
    originals = [(owner, name, getattr(owner, name)) for owner, name, _ in ways]
    for owner, name, sql_of in ways:
        setattr(owner, name, kept(getattr(owner, name), sql_of))
    try:
        yield sent
    finally:
        _RECORDED.reset(token)
        for owner, name, original in originals:
            setattr(owner, name, original)
