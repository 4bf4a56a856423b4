"""A read answered straight says what FastAPI says: scope, masking, ETags, cursors, problems (kernel/http/direct.py)."""

import uuid
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any, NamedTuple

import httpx
import pytest
from fastapi import Request, Response

from meridian import wiring
from meridian.kernel.clock import SettableClock
from meridian.kernel.db.session import Database
from meridian.kernel.http.direct import Direct, Finish, direct_of
from meridian.kernel.http.middleware import Limiter, Verdict
from meridian.kernel.http.route import Route
from meridian.kernel.settings import Settings
from meridian.main import create_app
from tests.support.api import Api
from tests.support.customers import create_customer, customer_in
from tests.support.statements import recording
from tests.support.world import PEOPLE, World

COMPARED = ("content-type", "cache-control", "www-authenticate", "x-content-type-options")
PLAIN = (
    "",
    "?limit=3",
    "?limit=3&sort=name",
    "?limit=3&sort=-next_contact_at",
    "?limit=3&sort=next_contact_at,-name",
    "?country=DE",
    "?country=DE&country=CN&grade=A&grade=D",
    "?country.ne=DE&is_key=false",
    "?next_contact_at.null=true&limit=2",
    "?next_contact_at.lt=2026-05-01T00:00:00Z&sort=next_contact_at&limit=1",
    "?completeness.gte=10&completeness.lt=90",
    "?expected_annual_sales.gte=100.5",
    "?archived=true",
    "?archived=false&category=potential",
    "?owner_id.null=true",
    "?external_source=erp",
    "?market_id=00000000-0000-7000-8000-000000000000",
)
OTHERWISE = (
    "?q=Hafen",
    "?count=exact",
    "?name.contains=Works",
    "?grade=Z",
    "?sort=nothing",
    "?cursor=made-up",
    "?nothing=1",
    "?limit=0",
)

LEFT = {
    "/v1/files",
    "/v1/files/{file_id}",
    "/v1/files/{file_id}/content",
    "/v1/files/{file_id}/downloads",
}


class Both(NamedTuple):
    """The application asked twice: as it is, and with every route answered by FastAPI; `straight`: the paths answered
    without it."""

    api: Api
    straight: list[str]
    limiter: Limiter

    async def by_fastapi(self, path: str, **kwargs: Any) -> httpx.Response:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(Direct, "answer", _declines)
            return await self.api.get(path, **kwargs)

    async def same(self, path: str, **kwargs: Any) -> httpx.Response:
        """What both say, having compared it."""
        ours = await self.api.get(path, **kwargs)
        theirs = await self.by_fastapi(path, **kwargs)
        said = [
            (
                each.status_code,
                _untraced(each.json()),
                {name: each.headers.get(name) for name in COMPARED},
                _version(each),
            )
            for each in (ours, theirs)
        ]
        assert said[0] == said[1], path
        return ours


async def _declines(direct: Direct, request: Request, finish: Finish) -> None:
    """Leaves the request to FastAPI."""


def _version(answer: httpx.Response) -> str:
    """What a record's tag begins with. What follows is made of the bytes, whose order is each way's own."""
    version, point, _ = answer.headers.get("etag", "").partition(".")
    return version if point else ""


def _untraced(body: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in body.items() if name != "trace_id"}


@pytest.fixture(scope="module")
async def both(database_url: str, settings: Settings, clock: SettableClock, world: World) -> AsyncIterator[Both]:
    straight: list[str] = []
    answer = Direct.answer

    async def noting(direct: Direct, request: Request, finish: Finish) -> Response | None:
        response = await answer(direct, request, finish)
        if response is not None:
            straight.append(request.url.path)
        return response

    app = create_app(settings, database_url=database_url, clock=clock)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Direct, "answer", noting)
        async with app.router.lifespan_context(app), Api.open(app, world) as api:
            yield Both(api, straight, app.state.limiter)


@pytest.fixture(scope="module")
async def customers(both: Both, db: Database, world: World) -> list[uuid.UUID]:
    """Customers of every kind: full and bare, of several owners, archived, merged away, with every type of value."""
    full = await create_customer(
        both.api,
        name="Hafenwerk Pumpen GmbH “北京”",
        country="DE",
        languages=["de", "en"],
        budget={"amount": "1234.5", "currency": "EUR"},
        expected_annual_sales={"amount": "80000.1234", "currency": "USD"},
        employee_count=120,
        phones=[{"number": "040 36130", "label": "switchboard"}, {"number": "+49 40 36131"}],
        emails=[{"address": "einkauf@hafenwerk.example"}],
        messaging=[{"service": "whatsapp", "handle": "+4915112345678"}],
        external_ids=[{"source": "erp", "value": "K-1"}],
        notes='Line\nbreaks, "quotes", \\ and 🚢',
    )
    made = [uuid.UUID(full["id"])]
    for number, owner in enumerate(("rep", "rep2", "lead", "other_rep", "foreign_rep", "rep", "rep")):
        due = datetime(2026, 4, 1 + number, 1, 2, 3, number * 111_111, tzinfo=UTC) if number % 3 else None
        made.append(
            await customer_in(
                db,
                world,
                owner=owner,
                name=f"Works {number % 2}",
                country="CN" if number % 2 else "DE",
                grade="ABCD"[number % 4],
                next_contact_at=due,
                expected_annual_sales_amount=Decimal("100.5000") + number,
                expected_annual_sales_currency="EUR",
            )
        )
    made.append(await customer_in(db, world, name="Archived", archived_at=datetime(2026, 3, 1, tzinfo=UTC)))
    made.append(await customer_in(db, world, name="Merged", merged_into_id=made[0]))
    return made


