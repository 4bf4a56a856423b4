"""Putting invented opportunities into a database: the demo company's with their follow-ups, seeded ones by COPY."""

import random
import uuid
from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import exists, select

from meridian.calendars.queries import calendar_for
from meridian.calendars.stored import working_calendar
from meridian.demo import rates
from meridian.demo.pipeline import Deal, Market, write_opportunities
from meridian.demo.pipeline_parts import add_parts
from meridian.demo.rows import ContactRow, ItemRow, Rows, copy, driver, new_id, new_rows
from meridian.demo.rows_pipeline import FollowUpRow, OpportunityRow
from meridian.demo.scene import Scene, next_working_day
from meridian.demo.week import planned_item
from meridian.identity.models import Team, User
from meridian.identity.roles import Role
from meridian.kernel.db import WriteSession
from meridian.opportunities.valuation import revalue
from meridian.plans.codes import ItemState, Method
from meridian.plans.models import ContactPlan
from meridian.rates.models import ExchangeRate

AIMS = ("确认方案细节", "Hear what they think of the offer", "催办付款安排", "Agree on the delivery date", "约见决策人")


async def market_of(session: WriteSession, scene: Scene, began_at: datetime) -> Market:
    """Where opportunities of a run are invented; the same for the same moment of its beginning."""
    calendar = working_calendar(await calendar_for(session, None))
    return Market(began_at, scene.articles, rates.invent(began_at.date()), calendar)


async def enter_rates(session: WriteSession, market: Market) -> None:
    """Enters the invented rates, unless the company has rates of its own."""
    if await session.scalar(select(exists().where(ExchangeRate.id.is_not(None)))):
        return
    rows = new_rows()
    rates.add_rates(random.Random("rates"), market.rates, rows)  # noqa: S311 — invented data
    await copy(await driver(session), rows)


async def reviewers(session: WriteSession) -> dict[uuid.UUID, list[uuid.UUID]]:
    """Who meets with the owners of each team: its lead, its manager, the deputy directors."""
    deputies = await session.scalars(select(User.id).where(User.role == Role.DEPUTY_DIRECTOR).order_by(User.email))
    above = deputies.all()
    return {
        team.id: [each for each in (team.lead_id, team.manager_id, *above) if each is not None]
        for team in await session.scalars(select(Team))
    }


def invent(
    rng: random.Random,
    market: Market,
    count: int,
    colleagues: dict[uuid.UUID, list[uuid.UUID]],
    rows: Rows,
    *,
    tag: str,
) -> list[Deal]:
    """Adds opportunities with all that belongs to them; `tag` tells the contracts of one batch from others."""
    made = write_opportunities(rng, market, count, rows)
    for number, deal in enumerate(made, start=1):
        signed_year = deal.stays[-1].since.year
        reviewing = colleagues.get(deal.customer.team_id, [])
        add_parts(rng, market, deal, reviewing, f"{tag}-{signed_year}-{number:04}", rows)
    _name_deciders(rng, made, rows)
    return made


def _name_deciders(rng: random.Random, made: Sequence[Deal], rows: Rows) -> None:
    """From the negotiation on the person who decides is known: one of the customer's contacts."""
    deciders: dict[uuid.UUID, uuid.UUID] = {}
    for contact in rows[ContactRow]:
        if contact.customer_id not in deciders or contact.role == "decision_maker":
            deciders[contact.customer_id] = contact.id
    negotiated = {deal.id for deal in made if deal.reached >= 3}
    rows[OpportunityRow][:] = [
        row._replace(decision_maker_id=deciders.get(row.customer_id)) if row.id in negotiated else row
        for row in rows[OpportunityRow]
    ]


async def add_opportunities(session: WriteSession, scene: Scene, customers: Rows, count: int) -> None:
    """The demo company's opportunities: the open ones are followed up, but for a few that give an alert."""
    rng = random.Random("opportunities")  # noqa: S311 — invented data
    market = await market_of(session, scene, session.now)
    await enter_rates(session, market)
    source = new_rows() | customers
    made = invent(rng, market, count, await reviewers(session), source, tag="MP")
    standing = await session.execute(select(ContactPlan.owner_id, ContactPlan.id).where(ContactPlan.standing))
    plans = {row.owner_id: row.id for row in standing}
    planned = {item.customer_id: item for item in customers[ItemRow] if item.state == ItemState.PLANNED}
    follow_ups = new_rows()
    for deal in made:
        if deal.outcome == "open" and deal.owner_id in plans and rng.random() < 0.92:
            _follow_up(rng, market, scene, deal, plans[deal.owner_id], planned, follow_ups)
    pipeline = new_rows() | {kind: source[kind] for kind in source.keys() - customers.keys()} | follow_ups
    await copy(await driver(session), pipeline)
    await revalue(session)


def _follow_up(
    rng: random.Random,
    market: Market,
    scene: Scene,
    deal: Deal,
    plan_id: uuid.UUID,
    planned: dict[uuid.UUID, ItemRow],
    rows: Rows,
) -> None:
    """The customer's planned contact belongs to it, or a new one."""
    item = planned.get(deal.customer.id)
    if item is None:
        day = next_working_day((market.now + timedelta(days=rng.randrange(10))).date(), deal.customer.country)
        item = planned_item(
            rng, scene, plan_id, deal.customer, deal.owner_id, Method.PHONE, rng.choice(AIMS), due_on=day
        )
        planned[deal.customer.id] = item
        rows[ItemRow].append(item)
    linked_at = max(deal.stays[-1].since, item.created_at)
    rows[FollowUpRow].append(
        FollowUpRow(new_id(rng, linked_at), deal.id, item.id, deal.stage, deal.owner_id, linked_at)
    )
