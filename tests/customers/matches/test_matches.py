"""Who has a number or an address: exactly, in whatever form it comes."""

from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import text

from meridian.kernel.db.session import Database
from tests.support.api import Api
from tests.support.customers import create_customer, customer_in
from tests.support.statements import recording
from tests.support.world import World

FORMS = (
    ("+49 40 3690 1234", None),
    ("tel:+49-40-3690-1234", None),
    ("sip:+494036901234@pbx.example.com;user=phone", None),
    ('"Anna P." <sip:+494036901234@10.0.0.1>;tag=as4', None),
    ("tel:36901234;phone-context=+4940", None),
    ("0049 40 36901234", None),
    ("494036901234", None),
    ("040 3690 1234", None),
    ("040 3690 1234", "DE"),
    ("+49 (0)40 36901234", None),
    ("４９４０３６９０１２３４", None),
    ("011 49 40 3690 1234", "US"),
)


async def entered(api: Api, person: dict[str, Any] | None = None, **fields: Any) -> tuple[str, str]:
    """A customer in Hamburg and a person there."""
    customer = await create_customer(api, country="DE", **fields)
    body = {"name": "Anna Petersen", **(person or {})}
    made = await api.post(f"/v1/customers/{customer['id']}/contacts", json=body, expect=201)
    return customer["id"], made.json()["id"]


async def look_up(api: Api, number: str, country: str | None = None, **how: Any) -> Any:
    params = {"number": number} | ({"country": country} if country else {})
    return (await api.get("/v1/phone-matches", params=params, expect=200, **how)).json()


@pytest.fixture(scope="module")
async def anna(api: Api) -> tuple[str, str]:
    return await entered(
        api, {"phones": [{"number": "+49 40 3690 1234"}], "emails": [{"address": "anna@hafen.example"}]}
    )


@pytest.mark.parametrize(("number", "country"), FORMS)
async def test_any_written_form_finds_customer_and_contact(
    api: Api, anna: tuple[str, str], number: str, country: str | None
) -> None:
    found = await look_up(api, number, country)
    assert (found["customer_id"], found["contact_id"]) == anna
    assert [match["phone"] for match in found["matches"]] == ["+494036901234"]


@pytest.mark.parametrize(
    ("number", "country"),
    [("+86 40 3690 1234", None), ("3690 1234", None), ("040 3690 1234", "CN"), ("1234", None), ("036901234", None)],
)
async def test_what_only_ends_alike_is_somebody_else(
    api: Api, anna: tuple[str, str], number: str, country: str | None
) -> None:
    found = await look_up(api, number, country)
    assert (found["customer_id"], found["matches"]) == (None, [])


async def test_an_extension_tells_people_at_one_switchboard_apart(api: Api) -> None:
    main = "+49 89 2000 3000"
    customer, anna = await entered(
        api, {"phones": [{"number": main, "extension": "12"}]}, phones=[{"number": main, "label": "switchboard"}]
    )
    body = {"name": "Bob", "phones": [{"number": f"{main} ext. 34"}]}
    bob = (await api.post(f"/v1/customers/{customer}/contacts", json=body, expect=201)).json()["id"]
    for number, contact, people in (
        ("tel:+498920003000;ext=12", anna, [anna, None]),
        ("sip:+498920003000;ext=34@host", bob, [bob, None]),
        ("sip:+498920003000%3Bext%3D34@host", bob, [bob, None]),
        ("089 20003000 ext 34", bob, [bob, None]),
        ("+498920003000", None, [None, anna, bob]),
        ("+498920003000;ext=99", None, [None]),
    ):
        found = await look_up(api, number)
        assert (found["customer_id"], found["contact_id"]) == (customer, contact), number
        assert {match["contact_id"] for match in found["matches"]} == set(people), number
        assert found["matches"][0]["contact_id"] == people[0], number


async def test_a_number_of_several_customers_names_them_all_and_none_for_sure(
    api: Api, db: Database, world: World
) -> None:
    both = {str(await customer_in(db, world, phone="+493055557777")) for _ in range(2)}
    found = await look_up(api, "+493055557777")
    assert (found["customer_id"], found["contact_id"]) == (None, None)
    assert {match["customer_id"] for match in found["matches"]} == both


async def test_only_customers_one_sees_are_found(api: Api, anna: tuple[str, str]) -> None:
    for who, seen in (("rep", True), ("lead", True), ("rep2", False), ("foreign_rep", False)):
        found = await look_up(api, "+494036901234", who=who)
        assert (found["customer_id"] is not None) is seen, who


async def test_a_caller_that_withholds_its_number(api: Api) -> None:
    for number in ("anonymous", "sip:anonymous@anonymous.invalid", '"Anonymous" <sip:Restricted@x>'):
        found = await look_up(api, number)
        assert (found["withheld"], found["matches"]) == (True, [])


