"""Whole files that were once read wrongly or refused, and files that must stay read as they are."""

import csv
import io
from pathlib import Path
from typing import Any

import pytest

from tests.support.imports import Document, Importing

HERE = Path(__file__).parent
WRONG, RIGHT = HERE / "files", HERE / "files-read-rightly"


def _content(path: Path) -> bytes:
    return path.read_bytes()


async def _upload(importing: Importing, path: Path, **form: Any) -> Document:
    return await importing.upload(_content(path), name=path.name, **form)


async def _checked(importing: Importing, path: Path, **options: Any) -> tuple[Document, list[Document]]:
    found = await _upload(importing, path, **options.pop("form", {}))
    checked = await importing.check(found, **options)
    assert checked["state"] == "checked", checked
    return found, await importing.rows(checked)


def _errors(row: Document) -> list[str]:
    return [found["code"] for found in row["findings"] if found["severity"] == "error"]


@pytest.mark.parametrize(
    ("name", "encoding", "delimiter"),
    [
        ("c1-quoted-newline", "utf-8", ","),
        ("c10-1256", "cp1256", ","),
        ("c13-cr-only", "utf-8", ","),
        ("c14-sep", "utf-8", ";"),
        ("c15-utf16", "utf-16", "\t"),
        ("c3-trailing", "utf-8", ","),
        ("c4-sjis", "cp932", ","),
        ("c5-big5", "big5", ","),
        ("c7-1251", "cp1251", ";"),
        ("enc-cn-gbk-lat", "gb18030", ","),
        ("enc-cz-1250", "cp1250", ";"),
        ("enc-de-1252-4", "cp1252", ";"),
        ("enc-dk-1252-3", "cp1252", ";"),
        ("enc-gr-1253", "cp1253", ";"),
        ("enc-hu-1250", "cp1250", ";"),
        ("enc-il-1255", "cp1255", ";"),
        ("enc-pl-1250", "cp1250", ";"),
        ("enc-ru-koi8", "koi8_r", ";"),
        ("enc-th-874", "cp874", ","),
        ("enc-tw-big5", "big5", ","),
        ("f10-blank", "utf-8", ","),
        ("f7-dup-header", "utf-8", ","),
    ],
)
async def test_files_that_are_read_rightly_stay_so(
    importing: Importing, name: str, encoding: str, delimiter: str
) -> None:
    content = _content(RIGHT / f"{name}.csv")
    found = await _upload(importing, RIGHT / f"{name}.csv")
    text = content.decode(encoding).removeprefix("sep=;\r\n")
    header, *lines = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    header = [heading for heading in header if heading]
    columns = found["columns"]
    numbered = {"f7-dup-header": ["Company", "Phone", "Phone (2)", "Email", "Email (2)", "Country", "Source"]}
    assert [column["header"] for column in columns][: len(header)] == numbered.get(name, header)
    assert found["format"]["delimiter"] == delimiter
    mapping = [{"column": column["column"], "field": "notes" if column["column"] else "name"} for column in columns]
    checked = await importing.check(found, columns=mapping, constants={"source_channel": "web"})
    rows = await importing.rows(checked)
    assert [row["cells"][: len(header)] for row in rows] == [(line + [""] * 9)[: len(header)] for line in lines if line]


async def test_a_workbook_with_readings_above_its_characters(importing: Importing) -> None:
    found, rows = await _checked(importing, RIGHT / "x3-furigana.xlsx")
    assert [column["header"] for column in found["columns"]] == ["会社名", "国", "担当者", "電話番号", "Source"]
    assert [row["entered"]["name"] for row in rows] == ["東京機械株式会社", "Line Break Co"]
    assert rows[0]["entered"]["phones"][0]["e164"] == "+81312345678"


async def test_rows_that_are_no_customers_are_left_out(importing: Importing) -> None:
    _, rows = await _checked(importing, RIGHT / "f6-noise.csv")
    assert [row["entered"]["name"] for row in rows if row["state"] == "to_create"] == ["F6 Real", "F6 Real 2"]


async def test_a_company_on_three_rows_is_one(importing: Importing) -> None:
    done = await importing.run(_content(RIGHT / "f11-twins.csv"))
    assert done["counts"]["created"] == 1
    assert done["counts"]["rejected"] == 0
    assert len({row["customer_id"] for row in await importing.rows(done)}) == 1


async def test_a_bad_line_is_refused_and_the_file_stays_what_it_is(importing: Importing) -> None:
    found, rows = await _checked(importing, WRONG / "csv-utf8-with-one-gbk-line.csv")
    assert found["format"]["encoding"] == "utf-8"
    assert [row["state"] for row in rows] == ["to_create", "rejected", "to_create"]
    assert "unreadable_characters" in _errors(rows[1])


async def test_a_zero_byte_is_passed_over(importing: Importing) -> None:
    _, rows = await _checked(importing, WRONG / "csv-one-nul-byte.csv")
    assert [row["entered"]["name"] for row in rows] == ["Null Ltd"]


