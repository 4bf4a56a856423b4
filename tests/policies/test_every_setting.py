"""Every setting in use steers something: decided anew, the product does something else, seen through the API."""

import ast
import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import delete, select, update

import meridian
from meridian.cross_sell.jobs import renew
from meridian.customers.models import Order
from meridian.customers.reviews.service import assign_due
from meridian.duties.jobs import follow_all
from meridian.exports.models import Export
from meridian.grading.models import GradeProposal, GradeRun
from meridian.grading.service import evaluate, is_due
from meridian.kernel.clock import SettableClock
from meridian.kernel.db.session import Database
from meridian.kernel.jobs import JobContext
from meridian.kernel.settings import Settings
from meridian.leads.service import begin_check, run_check
from meridian.opportunities.models import Milestone
from meridian.policies.definitions import registry
from meridian.policies.definitions.registry import DEFINITIONS, POLICY_SECOND_PERSON
from meridian.recordings.jobs import remove_outdated
from tests.cross_sell.test_prompts import buys, products, prompts
from tests.opportunities.pipeline.test_moves import brought_to
from tests.plans.test_revisits import amend, approved_plan
from tests.policies.test_api import decide
from tests.support import complaints, opportunities
from tests.support.api import Api
from tests.support.customers import contact_in, create_customer, customer_in
from tests.support.exports import Exporting
from tests.support.files import MP3, send
from tests.support.opportunities import open_opportunity
from tests.support.plans import active_plan, add_item, create_plan, move_plan
from tests.support.policies import decide_by_two
from tests.support.records import CONNECTED, log_call
from tests.support.world import World


@dataclass(frozen=True)
class House:
    """Where a behaviour is tried. The clock stands still: a Tuesday, ten in the morning in Shanghai."""

    api: Api
    db: Database
    world: World
    clock: SettableClock
    exporting: Exporting
    settings: Settings

    async def customer(self, **columns: Any) -> str:
        return str(await customer_in(self.db, self.world, **columns))

    async def move(self, path: str, *, who: str = "rep", **body: Any) -> int:
        """The status that a move of the record there is answered with."""
        record, _ = path.split("/moves/")
        version = (await self.api.get(record, who=who, expect=200)).json()["version"]
        return (await self.api.post(path, who=who, json=body, version=version)).status_code


@pytest.fixture(scope="module")
def house(api: Api, db: Database, world: World, clock: SettableClock, database_url: str, settings: Settings) -> House:
    return House(api, db, world, clock, Exporting(api, database_url, settings, clock), settings)


async def grade_proposed(house: House) -> Any:
    """Of who has bought for 400 000 once, lately, and is expected to buy as much again."""
    day = house.clock.now().date() - timedelta(days=1)
    sales = {"expected_annual_sales_amount": 400_000, "expected_annual_sales_currency": "CNY"}
    customer = UUID(await house.customer(last_order_on=day, **sales))
    async with house.db.write() as session:
        bought = {"ordered_on": day, "currency": "CNY", "amount": 400_000, "origin": "order"}
        session.add(Order(customer_id=customer, number=str(customer), **bought))
        await session.flush()
        await evaluate(session, house.clock.now().date(), "CNY", "{}")
        return await session.scalar(select(GradeProposal.to_grade).where(GradeProposal.customer_id == customer))


async def grades_due_after_ten_days(house: House) -> Any:
    began = house.clock.now()
    async with house.db.write() as session:
        await session.execute(delete(GradeRun))
        session.add(GradeRun(started_at=began, finished_at=began))
    house.clock.set(began + timedelta(days=10))  # rules that were decided meanwhile would make it due too
    try:
        async with house.db.write() as session:
            return await is_due(session)
    finally:
        house.clock.set(began)


async def decided_alone(house: House) -> int:
    """The status that a decision on the rest after calls is answered with."""
    policy = (await house.api.get("/v1/policies/rep_rest_minutes_per_hour", expect=200)).json()
    body = {"value": policy["in_force"]["value"], "reason": "as it is"}
    path = "/v1/policies/rep_rest_minutes_per_hour/versions"
    answer = await house.api.post(path, who="director", json=body, version=policy["revision"])
    return answer.status_code


