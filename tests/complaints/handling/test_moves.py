"""The complaint's workflow over the API: each state entered only with all it needs, all that is missing named."""

import asyncio
import uuid
from datetime import timedelta
from typing import Any

from sqlalchemy import select

from meridian.complaints.models import PreventiveAction
from meridian.identity.models import User
from meridian.kernel.clock import SettableClock
from meridian.kernel.db.session import Database
from meridian.kernel.events.models import Event
from meridian.kernel.workflow.models import Transition
from tests.support.api import Api
from tests.support.complaints import SCORES, call, contact, dispatch, find, move, offer, propose, register, shown, walk
from tests.support.customers import customer_in
from tests.support.records import log_call
from tests.support.world import World

SUM = {"amount": "1", "currency": "CNY"}


def pointers(answer: dict[str, Any]) -> list[str]:
    return [fault["pointer"] for fault in answer["errors"]]


async def test_the_straight_way_from_registration_to_archive(
    api: Api, db: Database, world: World, clock: SettableClock
) -> None:
    complaint = await walk(api, db, world, clock, "archived")
    (only,) = (await api.get(f"/v1/complaints/{complaint['id']}/rounds", who="rep", expect=200)).json()["items"]
    assert (only["cause_category"], only["done"], only["satisfaction"]) == ("production", "Replaced", SCORES)
    assert [(p["version"], p["answer"], p["answer_note"]) for p in only["proposals"]] == [(1, "agreed", "Fine")]
    stages = (await api.get(f"/v1/complaints/{complaint['id']}/stages", who="rep", expect=200)).json()["items"]
    assert [stage["state"] for stage in stages] == [
        "registered",
        "contacted",
        "dispatched",
        "investigating",
        "proposed",
        "agreed",
        "resolved",
        "confirmed",
        "archived",
    ]
    assert all(d["met_at"] and not d["overdue"] for d in complaint["deadlines"])
    assert complaint["allowed_moves"] == []
    async with db.read() as session:
        told = await session.scalars(
            select(Event).where(Event.subject_id == uuid.UUID(complaint["id"]), Event.type == "complaint.dispatched")
        )
        assert [event.audience_user_id for event in told] == [world.people["specialist"]]


async def test_contact_asks_for_what_the_registration_left_open(
    api: Api, db: Database, world: World, clock: SettableClock
) -> None:
    empty: dict[str, Any] = dict.fromkeys(("channel", "product", "reason", "wanted_solution")) | {"apologised": False}
    complaint = await register(api, db, world, **empty)
    missing = await move(api, complaint, "contact", reason="Not the complaint's", expect=422)
    assert pointers(missing) == [
        "/reason",
        "/product",
        "/wanted_solution",
        "/channel",
        "/contact_record_id",
        "/apologised",
    ]
    known = {"reason": "Leaks", "product": "X200", "wanted_solution": "A new one", "channel": "email"}
    path = f"/v1/complaints/{complaint['id']}"
    await api.patch(path, who="service", version=1, json=known, expect=200)
    other = (await log_call(api, await customer_in(db, world), who="service"))["id"]
    nothing: dict[str, Any] = dict.fromkeys(("outcome", "key_points", "intent_level", "next_step"))
    nobody = {"who": "service", "started_at": clock.now(), "disposition": "no_answer"}
    unreached = await log_call(api, complaint["customer_id"], **nothing | nobody)
    earlier = (await log_call(api, complaint["customer_id"], who="service"))["id"]
    for record, code in (
        (str(uuid.uuid4()), "unknown_record"),
        (other, "unknown_record"),
        (unreached["id"], "not_reached"),
        (earlier, "before_registration"),
    ):
        refused = await move(api, complaint, "contact", contact_record_id=record, apologised=True, expect=422)
        assert [fault["code"] for fault in refused["errors"]] == [code]
    done = await contact(api, complaint, clock, apologised=True)
    assert (done["state"], done["apologised"], done["acknowledged_channel"]) == ("contacted", True, "phone")
    assert done["allowed_moves"] == ["dispatch", "withdraw", "escalate"]
    gone = {"reason": "", "product": None, "wanted_solution": None, "channel": None}
    emptied = await api.patch(path, who="service", version=done["version"], json=gone, expect=422)
    assert pointers(emptied.json()) == ["/product", "/reason", "/wanted_solution", "/channel"]


