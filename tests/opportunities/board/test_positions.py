"""Cards dropped on the board: one order for everybody, as in a plain list, however many drop at once."""

import asyncio
import random
from typing import Any
from urllib.parse import urlencode

import pytest
from sqlalchemy import select

from meridian.kernel.db.session import Database
from meridian.kernel.events.models import Event
from meridian.opportunities.board.rules import LONGEST, places
from meridian.opportunities.models import Opportunity
from tests.support.api import Api
from tests.support.customers import customer_in
from tests.support.opportunities import NEEDS, move, open_opportunity
from tests.support.records import log_call
from tests.support.world import World

FOLLOW_UP = {"aim": "Hear what they think", "due_on": "2026-03-17"}


async def cards(api: Api, db: Database, world: World, count: int) -> tuple[str, list[str]]:
    """A new customer with so many opportunities; the customer, and the cards from the top: the newest first."""
    customer = str(await customer_in(db, world))
    made = [(await open_opportunity(api, customer))["id"] for _ in range(count)]
    return customer, made[::-1]


async def drop(api: Api, card: str, *, who: str = "rep", expect: int = 200, **body: Any) -> dict[str, Any]:
    version = (await api.get(f"/v1/opportunities/{card}", who="director", expect=200)).json()["version"]
    path = f"/v1/opportunities/{card}/position"
    answer: dict[str, Any] = (await api.post(path, who=who, json=body, version=version, expect=expect)).json()
    return answer


async def column(api: Api, customer: str, stage: str = "potential", who: str = "rep") -> list[str]:
    query = urlencode({"customer_id": customer, "stage": stage, "outcome": "open", "sort": "rank", "limit": 200})
    listed = (await api.get(f"/v1/opportunities?{query}", who=who, expect=200)).json()["items"]
    return [row["id"] for row in listed]


async def test_a_card_lies_where_it_is_dropped(api: Api, db: Database, world: World) -> None:
    customer, (a, b, c, d) = await cards(api, db, world, 4)
    assert await column(api, customer) == [a, b, c, d]
    before = {each: (await api.get(f"/v1/opportunities/{each}")).json()["version"] for each in (a, b, c, d)}
    await drop(api, d, after_id=a)
    assert await column(api, customer) == [a, d, b, c]
    await drop(api, a, before_id=c)
    assert await column(api, customer) == [d, b, a, c]
    await drop(api, b, after_id=c)
    await drop(api, c)
    assert await column(api, customer) == [c, d, a, b]
    await drop(api, b, after_id=d, before_id=a)
    assert await column(api, customer) == [c, d, b, a]
    after = {each: (await api.get(f"/v1/opportunities/{each}")).json()["version"] for each in (a, b, c, d)}
    assert after == before  # lying elsewhere is no edit
    async with db.read() as session:
        told = select(Event.subject_id).where(Event.type == "opportunity.placed").order_by(Event.seq)
        assert [str(each) for each in await session.scalars(told)][-5:] == [d, a, b, c, b]
    on_board = (await api.get(f"/v1/opportunities/board?customer_id={customer}", expect=200)).json()["columns"][0]
    assert [card["id"] for card in on_board["cards"]] == [c, d, b, a]


async def test_a_drop_is_refused_where_there_is_no_such_place(api: Api, db: Database, world: World) -> None:
    customer, (a, b) = await cards(api, db, world, 2)
    _, (foreign,) = await cards(api, db, world, 1)
    await log_call(api, customer)
    await move(api, {"id": b}, "confirm_interest", follow_up=FOLLOW_UP)
    gone = await drop(api, a, after_id=b, before_id=a, expect=409)
    assert gone["reason"] == "neighbour_gone"
    assert [fault["pointer"] for fault in gone["errors"]] == ["/after_id", "/before_id"]
    await drop(api, a, who="rep2", after_id=foreign, expect=404)
    await drop(api, a, who="analyst", expect=403)
    path = f"/v1/opportunities/{a}/position"
    await api.post(path, json={}, expect=428)
    await api.post(path, json={}, version=7, expect=412)
    await move(api, {"id": a}, "lose", lost_reason="price", lessons_learned="Ask for the budget first")
    closed = await drop(api, a, expect=409)
    assert closed["reason"] == "opportunity_closed"