async def late_entry(house: House) -> Any:
    made = await create_customer(house.api, obtained_at="2026-03-09T01:00:00Z")
    return made["entered_late"]


async def reviews_due(house: House) -> Any:
    customer = await house.customer(reviewed_at=house.clock.now() - timedelta(days=20))
    async with house.db.write() as session:
        await assign_due(session)
    found = await house.api.get("/v1/customer-reviews", params={"customer_id": customer}, expect=200)
    return [review["due_on"] for review in found.json()["items"]]


async def important_changes(house: House) -> Any:
    made = await create_customer(house.api)
    body = {"legal_representative": "Kari Nordmann", "learned_at": "2026-03-09T01:00:00Z"}
    await house.api.patch(f"/v1/customers/{made['id']}", version=made["version"], json=body, expect=200)
    found = await house.api.get("/v1/important-changes", params={"customer_id": made["id"]}, expect=200)
    return [(change["fields"], change["due_at"], change["late"]) for change in found.json()["items"]]


async def new_key_customer(house: House) -> Any:
    made = await create_customer(house.api, who="lead")
    body = {"is_key": True, "reason": "Frame contract"}
    path = f"/v1/customers/{made['id']}/key"
    return (await house.api.put(path, who="lead", version=1, json=body, expect=200)).json()["verification"]


async def next_contact(house: House) -> Any:
    call = await log_call(house.api, await house.customer(grade="A"))
    return call["customer"]["next_contact_at"]


async def next_contact_in_nurture(house: House) -> Any:
    call = await log_call(house.api, await house.customer(), next_step={"kind": "nurture"})
    return call["customer"]["next_contact_at"]


async def progress_reported(house: House) -> Any:
    call = await log_call(house.api, await house.customer(), intent_level="high")
    return call["customer"]["next_contact_at"]


async def executive_contact_due(house: House) -> Any:
    customer = await house.customer(is_key=True)
    query = {"customer_id": str(customer)}
    (duty,) = (await house.api.get("/v1/duties", params=query, expect=200)).json()["items"]
    return duty["executive_due_at"]


async def lead_scored(house: House) -> Any:
    """Of who came by a sale of ours, of whom nothing else is known."""
    return (await house.api.get(f"/v1/customers/{await house.customer()}/lead-score", expect=200)).json()["score"]


async def lead_check_day(house: House) -> Any:
    async with house.db.write() as session:
        check = await begin_check(session, None)
        await run_check(session, check.id)
    return (await house.api.get("/v1/lead-checks", expect=200)).json()["items"][0]["day"]


async def suggestions(house: House) -> Any:
    """How many, where two customers bought both of two things, and three others neither."""
    first, second, other = await products(house.api, 3)
    for basket in ([first, second], [first, second], [other], [other], [other], [first]):
        customer = await customer_in(house.db, house.world)
        await buys(house.db, customer, basket)
    await renew(JobContext(house.db, house.settings))
    return len(await prompts(house.api, customer))


async def greetings_six_days_apart(house: House) -> Any:
    """How many of two birthdays at one customer are planned."""
    customer = await customer_in(house.db, house.world, country="DE", zone="Europe/Berlin")
    for day in (11, 17):
        await contact_in(house.db, customer, name=f"Born on {day}", birthday=date(1980, 3, day))
    birthdays = {"occasion": "birthday", "care_item": "birthday", "method": "email"}
    plan = await create_plan(house.api, kind="care", care={"occasions": [birthdays]})
    await move_plan(house.api, plan, "activate", who="rep")
    await follow_all(JobContext(house.db, house.settings))
    query = {"customer_id": str(customer)}
    found = (await house.api.get("/v1/duties/care", params=query, expect=200)).json()["items"]
    return [each["held"] for each in found]


