"""Whoever acts, a person or a program, and how each is read: for requests, keys and background work."""

import uuid
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import func, or_, select

from meridian.identity.models import ApiKey, BrowserSession, Team, User
from meridian.identity.permissions import GRANTS, Grants, Permission, Role, Scope
from meridian.kernel.db.session import Session
from meridian.kernel.problems import Forbidden, NotSignedIn

# Whoever acts: a person in a browser, or a program with a key.


@dataclass(frozen=True, slots=True)
class Actor:
    """The authenticated principal of a request, with everything that scopes its queries.

    principal_id: the session's user, or the API key; rate limits and idempotency keys belong to it.
    team_ids: teams the user belongs to or leads. masked: sensitive groups hidden from the user's role.
    """

    user_id: uuid.UUID
    principal_id: uuid.UUID
    role: Role
    grants: Grants
    team_ids: tuple[uuid.UUID, ...] = ()
    department_id: uuid.UUID | None = None
    masked: frozenset[str] = frozenset()
    zone: str = "Asia/Shanghai"
    locale: str = "zh-CN"
    session_id: uuid.UUID | None = None

    def may(self, permission: Permission | str) -> bool:
        return permission in self.grants

    def scope(self, permission: Permission) -> Scope | None:
        """How far the permission reaches; None when the actor does not have it."""
        return self.grants.get(permission)

    def require(self, permission: Permission) -> Scope:
        """The scope, or 403."""
        scope = self.grants.get(permission)
        if scope is None:
            raise Forbidden(f"this needs the permission {permission}", permission=str(permission))
        return scope

    @property
    def is_program(self) -> bool:
        return self.session_id is None


# The actor behind work that goes on after its request: with the rights its person and key have now, not then.


MaskedGroups = Callable[[Session, Role, datetime], Awaitable[frozenset[str]]]


async def background_actor(
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


class Credential(NamedTuple):
    """What a request presents: a cookie's or a key's SHA-256."""

    is_key: bool
    digest: bytes


class CachedActor(NamedTuple):
    actor: Actor
    limit_per_minute: int | None
    expires_at: datetime
    read_at: datetime


async def load_actor(session: Session, credential: Credential, masked_groups: MaskedGroups) -> CachedActor:
    """Reads the principal from the database; 401 when unknown, expired, revoked or its user is inactive."""
    source: Any = ApiKey if credential.is_key else BrowserSession
    hashed = ApiKey.key_hash if credential.is_key else BrowserSession.token_hash
    teams = (
        select(func.array_agg(Team.id))
        .where(or_(Team.id == User.team_id, Team.lead_id == User.id, Team.manager_id == User.id))
        .scalar_subquery()
    )
    found = (
        await session.execute(
            select(source, User, teams)
            .join(User, User.id == source.user_id)
            .where(
                hashed == credential.digest,
                source.revoked_at.is_(None),
                source.expires_at > session.now,
                User.active,
            )
        )
    ).one_or_none()
    if found is None:
        raise NotSignedIn("the session or key is unknown, expired or revoked", headers={"WWW-Authenticate": "Bearer"})
    principal, user, team_ids = found
    role = Role(user.role)
    grants = GRANTS[role]
    if credential.is_key:
        grants = {permission: scope for permission, scope in grants.items() if permission in principal.permissions}
    actor = Actor(
        user_id=user.id,
        principal_id=principal.id if credential.is_key else user.id,
        role=role,
        grants=grants,
        team_ids=tuple(sorted(team_ids or ())),
        department_id=user.department_id,
        masked=await masked_groups(session, role, session.now),
        zone=user.zone,
        locale=user.locale,
        session_id=None if credential.is_key else principal.id,
    )
    limit = principal.rate_limit_per_minute if credential.is_key else None
    return CachedActor(actor, limit, principal.expires_at, session.now)