@pytest.mark.parametrize("who", PEOPLE)
async def test_one_customer(both: Both, customers: list[uuid.UUID], who: str) -> None:
    for customer_id in customers:
        both.straight.clear()
        said = await both.same(f"/v1/customers/{customer_id}", who=who)
        assert both.straight == ([f"/v1/customers/{customer_id}"] if said.status_code == 200 else [])


@pytest.mark.parametrize("who", ["rep", "lead", "deputy", "director", "auditor"])  # each scope there is
@pytest.mark.parametrize("query", PLAIN)
async def test_pages(both: Both, customers: list[uuid.UUID], who: str, query: str) -> None:
    """Page by page to the end, each cursor being the same."""
    both.straight.clear()
    path, pages, cursor = f"/v1/customers{query}", 0, ""
    while cursor is not None:
        turned = f"{'&' if query else '?'}cursor={cursor}" if cursor else ""
        cursor = (await both.same(f"{path}{turned}", who=who, expect=200)).json()["next_cursor"]
        pages += 1
    assert len(both.straight) == pages


async def test_something_is_masked_and_something_shown(both: Both, customers: list[uuid.UUID]) -> None:
    """So that the comparison means something."""
    shown = [(await both.same(f"/v1/customers/{customers[0]}", who=who)).json() for who in ("rep", "director")]
    assert [each["budget"] for each in shown] == [{"amount": "1234.50", "currency": "EUR"}] * 2
    masked = [
        said.json()["masked_fields"]
        for who in PEOPLE
        if (said := await both.same(f"/v1/customers/{customers[0]}", who=who)).status_code == 200
    ]
    assert [] in masked
    assert any("phones" in fields for fields in masked)


@pytest.mark.parametrize("query", OTHERWISE)
async def test_other_queries(both: Both, customers: list[uuid.UUID], query: str) -> None:
    await both.same(f"/v1/customers{query}")


async def test_refusals(both: Both, db: Database, world: World, customers: list[uuid.UUID]) -> None:
    both.straight.clear()
    nothing = await world.api_key(db, "rep", permissions=())
    key = await world.api_key(db, "rep")
    for path in ("/v1/customers", f"/v1/customers/{customers[0]}"):
        assert (await both.same(path, who=None)).status_code == 401
        assert (await both.same(path, key="mk_unknown")).status_code == 401
        assert (await both.same(path, key=nothing)).status_code == 403
        assert not both.straight
        assert (await both.same(path, key=key)).status_code == 200
        both.straight.clear()
    assert (await both.same(f"/v1/customers/{uuid.uuid4()}")).status_code == 404
    assert (await both.same("/v1/customers/no-id")).status_code == 422
    assert not both.straight


async def test_a_cursor_belongs_to_its_actor_and_query(both: Both, customers: list[uuid.UUID]) -> None:
    cursor = (await both.same("/v1/customers?limit=1", who="lead")).json()["next_cursor"]
    for path, who in (("?limit=1", "manager"), ("?limit=1&country=DE", "lead"), ("?limit=1&sort=name", "lead")):
        assert (await both.same(f"/v1/customers{path}&cursor={cursor}", who=who)).status_code == 422


async def test_a_request_counts_once(both: Both, customers: list[uuid.UUID], monkeypatch: pytest.MonkeyPatch) -> None:
    """Also one that was declined."""
    limiter, counted = both.limiter, list[str]()
    hit = limiter.hit

    def noting(principal: str, per_minute: int) -> Verdict:
        counted.append(principal)
        return hit(principal, per_minute)

    monkeypatch.setattr(limiter, "hit", noting)
    for path in ("", "?q=x", f"/{customers[0]}", f"/{uuid.uuid4()}"):
        counted.clear()
        await both.api.get(f"/v1/customers{path}")
        assert len(counted) == 1, path


async def test_a_lost_connection_is_replaced(both: Both, db: Database, customers: list[uuid.UUID]) -> None:
    path = f"/v1/customers/{customers[0]}"
    await both.same(path)
    async with db.write() as session:
        connection = await session.connection()
        await connection.exec_driver_sql(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid() AND application_name = 'meridian'"
        )
    for asked in (path, "/v1/customers?limit=200"):  # the list writes how much was read, by connections of its own
        for _ in range(20):
            if (await both.api.get(asked, who="rep")).status_code in (200, 404):
                break
        assert (await both.api.get(asked, who="rep")).status_code in (200, 404)


async def test_most_reads_are_answered_straight() -> None:
    """All that take parameters alone; those that do not are few."""
    reads = [
        route
        for router in wiring.ROUTERS
        for route in router.routes
        if isinstance(route, Route) and route.methods == {"GET"}
    ]
    left = {route.path for route in reads if direct_of(route) is None}
    assert left == LEFT
    assert len(reads) > 150


async def test_ones_own_are_read_without_a_scope(both: Both, customers: list[uuid.UUID], world: World) -> None:
    """The same rows, and no condition that would keep the index from being used."""
    whole = (await both.same("/v1/customers?limit=200", who="rep", expect=200)).json()["items"]
    own = [row["id"] for row in whole if row["owner_id"] == str(world.people["rep"])]
    with recording() as sent:
        found = (await both.same("/v1/customers?limit=200&owner_id=me", who="rep", expect=200)).json()["items"]
    assert [row["id"] for row in found] == own
    assert own
    assert not any("customer_member" in statement.sql for statement in sent)
    with recording() as sent:
        await both.same(f"/v1/customers?owner_id={world.people['rep2']}", who="rep", expect=200)
    assert any("customer_member" in statement.sql for statement in sent)