async def test_an_encoding_is_chosen_with_the_mapping(importing: Importing) -> None:
    content = "Company;Country\r\nPeña Łódź;x\r\n".replace("Łódź", "Lodz").encode("cp1252")
    found = await importing.upload(content)
    choices = {each["encoding"]: each["looks"] for each in found["encodings"]}
    assert choices["cp1252"] == ["Peña Lodz"]
    assert choices["cp1250"] == ["Peńa Lodz"]
    checked = await importing.check(found, encoding="cp1250")
    assert checked["format"]["encoding"] == "cp1250"
    assert checked["columns"][0]["samples"] == ["Peńa Lodz"]
    assert (await importing.rows(checked))[0]["entered"]["name"] == "Peńa Lodz"
    refused = await importing.check(checked, expect=422, encoding="koi8_r")
    assert refused["errors"][0]["pointer"] == "/encoding"
    plain = await importing.upload("Company;Country\r\nPena;x\r\n")
    assert plain["encodings"] == []


@pytest.mark.parametrize("epoch", ["1900", "1904"])
async def test_cells_of_a_workbook_are_what_the_spreadsheet_shows(importing: Importing, epoch: str) -> None:
    _, rows = await _checked(importing, WRONG / f"workbook-types-{epoch}.xlsx", currency="EUR", zone="UTC")
    entered = [row["entered"] for row in rows]
    assert [each["phones"][0]["e164"] for each in entered] == [
        "+491701234567",
        "+442079460958",
        "+33123456789",
        "+34911234567",
        "+34911234567",
    ]
    assert [each.get("postal_code") for each in entered] == ["01067", "EC1A 1BB", "01000", "08001", None]
    assert [each.get("employee_count") for each in entered] == [250, 1200, 42, None, None]
    assert [each["budget_amount"] for each in entered] == [
        "12500.5000",
        "0.1250",
        "1100.0000",
        "1234.5670",
        "10000000.0000",
    ]
    obtained = [each.get("obtained_at") for each in entered]
    assert obtained[0] == "2024-03-05T00:00:00+00:00"
    assert obtained[1] == "2024-03-05T15:30:00+00:00"
    assert obtained[2] is None  # a number of days without a format may be counted from 1900 or from 1904
    assert obtained[3] == "2024-03-05T00:00:00+00:00"
    assert "no_date" in _errors(rows[2])
    assert "no_number" in _errors(rows[3])


async def test_a_hidden_sheet_is_not_the_list_and_merged_cells_speak_for_each_row(importing: Importing) -> None:
    found, rows = await _checked(importing, WRONG / "workbook-hidden-first-sheet.xlsx")
    assert found["format"]["sheet"] == "Leads"
    names = [row["entered"].get("name") for row in rows if row["state"] != "rejected"]
    assert names[:4] == ["Merged Pumps GmbH", "Merged Pumps GmbH", "Hidden Valves AG", "Shown Filters AG"]
    assert [row["entered"]["contacts"][0]["name"] for row in rows[:2]] == ["Anna A", "Bert B"]
    assert "Total" not in names


async def test_what_is_no_customer_s_is_left_out_of_the_suggestions(importing: Importing) -> None:
    found = await _upload(importing, WRONG / "import-suggestions.csv")
    suggested = {each["header"]: each["suggestion"] and each["suggestion"]["field"] for each in found["columns"]}
    assert suggested == {
        "Company": "name",
        "Country": "country",
        "Tax ID": None,
        "Revenue 2025": None,
        "Last update": None,
        "Fax": None,
        "Kundennr": "external_id",
        "Bank account": None,
        "Source": "source_channel",
    }
    left_out = {each["header"]: each["left_out"] for each in found["columns"]}
    assert left_out["Fax"] == "“Fax” is known and left out"
    assert left_out["Company"] is None


async def test_own_fields_are_read_rightly_or_refused(importing: Importing) -> None:
    for key, kind in (("rate", "decimal"), ("zq_day", "date"), ("zq_number", "integer")):
        field = {"key": key, "label": key.replace("_", " ").capitalize(), "label_zh": key, "type": kind}
        await importing.api.post("/v1/custom-fields", who="administrator", json=field, expect=201)
    _, rows = await _checked(importing, WRONG / "import-custom-fields.csv", date_order="dmy")
    own = [row["entered"].get("custom", {}) for row in rows]
    assert [each.get("rate") for each in own] == ["0.125", None, "0.0015", "-0.25", "0.5"]
    assert [each.get("zq_day") for each in own] == [
        "1998-03-05",
        "2024-03-05",
        "2024-03-05",
        "2024-03-05",
        "2024-03-05",
    ]
    assert [each.get("zq_number") for each in own] == [None, 1000, 1000, 1000, None]


async def test_an_import_with_the_time_it_was_obtained_ends(importing: Importing) -> None:
    done = await importing.run(_content(WRONG / "import-obtained-at.csv"), zone="UTC")
    assert (done["state"], done["counts"]["created"]) == ("finished", 1)
    (row,) = await importing.rows(done)
    customer = await importing.api.get(f"/v1/customers/{row['customer_id']}", who="lead", expect=200)
    assert customer.json()["obtained_at"] == "2024-03-05T00:00:00Z"
