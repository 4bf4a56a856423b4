"""What is logged, and what never is."""

import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest
from opentelemetry import _logs
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from meridian.kernel import logs
from meridian.kernel.db.session import Database
from tests.support.api import Api

SECRET = "wang.fang@example.com"


@pytest.fixture
def lines(capsys: pytest.CaptureFixture[str]) -> Iterator[Any]:
    """Call it to take what has been logged since."""
    logs.configure("info")
    yield lambda: [json.loads(line) for line in capsys.readouterr().err.splitlines() if line.startswith("{")]
    with capsys.disabled():
        logs.configure("warning")


def fail() -> None:
    try:
        int(SECRET)
    except ValueError as error:
        raise KeyError(SECRET) from error


def test_errors_say_what_and_where_and_no_values(lines: Any) -> None:
    try:
        fail()
    except KeyError as error:
        logs.error("broken", trace_id="abc", raised=error)
        logs.error("broken again", raised=error)
    logged = lines()
    assert [line["error"] for line in logged] == [["builtins.KeyError", "builtins.ValueError"]] * 2
    assert logged[0]["trace_id"] == "abc"
    assert logged[0]["where"][-1].endswith("fail")
    assert SECRET not in json.dumps(logged)


def test_libraries_log_the_same_way(lines: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(logging.getLogger(), "handlers", [])  # pytest's own
    try:
        fail()
    except KeyError:
        logging.getLogger("some.library").exception("went wrong")
        logging.getLogger("some.library").info("not of interest")
    (line,) = lines()
    assert (line["event"], line["level"]) == ("went wrong", "error")
    assert SECRET not in json.dumps(line)


async def test_a_request_is_logged_by_route_and_principal(api: Api, lines: Any) -> None:
    answer = await api.get(f"/v1/users?q={SECRET}")
    (line,) = [line for line in lines() if line["event"] == "request"]
    assert line["trace_id"] == answer.headers["x-trace-id"]
    assert (line["method"], line["route"], line["status"]) == ("GET", "/v1/users", 200)
    assert line["principal"] == str(api.world.people["rep"])
    assert SECRET not in json.dumps(line)


async def test_what_is_typed_is_told_to_no_telemetry(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []

    def provider() -> _logs.LoggerProvider:
        asked.append("logs")
        return _logs.NoOpLoggerProvider()

    monkeypatch.setattr(_logs, "get_logger_provider", provider)
    assert (await api.post("/v1/session", json={"email": SECRET})).status_code == 422
    assert asked == []


async def test_database_errors_do_not_quote_what_was_bound(db: Database) -> None:
    with pytest.raises(DBAPIError) as caught:
        async with db.read() as session:
            await session.execute(text("SELECT length(:value) FROM nothing_there"), {"value": SECRET})
    assert SECRET not in str(caught.value)
