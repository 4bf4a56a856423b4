"""Schemathesis over the whole contract: no 5xx, no answer the contract does not describe."""

import json
import socket
from collections.abc import Iterator
from itertools import cycle
from typing import Any, NamedTuple

import pytest
import requests
import schemathesis
from hypothesis import HealthCheck, Phase, given
from hypothesis import settings as hypothesis_settings
from schemathesis import GenerationMode, checks
from schemathesis.core.transport import Response
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from meridian.identity.permissions import GRANTS, Permission, Role
from meridian.kernel.clock import SettableClock
from meridian.kernel.db.session import Database
from meridian.kernel.openapi.problems import EVERYWHERE
from meridian.kernel.settings import Settings
from meridian.main import create_app
from tests.support.api import Api
from tests.support.contract import DOCUMENT, OPERATIONS, Operation, example_of
from tests.support.live import serving
from tests.support.specimens import Ids, create_specimens
from tests.support.world import BY_ROLE

CHECKS = [
    checks.not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]
EXAMPLES = {GenerationMode.POSITIVE: 10, GenerationMode.NEGATIVE: 4}
NAMES = {operation.name for operation in OPERATIONS}
TWINS = {
    name
    for each in NAMES
    if each.startswith("list_") and (twin := each.replace("list_", "search_", 1)) in NAMES
    for name in (each, twin)
}
"""Lists and their searches, which take the same in two ways: each of a pair is tried with half the examples."""
LONGEST_QUERY = 16_000  # characters; beyond it the server refuses the request line before the application sees it
# The stream never ends by itself (tests/stream reads it); signing out would end the fuzzing.
LEFT_OUT = {"stream_events", "sign_out", "sign_out_everywhere", "change_password"}
ALWAYS_THERE = {"ETag", "Location", "RateLimit", "RateLimit-Policy"}  # where they are declared at all
REACH = (Role.DIRECTOR, Role.ADMINISTRATOR, *Role)  # whose key is used: the first who may
Case = schemathesis.Case[Any]
SCHEMA = schemathesis.openapi.from_dict(DOCUMENT)


class Live(NamedTuple):
    base: str
    keys: dict[str, str]
    ids: Ids
    session: requests.Session


@pytest.fixture(scope="module")
async def seeded(api: Api, db: Database) -> tuple[Ids, dict[str, str]]:
    """A record of every kind, and a key of every role."""
    return await create_specimens(api, db), {who: await api.world.api_key(db, who) for who in BY_ROLE.values()}


@pytest.fixture(scope="module")
def live(
    database_url: str, settings: Settings, clock: SettableClock, seeded: tuple[Ids, dict[str, str]]
) -> Iterator[Live]:
    ids, keys = seeded
    with serving(create_app(settings, database_url=database_url, clock=clock)) as base, requests.Session() as session:
        yield Live(base, keys, ids, session)


def with_real_ids(case: Case, operation: Operation, ids: Ids) -> None:
    """Otherwise nearly every answer were 404: ids of records that exist, in the path and in the body's references."""
    for parameter, kind in operation.kinds.items():
        if kind in ids:
            case.path_parameters[parameter] = ids[kind]
    if isinstance(case.body, dict):
        for field, value in case.body.items():
            kind = field.removesuffix("_id").replace("_", "-") + "s"
            if isinstance(value, str) and field.endswith("_id") and kind in ids:
                case.body[field] = ids[kind]


def send(case: Case, operation: Operation, live: Live, headers: dict[str, str]) -> Response:
    response = case.call(base_url=live.base, session=live.session, headers=headers, timeout=20)
    case.validate_response(response, checks=CHECKS, headers=headers)
    status = response.status_code
    assert str(status) in operation.raw["responses"] or status in EVERYWHERE, f"{operation.name} answers {status}"
    declared = operation.raw["responses"].get(str(status), {}).get("headers", {}).keys() & ALWAYS_THERE
    assert {name.lower() for name in declared} <= response.headers.keys(), f"{operation.name} lacks of {declared}"
    return response


TRIED = [
    pytest.param(operation, mode, id=f"{operation.name}-{mode.value}")
    for operation in OPERATIONS
    for mode in EXAMPLES
    if operation.name not in LEFT_OUT
    and (mode is GenerationMode.POSITIVE or operation.raw.get("parameters") or operation.raw.get("requestBody"))
]


