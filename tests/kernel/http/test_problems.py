"""Whatever is wrong with a request, the answer is one problem document."""

import json
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from meridian.identity.access import COOKIE
from meridian.kernel.db.session import Database
from meridian.kernel.settings import Settings
from meridian.main import JSON_LIMIT, create_app
from meridian.web.serving import common_headers
from tests.support.api import Api
from tests.support.world import World


def problem(answer: httpx.Response, status: int, code: str) -> dict[str, Any]:
    """The document, checked for what all of them have."""
    assert answer.status_code == status, answer.text[:500]
    assert answer.headers["content-type"] == "application/problem+json"
    document: dict[str, Any] = answer.json()
    assert (document["status"], document["code"]) == (status, code)
    assert document["type"] == f"urn:meridian:problem:{code}"
    assert document["title"]
    assert document["detail"]
    assert document["trace_id"] == answer.headers["x-trace-id"]
    for name, value in common_headers(production=False).items():
        assert answer.headers[name] == value
    return document


async def send(api: Api, body: bytes, content_type: str | None = "application/json", **kwargs: Any) -> httpx.Response:
    headers = {"Content-Type": content_type} if content_type else {}
    return await api.post("/v1/customers", content=body, headers=headers, **kwargs)


@pytest.mark.parametrize(
    "body",
    [
        b"{",
        b"not json",
        b'{"name": "\xff\xfe"}',
        b"[" * 100_000,
        b'{"name": ' + b"9" * 10_000 + b"}",
        b"\x00",
    ],
    ids=lambda body: repr(body[:20]),
)
async def test_unreadable_json(api: Api, body: bytes) -> None:
    problem(await send(api, body), 400, "bad_request")


@pytest.mark.parametrize("body", [b"[]", b'"text"', b"null", b"7"])
async def test_json_of_another_shape(api: Api, body: bytes) -> None:
    assert problem(await send(api, body), 422, "invalid")["errors"]


async def test_no_body(api: Api) -> None:
    assert problem(await send(api, b""), 422, "invalid")["errors"][0]["code"] == "missing"


@pytest.mark.parametrize("content_type", ["text/plain", "application/x-www-form-urlencoded", "application/xml", None])
async def test_another_media_type(api: Api, content_type: str | None) -> None:
    body = json.dumps({"name": "x", "source_channel": "sales"}).encode()
    problem(await send(api, body, content_type), 415, "unsupported_media")


async def test_each_fault_is_named_by_its_pointer(api: Api) -> None:
    body = {"name": "", "source_channel": "nowhere", "colour": "red", "phones": [{"number": 7}]}
    found = problem(await api.post("/v1/customers", json=body), 422, "invalid")
    pointers = {fault["pointer"] for fault in found["errors"]}
    assert {"/name", "/source_channel", "/colour"} <= pointers
    assert any(pointer.startswith("/phones/0") for pointer in pointers)
    assert all(fault["code"] and fault["detail"] for fault in found["errors"])


@pytest.mark.parametrize("name", ["a\u0000b", "\u0000", "bell \u0007", "\ud800"])
async def test_characters_no_text_has(api: Api, name: str) -> None:
    body = json.dumps({"name": name, "source_channel": "sales"}).encode()
    found = problem(await send(api, body), 422, "invalid")
    assert [fault["pointer"] for fault in found["errors"]] == ["/name"]


@pytest.mark.parametrize(
    "query", ["name=%00", "name.contains=a%00b", "name=%ff", "cursor=%00", "limit=1e3", "limit=99999999999999999999"]
)
async def test_queries_no_list_can_read(api: Api, query: str) -> None:
    answer = await api.get(f"/v1/customers?{query}")
    assert answer.status_code in (200, 422)
    if answer.status_code == 422:
        assert problem(answer, 422, "invalid")["errors"]


@pytest.mark.parametrize(
    "path", ["/v1/nothing", "/nothing", "/v1/users/", "/v1/customers/x/y/z", "/v1/%00", "/v1//users"]
)
async def test_unknown_paths(api: Api, path: str) -> None:
    problem(await api.get(path), 404, "not_found")


async def test_ids_that_are_none(api: Api) -> None:
    for bad in ("7", "%00", "0199d3a4-c5f2-7b6e-8d1f", "x" * 3000):
        problem(await api.get(f"/v1/users/{bad}"), 422, "invalid")


