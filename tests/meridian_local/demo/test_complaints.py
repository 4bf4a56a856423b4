"""Invented complaints: of every state, consistent as if the product had made them, and worked on like any other."""

import random
from collections import Counter
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from meridian.calendars.deadlines import service
from meridian.calendars.deadlines.models import Deadline, DeadlineStep
from meridian.calendars.queries import calendar_for
from meridian.calendars.rules import working_calendar
from meridian.calendars.working_time import working_between
from meridian.complaints.models import (
    Compensation,
    Complaint,
    ComplaintProposal,
    ComplaintRound,
    PreventiveAction,
    SatisfactionTry,
)
from meridian.complaints.rules import OWED, CompensationState, ComplaintState, PreventiveState
from meridian.complaints.workflow import COMPLAINT
from meridian.identity.models import User
from meridian.kernel.db.session import Database, WriteSession
from meridian.kernel.workflow.models import Transition
from meridian_local.demo.company import assortment
from meridian_local.demo.complaints.cases import staff_of
from meridian_local.demo.complaints.complaints import add_complaints, invent
from meridian_local.demo.customers import write_customers
from meridian_local.demo.rows import Rows, copy, driver, new_rows
from meridian_local.demo.scene import Owner, Scene, countries
from tests.support.api import Api
from tests.support.complaints import move
from tests.support.world import World

COUNT = 45
S = ComplaintState


async def setting(session: WriteSession, world: World) -> tuple[Scene, Rows]:
    """Customers of the test company's reps, with calls of the last year."""
    people, team, department = world.people, world.teams["team"], world.departments["sales"]
    owner = [Owner(people[name], team, department, people["lead"]) for name in ("rep", "rep2")]
    articles, markets = await assortment(session)
    scene = Scene(session.now, dict.fromkeys(countries(), tuple(owner)), articles, markets, lines=6)
    rows = new_rows()
    write_customers(random.Random(5), scene, 150, 1200, rows)
    return scene, rows


@pytest.fixture(scope="module")
async def made(db: Database, world: World) -> int:
    async with db.write() as session:
        scene, rows = await setting(session, world)
        await copy(await driver(session), rows)
        await add_complaints(random.Random("complaints"), session, scene, rows, COUNT, show=True)
    return COUNT


@pytest.fixture
async def complaints(db: Database, made: int) -> dict[Any, Complaint]:
    async with db.read() as session:
        return {complaint.id: complaint for complaint in await session.scalars(select(Complaint))}


async def all_of(db: Database, kind: type[Any], *order: Any) -> list[Any]:
    async with db.read() as session:
        return list(await session.scalars(select(kind).order_by(*order)))


async def test_every_state_and_every_turn_is_shown(db: Database, complaints: dict[Any, Complaint]) -> None:
    assert len(complaints) == COUNT
    assert {complaint.state for complaint in complaints.values()} == set(S)
    assert {complaint.round for complaint in complaints.values()} == {1, 2}
    assert any(complaint.withdrawn_at for complaint in complaints.values())
    numbers = sorted(complaints.values(), key=lambda complaint: complaint.number[-5:])
    assert [c.registered_at for c in numbers] == sorted(c.registered_at for c in numbers)
    compensations = await all_of(db, Compensation)
    assert {c.state for c in compensations} == {CompensationState.REQUESTED, CompensationState.APPROVED}
    assert all(c.approved_by != c.requested_by for c in compensations if c.approved_by)
    late = [d for d in await all_of(db, Deadline) if d.live and d.due_at and d.due_at < await now(db)]
    assert {d.kind for d in late} >= {"complaint_solution", "complaint_resolution"}
    assert len({action.state for action in await all_of(db, PreventiveAction)}) > 1


async def now(db: Database) -> Any:
    return db.clock.now()


async def test_moves_lead_from_the_registration_to_where_each_stands(
    db: Database, complaints: dict[Any, Complaint]
) -> None:
    moves: dict[Any, list[Transition]] = {key: [] for key in complaints}
    for made in await all_of(db, Transition, Transition.at, Transition.id):
        if made.workflow == COMPLAINT.name:
            moves[made.subject_id].append(made)
    async with db.read() as session:
        company = working_calendar(await calendar_for(session, None))  # the only one
    for key, complaint in complaints.items():
        state, since = S.REGISTERED, complaint.registered_at
        for made in moves[key]:
            found = COMPLAINT.move(made.move)
            assert found is not None
            assert state in found.sources
            assert (made.from_state, made.to_state) == (state, found.leads_to(state))
            assert made.elapsed_seconds == int((made.at - since).total_seconds())
            assert made.working_seconds == working_between(company, since, made.at) // timedelta(seconds=1)
            state, since = S(made.to_state), made.at
        assert (complaint.state, complaint.state_since) == (state, since)
        assert complaint.round == 1 + sum(made.move == "reopen" for made in moves[key])
        assert since <= await now(db)


