"""Pairs suspected among the customers there are: found by night, seen by whom they concern, dismissed or merged."""

import uuid
from typing import Any

import pytest
from sqlalchemy import delete, select

from meridian.duplicates import service
from meridian.duplicates.jobs import FIND_PAIRS
from meridian.duplicates.models import DuplicatePair
from meridian.kernel.clock import SettableClock
from meridian.kernel.db.session import Database
from meridian.kernel.jobs import defer
from meridian.kernel.settings import Settings
from meridian.worker import run_until_idle
from tests.support.api import Api
from tests.support.customers import create_customer

ANYWAY: dict[str, Any] = {"allow_duplicate": True, "reason": "two desks"}


async def find(db: Database) -> int:
    async with db.write() as session:
        return await service.find_pairs(session)


async def pairs(api: Api, who: str = "lead", **params: str) -> list[dict[str, Any]]:
    answer = await api.get("/v1/duplicate-pairs", who=who, params={"limit": "200", **params}, expect=200)
    items: list[dict[str, Any]] = answer.json()["items"]
    return items


async def pair_of(api: Api, *records: dict[str, Any], who: str = "lead") -> dict[str, Any] | None:
    ids = {record["id"] for record in records}
    return next((pair for pair in await pairs(api, who) if {pair["a"]["id"], pair["b"]["id"]} == ids), None)


@pytest.mark.parametrize(
    ("one", "other", "reasons", "strength"),
    [
        ({"name": "Nordwind AG"}, {"name": "NORDWIND GmbH"}, ["name"], "strong"),
        ({"name": "Südwind AG", "country": "DE"}, {"name": "Sudwind", "country": "AT"}, ["name"], "medium"),
        ({"website": "https://west.de"}, {"website": "http://www.west.de/x"}, ["website"], "strong"),
        ({"emails": [{"address": "a@ost.de"}]}, {"emails": [{"address": "A@ost.de"}]}, ["email"], "strong"),
        (
            {"name": "Mittagswind Anlagen", "phones": [{"number": "+49 40 111222"}]},
            {"name": "Mittagwind Anlagen", "phones": [{"number": "+49 40 111222"}]},
            ["similar_name", "phone"],
            "strong",
        ),
        (
            {"name": "上海东风泵业", "phones": [{"number": "+86 21 6111 2222"}]},
            {"name": "上海东丰泵业", "phones": [{"number": "+86 21 6111 2222"}]},
            ["similar_name", "phone"],
            "strong",
        ),
        (
            {"phones": [{"number": "+49 151 23456789"}]},
            {"phones": [{"number": "+4915123456789"}]},
            ["mobile"],
            "medium",
        ),
    ],
)
async def test_what_is_found(
    api: Api, db: Database, one: dict[str, Any], other: dict[str, Any], reasons: list[str], strength: str
) -> None:
    first, second = [await create_customer(api, **each, **ANYWAY) for each in (one, other)]
    pair = await pair_of(api, first, second)
    assert [each for each in await pairs(api, customer_id=second["id"]) if each == pair] == [pair]
    assert pair is not None
    assert (pair["reasons"], pair["strength"], pair["state"]) == (reasons, strength, "open")
    assert (pair["a"]["id"], pair["b"]["name"]) == (first["id"], second["name"])
    assert await find(db) == 0, "the night finds what was noted when it was entered"
    async with db.write() as session:
        await session.execute(delete(DuplicatePair).where(DuplicatePair.id == uuid.UUID(pair["id"])))
    assert await find(db) == 1, "and what was not"
    by_night = await pair_of(api, first, second)
    assert by_night is not None
    same = ("reasons", "strength", "state", "a", "b")
    assert [by_night[name] for name in same] == [pair[name] for name in same]
    assert await find(db) == 0, "to look again finds nothing new"


async def test_a_switchboard_makes_no_pair(api: Api, db: Database) -> None:
    house = [await create_customer(api, phones=[{"number": "+49 40 999000"}]) for _ in range(3)]
    await find(db)
    assert await pair_of(api, *house[:2]) is None


async def test_what_no_longer_holds_is_withdrawn_but_not_what_was_decided(api: Api, db: Database) -> None:
    made = [await create_customer(api, name=f"Flaute {n} KG", website="https://flaute.de", **ANYWAY) for n in range(3)]
    await find(db)
    kept = await pair_of(api, made[0], made[2])
    assert kept is not None
    await api.post(
        f"/v1/duplicate-pairs/{kept['id']}/moves/dismiss", who="lead", version=kept["version"],
        json={"reason": "two companies of one family"}, expect=200,
    )  # fmt: skip
    await api.patch(f"/v1/customers/{made[0]['id']}", version=made[0]["version"], json={"website": None}, expect=200)
    await find(db)
    assert await pair_of(api, made[0], made[1]) is None
    still = await pair_of(api, made[0], made[2])
    assert still is not None
    assert (still["state"], still["decision_reason"]) == ("dismissed", "two companies of one family")
    assert await pair_of(api, made[1], made[2]) is not None


