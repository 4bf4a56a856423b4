"""Rows that look like somebody known, and the person who decides on them (TS-5)."""

from typing import Any

import pytest

from meridian.kernel.db.session import Database
from tests.support.api import Api
from tests.support.customers import create_customer, customer_in
from tests.support.imports import Importing, accounted
from tests.support.world import World

HEAD = "Company,Country,Website,Phone,Email\n"


async def screen(
    api: Api, found: dict[str, Any], *decisions: dict[str, Any], who: str = "lead"
) -> list[dict[str, Any]]:
    answer = await api.post(
        f"/v1/imports/{found['id']}/screening", who=who, json={"decisions": list(decisions)}, expect=200
    )
    results: list[dict[str, Any]] = answer.json()["results"]
    return results


async def test_likeness_beside_the_key_asks_a_person(importing: Importing, api: Api) -> None:
    known = await create_customer(
        api,
        who="rep",
        name="Delta Pumps",
        country="NL",
        website="https://deltapumps.nl",
        emails=[{"address": "x@deltapumps.nl"}],
    )
    done = await importing.run(
        HEAD
        + "Delta Pumps B.V.,BE,,,\n"  # another country: not the key, and no other likeness
        + "Delta Pumps Rotterdam,NL,www.deltapumps.nl/contact,,\n"  # website and a similar name
        + "Quite Different,NL,https://deltapumps.nl,,\n"  # a shared website alone
        + "Third Name,NL,,,x@deltapumps.nl\n",  # the same mailbox
    )
    assert accounted(done)
    states = {row["number"]: (row["state"], row["reason"]) for row in await importing.rows(done)}
    assert states[2] == ("created", None)
    assert states[3] == ("screening", "duplicate")
    assert states[4] == ("created", None)
    assert states[5] == ("screening", "duplicate")
    (candidate,) = (await importing.rows(done, state="screening", number=5))[0]["candidates"]
    assert (candidate["customer_id"], candidate["name"]) == (known["id"], "Delta Pumps")
    assert candidate["signals"] == ["email"]


async def test_a_shared_switchboard_is_only_a_hint(importing: Importing, api: Api) -> None:
    await create_customer(api, who="rep", name="Harbour Works", country="DE", phones=[{"number": "+49 40 36132"}])
    done = await importing.run(HEAD + "Harbour Foods,DE,,040 36132,\n")
    (row,) = await importing.rows(done)
    assert row["state"] == "created"
    assert [each["signals"] for each in row["candidates"]] == [["phone"]]


@pytest.mark.parametrize(("duplicates", "state"), [("screen", "screening"), ("skip", "skipped"), ("update", "updated")])
async def test_what_becomes_of_duplicates_is_chosen(
    importing: Importing, api: Api, duplicates: str, state: str
) -> None:
    mailbox = f"office@{duplicates}-twins.example.net"
    await create_customer(api, who="rep", name=f"Twin {duplicates}", country="PL", emails=[{"address": mailbox}])
    done = await importing.run(HEAD + f"Zwilling {duplicates},PL,,,{mailbox}\n", duplicates=duplicates)
    assert [row["state"] for row in await importing.rows(done)] == [state]
    assert accounted(done)


async def test_rows_that_repeat_one_another_are_noticed(importing: Importing) -> None:
    done = await importing.run(
        HEAD + "Repeat One,IT,,,info@repeat.example.it\nOther Spelling,IT,,,info@repeat.example.it\n"
        "Repeat One S.r.l.,IT,,,\n",
        mode="create",
    )
    rows = {row["number"]: row for row in await importing.rows(done)}
    assert [rows[n]["state"] for n in (2, 3, 4)] == ["created", "screening", "screening"]
    assert rows[3]["candidates"][0]["signals"] == ["email"]


