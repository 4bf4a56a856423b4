"""Exports from the request to the file: scope, masks, approval, watermark, downloads, expiry."""

import hashlib
import uuid
from datetime import timedelta

import pytest

from meridian.customers.schemas import CustomerLine, CustomerRead
from meridian.exports import jobs
from meridian.exports.catalogue import CATALOGUE
from meridian.kernel.blobs import Blobs
from meridian.kernel.clock import SettableClock
from meridian.kernel.db.session import Database
from meridian.kernel.jobs import JobContext
from meridian.kernel.settings import Settings
from meridian.sheets.rules import is_ours
from tests.support.customers import contact_in, create_customer, customer_in
from tests.support.exports import Exporting, set_limit, table
from tests.support.world import World


def test_sensitive_columns_are_those_of_the_record() -> None:
    groups = {**CustomerRead._sensitive, **CustomerLine._sensitive}
    for column in CATALOGUE.values():
        assert column.group == groups.get(column.key)


async def test_the_file_holds_what_the_list_shows_its_requester(
    exporting: Exporting, db: Database, world: World
) -> None:
    for owner in ("rep", "rep2", "other_rep", "foreign_rep"):
        await customer_in(db, world, owner=owner, name=f"Works of {owner}")
    listed = await exporting.api.get("/v1/customers?count=exact", who="lead", expect=200)
    export, content = await exporting.produced(columns=["name", "owner"])
    names = [row[0] for row in table(content)[1:]]
    assert set(names) == {"Works of rep", "Works of rep2"}
    assert export["row_count"] == export["rows_written"] == len(names) == listed.json()["total"]
    assert export["sha256"] == hashlib.sha256(content).hexdigest()
    assert export["size_bytes"] == len(content)
    assert export["state"] == "produced"
    _, wider = await exporting.produced(who="director", columns=["name"])
    assert len(table(wider)) == 5


async def test_the_filter_is_that_of_the_search(exporting: Exporting, db: Database, world: World) -> None:
    for country in ("DE", "DE", "FR"):
        await customer_in(db, world, name=f"{country} {uuid.uuid4().hex}", country=country)
    selection = {"and": [{"field": "country", "value": ["DE", "FR"]}, {"not": {"field": "country", "value": "FR"}}]}
    export, content = await exporting.produced(filter=selection, columns=["country"])
    assert [row[0] for row in table(content)[1:]] == ["DE", "DE"]
    assert export["filter"] == selection


@pytest.mark.parametrize(
    "selection",
    [
        {"field": "q", "value": "harbour"},
        {"field": "created_at", "op": "gte", "value": "2026-01-01T00:00:00Z"},
        {"field": "last_order_on", "op": "null", "value": True},
        {"field": "owner_id", "value": [str(uuid.uuid4()), str(uuid.uuid4())]},
        {"field": "expected_annual_sales", "op": "gte", "value": "10.50"},
        {"field": "completeness", "op": "lt", "value": 50},
        {"field": "name", "op": "contains", "value": "$1 100%'\\"},
        {"field": "archived", "value": True},
        {"field": "opted_out", "value": "email"},
    ],
    ids=lambda selection: selection["field"],
)
@pytest.mark.parametrize("kind", ["csv", "xlsx"])
async def test_every_kind_of_value_reaches_the_server(exporting: Exporting, selection: object, kind: str) -> None:
    export, _ = await exporting.produced(filter=selection, format=kind)
    assert export["rows_written"] == export["row_count"]


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
async def test_the_company_s_own_fields_filter_exports(exporting: Exporting, kind: str) -> None:
    key = f"fair_{kind}"
    field = {"key": key, "label": "Fair", "label_zh": "展会", "type": "text"}
    made = await exporting.api.post("/v1/custom-fields", who="administrator", json=field, expect=201)
    await create_customer(exporting.api, name=f"At the {kind} fair", custom={key: "IFAT '26"})
    selection = {"field": f"custom.{key}", "value": "IFAT '26"}
    export, _ = await exporting.produced(filter=selection, format=kind)
    assert export["rows_written"] == 1
    waiting = await exporting.ask(filter=selection)
    path, version = f"/v1/custom-fields/{made.json()['id']}", made.json()["version"]
    await exporting.api.patch(path, who="administrator", json={"active": False}, version=version, expect=200)
    await exporting.work()
    assert (await exporting.get(waiting))["state"] == "denied"