async def revisit_after_completion(house: House) -> Any:
    opportunity = await brought_to(house.api, house.db, house.world, "execution")
    async with house.db.write() as session:
        await session.execute(update(Milestone).values(done_on=session.now.date()))
    await opportunities.move(house.api, opportunity, "complete")
    query = {"customer_id": opportunity["customer_id"], "sort": "-due_from"}
    items = (await house.api.get("/v1/planned-contacts", params=query, expect=200)).json()["items"]
    return items[0]["due_on"]


async def load_of_a_day(house: House) -> Any:
    await active_plan(house.api, *[await customer_in(house.db, house.world) for _ in range(2)], due_on="2026-04-07")
    load = (await house.api.get("/v1/contact-plans/load?from=2026-04-07&to=2026-04-07", expect=200)).json()
    return load["daily_call_cap"], [day["over_cap"] for day in load["days"]]


async def rest_after_an_hour(house: House) -> Any:
    start, end = "2026-03-10T01:03:00Z", "2026-03-10T01:59:00Z"
    await log_call(house.api, await house.customer(), started_at=start, ended_at=end)
    return (await house.api.get("/v1/dial-queue", expect=200)).json()["day"]["resting_until"]


async def next_attempt(house: House) -> Any:
    quiet: dict[str, Any] = {"outcome": None, "key_points": None, "intent_level": None, "next_step": None}
    customer = await house.customer(zone="Asia/Shanghai")
    call = await log_call(house.api, customer, disposition="no_answer", started_at="2026-03-10T01:30:00Z", **quiet)
    return call["next_attempt_at"]


async def planned(house: House, **item: Any) -> Any:
    """The status that a call planned in Berlin is answered with."""
    customer, plan = await house.customer(zone="Europe/Berlin", country="DE"), await create_plan(house.api)
    body = {"customer_id": customer, "method": "phone", "aim": "Agree on a trial order", **item}
    return (await house.api.post(f"/v1/contact-plans/{plan['id']}/items", json=body)).status_code


async def planned_early(house: House) -> Any:
    return await planned(house, due_at="2026-03-16T08:15:00Z")  # a quarter past nine there


async def planned_on_monday(house: House) -> Any:
    return await planned(house, due_on="2026-03-16")


async def planned_on_sunday(house: House) -> Any:
    return await planned(house, due_on="2026-03-15", outside_hours_reason="Their fair")


async def bare_call(house: House) -> Any:
    body = {"customer_id": await house.customer(), "started_at": "2026-03-10T01:55:00Z", **CONNECTED}
    answer = await house.api.post("/v1/call-records", json=body)
    return answer.status_code, [fault["pointer"] for fault in answer.json().get("errors", ())]


async def call_logged_late(house: House) -> Any:
    return (await log_call(house.api, await house.customer()))["logged_late"]


async def recordings_kept(house: House) -> Any:
    call = await log_call(house.api, await house.customer(), started_at="2026-01-09T02:00:00Z")
    file = await send(house.api, "call.mp3", MP3)
    path = f"/v1/call-records/{call['id']}/recordings"
    await house.api.post(path, json={"file_id": file["id"]}, expect=201)
    await remove_outdated(JobContext(house.db, house.settings))
    return [each["name"] for each in (await house.api.get(path, expect=200)).json()["items"]]


async def answer_due(house: House) -> Any:
    body = {
        "customer_id": await house.customer(),
        "department_id": str(house.world.departments["product"]),
        "question": "Does the X200 stand 70 °C brine?",
    }
    return (await house.api.post("/v1/handoffs", json=body, expect=201)).json()["due_at"]


async def interest_unproven(house: House) -> Any:
    opportunity = await open_opportunity(house.api, await house.customer())
    return await house.move(f"/v1/opportunities/{opportunity['id']}/moves/confirm_interest")


async def new_opportunity(house: House) -> Any:
    made = await open_opportunity(house.api, await house.customer(), amount={"amount": "300000.00", "currency": "CNY"})
    important = made["important_since"] is not None
    return made["follow_up_due_on"], made["probability"], made["base_amount"], important, made["review_due_on"]


async def large_opportunity(house: House) -> Any:
    amount = {"amount": "500000.00", "currency": "CNY"}
    return (await open_opportunity(house.api, await house.customer(), amount=amount))["review_due_on"]


