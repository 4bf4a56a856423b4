"""How what belongs to an opportunity is reached: through its opportunity, which is locked for every change.

So two changes of one opportunity never pass each other, and a move sees all of it standing still.
"""

import uuid
from collections.abc import Sequence
from typing import TypeVar

from sqlalchemy import Select, select

from meridian.identity.actor import Actor
from meridian.kernel.db import Session, WriteSession
from meridian.kernel.http import check_version
from meridian.kernel.problems import NotFound
from meridian.opportunities import queries
from meridian.opportunities.models import Opportunity, OpportunityCompetitor, OpportunityLine, OpportunityMember
from meridian.opportunities.models_contract import Contract, Milestone, SolutionProposal
from meridian.opportunities.models_reviews import OpportunityReview, ReviewAction

Anything = (
    OpportunityLine
    | OpportunityCompetitor
    | OpportunityMember
    | SolutionProposal
    | Contract
    | Milestone
    | OpportunityReview
    | ReviewAction
)
Part = TypeVar("Part", bound=Anything)
Edited = TypeVar(
    "Edited",
    bound=OpportunityLine
    | OpportunityCompetitor
    | SolutionProposal
    | Contract
    | Milestone
    | OpportunityReview
    | ReviewAction,
)


async def load(session: Session, actor: Actor, model: type[Part], part_id: uuid.UUID) -> Part:
    """The part, when its opportunity is within the actor's reading scope; else 404."""
    part = await session.scalar(select(model).where(model.id == part_id, model.id.in_(visible_ids(actor, model))))
    if part is None:
        raise NotFound()
    return part


def visible_ids(actor: Actor, model: type[Part]) -> Select[uuid.UUID]:
    """Ids of those parts whose opportunity is within the actor's reading scope."""
    return select(model.id).where(model.opportunity_id.in_(queries.visible_ids(actor)))


async def of(session: Session, model: type[Part], opportunity_id: uuid.UUID) -> Sequence[Part]:
    """Those of an opportunity whose scope has been checked, in the order they came."""
    rows = await session.scalars(select(model).where(model.opportunity_id == opportunity_id).order_by(model.id))
    return rows.all()


async def load_with_open(
    session: WriteSession, actor: Actor, model: type[Part], part_id: uuid.UUID
) -> tuple[Opportunity, Part]:
    """The part and its opportunity, both locked for a change; 404 out of reach, 409 once the opportunity ended."""
    part = await load(session, actor, model, part_id)
    opportunity = await queries.load_open(session, actor, part.opportunity_id)
    locked = await session.get(model, part_id, populate_existing=True, with_for_update=True)
    if locked is None:
        raise NotFound()
    return opportunity, locked


async def load_to_change(
    session: WriteSession, actor: Actor, model: type[Edited], part_id: uuid.UUID, version: int
) -> tuple[Opportunity, Edited]:
    """As `load_with_open`, at the version the actor read; 412 otherwise."""
    opportunity, part = await load_with_open(session, actor, model, part_id)
    check_version(part.version, version)
    return opportunity, part