async def test_another_column_is_the_move_that_leads_there(api: Api, db: Database, world: World) -> None:
    customer, (a, b, c) = await cards(api, db, world, 3)
    refused = await drop(api, a, stage="interested", expect=409)
    direct = await move(api, {"id": a}, "confirm_interest", expect=409)
    for answer in (refused, direct):
        answer.pop("trace_id")
    assert refused == direct
    await log_call(api, customer)
    moved = await drop(api, a, stage="interested", follow_up=FOLLOW_UP)
    assert (moved["stage"], moved["probability"]) == ("interested", 15)
    await drop(api, b, stage="interested", after_id=a, follow_up=FOLLOW_UP | {"due_on": "2026-03-18"})
    await drop(api, c, stage="interested", before_id=b, follow_up=FOLLOW_UP | {"due_on": "2026-03-19"})
    assert await column(api, customer, "interested") == [a, c, b]
    assert await column(api, customer) == []
    far = await drop(api, a, stage="negotiation", expect=409)
    assert (far["reason"], far["allowed_moves"]) == (
        "wrong_state",
        ["define_needs", "return_to_potential", "lose"],
    )
    back = await drop(api, a, stage="potential", expect=422)
    assert back["errors"][0]["pointer"] == "/reason"
    await drop(api, a, stage="potential", reason="The buyer left")
    assert await column(api, customer) == [a]
    ahead = await drop(api, b, stage="needs_defined", **NEEDS)
    assert ahead["stage"] == "needs_defined"
    untaken = await drop(api, c, stage="needs_defined", **NEEDS, proposal={"summary": "Two pumps"}, expect=422)
    assert [fault["code"] for fault in untaken["errors"]] == ["not_taken"]


@pytest.mark.parametrize("seed", range(4))
async def test_random_drops_keep_the_order_of_a_plain_list(api: Api, db: Database, world: World, seed: int) -> None:
    rng = random.Random(seed)
    customer, model = await cards(api, db, world, 7)
    for step in range(30):
        card = rng.choice(model)
        rest = [each for each in model if each != card]
        place = rng.randrange(len(rest) + 1)
        above, below = rest[place - 1] if place else None, rest[place] if place < len(rest) else None
        how = rng.choice(("above", "below", "both"))
        bodies: dict[str, dict[str, Any]] = {
            "above": {"after_id": above},
            "below": {"before_id": below},
            "both": {"after_id": above, "before_id": below},
        }
        await drop(api, card, **bodies[how])
        if how == "above" and above is None:
            place = 0
        elif how == "below" and below is None:
            place = 0  # no neighbour named: on top
        rest.insert(place, card)
        model = rest
        if step % 6 == 5:
            assert await column(api, customer) == model
            assert await column(api, customer, who="manager") == model
    assert await column(api, customer) == model


async def ranks_of(db: Database, ids: list[str]) -> list[Any]:
    async with db.read() as session:
        return list(await session.scalars(select(Opportunity.rank).where(Opportunity.id.in_(ids))))


async def test_one_place_taken_over_and_over_stays_short(api: Api, db: Database, world: World) -> None:
    """Always between the same two: decimals grow until the stretch below is spread out, and the order holds."""
    customer, model = await cards(api, db, world, 5)
    first = model[0]
    versions = {each: (await api.get(f"/v1/opportunities/{each}")).json()["version"] for each in model}
    for _ in range(130):
        last = model[-1]
        path = f"/v1/opportunities/{last}/position"
        await api.post(path, json={"after_id": first}, version=versions[last], expect=200)
        model = [first, last, *model[1:-1]]
    assert await column(api, customer) == model
    found = await ranks_of(db, model)
    assert len(set(found)) == len(model)
    assert max(map(places, found)) <= LONGEST


async def test_drops_at_once_neither_tie_nor_get_lost(api: Api, db: Database, world: World) -> None:
    customer, model = await cards(api, db, world, 9)
    target, movers = model[0], model[1:]
    answers = await asyncio.gather(*(drop(api, card, after_id=target) for card in movers))
    assert {answer["id"] for answer in answers} == set(movers)
    order = await column(api, customer)
    assert order[0] == target
    assert sorted(order) == sorted(model)
    assert len(set(await ranks_of(db, model))) == len(model)

    async def open_one() -> str:
        made: str = (await open_opportunity(api, customer))["id"]
        return made

    new = await asyncio.gather(*(open_one() for _ in range(4)), *(drop(api, card) for card in movers[:4]))
    assert len(new) == 8
    everything = await column(api, customer)
    assert len(everything) == len(set(everything)) == 13
    assert len(set(await ranks_of(db, everything))) == 13
