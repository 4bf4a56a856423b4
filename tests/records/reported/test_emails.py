"""E-mails by their Message-ID: one contact, whichever mailboxes report it; unknown people attached later."""

import uuid
from typing import Any

from meridian.kernel.db.session import Database
from tests.support.api import Api
from tests.support.customers import customer_in
from tests.support.world import World


async def report(api: Api, *, who: str = "rep", expect: int = 201, **facts: Any) -> Any:
    body = {"message_id": f"<{uuid.uuid4().hex}@mail.example>", "sent_at": "2026-03-10T01:30:00Z", **facts}
    return (await api.post("/v1/email-messages", who=who, json=body, expect=expect)).json()


async def address_of(api: Api, who: str) -> str:
    me = (await api.get("/v1/session", who=who, expect=200)).json()["user"]
    return str(me["email"])


async def written_to(api: Api, db: Database, world: World) -> tuple[str, str, str]:
    """A customer, a person there, and their address."""
    customer = str(await customer_in(db, world))
    address = f"anna-{uuid.uuid4().hex[:8]}@hafenwerk.example"
    body = {"name": "Anna Petersen", "emails": [{"address": address}]}
    made = await api.post(f"/v1/customers/{customer}/contacts", json=body, expect=201)
    return customer, made.json()["id"], address


async def test_an_email_is_one_contact_whoever_reports_it(api: Api, db: Database, world: World) -> None:
    customer, person, address = await written_to(api, db, world)
    me = await address_of(api, "rep")
    facts: dict[str, Any] = {"from": f"Anna Petersen <{address.upper()}>", "to": [me], "subject": "Your offer"}
    mail = await report(api, message_id="<CAF+q3/Zb2=1@mail.hafenwerk.example>", **facts, excerpt="By July, please")
    assert (mail["state"], mail["direction"], mail["customer_id"], mail["contact_id"]) == (
        "recorded",
        "inbound",
        customer,
        person,
    )
    again = await report(api, expect=200, message_id="CAF+q3/Zb2=1@mail.hafenwerk.example", **facts)
    assert again["id"] == mail["id"]
    records = (await api.get(f"/v1/contact-records?customer_id={customer}", expect=200)).json()["items"]
    assert [(r["id"], r["method"], r["direction"], r["outcome"], r["key_points"]) for r in records] == [
        (mail["id"], "email", "inbound", "Your offer", "By July, please")
    ]
    assert (await api.get(f"/v1/customers/{customer}", expect=200)).json()["last_contact_at"] == "2026-03-10T01:30:00Z"


async def test_what_we_write_is_ours_and_goes_out(api: Api, db: Database, world: World) -> None:
    _, person, address = await written_to(api, db, world)
    me = await address_of(api, "rep")
    sent: dict[str, Any] = {"from": me, "to": [f"<{address}>"], "cc": [me]}
    mail = await report(api, **sent)
    assert (mail["direction"], mail["author_id"], mail["contact_id"]) == ("outbound", str(world.people["rep"]), person)
    assert mail["address"] == address
    record = (await api.get(f"/v1/contact-records/{mail['id']}", expect=200)).json()
    assert (record["author_id"], record["direction"], record["to_be_completed"]) == (
        str(world.people["rep"]),
        "outbound",
        False,
    )


async def test_mail_of_unknown_people_waits_to_be_attached(api: Api, db: Database, world: World) -> None:
    me = await address_of(api, "rep")
    sent: dict[str, Any] = {"from": "stranger@nowhere.example", "to": [me]}
    mail = await report(api, **sent)
    assert (mail["state"], mail["author_id"]) == ("unattached", str(world.people["rep"]))
    waiting = (await api.get("/v1/email-messages?state=unattached", expect=200)).json()["items"]
    assert mail["id"] in [row["id"] for row in waiting]
    await api.get(f"/v1/email-messages/{mail['id']}", who="rep2", expect=404)
    await api.get(f"/v1/phone-calls/{mail['id']}", expect=404)
    customer = str(await customer_in(db, world))
    path = f"/v1/email-messages/{mail['id']}/customer"
    attached = await api.post(path, version=mail["version"], json={"customer_id": customer}, expect=200)
    assert (attached.json()["state"], attached.json()["customer_id"]) == ("recorded", customer)
    await api.get(f"/v1/contact-records/{mail['id']}", expect=200)


async def test_what_is_no_address_is_refused(api: Api) -> None:
    sent: dict[str, Any] = {"from": "nobody", "to": ["someone@example.com"]}
    refused = await report(api, expect=422, **sent)
    assert refused["errors"][0]["pointer"] == "/from"
