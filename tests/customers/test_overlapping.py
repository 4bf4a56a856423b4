"""Requests on several customers at once that want some of the same, in other orders: all are carried out."""

import asyncio
import random
import time
from typing import Any

from sqlalchemy import text

from meridian.kernel.db.session import Database
from tests.support.api import Api
from tests.support.customers import create_customer
from tests.support.world import World

CUSTOMERS = 12
ROUNDS = 4
NOTE = {"note": "holidays"}


async def test_bulks_and_transfers_of_the_same_customers_never_wait_for_each_other(api: Api, world: World) -> None:
    ids = [(await create_customer(api, who="rep", name=f"Crossing {n}"))["id"] for n in range(CUSTOMERS)]
    shuffled = random.Random(7)
    versions = dict.fromkeys(ids, 1)

    async def bulk() -> list[int]:
        order = shuffled.sample(ids, CUSTOMERS)
        items = [{"op": "update", "id": each, "version": versions[each], "data": {"city": "Oslo"}} for each in order]
        answer = await api.post("/v1/customers/bulk", who="lead", json={"items": items}, expect=200)
        return [result["status"] for result in answer.json()["results"]]

    async def transfer(to: str) -> list[int]:
        body = {
            "customer_ids": shuffled.sample(ids, CUSTOMERS),
            "to_user_id": str(world.people[to]),
            "note": "holidays",
        }
        answer = await api.post("/v1/customers/transfers", who="lead", json=body, expect=200)
        return [result["status"] for result in answer.json()["results"]]

    began = time.monotonic()
    work = [bulk() if n % 2 else transfer(("rep", "rep2")[n // 2 % 2]) for n in range(ROUNDS * 2)]
    statuses = {status for answered in await asyncio.gather(*work) for status in answered}
    assert statuses <= {200, 409, 412}, statuses
    assert time.monotonic() - began < 60


async def test_who_enters_the_same_companies_at_once_takes_turns(api: Api, db: Database) -> None:
    names = [f"Crossed {word} Works" for word in ("Amber", "Birch", "Cedar", "Delta", "Ember", "Flint")]

    async def bulk(order: list[str]) -> dict[str, Any]:
        items = [{"op": "create", "data": {"name": name, "source_channel": "web"}} for name in order]
        answer = await api.post("/v1/customers/bulk", who="rep", json={"items": items}, expect=200)
        found: dict[str, Any] = answer.json()
        return found

    answers = await asyncio.gather(*(bulk(names if n % 2 else names[::-1]) for n in range(6)))
    assert sum(answer["succeeded"] for answer in answers) == len(names)
    problems = [each["problem"] for answer in answers for each in answer["results"] if each["problem"]]
    assert {problem["code"] for problem in problems} == {"possible_duplicate"}


async def test_transactions_that_cross_are_carried_out_again(api: Api, db: Database) -> None:
    """Whatever the order, a transaction that the database gives up for another's sake is begun anew."""
    one, other = [(await create_customer(api, who="rep", name=f"Given up {n}"))["id"] for n in range(2)]
    lock = text("SELECT FROM customer WHERE id = CAST(:id AS uuid) FOR UPDATE")
    async with db.write() as session:
        await session.execute(lock, {"id": other})
        body = {"customer_ids": [one, other], "to_user_id": str(api.world.people["rep2"]), "note": "holidays"}
        transfer = asyncio.create_task(api.post("/v1/customers/transfers", who="lead", json=body))
        await asyncio.sleep(0.3)  # it holds the one now, and waits for the other
        await session.execute(text("SET LOCAL deadlock_timeout = '60s'"))  # so it is the request that is given up
        await session.execute(lock, {"id": one})
    answer = await transfer
    assert answer.status_code == 200, answer.text
    assert [result["status"] for result in answer.json()["results"]] == [200, 200], answer.text
