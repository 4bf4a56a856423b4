"""`/v1/history`: every change, to those who may see it."""

from typing import Any

import psycopg
import pytest
from sqlalchemy import select

from meridian.audit.rules import READERS, SENSITIVE
from meridian.identity.permissions import Permission
from meridian.kernel.db.session import Database
from meridian.kernel.history.models import History
from meridian.registry import metadata
from tests.support.api import Api
from tests.support.customers import create_customer
from tests.support.world import PEOPLE, World

ADMIN = {"who": "administrator"}


def usd(amount: str) -> dict[str, str]:
    return {"amount": amount, "currency": "USD"}


async def history(api: Api, query: str = "", **kwargs: Any) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = (await api.get(f"/v1/history?{query}", **kwargs, expect=200)).json()["items"]
    return found


def test_every_table_with_a_history_has_its_readers(database_url: str) -> None:
    with psycopg.connect(database_url) as connection:
        rows = connection.execute(
            "SELECT DISTINCT c.relname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid"
            " JOIN pg_proc p ON p.oid = t.tgfoid WHERE p.proname = 'keep_history'"
        ).fetchall()
    assert {table for (table,) in rows} == set(READERS), "audit/rules.py says who may read the history of a table"


def test_sensitive_columns_exist() -> None:
    for table, columns in SENSITIVE.items():
        assert set(columns) <= set(metadata.tables[table].columns.keys())
        assert table in READERS


async def test_a_change_is_told_with_its_values_author_request_and_time(api: Api, world: World) -> None:
    customer = await create_customer(api, city="Porto")
    changed = await api.patch(
        f"/v1/customers/{customer['id']}", version=customer["version"], json={"city": "Lisbon"}, expect=200
    )
    entry, *_ = await history(api, f"entity=customer&entity_id={customer['id']}&operation=update&field=city")
    assert entry["changes"]["city"] == {"old": "Porto", "new": "Lisbon"}
    assert entry["actor_id"] == str(world.people["rep"])
    assert entry["request_id"] == changed.headers["x-trace-id"]
    assert entry["customer_id"] == customer["id"]
    inserted = await history(api, f"entity=customer&entity_id={customer['id']}&operation=insert")
    assert len(inserted) == 1


async def test_filters(api: Api, world: World) -> None:
    customer = await create_customer(api, website="https://harbour.example")
    here = f"customer_id={customer['id']}"
    everything = await history(api, here)
    assert [entry["id"] for entry in everything] == sorted((entry["id"] for entry in everything), reverse=True)
    assert await history(api, f"{here}&actor_id={world.people['rep']}") == everything
    assert await history(api, f"{here}&actor_id={world.people['rep2']}") == []
    assert await history(api, f"{here}&at.gt=2027-01-01T00:00:00Z") == []
    assert await history(api, f"{here}&at.gte=2026-01-01T00:00:00Z") == everything
    assert await history(api, f"{here}&request_id={everything[0]['request_id']}") == everything
    twin = await api.post(
        "/v1/history/search",
        json={"filter": {"field": "customer_id", "op": "eq", "value": customer["id"]}},
        expect=200,
    )
    assert twin.json()["items"] == everything
    for wrong in ("entity=session", "changes=x", "sort=at"):
        await api.get(f"/v1/history?{wrong}", expect=422)


async def test_the_history_of_a_customer_is_seen_by_those_who_see_it(api: Api, world: World) -> None:
    customer = await create_customer(api)
    seen = set()
    for who, (role, _, _) in PEOPLE.items():
        answer = await api.get(f"/v1/history?customer_id={customer['id']}", who=who)
        if answer.status_code == 403:
            assert role in ("market_analyst", "product_specialist", "api_client")
        elif answer.json()["items"]:
            seen.add(who)
    assert seen == {"rep", "lead", "manager", "deputy", "director", "service", "auditor"}


async def test_what_belongs_to_no_customer_is_for_those_who_answer_for_the_company(
    api: Api, db: Database, world: World
) -> None:
    made = (
        await api.post("/v1/departments", **ADMIN, json={"code": "audit_test", "name": "x", "name_zh": "x"}, expect=201)
    ).json()
    seen = {
        who
        for who in PEOPLE
        if (answer := await api.get(f"/v1/history?entity_id={made['id']}", who=who)).status_code == 200
        and answer.json()["items"]
    }
    assert seen == {"administrator", "auditor", "director"}
    # Administrators have no business data, not even by its history.
    await create_customer(api)
    of_business = {entry["entity"] for entry in await history(api, "limit=200", **ADMIN)}
    business = {table for table, permission in READERS.items() if permission is not Permission.HISTORY_SYSTEM}
    assert not of_business & business


async def test_a_key_reads_no_more_than_its_permissions(api: Api, db: Database, world: World) -> None:
    customer = await create_customer(api)
    narrow = await world.api_key(db, "director", permissions=("history:read",))
    wide = await world.api_key(db, "director", permissions=("history:read", "customer:read"))
    assert await history(api, f"customer_id={customer['id']}", key=narrow) == []
    assert await history(api, f"customer_id={customer['id']}", key=wide)
    assert await history(api, "entity=app_user", key=wide) == []


@pytest.mark.parametrize(("who", "hidden"), [("rep", True), ("director", False)])
async def test_sensitive_values_are_masked_and_named(
    api: Api, db: Database, world: World, who: str, hidden: bool
) -> None:
    customer = await create_customer(api)
    order = {
        "number": f"PO-{who}",
        "ordered_on": "2026-03-01",
        "lines": [{"description": "Pump", "quantity": "1", "unit_price": usd("100.00"), "cost": usd("60.00")}],
    }
    made = (await api.post(f"/v1/customers/{customer['id']}/orders", who="director", json=order, expect=201)).json()
    async with db.write() as session:
        connection = await session.connection()
        await connection.exec_driver_sql(
            f"UPDATE customer_order SET cost = 71, note = 'checked' WHERE id = '{made['id']}'"  # noqa: S608
        )
    entry, *_ = await history(api, f"entity=customer_order&entity_id={made['id']}&field=note", who=who)
    assert entry["changes"]["note"]["new"] == "checked"
    assert entry["masked_fields"] == (["cost"] if hidden else [])
    assert (entry["changes"]["cost"] == {"old": None, "new": None}) is hidden
    async with db.read() as session:
        kept = (await session.scalars(select(History.changes).where(History.id == entry["id"]))).one()
    assert kept["cost"][1] == 71  # kept whole, hidden only from readers


async def test_only_those_with_the_permission(api: Api) -> None:
    for who in ("analyst", "specialist", "program"):
        await api.get("/v1/history", who=who, expect=403)
    await api.get("/v1/history", who=None, expect=401)