async def test_modes_keep_to_what_they_may(importing: Importing, api: Api) -> None:
    await create_customer(api, who="rep", name="Known To Us", country="AT")
    text = "Company,Country,City\nKnown To Us,AT,Wien\nNew To Us,AT,Graz\n"
    created = await importing.run(text, mode="create")
    assert (created["counts"]["created"], created["counts"]["screening"]) == (1, 1)
    updated = await importing.run(text.replace("New To", "Newer To"), mode="update")
    assert (updated["counts"]["updated"], updated["counts"]["skipped"]) == (1, 1)
    assert [row["reason"] for row in await importing.rows(updated, state="skipped")] == ["not_found"]


async def test_a_person_accepts_merges_and_rejects(importing: Importing, api: Api, world: World) -> None:
    known = await create_customer(
        api, who="rep", name="Original", country="ES", city="Vigo", emails=[{"address": "hola@original.example.es"}]
    )
    done = await importing.run(
        "Company,Country,City,Email,Notes\n"
        + "".join(f"Copia {n},ES,Lugo,hola@original.example.es,nota {n}\n" for n in range(4)),
        who="rep",
    )
    assert done["counts"]["screening"] == 4
    refused = await api.post(f"/v1/imports/{done['id']}/screening", who="rep", json={"decisions": []})
    assert refused.status_code == 403
    results = await screen(
        api,
        done,
        {"number": 2, "decision": "accept"},
        {"number": 3, "decision": "merge"},
        {"number": 4, "decision": "reject"},
        {"number": 5, "decision": "reject", "reason": "gone out of business"},
    )
    assert [result["status"] for result in results] == [200, 200, 422, 200]
    assert [result["state"] for result in results] == ["created", "updated", None, "rejected"]
    assert results[1]["customer_id"] == known["id"]
    after = await importing.read(done["id"])
    assert accounted(after)
    assert {name: after["counts"][name] for name in ("created", "updated", "screening", "rejected")} == {
        "created": 1,
        "updated": 1,
        "screening": 1,
        "rejected": 1,
    }
    merged = (await api.get(f"/v1/customers/{known['id']}", who="rep", expect=200)).json()
    assert (merged["city"], merged["notes"]) == ("Vigo", "nota 1")  # filled where empty, nothing replaced
    entered = (await api.get(f"/v1/customers/{results[0]['customer_id']}", who="rep", expect=200)).json()
    assert entered["owner_id"] == str(world.people["rep"])  # the importer's, not the screener's
    again = await screen(api, done, {"number": 2, "decision": "accept"})
    assert (again[0]["status"], again[0]["problem"]["reason"]) == (409, "wrong_state")
    row = (await importing.rows(done, number=5))[0]
    assert (row["reason"], row["decided_by"]) == ("gone out of business", str(world.people["lead"]))


async def test_customers_beyond_ones_scope_are_neither_changed_nor_shown(
    importing: Importing, api: Api, db: Database, world: World
) -> None:
    foreign = await customer_in(
        db, world, owner="foreign_rep", name="Beyond Reach", name_key="beyond reach", country="PT", city="Porto"
    )
    done = await importing.run("Company,Country,City\nBeyond Reach,PT,Lisboa\n", who="rep")
    (row,) = await importing.rows(done, who="rep")
    assert (row["state"], row["reason"], row["customer_id"]) == ("screening", "beyond_your_scope", None)
    (candidate,) = row["candidates"]
    assert (candidate["customer_id"], candidate["name"]) == (None, None)
    assert candidate["ask"] == {"id": str(world.people["foreign_rep"]), "name": "foreign_rep"}
    merged = await screen(api, done, {"number": 2, "decision": "merge", "customer_id": str(foreign)})
    assert merged[0]["status"] == 404
    kept = (await api.get(f"/v1/customers/{foreign}", who="director", expect=200)).json()
    assert kept["city"] == "Porto"


