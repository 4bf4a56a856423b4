"""What belongs to invented opportunities: proposals, contracts with milestones, review meetings."""

import random
from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from typing import NamedTuple
from uuid import UUID

from meridian.demo import deals
from meridian.demo.pipeline import CENT, STAGES, Deal, Market, important
from meridian.demo.rows import Rows, new_id
from meridian.demo.rows_pipeline import ActionRow, ContractRow, MilestoneRow, ProposalRow, ReviewRow
from meridian.opportunities.codes import MilestoneKind, Stage

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
                result=result if done else None,
                created_by=deal.owner_id,
            )
        )
    return made
