"""Records of every workflow in the states they pass through, so that tests can ask what each person may do with them.

Each builder makes the records of one workflow and gives their addresses. Records belong to `rep` unless they have to be
somebody else's: whoever asks for something does not decide about it.
"""

import uuid
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Any, NamedTuple

from sqlalchemy import text

from meridian.alerts.models import Alert
from meridian.duplicates.service import find_pairs
from meridian.grading.models import GradeProposal
from meridian.identity.models import User
from meridian.kernel.clock import SettableClock
from meridian.kernel.db.session import Database
from meridian.opportunities.rules import OpportunityOutcome
from meridian.policies.rules import Stage
from tests.support import complaints, scripts
from tests.support.alerts import opportunity_in
from tests.support.api import Api
from tests.support.customers import create_customer, customer_in
from tests.support.opportunities import milestone_in
from tests.support.plans import add_item, create_plan, move_item, move_plan
from tests.support.policies import move, propose
from tests.support.records import log_call
from tests.support.world import World

ITSELF = ""


class Case(NamedTuple):
    """A record: where it is, and where it is read when it has no address of its own to read it from."""

    path: str
    shown_in: str = ITSELF


class House(NamedTuple):
    """What the builders work with."""

    api: Api
    db: Database
    world: World
    clock: SettableClock

    async def post(self, path: str, who: str, **body: Any) -> dict[str, Any]:
        answer: dict[str, Any] = (await self.api.post(path, who=who, json=body, expect=201)).json()
        return answer

    async def move(self, path: str, name: str, who: str, **body: Any) -> None:
        version = (await self.api.get(path, who="director", expect=200)).json()["version"]
        await self.api.post(f"{path}/moves/{name}", who=who, json=body, version=version, expect=200)

    async def write(self, sql: str, **values: Any) -> None:
        async with self.db.write() as session:
            await session.execute(text(sql), values)

    async def customer(self, **columns: Any) -> uuid.UUID:
        return await customer_in(self.db, self.world, **columns)


Builder = Callable[[House], Awaitable[list[Case]]]


async def handoffs(house: House) -> list[Case]:
    async def asked() -> str:
        customer, product = str(await house.customer()), str(house.world.departments["product"])
        made = await house.post("/v1/handoffs", "rep", customer_id=customer, department_id=product, question="Brine?")
        return f"/v1/handoffs/{made['id']}"

    found = [await asked() for _ in range(3)]
    for path in found[1:]:
        await house.move(path, "answer", "specialist", answer="Yes")
    await house.move(found[2], "tell", "rep")
    return [Case(path) for path in found]


async def verifications(house: House) -> list[Case]:
    async def entered(*, key: bool = False, submitter: str | None = None, verifier: str | None = None) -> Case:
        path = f"/v1/customers/{(await create_customer(house.api))['id']}"
        await house.post(f"{path}/members", "lead", user_id=str(house.world.people["other_rep"]))
        await house.write("UPDATE customer SET is_key = :key WHERE id = CAST(:id AS uuid)", key=key, id=path[-36:])
        if submitter is not None:
            await house.move(path, "submit", submitter)
        if verifier is not None:
            await house.move(path, "verify", verifier)
        return Case(path)

    plain = [await entered(), await entered(submitter="lead"), await entered(submitter="rep", verifier="lead")]
    key = [await entered(key=True, submitter=who) for who in (None, "rep", "lead", "manager")]
    return [*plain, *key, await entered(key=True, submitter="rep", verifier="manager")]


async def shares(house: House) -> list[Case]:
    """Asked for, asked for by somebody who may decide about others, at once in force, approved, denied."""
    path = f"/v1/customers/{(await create_customer(house.api))['id']}/members"

    async def asked(with_whom: str, who: str = "rep") -> str:
        made = await house.post(path, who, user_id=str(house.world.people[with_whom]))
        return f"{path}/{made['id']}"

    async def decide(share: str, move: str, **body: Any) -> None:
        await house.api.post(f"{share}/moves/{move}", who="director", json=body, version=1, expect=200)

    found = [await asked("foreign_rep"), await asked("specialist", "manager"), await asked("rep2")]
    approved, denied = await asked("service"), await asked("analyst")
    await decide(approved, "approve")
    await decide(denied, "deny", reason="Not needed")
    return [Case(each) for each in (*found, approved, denied)]


