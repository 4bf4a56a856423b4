"""What somebody who leaves has to do, named, and handed to a successor with them (MC-25)."""

import uuid
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, func, select

from meridian.identity.models import User
from meridian.identity.permissions import Role
from meridian.kernel.db.session import WriteSession
from meridian.kernel.language import msg
from meridian.kernel.problems import Conflict, fault

NAMED = 20
"""So many records of a kind are named in a refusal."""


@dataclass(frozen=True, slots=True)
class Duty:
    """Something that is somebody's until it is done. mine: the ids of a person's. hand_over: gives them to another."""

    kind: str
    mine: Callable[[uuid.UUID], Select[uuid.UUID]]
    hand_over: Callable[[WriteSession, User, User], Awaitable[None]]


Duties = Sequence[Duty]


async def leave(session: WriteSession, user: User, successor_id: uuid.UUID | None, duties: Duties) -> None:
    """Hands over what the person has to do.

    409 naming it while no successor is; 422 for one who is unknown, gone, a program, or the person themselves.
    """
    held = [found for duty in duties if (found := await _held(session, duty, user.id))["count"]]
    if not held:
        return
    if successor_id is None:
        detail = msg("name a successor: this person still has work")
        raise Conflict(detail, reason="successor_needed", holds=held)
    successor = await session.get(User, successor_id)
    fits = successor is not None and successor.active and successor.role != Role.API_CLIENT
    if successor is None or not fits or successor.id == user.id or successor.department_id is None:
        raise fault("/successor_id", "unknown_user", msg("must be another active person of a department"))
    await session.set_reason("handed over by who leaves")
    for duty in duties:
        await duty.hand_over(session, user, successor)


async def _held(session: WriteSession, duty: Duty, user_id: uuid.UUID) -> dict[str, Any]:
    mine = duty.mine(user_id)
    count = await session.scalar(select(func.count()).select_from(mine.subquery()))
    ids = await session.scalars(mine.limit(NAMED)) if count else ()
    return {"kind": duty.kind, "count": count, "ids": [str(each) for each in ids]}