async def revisits_in_eight_days(house: House) -> Any:
    plan = await create_plan(house.api, who="manager", kind="revisit")
    customer = await customer_in(house.db, house.world)
    await add_item(house.api, plan, customer, who="manager", due_on="2026-03-18")
    return await house.move(f"/v1/contact-plans/{plan['id']}/moves/submit", who="manager")


async def revisit_by_another_method(house: House) -> Any:
    plan, (item,) = await approved_plan(house.api, house.db, house.world, count=1)
    amendment = await amend(house.api, plan, {"change": "update", "item_id": item["id"], "method": "visit"})
    return amendment["state"]


async def complaint_deadlines(house: House, state: str = "dispatched") -> Any:
    complaint = await complaints.walk(house.api, house.db, house.world, house.clock, state)
    path = f"/v1/complaints/{complaint['id']}/deadlines"
    found = (await house.api.get(path, who="director", expect=200)).json()["items"]
    return {deadline["kind"].removeprefix("complaint_"): deadline["due_at"] for deadline in found}


async def what_is_owed_at_the_end(house: House) -> Any:
    resolved = await complaint_deadlines(house, "resolved")
    confirmed = await complaint_deadlines(house, "confirmed")
    return resolved["satisfaction"], confirmed["archiving"]


async def complaint_steps(house: House) -> Any:
    complaint = await complaints.register(house.api, house.db, house.world)
    path = f"/v1/complaints/{complaint['id']}/deadlines"
    found = (await house.api.get(path, who="director", expect=200)).json()["items"]
    return [(step["kind"], step["recipient"]) for step in found[0]["steps"]]


async def who_approves_a_compensation(house: House) -> Any:
    complaint = await complaints.walk(house.api, house.db, house.world, house.clock, "dispatched")
    return (await complaints.ask_for(house.api, complaint, "100"))["needed_role"]


async def export_of_a_customer(house: House) -> Any:
    await house.customer()
    return (await house.exporting.ask())["state"]


async def export_after_one_of_three_days_ago(house: House) -> Any:
    await customer_in(house.db, house.world, owner="other_rep")
    async with house.db.write() as session:
        three_days_ago = session.now - timedelta(days=3)
        taken = {"format": "csv", "columns": ["name"], "purpose": "Fair", "row_count": 1001, "state": "produced"}
        whose = house.world.people["other_lead"]
        session.add(Export(requested_by=whose, created_at=three_days_ago, **taken))
    return (await house.exporting.ask(who="other_lead"))["state"]


async def when_a_share_ends(house: House) -> Any:
    path = f"/v1/customers/{await house.customer()}/members"
    body = {"user_id": str(house.world.people["rep2"]), "access": "read"}
    return (await house.api.post(path, json=body, expect=201)).json()["expires_at"]


async def budget_shown(house: House) -> Any:
    customer = await house.customer(budget_amount=100, budget_currency="EUR")
    found = (await house.api.get(f"/v1/customers/{customer}", expect=200)).json()
    return found["budget"], found["masked_fields"]


Behaviour = Callable[[House], Awaitable[Any]]
NEW = ("2026-03-24", 5, {"amount": "300000.00", "currency": "CNY"}, False, None)
TIMES = {
    "contact": "2026-03-11T02:00:00Z",
    "dispatch": "2026-03-10T07:00:00Z",
    "solution": "2026-03-13T02:00:00Z",
    "resolution": "2026-03-24T02:00:00Z",
}


@dataclass(frozen=True)
class Case:
    """value: another than the default, or what of a default mapping is other. What is seen under each."""

    value: Any
    behaviour: Behaviour
    by_default: Any
    decided: Any


