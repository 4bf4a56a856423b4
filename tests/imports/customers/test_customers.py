"""Customer lists through the API: understood, checked, entered, changed."""

import io
from typing import Any

import xlsxwriter

from tests.support.api import Api
from tests.support.imports import Importing, accounted
from tests.support.world import World

CHINESE = (
    "客户名单 2026,,,,,\n"
    "公司名称,国家,城市,电话,联系人,手机\n"
    "上海港工泵业有限公司,中国,上海,021-5555 6666,王小明,13812345678\n"
    "Hafenwerk Pumpen GmbH,德国,Hamburg,040 36130,,\n"
)


async def record(api: Api, customer_id: str, who: str = "lead") -> dict[str, Any]:
    found: dict[str, Any] = (await api.get(f"/v1/customers/{customer_id}", who=who, expect=200)).json()
    return found


async def test_a_chinese_list_in_gbk_with_a_title(importing: Importing, api: Api, world: World) -> None:
    found = await importing.upload(CHINESE.encode("gbk"))
    assert found["state"] == "uploaded"
    assert (found["format"]["encoding"], found["format"]["header_row"]) == ("gb18030", 2)
    fields = [column["suggestion"]["field"] for column in found["columns"]]
    assert fields == ["name", "country", "city", "phone", "contact.name", "contact.phone"]
    assert found["allowed_moves"] == ["cancel"]

    checked = await importing.check(found)
    assert checked["state"] == "checked"
    assert checked["counts"]["to_create"] == 2
    assert checked["allowed_moves"] == ["start", "cancel"]
    rows = await importing.rows(checked)
    assert [row["number"] for row in rows] == [3, 4]
    assert rows[0]["entered"]["zone"] == "Asia/Shanghai"
    assert rows[1]["entered"]["phones"][0]["e164"] == "+494036130"

    finished = await importing.start(checked)
    assert finished["state"] == "finished"
    assert finished["counts"]["created"] == 2
    assert accounted(finished)
    first = await record(api, (await importing.rows(finished))[0]["customer_id"])
    assert first["name"] == "上海港工泵业有限公司"
    assert (first["country"], first["zone"], first["source_channel"]) == ("CN", "Asia/Shanghai", "exhibition")
    assert first["owner_id"] == str(world.people["lead"])
    assert first["phones"][0]["e164"] == "+862155556666"
    assert first["completeness"] > 0
    contacts = (await api.get(f"/v1/customers/{first['id']}/contacts", who="lead", expect=200)).json()["items"]
    assert [(each["name"], each["phones"][0]["e164"]) for each in contacts] == [("王小明", "+8613812345678")]


async def test_the_same_file_again_changes_nothing(importing: Importing, api: Api) -> None:
    text = "Company;Country;Website;E-Mail\nZwick Rollen;DE;zwick.example.de;info@zwick-rollen.de\n"
    first = await importing.run(text)
    assert first["counts"]["created"] == 1
    before = await record(api, (await importing.rows(first))[0]["customer_id"])
    again = await importing.run(text.encode("utf-16"))
    assert again["counts"] | {"checked": 1} == {
        "rows": 1,
        "checked": 1,
        "to_create": 0,
        "to_update": 0,
        "created": 0,
        "updated": 0,
        "unchanged": 1,
        "rejected": 0,
        "screening": 0,
        "skipped": 0,
    }
    assert (await record(api, before["id"]))["version"] == before["version"]


async def test_a_known_customer_is_changed_with_all_that_follows(importing: Importing, api: Api) -> None:
    first = await importing.run("Company,Country,City,Phone\nNorth Star Lines,US,,\n")
    before = await record(api, (await importing.rows(first))[0]["customer_id"])
    assert before["zone_state"] == "ambiguous"
    again = await importing.run(
        "Company,Country,City,Phone,Notes\nNorth Star Lines,USA,Chicago,312 644 0123,call again\n"
    )
    assert (again["counts"]["updated"], again["counts"]["created"]) == (1, 0)
    after = await record(api, before["id"])
    assert (after["city"], after["zone"], after["notes"]) == ("Chicago", "America/Chicago", "call again")
    assert [phone["e164"] for phone in after["phones"]] == ["+13126440123"]
    assert after["version"] == before["version"] + 1
    assert after["completeness"] > before["completeness"]


