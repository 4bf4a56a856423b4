"""Every field a column can go to is written, for new and known customers and past contacts; errors end in words."""

import uuid
from typing import Any

import pytest

from meridian.imports import jobs
from meridian.imports.mapping.fields import TARGETS
from meridian.imports.rules import ImportKind
from tests.support.api import Api
from tests.support.campaigns import campaign, segment
from tests.support.customers import create_customer
from tests.support.imports import Document, Importing, accounted

# field → a cell, and what the API shows of it: a path into the customer, and the value
CUSTOMER: dict[str, tuple[str, str, Any]] = {
    "external_id": ("erp: K-{}", "external_ids.0.value", "K-{}"),
    "name": ("Every Field {} GmbH", "name", "Every Field {} GmbH"),
    "legal_name": ("Every Field Gesellschaft mbH", "legal_name", "Every Field Gesellschaft mbH"),
    "short_name": ("EF", "short_name", "EF"),
    "country": ("Germany", "country", "DE"),
    "region": ("Hamburg", "region", "Hamburg"),
    "city": ("Hamburg", "city", "Hamburg"),
    "address": ("Am Sandtorkai 1", "address", "Am Sandtorkai 1"),
    "postal_code": ("20457", "postal_code", "20457"),
    "website": ("https://every-{}.example", "website", "https://every-{}.example"),
    "zone": ("Europe/Berlin", "zone_source", "explicit"),
    "phone": ("040 361301", "phones.0.e164", "+4940361301"),
    "email": ("info@every-{}.example", "emails.0.address", "info@every-{}.example"),
    "messaging": ("telegram: every", "messaging.0.handle", "every"),
    "messaging.whatsapp": ("+49 151 1", "messaging", "whatsapp"),
    "messaging.wechat": ("every_we", "messaging", "wechat"),
    "messaging.telegram": ("every_t", "messaging", "telegram"),
    "messaging.line": ("every_l", "messaging", "line"),
    "messaging.skype": ("every_s", "messaging", "skype"),
    "messaging.qq": ("12345678", "messaging", "qq"),
    "industry": ("Water", "industry", "Water"),
    "business_scope": ("Pumps", "business_scope", "Pumps"),
    "legal_representative": ("A. Petersen", "legal_representative", "A. Petersen"),
    "management": ("A. Petersen, J. Brandt", "management", "A. Petersen, J. Brandt"),
    "employee_count": ("1,200", "employee_count", 1200),
    "languages": ("German, en", "languages", ["de", "en"]),
    "preferences": ("before noon", "preferences", "before noon"),
    "notes": ("met at the fair", "notes", "met at the fair"),
    "demand": ("dosing pumps", "demand", "dosing pumps"),
    "purchase_frequency": ("twice a year", "purchase_frequency", "twice a year"),
    "budget": ("1.234,50 EUR", "budget.amount", "1234.50"),
    "expected_annual_sales": ("80 k USD", "expected_annual_sales.amount", "80000.00"),
    "decision_process": ("check, then CFO", "decision_process", "check, then CFO"),
    "source_channel": ("fair", "source_channel", "exhibition"),
    "source_detail": ("IFAT", "source_detail", "IFAT"),
    "campaign_id": ("brine  Pumps, spring", "campaign_id", "campaign"),
    "intent_level": ("hot", "intent_level", "high"),
    "grade": ("B", "grade", "B"),
    "owner": ("rep@example.com", "owner_id", "rep"),
    "obtained_at": ("2026-03-01 09:00 UTC", "obtained_at", "2026-03-01T09:00:00Z"),
    "contact.name": ("Anna Petersen", "contact.name", "Anna Petersen"),
    "contact.first_name": ("Anna", "contact.name", "Anna Petersen"),
    "contact.last_name": ("Petersen", "contact.name", "Anna Petersen"),
    "contact.title": ("Buyer", "contact.title", "Buyer"),
    "contact.department": ("Purchasing", "contact.department", "Purchasing"),
    "contact.role": ("purchaser", "contact.role", "purchaser"),
    "contact.phone": ("0151 12345678", "contact.phones.0.e164", "+4915112345678"),
    "contact.email": ("anna@every-{}.example", "contact.emails.0.address", "anna@every-{}.example"),
    "contact.whatsapp": ("+49 151 2", "contact.messaging", "whatsapp"),
    "contact.wechat": ("anna_we", "contact.messaging", "wechat"),
    "contact.languages": ("de", "contact.languages", ["de"]),
    "contact.birthday": ("17.05.80", "contact.birthday", "1980-05-17"),
    "contact.notes": ("friendly", "contact.notes", "friendly"),
}
RECORD: dict[str, tuple[str, str, Any]] = {
    "customer": ("Field Log Works", "customer_id", None),
    "customer_external_id": ("K-FL", "customer_id", None),
    "phone": ("+49 40 361390", "phone", "+4940361390"),
    "contact_name": ("Anna Petersen", "contact_id", None),
    "external_id": ("call-1", "external_id", "call-1"),
    "method": ("call", "method", "phone"),
    "direction": ("in", "direction", "inbound"),
    "disposition": ("answered", "disposition", "connected"),
    "started_at": ("2026-02-03 14:30 UTC", "started_at", "2026-02-03T14:30:00Z"),
    "started_time": ("14:30", "started_at", "2026-02-03T14:30:00Z"),
    "ended_at": ("2026-02-03 14:40 UTC", "ended_at", "2026-02-03T14:40:00Z"),
    "talk_seconds": ("3:25", "talk_seconds", 205),
    "author": ("rep@example.com", "author_id", "rep"),
    "outcome": ("asked for a price", "outcome", "asked for a price"),
    "key_points": ("two lines", "key_points", "two lines"),
    "intent_level": ("medium", "intent_level", "medium"),
    "next_step": ("send the offer", "key_points", "send the offer"),
}