async def test_the_contact_it_was_heard_in_may_be_the_one_that_counts(api: Api, db: Database, world: World) -> None:
    customer = await customer_in(db, world)
    heard = (await log_call(api, customer, who="service"))["id"]
    complaint = await register(api, db, world, customer=customer, origin="contact_record", contact_record_id=heard)
    done = await move(api, complaint, "contact", contact_record_id=heard)
    deadline, dispatch_by = done["deadlines"]
    assert (dispatch_by["kind"], dispatch_by["started_at"]) == ("complaint_dispatch", complaint["registered_at"])
    assert (done["state"], deadline["met_at"], deadline["overdue"]) == ("contacted", complaint["registered_at"], False)


async def test_dispatch_goes_to_a_person_of_the_department_who_can_solve_it(
    api: Api, db: Database, world: World, clock: SettableClock
) -> None:
    complaint = await walk(api, db, world, clock, "contacted")
    assert pointers(await move(api, complaint, "dispatch", expect=422)) == ["/department_id", "/responsible_id"]
    product, sales = str(world.departments["product"]), str(world.departments["sales"])
    for department, person, faults in (
        (str(uuid.uuid4()), "specialist", ["unknown_department", "not_in_department"]),
        (product, "service", ["not_in_department"]),
        (sales, "rep", ["cannot_handle"]),
    ):
        body = {"department_id": department, "responsible_id": str(world.people[person])}
        refused = await move(api, complaint, "dispatch", **body, expect=422)
        assert [fault["code"] for fault in refused["errors"]] == faults
    await move(api, complaint, "dispatch", who="specialist", expect=404)
    given = await dispatch(api, world, complaint)
    assert (given["responsible_name"], given["department_name"]) == ("specialist", "product")
    assert (await shown(api, complaint, "specialist"))["allowed_moves"] == [
        "start_investigation",
        "reassign",
        "escalate",
    ]
    assert [(d["kind"], d["met_at"] is None) for d in given["deadlines"]] == [
        ("complaint_contact", False),
        ("complaint_dispatch", False),
        ("complaint_solution", True),
        ("complaint_resolution", True),
    ]


async def test_propose_names_cause_evidence_and_solution_at_once(
    api: Api, db: Database, world: World, clock: SettableClock
) -> None:
    complaint = await walk(api, db, world, clock, "dispatched")
    await offer(api, complaint, expect=409)
    await find(api, complaint, expect=409)
    await move(api, complaint, "start_investigation", who="specialist")
    missing = await move(api, complaint, "propose", who="specialist", expect=422)
    assert pointers(missing) == ["/cause", "/cause_category", "/evidence", "/solution", "/told_channel"]
    await find(api, complaint, evidence=None)
    sent = await api.post(
        "/v1/files", who="specialist", files={"file": ("seal.txt", b"Cut at 48 mm, not 50 mm\n")}, expect=201
    )
    await offer(api, complaint)
    missing = await move(api, complaint, "propose", who="specialist", told_channel="email", expect=422)
    assert pointers(missing) == ["/evidence"]
    await find(api, complaint, evidence=None, file_ids=[sent.json()["id"]])
    early = {"told_channel": "email", "told_at": "2026-03-10T01:00:00Z"}
    assert pointers(await move(api, complaint, "propose", who="specialist", **early, expect=422)) == ["/told_at"]
    proposed = await move(api, complaint, "propose", who="specialist", told_channel="email")
    assert proposed["state"] == "proposed"
    (only,) = (await api.get(f"/v1/complaints/{complaint['id']}/rounds", who="rep", expect=200)).json()["items"]
    assert [file["name"] for file in only["evidence_files"]] == ["seal.txt"]
    content = f"/v1/files/{sent.json()['id']}/content"
    assert (await api.get(content, who="rep", expect=200)).content.startswith(b"Cut at")
    await api.get(content, who="rep2", expect=404)


