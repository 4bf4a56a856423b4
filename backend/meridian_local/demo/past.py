"""What people did in the past is done by the product's own services, at the moment they did it and in their name."""

import uuid
from collections.abc import Awaitable, Mapping
from datetime import datetime

import structlog
from sqlalchemy import select, text

from meridian.identity.actor import Actor, acting_people
from meridian.identity.models import User
from meridian.kernel.db.session import WriteSession
from meridian.kernel.problems import Problem
from meridian.policies.queries import masked_groups

log = structlog.get_logger("demo")
_LIVE = text(
    "SELECT set_config('meridian.now', :now, true), set_config('meridian.actor_id', :actor, true),"
    " set_config('meridian.reason', '', true)"
)


async def live(session: WriteSession, at: datetime, actor_id: uuid.UUID | None = None) -> None:
    """From here on it is that moment for the session and its database; what is done is done by the person, or by the
    clock. Like a request it knows no record yet."""
    await session.flush()
    session.expunge_all()
    session.now, session.actor_id = at, actor_id
    await session.execute(_LIVE, {"now": at.isoformat(), "actor": str(actor_id or "")})


async def granted(session: WriteSession, step: Awaitable[None]) -> bool:
    """Whether the product lets the step be made; of what it refuses nothing stays, and the log tells of it."""
    try:
        async with session.begin_nested():
            await step
    except Problem as refused:
        log.warning(
            "demo.refused", code=refused.kind, detail=refused.detail, faults=refused.errors, at=session.now.isoformat()
        )
        return False
    return True


async def actors(session: WriteSession) -> Mapping[uuid.UUID, Actor]:
    """Everybody who works here, with what each may see and do."""
    people = await acting_people(session, await session.scalars(select(User.id)), masked_groups)
    return {user_id: actor for user_id, (_, actor) in people.items()}