async def pairs(house: House) -> list[Case]:
    anyway: dict[str, Any] = {"allow_duplicate": True, "reason": "two desks"}
    for name in ("Morgenwind", "Abendwind"):
        for form in ("AG", "GmbH"):
            await create_customer(house.api, name=f"{name} {form}", **anyway)
    async with house.db.write() as session:
        await find_pairs(session)
    listed = (await house.api.get("/v1/duplicate-pairs", who="director", expect=200)).json()["items"]
    found = [f"/v1/duplicate-pairs/{each['id']}" for each in listed]
    assert len(found) == 2
    await house.move(found[1], "dismiss", "lead", reason="Two firms")
    merged = [await create_customer(house.api, name=f"Seitenwind {form}", **anyway) for form in ("AG", "GmbH")]
    async with house.db.write() as session:
        await find_pairs(session)
    listed = (await house.api.get("/v1/duplicate-pairs?state=open", who="director", expect=200)).json()["items"]
    third = next(each for each in listed if each["a"]["id"] == merged[0]["id"])
    await house.write("UPDATE duplicate_pair SET state = 'merged' WHERE id = CAST(:id AS uuid)", id=third["id"])
    return [Case(path) for path in (*found, f"/v1/duplicate-pairs/{third['id']}")]


async def _plan(
    house: House,
    *,
    who: str = "rep",
    kind: str = "follow_up",
    items: int = 1,
    moves: str = "",
    due_on: str = "2026-03-20",
) -> Any:
    plan = await create_plan(house.api, who=who, kind=kind)
    for _ in range(items):
        await add_item(house.api, plan, await house.customer(), who=who, due_on=due_on)
    for name in moves.split():
        decider = "deputy" if name in ("approve", "return") else who
        reason: dict[str, Any] = {"reason": "Not now"} if name in ("return", "cancel") else {}
        await move_plan(house.api, plan, name, who=decider, **reason)
    return plan


async def plans(house: House) -> list[Case]:
    made = [
        await _plan(house, items=0),
        await _plan(house),
        await _plan(house, moves="activate"),
        await _plan(house, moves="cancel"),
        await _plan(house, who="manager", kind="revisit"),
        await _plan(house, who="manager", kind="revisit", due_on="2026-03-12"),
    ]
    made += [await _plan(house, who=who, kind="revisit", moves="submit") for who in ("manager", "deputy")]
    made += [
        await _plan(house, who="manager", kind="revisit", moves=f"submit {name}") for name in ("approve", "return")
    ]
    done = await _plan(house, moves="activate")
    await house.write(
        "UPDATE planned_contact SET state = 'cancelled' WHERE plan_id = CAST(:plan AS uuid)", plan=done["id"]
    )
    completed = await _plan(house)
    await house.write("UPDATE contact_plan SET state = 'completed' WHERE id = CAST(:id AS uuid)", id=completed["id"])
    return [Case(f"/v1/contact-plans/{plan['id']}") for plan in (*made, done, completed)]


async def items(house: House) -> list[Case]:
    of_draft, of_submitted = await _plan(house), await _plan(house, who="manager", kind="revisit", moves="submit")
    running = await create_plan(house.api)
    planned = [await add_item(house.api, running, await house.customer()) for _ in range(5)]
    await move_plan(house.api, running, "activate", who="rep")
    await log_call(house.api, planned[1]["customer_id"], started_at=house.clock.now(), planned_item_id=planned[1]["id"])
    await move_item(house.api, planned[2]["id"], "cancel", reason="Not now")
    await move_item(house.api, planned[3]["id"], "reschedule", due_on="2026-03-25", reason="Not now")
    await house.write("UPDATE planned_contact SET state = 'missed' WHERE id = CAST(:id AS uuid)", id=planned[4]["id"])
    ids = [item["id"] for item in planned]
    for plan in (of_draft, of_submitted, (await _amended(house, "manager"))[0]):
        path = f"/v1/contact-plans/{plan['id']}/items"
        ids += [each["id"] for each in (await house.api.get(path, who="director", expect=200)).json()["items"]]
    return [Case(f"/v1/planned-contacts/{item_id}") for item_id in ids]


