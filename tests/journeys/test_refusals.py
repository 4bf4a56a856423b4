"""A do-not-call holds for the number and for the person, on whichever record; lifting one takes two (OT-11, MC-8)."""

import uuid
from typing import Any

from meridian.alerts import jobs as alerts
from meridian.kernel.clock import SettableClock
from meridian.kernel.db.session import Database
from meridian.kernel.jobs import JobContext
from meridian.kernel.settings import Settings
from meridian.worker import run_until_idle
from tests.support.api import Api
from tests.support.customers import create_customer
from tests.support.plans import active_plan, create_plan, item_now
from tests.support.records import follow_up, log_call, log_contact
from tests.support.world import World

QUIET: dict[str, Any] = {"outcome": None, "key_points": None, "intent_level": None, "next_step": None}
WHY = "Recall of the pump: they must know"


def some_number() -> str:
    return f"+4940{uuid.uuid4().int % 10**7 + 10**7}"


async def person(api: Api, customer: dict[str, Any], **fields: Any) -> str:
    body = {"name": "Anna Petersen", **fields}
    made = await api.post(f"/v1/customers/{customer['id']}/contacts", json=body, expect=201)
    return str(made.json()["id"])


async def planned(api: Api, plan: dict[str, Any], *, who: str = "rep", **body: Any) -> tuple[int, list[Any], Any]:
    wanted = {"method": "phone", "aim": "Agree on a trial order", "due_on": "2026-03-25", **body}
    answer = await api.post(f"/v1/contact-plans/{plan['id']}/items", who=who, json=wanted)
    faults = [(fault["pointer"], fault["code"]) for fault in answer.json().get("errors", ())]
    return answer.status_code, faults, answer.json()


REFUSED = (422, [("/method", "opted_out")])


async def test_the_number_is_refused_wherever_it_stands(
    api: Api, database_url: str, settings: Settings, clock: SettableClock
) -> None:
    await run_until_idle(database_url, settings, clock)
    number, mine = some_number(), some_number()
    first = await create_customer(api, country="DE", phones=[{"number": some_number()}])
    anna = await person(api, first, phones=[{"number": number}], emails=[{"address": f"{mine[1:]}@example.com"}])
    there = await create_customer(api, country="DE", phones=[{"number": some_number()}])
    bert = await person(api, there, name="Bert", phones=[{"number": number}])
    clara = await person(api, there, name="Clara", phones=[{"number": some_number()}])
    moved = await person(api, there, name="Anna P.", emails=[{"address": f"{mine[1:]}@example.com"}])
    (later,) = await active_plan(api, there["id"], contact_id=bert, due_on="2026-03-25")
    (hers,) = await active_plan(api, there["id"], contact_id=clara, due_on="2026-03-25")

    await log_call(api, first["id"], contact_id=anna, disposition="do_not_call", phone=mine, **QUIET)
    await run_until_idle(database_url, settings, clock)
    assert (await item_now(api, later["id"]))["state"] == "cancelled"
    assert (await item_now(api, hers["id"]))["state"] == "planned"

    plan = await create_plan(api)
    for contact in (bert, moved):
        assert (await planned(api, plan, customer_id=there["id"], contact_id=contact))[:2] == REFUSED
    email = await planned(api, plan, customer_id=there["id"], contact_id=bert, method="email")
    visit = await planned(api, plan, customer_id=there["id"], contact_id=bert, method="visit")
    other = await planned(api, plan, customer_id=there["id"], contact_id=clara, due_on="2026-03-26")
    assert [found[0] for found in (email, visit, other)] == [201, 201, 201]
    # A new lead with the number that was dialled, entered after the refusal; and one taken off the file it stood on.
    lead = await create_customer(api, country="DE", phones=[{"number": mine}])
    assert (await planned(api, plan, customer_id=lead["id"]))[:2] == REFUSED
    step = await log_contact(api, lead["id"], next_step=follow_up("2026-03-25"), expect=422)
    assert [fault["pointer"] for fault in step["errors"]] == ["/next_step/method"]
    await api.patch(f"/v1/contacts/{anna}", version=2, json={"phones": []}, expect=200)
    assert (await planned(api, plan, customer_id=there["id"], contact_id=bert))[:2] == REFUSED


async def test_only_a_named_right_overrides_with_a_reason(api: Api) -> None:
    number = some_number()
    first = await create_customer(api, country="DE", phones=[{"number": number}])
    refusal = {"channel": "phone", "reason": "Asked in a letter"}
    await api.post(f"/v1/customers/{first['id']}/opt-outs", json=refusal, expect=201)
    second = await create_customer(api, country="DE", phones=[{"number": number}])
    plan, theirs = await create_plan(api), await create_plan(api, who="manager")
    for customer in (first, second):
        wanted = {"customer_id": customer["id"]}
        assert (await planned(api, plan, **wanted, override_reason=WHY))[:2] == REFUSED
        status, faults, problem = await planned(api, theirs, **wanted, who="manager")
        assert ((status, faults), problem["errors"][0]["facts"]) == (REFUSED, {"needs": "override_reason"})
        status, _, item = await planned(api, theirs, **wanted, who="manager", override_reason=WHY)
        assert (status, item["override_reason"]) == (201, WHY)
    free = await create_customer(api, country="DE", phones=[{"number": some_number()}])
    _, _, item = await planned(api, theirs, who="manager", customer_id=free["id"], override_reason=WHY)
    assert item["override_reason"] is None  # nobody refused