async def test_a_method_the_path_does_not_know(api: Api) -> None:
    answer = await api.delete("/v1/users")
    problem(answer, 405, "method_not_allowed")
    assert {"GET", "POST"} <= {method.strip() for method in answer.headers["allow"].split(",")}
    assert (await api.request("BREW", "/v1/users")).status_code == 405


async def test_too_large_by_its_own_word(api: Api) -> None:
    problem(await send(api, b" " * (JSON_LIMIT + 1)), 413, "too_large")


async def test_too_large_without_saying_so(api: Api) -> None:
    async def endless() -> Any:
        for _ in range(JSON_LIMIT // 65536 + 2):
            yield b" " * 65536

    answer = await api.post("/v1/customers", content=endless(), headers={"Content-Type": "application/json"})
    problem(answer, 413, "too_large")


async def test_just_large_enough_is_read(api: Api) -> None:
    body = json.dumps({"name": "x", "source_channel": "sales", "notes": "n" * 9_000}).encode()
    answer = await send(api, body + b" " * (JSON_LIMIT - len(body)))
    assert answer.status_code in (201, 409), answer.text[:300]


async def test_a_bug_is_told_without_its_inside(app: FastAPI, api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    async def broken(*_: object) -> frozenset[str]:
        raise RuntimeError("the secret of rep@example.com")

    app.state.actors.clear()
    monkeypatch.setattr(app.state, "masked_groups", broken)
    answer = await api.get("/v1/me")
    problem(answer, 500, "internal")
    assert "secret" not in answer.text


async def test_the_trace_id_is_the_callers_where_there_is_one(api: Api) -> None:
    trace = "4bf92f3577b34da6a3ce929d0e0e4736"
    headers = {"traceparent": f"00-{trace}-00f067aa0ba902b7-01"}
    assert (await api.get("/v1/nothing", headers=headers)).json()["trace_id"] == trace
    made_up = (await api.get("/v1/nothing", headers={"traceparent": "nonsense\x7f"})).json()["trace_id"]
    assert len(made_up) == 32


@pytest.fixture
def without_database(settings: Settings) -> FastAPI:
    app = create_app(settings)
    app.state.db = Database("postgresql://nobody@/nothing?host=/nonexistent", settings)
    return app


async def test_without_the_database_everything_is_503_and_comes_back(
    app: FastAPI, without_database: FastAPI, world: World
) -> None:
    without_database.state.listener = app.state.listener
    async with Api.open(without_database, world) as api:
        for method, path in (("GET", "/v1/me"), ("GET", "/v1/customers"), ("POST", "/v1/customers")):
            answer = await api.request(method, path, json={} if method == "POST" else None)
            problem(answer, 503, "unavailable")
            assert int(answer.headers["retry-after"]) > 0
        signing_in = await api.post("/v1/session", who=None, json={"email": "rep@example.com", "password": "x"})
        problem(signing_in, 503, "unavailable")


async def test_a_pool_that_is_used_up_is_503(database_url: str, settings: Settings, world: World, app: FastAPI) -> None:
    small = create_app(settings)
    small.state.listener = app.state.listener
    small.state.db = Database(database_url, settings.model_copy(update={"pool_size": 1}), app.state.db.clock)
    small.state.db.fresh.pool._timeout = 0.2  # instead of twenty seconds
    try:
        async with Api.open(small, world) as api:
            async with small.state.db.read(fresh=True) as session:
                await session.connection()
                problem(await api.get("/v1/me"), 503, "unavailable")
            await api.get("/v1/me", expect=200)
    finally:
        await small.state.db.dispose()


async def test_cookies_and_keys_that_are_nonsense(app: FastAPI) -> None:
    transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://meridian.test") as client:
        for headers in (
            {"Cookie": f"{COOKIE}="},
            {"Cookie": f"{COOKIE}=%00"},
            {"Cookie": "=;;;"},
            {"Authorization": "Bearer"},
            {"Authorization": "Bearer mk_" + "x" * 5000},
            {"Authorization": "Bearer mk_\u00ff".encode("latin-1").decode("latin-1")},
        ):
            sent = [(name.encode(), value.encode("latin-1")) for name, value in headers.items()]
            problem(await client.get("/v1/me", headers=sent), 401, "not_signed_in")