async def _amended(house: House, who: str) -> tuple[Any, Any]:
    """A plan approved, and a change of it that waits for approval."""
    plan = await create_plan(house.api, who=who, kind="revisit")
    item = await add_item(house.api, plan, await house.customer(), who=who)
    await move_plan(house.api, plan, "submit", who=who)
    await move_plan(house.api, plan, "approve", who="director")
    change = {"change": "update", "item_id": item["id"], "method": "visit"}
    path = f"/v1/contact-plans/{plan['id']}/amendments"
    return plan, await house.post(path, who, reason="Their plant is closed", changes=[change])


async def amendments(house: House) -> list[Case]:
    cases = []
    for who, name in (("manager", None), ("deputy", None), ("manager", "approve"), ("manager", "return")):
        plan, amendment = await _amended(house, who)
        shown_in = f"/v1/contact-plans/{plan['id']}/amendments"
        path = f"{shown_in}/{amendment['id']}"
        if name is not None:
            version, body = amendment["version"], {"reason": "Too far"} if name == "return" else {}
            await house.api.post(f"{path}/moves/{name}", who="director", json=body, version=version, expect=200)
        cases.append(Case(path, shown_in))
    return cases


async def all_complaints(house: House) -> list[Case]:
    api, db, world, clock = house.api, house.db, house.world, house.clock
    states = ["registered", "contacted", "dispatched", "investigating", "proposed"]
    states += ["agreed", "resolved", "confirmed", "archived"]
    found = [await complaints.walk(api, db, world, clock, state) for state in states]
    top = await complaints.register(api, db, world)
    while "escalate" in (await complaints.shown(api, top))["allowed_moves"]:
        await complaints.move(api, top, "escalate", reason="Slow")
    waiting = await complaints.walk(api, db, world, clock, "investigating")
    await complaints.find(api, waiting)
    await complaints.ask_for(api, waiting, "100.00")
    orphan = await complaints.register(api, db, world)
    async with db.write() as session:
        left = User(name="left", email="left@example.com", role="service_agent", active=False)
        left.department_id = world.departments["customer_service"]
        session.add(left)
        await session.flush()
        values = {"left": left.id, "id": orphan["id"]}
        await session.execute(
            text("UPDATE complaint SET first_responder_id = :left WHERE id = CAST(:id AS uuid)"), values
        )
    return [Case(f"/v1/complaints/{complaint['id']}") for complaint in (*found, top, waiting, orphan)]


async def compensations(house: House) -> list[Case]:
    api, cases = house.api, []

    async def asked(amount: str, who: str, *moves: str) -> None:
        complaint = await complaints.walk(api, house.db, house.world, house.clock, "investigating")
        made = await complaints.ask_for(api, complaint, amount, who=who)
        for name in moves:
            await complaints.decide(api, made, name, who="director", reason="As usual")
        cases.append(_of_complaint(made))

    for amount, who in (("100.00", "specialist"), ("100.00", "lead"), ("900000.00", "specialist")):
        await asked(amount, who)
    for name in ("approve", "deny"):
        await asked("100.00", "specialist", name)
    complaint = await complaints.walk(api, house.db, house.world, house.clock, "investigating")
    told = await complaints.ask_for(api, complaint, "100.00")
    await complaints.decide(api, told, "approve", who="director")
    await complaints.propose(api, complaint, compensation_id=told["id"])
    void = await complaints.walk(api, house.db, house.world, house.clock, "investigating")
    withdrawn = await complaints.ask_for(api, void, "100.00")
    await complaints.move(api, void, "withdraw", reason="It works again")
    return [*cases, *(_of_complaint(made) for made in (told, withdrawn))]


def _of_complaint(compensation: dict[str, Any]) -> Case:
    return Case(f"/v1/complaints/{compensation['complaint_id']}/compensations/{compensation['id']}")


async def preventive_actions(house: House) -> list[Case]:
    complaint = await complaints.walk(house.api, house.db, house.world, house.clock, "investigating")
    body = {"description": "Foam", "due_on": "2026-04-10", "category": "packaging_transport"}
    paths = []
    for owner, name in (("rep2", None), ("specialist", None), ("rep2", "complete"), ("rep2", "cancel")):
        owner_id = str(house.world.people[owner])
        path = f"/v1/complaints/{complaint['id']}/preventive-actions"
        made = await house.post(path, "director", owner_id=owner_id, **body)
        paths.append(f"/v1/preventive-actions/{made['id']}")
        if name is not None:
            await house.move(
                paths[-1], name, "director", **({"effect": "Bought"} if name == "complete" else {"reason": "Needless"})
            )
    return [Case(path) for path in paths]


