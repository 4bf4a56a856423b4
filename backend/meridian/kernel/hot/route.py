"""Answers in front of the router, for the few reads that a benchmark names (performance.md, decision 0051).

A `Fast` answers the plain case of a route from one prepared statement, as bytes; whatever else is asked it declines,
and the router, which declares and documents the route, answers as if nobody had been asked before. Both must say the
same: `tests/customers/test_hot.py` compares them.
"""

import re
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any

import asyncpg
import orjson
from fastapi import Request, Response
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from meridian.kernel.http.handlers import answer, outage
from meridian.kernel.http.middleware import App, Receive, Scope, Send
from meridian.kernel.masking import Output
from meridian.kernel.problems import Problem
from meridian.kernel.schemas import decimal_text

JSON = "application/json"
_PLACE = re.compile(r"\{\w+\}")
_UUID = "([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})"


@dataclass(frozen=True)
class HotRoute:
    """The plain case of `GET path`. `respond` gets the ids that stand in the path; None: the router may answer."""

    path: str
    respond: Callable[..., Awaitable[Response | None]]

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        return re.compile(_PLACE.sub(lambda _: _UUID, self.path))


class HotMiddleware:
    """Asks each `Fast` whose path fits before the application is asked."""

    def __init__(self, app: App, *, answers: Sequence[HotRoute]) -> None:
        self.app = app
        self.answers = answers

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["method"] == "GET":
            for fast in self.answers:
                if found := fast.pattern.fullmatch(scope["path"]):
                    response = await _respond(fast, Request(scope, receive), found.groups())
                    if response is not None:
                        scope["route"] = fast  # whose path the metrics and the log name
                        await response(scope, receive, send)
                        return
        await self.app(scope, receive, send)


async def _respond(fast: HotRoute, request: Request, ids: Sequence[str]) -> Response | None:
    try:
        return await fast.respond(request, *ids)
    except Problem as problem:
        return answer(problem, request)
    except PoolTimeout as error:
        return answer(outage(error), request)  # the router would wait as long again
    except (DBAPIError, asyncpg.PostgresError, asyncpg.InterfaceError, OSError):
        return None  # the router asks again, by a connection of its own, and knows what to say


class Encoder:
    """Rows as JSON in the shape of an `Output` model, masked as the model masks; nothing is validated again.

    json: the names whose values are JSON already, as text.
    """

    def __init__(self, model: type[Output], json: frozenset[str]) -> None:
        self.names = frozenset(model.model_fields)
        self._json = sorted(json & self.names)
        self._sensitive = model.sensitive()

    def hidden(self, masked: frozenset[str]) -> list[str]:
        """The fields hidden from who may not see these groups."""
        return [name for name, group in self._sensitive.items() if group in masked]

    def fields(self, row: dict[str, Any], hidden: Sequence[str]) -> dict[str, Any]:
        """A row with the model's names, made ready in place."""
        for name in self._json:
            if row[name] is not None:
                row[name] = orjson.Fragment(row[name])
        for name in hidden:
            row[name] = None
        row["masked_fields"] = hidden
        return row


def encode(document: Mapping[str, Any]) -> bytes:
    """As the models write it: instants in UTC with Z, amounts as decimal text."""
    return orjson.dumps(document, default=_text, option=orjson.OPT_UTC_Z)


def _text(value: Any) -> str:
    if isinstance(value, Decimal):
        return decimal_text(value)
    raise TypeError(f"{type(value).__name__} has no JSON form here")
