"""What goes out comes back unchanged: exports of ours, whoever opens them in between."""

import csv
import io
from pathlib import Path
from typing import Any

import pytest

from meridian.exports.catalogue import CATALOGUE
from meridian.kernel.clock import SettableClock
from meridian.kernel.settings import Settings
from tests.support.api import Api
from tests.support.customers import create_customer
from tests.support.exports import Exporting
from tests.support.imports import Importing, accounted

FILES = Path(__file__).parent / "files"


@pytest.fixture(scope="module")
def exporting(api: Api, database_url: str, settings: Settings, clock: SettableClock) -> Exporting:
    return Exporting(api, database_url, settings, clock)


async def _customers(api: Api) -> list[dict[str, Any]]:
    """Some whose values are easily read as something else."""
    nasty: list[dict[str, Any]] = [
        {
            "name": "Roundtrip  Pumps W.L.L.",
            "short_name": "-Dash Co",
            "country": "KW",
            "address": 'Block 1\nStreet "2", No. 3;\tX',
            "postal_code": "01234",
            "notes": "=1+1 note",
            "source_detail": "n/a",
            "employee_count": 1200,
            "languages": ["ar", "en"],
            "budget": {"amount": "1.125", "currency": "KWD"},
            "expected_annual_sales": {"amount": "0.125", "currency": "KWD"},
            "phones": [{"number": "+965 2222 3333", "extension": "12"}, {"number": "+965 9999 8888"}],
            "emails": [{"address": "sales+kw@pumps.example"}],
            "messaging": [
                {"service": "whatsapp", "handle": "+96599998888"},
                {"service": "wechat", "handle": "pump kw"},
            ],
            "external_ids": [{"source": "erp", "value": "000123"}],
        },
        {
            "name": "Roundtrip Two Ltd",
            "country": "GB",
            "management": "-",
            "notes": "'quoted' start",
            "phones": [{"number": "020 7946 0958"}],
            "budget": {"amount": "1234.567", "currency": "GBP"},
        },
        {
            "name": "Roundtrip Müller GmbH",
            "country": "DE",
            "expected_annual_sales": {"amount": "1.234", "currency": "EUR"},
        },
        {"name": "无名公司", "country": "CN", "zone": "Asia/Urumqi", "decision_process": "无"},
    ]
    return [await create_customer(api, who="lead", **each) for each in nasty]


async def _now(api: Api, customers: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [(await api.get(f"/v1/customers/{each['id']}", who="lead", expect=200)).json() for each in customers]


@pytest.mark.parametrize(("kind", "locale"), [("csv", "en"), ("xlsx", "zh-CN")])
async def test_an_export_comes_back_unchanged(
    api: Api, importing: Importing, exporting: Exporting, kind: str, locale: str
) -> None:
    customers = await _customers(api) if kind == "csv" else []
    me = (await api.get("/v1/me", who="lead", expect=200)).json()
    await api.patch("/v1/me", who="lead", json={"locale": locale}, version=me["version"])
    _, content = await exporting.produced(who="lead", format=kind, columns=list(CATALOGUE))
    before = await _now(api, customers)
    found = await importing.upload(content, name=f"export.{kind}")
    fields = [each["suggestion"]["field"] for each in found["columns"] if each["suggestion"]]
    assert found["columns"][0]["header"] == {"en": "Company", "zh-CN": "公司名称"}[locale]
    assert found["key"] == "id"
    assert {"id", "messaging", "external_id", "budget"} <= set(fields)
    assert fields.count("contact.name") == 1
    checked = await importing.check(found, key=found["key"])
    rows = await importing.rows(checked)
    assert [[note["code"] for note in row["findings"] if note["severity"] == "error"] for row in rows] == [[]] * len(
        rows
    )
    done = await importing.start(checked)
    assert accounted(done)
    assert done["counts"]["unchanged"] == done["counts"]["rows"], [
        (row["state"], row["reason"], row["entered"].get("name")) for row in await importing.rows(done)
    ]
    assert await _now(api, customers) == before


@pytest.mark.parametrize("name", ["own-export-zh.csv", "own-export-zh.xlsx"])
async def test_an_export_of_an_earlier_release_is_read_as_it_was_meant(importing: Importing, name: str) -> None:
    found = await importing.upload((FILES / name).read_bytes(), name=name)
    columns = [
        {"column": each["column"], "field": each["suggestion"]["field"]}
        for each in found["columns"]
        if each["suggestion"]
        and each["suggestion"]["field"] not in ("owner", "obtained_at")  # of another company, later
    ]
    checked = await importing.check(found, key="id", columns=columns)
    one, two = (row["entered"] for row in await importing.rows(checked))
    assert one["name"] == "Roundtrip Pumps W.L.L."
    assert (one["short_name"], one["notes"], one["postal_code"]) == ("-Dash Co", "=1+1 note", "01234")
    assert one["address"] == 'Block 1\nStreet "2", No. 3;\tX'
    assert [phone["e164"] for phone in one["phones"]] == ["+96522223333", "+96599998888"]
    assert [(each["service"], each["handle"]) for each in one["messaging"]] == [
        ("whatsapp", "+96599998888"),
        ("wechat", "pump_kw"),
    ]
    assert one["external_ids"] == [{"source": "erp", "value": "000123"}]
    assert (one["budget_amount"], one["budget_currency"]) == ("1250.1250", "KWD")
    assert (one["expected_annual_sales_amount"], one["languages"]) == ("0.1250", ["ar", "en"])
    assert (two["notes"], two["budget_amount"]) == ("'quoted' start", "1234.5670")
    done = await importing.start(checked)
    assert done["counts"]["rejected"] == 0, [(row["reason"], row["findings"]) for row in await importing.rows(done)]


async def test_the_same_file_twice_ends_in_unchanged(importing: Importing) -> None:
    out = io.StringIO()
    lines = [
        (f"Twice {at}", "Germany", f"030 123450{at}", f"p{at}@twice.example", "1.250,50 EUR", "5-Mar-24", f"P {at}")
        for at in range(6)
    ]
    csv.writer(out).writerows([["Company", "Country", "Phone", "Email", "Budget", "Obtained at", "Contact"], *lines])
    first = await importing.run(out.getvalue())
    assert first["counts"]["created"] == 6
    again = await importing.run(out.getvalue())
    assert again["counts"]["unchanged"] == 6