async def opportunities(house: House) -> list[Case]:
    columns: list[dict[str, Any]] = [{"stage": stage} for stage in Stage]
    closed = {"closed_at": datetime(2026, 3, 9, tzinfo=UTC), "stage": Stage.CONTRACT_SIGNED}
    columns += [
        {"outcome": outcome, **closed} for outcome in OpportunityOutcome if outcome is not OpportunityOutcome.OPEN
    ]
    customer = await house.customer()
    ids = [await opportunity_in(house.db, house.world, customer, **each) for each in columns]
    return [Case(f"/v1/opportunities/{opportunity_id}") for opportunity_id in ids]


async def milestones(house: House) -> list[Case]:
    customer = await house.customer()
    cases = []
    for outcome in (OpportunityOutcome.OPEN, OpportunityOutcome.CANCELLED):
        closed_at = None if outcome is OpportunityOutcome.OPEN else datetime(2026, 3, 9, tzinfo=UTC)
        opportunity_id = await opportunity_in(
            house.db, house.world, customer, stage=Stage.EXECUTION, outcome=outcome, closed_at=closed_at
        )
        opportunity = {"id": str(opportunity_id), "customer_id": str(customer)}
        for done_on in (None, house.clock.now().date()):
            done: dict[str, Any] = {} if done_on is None else {"done_on": done_on, "done_by": house.world.people["rep"]}
            milestone_id = await milestone_in(house.db, opportunity, "delivery", **done)
            cases.append(Case(f"/v1/milestones/{milestone_id}"))
    return cases


async def review_actions(house: House) -> list[Case]:
    opportunity_id = await opportunity_in(house.db, house.world, await house.customer())
    colleague = str(house.world.people["rep2"])
    meeting = {"held_at": "2026-03-09T02:00:00Z", "attendee_ids": [colleague], "progress": "Slow"}
    review = await house.post(f"/v1/opportunities/{opportunity_id}/reviews", "lead", **meeting)
    paths = []
    for done in (False, True):
        action = {"description": "Send it", "owner_id": colleague, "due_on": "2026-03-20"}
        made = await house.post(f"/v1/opportunity-reviews/{review['id']}/actions", "lead", **action)
        paths.append(f"/v1/review-actions/{made['id']}")
        if done:
            await house.move(paths[-1], "complete", "rep2", result="Sent")
    return [Case(path) for path in paths]


async def imports(house: House) -> list[Case]:
    paths = []
    states = [("uploaded", 0), ("mapped", 0), ("checked", 1), ("running", 1), ("failed", 0), ("failed", 1)]
    for number, (state, rows) in enumerate((*states, ("cancelled", 0), ("finished", 0))):
        files = {"file": ("list.csv", f"Name,City\nSpecimen {number} Oy,Oulu\n".encode())}
        made = (await house.api.post("/v1/imports", who="lead", files=files, expect=201)).json()
        await house.write(
            "UPDATE import SET state = :state, rows = :rows WHERE id = CAST(:id AS uuid)",
            state=state,
            rows=rows,
            id=made["id"],
        )
        paths.append(f"/v1/imports/{made['id']}")
    return [Case(path) for path in paths]


async def exports(house: House) -> list[Case]:
    paths = []
    wanted = {"format": "csv", "columns": ["name"], "purpose": "A test"}
    askers = [("lead", "requested"), ("manager", "requested"), ("deputy", "requested")]
    for who, state in (*askers, *(("lead", each) for each in ("approved", "denied", "produced", "expired"))):
        made = await house.post("/v1/exports", who, **wanted)
        await house.write("UPDATE export SET state = :state WHERE id = CAST(:id AS uuid)", state=state, id=made["id"])
        paths.append(f"/v1/exports/{made['id']}")
    return [Case(path) for path in paths]


async def alerts(house: House) -> list[Case]:
    customer, paths = await house.customer(), []
    for state in ("open", "acknowledged", "resolved"):
        async with house.db.write() as session:
            alert = Alert(
                reason="intent_without_follow_up",
                severity="notice",
                owner_id=house.world.people["rep"],
                cause_id=uuid.uuid4(),
                subject_type="customer",
                subject_id=customer,
                customer_id=customer,
                since=session.now,
                facts={"intent_level": "high"},
                state=state,
                resolved_at=session.now if state == "resolved" else None,
            )
            session.add(alert)
            await session.flush()
            paths.append(f"/v1/alerts/{alert.id}")
    return [Case(path) for path in paths]