async def test_deadlines_are_what_the_product_counts(db: Database, complaints: dict[Any, Complaint]) -> None:
    found = await all_of(db, Deadline)
    async with db.read() as session:
        for deadline in found:
            explained = await service.explanation_of(session, deadline)
            due = explained["due_at"]
            assert (due and datetime.fromisoformat(due)) == deadline.due_at
    kinds = Counter((d.subject_id, d.kind) for d in found)
    assert all(kinds[key, "complaint_contact"] == 1 for key in complaints)
    live = {(d.subject_id, d.kind) for d in found if d.live}
    owed = {(key, kind) for key, one in complaints.items() for kind in OWED.get(S(one.state), ())}
    assert live == owed
    for deadline in found:
        complaint = complaints[deadline.subject_id]
        assert (deadline.paused_since is not None) == (
            deadline.kind == "complaint_resolution" and deadline.live and complaint.state == S.PROPOSED
        )
    began = {deadline.id: deadline.created_at for deadline in found}
    for step in await all_of(db, DeadlineStep):
        assert step.raised_at is None or step.raised_at == max(step.at, began[step.deadline_id])
    async with db.write() as session:
        assert await service.raise_due(session, 10_000) == 0  # what has come has been raised


async def test_each_state_has_all_that_it_needs(db: Database, complaints: dict[Any, Complaint]) -> None:
    rounds = {(r.complaint_id, r.number): r for r in await all_of(db, ComplaintRound)}
    proposals = {(p.complaint_id, p.round): p for p in await all_of(db, ComplaintProposal, ComplaintProposal.version)}
    tries = Counter((t.complaint_id, t.round) for t in await all_of(db, SatisfactionTry))
    actions = {a.complaint_id: a for a in await all_of(db, PreventiveAction)}
    order = list(S)
    for complaint in complaints.values():
        reached, key = order.index(S(complaint.state)), (complaint.id, complaint.round)
        if reached >= order.index(S.CONTACTED):
            assert complaint.contacted_record_id
            assert complaint.apologised
        if complaint.withdrawn_at is None and reached >= order.index(S.DISPATCHED):
            assert complaint.department_id
        if complaint.withdrawn_at is None and reached >= order.index(S.PROPOSED):
            assert rounds[key].cause
            assert proposals[key].told_at
        if complaint.withdrawn_at is None and reached >= order.index(S.AGREED):
            assert proposals[key].answer == "agreed"
        if complaint.withdrawn_at is None and reached >= order.index(S.CONFIRMED):
            assert rounds[key].resolved_at
            assert rounds[key].score_problem_solving or tries[key] >= 2
        if complaint.state == S.ARCHIVED:
            assert complaint.root_cause_category
            assert complaint.no_prevention_reason or complaint.id in actions
    for action in actions.values():
        assert action.state != PreventiveState.DONE or action.effect


async def test_they_are_worked_on_like_any_other(
    api: Api, db: Database, world: World, complaints: dict[Any, Complaint]
) -> None:
    proposed = next(c for c in complaints.values() if c.state == S.PROPOSED)
    agreed = await move(api, {"id": str(proposed.id)}, "agree", note="Fine")
    assert agreed["state"] == "agreed"
    asked = next(c for c in await all_of(db, Compensation) if c.state == CompensationState.REQUESTED)
    path = f"/v1/complaints/{asked.complaint_id}/compensations/{asked.id}"
    version = (await api.get(path, who="director", expect=200)).json()["version"]
    approved = await api.post(f"{path}/moves/approve", who="director", json={}, version=version, expect=200)
    assert approved.json()["state"] == "approved"


async def test_the_same_seed_makes_the_same(db: Database, world: World, made: int) -> None:
    async def again(session: WriteSession) -> list[Any]:
        scene, rows = await setting(session, world)
        plays = invent(random.Random(3), await staff_of(session, scene.now), scene, rows, 40)
        return [(play.heard, play.case, play.article, play.solver_id, play.agenda) for play in plays]

    async with db.write() as session:
        first = await again(session)
        assert first == await again(session)
        assert len(first) == 40


async def test_people_of_seeded_teams_solve_them_where_no_department_does(db: Database, world: World) -> None:
    async with db.write() as session:
        scene, rows = await setting(session, world)  # the customers that are there
        others = User.role.in_(["product_specialist", "service_agent", "sales_manager", "deputy_director", "director"])
        for user in await session.scalars(select(User).where(others)):
            user.active = False
        known = set(await session.scalars(select(Complaint.id)))
        await add_complaints(random.Random(3), session, scene, rows, 20)
        complaints = (await session.scalars(select(Complaint).where(Complaint.id.not_in(known)))).all()
        assert len(complaints) == 20
        leads = {world.people[name] for name in ("lead", "other_lead")}
        assert {c.responsible_id for c in complaints} <= {None, *leads}
        assert len({c.state for c in complaints}) > 2
        of_them = Compensation.complaint_id.in_([complaint.id for complaint in complaints])
        assert not (await session.scalars(select(Compensation).where(of_them))).all()
        await session.rollback()
