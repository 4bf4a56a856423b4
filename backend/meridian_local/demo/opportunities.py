"""Invented opportunities with their proposals, contracts and reviews, written by COPY."""

import random
import uuid
from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import exists, select

from meridian.calendars.queries import calendar_for
from meridian.calendars.rules import working_calendar
from meridian.identity.models import Team, User
from meridian.identity.permissions import Role
from meridian.kernel.db.session import WriteSession
from meridian.opportunities.rules import MilestoneKind
from meridian.opportunities.service import revalue
from meridian.plans.models import ContactPlan
from meridian.plans.rules import ItemState, Method
from meridian.policies.rules import Stage
from meridian.rates.models import ExchangeRate
from meridian_local.demo import deals, pipeline
from meridian_local.demo.pipeline import CENT, STAGES, Deal, Market, important, write_opportunities
from meridian_local.demo.rows import (
    ActionRow,
    ContactRow,
    ContractRow,
    FollowUpRow,
    ItemRow,
    MilestoneRow,
    OpportunityRow,
    ProposalRow,
    ReviewRow,
    Rows,
    copy,
    driver,
    new_id,
    new_rows,
)
from meridian_local.demo.scene import Scene, next_working_day
from meridian_local.demo.week import planned_item

# What belongs to invented opportunities: proposals, contracts with milestones, review meetings.


DOWN = Decimal("0.3")


class Installment(NamedTuple):
    """A milestone in the making: what, how many days after signing, which share of the amount."""

    kind: MilestoneKind
    title: str
    after: int
    share: Decimal | None


PLAN = (
    Installment(MilestoneKind.PAYMENT, deals.DOWN, 10, DOWN),
    Installment(MilestoneKind.DELIVERY, deals.SHIPPING, 42, None),
    Installment(MilestoneKind.PAYMENT, deals.BALANCE, 56, 1 - DOWN),
)


def add_parts(
    rng: random.Random, market: Market, deal: Deal, colleagues: Sequence[UUID], number: str, rows: Rows
) -> None:
    """Adds what the opportunity has come to have on its way. number: the contract's; colleagues: who reviews with."""
    negotiated = deal.entered(Stage.NEGOTIATION)
    if negotiated is not None:
        rows[ProposalRow] += _proposals(rng, market, deal, negotiated)
    signed = deal.entered(Stage.CONTRACT_SIGNED)
    if signed is not None:
        rows[ContractRow].append(_contract(rng, deal, signed, number))
        executing = deal.entered(Stage.EXECUTION)
        rows[MilestoneRow] += _milestones(rng, market, deal, signed, started=executing is not None)
    if important(market, deal):
        _add_reviews(rng, market, deal, colleagues, rows)


def _proposals(rng: random.Random, market: Market, deal: Deal, presented_at: datetime) -> list[ProposalRow]:
    """One or two versions; the first of two was to be changed, the last was accepted where a contract followed."""
    left = deal.entered(Stage.CONTRACT_SIGNED) or deal.ended_at or market.now
    count = rng.choice((1, 1, 2))
    signed = deal.reached >= STAGES.index(Stage.CONTRACT_SIGNED)
    last = "accepted" if signed else "rejected" if deal.outcome == "lost" and rng.random() < 0.6 else None
    made = []
    for version in range(1, count + 1):
        at = presented_at + (left - presented_at) * ((version - 1) / count)
        answer = "changes_wanted" if version < count else last
        answered_at = at + (left - at) * 0.4 if answer else None
        made.append(
            ProposalRow(
                id=new_id(rng, at),
                created_at=at,
                updated_at=answered_at or at,
                opportunity_id=deal.id,
                customer_id=deal.customer.id,
                number=version,
                summary=rng.choice(deals.SOLUTIONS),
                amount=deal.amount if version == count else (deal.amount * Decimal("1.06")).quantize(CENT),
                currency=deal.currency,
                valid_until=(at + timedelta(days=45)).date(),
                presented_at=at,
                answer=answer,
                answer_note=rng.choice(deals.ANSWERS[answer]) if answer else None,
                answered_at=answered_at,
                answered_by=deal.owner_id if answer else None,
                created_by=deal.owner_id,
            )
        )
    return made


def _contract(rng: random.Random, deal: Deal, signed: datetime, number: str) -> ContractRow:
    return ContractRow(
        id=new_id(rng, signed),
        created_at=signed,
        updated_at=signed,
        opportunity_id=deal.id,
        customer_id=deal.customer.id,
        number=number,
        signed_on=signed.date(),
        amount=deal.amount,
        currency=deal.currency,
        payment_terms=rng.choice(deals.PAYMENT),
        delivery_terms=rng.choice(deals.DELIVERY),
        created_by=deal.owner_id,
    )