def _at(document: Any, path: str) -> Any:
    for step in path.split("."):
        document = document[int(step)] if step.isdigit() else document[step]
    return document


def _shows(document: Document, path: str, value: Any) -> bool:
    found = _at(document, path)
    if isinstance(found, list) and isinstance(value, str):
        return any(entry["service"] == value for entry in found)
    return bool(found == value or (isinstance(value, str) and isinstance(found, str) and value in found))


async def _one(importing: Importing, kind: ImportKind, cells: dict[str, str], **options: Any) -> Document:
    header = ",".join(f'"Column {at}"' for at, _ in enumerate(cells))
    line = ",".join(f'"{cell}"' for cell in cells.values())
    found = await importing.upload(f"{header}\n{line}\n", kind=kind.value)
    columns = [{"column": at, "field": field} for at, field in enumerate(cells)]
    checked = await importing.check(found, columns=columns, **options)
    assert checked["state"] == "checked", checked
    done = await importing.start(checked)
    assert done["state"] == "finished"
    assert accounted(done)
    return done


async def _customer(api: Api, customer_id: str) -> Document:
    found: Document = (await api.get(f"/v1/customers/{customer_id}", who="lead", expect=200)).json()
    people = (await api.get(f"/v1/customers/{customer_id}/contacts", who="lead", expect=200)).json()["items"]
    ids = (await api.get(f"/v1/customers/{customer_id}/external-ids", who="lead")).json().get("items", [])
    return {**found, "contact": people[0] if people else {}, "external_ids": ids or found.get("external_ids", [])}


@pytest.fixture(scope="module")
async def known(api: Api) -> dict[str, str]:
    """Whom and what cells name, by field."""
    view = await segment(api, city=["Nowhere"])
    older = await campaign(api, view["id"], name="Brine pumps, spring")
    newer = await campaign(api, view["id"], name="Brine pumps, spring")
    assert older["id"] != newer["id"]
    return {"owner": str(api.world.people["rep"]), "campaign_id": newer["id"]}


def test_every_field_has_its_example() -> None:
    assert CUSTOMER.keys() == TARGETS[ImportKind.CUSTOMERS].keys() - {"id"}
    assert RECORD.keys() == TARGETS[ImportKind.RECORDS].keys()


@pytest.mark.parametrize("field", CUSTOMER)
async def test_a_field_of_a_new_customer(importing: Importing, api: Api, known: dict[str, str], field: str) -> None:
    tag = uuid.uuid4().hex[:6]
    needed = {"name", "source_channel", "country", field}
    needed |= {"contact.name"} if field.startswith("contact.") and "_name" not in field else set()
    needed |= {"contact.first_name", "contact.last_name"} if "_name" in field and "contact" in field else set()
    cells = {each: cell.format(tag) for each, (cell, _, _) in CUSTOMER.items() if each in needed}
    _, path, value = CUSTOMER[field]
    value = known.get(field, value)
    value = value.format(tag) if isinstance(value, str) else value
    created = await _one(importing, ImportKind.CUSTOMERS, cells)
    assert created["counts"]["created"] == 1, await importing.rows(created)
    (row,) = await importing.rows(created)
    assert _shows(await _customer(api, row["customer_id"]), path, value)


