"""Two records of one company become one: fields by choice, ids, refusals, and the way back."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from meridian.customers.models import Customer, Need, Order
from meridian.duplicates.models import DuplicatePair
from meridian.kernel.clock import SettableClock
from meridian.kernel.db.session import Database
from meridian.kernel.events.models import Event
from meridian.kernel.history.models import History
from meridian.kernel.workflow.models import Transition
from meridian.plans.models import PlannedContact
from tests.support.api import Api
from tests.support.customers import create_customer
from tests.support.plans import active_plan

Record = dict[str, Any]


async def two(api: Api, own: Record | None = None, other: Record | None = None) -> tuple[Record, Record]:
    """Two customers of `rep`."""
    alike: dict[str, Any] = {"allow_duplicate": True, "reason": "to be merged"}
    return await create_customer(api, **(own or {})), await create_customer(api, **alike, **(other or {}))


async def merge(
    api: Api, own: Record, other: Record, *, who: str = "lead", expect: int = 201, **body: Any
) -> dict[str, Any]:
    sent = {"other_id": other["id"], "other_version": other["version"], "reason": "one company", **body}
    path = f"/v1/customers/{own['id']}/merge"
    answer: dict[str, Any] = (await api.post(path, who=who, version=own["version"], json=sent, expect=expect)).json()
    return answer


async def undo(api: Api, done: Record, *, who: str = "lead", expect: int = 200) -> dict[str, Any]:
    answer = await api.post(f"/v1/customer-merges/{done['id']}/undo", who=who, expect=expect)
    found: dict[str, Any] = answer.json()
    return found


async def read(api: Api, record: Record, *, who: str = "lead") -> dict[str, Any]:
    found: dict[str, Any] = (await api.get(f"/v1/customers/{record['id']}", who=who, expect=200)).json()
    return found


async def test_fields_are_filled_chosen_and_combined(api: Api) -> None:
    own, other = await two(
        api,
        {"city": "Hamburg", "industry": "Pumps", "obtained_at": "2026-03-09T02:00:00Z"},
        {
            "city": "Bremen", "industry": "Valves", "notes": "met at a fair", "website": "https://bremer-pumpen.de",
            "budget": {"amount": "10", "currency": "EUR"}, "obtained_at": "2026-03-01T02:00:00Z",
        },
    )  # fmt: skip
    preview = await api.post(
        f"/v1/customers/{own['id']}/merge/preview",
        who="lead",
        json={"other_id": other["id"], "fields": {"city": "other"}},
        expect=200,
    )
    shown = {field["field"]: field for field in preview.json()["fields"]}
    assert (shown["city"]["own"], shown["city"]["other"], shown["city"]["side"]) == ("Hamburg", "Bremen", "other")
    assert shown["notes"]["side"] == "other", "what is missing is filled"
    assert shown["name"]["side"] == "own"
    assert shown["budget"]["other"] == {"amount": "10.00", "currency": "EUR"}
    assert preview.json()["version"] == own["version"]
    assert preview.json()["facts"] == [
        {
            "field": "obtained_at",
            "own": "2026-03-09T02:00:00Z",
            "other": "2026-03-01T02:00:00Z",
            "after": "2026-03-01T02:00:00Z",
        }
    ]
    assert preview.json()["verification"] == "unverified"

    done = await merge(api, own, other, fields={"city": "other"})
    assert done["fields"] == ["budget", "city", "notes", "website"]
    now = await read(api, own)
    assert (now["city"], now["industry"], now["notes"]) == ("Bremen", "Pumps", "met at a fair")
    assert (now["name"], now["budget"]) == (own["name"], {"amount": "10.00", "currency": "EUR"})
    assert now["obtained_at"] == "2026-03-01T02:00:00Z"
    assert now["version"] > own["version"]
    assert [
        item["id"] for item in (await api.get("/v1/customers", params={"q": "bremer-pumpen.de"})).json()["items"]
    ] == [own["id"]]


async def test_a_preview_counts_what_is_there_and_says_what_is_checked_again(api: Api) -> None:
    own, other = await two(api, {"city": "Hamburg", "phones": [{"number": "+49 40 36130"}]}, {"city": "Bremen"})
    for record, people in ((own, ("Anna", "Jan")), (other, ("Olga",))):
        for name in people:
            await api.post(f"/v1/customers/{record['id']}/contacts", json={"name": name}, expect=201)
    path = f"/v1/customers/{own['id']}/merge/preview"
    shown = (await api.post(path, who="lead", json={"other_id": other["id"]}, expect=200)).json()
    assert {"table": "contact", "own": 2, "moves": 1, "stays": 0} in shown["rows"]
    decision = {"is_key": True, "reason": "Frame contract"}
    own, other = await read(api, own), await read(api, other)
    key = await api.put(
        f"/v1/customers/{own['id']}/key", who="manager", version=own["version"], json=decision, expect=200
    )
    verified = await api.post(
        f"/v1/customers/{own['id']}/moves/verify", who="lead", version=key.json()["version"], expect=200
    )
    for side, verification in (("own", "verified"), ("other", "pending")):
        body = {"other_id": other["id"], "fields": {"city": side, "name": "own"}}
        shown = (await api.post(path, who="manager", json=body, expect=200)).json()
        assert shown["verification"] == verification
    now = {**own, "version": verified.json()["version"]}
    await merge(api, now, other, who="manager", fields={"city": "other"})
    assert (await read(api, own))["verification"] == "pending", "as the preview said"


async def test_the_one_that_went_is_gone_and_its_ids_lead_to_the_other(api: Api) -> None:
    own, other = await two(api, other={"name": "Gegangen KG", "external_ids": [{"source": "erp", "value": "G-1"}]})
    done = await merge(api, own, other)
    gone = (await api.get(f"/v1/customers/{other['id']}", expect=404)).json()
    assert (gone["code"], gone["merged_into"]) == ("merged", own["id"])
    change = await api.patch(f"/v1/customers/{other['id']}", version=other["version"], json={"city": "x"}, expect=404)
    assert change.json()["code"] == "merged"
    assert (await api.get("/v1/customers", params={"q": "Gegangen"})).json()["items"] == []
    listed = (await api.get("/v1/customers", params={"limit": 200})).json()["items"]
    assert other["id"] not in {item["id"] for item in listed}
    body = {"name": own["name"], "source_channel": "sales", "city": "Kiel"}
    upserted = await api.put("/v1/customers/by-external/erp/G-1", json=body, expect=200)
    assert upserted.json()["id"] == own["id"]
    merges = (await api.get("/v1/customer-merges", who="lead", params={"winner_id": own["id"]}, expect=200)).json()
    assert [(item["id"], item["loser_id"]) for item in merges["items"]] == [(done["id"], other["id"])]
    assert (await api.get(f"/v1/customer-merges/{done['id']}", who="lead", expect=200)).json() == done


async def test_whom_is_told_into_what(api: Api) -> None:
    own = await create_customer(api, who="other_rep")
    other = await create_customer(api)
    await merge(api, own, other, who="manager")
    theirs = (await api.get(f"/v1/customers/{other['id']}", who="rep", expect=404)).json()
    assert (theirs["code"], "merged_into" in theirs) == ("merged", False)
    nobodys = (await api.get(f"/v1/customers/{other['id']}", who="foreign_rep", expect=404)).json()
    assert nobodys["code"] == "not_found"


@pytest.mark.parametrize("who", ["lead", "other_lead"])
async def test_both_must_be_in_reach(api: Api, who: str) -> None:
    own, other = await create_customer(api), await create_customer(api, who="other_rep")
    for one, two_ in ((own, other), (other, own)):
        problem = await merge(api, one, two_, who=who, expect=404)
        assert problem["code"] == "not_found"
        path = f"/v1/customers/{one['id']}/merge/preview"
        await api.post(path, who=who, json={"other_id": two_["id"]}, expect=404)
    await merge(api, own, other, who="rep", expect=403)
    done = await merge(api, own, other, who="manager")
    await undo(api, done, who=who, expect=404)
    assert (await api.get("/v1/customer-merges", who="foreign_rep")).status_code == 403
    listed = (await api.get("/v1/customer-merges", who="other_lead", params={"limit": 200})).json()["items"]
    assert done["id"] not in {item["id"] for item in listed}


async def test_what_is_refused(api: Api) -> None:
    own, other = await two(api, {"city": "Hamburg"})
    await merge(api, own, own, expect=422)
    wrong = await merge(api, own, other, fields={"phones": "other"}, expect=422)
    assert wrong["errors"][0]["pointer"] == "/fields"
    stale = await merge(api, {**own, "version": 0}, other, expect=412)
    assert stale["current_version"] == own["version"]
    stale = await merge(api, own, {**other, "version": 0}, expect=412)
    assert stale["other_version"] == other["version"]
    path = f"/v1/customers/{own['id']}/merge"
    body = {"other_id": other["id"], "other_version": other["version"], "reason": "one"}
    await api.post(path, who="lead", json=body, expect=428)
    archived = await api.post(
        f"/v1/customers/{own['id']}/archive", version=own["version"], json={"reason": "closed"}, expect=200
    )
    refused = await merge(api, archived.json(), other, expect=409)
    assert refused["reason"] == "archived"


@pytest.mark.parametrize("differs", [{}, {"city": "Bremen"}, {"phones": [{"number": "+49 421 30330"}]}])
async def test_where_nothing_changes_in_the_one_that_stays(api: Api, differs: Record) -> None:
    """Whoever entered both merges them, keeping every field: again and again, and back."""
    same = {"name": "Doppelt GmbH", "city": "Hamburg", "phones": [{"number": "+49 40 36130"}]}
    known = {"allow_duplicate": True, "reason": "to be merged"}
    own = await create_customer(api, who="lead", **same, **known)
    kept = {**dict.fromkeys(("name", "city", "short_name", "industry", "zone", "notes"), "own")}
    done = []
    for _ in range(2):
        other = await create_customer(api, who="lead", **{**same, **differs}, **known)
        own = await read(api, own)
        done.append(await merge(api, own, other, fields=kept))
        assert done[-1]["fields"] == []
        now = await read(api, own)
        assert now["version"] > own["version"]
        assert {field: now[field] for field in ("name", "city", "industry")} == {
            field: own[field] for field in ("name", "city", "industry")
        }
    for each in reversed(done):
        await undo(api, each)
        assert (await read(api, {"id": each["loser_id"]}))["city"] == {**same, **differs}["city"]


async def test_refusals_of_both_stand(api: Api) -> None:
    own, other = await two(api)
    for record, channel in ((own, "email"), (other, "phone"), (other, "email")):
        body = {"channel": channel, "reason": "asked"}
        await api.post(f"/v1/customers/{record['id']}/opt-outs", json=body, expect=201)
    own, other = await read(api, own), await read(api, other)
    await merge(api, own, other)
    now = await read(api, own)
    assert now["do_not_call"] is True
    refusals = (await api.get(f"/v1/customers/{own['id']}/opt-outs", expect=200)).json()["items"]
    listed = refusals["items"] if isinstance(refusals, dict) else refusals
    assert sorted(refusal["channel"] for refusal in listed) == ["email", "phone"]


async def test_two_orders_under_one_number_both_stay(api: Api, db: Database) -> None:
    own, other = await two(api)
    line = {"description": "Pump", "quantity": "1", "unit_price": {"amount": "5", "currency": "EUR"}}
    order = {"number": "A", "ordered_on": "2026-02-03", "lines": [line]}
    same = {**order, "number": "B"}
    for record in (own, other):
        await api.post(f"/v1/customers/{record['id']}/orders", json=same, expect=201)
    await api.post(f"/v1/customers/{own['id']}/orders", json=order, expect=201)
    await api.post(f"/v1/customers/{other['id']}/orders", json={**order, "ordered_on": "2026-02-04"}, expect=201)
    done = await merge(api, await read(api, own), await read(api, other))
    assert (done["moved"]["customer_order"], done["moved"]["order_line"]) == (1, 1)
    async with db.read() as session:
        numbers = await session.scalars(
            select(Order.number).where(Order.customer_id == own["id"]).order_by(Order.number)
        )
        assert list(numbers) == ["A", "A (2)", "B"]


async def test_a_contact_planned_twice_is_planned_once(api: Api, db: Database) -> None:
    own, other = await two(api)
    (first,) = await active_plan(api, own["id"], due_on="2026-03-20")
    (second,) = await active_plan(api, other["id"], due_on="2026-03-20")
    done = await merge(api, await read(api, own), await read(api, other))
    async with db.read() as session:
        states = {
            str(row.id): (str(row.customer_id), row.state)
            for row in await session.scalars(
                select(PlannedContact).where(PlannedContact.id.in_([first["id"], second["id"]]))
            )
        }
        moves = await session.scalars(select(Transition.to_state).where(Transition.subject_id == second["id"]))
        assert "cancelled" in set(moves)
    assert states == {first["id"]: (own["id"], "planned"), second["id"]: (own["id"], "cancelled")}
    await undo(api, done)
    async with db.read() as session:
        back = await session.get(PlannedContact, second["id"])
        assert back is not None
        assert (str(back.customer_id), back.state) == (other["id"], "planned")


async def test_it_is_told_and_kept_with_its_reason(api: Api, db: Database) -> None:
    own, other = await two(api)
    done = await merge(api, own, other, reason="met the same man twice")
    await undo(api, done)
    async with db.read() as session:
        events = await session.execute(
            select(Event.type, Event.subject_id).where(Event.data["merge_id"].astext == done["id"]).order_by(Event.seq)
        )
        assert [(row.type, str(row.subject_id)) for row in events][:2] == [
            ("customer.merged", own["id"]),
            ("customer.merged_away", other["id"]),
        ]
        told = select(func.count()).where(
            Event.type == "customer.unmerged", Event.data["merge_id"].astext == done["id"]
        )
        assert await session.scalar(told) == 2
        for record in (own, other):
            reasons = await session.scalars(
                select(History.reason).where(History.entity == "customer", History.entity_id == record["id"])
            )
            assert "met the same man twice" in set(reasons)


async def test_a_key_customer_is_checked_again(api: Api) -> None:
    own, other = await two(api, other={"industry": "Pumps"})
    path = f"/v1/customers/{own['id']}"
    key = {"is_key": True, "reason": "large"}
    own = (await api.put(f"{path}/key", who="lead", version=own["version"], json=key, expect=200)).json()
    verified = await api.post(f"{path}/moves/verify", who="manager", version=own["version"], json={}, expect=200)
    assert verified.json()["verification"] == "verified"
    done = await merge(api, verified.json(), other)
    assert (await read(api, own))["verification"] == "pending"
    await undo(api, done)
    assert (await read(api, own))["verification"] == "verified"


async def test_an_undo_gives_both_back(api: Api, db: Database) -> None:
    own, other = await two(
        api,
        {"city": "Hamburg", "phones": [{"number": "+49 40 36130"}]},
        {"city": "Bremen", "phones": [{"number": "+49 40 36130"}, {"number": "+49 421 1234"}]},
    )
    done = await merge(api, own, other, fields={"city": "other"})
    assert [phone["e164"] for phone in (await read(api, own))["phones"]] == ["+494036130", "+494211234"]
    undone = await undo(api, done)
    assert undone["undone_by"] == str(api.world.people["lead"])
    assert undone["undo_until"] is None
    for record in (own, other):
        now = await read(api, record, who="rep")
        changed = {name for name in now if now[name] != record[name]}
        assert changed <= {"version", "updated_at"}
    assert (await undo(api, done, expect=409))["reason"] == "undone"
    await merge(api, await read(api, other), await read(api, own))


async def test_a_day_later_it_is_too_late(api: Api, clock: SettableClock) -> None:
    own, other = await two(api)
    done = await merge(api, own, other)
    clock.advance(timedelta(hours=24))
    assert done["undo_until"] is not None
    clock.advance(timedelta(seconds=1))
    assert (await undo(api, done, expect=409))["reason"] == "too_late"
    assert (await api.get(f"/v1/customer-merges/{done['id']}", who="lead")).json()["undo_until"] is None


async def test_what_has_changed_since_is_named(api: Api) -> None:
    own, other = await two(api, {"city": "Hamburg"}, {"city": "Bremen", "notes": "fair"})
    need = {"kind": "current", "description": "Pumps"}
    made = (await api.post(f"/v1/customers/{other['id']}/needs", json=need, expect=201)).json()
    done = await merge(api, own, await read(api, other), fields={"city": "other"})
    now = await read(api, own)
    changed = await api.patch(
        f"/v1/customers/{own['id']}", version=now["version"], json={"city": "Kiel", "industry": "Pumps"}, expect=200
    )
    refused = await undo(api, done, expect=409)
    assert refused["reason"] == "changed_since"
    assert [fault["pointer"] for fault in refused["errors"]] == ["/fields/city"]
    await api.patch(
        f"/v1/customers/{own['id']}", version=changed.json()["version"], json={"city": "Bremen"}, expect=200
    )
    await api.patch(f"/v1/needs/{made['id']}", version=2, json={"description": "Small pumps"}, expect=200)
    await undo(api, done)
    assert (await read(api, own))["industry"] == "Pumps", "what the merge did not touch stays as it is now"
    back = (await api.get(f"/v1/customers/{other['id']}/needs", expect=200)).json()["items"]
    assert [item["description"] for item in back] == ["Small pumps"]


async def test_what_was_deleted_since_is_named(api: Api) -> None:
    own, other = await two(api, other={"phones": [{"number": "+49 421 99999"}]})
    done = await merge(api, own, other)
    now = await read(api, own)
    await api.patch(f"/v1/customers/{own['id']}", version=now["version"], json={"phones": []}, expect=200)
    refused = await undo(api, done, expect=409)
    gone = [fault["pointer"].split("/")[2] for fault in refused["errors"] if fault["code"] == "deleted_since"]
    assert gone == ["phone"]


async def test_what_was_added_to_a_person_goes_back_with_the_person(api: Api) -> None:
    own, other = await two(api)
    person = (await api.post(f"/v1/customers/{other['id']}/contacts", json={"name": "Anna"}, expect=201)).json()
    done = await merge(api, own, await read(api, other))
    person = (await api.get(f"/v1/contacts/{person['id']}", expect=200)).json()
    assert person["customer_id"] == own["id"]
    phones = {"phones": [{"number": "+49 421 5555"}]}
    await api.patch(f"/v1/contacts/{person['id']}", version=person["version"], json=phones, expect=200)
    await undo(api, done)
    person = (await api.get(f"/v1/contacts/{person['id']}", expect=200)).json()
    assert (person["customer_id"], len(person["phones"])) == (other["id"], 1)
    found = (await api.get("/v1/customers", params={"q": "+494215555"})).json()["items"]
    assert [item["id"] for item in found] == [other["id"]]


async def test_chains_come_apart_from_the_end(api: Api) -> None:
    first, second = await two(api)
    third = await create_customer(api)
    one = await merge(api, second, first)
    another = await merge(api, third, await read(api, second))
    gone = (await api.get(f"/v1/customers/{first['id']}", expect=404)).json()
    assert gone["merged_into"] == third["id"]
    assert (await undo(api, one, expect=409))["reason"] == "later_merge"
    await undo(api, another)
    assert (await api.get(f"/v1/customers/{first['id']}", expect=404)).json()["merged_into"] == second["id"]
    await undo(api, one)
    await read(api, first)


async def test_a_merge_and_an_edit_do_not_overlook_each_other(api: Api) -> None:
    for number in range(6):
        own, other = await two(api)
        body = {"other_id": other["id"], "other_version": other["version"], "reason": "one"}
        merged, edited = await asyncio.gather(
            api.post(f"/v1/customers/{own['id']}/merge", who="lead", version=own["version"], json=body),
            api.patch(f"/v1/customers/{other['id']}", version=other["version"], json={"city": f"City {number}"}),
        )
        assert (merged.status_code, edited.status_code) in {(201, 404), (412, 200)}, (merged.text, edited.text)


async def test_two_merges_of_the_same_two(api: Api) -> None:
    for _ in range(4):
        own, other = await two(api)
        answers = await asyncio.gather(
            *(
                api.post(
                    f"/v1/customers/{a['id']}/merge",
                    who="lead",
                    version=a["version"],
                    json={"other_id": b["id"], "other_version": b["version"], "reason": "one"},
                )
                for a, b in ((own, other), (other, own), (own, other))
            )
        )
        codes = sorted(answer.status_code for answer in answers)
        assert codes[0] == 201
        assert set(codes[1:]) <= {404, 412}, [answer.text for answer in answers]


async def test_nothing_is_added_to_a_customer_that_goes(api: Api, db: Database) -> None:
    """Whoever writes to it meanwhile is either in time, and moved, or finds it gone."""
    for _ in range(4):
        own, other = await two(api)
        need = {"kind": "current", "description": "Pumps"}
        body = {"other_id": other["id"], "other_version": other["version"], "reason": "one"}
        merged, *added = await asyncio.gather(
            api.post(f"/v1/customers/{own['id']}/merge", who="lead", version=own["version"], json=body),
            *(api.post(f"/v1/customers/{other['id']}/needs", json=need) for _ in range(6)),
        )
        assert merged.status_code in (201, 412), merged.text
        assert {answer.status_code for answer in added} <= {201, 404}
        async with db.read() as session:
            left = await session.scalar(select(func.count()).where(Need.customer_id == other["id"]))
            into = await session.scalar(select(Customer.merged_into_id).where(Customer.id == other["id"]))
        assert left == (0 if into else 6)


async def test_the_suspected_pair_is_settled(api: Api, db: Database) -> None:
    own, other = await two(api)
    a, b = sorted((own["id"], other["id"]))
    async with db.write() as session:
        session.add(DuplicatePair(a_id=a, b_id=b, points=100, strength="strong", reasons=["name"]))

    async def pair_state() -> str | None:
        async with db.read() as session:
            return await session.scalar(select(DuplicatePair.state).where(DuplicatePair.a_id == a))

    done = await merge(api, own, other)
    assert await pair_state() == "merged"
    await undo(api, done)
    assert await pair_state() == "open"