async def test_a_refused_solution_is_investigated_again_and_offered_as_the_next_version(
    api: Api, db: Database, world: World, clock: SettableClock
) -> None:
    complaint = await walk(api, db, world, clock, "proposed")
    assert pointers(await move(api, complaint, "refuse", expect=422)) == ["/reason"]
    again = await move(api, complaint, "refuse", reason="They want a new pump")
    assert (again["state"], again["round"]) == ("investigating", 1)
    kinds = [d["kind"] for d in again["deadlines"] if d["met_at"] is None]
    assert kinds == ["complaint_resolution", "complaint_solution"]
    told = await move(api, complaint, "propose", who="specialist", told_channel="phone", expect=422)
    assert pointers(told) == ["/solution"]  # the one refused is not offered again
    await propose(api, complaint, solution="A new pump")
    assert pointers(await move(api, complaint, "agree", expect=422)) == ["/note"]
    agreed = await move(api, complaint, "agree", contact_record_id=await call(api, complaint, clock))
    assert agreed["state"] == "agreed"
    found = (await api.get(f"/v1/complaints/{complaint['id']}/proposals", who="rep", expect=200)).json()["items"]
    assert [(p["version"], p["answer"]) for p in found] == [(1, "refused"), (2, "agreed")]


async def test_reopening_begins_a_new_round_and_keeps_the_old_one(
    api: Api, db: Database, world: World, clock: SettableClock
) -> None:
    complaint = await walk(api, db, world, clock, "resolved")
    assert pointers(await move(api, complaint, "reopen", expect=422)) == ["/reason"]
    reopened = await move(api, complaint, "reopen", reason="Leaks again")
    assert (reopened["state"], reopened["round"], reopened["department_name"]) == ("investigating", 2, "product")
    live = [d["kind"] for d in reopened["deadlines"] if d["met_at"] is None and d["cancelled_at"] is None]
    assert live == ["complaint_solution", "complaint_resolution"]
    missing = await move(api, complaint, "propose", who="specialist", expect=422)
    assert len(missing["errors"]) == 5  # nothing of the old round counts for the new one
    rounds = (await api.get(f"/v1/complaints/{complaint['id']}/rounds", who="rep", expect=200)).json()["items"]
    assert [(r["number"], r["reopen_reason"], r["done"], len(r["proposals"])) for r in rounds] == [
        (1, None, "Replaced", 1),
        (2, "Leaks again", None, 0),
    ]


async def test_whether_it_was_resolved_in_time_follows_its_rounds(
    api: Api, db: Database, world: World, clock: SettableClock
) -> None:
    complaint = await walk(api, db, world, clock, "agreed")
    queries = {
        "open": "resolved=false",
        "in time": "resolved_in_time=true",
        "late": "resolved=true&resolved_in_time=false",
    }

    async def listed() -> list[str]:
        whose = f"/v1/complaints?customer_id={complaint['customer_id']}"
        pages = {name: await api.get(f"{whose}&{query}", who="director", expect=200) for name, query in queries.items()}
        return [name for name, page in pages.items() if page.json()["items"]]

    async def resolve() -> Any:
        done: dict[str, Any] = {"done": "Replaced", "done_at": clock.now().isoformat()}
        return await move(api, complaint, "resolve", who="specialist", **done)

    assert await listed() == ["open"]
    resolved = await resolve()
    assert await listed() == ["in time"]
    assert (await shown(api, complaint))["version"] == resolved["version"]
    await move(api, complaint, "reopen", reason="Leaks again")
    assert await listed() == ["open"]
    await propose(api, complaint)
    await move(api, complaint, "agree", note="Fine")
    today = clock.now()
    clock.set(today + timedelta(days=60))
    await resolve()
    clock.set(today)
    assert await listed() == ["late"]


async def test_a_withdrawn_complaint_owes_nothing_and_can_be_taken_up_again(
    api: Api, db: Database, world: World, clock: SettableClock
) -> None:
    complaint = await register(api, db, world)
    withdrawn = await move(api, complaint, "withdraw", reason="It was another supplier's pump")
    *before, archiving = withdrawn["deadlines"]
    assert (withdrawn["state"], archiving["kind"]) == ("confirmed", "complaint_archiving")
    assert withdrawn["due_at"] == archiving["due_at"]
    assert withdrawn["withdrawn_reason"] == "It was another supplier's pump"
    assert all(d["cancelled_at"] for d in before)
    missing = await move(api, complaint, "reopen", reason="It is ours after all", expect=422)
    assert pointers(missing) == ["/department_id", "/responsible_id"]
    reopened = await dispatch(api, world, complaint, "reopen", reason="It is ours after all")
    assert (reopened["state"], reopened["withdrawn_at"], reopened["round"]) == ("investigating", None, 2)