async def test_what_cannot_be_is_named(exporting: Exporting) -> None:
    for body, pointer in (
        ({"columns": ["name", "shoe_size"]}, "/columns/1"),
        ({"columns": []}, "/columns"),
        ({"columns": ["name", "name"]}, "/columns"),
        ({"purpose": " "}, "/purpose"),
        ({"format": "pdf"}, "/format"),
        ({"filter": {"field": "shoe_size", "value": 1}}, "/filter/field"),
        ({"filter": {"field": "name", "value": "\x00"}}, "/filter/value"),
        ({"sort": ["name"]}, "/sort"),
    ):
        problem = await exporting.ask(expect=422, **body)
        assert [error["pointer"] for error in problem["errors"]] == [pointer], body


async def test_every_column_can_be_exported_and_reads_as_it_is(
    exporting: Exporting, db: Database, world: World
) -> None:
    customer = await create_customer(
        exporting.api,
        name="Hafenwerk Everything",
        country="DE",
        city="Hamburg",
        phones=[{"number": "+49 40 36130"}, {"number": "+49 40 36131"}],
        emails=[{"address": "einkauf@hafenwerk.example"}],
        languages=["de", "en"],
        budget={"amount": "120000.50", "currency": "EUR"},
        external_ids=[{"source": "erp", "value": "77"}],
    )
    await contact_in(db, uuid.UUID(customer["id"]), name="Anna Petersen", title="Buyer")
    only = {"field": "name", "value": "Hafenwerk Everything"}
    columns = (await exporting.api.get("/v1/exports/columns", who="lead", expect=200)).json()["items"]
    assert [column["key"] for column in columns] == list(CATALOGUE)
    _, content = await exporting.produced(filter=only, columns=list(CATALOGUE))
    heading, row = table(content)
    assert heading[:-1] == [column["label"] for column in columns]
    cells = dict(zip(CATALOGUE, row, strict=False))
    assert cells["id"] == customer["id"]
    assert cells["phones"] == "+494036130; +494036131"
    assert cells["emails"] == "einkauf@hafenwerk.example"
    assert cells["languages"] == "de, en"
    assert cells["budget"] == "120000.5 EUR"
    assert cells["external_ids"] == "erp: 77"
    assert (cells["owner"], cells["contact"], cells["contact_title"]) == ("rep", "Anna Petersen", "Buyer")
    assert cells["obtained_at"] == customer["obtained_at"][:19] + "Z"


async def test_masked_columns_are_left_empty_and_named(exporting: Exporting, db: Database, world: World) -> None:
    await customer_in(db, world, name="Masked Works", phone="+4915112345", budget_amount=5, budget_currency="EUR")
    body = {"filter": {"field": "name", "value": "Masked Works"}, "columns": ["name", "phones", "budget"]}
    export, content = await exporting.produced(who="program", **body)
    heading, row = table(content)
    assert heading[2].endswith("(masked)")
    assert row[:3] == ["Masked Works", "+4915112345", ""]
    assert export["masked_columns"] == ["budget"]
    open_to, unmasked = await exporting.produced(who="director", **body)
    assert table(unmasked)[1][2] == "5 EUR"
    await exporting.api.get(f"/v1/exports/{open_to['id']}/file", who="program", expect=404)
    hidden = await exporting.ask(who="program", filter={"field": "expected_annual_sales", "value": "1"}, expect=422)
    assert hidden["errors"][0]["code"] == "field_not_permitted"


