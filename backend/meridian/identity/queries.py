"""Every SELECT on people and the organisation. Colleagues are visible to all who may read users."""

import uuid
from datetime import datetime
from typing import TypeVar

from sqlalchemy import func, select

from meridian.identity.actor import Actor
from meridian.identity.models import ApiKey, BrowserSession, Team, User
from meridian.kernel.db import Session
from meridian.kernel.problems import NotFound
from meridian.kernel.tables import Versioned

R = TypeVar("R", bound=Versioned)


async def load(session: Session, kind: type[R], record_id: uuid.UUID, *, lock: bool = False) -> R:
    """The record, or 404."""
    row = await find(session, kind, record_id, lock=lock)
    if row is None:
        raise NotFound()
    return row


async def find(session: Session, kind: type[R], record_id: uuid.UUID | None, *, lock: bool = False) -> R | None:
    statement = select(kind).where(kind.id == record_id)
    return await session.scalar(statement.with_for_update() if lock else statement)


async def user_by_email(session: Session, email: str) -> User | None:
    return await session.scalar(select(User).where(func.lower(User.email) == email.strip().lower()))


async def teams_of(session: Session, actor: Actor) -> list[Team]:
    """Teams the actor belongs to, leads or manages, by name."""
    return list(await session.scalars(select(Team).where(Team.id.in_(actor.team_ids)).order_by(Team.name)))


async def expires_at(session: Session, actor: Actor) -> datetime:
    """When the session or key by which the actor came in ends by itself."""
    kind: type[BrowserSession] | type[ApiKey] = ApiKey if actor.is_program else BrowserSession
    principal_id = actor.principal_id if actor.is_program else actor.session_id
    return (await session.execute(select(kind.expires_at).where(kind.id == principal_id))).scalar_one()
