"""The actor behind work that goes on after its request: with the rights its person and key have now, not then."""

import uuid
from collections.abc import Awaitable, Callable
from datetime import datetime

from sqlalchemy import func, or_, select

from meridian.identity.actor import Actor
from meridian.identity.models import ApiKey, Team, User
from meridian.identity.roles import GRANTS, Role
from meridian.kernel.db import Session

MaskedGroups = Callable[[Session, Role, datetime], Awaitable[frozenset[str]]]


async def actor_of(
    session: Session, user_id: uuid.UUID, api_key_id: uuid.UUID | None, masked_groups: MaskedGroups
) -> Actor | None:
    """The person, or the program with that key; None when the person is inactive or the key is no longer valid."""
    teams = (
        select(func.array_agg(Team.id))
        .where(or_(Team.id == User.team_id, Team.lead_id == User.id, Team.manager_id == User.id))
        .scalar_subquery()
    )
    found = (await session.execute(select(User, teams).where(User.id == user_id, User.active))).one_or_none()
    if found is None:
        return None
    user, team_ids = found
    role = Role(user.role)
    grants = GRANTS[role]
    if api_key_id is not None:
        allowed = await session.scalar(
            select(ApiKey.permissions).where(
                ApiKey.id == api_key_id, ApiKey.revoked_at.is_(None), ApiKey.expires_at > session.now
            )
        )
        if allowed is None:
            return None
        grants = {permission: scope for permission, scope in grants.items() if permission in allowed}
    return Actor(
        user_id=user.id,
        principal_id=api_key_id or user.id,
        role=role,
        grants=grants,
        team_ids=tuple(sorted(team_ids or ())),
        department_id=user.department_id,
        masked=await masked_groups(session, role, session.now),
        zone=user.zone,
        locale=user.locale,
    )
