"""Files on their way: what is refused, what is masked, corrected, cancelled, and the real list."""

import csv
import io
import os

import pytest

from meridian.kernel.db.session import Database
from meridian.kernel.settings import Settings
from tests.support.api import Api
from tests.support.imports import Importing, accounted
from tests.support.world import World

LIST = "Company,Country,Phone\nFirst Filing,GB,020 7946 0958\nSecond Filing,GB,4.42071E+11\n=cmd|x,GB,Europe/Madrid\n"


def table(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))


def as_csv(rows: list[dict[str, str]]) -> str:
    out = io.StringIO()
    writer = csv.DictWriter(out, rows[0].keys())
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
async def test_rejected_rows_go_out_are_corrected_and_come_back(importing: Importing, api: Api, kind: str) -> None:
    done = await importing.run(LIST.replace("Filing", f"Filing {kind}").replace("=cmd", f"=cmd{kind}"))
    assert (done["counts"]["created"], done["counts"]["rejected"]) == (1, 2)
    answer = await api.get(f"/v1/imports/{done['id']}/rejects?format={kind}", who="lead", expect=200)
    assert "attachment" in answer.headers["content-disposition"]
    if kind == "csv":
        rows = table(answer.content)
        assert [row["Company"] for row in rows] == ["Second Filing csv", "'=cmdcsv|x"]  # no spreadsheet runs it
        assert [row["Meridian: row"] for row in rows] == ["3", "4"]
        assert "last digits are lost" in rows[0]["Meridian: reason"]
        for row in rows:
            row["Phone"] = row["Phone"].replace("4.42071E+11", "020 7946 0959").replace("Europe/Madrid", "")
        corrected: bytes | str = as_csv(rows)
    else:
        corrected = answer.content
    again = await importing.upload(corrected, name=f"rejects.{kind}")
    assert again["corrects_id"] == done["id"]
    assert [column["header"] for column in again["columns"]] == ["Company", "Country", "Phone"]
    assert {column["suggestion"]["reason"] for column in again["columns"]} == {
        "so it was in the import that this corrects"
    }
    finished = await importing.start(await importing.check(again))
    assert accounted(finished)
    if kind == "csv":
        assert finished["counts"]["created"] == 2
        names = [row["entered"]["name"] for row in await importing.rows(finished)]
        assert names == ["Second Filing csv", "=cmdcsv|x"]
    else:
        assert finished["counts"]["rejected"] == 2  # as they were: nothing was corrected


async def test_what_is_no_table_is_refused(importing: Importing) -> None:
    for content, words in ((b"", "empty"), (b"%PDF-1.4", "PDF"), (b"PK\x03\x04zzz", "damaged")):
        refused = await importing.upload(content, expect=422)
        assert refused["errors"][0]["pointer"] == "/file"
        assert words in refused["errors"][0]["detail"]


async def test_a_mapping_is_checked_against_file_and_fields(importing: Importing) -> None:
    found = await importing.upload("Company,Country,Other,Rest\nA,GB,x,y\n")
    columns = [
        {"column": 0, "field": "country"},
        {"column": 1, "field": "country"},
        {"column": 9, "field": "city"},
        {"column": 2, "field": "shoe_size"},
        {"column": 2, "field": "custom.unheard_of"},
    ]
    constants = {"owner": "nobody@example.com", "name": "All The Same"}
    refused = await importing.check(found, expect=422, columns=columns, constants=constants, key="email")
    assert sorted((fault["pointer"], fault["code"]) for fault in refused["errors"]) == [
        ("/columns", "missing"),
        ("/columns/1/field", "repeated"),
        ("/columns/2/column", "unknown_column"),
        ("/columns/3/field", "unknown_field"),
        ("/columns/4/column", "repeated"),
        ("/columns/4/field", "unknown_field"),
        ("/constants/name", "unknown_field"),
    ]
    unknown = await importing.check(
        found, expect=422, columns=[{"column": 0, "field": "name"}], constants={"owner": "nobody@example.com"}
    )
    assert [(fault["pointer"], fault["code"]) for fault in unknown["errors"]] == [
        ("/constants/owner", "unknown_person")
    ]