async def test_every_file_says_whose_it_is(exporting: Exporting, db: Database, world: World) -> None:
    await customer_in(db, world)
    export, content = await exporting.produced()
    heading, *rows = table(content)
    assert heading[-1] == f"Meridian export {export['id']} · lead · {export['produced_at'][:19]}Z"
    assert is_ours(heading[-1])
    assert rows
    assert {row[-1] for row in rows} == {export["id"][-12:]}


async def test_a_large_export_waits_for_another_person(exporting: Exporting, db: Database, world: World) -> None:
    await customer_in(db, world, owner="rep")
    await set_limit(exporting.api, 0)
    try:
        export = await exporting.ask(who="deputy")
        assert export["state"] == "requested"
        await exporting.work()
        early = await exporting.api.get(f"/v1/exports/{export['id']}/file", who="deputy", expect=409)
        assert early.json()["reason"] == "not_produced"
        assert (await exporting.decide(export, "approve", "deputy", expect=409))["reason"] == "four_eyes"
        assert (await exporting.get(export, "director"))["allowed_moves"] == ["approve", "deny"]
        await exporting.decide(export, "deny", "director", expect=422)
        await exporting.decide(export, "produce", "director", expect=409)
        approved = await exporting.decide(export, "approve", "director")
        assert (approved["state"], approved["decided_by"]) == ("approved", str(world.people["director"]))
        await exporting.work()
        assert (await exporting.get(export, "deputy"))["state"] == "produced"

        denied = await exporting.decide(await exporting.ask(), "deny", "deputy", reason="Too much")
        assert (denied["state"], denied["reason"], denied["allowed_moves"]) == ("denied", "Too much", [])
        await exporting.decide(await exporting.ask(), "approve", "auditor", expect=403)
    finally:
        await set_limit(exporting.api, 1000)
    assert (await exporting.ask())["state"] == "approved"


async def test_the_only_director_s_export_is_approved_by_a_deputy(
    exporting: Exporting, db: Database, world: World
) -> None:
    await customer_in(db, world, owner="foreign_rep")
    await set_limit(exporting.api, 0)
    try:
        export = await exporting.ask(who="director")
        assert (await exporting.decide(export, "approve", "director", expect=409))["reason"] == "four_eyes"
        assert (await exporting.get(export, "deputy"))["allowed_moves"] == ["approve", "deny"]
        waiting = (await exporting.api.get("/v1/exports?state=requested", who="deputy", expect=200)).json()["items"]
        assert export["id"] in [item["id"] for item in waiting]
        await exporting.get(export, "lead", expect=404)
        await exporting.decide(export, "approve", "deputy")
        await exporting.work()
        assert (await exporting.get(export, "director"))["state"] == "produced"
        await exporting.file(export, "director")
        refused = await exporting.api.get(f"/v1/exports/{export['id']}/file", who="deputy", expect=403)
        assert refused.json()["reason"] == "beyond_scope"
    finally:
        await set_limit(exporting.api, 1000)


async def test_what_grew_beyond_the_limit_before_it_was_made_waits(
    exporting: Exporting, db: Database, world: World
) -> None:
    taken = (await exporting.api.get("/v1/exports/allowance", who="lead", expect=200)).json()
    await set_limit(exporting.api, taken["exported"] + taken["read"] + 1)
    try:
        only = {"field": "city", "value": "Grown"}
        await customer_in(db, world, city="Grown")
        export = await exporting.ask(filter=only)
        await customer_in(db, world, city="Grown")
        await exporting.work()
        held = await exporting.get(export)
        assert (held["state"], held["row_count"], held["rows_written"]) == ("requested", 2, None)
    finally:
        await set_limit(exporting.api, 1000)


