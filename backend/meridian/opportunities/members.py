"""Who works on an opportunity beside its owner."""

import uuid
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, Select, select

from meridian.identity.actor import Actor
from meridian.identity.models import User
from meridian.kernel.db import Session, WriteSession
from meridian.kernel.problems import fault
from meridian.opportunities import parts, queries
from meridian.opportunities.announcing import announce_change
from meridian.opportunities.models import OpportunityMember
from meridian.opportunities.schemas_parts import OpportunityMemberCreate

MEMBERS: Select[Any] = select(*OpportunityMember.__table__.c, User.name.label("user_name")).join(
    User, User.id == OpportunityMember.user_id
)


async def of(session: Session, actor: Actor, opportunity_id: uuid.UUID) -> Sequence[Row[Any]]:
    """The members in the order they came; 404 out of the actor's scope."""
    await queries.load(session, actor, opportunity_id)
    found = MEMBERS.where(OpportunityMember.opportunity_id == opportunity_id).order_by(OpportunityMember.id)
    rows: Sequence[Row[Any]] = (await session.execute(found)).all()
    return rows


async def add(
    session: WriteSession, actor: Actor, opportunity_id: uuid.UUID, body: OpportunityMemberCreate
) -> Row[Any]:
    """Brings a colleague in, who sees the opportunity from then on. 409 when they work on it already."""
    opportunity = await queries.load_open(session, actor, opportunity_id)
    if await session.scalar(select(User.id).where(User.id == body.user_id, User.active)) is None:
        raise fault("/user_id", "unknown_user", "must be an active person")
    member = OpportunityMember(
        opportunity_id=opportunity.id,
        customer_id=opportunity.customer_id,
        added_by=session.actor_id,
        added_at=session.now,
        **body.model_dump(),
    )
    session.add(member)
    await announce_change(session, opportunity, "members")
    added: Row[Any] = (await session.execute(MEMBERS.where(OpportunityMember.id == member.id))).one()
    return added


async def remove(session: WriteSession, actor: Actor, member_id: uuid.UUID) -> None:
    """Ends a colleague's work on the opportunity."""
    opportunity, member = await parts.load_with_open(session, actor, OpportunityMember, member_id)
    await session.delete(member)
    await announce_change(session, opportunity, "members")