async def test_confirmation_takes_a_score_or_two_tries_on_whichever_days(
    api: Api, db: Database, world: World, clock: SettableClock
) -> None:
    complaint = await walk(api, db, world, clock, "resolved")
    tries = f"/v1/complaints/{complaint['id']}/satisfaction-tries"
    attempt = {"channel": "phone", "note": "Nobody there"}

    async def refused() -> bool:
        return pointers(await move(api, complaint, "confirm", expect=422)) == ["/satisfaction"]

    assert await refused()
    missing = await move(api, complaint, "confirm", expect=422)
    for way in ("scores", "2 tries"):  # each of the two is named
        assert way in missing["errors"][0]["detail"]
    early = attempt | {"tried_at": (clock.now() - timedelta(minutes=1)).isoformat()}
    await api.post(tries, who="service", json=early, expect=422)
    await api.post(tries, who="service", json=attempt, expect=201)
    assert await refused()
    clock.advance(timedelta(hours=2))
    made = (await api.post(tries, who="service", json=attempt | {"channel": "email"}, expect=201)).json()
    assert made["on_day"] == "2026-03-10"
    clock.advance(timedelta(days=1))
    confirmed = await move(api, complaint, "confirm")
    assert confirmed["state"] == "confirmed"
    (asked,) = (d for d in confirmed["deadlines"] if d["kind"] == "complaint_satisfaction")
    assert (asked["met_at"], asked["overdue"]) == (made["tried_at"], False)
    await api.post(tries, who="service", json=attempt, expect=409)
    listed = (await api.get(tries, who="rep", expect=200)).json()["items"]
    assert [one["channel"] for one in listed] == ["phone", "email"]


async def test_archiving_needs_a_root_cause_and_prevention_and_ends_all_writing(
    api: Api, db: Database, world: World, clock: SettableClock
) -> None:
    complaint = await walk(api, db, world, clock, "confirmed")
    path = f"/v1/complaints/{complaint['id']}"
    refused = await move(api, complaint, "archive", expect=422)
    assert pointers(refused) == ["/no_prevention_reason"]
    for way in ("preventive-actions", "no_prevention_reason"):  # each of the two is named
        assert way in refused["errors"][0]["detail"]
    withdrawn = await register(api, db, world)
    await move(api, withdrawn, "withdraw", reason="Mistaken")
    missing = await move(api, withdrawn, "archive", expect=422)
    assert pointers(missing) == ["/root_cause_category", "/no_prevention_reason"]
    async with db.write() as session:
        session.add(
            PreventiveAction(
                complaint_id=uuid.UUID(complaint["id"]),
                category="production",
                description="Check the length of every seal",
                owner_id=world.people["specialist"],
                due_on=session.now.date(),
            )
        )
    archived = await move(api, complaint, "archive")
    assert (archived["state"], archived["allowed_moves"]) == ("archived", [])
    version = archived["version"]
    for answer in (
        await api.patch(path, who="service", version=version, json={"priority": "low"}),
        await api.post(f"{path}/moves/reopen", who="service", version=version, json={"reason": "Again"}),
        await api.post(f"{path}/moves/escalate", who="service", version=version, json={"reason": "Again"}),
        await api.put(
            f"{path}/findings", who="service", version=version, json={"cause": "?", "cause_category": "other"}
        ),
        await api.post(f"{path}/proposals", who="service", json={"solution": "?"}),
        await api.post(f"{path}/compensations", who="service", json={"amount": SUM, "reason": "?"}),
        await api.post(f"{path}/satisfaction-tries", who="service", json={"channel": "phone", "note": "?"}),
    ):
        assert (answer.status_code, answer.json()["reason"]) == (409, "archived"), answer.text
    assert (await shown(api, complaint))["version"] == version


