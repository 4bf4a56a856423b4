"""What of a script a call used, where answers go, and the effect of versions against a slow computation."""

import random
import uuid
from datetime import UTC, date, datetime, timedelta
from math import sqrt
from typing import Any

from meridian.customers.models import Customer, Order
from meridian.kernel.db.session import Database
from meridian.kernel.schemas import share_of, wilson
from meridian.records.models import ContactRecord
from meridian.scripts.effect.rules import Verdict, difference_of
from tests.support.api import Api
from tests.support.customers import create_customer, customer_in
from tests.support.files import PDF, send
from tests.support.records import log_call
from tests.support.scripts import approve, in_use
from tests.support.world import World


def test_intervals_are_those_of_the_books() -> None:
    # Newcombe (1998), Statistics in Medicine 17, p. 861 and 879.
    assert [round(bound, 4) for bound in wilson(81, 263)] == [0.2553, 0.3662]
    assert [round(bound, 4) for bound in wilson(0, 20)] == [0.0, 0.1611]
    found = difference_of((56, 70), (48, 80))
    assert found is not None
    assert [round(bound, 4) for bound in (found.low, found.high)] == [0.0524, 0.3339]
    assert found.verdict is Verdict.BETTER
    drawn = difference_of((55, 116), (92, 238))
    assert drawn is not None
    assert drawn.verdict is Verdict.UNDECIDED
    assert difference_of((0, 0), (1, 2)) is None
    assert share_of(0, 0).share is None
    assert (share_of(3, 49).small, share_of(3, 50).small) == (True, False)


def test_a_wilson_interval_is_where_the_share_would_not_surprise() -> None:
    """Its bounds are the shares from which the observed one is just 1.96 standard deviations away."""
    for total in (1, 7, 50, 301):
        for count in range(total + 1):
            low, high = wilson(count, total)
            assert 0 <= low <= count / total <= high <= 1
            for bound in (low, high):
                if 0 < bound < 1:
                    away = abs(count / total - bound) / sqrt(bound * (1 - bound) / total)
                    assert abs(away - 1.959964) < 1e-5


async def test_a_call_keeps_what_it_used_and_answers_go_where_they_belong(api: Api) -> None:
    script = await in_use(api)
    customer = await create_customer(api, zone="Europe/Berlin")
    used = {
        "version_id": script["in_use_id"],
        "language": "en",
        "sections": ["opening", "terms"],
        "branches": ["opening.go_on"],
        "objections": ["price"],
        "checks": ["introduced"],
        "answers": {"who": "The CFO, above 50 000", "what": "Two more lines next year"},
    }
    logged = await log_call(api, customer["id"], script=used, objections=["price"])
    kept = {name: value for name, value in used.items() if name != "answers"}
    assert logged["script"] == kept | {"adapted": False, "answered": ["what", "who"], "materials_sent": []}
    record = (await api.get(f"/v1/call-records/{logged['id']}", expect=200)).json()
    assert record["script"] == logged["script"]
    now = (await api.get(f"/v1/customers/{customer['id']}", expect=200)).json()
    assert (now["decision_process"], now["version"]) == ("The CFO, above 50 000", logged["customer"]["version"])
    needs = (await api.get(f"/v1/customers/{customer['id']}/needs", expect=200)).json()["items"]
    assert [(need["kind"], need["description"]) for need in needs] == [("future", "Two more lines next year")]
    wrong = used | {"sections": ["middle"], "branches": ["opening.never"], "answers": {"when": "Soon"}}
    refused = await log_call(api, customer["id"], script=wrong, expect=422)
    assert {fault["pointer"] for fault in refused["errors"]} == {
        "/script/sections/0",
        "/script/branches/0",
        "/script/answers/when",
    }
    unknown = await log_call(api, customer["id"], script={"version_id": customer["id"]}, expect=422)
    assert [fault["code"] for fault in unknown["errors"]] == ["unknown_version"]