async def test_extensions_name_colleagues_and_are_one_persons(api: Api, world: World) -> None:
    path = f"/v1/users/{world.people['rep']}"
    version = (await api.get(path, who="administrator", expect=200)).json()["version"]
    changed = await api.patch(path, who="administrator", version=version, json={"extension": "204"}, expect=200)
    assert changed.json()["extension"] == "204"
    for number in ("204", "sip:204@pbx.local"):
        assert (await look_up(api, number))["colleague"] == {
            "id": str(world.people["rep"]),
            "name": "rep",
            "extension": "204",
        }
    listed = await api.get("/v1/users?extension=204", expect=200)
    assert [user["id"] for user in listed.json()["items"]] == [str(world.people["rep"])]
    other = f"/v1/users/{world.people['rep2']}"
    version = (await api.get(other, who="administrator", expect=200)).json()["version"]
    refused = await api.patch(other, who="administrator", version=version, json={"extension": "204"}, expect=409)
    assert refused.json()["errors"][0]["pointer"] == "/extension"
    await api.patch(other, who="administrator", version=version, json={"extension": "2x"}, expect=422)


async def test_an_address_finds_customer_and_contact(api: Api, anna: tuple[str, str]) -> None:
    for address in ("anna@hafen.example", "Anna P. <Anna@Hafen.example>", "mailto:ANNA@hafen.example"):
        found = (await api.get("/v1/email-matches", params={"address": address}, expect=200)).json()
        assert (found["customer_id"], found["contact_id"]) == anna, address
    other = (await api.get("/v1/email-matches", params={"address": "ann@hafen.example"}, expect=200)).json()
    assert other == {"customer_id": None, "contact_id": None, "matches": []}


async def test_people_of_all_customers_are_listed(api: Api, anna: tuple[str, str]) -> None:
    customer, person = anna
    for query in (
        {"phone": "tel:+49-40-3690-1234"},
        {"phone": "36901234"},
        {"email": "anna@hafen.example"},
        {"customer_id": customer, "name.contains": "peter"},
        {"country": "DE", "email": "anna@hafen"},
    ):
        rows = (await api.get("/v1/contacts", params=query, expect=200)).json()["items"]
        assert [row["id"] for row in rows] == [person], query
    assert rows[0]["customer_name"].startswith("Customer ")
    hidden = (await api.get("/v1/contacts", params={"customer_id": customer}, who="rep2", expect=200)).json()
    assert hidden["items"] == []
    twin = {"filter": {"field": "phone", "value": "040 36901234"}}
    found = (await api.post("/v1/contacts/search", json=twin, expect=200)).json()
    assert [row["id"] for row in found["items"]] == [person]


MANY = """
WITH made AS (
  INSERT INTO customer SELECT (jsonb_populate_record(c, jsonb_build_object('id', uuidv7(), 'name', 'Copy ' || n))).*
    FROM customer AS c, generate_series(1, 20000) AS n WHERE c.id = :id RETURNING id)
INSERT INTO phone (customer_id, raw, e164, country, digits_reversed)
SELECT id, number, number, 'DE', reverse(substr(number, 2))
  FROM (SELECT id, '+4930' || lpad((row_number() OVER ())::text, 8, '0') AS number FROM made) AS numbered"""


async def test_every_look_up_takes_its_index(api: Api, db: Database, anna: tuple[str, str]) -> None:
    """Among many numbers none is read but those that end alike, whether one or two numbers may be meant.

    Addresses are few here: where reading whole tables is forbidden to the planner, it needs none.
    """
    async with db.write() as session:
        await session.execute(text(MANY), {"id": anna[0]})
        await session.execute(text("ANALYZE customer, phone"))
    looked_up = ("+494036901234", "040 36901234", "1 40 3690 1234", "013800138000")
    with recording() as sent:
        for number in looked_up:
            await look_up(api, number)
        await look_up(api, "12125550100", "DE")
        await api.get("/v1/email-matches", params={"address": "anna@hafen.example"}, expect=200)
    phones = [each for each in sent if "FROM phone" in each.sql]
    (email,) = (each for each in sent if "FROM email" in each.sql)
    assert len(phones) == len(looked_up) + 1
    assert sum("digits_reversed LIKE" in each.sql and " OR " in each.sql for each in phones) >= 3  # two may be meant
    async with db.writer.connect() as connection:
        raw = (await connection.get_raw_connection()).driver_connection
        assert raw is not None
        for statement in phones:
            (plan,) = await raw.fetch(f"EXPLAIN (ANALYZE, FORMAT JSON) {statement.sql}", *statement.values)
            nodes = list(_nodes(plan[0][0]["Plan"]))
            (scan, *_) = [each for each in nodes if each.get("Relation Name") == "phone"]
            used = {each.get("Index Name") for each in nodes} & {"phone_e164_idx", "phone_digits_reversed_idx"}
            assert used, plan[0]
            assert scan["Node Type"] != "Seq Scan", plan[0]
            assert all(each["Actual Rows"] <= 100 for each in nodes), plan[0]
        await raw.execute("SET enable_seqscan = off")
        try:
            lines = await raw.fetch(f"EXPLAIN {email.sql}", *email.values)
            assert "email_address_idx" in "\n".join(line[0] for line in lines)
        finally:
            await raw.execute("RESET enable_seqscan")


def _nodes(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield plan
    for part in plan.get("Plans", ()):
        yield from _nodes(part)