async def test_people_import_within_their_own_reach(importing: Importing, world: World) -> None:
    text = "Company,Country,Owner\nMine,GB,rep@example.com\nOurs,GB,rep2@example.com\nTheirs,GB,other_rep@example.com\n"
    by_lead = await importing.run(text.replace("Mine", "Mine L").replace("Ours", "Ours L"), who="lead")
    rows = await importing.rows(by_lead)
    assert [row["state"] for row in rows] == ["created", "created", "rejected"]
    assert rows[1]["entered"]["owner_id"] == str(world.people["rep2"])
    by_rep = await importing.run(text.replace("Mine", "Mine R").replace("Ours", "Ours R"), who="rep")
    rows = await importing.rows(by_rep, who="rep")
    assert [row["state"] for row in rows] == ["created", "rejected", "rejected"]
    assert [finding["code"] for finding in rows[1]["findings"]] == ["owner_out_of_reach"]


async def test_imports_are_seen_within_scope_only(importing: Importing, api: Api) -> None:
    found = await importing.upload("Company,Country\nSeen,GB\n", who="rep")
    path = f"/v1/imports/{found['id']}"
    for who, status in (("rep", 200), ("lead", 200), ("rep2", 404), ("other_lead", 404), ("director", 200)):
        assert (await api.get(path, who=who)).status_code == status
        listed = (await api.get("/v1/imports?limit=200", who=who, expect=200)).json()["items"]
        assert (found["id"] in [each["id"] for each in listed]) is (status == 200)
    for who in ("service", "analyst", "auditor"):
        assert (await api.get(path, who=who)).status_code == 403


async def test_a_cancelled_import_accounts_for_every_row(importing: Importing, api: Api) -> None:
    checked = await importing.check(await importing.upload("Company,Country\nNever One,GB\nNever Two,GB\n"))
    path = f"/v1/imports/{checked['id']}/moves"
    answer = await api.post(f"{path}/cancel", who="lead", json={"reason": "wrong file"}, version=1, expect=200)
    cancelled = answer.json()
    assert (cancelled["state"], cancelled["counts"]["skipped"], cancelled["allowed_moves"]) == ("cancelled", 2, [])
    assert accounted(cancelled)
    refused = await api.post(f"{path}/start", who="lead", json={}, version=cancelled["version"], expect=409)
    assert refused.json()["reason"] == "wrong_state"
    found = await api.get("/v1/customers?name.starts=Never", who="lead", expect=200)
    assert found.json()["items"] == []


async def test_a_second_start_is_refused_and_writes_nothing_twice(importing: Importing, api: Api) -> None:
    checked = await importing.check(await importing.upload("Company,Country\nOnce Only,GB\n"))
    path = f"/v1/imports/{checked['id']}/moves/start"
    await api.post(path, who="lead", json={}, version=checked["version"], expect=200)
    second = await api.post(path, who="lead", json={}, version=checked["version"])
    assert second.status_code == 412
    await importing.work()
    found = await api.get("/v1/customers?name=Once Only", who="lead", expect=200)
    assert len(found.json()["items"]) == 1


async def test_a_lost_file_fails_the_import_in_words(importing: Importing, api: Api, settings: Settings) -> None:
    found = await importing.upload("Company,Country\nLost,GB\n")
    os.unlink(settings.data_dir / "files" / "imports" / found["id"])
    failed = await importing.check(found)
    assert (failed["state"], failed["failure"]) == ("failed", "the file is gone")