async def test_decisions(api: Api, db: Database) -> None:
    one, other = [await create_customer(api, name="Sturmtief", **ANYWAY) for _ in "ab"]
    await find(db)
    pair = await pair_of(api, one, other)
    assert pair is not None
    path = f"/v1/duplicate-pairs/{pair['id']}"
    assert pair["allowed_moves"] == ["dismiss"]
    missing = await api.post(f"{path}/moves/dismiss", who="lead", version=pair["version"], json={}, expect=422)
    assert missing.json()["errors"][0]["pointer"] == "/reason"
    await api.post(f"{path}/moves/dismiss", who="lead", json={"reason": "no"}, expect=428)
    await api.post(f"{path}/moves/dismiss", who="rep", version=pair["version"], json={"reason": "no"}, expect=403)
    dismissed = (
        await api.post(f"{path}/moves/dismiss", who="lead", version=pair["version"], json={"reason": "no"}, expect=200)
    ).json()
    assert (dismissed["state"], dismissed["allowed_moves"]) == ("dismissed", ["reopen"])
    assert dismissed["decided_by"] == str(api.world.people["lead"])
    assert pair["id"] not in {each["id"] for each in await pairs(api, state="open")}
    refused = await api.post(
        f"{path}/moves/dismiss", who="lead", version=dismissed["version"], json={"reason": "no"}, expect=409
    )
    assert refused.json()["allowed_moves"] == ["reopen"]
    await api.post(f"{path}/moves/reopen", who="lead", version=pair["version"], json={}, expect=412)
    opened = await api.post(f"{path}/moves/reopen", who="lead", version=dismissed["version"], json={}, expect=200)
    assert opened.json()["state"] == "open"
    await api.post(f"{path}/moves/merge", who="lead", version=opened.json()["version"], json={}, expect=409)


async def test_a_merged_pair_is_gone_and_back_after_an_undo(api: Api, db: Database) -> None:
    one, other = [await create_customer(api, name="Hochdruck", **ANYWAY) for _ in "ab"]
    await find(db)
    pair = await pair_of(api, one, other)
    assert pair is not None
    body = {"other_id": other["id"], "other_version": pair["b"]["version"], "reason": "one"}
    merged = await api.post(
        f"/v1/customers/{one['id']}/merge", who="lead", version=pair["a"]["version"], json=body, expect=201
    )
    assert await pair_of(api, one, other) is None
    await api.get(f"/v1/duplicate-pairs/{pair['id']}", who="lead", expect=404)
    await find(db)
    await api.post(f"/v1/customer-merges/{merged.json()['id']}/undo", who="lead", expect=200)
    back = await pair_of(api, one, other)
    assert back is not None
    assert back["state"] == "open"


async def test_a_pair_is_seen_by_those_who_may_merge_both(api: Api, db: Database) -> None:
    own = await create_customer(api, name="Grenzwind", **ANYWAY)
    foreign = await create_customer(api, who="other_rep", name="Grenzwind", **ANYWAY)
    await find(db)
    for who in ("lead", "other_lead"):
        assert await pair_of(api, own, foreign, who=who) is None
    pair = await pair_of(api, own, foreign, who="manager")
    assert pair is not None
    for who in ("lead", "other_lead"):
        await api.get(f"/v1/duplicate-pairs/{pair['id']}", who=who, expect=404)
        await api.post(
            f"/v1/duplicate-pairs/{pair['id']}/moves/dismiss", who=who, version=1, json={"reason": "x"}, expect=404
        )
    assert (await api.get("/v1/duplicate-pairs", who="rep")).status_code == 403


async def test_the_job_finds_them(
    api: Api, db: Database, database_url: str, settings: Settings, clock: SettableClock
) -> None:
    made = [await create_customer(api, name="Nachtwind", **ANYWAY) for _ in "ab"]
    async with db.write() as session:
        await defer(session, FIND_PAIRS)
    await run_until_idle(database_url, settings, clock)
    async with db.read() as session:
        a, b = sorted(record["id"] for record in made)
        found = await session.scalar(select(DuplicatePair).where(DuplicatePair.a_id == a, DuplicatePair.b_id == b))
    assert found is not None
    assert found.points == 100


async def test_what_is_entered_although_known_is_nothing_when_it_is_not(api: Api) -> None:
    alone = await create_customer(api, name="Monsun Ventile AG", website="https://monsun.de", **ANYWAY)
    assert not await pairs(api, customer_id=alone["id"])


async def test_what_many_have_in_common_makes_no_pair_at_once(
    api: Api, db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As by night: a website of more customers than so many is a portal's or an agent's."""
    monkeypatch.setattr("meridian.duplicates.service.SHARED_BY_AT_MOST", 2)
    made = [await create_customer(api, name=f"Böe {n} OHG", website="https://boe.de", **ANYWAY) for n in range(3)]
    assert len(await pairs(api, customer_id=made[1]["id"])) == 1, "two share it: the third makes none"
    await find(db)
    assert await pair_of(api, *made[:2]) is None, "nor do three by night"