def _milestones(
    rng: random.Random, market: Market, deal: Deal, signed: datetime, *, started: bool
) -> list[MilestoneRow]:
    """Payments and the delivery. All done where it is completed; else some of those due are late."""
    if not started and rng.random() < 0.4:
        return []  # agreed on paper, not yet entered
    stretch = 1.0
    if deal.outcome == "completed" and deal.ended_at is not None:
        stretch = min(1.0, (deal.ended_at - signed) / timedelta(days=PLAN[-1].after + 7))
    made = []
    late = False
    for position, (kind, title, after, share) in enumerate(PLAN):
        due = signed + timedelta(days=after * stretch)
        meant = due + timedelta(days=rng.uniform(-3, 2 if deal.outcome == "completed" else 5) * stretch)
        limit = deal.ended_at or market.now
        late = late or (deal.outcome != "completed" and (meant >= limit or rng.random() < 0.22))
        done_at = None if late else max(signed, min(meant, limit - timedelta(hours=1)))
        made.append(
            MilestoneRow(
                id=new_id(rng, signed),
                created_at=signed,
                updated_at=done_at or signed,
                opportunity_id=deal.id,
                customer_id=deal.customer.id,
                kind=kind,
                title=title,
                due_on=due.date(),
                amount=(deal.amount * share).quantize(CENT) if share is not None else None,
                currency=deal.currency if share is not None else None,
                done_on=done_at.date() if done_at else None,
                done_by=deal.owner_id if done_at else None,
                done_at=done_at,
                state_since=done_at or signed,
                position=position,
                created_by=deal.owner_id,
            )
        )
    return made


def _add_reviews(rng: random.Random, market: Market, deal: Deal, colleagues: Sequence[UUID], rows: Rows) -> None:
    """A meeting every two weeks or so since the needs were known; the last ones of some are owed."""
    held_at = (deal.entered(Stage.NEEDS_DEFINED) or deal.stays[0].since) + timedelta(days=rng.uniform(2, 9))
    until = (deal.ended_at or market.now) - timedelta(hours=3)
    while held_at < until:
        review_id = new_id(rng, held_at)
        there = [deal.owner_id, *rng.sample(colleagues, k=min(len(colleagues), rng.choice((1, 2))))]
        rows[ReviewRow].append(
            ReviewRow(
                review_id,
                held_at,
                held_at,
                deal.id,
                deal.customer.id,
                held_at,
                list(dict.fromkeys(there)),
                rng.choice(deals.PROGRESS),
                rng.sample(deals.DECISIONS, k=rng.choice((1, 2))),
                deal.owner_id,
            )
        )
        rows[ActionRow] += _actions(rng, market, deal, review_id, held_at, there)
        held_at += timedelta(days=rng.uniform(10, 22))


def _actions(
    rng: random.Random, market: Market, deal: Deal, review_id: UUID, held_at: datetime, there: Sequence[UUID]
) -> list[ActionRow]:
    made = []
    for description, result in rng.sample(deals.ACTIONS, k=rng.choice((0, 1, 2))):
        done_at = held_at + timedelta(days=rng.uniform(1, 9))
        done = done_at < market.now and rng.random() < 0.8
        owner_id = rng.choice(there)
        made.append(
            ActionRow(
                id=new_id(rng, held_at),
                created_at=held_at,
                updated_at=done_at if done else held_at,
                review_id=review_id,
                opportunity_id=deal.id,
                customer_id=deal.customer.id,
                description=description,
                owner_id=owner_id,
                due_on=(held_at + timedelta(days=7)).date(),
                done_at=done_at if done else None,
                done_by=owner_id if done else None,
                state_since=done_at if done else held_at,
                result=result if done else None,
                created_by=deal.owner_id,
            )
        )
    return made


# Putting invented opportunities into a database: the demo company's with their follow-ups, seeded ones by COPY.


AIMS = ("确认方案细节", "Hear what they think of the offer", "催办付款安排", "Agree on the delivery date", "约见决策人")


async def market_of(session: WriteSession, scene: Scene, began_at: datetime) -> Market:
    """Where opportunities of a run are invented; the same for the same moment of its beginning."""
    calendar = working_calendar(await calendar_for(session, None))
    return Market(began_at, scene.articles, pipeline.invent_rates(began_at.date()), calendar)


async def enter_rates(session: WriteSession, market: Market) -> None:
    """Enters the invented rates, unless the company has rates of its own."""
    if await session.scalar(select(exists().where(ExchangeRate.id.is_not(None)))):
        return
    rows = new_rows()
    pipeline.add_rates(random.Random("rates"), market.rates, rows)  # noqa: S311 — invented data
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