async def test_a_program_imports_with_its_own_key(importing: Importing, api: Api, db: Database, world: World) -> None:
    key = await world.api_key(db, permissions=("import:run", "customer:write", "customer:read"))
    files = {"file": ("list.csv", b"Company,Country,Source,Owner\nBy Program,GB,web,rep@example.com\n")}
    found = (await api.post("/v1/imports", who=None, key=key, files=files, expect=201)).json()
    body = importing.mapping(found)
    await api.put(
        f"/v1/imports/{found['id']}/mapping", who=None, key=key, json=body, version=found["version"], expect=200
    )
    await importing.work()
    checked = await importing.read(found["id"], who="director")
    done = await importing.start(checked, who="director")
    assert done["counts"]["created"] == 1


async def test_why_a_column_is_a_field_is_said_in_the_language_of_the_request(importing: Importing, api: Api) -> None:
    sent = await importing.upload("Firma,Tel.,Fax\nReason Pumps,+49 30 1234567,1\n", name="reasons.csv")
    english = {each["header"]: each for each in sent["columns"]}
    assert english["Tel."]["suggestion"]["reason"].startswith("the heading reads")
    answer = await api.get(f"/v1/imports/{sent['id']}", who="lead", headers={"Accept-Language": "zh-CN"}, expect=200)
    chinese = {each["header"]: each for each in answer.json()["columns"]}
    assert chinese["Tel."]["suggestion"]["reason"].startswith("表头是")
    assert "100% 是电话号码" in chinese["Tel."]["suggestion"]["reason"]
    assert english["Fax"]["left_out"] is not None
    assert "不导入" in chinese["Fax"]["left_out"]


async def test_a_file_with_what_is_hidden_from_its_sender_enters_new_customers(importing: Importing) -> None:
    """What nobody may read nobody overwrites (CR-10): the suggested mode is one that the suggestions fit."""
    content = "Company,Country,Phone\nNordlicht Pumpen GmbH,Germany,+49 30 1234567\n"
    assert (await importing.upload(content))["mode"] == "both"
    found = await importing.upload(content, who="administrator")
    assert found["mode"] == "create"
    refused = await importing.check(found, who="administrator", mode="both", expect=422)
    assert [(each["pointer"], each["code"]) for each in refused["errors"]] == [("/columns/2/field", "field_hidden")]
    checked = await importing.check(found, who="administrator", mode=found["mode"])
    assert (checked["state"], checked["counts"]["to_create"]) == ("checked", 1)


async def test_what_is_hidden_is_not_overwritten_by_a_constant_either(importing: Importing) -> None:
    found = await importing.upload("Company,Country\nNordlicht Pumpen GmbH,Germany\n", who="administrator")
    constants = {"email": "all@nordlicht-pumpen.example"}
    refused = await importing.check(found, who="administrator", mode="both", constants=constants, expect=422)
    assert [(each["pointer"], each["code"]) for each in refused["errors"]] == [("/constants/email", "field_hidden")]
    checked = await importing.check(found, who="administrator", mode="create", constants=constants)
    assert checked["state"] == "checked"


async def test_who_belongs_to_no_department_names_the_owners_of_new_customers(
    importing: Importing, api: Api, world: World
) -> None:
    """The first administrator of an installation, say: else every row would be refused, one by one."""
    me = f"/v1/users/{world.people['administrator']}"
    version = (await api.get(me, who="administrator")).json()["version"]
    await api.patch(me, who="administrator", version=version, json={"department_id": None}, expect=200)
    found = await importing.upload("Company,Country\nNordlicht Pumpen GmbH,Germany\n", who="administrator")
    refused = await importing.check(found, who="administrator", expect=422)
    assert [(each["pointer"], each["code"]) for each in refused["errors"]] == [("/columns", "missing")]
    assert "owner" in refused["errors"][0]["detail"]
    changed = await importing.check(found, who="administrator", mode="update")
    assert changed["state"] == "checked"
    named = await importing.check(changed, who="administrator", constants={"owner": "rep@example.com"})
    assert (named["state"], named["counts"]["to_create"]) == ("checked", 1)