async def test_an_external_id_names_the_customer_whatever_the_key(importing: Importing, api: Api) -> None:
    known = await create_customer(
        api, who="lead", name="Ledger", country="CZ", external_ids=[{"source": "erp", "value": "K-7"}]
    )
    done = await importing.run(
        "Kunden-Nr.,Company,Country\nK-7,Ledger renamed,CZ\nK-8,Ledger Two,CZ\n", external_source="erp"
    )
    rows = await importing.rows(done)
    assert [row["state"] for row in rows] == ["updated", "created"]
    assert rows[0]["customer_id"] == known["id"]
    again = await importing.run(
        "Kunden-Nr.,Company\nK-8,Ledger Two\nK-9,Nobody\n", external_source="erp", key="external_id", mode="update"
    )
    assert [row["state"] for row in await importing.rows(again)] == ["unchanged", "skipped"]


async def test_screening_tells_no_more_of_others_customers_than_the_duplicate_check(
    importing: Importing, api: Api
) -> None:
    """A list of phones sent in finds nobody's customers; what is told of them is that they exist, and whom to ask."""
    phones, emails = [{"number": "+45 33 12 34 56"}], [{"address": "ceo@secret.example.dk"}]
    secret = {"country": "DK", "phones": phones, "emails": emails}
    await create_customer(api, who="other_rep", name="Secret Ships", **secret)
    twin = {"name": "Secret Docks", "country": "DK", "emails": emails, "allow_duplicate": True, "reason": "a branch"}
    await create_customer(api, who="other_rep", **twin)
    asked = {"name": "Unlike Any", "country": "DK", "phones": phones}
    check = await api.post("/v1/customers/check-duplicates", who="rep", json=asked, expect=200)
    assert [found for found in check.json()["matches"] if not found["visible"]] == []
    rows = "Unlike Any,DK,,+45 33 12 34 56,\nUnlike Two,DK,,,ceo@secret.example.dk\n"
    every: tuple[dict[str, Any], ...] = ({"key": "phone"}, {"key": "email"}, {})
    for options in every:
        found = await importing.check(await importing.upload(HEAD + rows, who="rep"), who="rep", **options)
        by_phone, by_mail = await importing.rows(found, who="rep", sort="number")
        assert (by_phone["state"], by_phone["candidates"]) == ("to_create", []), options
        assert by_mail["state"] == "screening"
        (told,) = by_mail["candidates"]
        assert (told["customer_id"], told["name"], told["signals"]) == (None, None, [])
        assert told["ask"]["name"] == "other_rep"
        assert by_mail["reason"] in ("duplicate", "beyond_your_scope")


async def test_a_grade_is_decided_and_not_entered(importing: Importing, api: Api) -> None:
    """No way of entering a customer gives a grade for whom that is not his to decide (MC-9)."""
    new = {"name": "Grand Cru", "source_channel": "web", "grade": "A"}
    assert (await api.post("/v1/customers", json=new, expect=403)).json()["permission"] == "customer:decide"
    await api.put("/v1/customers/by-external/crm/grand", json=new, expect=403)
    bulk = (await api.post("/v1/customers/bulk", json={"items": [{"op": "create", "data": new}]})).json()
    assert [each["status"] for each in bulk["results"]] == [403], bulk
    text = "Company,Country,Grade\nGrand Cru,FR,A\n"
    sent = await importing.upload(text, who="rep")
    column = next(each for each in sent["columns"] if each["header"] == "Grade")
    assert column["suggestion"] is None
    columns = [{"column": 0, "field": "name"}, {"column": 1, "field": "country"}, {"column": 2, "field": "grade"}]
    refused = await importing.check(sent, who="rep", columns=columns, expect=422)
    assert [(each["pointer"], each["code"]) for each in refused["errors"]] == [
        ("/columns/2/field", "decided_by_others")
    ]
    refused = await importing.check(sent, who="rep", constants={"grade": "A"}, expect=422)
    assert [each["code"] for each in refused["errors"]] == ["decided_by_others"]
    made = await api.post("/v1/customers", who="lead", json=new, expect=201)
    assert made.json()["grade"] == "A"
    done = await importing.run(text.replace("Grand", "Premier"))
    assert done["counts"]["created"] == 1
