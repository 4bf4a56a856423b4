"""A write answered straight says what FastAPI says, whatever is sent, and does the same (kernel/http/direct.py)."""

import contextlib
import json
import re
import uuid
from collections.abc import AsyncIterator, Iterator
from typing import Any

import httpx
import pytest
from fastapi import Request, Response

from meridian import wiring
from meridian.kernel.db.session import Database, WriteSession
from meridian.kernel.http.direct import Direct, Finish, direct_of
from meridian.kernel.http.route import Route
from tests.architecture.test_concurrency import EDITS, FIELDS, kind_of
from tests.architecture.test_preconditions import MOVES
from tests.support.api import Api
from tests.support.contract import OPERATIONS, Operation
from tests.support.specimens import BY_KIND, SPECIMENS, Ids, create_specimens

UPLOADS = {"/v1/files", "/v1/imports"}
WRITES = [operation for operation in OPERATIONS if operation.method != "GET" and operation.path not in UPLOADS]
OWN = {"content-length", "trace_id", "x-trace-id", "ratelimit"}
"""What differs between any two requests; an answer's length where it is compressed."""
MADE = re.compile(
    r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|\bmk_[\w-]+|\b[A-Z]+-\d{4}-\d+|(?<=meridian_session=)[^;]+|(?<=expires=)[^;]+|\b[0-9a-f]{32}\b"
)
"""Ids, keys, numbers, cookies, moments and traces, which are made anew for each."""

BODIES = (
    b"",
    b"{",
    b"[]",
    b"null",
    b"\xff",
    b'{"nothing": 1}',
    b"[" * 5000,
    rb'{"name": "\ud800", "reason": "\ud800"}',
)
KINDS = ("application/json", "application/json; charset=utf-8", "application/x+json", "text/plain", "")


class _Undone(Exception):
    """Rolls back what a request did, when all of it is done."""


class Both:
    """The application asked twice, each time as if for the first time: as it is, and with every route answered by
    FastAPI. straight: how many were answered without it."""

    def __init__(self, api: Api) -> None:
        self.api = api
        self.straight = 0

    async def same(self, method: str, path: str, **sent: Any) -> httpx.Response:
        """What both say, having compared it."""
        with self._undoing():
            with self._counting():
                ours = await self.api.request(method, path, **sent)
            with pytest.MonkeyPatch.context() as patch:
                patch.setattr(Direct, "answer", _declines)
                theirs = await self.api.request(method, path, **sent)
        assert _said(ours) == _said(theirs), f"{method} {path} {sent}"
        return ours

    @contextlib.contextmanager
    def _counting(self) -> Iterator[None]:
        answer = Direct.answer

        async def noting(direct: Direct, request: Request, finish: Finish) -> Response | None:
            response = await answer(direct, request, finish)
            self.straight += response is not None
            return response

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(Direct, "answer", noting)
            yield

    @contextlib.contextmanager
    def _undoing(self) -> Iterator[None]:
        write = Database.write

        @contextlib.asynccontextmanager
        async def undone(db: Database, **options: Any) -> AsyncIterator[WriteSession]:
            with contextlib.suppress(_Undone):
                async with write(db, **options) as session:
                    yield session
                    await session.flush()
                    raise _Undone

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(Database, "write", undone)
            yield


async def _declines(direct: Direct, request: Request, finish: Finish) -> None:
    """Leaves the request to FastAPI, as far as it was read."""
    if direct.takes_body:
        await request.body()


def _said(answer: httpx.Response) -> Any:
    """All of an answer but what is its own; what was made is named by the order of its naming."""
    headers = sorted((name, value) for name, value in answer.headers.multi_items() if name not in OWN)
    body = answer.json() if answer.content else None
    if isinstance(body, dict):
        body = {name: value for name, value in body.items() if name not in OWN}
    numbers: dict[str, str] = {}
    text = json.dumps([answer.status_code, body, headers], indent=1)
    return MADE.sub(lambda found: numbers.setdefault(found[0], f"<{len(numbers)}>"), text).splitlines()


class _Comparing(Api):
    """Makes nothing that it has not made in both ways before."""

    def __init__(self, both: Both) -> None:
        super().__init__(both.api.client, both.api.world)
        self._both = both

    async def post(self, path: str, **sent: Any) -> httpx.Response:
        await self._both.same("POST", path, **sent)
        return await super().post(path, **sent)


@pytest.fixture(scope="module")
async def both(api: Api) -> Both:
    return Both(api)


@pytest.fixture(scope="module")
async def made(both: Both, db: Database) -> tuple[Ids, int]:
    """A record of every kind, and how many were made without FastAPI."""
    return await create_specimens(_Comparing(both), db), both.straight


