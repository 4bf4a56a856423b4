"""The funnel agrees with the records: counted again in plain Python from what the API says of each opportunity."""

import random
import statistics
from collections import Counter
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import text

from meridian.kernel.clock import SettableClock
from meridian.kernel.db.session import Database
from meridian.kernel.jobs import JobContext
from meridian.kernel.settings import Settings
from meridian.opportunities.jobs import take_in
from tests.support.api import Api
from tests.support.customers import contact_in, customer_in
from tests.support.opportunities import AMOUNT, LOSS, NEEDS, move, open_opportunity
from tests.support.rates import enter_rate
from tests.support.records import log_call
from tests.support.world import World

STEPS = ("potential", "interested", "needs_defined", "negotiation", "contract_signed", "execution", "completed")
FOLLOW_UP = {"aim": "Hear what they think", "due_on": "2026-04-17"}
Row = dict[str, Any]


@pytest.fixture(scope="module")
async def pipeline(api: Api, db: Database, world: World, settings: Settings, clock: SettableClock) -> None:
    """Twenty opportunities of two weeks, moved forth and back by chance over days and weekends, many of them lost; of
    some, somebody sees them whose team's they are not. Half of it is taken in by the tally."""
    rng = random.Random(3)
    await enter_rate(api, "USD", "2026-03-01", "7.1")
    running: list[tuple[Row, str, str]] = []
    for _ in range(20):
        owner = rng.choice(("rep", "rep", "other_rep"))
        customer = await customer_in(db, world, owner=owner)
        contact = str(await contact_in(db, customer))
        await log_call(api, customer, who=owner)
        amount = AMOUNT if rng.random() < 0.7 else None
        running.append((await open_opportunity(api, customer, who=owner, amount=amount), owner, contact))
        clock.advance(timedelta(hours=rng.randrange(1, 30)))
    async with db.write() as session:
        for (opportunity, _, _), who in zip(running, ("foreign_rep", "other_lead", "foreign_rep"), strict=False):
            await session.execute(_SHARE, {"customer": opportunity["customer_id"], "user": world.people[who]})
    for move_number in range(45):
        if move_number == 20:
            await take_in(JobContext(db, settings))
        opportunity, owner, contact = rng.choice(running)
        clock.advance(timedelta(hours=rng.randrange(1, 9)))
        await one_move(api, rng, opportunity["id"], owner, contact)


_SHARE = text(
    "INSERT INTO customer_member (customer_id, user_id, kind, access, state)"
    " VALUES (:customer, :user, 'share', 'read', 'active')"
)


async def one_move(api: Api, rng: random.Random, card: str, owner: str, contact: str) -> None:
    now = (await api.get(f"/v1/opportunities/{card}", who=owner, expect=200)).json()
    offer = {"summary": "Two X200"}
    bodies: dict[str, Row] = {
        "confirm_interest": {"follow_up": FOLLOW_UP},
        "define_needs": NEEDS,
        "negotiate": {"proposal": offer, "amount": AMOUNT, "decision_maker_id": contact},
        "return_to_potential": {"reason": "They start over"},
        "return_to_interested": {"reason": "Other needs"},
        "return_to_needs_defined": {"reason": "Another offer"},
        "lose": {**LOSS, "lost_reason": rng.choice(("price", "quality", "budget_cut"))},
    }
    known = [name for name in now["allowed_moves"] if name in bodies]
    forward = [name for name in known if name in ("confirm_interest", "define_needs", "negotiate")]
    if not known:
        return
    name = rng.choice(forward) if forward and rng.random() < 0.65 else rng.choice(known)
    winner = {"winning_competitor": rng.choice(("Alfa Dosing", "ALFA dosing", "Betapump"))}
    body = bodies[name] | (winner if name == "lose" and rng.random() < 0.7 else {})
    await move(api, now, name, who=owner, **body)


async def records(api: Api, who: str, first: str, last: str) -> list[tuple[Row, list[Row]]]:
    """The cohort and the stays of each, as the API tells them."""
    rows = (await api.get("/v1/opportunities?limit=200", who=who, expect=200)).json()["items"]
    cohort = [row for row in rows if first <= _day(row["created_at"]) <= last]
    return [(row, (await api.get(f"/v1/opportunities/{row['id']}/stages", who=who)).json()["items"]) for row in cohort]