async def test_a_person_escalates_with_a_reason_rung_by_rung(
    api: Api, db: Database, world: World, clock: SettableClock
) -> None:
    complaint = await walk(api, db, world, clock, "investigating")
    assert pointers(await move(api, complaint, "escalate", expect=422)) == ["/reason"]
    await move(api, complaint, "escalate", who="rep", reason="Slow", expect=200)
    up = await move(api, complaint, "escalate", reason="Still slow")
    assert (up["escalation_level"], up["state"], up["state_since"]) == (2, "investigating", complaint["state_since"])
    top = await move(api, complaint, "escalate", reason="More", expect=409)
    assert top["reason"] == "top_of_ladder"
    async with db.read() as session:
        about = uuid.UUID(complaint["id"])
        told = await session.scalars(
            select(Event).where(Event.subject_id == about, Event.type == "complaint.escalated").order_by(Event.seq)
        )
        # Nobody manages the product department in this company: its rung is the director's.
        assert [(e.audience_user_id, e.data["recipient"], e.data["level"], e.data["by_clock"]) for e in told] == [
            (world.people["director"], "department_manager", 1, False),
            (world.people["director"], "director", 2, False),
        ]
        kept = await session.scalars(
            select(Transition).where(Transition.subject_id == about, Transition.move == "escalate")
        )
        assert [(row.reason, row.from_state, row.to_state) for row in kept] == [
            ("Slow", "investigating", "investigating"),
            ("Still slow", "investigating", "investigating"),
        ]


async def test_reassigning_counts_in_the_new_departments_time_and_shows_it_to_them(
    api: Api, db: Database, world: World, clock: SettableClock
) -> None:
    complaint = await walk(api, db, world, clock, "investigating")
    body: dict[str, Any] = {
        "department_id": str(world.departments["customer_service"]),
        "responsible_id": str(world.people["service"]),
        "reason": "A question of service",
    }
    given = await move(api, complaint, "reassign", who="specialist", **body)
    assert (given["department_name"], given["state"]) == ("customer_service", "investigating")
    await api.get(f"/v1/complaints/{complaint['id']}", who="specialist", expect=404)
    found = (await api.get(f"/v1/complaints/{complaint['id']}/deadlines", who="service", expect=200)).json()["items"]
    assert {d["department_id"] for d in found if d["met_at"] is None} == {body["department_id"]}


async def test_somebody_takes_over_only_when_the_first_responder_has_left(
    api: Api, db: Database, world: World, clock: SettableClock
) -> None:
    complaint = await register(api, db, world, who="lead")
    to: dict[str, Any] = {"first_responder_id": str(world.people["service"]), "reason": "Has left us"}
    stays = await move(api, complaint, "hand_over", **to, expect=409)
    assert (stays["reason"], stays["allowed_moves"]) == ("wrong_state", ["contact", "withdraw", "escalate"])

    async def working(active: bool) -> None:
        async with db.write() as session:
            (await session.get_one(User, world.people["lead"])).active = active

    await working(False)
    try:
        assert "hand_over" in (await shown(api, complaint, "service"))["allowed_moves"]
        unfit = await move(api, complaint, "hand_over", **to | {"first_responder_id": to["reason"]}, expect=422)
        assert pointers(unfit) == ["/first_responder_id"]
        nobody = to | {"first_responder_id": str(world.people["auditor"])}
        assert pointers(await move(api, complaint, "hand_over", **nobody, expect=422)) == ["/first_responder_id"]
        taken = await move(api, complaint, "hand_over", **to)
    finally:
        await working(True)
    assert (taken["first_responder_name"], taken["state"]) == ("service", "registered")
    found = (await api.get(f"/v1/complaints/{complaint['id']}/deadlines", who="rep", expect=200)).json()["items"]
    assert [(d["owner_id"], d["department_id"]) for d in found] == [
        (str(world.people["service"]), str(world.departments["customer_service"]))
    ]


async def test_of_two_who_move_one_complaint_one_wins(
    api: Api, db: Database, world: World, clock: SettableClock
) -> None:
    complaint = await walk(api, db, world, clock, "dispatched")
    path = f"/v1/complaints/{complaint['id']}/moves/start_investigation"
    answers = await asyncio.gather(
        *(api.post(path, who=who, version=complaint["version"], json={}) for who in ("specialist", "director"))
    )
    assert sorted(answer.status_code for answer in answers) == [200, 412]
    again = await move(api, complaint, "start_investigation", expect=409)
    assert (again["reason"], "propose" in again["allowed_moves"]) == ("wrong_state", True)
    await move(api, complaint, "propose", who="rep", expect=403)