@pytest.fixture(scope="module")
def ids(made: tuple[Ids, int]) -> Ids:
    return made[0]


@pytest.fixture(scope="module")
def made_straight(made: tuple[Ids, int]) -> int:
    return made[1]


def _who(operation: Operation) -> str:
    kind = next(iter(reversed(operation.kinds.values())), None)
    return BY_KIND[kind].who if kind in BY_KIND else "director"


@pytest.mark.parametrize("operation", WRITES, ids=lambda operation: operation.name)
async def test_refusals(both: Both, ids: Ids, operation: Operation) -> None:
    """Nobody, somebody who may not, nothing there, a version that is none, or another, and a body that does not fit."""
    who, url = _who(operation), operation.url(ids)
    example = operation.example()
    body = {} if operation.body_schema is None else {"json": example}
    await both.same(operation.method, url, who=None, **body)
    await both.same(operation.method, url, who="auditor", **body)
    await both.same(operation.method, operation.url({}), who=who, **body)
    key = {"Idempotency-Key": "specimen"} if operation.method == "POST" else {}
    await both.same(operation.method, url, who=who, headers={"If-Match": '"99"', "Accept-Language": "zh-CN"}, **body)
    await both.same(operation.method, url, who=who, headers={"If-Match": "none"} | key, json=[example])


@pytest.mark.parametrize("content", BODIES)
@pytest.mark.parametrize("kind", KINDS)
async def test_bodies(both: Both, ids: Ids, content: bytes, kind: str) -> None:
    """What is no JSON, or says nothing that is known; with a permission and without."""
    paths = ("/v1/customers", "/v1/planned-contacts/{planned-contacts}/moves/cancel", "/v1/notes")
    for path in paths:
        for who in ("rep", "auditor"):
            sent = {"content": content, "headers": {"Content-Type": kind, "If-Match": '"99"', "Idempotency-Key": "k"}}
            await both.same("POST", path.format_map(ids), who=who, **sent)


def test_every_kind_of_record_is_made_alike(made_straight: int) -> None:
    """They were compared when they were made."""
    assert made_straight == len([each for each in SPECIMENS if not each.upload])


@pytest.mark.parametrize("operation", EDITS, ids=kind_of)
async def test_every_kind_of_record_is_changed_alike(both: Both, ids: Ids, operation: Operation) -> None:
    kind, url = kind_of(operation), operation.url(ids)
    who = BY_KIND.get(kind, BY_KIND["scripts"]).who
    version = (await both.api.get(url, who=who, expect=200)).json()["version"]
    reason = {"reason": "Heard otherwise"} if "reason" in (operation.body_schema or {}).get("required", ()) else {}
    before = both.straight
    said = await both.same("PATCH", url, who=who, version=version, json=reason | {FIELDS[kind]: "Another"})
    assert said.status_code == 200
    assert said.headers["etag"] == f'"{version + 1}"'
    assert both.straight == before + 1


async def test_moves_are_made_alike(both: Both, ids: Ids) -> None:
    made = 0
    for operation in MOVES:
        url = operation.url(ids)
        for who in ("director", _who(operation)):
            read = await both.api.get(url.partition("/moves/")[0], who=who)
            if read.status_code == 200:
                sent = {"json": operation.example() or {}, "version": read.json()["version"]}
                made += (await both.same("POST", url, who=who, **sent)).status_code == 200
    assert made > 15


async def test_a_repeated_request_is_known_by_either(both: Both, api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    """What one way has kept, the other answers with; another request under the key is refused by both."""
    straight = Direct.answer
    for first, second in ((straight, _declines), (_declines, straight)):
        key = {"Idempotency-Key": uuid.uuid4().hex}
        body = {"name": f"Hydro {uuid.uuid4().hex}", "source_channel": "sales"}
        monkeypatch.setattr(Direct, "answer", first)
        made = await api.post("/v1/customers", headers=key, json=body, expect=201)
        monkeypatch.setattr(Direct, "answer", second)
        again = await api.post("/v1/customers", headers=key, json=body, expect=201)
        assert (again.content, again.headers["idempotency-replayed"]) == (made.content, "true")
        assert [again.headers[name] for name in ("etag", "location")] == [
            made.headers[name] for name in ("etag", "location")
        ]
        await api.post("/v1/customers", headers=key, json=body | {"name": "Another"}, expect=422)


def test_most_writes_are_answered_straight() -> None:
    """All but uploads."""
    left = {
        route.path
        for router in wiring.ROUTERS
        for route in router.routes
        if isinstance(route, Route) and route.methods != {"GET"} and direct_of(route) is None
    }
    assert left == UPLOADS | {"/v1/files/search"}
