"""Invented opportunities: at every stage and end, consistent as if the product had made them, and workable."""

import random
from collections import Counter, defaultdict
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select, text

from meridian.calendars.queries import calendar_for
from meridian.calendars.rules import working_calendar
from meridian.calendars.working_time import working_between
from meridian.kernel.db.session import Database, WriteSession
from meridian.kernel.settings import Settings
from meridian.kernel.workflow.models import Transition
from meridian.opportunities.models import (
    Contract,
    Milestone,
    Opportunity,
    OpportunityLine,
    OpportunityReview,
    ReviewAction,
    SolutionProposal,
)
from meridian.opportunities.pipeline.workflow import OPPORTUNITY
from meridian.opportunities.rules import OpportunityOutcome, OpportunityState
from meridian.opportunities.service import revalue
from meridian.policies.rules import Stage
from meridian.rates.queries import rate_on
from meridian_local.demo.company import assortment
from meridian_local.demo.customers import write_customers
from meridian_local.demo.opportunities.opportunities import add_opportunities
from meridian_local.demo.opportunities.pipeline import Deal, invent_deals, invent_rates
from meridian_local.demo.rows import Rows, copy, driver, new_rows
from meridian_local.demo.scene import Owner, Scene, countries
from tests.support.api import Api
from tests.support.opportunities import LOSS, move
from tests.support.world import World

COUNT = 60
HOME = ZoneInfo("Asia/Shanghai")
STAGES = list(Stage)


async def setting(session: WriteSession, world: World) -> tuple[Scene, Rows]:
    """Customers of the test company's reps, with calls of the last year."""
    people, team, department = world.people, world.teams["team"], world.departments["sales"]
    owners = tuple(Owner(people[name], team, department, people["lead"]) for name in ("rep", "rep2"))
    articles, markets = await assortment(session)
    scene = Scene(session.now, dict.fromkeys(countries(), owners), articles, markets, lines=6)
    rows = new_rows()
    write_customers(random.Random(5), scene, 200, 1200, rows)
    return scene, rows


@pytest.fixture(scope="module")
async def made(db: Database, world: World, settings: Settings) -> int:
    async with db.write() as session:
        scene, rows = await setting(session, world)
        await copy(await driver(session), rows)
        await add_opportunities(
            random.Random("opportunities"), session, settings, scene, rows, COUNT, tag="MP", show=world.people["rep"]
        )
    return COUNT


async def all_of(db: Database, kind: type[Any], *order: Any) -> list[Any]:
    async with db.read() as session:
        return list(await session.scalars(select(kind).order_by(*order)))


async def test_every_stage_and_every_end_is_shown(db: Database, made: int) -> None:
    found = await all_of(db, Opportunity)
    assert len(found) == COUNT
    assert {o.stage for o in found if o.outcome == OpportunityOutcome.OPEN} == set(Stage)
    assert {o.outcome for o in found} == set(OpportunityOutcome)
    assert len({o.currency for o in found}) > 2
    assert len({o.rank for o in found}) == COUNT


async def test_moves_lead_from_the_first_stage_to_where_each_stands(db: Database, made: int) -> None:
    moves: dict[Any, list[Transition]] = defaultdict(list)
    for each in await all_of(db, Transition, Transition.at, Transition.id):
        moves[each.subject_id].append(each)
    async with db.read() as session:
        company = working_calendar(await calendar_for(session, None))
        now: datetime = session.now
    backward = 0
    for opportunity in await all_of(db, Opportunity):
        state, since = OpportunityState.POTENTIAL, opportunity.created_at
        for each in moves[opportunity.id]:
            found = OPPORTUNITY.move(each.move)
            assert found is not None
            assert state in found.sources
            assert (each.from_state, each.to_state) == (state, found.target)
            assert (each.reason is not None) == each.move.startswith(("return_to", "cancel"))
            assert each.elapsed_seconds == int((each.at - since).total_seconds())
            assert each.working_seconds == working_between(company, since, each.at) // timedelta(seconds=1)
            state, since = OpportunityState(each.to_state), each.at
            backward += each.reason is not None
        assert state == opportunity.state
        assert since == (opportunity.closed_at or opportunity.stage_since)
        assert since <= now
    assert backward > 3


