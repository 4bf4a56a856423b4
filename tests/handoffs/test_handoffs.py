"""Handoffs through the API: asked, answered in the department's working time, told to the customer."""

from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import select

from meridian.calendars.deadlines.jobs import sweep
from meridian.handoffs.workflow import HANDOFF
from meridian.identity.permissions import Permission
from meridian.kernel.clock import SettableClock
from meridian.kernel.db.session import Database
from meridian.kernel.events.models import Event
from meridian.kernel.jobs import JobContext
from meridian.kernel.settings import Settings
from meridian.kernel.workflow.models import Transition
from meridian.worker import run_until_idle
from tests.support.api import Api
from tests.support.customers import customer_in
from tests.support.world import World


async def ask(api: Api, db: Database, world: World, *, department: str = "product", **body: Any) -> dict[str, Any]:
    customer = await customer_in(db, world)
    question = {
        "customer_id": str(customer),
        "department_id": str(world.departments[department]),
        "question": "Does the X200 stand 70 °C brine?",
        **body,
    }
    handoff: dict[str, Any] = (await api.post("/v1/handoffs", json=question, expect=201)).json()
    return handoff


async def move(api: Api, handoff: dict[str, Any], name: str, *, who: str, expect: int = 200, **body: Any) -> Any:
    version = (await api.get(f"/v1/handoffs/{handoff['id']}", who=who)).json().get("version", 1)
    path = f"/v1/handoffs/{handoff['id']}/moves/{name}"
    return (await api.post(path, who=who, json=body, version=version, expect=expect)).json()


async def test_a_question_goes_to_the_department_and_its_answer_to_the_customer(
    api: Api, db: Database, world: World, clock: SettableClock
) -> None:
    handoff = await ask(api, db, world)
    assert (handoff["state"], handoff["due_at"], handoff["asked_by_name"], handoff["allowed_moves"]) == (
        "open",
        "2026-03-11T02:00:00Z",  # eight working hours after ten in the morning
        "rep",
        [],
    )
    seen = (await api.get(f"/v1/handoffs/{handoff['id']}", who="specialist", expect=200)).json()
    assert seen["allowed_moves"] == ["assign", "answer"]
    await move(api, handoff, "answer", who="rep", answer="Yes", expect=403)
    missing = await move(api, handoff, "answer", who="specialist", expect=422)
    assert [fault["pointer"] for fault in missing["errors"]] == ["/answer"]
    stranger = await move(api, handoff, "assign", who="specialist", assignee_id=str(world.people["rep"]), expect=422)
    assert stranger["errors"][0]["code"] == "not_in_department"
    clock.advance(timedelta(hours=1))
    mine = await move(api, handoff, "assign", who="specialist", assignee_id=str(world.people["specialist"]))
    assert (mine["assignee_name"], mine["state"]) == ("specialist", "open")
    clock.advance(timedelta(hours=1))
    answered = await move(api, handoff, "answer", who="specialist", answer="Yes, with EPDM seals")
    assert (answered["state"], answered["answered_late"], answered["allowed_moves"]) == ("answered", False, [])
    told = await move(api, handoff, "tell", who="rep", note="By phone")
    assert (told["state"], told["told_note"], told["told_by"]) == (
        "told_to_customer",
        "By phone",
        str(world.people["rep"]),
    )
    await move(api, handoff, "answer", who="specialist", answer="No", expect=409)
    async with db.read() as session:
        moves = (await session.scalars(select(Transition).where(Transition.workflow == "handoff"))).all()
    assert [(row.move, row.working_seconds) for row in moves] == [("assign", None), ("answer", 7200), ("tell", 0)]


async def test_who_sees_and_answers_what(api: Api, db: Database, world: World) -> None:
    handoff = await ask(api, db, world)
    path = f"/v1/handoffs/{handoff['id']}"
    for who, status in (
        ("rep2", 404),
        ("lead", 200),
        ("foreign_rep", 404),
        ("deputy", 200),
        ("specialist", 200),
        ("analyst", 404),
        ("service", 200),
        ("administrator", 403),
        ("auditor", 200),
    ):
        await api.get(path, who=who, expect=status)
    # Seeing it through the customer is not answering for the department asked.
    for who in ("deputy", "service"):
        await move(api, handoff, "answer", who=who, answer="Yes", expect=403)
    await move(api, handoff, "answer", who="director", answer="Yes")
    listed = (await api.get("/v1/handoffs?state=answered", who="specialist", expect=200)).json()
    assert handoff["id"] in [row["id"] for row in listed["items"]]
    customer = str(await customer_in(db, world, owner="foreign_rep"))
    body = {"customer_id": customer, "department_id": str(world.departments["product"]), "question": "?"}
    await api.post("/v1/handoffs", json=body, expect=404)
    await api.post("/v1/handoffs", who="specialist", json=body, expect=403)
    unknown = await api.post("/v1/handoffs", who="director", json=body | {"department_id": customer}, expect=422)
    assert unknown.json()["errors"][0]["pointer"] == "/department_id"


async def test_an_unanswered_question_becomes_overdue_once(
    api: Api, db: Database, world: World, clock: SettableClock, settings: Settings, database_url: str
) -> None:
    await run_until_idle(database_url, settings, clock)
    clock.set(datetime(2026, 4, 3, 9, 0, tzinfo=UTC))  # Friday five in the afternoon in Shanghai
    handoff = await ask(api, db, world, answer_within_working_hours=2)
    assert handoff["due_at"] == "2026-04-07T02:00:00Z"  # Monday is the day off of Tomb Sweeping: Tuesday ten o'clock
    for hours, overdue in ((88, False), (1, True), (24, True)):
        clock.advance(timedelta(hours=hours))
        await sweep(JobContext(db, settings))
        await run_until_idle(database_url, settings, clock)
        now = (await api.get(f"/v1/handoffs/{handoff['id']}", expect=200)).json()
        assert now["overdue"] is overdue
    found = await api.get("/v1/handoffs?overdue_at.null=false&state=open", who="specialist", expect=200)
    assert [row["id"] for row in found.json()["items"]] == [handoff["id"]]
    async with db.read() as session:
        told = await session.scalars(
            select(Event.type).where(Event.subject_type == "handoff", Event.type.startswith("deadline."))
        )
        assert sorted(told) == ["deadline.due_soon", "deadline.overdue"]
    late = await move(api, handoff, "answer", who="specialist", answer="Yes")
    assert (late["overdue"], late["answered_late"]) == (False, True)


def test_the_table_is_sound() -> None:
    reached = {HANDOFF.start} | {move.leads_to(s) for move in HANDOFF.moves for s in move.sources}
    assert reached == set(HANDOFF.states.__members__.values())
    assert [move.name for move in HANDOFF.moves if move.sources & HANDOFF.final] == []
    assert all(Permission(str(move.permission)) for move in HANDOFF.moves)
