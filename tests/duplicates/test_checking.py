"""Duplicates found before they are entered, and what is told of customers out of sight: next to nothing."""

import asyncio
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select

from meridian.customers.models import Customer
from meridian.duplicates.rules import POINTS, DuplicateReason, Strength, score, similar, strength
from meridian.kernel.db.session import Database
from meridian.kernel.history.models import History
from tests.support.api import Api
from tests.support.customers import create_customer

PATH = "/v1/customers/check-duplicates"
SECRET: dict[str, Any] = {
    "name": "Geheime Turbinen GmbH",
    "country": "DE",
    "website": "https://www.geheime-turbinen.de",
    "phones": [{"number": "+49 40 7000 123"}],
    "emails": [{"address": "chef@geheime-turbinen.de"}],
}


@pytest.fixture(scope="module")
async def known(api: Api) -> dict[str, Any]:
    """A customer of `rep`."""
    return await create_customer(
        api,
        name="上海華威泵業有限公司",
        country="CN",
        website="http://www.huawei-pumps.com.cn/index.html",
        phones=[{"number": "+86 21 6888 1234"}, {"number": "+86 138 1234 5678"}],
        emails=[{"address": "sales@huawei-pumps.com.cn"}],
    )


@pytest.fixture(scope="module")
async def hidden(api: Api) -> dict[str, Any]:
    """A customer of another team's rep."""
    return await create_customer(api, who="other_rep", **SECRET)


async def check(api: Api, who: str = "rep", **given: Any) -> list[dict[str, Any]]:
    matches: list[dict[str, Any]] = (await api.post(PATH, who=who, json=given, expect=200)).json()["matches"]
    return matches


@pytest.mark.parametrize(
    ("given_", "reasons", "strength_"),
    [
        ({"name": "上海华威泵业股份有限公司"}, ["name"], "strong"),
        ({"name": "上海华威泵业", "country": "SG"}, ["name"], "medium"),
        ({"website": "https://shop.huawei-pumps.com.cn"}, ["website"], "strong"),
        ({"emails": [{"address": "Sales@Huawei-Pumps.com.cn"}]}, ["email"], "strong"),
        ({"phones": [{"number": "021 6888 1234"}], "country": "CN"}, ["phone"], "weak"),
        ({"phones": [{"number": "138 1234 5678"}], "country": "CN"}, ["mobile"], "medium"),
        ({"name": "上海化威泵业"}, ["similar_name"], "medium"),
        ({"name": "上海化威泵业", "phones": [{"number": "+862168881234"}]}, ["phone", "similar_name"], "strong"),
    ],
)
async def test_what_speaks_for_one_company(
    api: Api, known: dict[str, Any], given_: dict[str, Any], reasons: list[str], strength_: str
) -> None:
    (match,) = await check(api, **given_)
    assert match == {
        "strength": strength_,
        "visible": True,
        "customer_id": known["id"],
        "name": known["name"],
        "archived": False,
        "reasons": reasons,
        "ask_user_id": str(api.world.people["rep"]),
        "ask_name": "rep",
    }


async def test_others_have_nothing_in_common(api: Api, known: dict[str, Any]) -> None:
    assert await check(api, name="Bäckerei Sonne", phones=[{"number": "+43 1 5324900"}]) == []
    assert await check(api, name="上海化工研究院") == []
    await api.post(PATH, json={"country": "CN"}, expect=422)
    await api.post(PATH, json={}, expect=422)


@pytest.mark.parametrize("who", ["rep", "lead", "foreign_rep"])
async def test_of_a_customer_out_of_sight_one_learns_whom_to_ask(api: Api, hidden: dict[str, Any], who: str) -> None:
    answer = await check(api, who, **SECRET)
    assert answer == [
        {
            "strength": "strong",
            "visible": False,
            "customer_id": None,
            "name": None,
            "archived": None,
            "reasons": [],
            "ask_user_id": str(api.world.people["other_rep"]),
            "ask_name": "other_rep",
        }
    ]
    (seen,) = await check(api, "other_lead", **SECRET)
    assert (seen["visible"], seen["customer_id"], seen["name"]) == (True, hidden["id"], SECRET["name"])


async def test_a_phone_alone_tells_nothing_of_customers_out_of_sight(api: Api, hidden: dict[str, Any]) -> None:
    assert await check(api, phones=SECRET["phones"]) == []
    assert [match["strength"] for match in await check(api, "other_rep", phones=SECRET["phones"])] == ["weak"]


async def test_several_customers_of_one_person_out_of_sight_are_told_as_one(api: Api) -> None:
    for country in ("FR", "BE"):
        await create_customer(
            api, who="other_rep", name="Atelier Mystère SARL", country=country, allow_duplicate=True, reason="branches"
        )
    assert len(await check(api, name="Atelier Mystère")) == 1
    assert len(await check(api, "other_rep", name="Atelier Mystère")) == 2