async def test_filling_gaps_leaves_what_is_there(importing: Importing, api: Api) -> None:
    first = await importing.run("Company,Country,City,Industry\nGap Fillers,FR,Lyon,\n")
    customer = (await importing.rows(first))[0]["customer_id"]
    await importing.run("Company,Country,City,Industry\nGap Fillers,FR,Paris,Textiles\n", fill="fill_empty")
    after = await record(api, customer)
    assert (after["city"], after["industry"]) == ("Lyon", "Textiles")


async def test_one_company_on_several_rows_gets_all_its_people(importing: Importing, api: Api) -> None:
    lines = "".join(f"Many Heads Ltd,GB,Person {n},p{n}@manyheads.co.uk\n" for n in range(7))
    done = await importing.run("Company,Country,Contact person,Contact email\n" + lines)
    assert (done["counts"]["created"], done["counts"]["updated"]) == (1, 6)
    assert accounted(done)
    customers = {row["customer_id"] for row in await importing.rows(done)}
    assert len(customers) == 1
    contacts = (await api.get(f"/v1/customers/{customers.pop()}/contacts", who="lead", expect=200)).json()["items"]
    assert sorted(each["name"] for each in contacts) == [f"Person {n}" for n in range(7)]


async def test_rows_with_faults_are_rejected_naming_each(importing: Importing) -> None:
    done = await importing.run(
        "Company,Country,Phone,Email,Employees\n"
        "Rounded Off,GB,4.42071E+11,a@rounded.example.org,\n"
        "Zoned In,ES,Europe/Madrid,,\n"
        "No Mail,GB,,not-an-address,many\n"
        ",GB,020 7946 0958,,\n"
        "Nowhere,Narnia,,,12\n"
        "Quiet One,GB,unknown,n/a,-\n"
    )
    assert accounted(done)
    assert (done["counts"]["rejected"], done["counts"]["created"]) == (4, 2)
    rejected = await importing.rows(done, state="rejected")
    codes = [sorted(f["code"] for f in row["findings"] if f["severity"] == "error") for row in rejected]
    assert codes == [["precision_lost"], ["time_zone"], ["no_email", "no_number"], ["missing"]]
    created = await importing.rows(done, state="created")
    assert [f["code"] for f in created[0]["findings"]] == ["unknown_country", "zone_unknown"]
    assert created[0]["entered"].get("country") is None
    assert created[1]["findings"] == []


async def test_faulty_values_may_be_left_out_instead(importing: Importing) -> None:
    done = await importing.run("Company,Country,Phone\nLeft Out,GB,4.42071E+11\n", faults="drop")
    assert done["counts"]["created"] == 1
    (row,) = await importing.rows(done)
    assert [(f["code"], f["severity"]) for f in row["findings"]] == [("precision_lost", "warning")]


async def test_a_workbook_with_numbers_for_phones(importing: Importing, api: Api) -> None:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        sheet = book.add_worksheet("Leads")
        sheet.merge_range(0, 0, 0, 3, "Leads of the fair")
        sheet.write_row(1, 0, ["Company", "Country", "Phone", "Budget"])
        sheet.write_row(2, 0, ["Blechwerk Nord", "Germany", 494036131, 250000.5])
    done = await importing.run(out.getvalue(), name="leads.xlsx", currency="EUR")
    assert done["counts"]["created"] == 1
    found = await record(api, (await importing.rows(done))[0]["customer_id"])
    assert [phone["e164"] for phone in found["phones"]] == ["+494036131"]
    assert found["budget"] == {"amount": "250000.50", "currency": "EUR"}