CASES = {
    "customer_entry_hours": Case(4, late_entry, False, True),
    "customer_review_days": Case(22, reviews_due, [], ["2026-03-12"]),
    "important_change_working_days": Case(
        1,
        important_changes,
        [(["legal_representative"], "2026-03-10T10:00:00Z", False)],
        [(["legal_representative"], "2026-03-09T10:00:00Z", True)],
    ),
    "important_fields": Case(
        ["phone"], important_changes, [(["legal_representative"], "2026-03-10T10:00:00Z", False)], []
    ),
    "key_customer_double_check": Case(False, new_key_customer, "pending", "unverified"),
    "contact_cadence_days": Case({"A": 5}, next_contact, "2026-03-17T01:55:00Z", "2026-03-15T01:55:00Z"),
    "closed_revisit_days": Case(12, revisit_after_completion, "2026-04-09", "2026-03-22"),
    "nurture_cadence_days": Case(20, next_contact_in_nurture, "2026-04-09T01:55:00Z", "2026-03-30T01:55:00Z"),
    "progress_report_days": Case(20, progress_reported, "2026-04-09T01:55:00Z", "2026-03-30T01:55:00Z"),
    "executive_contact_days": Case(60, executive_contact_due, "2026-06-08T02:00:00Z", "2026-05-09T02:00:00Z"),
    "lead_score_rules": Case([{"kind": "source", "points": {"sales": 9}}], lead_scored, 0, 9),
    "lead_check_days": Case(30, lead_check_day, "2025-09-11", "2026-02-08"),
    "cross_sell_rules": Case({"period_days": 730, "least_customers": 2, "least_percent": 30}, suggestions, 0, 1),
    "base_currency": Case("EUR", new_opportunity, NEW, (*NEW[:2], None, *NEW[3:])),
    "local_call_window": Case([{"start": "10:00", "end": "12:00"}], planned_early, 201, 422),
    "country_call_windows": Case({"DE": {"days_off": ["monday"]}}, planned_on_monday, 201, 422),
    "outside_hours_calls": Case("refused", planned_on_sunday, 201, 422),
    "rep_daily_call_cap": Case(1, load_of_a_day, (80, [False]), (1, [True])),
    "rep_rest_minutes_per_hour": Case(10, rest_after_an_hour, "2026-03-10T02:04:00Z", "2026-03-10T02:09:00Z"),
    "max_attempts_per_contact_per_day": Case(1, next_attempt, "2026-03-10T06:00:00Z", "2026-03-11T06:00:00Z"),
    "retry_after_no_answer_hours": Case(8, next_attempt, "2026-03-10T06:00:00Z", "2026-03-11T06:00:00Z"),
    "connected_call_required_fields": Case(["objections"], bare_call, (201, []), (422, ["/objections"])),
    "call_log_deadline_minutes": Case(4, call_logged_late, False, True),
    "retention": Case({"recordings": 1}, recordings_kept, ["call.mp3"], []),
    "handoff_answer_working_hours": Case(4, answer_due, "2026-03-11T02:00:00Z", "2026-03-10T07:00:00Z"),
    "pipeline_stage_criteria": Case({"interested": []}, interest_unproven, 409, 200),
    "stage_follow_up_days": Case({"potential": 10}, new_opportunity, NEW, ("2026-03-20", *NEW[1:])),
    "important_opportunity_amount": Case("300000", new_opportunity, NEW, (*NEW[:3], True, "2026-03-24")),
    "opportunity_review_days": Case(7, large_opportunity, "2026-03-24", "2026-03-17"),
    "stage_probability": Case({"potential": 7}, new_opportunity, NEW, (NEW[0], 7, *NEW[2:])),
    "revisit_plan_lead_days": Case(14, revisits_in_eight_days, 200, 409),
    "revisit_material_change": Case({"method": False}, revisit_by_another_method, "pending", "applied"),
    "complaint_contact_working_days": Case(2, complaint_deadlines, TIMES, TIMES | {"contact": "2026-03-12T02:00:00Z"}),
    "complaint_dispatch_working_hours": Case(
        2, complaint_deadlines, TIMES, TIMES | {"dispatch": "2026-03-10T04:00:00Z"}
    ),
    "complaint_satisfaction_working_days": Case(
        1, what_is_owed_at_the_end, ("2026-03-13T02:00:00Z",) * 2, ("2026-03-11T02:00:00Z",) * 2
    ),
    "complaint_solution_working_days": Case(
        2, complaint_deadlines, TIMES, TIMES | {"solution": "2026-03-12T02:00:00Z"}
    ),
    "complaint_resolution_working_days": Case(
        9, complaint_deadlines, TIMES, TIMES | {"resolution": "2026-03-23T02:00:00Z"}
    ),
    "complaint_escalation_steps": Case(
        [{"offset": 1, "unit": "working_hours", "recipient": "deputy_director"}],
        complaint_steps,
        [("due_soon", "owner"), ("overdue", "owner"), ("escalated", "department_manager"), ("escalated", "director")],
        [("overdue", "owner"), ("escalated", "deputy_director")],
    ),
    "compensation_approval_limits": Case(
        {"sales_manager": "50"}, who_approves_a_compensation, "sales_manager", "deputy_director"
    ),
    "care_gap_days": Case(6, greetings_six_days_apart, [None, "care_gap"], [None, None]),
    "share_default_days": Case(10, when_a_share_ends, "2026-06-08T02:00:00Z", "2026-03-20T02:00:00Z"),
    "export_window_days": Case(2, export_after_one_of_three_days_ago, "requested", "approved"),
    "export_approval_rows": Case(0, export_of_a_customer, "approved", "requested"),
    "grade_thresholds": Case({"B": "500000"}, grade_proposed, "B", "C"),
    "grade_rules": Case({"amount": "0", "frequency": "1", "potential": "0", "recency": "0"}, grade_proposed, "B", "C"),
    "grade_review_days": Case(5, grades_due_after_ten_days, False, True),
    "policy_second_person": Case(["rep_rest_minutes_per_hour"], decided_alone, 201, 409),
    "sensitive_fields": Case(
        {"rep": ["profit", "budget"]},
        budget_shown,
        ({"amount": "100.00", "currency": "EUR"}, []),
        (None, ["budget", "expected_annual_sales"]),
    ),
}