async def test_a_refusal_leaks_nothing_either(api: Api, hidden: dict[str, Any]) -> None:
    twin = {"name": "GEHEIME TURBINEN", "source_channel": "web"}
    answer = await api.post("/v1/customers", json=twin, expect=409)
    problem = answer.json()
    assert problem["reason"] == "possible_duplicate"
    assert [(match["visible"], match["ask_name"]) for match in problem["matches"]] == [(False, "other_rep")]
    text = json.dumps(problem)
    assert hidden["id"] not in text
    assert SECRET["name"] not in text
    assert "geheime-turbinen" not in text


async def test_the_program_that_enters_for_others_is_told_too(api: Api, db: Database, known: dict[str, Any]) -> None:
    key = await api.world.api_key(db)
    body = {"name": known["name"], "source_channel": "web", "owner_id": str(api.world.people["rep"])}
    problem = (await api.post("/v1/customers", key=key, json=body, expect=409)).json()
    assert problem["matches"][0]["customer_id"] == known["id"]


async def test_with_a_reason_it_is_entered_all_the_same(api: Api, db: Database, known: dict[str, Any]) -> None:
    body = {"name": known["name"], "source_channel": "web", "allow_duplicate": True}
    faults = (await api.post("/v1/customers", json=body, expect=422)).json()["errors"]
    assert [fault["pointer"] for fault in faults] == ["/reason"]
    made = (await api.post("/v1/customers", json={**body, "reason": "their second plant"}, expect=201)).json()
    async with db.read() as session:
        kept = await session.scalar(
            select(History.reason).where(History.entity == "customer", History.entity_id == made["id"])
        )
    assert kept == "their second plant"
    await api.patch(f"/v1/customers/{made['id']}", version=made["version"], json={"name": "Anders"}, expect=200)


async def test_a_weak_or_likely_match_stops_nobody(api: Api, known: dict[str, Any]) -> None:
    await create_customer(api, name="同楼贸易", phones=[{"number": "+86 21 6888 1234"}])
    await create_customer(api, name="上海华威泵业", country="SG")


@pytest.mark.parametrize("field", ["name", "website", "email"])
async def test_of_two_who_enter_one_company_at_once_one_is_told(api: Api, db: Database, field: str) -> None:
    sharing: dict[str, dict[str, Any]] = {
        "name": {"name": f"Gleichzeitig {field} Ltd"},
        "website": {"website": "https://zugleich.example.de"},
        "email": {"emails": [{"address": "all@at-once.example.de"}]},
    }
    bodies = [{"name": f"Race {field} {number}", "source_channel": "web", **sharing[field]} for number in range(4)]
    people = ("rep", "rep2", "other_rep", "foreign_rep")
    answers = await asyncio.gather(
        *(api.post("/v1/customers", who=who, json=body) for who, body in zip(people, bodies, strict=True))
    )
    assert sorted(answer.status_code for answer in answers) == [201, 409, 409, 409]
    async with db.read() as session:
        named = Customer.name.like(f"Race {field}%") | (Customer.name == f"Gleichzeitig {field} Ltd")
        assert await session.scalar(select(func.count()).where(named)) == 1


async def test_bulk_and_by_external_id_are_checked_too(api: Api, known: dict[str, Any]) -> None:
    item = {"op": "create", "data": {"name": known["name"], "source_channel": "web"}}
    results = (await api.post("/v1/customers/bulk", json={"items": [item]})).json()["results"]
    assert [(result["status"], result["problem"]["reason"]) for result in results] == [(409, "possible_duplicate")]
    body = {"name": known["name"], "source_channel": "web"}
    await api.put("/v1/customers/by-external/erp/D-1", json=body, expect=409)
    allowed = {**body, "allow_duplicate": True, "reason": "another plant"}
    await api.put("/v1/customers/by-external/erp/D-1", json=allowed, expect=201)


@given(st.sets(st.sampled_from(DuplicateReason)), st.sampled_from(DuplicateReason), st.booleans())
def test_more_evidence_never_weakens(reasons: set[DuplicateReason], another: DuplicateReason, elsewhere: bool) -> None:
    assert score(reasons | {another}, elsewhere=elsewhere) >= score(reasons, elsewhere=elsewhere)
    assert score(reasons, elsewhere=True) <= score(reasons, elsewhere=False)


def test_strengths() -> None:
    assert [strength(points) for points in (0, 20, 60, 100, 300)] == [
        None, Strength.WEAK, Strength.MEDIUM, Strength.STRONG, Strength.STRONG,
    ]  # fmt: skip
    assert POINTS[Strength.MEDIUM] > score({DuplicateReason.PHONE}, elsewhere=False), "a switchboard alone is weak"
    assert similar("hafenwerk", "haffenwerk")
    assert not similar("hafenwerk", "hafenwerk")
    assert not similar("acme", "bosch")
