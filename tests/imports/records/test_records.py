"""Past calls and other contacts coming in, with their author and time."""

from typing import Any

from meridian.kernel.db.session import Database
from tests.support.api import Api
from tests.support.customers import contact_in, create_customer
from tests.support.imports import Importing, accounted
from tests.support.world import World

CALLS = (
    "客户,电话,拨打人,通话时间,通话结果,时长,内容,意向程度\n"
    "Logged Pumps,,rep@example.com,2026-02-03 14:30,接通,3:25,问了价格,高\n"
    "Logged Pumps,,rep,2026-02-04 09:00,无人接听,0,,\n"
    ",+49 40 36199,rep2@example.com,2026-02-05 10:00,,60,spoke with the buyer,\n"
)


async def test_a_call_log_becomes_the_customers_history(
    importing: Importing, api: Api, db: Database, world: World
) -> None:
    customer = await create_customer(
        api, who="rep", name="Logged Pumps", country="DE", phones=[{"number": "+49 40 36199"}]
    )
    options: dict[str, Any] = {"form": {"kind": "records"}, "zone": "Asia/Shanghai", "constants": {"method": "phone"}}
    done = await importing.run(CALLS.encode("gb18030"), **options)
    assert accounted(done)
    assert done["counts"]["created"] == 3, await importing.rows(done)
    found = await api.get(f"/v1/contact-records?customer_id={customer['id']}", who="lead", expect=200)
    records = sorted(found.json()["items"], key=lambda each: each["started_at"])
    assert [each["started_at"] for each in records] == [
        "2026-02-03T06:30:00Z",
        "2026-02-04T01:00:00Z",
        "2026-02-05T02:00:00Z",
    ]
    assert [each["author_id"] for each in records] == [str(world.people[name]) for name in ("rep", "rep", "rep2")]
    assert [each["disposition"] for each in records] == ["connected", "no_answer", "connected"]
    after = (await api.get(f"/v1/customers/{customer['id']}", who="lead", expect=200)).json()
    assert (after["last_contact_at"], after["intent_level"]) == ("2026-02-05T02:00:00Z", "high")

    again = await importing.run(CALLS, **options)
    assert (again["counts"]["unchanged"], again["counts"]["created"]) == (3, 0)


async def test_rows_without_a_customer_author_or_result_are_rejected(importing: Importing, api: Api) -> None:
    await create_customer(api, who="rep", name="Faulty Log", country="DE")
    await create_customer(api, who="other_rep", name="Not Of This Team", country="DE")
    done = await importing.run(
        "Customer,Author,Date,Method,Result\n"
        "Faulty Log,rep,2026-02-03,visit,\n"
        "Faulty Log,other_rep,2026-02-03,visit,\n"
        "Faulty Log,nobody,2026-02-03,visit,\n"
        "Faulty Log,rep,2027-01-01,visit,\n"
        "Faulty Log,rep,2026-02-03,phone,\n"
        "Not Of This Team,rep,2026-02-03,visit,\n"
        "Nobody Knows Them,rep,2026-02-03,visit,\n",
        form={"kind": "records"},
    )
    assert accounted(done)
    rows = await importing.rows(done)
    codes = [[f["code"] for f in row["findings"] if f["severity"] == "error"] or row["reason"] for row in rows]
    assert codes == [
        None,
        ["author_out_of_reach"],
        ["unknown_person", "missing"],
        ["future", "missing"],
        ["missing"],
        "customer_not_found",
        "customer_not_found",
    ]
    assert [row["state"] for row in rows] == ["created"] + ["rejected"] * 6


async def test_rows_that_report_one_contact_otherwise_are_found(importing: Importing, api: Api) -> None:
    await create_customer(api, who="rep", name="Reported Twice", country="DE")
    await create_customer(api, who="rep", name="Reported Elsewhere", country="DE")
    done = await importing.run(
        "Customer,Author,Date,Method,Notes,Record id\n"
        "Reported Twice,rep,2026-02-03,visit,Saw the plant,v-1\n"
        "Reported Twice,rep,2026-02-04,visit,Saw the plant,v-1\n"
        "Reported Elsewhere,rep,2026-02-03,visit,Saw the plant,v-1\n"
        "Reported Twice,rep,2026-02-03,visit,Saw the plant,v-1\n"
        "Reported Twice,rep,2026-02-06,visit,Wants two,\n"
        "Reported Twice,rep,2026-02-06,visit,Wants three,\n",
        form={"kind": "records"},
    )
    assert accounted(done)
    rows = await importing.rows(done)
    assert [row["state"] for row in rows] == ["created", "rejected", "rejected", "unchanged", "created", "rejected"]
    said = [[each["detail"] for each in row["findings"] if each["code"] == "contradicts_row"] for row in rows]
    assert said[1] == ["row 2 says otherwise of started_at"]
    assert said[2] == ["row 2 says otherwise of customer"]
    assert said[5] == ["row 6 says otherwise of key_points"]
    assert said[0] == said[3] == said[4] == []


async def test_a_name_that_several_have_asks_a_person(importing: Importing, api: Api, db: Database) -> None:
    first = await create_customer(api, who="rep", name="Same Again", country="DE")
    second = await create_customer(api, who="rep", name="Same Again", country="AT")
    await contact_in(db, second["id"], name="Eva Huber")
    done = await importing.run(
        "Customer,Contact,Author,Date,Time of day,Method,Notes\n"
        "Same Again,eva huber,rep,03.02.2026,15:45,email,sent the offer\n",
        form={"kind": "records"},
        zone="Europe/Berlin",
    )
    (row,) = await importing.rows(done)
    assert (row["state"], row["reason"]) == ("screening", "several_customers")
    assert {each["customer_id"] for each in row["candidates"]} == {first["id"], second["id"]}
    path = f"/v1/imports/{done['id']}/screening"
    accept = {"decisions": [{"number": 2, "decision": "accept"}]}
    refused = (await api.post(path, who="lead", json=accept, expect=200)).json()["results"]
    assert refused[0]["problem"]["reason"] == "customer_needed"
    merge = {"decisions": [{"number": 2, "decision": "merge", "customer_id": second["id"]}]}
    merged = (await api.post(path, who="lead", json=merge, expect=200)).json()["results"]
    assert (merged[0]["state"], merged[0]["customer_id"]) == ("created", second["id"])
    (record,) = (await api.get(f"/v1/contact-records?customer_id={second['id']}", who="lead", expect=200)).json()[
        "items"
    ]
    assert (record["started_at"], record["method"]) == ("2026-02-03T14:45:00Z", "email")
    assert accounted(await importing.read(done["id"]))