async def script_versions(house: House) -> list[Case]:
    ids = [(await scripts.draft(house.api, who="lead"))["written_id"] for _ in range(3)]
    for version_id in ids[1:]:
        await scripts.move(house.api, version_id, "submit", who="lead")
    await scripts.move(house.api, ids[2], "approve", who="manager")
    return [Case(f"/v1/script-versions/{version_id}") for version_id in ids]


async def grade_proposals(house: House) -> list[Case]:
    async with house.db.write() as session:
        proposals = [
            GradeProposal(
                customer_id=await house.customer(),
                from_grade="D",
                to_grade="C",
                score=2,
                parts={},
                policy_versions={},
                evaluated_at=session.now,
            )
            for _ in range(2)
        ]
        session.add_all(proposals)
        await session.flush()
        paths = [f"/v1/grade-proposals/{proposal.id}" for proposal in proposals]
    await house.move(paths[1], "confirm", "lead")
    return [Case(path) for path in paths]


async def dial_plans(house: House) -> list[Case]:
    """For the lead's rep, asked for by the lead: being computed, tried out, in use, discarded."""
    asked = {"user_ids": [str(house.world.people["rep"])], "first_day": "2026-03-11", "days": 1}
    paths = []
    for state in ("waiting", "ready", "applied", "discarded", "failed"):
        path = f"/v1/dial-plans/{(await house.post('/v1/dial-plans', 'lead', **asked))['id']}"
        paths.append(path)
        await house.write(
            "UPDATE dial_plan SET state = :state, rep_ids = user_ids WHERE id = :id",
            state=state,
            id=path.split("/")[-1],
        )
    return [Case(path) for path in paths]


async def campaigns(house: House) -> list[Case]:
    """Of the lead, called for by the rep: a draft, running, ended, cancelled."""
    view = await house.post("/v1/saved-views", "lead", list_name="customers", name=uuid.uuid4().hex)
    asked = {
        "name": "States",
        "goal_kind": "calls",
        "goal_number": "10",
        "segment_id": view["id"],
        "first_day": "2026-03-10",
        "last_day": "2026-04-10",
        "user_ids": [str(house.world.people["rep"])],
    }
    paths = [f"/v1/campaigns/{(await house.post('/v1/campaigns', 'lead', **asked))['id']}" for _ in range(4)]
    for path in paths[1:3]:
        await house.move(path, "start", "lead")
    await house.move(paths[2], "end", "lead")
    await house.move(paths[3], "cancel", "lead", reason="Another time")
    return [Case(path) for path in paths]


async def policy_proposals(house: House) -> list[Case]:
    """Proposed by either who may; of a setting decided on since; confirmed, denied, withdrawn."""
    keys = ("care_gap_days", "grade_review_days", "share_default_days", "lead_check_days", "executive_contact_days")
    made = [
        await propose(house.api, key, who=who, value=20)
        for key, who in zip(keys, ("director", "administrator", *["director"] * 3), strict=True)
    ]
    changed = await propose(house.api, "nurture_cadence_days", value=20)
    await house.api.post(
        "/v1/policies/nurture_cadence_days/versions",
        who="director",
        json={"value": 25, "reason": "Meanwhile"},
        version=0,
        expect=201,
    )
    for proposal, name, who in zip(
        made[2:], ("confirm", "deny", "withdraw"), ("administrator", "administrator", "director"), strict=True
    ):
        await move(house.api, proposal, name, who=who, reason="So decided")
    return [Case(f"/v1/policy-proposals/{proposal['id']}") for proposal in (*made, changed)]


BUILDERS: dict[str, Builder] = {
    "handoff": handoffs,
    "customer_verification": verifications,
    "customer_share": shares,
    "duplicate_pair": pairs,
    "contact_plan": plans,
    "planned_contact": items,
    "plan_amendment": amendments,
    "complaint": all_complaints,
    "compensation": compensations,
    "preventive_action": preventive_actions,
    "opportunity": opportunities,
    "milestone": milestones,
    "review_action": review_actions,
    "import": imports,
    "export": exports,
    "alert": alerts,
    "script_version": script_versions,
    "grade_proposal": grade_proposals,
    "dial_plan": dial_plans,
    "campaign": campaigns,
    "policy_proposal": policy_proposals,
}