async def seen(case: Case, house: House, expected: Any) -> Any:
    """What the product does; asked again for a while, as processes hear of a decision a moment after it."""
    for _ in range(20):
        found = await case.behaviour(house)
        if found == expected:
            break
        await asyncio.sleep(0.05)
    return found


@pytest.mark.parametrize("key", CASES)
async def test_a_decision_changes_what_the_product_does(house: House, key: str) -> None:
    case, definition = CASES[key], DEFINITIONS[key]
    default: Any = definition.dump(definition.default)
    assert await seen(case, house, case.by_default) == case.by_default
    await decide(house.api, key, default | case.value if isinstance(case.value, dict) else case.value)
    assert await seen(case, house, case.decided) == case.decided
    # A list of settings that take two is not emptied by one person.
    await (decide_by_two if key == POLICY_SECOND_PERSON.key else decide)(house.api, key, default)
    assert await seen(case, house, case.by_default) == case.by_default


def test_every_setting_steers_something_or_says_that_it_does_not() -> None:
    in_use = {key for key, definition in DEFINITIONS.items() if not definition.not_in_use}
    assert in_use == set(CASES)


def test_what_the_code_reads_is_in_use_and_nothing_else() -> None:
    """By name: whoever reads a setting takes its mark away and adds a case here."""
    product = Path(meridian.__file__).parent
    files = [path for path in product.rglob("*.py") if "definitions" not in path.parts]
    names = {
        node.id if isinstance(node, ast.Name) else node.attr
        for path in files
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Name | ast.Attribute)
    }
    assert all(getattr(registry, key.upper()) is definition for key, definition in DEFINITIONS.items())
    read = {key for key in DEFINITIONS if key.upper() in names}
    assert read == {key for key, definition in DEFINITIONS.items() if not definition.not_in_use}


async def test_the_api_tells_which_settings_are_not_in_use(api: Api) -> None:
    items = (await api.get("/v1/policies", who="rep", expect=200)).json()["items"]
    assert {item["key"] for item in items if not item["not_in_use"]} == set(CASES)
    one = (await api.get("/v1/policies/churn_rules", who="rep", expect=200)).json()
    assert one["not_in_use"] is True