def _day(instant: str) -> str:
    """The day in Shanghai, where the company is."""
    return str(datetime.fromisoformat(instant).astimezone(ZoneInfo("Asia/Shanghai")).date())


def seconds(values: list[int]) -> dict[str, int | None]:
    if not values:
        return {"median_seconds": None, "mean_seconds": None}
    return {"median_seconds": round(statistics.median(values)), "mean_seconds": round(statistics.fmean(values))}


def recounted(cohort: list[tuple[Row, list[Row]]]) -> Row:
    """The funnel by loops."""
    steps = []
    for state, following in zip(STEPS, (*STEPS[1:], None), strict=True):
        entered = converted = 0
        elapsed, working = [], []
        for row, stays in cohort:
            seen = [stay["state"] for stay in stays] + ([row["outcome"]] if row["outcome"] == "completed" else [])
            if state not in seen:
                continue
            entered += 1
            if following is None or following not in seen:
                continue
            converted += 1
            before = stays[: seen.index(following)]
            elapsed.append(sum(stay["elapsed_seconds"] for stay in before if stay["state"] == state))
            working.append(sum(stay["working_seconds"] for stay in before if stay["state"] == state))
        ends = Counter(row["outcome"] for row, _ in cohort if row["stage"] == state)
        steps.append(
            {
                "state": state,
                "entered": entered,
                "converted": converted,
                "conversion": round(converted / entered, 4) if entered else None,
                "here": ends["open"],
                "lost": ends["lost"],
                "cancelled": ends["cancelled"],
                "elapsed": seconds(elapsed),
                "working": seconds(working),
            }
        )
    return {"count": len(cohort), "steps": steps}


READERS = ("rep", "other_rep", "lead", "other_lead", "manager", "deputy", "director", "foreign_rep", "auditor")
PERIODS = (("2026-03-01", "2026-12-31"), ("2026-03-12", "2026-03-16"), ("2026-02-15", "2026-03-31"))


@pytest.mark.parametrize("taken_in", [False, True], ids=["half taken in", "all taken in"])
@pytest.mark.parametrize("who", READERS)
@pytest.mark.parametrize("period", PERIODS, ids=str)
async def test_the_funnel_agrees_with_the_records(
    api: Api, db: Database, settings: Settings, pipeline: None, who: str, period: tuple[str, str], *, taken_in: bool
) -> None:
    if taken_in:
        await take_in(JobContext(db, settings))
    cohort = await records(api, who, *period)
    query = urlencode({"created_from": period[0], "created_to": period[1]})
    funnel = (await api.get(f"/v1/opportunities/funnel?{query}", who=who, expect=200)).json()
    plain = recounted(cohort)
    assert funnel["count"] == plain["count"]
    assert funnel["steps"] == plain["steps"]
    lost = [row for row, _ in cohort if row["outcome"] == "lost"]
    reasons = Counter(row["lost_reason"] for row in lost)
    assert {each["reason"]: each["count"] for each in funnel["lost_by_reason"]} == reasons
    for each in funnel["lost_by_reason"]:
        worth = [row["base_amount"] for row in lost if row["lost_reason"] == each["reason"] and row["base_amount"]]
        assert Decimal(each["base_sum"]["amount"]) == sum(Decimal(money["amount"]) for money in worth)
    winners = Counter((row["winning_competitor"] or "").lower() for row in lost)
    assert Counter({(e["competitor"] or "").lower(): e["count"] for e in funnel["lost_by_competitor"]}) == winners


async def test_the_cohort_is_not_empty_and_the_filter_narrows_it(api: Api, pipeline: None) -> None:
    whole = (await api.get("/v1/opportunities/funnel", who="director", expect=200)).json()
    assert whole["steps"][0]["entered"] == whole["count"] == 20
    assert sum(step["lost"] for step in whole["steps"]) > 2
    assert whole["steps"][2]["converted"] > 0
    dear = (await api.get("/v1/opportunities/funnel?base_amount.gte=1", who="director", expect=200)).json()
    assert 0 < dear["count"] < 20
    for query in ("limit=5", "created_from=yesterday", "nonsense=1"):
        await api.get(f"/v1/opportunities/funnel?{query}", who="director", expect=422)