async def test_materials_sent_from_a_call_stand_in_its_record_and_the_timeline(api: Api) -> None:
    script = await in_use(api)
    file = await send(api, "brochure.pdf", PDF, who="lead")
    await api.post(f"/v1/scripts/{script['id']}/materials", who="lead", json={"file_ids": [file["id"]]}, expect=200)
    customer = (await create_customer(api))["id"]
    sent = {"file_id": file["id"], "name": "brochure.pdf"}
    use = {"version_id": script["in_use_id"], "materials_sent": [sent]}
    logged = await log_call(api, customer, script=use)
    assert logged["script"]["materials_sent"] == [sent]
    path = f"/v1/customers/{customer}/timeline?kind=contact_record"
    assert [each["materials_sent"] for each in (await api.get(path, expect=200)).json()["items"]] == [[sent]]
    other = {"file_id": file["id"], "name": "price-list.pdf"}
    wrong = await log_call(api, customer, script=use | {"materials_sent": [sent, other]}, expect=422)
    assert [(each["pointer"], each["code"]) for each in wrong["errors"]] == [
        ("/script/materials_sent/1", "unknown_file")
    ]
    refusal = {"channel": "email", "reason": "Asked for it"}
    await api.post(f"/v1/customers/{customer}/opt-outs", json=refusal, expect=201)
    refused = await log_call(api, customer, script=use, expect=422)
    assert [(each["pointer"], each["code"]) for each in refused["errors"]] == [("/script/materials_sent", "opted_out")]


async def test_materials_of_a_product_are_at_hand_in_calls_about_it(api: Api) -> None:
    script = await in_use(api)
    made = {"code": f"p{uuid.uuid4().hex[:6]}", "name": "Dosing pump", "name_zh": "计量泵"}
    product = (await api.post("/v1/products", who="specialist", json=made, expect=201)).json()
    file = await send(api, "dosing.pdf", PDF, who="specialist")
    path = f"/v1/products/{product['id']}/materials"
    body = {"file_ids": [file["id"]]}
    await api.post(path, who="rep", json=body, expect=403)
    for found in (await api.post(path, who="specialist", json=body, expect=200), await api.get(path, expect=200)):
        assert [each["name"] for each in found.json()["items"]] == ["dosing.pdf"]
    assert (await api.get(f"/v1/files/{file['id']}/content", who="rep", expect=200)).content == PDF

    customer = (await create_customer(api))["id"]
    matching = f"/v1/scripts/match?customer_id={customer}&script_id={script['id']}"
    assert (await api.get(matching, expect=200)).json()["chosen"]["materials"] == []
    wanted = {"product_id": product["id"]}
    await api.post(f"/v1/customers/{customer}/product-interests", json=wanted, expect=201)
    materials = (await api.get(matching, expect=200)).json()["chosen"]["materials"]
    assert [each["id"] for each in materials] == [file["id"]]
    sent = {"file_id": file["id"], "name": "dosing.pdf"}
    logged = await log_call(api, customer, script={"version_id": script["in_use_id"], "materials_sent": [sent]})
    assert logged["script"]["materials_sent"] == [sent]


