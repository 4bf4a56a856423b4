"""Where cards lie in their columns: one order for everybody, changed one card at a time.

Drops into one column take turns, so that no two cards get one place. A place between two cards is a decimal between
theirs; when decimals have grown long, a stretch of the column is spread out again.
"""

import uuid
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from sqlalchemy import Numeric, Row, Uuid, column, func, literal, select, tuple_, update, values

from meridian.identity.actor import Actor
from meridian.identity.permissions import Permission
from meridian.kernel.db.locks import one_at_a_time
from meridian.kernel.db.session import WriteSession
from meridian.kernel.events.service import publish
from meridian.kernel.language import msg
from meridian.kernel.problems import Conflict, Fault, check_version
from meridian.opportunities import queries
from meridian.opportunities.board import rules
from meridian.opportunities.board.schemas import PositionChange
from meridian.opportunities.events import OPPORTUNITY_PLACED
from meridian.opportunities.models import Closed, Opportunity
from meridian.opportunities.pipeline import service
from meridian.opportunities.pipeline.schemas import OpportunityMove
from meridian.opportunities.pipeline.workflow import OPPORTUNITY
from meridian.opportunities.rules import OpportunityOutcome, OpportunityState
from meridian.opportunities.service import revalue_one
from meridian.policies.rules import Stage

STRETCH = 32
"""How many cards are spread out again at first; twice as many as long as there is no room for short decimals."""
ON_TOP = -func.nextval("opportunity_rank", type_=Numeric())


async def drop(
    session: WriteSession, actor: Actor, opportunity_id: uuid.UUID, body: PositionChange, version: int
) -> None:
    """Drops a card. 404, 412, 409 once it ended or where a neighbour no longer lies in the column, and in another
    column whatever the move there is refused for.

    The column is taken before the card, as by all who drop into it: two drops never wait for each other in a ring.
    """
    seen = await queries.load(session, actor, opportunity_id, permission=Permission.OPPORTUNITY_WRITE)
    stage = body.stage or Stage(seen.stage)
    await one_at_a_time(session, f"opportunity:{stage}")
    opportunity = await queries.load(session, actor, opportunity_id, permission=Permission.OPPORTUNITY_WRITE, lock=True)
    check_version(opportunity.version, version)
    if opportunity.outcome != OpportunityOutcome.OPEN:
        raise Closed(opportunity.outcome)
    if stage != opportunity.stage:
        await _move(session, actor, opportunity, stage, body)
    opportunity.rank = await _place(session, actor, opportunity, stage, body)
    await revalue_one(session, opportunity)
    await publish(session, OPPORTUNITY_PLACED, opportunity)


async def _move(
    session: WriteSession, actor: Actor, opportunity: Opportunity, stage: Stage, body: PositionChange
) -> None:
    """Makes the one move that leads to the column; 409 with the moves possible when there is none."""
    before = opportunity.state
    found = OPPORTUNITY.leading(before, OpportunityState(stage))
    if found is None:
        rights = await queries.rights(session, actor, opportunity)
        raise Conflict(
            msg("no move leads from “{before}” to “{stage}”", before=before, stage=stage),
            reason="wrong_state",
            allowed_moves=OPPORTUNITY.allowed(before, lambda code: rights[Permission(code)]),
        )
    brought = {name: getattr(body, name) for name in OpportunityMove.model_fields if name in body.model_fields_set}
    await service.MOVES.make(
        session, opportunity, found.name, actor=actor, body=OpportunityMove.model_construct(**brought)
    )


async def _place(
    session: WriteSession, actor: Actor, opportunity: Opportunity, stage: Stage, body: PositionChange
) -> Any:
    """The card's new rank: right after `after_id`, else right before `before_id`, else on top."""
    for _ in range(2):
        low, high = await _gap(session, actor, opportunity, stage, body)
        if low is None:
            return ON_TOP
        if high is None:
            return rules.below(low.rank)
        if low.rank < high.rank and rules.places(rank := rules.between(low.rank, high.rank)) <= rules.LONGEST:
            return rank
        await _spread(session, opportunity.id, stage, low)
    raise AssertionError("a stretch spread out has room")