async def test_who_sees_an_export(exporting: Exporting) -> None:
    export, _ = await exporting.produced()
    for who, status in (("lead", 200), ("deputy", 200), ("director", 200), ("auditor", 200)):
        await exporting.get(export, who, expect=status)
    for path in ("", "/file", "/downloads"):
        await exporting.api.get(f"/v1/exports/{export['id']}{path}", who="other_lead", expect=404)
        await exporting.api.get(f"/v1/exports/{export['id']}{path}", who="manager", expect=404)
        await exporting.api.get(f"/v1/exports/{export['id']}{path}", who="analyst", expect=403)
    shown = (await exporting.api.get("/v1/exports?state=produced", who="other_lead", expect=200)).json()
    assert shown["items"] == []
    search = {"filter": {"field": "state", "value": "produced"}}
    found = (await exporting.api.post("/v1/exports/search", who="auditor", json=search, expect=200)).json()
    assert export["id"] in [item["id"] for item in found["items"]]


async def test_each_download_is_kept(exporting: Exporting, clock: SettableClock) -> None:
    export, _ = await exporting.produced()
    clock.advance(timedelta(minutes=5))
    await exporting.file(export, "auditor")
    log = (await exporting.api.get(f"/v1/exports/{export['id']}/downloads", who="lead", expect=200)).json()["items"]
    assert [entry["user_name"] for entry in log] == ["auditor", "lead"]
    assert log[0]["at"] > log[1]["at"]
    assert (await exporting.get(export))["downloads"] == 2


async def test_what_its_requester_lost_is_not_made(exporting: Exporting, db: Database, world: World) -> None:
    key = await world.api_key(db)
    body = {"format": "csv", "columns": ["name"], "purpose": "A test"}
    export = (await exporting.api.post("/v1/exports", key=key, json=body, expect=201)).json()
    keys = (await exporting.api.get("/v1/api-keys", who="administrator", expect=200)).json()["items"]
    made = next(entry for entry in keys if key.startswith(entry["prefix"]))
    await exporting.api.delete(
        f"/v1/api-keys/{made['id']}", who="administrator", version=made.get("version", 1), expect=204
    )
    await exporting.work()
    assert (await exporting.get(export, "program"))["state"] == "denied"


async def test_a_repeated_job_makes_one_file(
    exporting: Exporting, db: Database, settings: Settings, clock: SettableClock
) -> None:
    export, content = await exporting.produced()
    context = JobContext(db, settings)
    clock.advance(timedelta(hours=1))
    for _ in range(2):
        await jobs.produce(context, uuid.UUID(export["id"]))
    assert await exporting.file(export) == content
    again = await exporting.get(export)
    assert (again["sha256"], again["produced_at"]) == (export["sha256"], export["produced_at"])
    assert not list((settings.data_dir / "tmp").rglob("file"))


async def test_a_lost_file_is_told(exporting: Exporting, settings: Settings) -> None:
    export, _ = await exporting.produced()
    await Blobs(settings).delete(f"exports/{export['id']}.csv")
    lost = await exporting.api.get(f"/v1/exports/{export['id']}/file", who="lead", expect=409)
    assert lost.json()["reason"] == "file_missing"
    assert (await exporting.get(export))["downloads"] == 1


async def test_a_file_is_gone_after_its_week(
    exporting: Exporting, db: Database, settings: Settings, clock: SettableClock
) -> None:
    export, _ = await exporting.produced()
    context = JobContext(db, settings)
    clock.advance(timedelta(days=7) - timedelta(seconds=1))
    await jobs.EXPIRE.run(context)
    assert await exporting.file(export)
    clock.advance(timedelta(seconds=1))
    over = await exporting.api.get(f"/v1/exports/{export['id']}/file", who="lead", expect=409)
    assert over.json()["reason"] == "expired"
    await jobs.EXPIRE.run(context)
    assert (await exporting.get(export))["state"] == "expired"
    with pytest.raises(FileNotFoundError):
        await anext(Blobs(settings).stream(f"exports/{export['id']}.csv"))
    over = await exporting.api.get(f"/v1/exports/{export['id']}/file", who="lead", expect=409)
    assert over.json()["reason"] == "expired"