async def test_the_effect_equals_a_slow_computation(api: Api, db: Database, world: World) -> None:
    rng = random.Random(21)
    script = await in_use(api)
    path = f"/v1/scripts/{script['id']}"
    second = (await api.post(f"{path}/versions", who="lead", json={}, expect=201)).json()["id"]
    await approve(api, second)
    versions = {script["in_use_id"]: 1, second: 2}
    customers = [await customer_in(db, world, owner=rng.choice(["rep", "rep2", "foreign_rep"])) for _ in range(12)]
    owners: dict[uuid.UUID, str] = {}
    orders: list[tuple[uuid.UUID, date]] = []
    calls: list[dict[str, Any]] = []
    async with db.write() as session:
        for customer in customers:
            found = await session.get_one(Customer, customer)
            owners[customer] = next(name for name, id_ in world.people.items() if id_ == found.owner_id)
        for n, customer in enumerate(customers[::2]):
            day = date(2026, 1, 10) + timedelta(days=rng.randint(0, 60))
            orders.append((customer, day))
            session.add(
                Order(customer_id=customer, number=f"E-{n}", ordered_on=day, currency="EUR", amount=100, origin="order")
            )
        for _ in range(300):
            connected = rng.random() < 0.6
            call = {
                "customer_id": rng.choice(customers),
                "author": rng.choice(["rep", "rep2"]),
                "version": rng.choice(list(versions)),
                "adapted": rng.random() < 0.3,
                "disposition": "connected" if connected else "no_answer",
                "intent": rng.choice([None, "none", "low", "high"]) if connected else None,
                "started_at": datetime(2025, 10, 1, 3, tzinfo=UTC) + timedelta(days=rng.randint(0, 150)),
                "sections": rng.sample(["opening", "terms"], rng.randint(0, 2)),
                "objections": rng.sample(["price", "no_need"], rng.randint(0, 2)),
            }
            calls.append(call)
            session.add(
                ContactRecord(
                    customer_id=call["customer_id"],
                    author_id=world.people[call["author"]],
                    method="phone",
                    direction="outbound",
                    disposition=call["disposition"],
                    reached=connected,
                    started_at=call["started_at"],
                    intent_level=call["intent"],
                    objections=call["objections"],
                    script_version_id=uuid.UUID(call["version"]),
                    script_use={"adapted": call["adapted"], "sections": call["sections"], "answered": []},
                )
            )
    for who, sees in (("director", {"rep", "rep2", "foreign_rep"}), ("lead", {"rep", "rep2"}), ("rep", {"rep"})):
        mine = [call for call in calls if owners[call["customer_id"]] in sees]
        effect = (await api.get(f"{path}/effect", who=who, expect=200)).json()
        got = {
            (row["number"], row["adapted_by_name"]): (
                row["calls"],
                (row["connected"]["count"], row["connected"]["total"]),
                (row["interested"]["count"], row["interested"]["total"]),
                (row["deals"]["count"], row["deals"]["total"]),
            )
            for row in effect["rows"]
        }
        assert got == _slowly(mine, orders, versions)
        assert effect["version_id"] == second
        detail = [call for call in mine if call["version"] == second and call["disposition"] == "connected"]
        assert {row["key"]: row["reached"] for row in effect["sections"]} == {
            key: sum(key in call["sections"] for call in detail) for key in ("opening", "terms")
        }
        assert {
            row["objection"]: (row["interested"]["count"], row["interested"]["total"]) for row in effect["objections"]
        } == {
            code: (sum(_interested(call) for call in heard), len(heard))
            for code in ("price", "no_need")
            if (heard := [call for call in detail if code in call["objections"]])
        }
        compared = effect["comparison"]
        one, other = got[2, None][2], got[1, None][2]
        expected = difference_of(one, other)
        assert expected is not None
        assert abs(compared["difference"] - expected.difference) < 1e-9
        assert (compared["number"], compared["against"], compared["verdict"]) == (2, 1, expected.verdict)
    since = (await api.get(f"{path}/effect?since=2026-01-01&author_id={world.people['rep']}", who="director")).json()
    later = [call for call in calls if call["author"] == "rep" and call["started_at"].date() >= date(2026, 1, 1)]
    assert sum(row["calls"] for row in since["rows"]) == len(later)


def _interested(call: dict[str, Any]) -> bool:
    return call["disposition"] == "connected" and call["intent"] not in (None, "none")


def _slowly(
    calls: list[dict[str, Any]], orders: list[tuple[uuid.UUID, date]], versions: dict[str, int]
) -> dict[tuple[int, str | None], Any]:
    found: dict[tuple[int, str | None], Any] = {}
    for key in {(versions[call["version"]], call["author"] if call["adapted"] else None) for call in calls}:
        mine = [
            call for call in calls if (versions[call["version"]], call["author"] if call["adapted"] else None) == key
        ]
        connected = [call for call in mine if call["disposition"] == "connected"]
        interested = [call for call in connected if _interested(call)]
        customers = {call["customer_id"] for call in interested}
        buyers = {
            call["customer_id"]
            for call in interested
            for customer, day in orders
            if customer == call["customer_id"]
            and call["started_at"].date() <= day <= call["started_at"].date() + timedelta(days=90)
        }
        found[key] = (
            len(mine),
            (len(connected), len(mine)),
            (len(interested), len(connected)),
            (len(buyers), len(customers)),
        )
    return found