Card = Row[tuple[uuid.UUID, Decimal]]


async def _gap(
    session: WriteSession, actor: Actor, opportunity: Opportunity, stage: Stage, body: PositionChange
) -> tuple[Card | None, Card | None]:
    """The cards right above and right below the place asked for; 409 naming each neighbour that is not there."""
    named = {"after_id": body.after_id, "before_id": body.before_id}
    wanted = {name: card_id for name, card_id in named.items() if card_id is not None}
    if not wanted:
        return None, None
    visible = _in_column(stage).where(queries.visible_to(actor), Opportunity.id != opportunity.id)
    there: dict[uuid.UUID, Card] = {
        row.id: row for row in await session.execute(visible.where(Opportunity.id.in_(wanted.values())))
    }
    gone = [name for name, card_id in wanted.items() if card_id not in there]
    if gone:
        raise Conflict(
            msg("the column has changed"),
            reason="neighbour_gone",
            errors=[Fault(f"/{name}", "neighbour_gone", msg("lies in this column no longer")) for name in gone],
        )
    if body.after_id is not None:
        above = there[body.after_id]
        return above, await _next(session, opportunity.id, stage, above)
    assert body.before_id is not None  # one of the two is named
    below = there[body.before_id]
    return await _next(session, opportunity.id, stage, below, back=True), below


def _in_column(stage: Stage) -> Any:
    return select(Opportunity.id, Opportunity.rank).where(
        Opportunity.stage == stage, Opportunity.outcome == OpportunityOutcome.OPEN
    )


async def _next(
    session: WriteSession, besides: uuid.UUID, stage: Stage, card: Card, *, back: bool = False
) -> Card | None:
    """The card that follows in the column, or the one before it; whoever may see it."""
    keys = tuple_(Opportunity.rank, Opportunity.id)
    here = tuple_(literal(card.rank, Numeric()), literal(card.id, Uuid()))
    order = (Opportunity.rank.desc(), Opportunity.id.desc()) if back else (Opportunity.rank, Opportunity.id)
    found = await session.execute(
        _in_column(stage)
        .where(keys < here if back else keys > here, Opportunity.id != besides)
        .order_by(*order)
        .limit(1)
    )
    row: Card | None = found.one_or_none()
    return row


async def _spread(session: WriteSession, besides: uuid.UUID, stage: Stage, low: Card) -> None:
    """Gives the cards after `low` ranks with few places, as many cards as that takes. Nobody's version changes."""
    count = STRETCH
    while True:
        cards = await _following(session, besides, stage, low, count + 1)
        stretch, end = (cards, None) if len(cards) <= count else (cards[:-1], cards[-1])
        high = end.rank if end is not None else rules.below(cards[-1].rank) + count
        if low.rank < high:
            fresh = rules.spread(low.rank, high, len(stretch) * 2)[1::2]
            if end is None or rules.places(fresh[0]) <= rules.LONGEST // 2:
                break
        count *= 2
    await _write(session, [row.id for row in stretch], fresh)


async def _following(session: WriteSession, besides: uuid.UUID, stage: Stage, low: Card, count: int) -> Sequence[Card]:
    keys = tuple_(Opportunity.rank, Opportunity.id)
    rows = await session.execute(
        _in_column(stage)
        .where(keys > tuple_(literal(low.rank, Numeric()), literal(low.id, Uuid())), Opportunity.id != besides)
        .order_by(Opportunity.rank, Opportunity.id)
        .limit(count)
    )
    found: Sequence[Card] = rows.all()
    return found


async def _write(session: WriteSession, ids: Sequence[uuid.UUID], fresh: Sequence[Decimal]) -> None:
    given = values(column("id", Uuid()), column("rank", Numeric()), name="fresh").data(
        list(zip(ids, fresh, strict=True))
    )
    await session.execute(
        update(Opportunity)
        .where(Opportunity.id == given.c.id)
        .values(rank=given.c.rank)
        .execution_options(synchronize_session=False)
    )