async def test_each_has_what_its_stage_asks_for(db: Database, made: int) -> None:
    lines = Counter(line.opportunity_id for line in await all_of(db, OpportunityLine))
    proposals = Counter(each.opportunity_id for each in await all_of(db, SolutionProposal))
    contracts = {each.opportunity_id: each for each in await all_of(db, Contract)}
    milestones: dict[Any, list[Milestone]] = defaultdict(list)
    for each in await all_of(db, Milestone):
        milestones[each.opportunity_id].append(each)
    for opportunity in await all_of(db, Opportunity):
        reached, own = STAGES.index(Stage(opportunity.stage)), milestones[opportunity.id]
        if reached >= 2:
            assert lines[opportunity.id]
            assert opportunity.needs_description
            assert opportunity.amount
        if reached >= 3:
            assert proposals[opportunity.id]
        if reached >= 4:
            assert contracts[opportunity.id].amount == opportunity.amount
        if opportunity.stage == Stage.EXECUTION:
            assert {each.kind for each in own} == {"payment", "delivery"}
            paid = sum((each.amount for each in own if each.amount), Decimal(0))
            assert abs(paid - opportunity.amount) <= Decimal("0.01")
        if opportunity.outcome == OpportunityOutcome.COMPLETED:
            assert all(each.done_on and each.done_on <= opportunity.closed_at.astimezone(HOME).date() for each in own)
        if opportunity.outcome == OpportunityOutcome.LOST:
            assert opportunity.lost_reason
            assert opportunity.lessons_learned
    today = db.clock.now().date()
    late = [each for own in milestones.values() for each in own if not each.done_on and each.due_on < today]
    assert len(late) > 2


async def test_values_and_reviews_are_those_the_product_decides(db: Database, made: int) -> None:
    values = text("SELECT id, base_amount, rated_on, important_since, review_due_on FROM opportunity ORDER BY id")
    async with db.write() as session:
        before = (await session.execute(values)).all()
        await revalue(session)
        assert (await session.execute(values)).all() == before
    async with db.read() as session:
        for opportunity in await session.scalars(select(Opportunity).where(Opportunity.rated_on.is_not(None))):
            assert opportunity.rated_on
            assert opportunity.currency
            assert opportunity.amount
            rate = await rate_on(session, opportunity.rated_on, opportunity.currency)
            assert rate is not None
            assert opportunity.base_amount == (opportunity.amount * rate).quantize(Decimal("0.0001"))
    important = {o.id for o in await all_of(db, Opportunity) if o.important_since}
    reviewed = {review.opportunity_id for review in await all_of(db, OpportunityReview)}
    assert important & reviewed
    assert not reviewed - important
    assert {action.done_at is None for action in await all_of(db, ReviewAction)} == {True, False}


async def test_they_are_worked_on_like_any_other(api: Api, db: Database, world: World, made: int) -> None:
    board = (await api.get("/v1/opportunities/board", who="rep", expect=200)).json()
    assert all(column["count"] and column["cards"] for column in board["columns"])
    assert all(column["without_rate"] == [] for column in board["columns"])
    card = board["columns"][1]["cards"][0]
    lost = await move(api, card, "lose", **LOSS)
    assert lost["outcome"] == "lost"
    late = (await api.get("/v1/milestones?state=overdue", who="rep", expect=200)).json()["items"][0]
    path = f"/v1/milestones/{late['id']}/moves/complete"
    await api.post(path, json={"done_on": late["due_on"]}, version=late["version"], expect=200)
    funnel = (await api.get("/v1/opportunities/funnel", who="director", expect=200)).json()
    assert funnel["count"] >= COUNT
    assert [step["state"] for step in funnel["steps"] if not step["entered"]] == []


async def test_the_same_seed_makes_the_same(db: Database, world: World) -> None:
    async def again(session: WriteSession) -> list[Deal]:
        scene, rows = await setting(session, world)
        rates = invent_rates(scene.now.date())
        return invent_deals(random.Random(3), scene.now, scene.articles, rates, rows, 60)

    async with db.write() as session:
        assert await again(session) == await again(session)
