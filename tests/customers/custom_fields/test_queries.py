"""Customers found by the company's own fields: typed operators, the search twin, exports, scope, the index."""

from typing import Any

import pytest
from sqlalchemy import event, select

from meridian.customers.custom_fields.queries import spec_for
from meridian.customers.models import Customer
from meridian.kernel.db.session import Database
from meridian.kernel.listing import filtered, parse_query
from tests.customers.custom_fields.test_custom_fields import FIELDS
from tests.support.api import Api
from tests.support.customers import create_customer

KOBE = {"fair_year": 2024, "credit_limit": "12.50", "nickname": "Pump_100% master", "vip": True, "since": "2020-02-29"}
BARI = {"fair_year": -3, "credit_limit": "9", "nickname": "老王", "vip": False, "since": "2021-01-01", "port": "ningbo"}
FOUND: list[tuple[str, set[str]]] = [
    ("fair_year=2024", {"Kobe"}),
    ("fair_year=2024&custom.fair_year=-3", {"Kobe", "Bari"}),
    ("fair_year.ne=2024", {"Bari", "Bare"}),
    ("fair_year.gte=-3&custom.fair_year.lt=2024", {"Bari"}),
    ("fair_year.null=true", {"Bare"}),
    ("fair_year.null=false", {"Kobe", "Bari"}),
    ("credit_limit=12.5", {"Kobe"}),
    ("credit_limit.ne=9", {"Kobe", "Bare"}),
    ("credit_limit.gt=9", {"Kobe"}),
    ("nickname=老王", {"Bari"}),
    ("nickname.contains=PUMP_100%25", {"Kobe"}),
    ("nickname.starts=master", set()),
    ("vip=true", {"Kobe"}),
    ("vip=false", {"Bari"}),
    ("vip.null=true", {"Bare"}),
    ("since=2021-01-01", {"Bari"}),
    ("since.lte=2020-12-31", {"Kobe"}),
    ("port=ningbo", {"Bari"}),
    ("port.ne=ningbo", {"Kobe", "Bare"}),
]


@pytest.fixture(scope="module", autouse=True)
async def three(api: Api) -> str:
    """A country of its own with three customers: two with values, one without."""
    for field in FIELDS:
        body = {"label": field["key"], "label_zh": "字段", **field}
        await api.post("/v1/custom-fields", who="administrator", json=body, expect=201)
    for name, custom in (("Kobe", KOBE), ("Bari", BARI), ("Bare", {})):
        await create_customer(api, name=name, country="LI", custom=custom)
    return "LI"


@pytest.mark.parametrize(("query", "names"), FOUND, ids=[query for query, _ in FOUND])
async def test_customers_are_found_by_their_values(api: Api, three: str, query: str, names: set[str]) -> None:
    listed = (await api.get(f"/v1/customers?country={three}&count=exact&custom.{query}", expect=200)).json()
    assert ({row["name"] for row in listed["items"]}, listed["total"]) == (names, len(names))


async def test_the_search_and_exports_know_them_too(api: Api, three: str) -> None:
    either = [{"field": "custom.port", "value": "ningbo"}, {"field": "custom.fair_year", "op": "gt", "value": 2000}]
    within = {"and": [{"field": "country", "value": three}, {"or": either}, {"not": {"field": "name", "value": "x"}}]}
    found = (await api.post("/v1/customers/search", json={"filter": within, "limit": 1}, expect=200)).json()
    following = {"filter": within, "limit": 1, "cursor": found["next_cursor"]}
    rest = (await api.post("/v1/customers/search", json=following, expect=200)).json()
    assert {row["name"] for row in (*found["items"], *rest["items"])} == {"Kobe", "Bari"}
    body = {"format": "csv", "columns": ["name"], "purpose": "A test", "filter": within}
    assert (await api.post("/v1/exports", who="lead", json=body, expect=201)).json()["row_count"] == 2


@pytest.mark.parametrize(
    ("query", "pointer", "code"),
    [
        ("custom.shoe_size=9", "/query/custom.shoe_size", "unknown_parameter"),
        ("custom.=9", "/query/custom.", "unknown_parameter"),
        ("custom.vip.gt=true", "/query/custom.vip.gt", "unknown_operator"),
        ("custom.fair_year=soon", "/query/custom.fair_year", "invalid_value"),
        ("custom.port=atlantis", "/query/custom.port", "invalid_value"),
        ("custom.since=2021-02-30", "/query/custom.since", "invalid_value"),
        ("sort=custom.fair_year", "/query/sort", "unknown_field"),
    ],
)
async def test_what_is_no_filter_is_named(api: Api, query: str, pointer: str, code: str) -> None:
    problem = (await api.get(f"/v1/customers?{query}", expect=422)).json()
    assert [(error["pointer"], error["code"]) for error in problem["errors"]] == [(pointer, code)]


async def test_fields_out_of_use_are_unknown(api: Api) -> None:
    body = {"key": "passing", "label": "Passing", "label_zh": "临时", "type": "text"}
    made = (await api.post("/v1/custom-fields", who="administrator", json=body, expect=201)).json()
    search = {"filter": {"not": {"field": "custom.passing", "value": "x"}}}
    await api.post("/v1/customers/search", json=search, expect=200)
    path = f"/v1/custom-fields/{made['id']}"
    await api.patch(path, who="administrator", json={"active": False}, version=made["version"], expect=200)
    problem = (await api.post("/v1/customers/search", json=search, expect=422)).json()
    assert problem["errors"][0] == {
        "pointer": "/filter/not/field",
        "code": "unknown_field",
        "detail": "is not a field of this list",
    }


async def test_a_scope_is_not_widened_by_them(api: Api, three: str) -> None:
    foreign = (await api.get(f"/v1/customers?country={three}&custom.vip=true", who="foreign_rep", expect=200)).json()
    assert foreign["items"] == []


async def test_equal_values_are_found_by_the_index(api: Api, db: Database, three: str) -> None:
    sent: list[tuple[str, Any]] = []
    async with db.read() as session:
        connection = await session.connection()
        event.listen(connection.sync_connection, "before_cursor_execute", lambda *run: sent.append(run[2:4]))
        query = parse_query(await spec_for(session, ["custom.vip"]), [("custom.vip", "true")])
        await session.execute(filtered(select(Customer.id), query, masked=frozenset()))
        statement, values = sent[-1]
        await connection.exec_driver_sql("SET enable_seqscan = off")
        plan = (await connection.exec_driver_sql(f"EXPLAIN {statement}", values)).scalars().all()
        await connection.exec_driver_sql("RESET enable_seqscan")
    assert any("customer_custom_idx" in line for line in plan)