async def test_every_field_at_once(importing: Importing, api: Api, known: dict[str, str]) -> None:
    cells = {field: cell.format("all") for field, (cell, _, _) in CUSTOMER.items()}
    created = await _one(importing, ImportKind.CUSTOMERS, cells)
    (row,) = await importing.rows(created)
    assert row["state"] == "created", row["findings"]
    customer = await _customer(api, row["customer_id"])
    for field, (_, path, value) in CUSTOMER.items():
        value = known.get(field, value)
        value = value.format("all") if isinstance(value, str) else value
        if not field.startswith("messaging"):
            assert _shows(customer, path, value), field
    assert {each["service"] for each in customer["messaging"]} == {
        "telegram",
        "whatsapp",
        "wechat",
        "line",
        "skype",
        "qq",
    }


async def test_a_campaign_is_found_by_its_heading_and_an_unknown_one_is_said(
    importing: Importing, known: dict[str, str], api: Api
) -> None:
    found = await importing.upload("公司名称,国家,活动\nVia Campaign,GB,No such campaign\n")
    assert [each["suggestion"]["field"] for each in found["columns"]] == ["name", "country", "campaign_id"]
    (row,) = await importing.rows(await importing.check(found))
    assert [(each["field"], each["code"]) for each in row["findings"]] == [("campaign_id", "unknown_campaign")]
    cells = {"name": "Knows Its Campaign", "campaign_id": "Brine pumps, spring"}
    done = await _one(importing, ImportKind.CUSTOMERS, cells, constants={"source_channel": "campaign"})
    (row,) = await importing.rows(done)
    customer = await _customer(api, row["customer_id"])
    assert (customer["campaign_id"], customer["source_channel"]) == (known["campaign_id"], "campaign")


@pytest.fixture(scope="module")
async def logged(api: Api) -> Document:
    """The customer of the past contacts."""
    return await create_customer(
        api,
        who="rep",
        name="Field Log Works",
        country="DE",
        phones=[{"number": "+49 40 361390"}],
        external_ids=[{"source": "erp", "value": "K-FL"}],
    )


@pytest.mark.parametrize("field", RECORD)
async def test_a_field_of_a_past_contact(importing: Importing, api: Api, logged: Document, field: str) -> None:
    needed = {"customer_external_id", "method", "started_at", "author", "disposition", "external_id", field}
    cells = {each: RECORD[each][0] for each in RECORD if each in needed}
    cells["external_id"] = f"call-{field}"
    done = await _one(importing, ImportKind.RECORDS, cells, zone="UTC")
    (row,) = await importing.rows(done)
    assert row["state"] == "created", (row["findings"], row["reason"])
    path = f"/v1/contact-records?customer_id={row['customer_id']}"
    records = (await api.get(path, who="lead", expect=200)).json()["items"]
    _, where, value = RECORD[field]
    value = str(importing.api.world.people[value]) if field == "author" else value
    if field == "external_id":
        value = "call-external_id"
    if value is not None:
        assert any(_shows(record, where, value) for record in records)
    assert logged["id"] == row["customer_id"]


@pytest.mark.parametrize("fault", [RuntimeError("a bug"), AssertionError("another"), KeyError("x")])
async def test_an_unexpected_error_ends_the_import_in_words(
    importing: Importing, monkeypatch: pytest.MonkeyPatch, fault: Exception
) -> None:
    name = f"Ends {type(fault).__name__}"
    checked = await importing.check(await importing.upload(f"Company,Country\n{name},GB\n"))

    async def fails(*_: Any) -> Any:
        raise fault

    with monkeypatch.context() as patched:
        patched.setitem(jobs.WRITE, ImportKind.CUSTOMERS, fails)
        failed = await importing.start(checked)
    assert failed["state"] == "failed"
    assert type(fault).__name__ in failed["failure"]
    assert "trace id " in failed["failure"]
    assert failed["allowed_moves"] == ["cancel", "resume"]
    path = f"/v1/imports/{failed['id']}/moves/resume"
    await importing.api.post(path, who="lead", json={}, version=failed["version"], expect=200)
    await importing.work()
    done = await importing.read(failed["id"])
    assert (done["state"], done["failure"], done["counts"]["created"]) == ("finished", None, 1)


async def test_a_check_that_fails_can_be_mapped_again_but_not_resumed(
    importing: Importing, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = await importing.upload("Company,Country\nFails First,GB\n")

    def fails(*_: Any) -> Any:
        raise ZeroDivisionError

    with monkeypatch.context() as patched:
        patched.setitem(jobs.DECIDE, ImportKind.CUSTOMERS, fails)
        failed = await importing.check(found)
    assert (failed["state"], failed["allowed_moves"]) == ("failed", ["cancel"])
    path = f"/v1/imports/{failed['id']}/moves/resume"
    refused = await importing.api.post(path, who="lead", json={}, version=failed["version"], expect=409)
    assert "mapping" in refused.text
    checked = await importing.check(failed)
    assert (checked["state"], checked["failure"]) == ("checked", None)
    assert (await importing.start(checked))["counts"]["created"] == 1