@pytest.mark.parametrize(("operation", "mode"), TRIED)
def test_no_answer_surprises(operation: Operation, mode: GenerationMode, live: Live) -> None:
    role = next(r for r in REACH if operation.permission is None or Permission(operation.permission) in GRANTS[r])
    authorization = {"Authorization": f"Bearer {live.keys[BY_ROLE[role]]}"}

    @given(SCHEMA[operation.path][operation.method].as_strategy(generation_mode=mode))
    @hypothesis_settings(
        max_examples=EXAMPLES[mode] // (2 if operation.name in TWINS else 1),
        deadline=None,
        derandomize=True,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    def answers(case: Case) -> None:
        if len(str(case.query)) >= LONGEST_QUERY:
            return
        if mode is GenerationMode.POSITIVE:
            with_real_ids(case, operation, live.ids)
        response = send(case, operation, live, authorization | ({"If-Match": '"1"'} if operation.guarded else {}))
        if response.status_code == 412:
            send(case, operation, live, authorization | {"If-Match": f'"{response.json()["current_version"]}"'})

    answers()


ODD = (
    "",
    " ",
    "\x00",
    "\udcff",
    "http://[",
    "é" * 300,
    '"',
    '""',
    "*",
    "-1",
    "bytes=9-1",
    "9" * 400,
    "=?utf-8?q?x?=",
    ";q=,,",
    "{}",
)
HEADERS = (
    "Accept", "Accept-Encoding", "Accept-Language", "Content-Encoding", "Content-Type", "Cookie", "Forwarded", "Host",
    "Idempotency-Key", "If-Match", "If-None-Match", "Last-Event-ID", "Origin", "Range", "Referer", "Sec-Fetch-Site",
    "X-Forwarded-For", "traceparent",
)  # fmt: skip


@pytest.mark.parametrize("name", HEADERS)
def test_no_header_is_too_odd(name: str, live: Live) -> None:
    """Read, write, sign-in and page: whatever a header says, the answer is none of a fault of ours."""
    key = live.keys[BY_ROLE[Role.REP]]
    customer = {"name": "Odd Headers Ltd", "source_channel": "web", "allow_duplicate": True, "reason": "again"}
    requested: tuple[tuple[str, str, Any], ...] = (
        ("GET", f"/v1/customers/{live.ids['customers']}", None),
        ("POST", "/v1/customers", customer),
        ("POST", "/v1/session", {"email": "nobody@example.com", "password": "wrong"}),
        ("GET", "/", None),
    )
    host, port = live.base.removeprefix("http://").split(":")
    for value in ODD:
        for method, path, body in requested:
            content = b"" if body is None else json.dumps(body).encode()
            said = {"Host": host, "Authorization": f"Bearer {key}", "Content-Type": "application/json"}
            said |= {"Content-Length": str(len(content)), "Connection": "close", name: value}
            lines = [f"{method} {path} HTTP/1.1", *(f"{header}: {text}" for header, text in said.items()), "", ""]
            with socket.create_connection((host, int(port)), timeout=20) as connection:
                connection.sendall("\r\n".join(lines).encode("utf-8", "surrogateescape") + content)
                answer = connection.makefile("rb").readline().decode("latin-1")
            assert answer.startswith("HTTP/1.1 ") and answer.split()[1] < "500", (method, path, value, answer)  # noqa: PT018


HALVES = ("\ud800", "whole \udfff half", "\x00")
WRITES = [each for each in OPERATIONS if each.body_schema is not None and each.name not in LEFT_OUT]


def leaves(value: Any, at: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """Where a text stands in a body."""
    if isinstance(value, str):
        yield at
    elif isinstance(value, dict | list):
        for key, each in value.items() if isinstance(value, dict) else enumerate(value):
            yield from leaves(each, (*at, key))


def put_at(value: Any, at: tuple[str | int, ...], what: str) -> Any:
    if not at:
        return what
    changed = value.copy()
    changed[at[0]] = put_at(value[at[0]], at[1:], what)
    return changed


def whole_example(operation: Operation) -> Any:
    """Of its fields all that are texts or hold any, not the required ones alone."""
    body, schema = operation.example(), operation.body_schema
    fields = (schema or {}).get("properties", {})
    if not isinstance(body, dict):
        return body
    return {name: example_of(field) for name, field in fields.items()} | body


@pytest.mark.parametrize("operation", WRITES, ids=lambda operation: operation.name)
def test_halves_of_characters_are_refused_wherever_they_stand(operation: Operation, live: Live) -> None:
    """JSON can spell them, and no database keeps them."""
    role = next(r for r in REACH if operation.permission is None or Permission(operation.permission) in GRANTS[r])
    headers = {"Authorization": f"Bearer {live.keys[BY_ROLE[role]]}", "Content-Type": "application/json"}
    headers |= {"If-Match": '"1"'} if operation.guarded else {}
    body = whole_example(operation)
    named = {**body, "\ud800": "a name"} if isinstance(body, dict) else body
    for sent in [*(put_at(body, at, half) for at, half in zip(leaves(body), cycle(HALVES), strict=False)), named]:
        answer = live.session.request(
            operation.method, live.base + operation.url(live.ids), headers=headers, data=json.dumps(sent), timeout=20
        )
        assert answer.status_code < 500, (operation.name, sent, answer.text)