async def test_what_is_done_against_a_refusal_is_marked_and_reported(
    api: Api, db: Database, world: World, settings: Settings
) -> None:
    number = some_number()
    first = await create_customer(api, country="DE", phones=[{"number": number}])
    refused = await log_call(api, first["id"], disposition="do_not_call", phone=number, **QUIET)
    assert refused["against_refusal"] is False  # it was not known before
    second = await create_customer(api, country="DE", phones=[{"number": some_number()}])
    again = await log_call(api, first["id"], override_reason=WHY)
    elsewhere = await log_call(api, second["id"], phone=number)
    theirs = await log_call(api, first["id"], direction="inbound")
    mail = await log_contact(api, first["id"], method="email")
    marks = [(each["against_refusal"], each["override_reason"]) for each in (again, elsewhere, theirs, mail)]
    assert marks == [(True, WHY), (True, None), (False, None), (False, None)]
    listed = (await api.get("/v1/contact-records?against_refusal=true", who="manager", expect=200)).json()["items"]
    assert {again["id"], elsewhere["id"]} <= {each["id"] for each in listed}
    assert not {refused["id"], theirs["id"], mail["id"]} & {each["id"] for each in listed}
    await alerts.sweep(JobContext(db, settings))
    query = {"owner_id": str(world.people["manager"]), "live": "true", "reason": "contact_against_refusal"}
    told = (await api.get("/v1/alerts", who="manager", params=query, expect=200)).json()["items"]
    assert {again["id"], elsewhere["id"]} <= {each["facts"]["record_id"] for each in told}


async def test_a_refusal_is_lifted_by_a_second_person(api: Api, db: Database, world: World, settings: Settings) -> None:
    customer = await create_customer(api, country="DE", phones=[{"number": some_number()}])
    path, body = f"/v1/customers/{customer['id']}/opt-outs", {"channel": "phone", "reason": "Asked in a letter"}
    refusal = (await api.post(path, json=body, expect=201)).json()
    one = f"{path}/{refusal['id']}"
    await api.post(f"{one}/approve-lift", who="manager", expect=409)
    asked = (await api.post(f"{one}/lift", json={"reason": "They bought again"}, expect=200)).json()
    assert (asked["lifted_at"], asked["lift_reason"], bool(asked["lift_requested_at"])) == (
        None,
        "They bought again",
        True,
    )
    plan = await create_plan(api)
    assert (await planned(api, plan, customer_id=customer["id"]))[:2] == REFUSED
    await alerts.sweep(JobContext(db, settings))
    query = {"customer_id": customer["id"], "live": "true", "reason": "refusal_to_lift"}
    waiting = (await api.get("/v1/alerts", who="manager", params=query, expect=200)).json()["items"]
    assert [alert["owner_id"] for alert in waiting] == [str(world.people["manager"])]
    await api.post(f"{one}/lift", json={"reason": "twice"}, expect=409)
    await api.post(f"{one}/approve-lift", expect=403)  # the rep has no such right
    kept = (await api.post(f"{one}/decline-lift", who="manager", json={"reason": "No proof"}, expect=200)).json()
    assert kept["lift_requested_at"] is None
    await api.post(f"{one}/lift", who="manager", json={"reason": "Proof has come"}, expect=200)
    own = (await api.post(f"{one}/approve-lift", who="manager", expect=409)).json()
    assert own["code"] == "four_eyes"
    lifted = (await api.post(f"{one}/approve-lift", who="director", expect=200)).json()
    assert (bool(lifted["lifted_at"]), lifted["lifted_reason"]) == (True, "Proof has come")
    assert (await planned(api, plan, customer_id=customer["id"]))[0] == 201


async def test_their_own_wish_on_record_lifts_it_at_once(api: Api) -> None:
    customer = await create_customer(api, country="DE", phones=[{"number": some_number()}])
    path = f"/v1/customers/{customer['id']}"
    body = {"channel": "phone", "reason": "Asked in a letter", "at": "2026-03-09T00:00:00Z"}
    refusal = (await api.post(f"{path}/opt-outs", json=body, expect=201)).json()
    lift = f"{path}/opt-outs/{refusal['id']}/lift"

    async def consent(given_at: str, **about: Any) -> str:
        given = {"purpose": "Calls about orders", "evidence": "E-mail of that day", "given_at": given_at, **about}
        return str((await api.post(f"{path}/consents", json=given, expect=201)).json()["id"])

    anna = await person(api, customer)
    before, hers = await consent("2026-03-08T00:00:00Z"), await consent("2026-03-09T10:00:00Z", contact_id=anna)
    for wrong in (before, hers, str(uuid.uuid4())):
        refused = await api.post(lift, json={"reason": "They asked", "consent_id": wrong}, expect=422)
        assert [(each["pointer"], each["code"]) for each in refused.json()["errors"]] == [("/consent_id", "no_wish")]
    wish = await consent("2026-03-09T10:00:00Z")
    lifted = (await api.post(lift, json={"reason": "They asked", "consent_id": wish}, expect=200)).json()
    assert (bool(lifted["lifted_at"]), lifted["consent_id"]) == (True, wish)
    assert (await api.get(path, expect=200)).json()["do_not_call"] is False
