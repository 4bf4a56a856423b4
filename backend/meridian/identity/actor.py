"""Whoever acts, a person or a program, and the one way to build them: for requests, keys and background work."""

import uuid
from collections.abc import Awaitable, Callable, Hashable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, and_, func, or_, select

from meridian.identity.models import ApiKey, BrowserSession, Team, User
from meridian.identity.permissions import GRANTS, Grants, Permission, Role, Scope
from meridian.kernel.db.compiled import Slot
from meridian.kernel.db.session import Session
from meridian.kernel.language import msg
from meridian.kernel.problems import Forbidden, NotSignedIn


@dataclass(frozen=True, slots=True)
class Actor:
    """The authenticated principal of a request, with everything that scopes its queries.

    principal_id: the session's user, or the API key; rate limits and idempotency keys belong to it.
    team_ids: teams the user belongs to or leads; team_id: the one they belong to. masked: sensitive groups hidden from
    the user's role. owes_password: came in by a password that somebody else had given, and may only choose another.
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
    team_id: uuid.UUID | None = None
    owes_password: bool = False

    def may(self, permission: Permission | str) -> bool:
        return permission in self.grants

    def scope(self, permission: Permission) -> Scope | None:
        """How far the permission reaches; None when the actor does not have it."""
        return self.grants.get(permission)

    def require(self, permission: Permission) -> Scope:
        """The scope, or 403."""
        scope = self.grants.get(permission)
        if scope is None:
            raise Forbidden(
                msg("this needs the permission {permission}", permission=str(permission)), permission=str(permission)
            )
        return scope

    @property
    def is_program(self) -> bool:
        return self.session_id is None

    # As who reads a list (kernel/listing/page.py): a statement made for slots is compiled once for all who see alike.

    @property
    def reach(self) -> Hashable:
        """What a statement may depend on beside the ids: it is the same for who holds the same rights as far."""
        belongs = bool(self.team_ids), self.department_id is not None
        return self.role, frozenset(self.grants.items()), self.masked, belongs, self.is_program

    def with_slots(self) -> "Actor":
        """The actor with slots for ids."""
        slots: Any = {"user_id": Slot("user"), "zone": Slot("zone"), "locale": Slot("locale")}
        slots |= {"team_ids": (Slot("teams"),)} if self.team_ids else {}
        slots |= {"department_id": Slot("department")} if self.department_id else {}
        return replace(self, **slots)

    def slot_values(self) -> dict[str, Any]:
        """What the slots stand for."""
        own, teams = [self.user_id], [self.user_id, *self.team_ids]
        near = teams if self.department_id is None else [*teams, self.department_id]
        return {
            "user": self.user_id,
            "teams": list(self.team_ids),
            "department": self.department_id,
            "zone": self.zone,
            "locale": self.locale,
            **dict(zip(WITHIN.values(), (own, teams, near, near), strict=True)),
        }


WITHIN = {scope: f"ids_{scope.name.lower()}" for scope in Scope}
"""The slot of the ids that count as far as the scope goes."""


# How actors are built: with the rights that the person and the key have at this moment.

MaskedGroups = Callable[[Session, Role, datetime], Awaitable[frozenset[str]]]
"""Groups of sensitive fields hidden from a role. Policy decides them, above this layer."""

_TEAMS = (
    select(func.array_agg(Team.id))
    .where(or_(Team.id == User.team_id, Team.lead_id == User.id, Team.manager_id == User.id))
    .scalar_subquery()
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
    """Whoever presents the credential; 401 when it is unknown, expired, revoked or its user is inactive."""
    source: Any = ApiKey if credential.is_key else BrowserSession
    hashed = ApiKey.key_hash if credential.is_key else BrowserSession.token_hash
    statement = (
        select(source, User, _TEAMS)
        .join(User, User.id == source.user_id)
        .where(hashed == credential.digest, _in_force(source, session.now), User.active)
    )
    found = (await session.execute(statement)).one_or_none()
    if found is None:
        raise NotSignedIn(
            msg("the session or key is unknown, expired or revoked"), headers={"WWW-Authenticate": "Bearer"}
        )
    principal, user, team_ids = found
    key = principal if credential.is_key else None
    actor = await _build(session, user, team_ids, masked_groups, key=key, session_id=None if key else principal.id)
    return CachedActor(actor, key.rate_limit_per_minute if key else None, principal.expires_at, session.now)


async def background_actor(
    session: Session, user_id: uuid.UUID, api_key_id: uuid.UUID | None, masked_groups: MaskedGroups
) -> Actor | None:
    """The person behind work that goes on after its request, or the program with that key.

    None when the person is inactive or the key is no longer valid.
    """
    statement = select(User, _TEAMS, ApiKey).outerjoin(
        ApiKey, and_(ApiKey.id == api_key_id, ApiKey.user_id == User.id, _in_force(ApiKey, session.now))
    )
    found = (await session.execute(statement.where(User.id == user_id, User.active))).one_or_none()
    if found is None or (api_key_id is not None and found[2] is None):
        return None
    user, team_ids, key = found
    return await _build(session, user, team_ids, masked_groups, key=key)


async def acting_people(
    session: Session, user_ids: Iterable[uuid.UUID], masked_groups: MaskedGroups
) -> dict[uuid.UUID, tuple[User, Actor]]:
    """Those of the people who are active, each with the actor they are themselves: what they may see and do."""
    rows = await session.execute(select(User, _TEAMS).where(User.id.in_(set(user_ids)), User.active))
    return {user.id: (user, await _build(session, user, team_ids, masked_groups)) for user, team_ids in rows.all()}


async def _build(
    session: Session,
    user: User,
    team_ids: Iterable[uuid.UUID] | None,
    masked_groups: MaskedGroups,
    *,
    key: ApiKey | None = None,
    session_id: uuid.UUID | None = None,
) -> Actor:
    """The user; with a key the program that has at most the permissions the key was given."""
    role = Role(user.role)
    grants = GRANTS[role]
    if key is not None:
        grants = {permission: scope for permission, scope in grants.items() if permission in key.permissions}
    return Actor(
        user_id=user.id,
        principal_id=user.id if key is None else key.id,
        role=role,
        grants=grants,
        team_ids=tuple(sorted(team_ids or ())),
        department_id=user.department_id,
        masked=await masked_groups(session, role, session.now),
        zone=user.zone,
        locale=user.locale,
        session_id=session_id,
        team_id=user.team_id,
        owes_password=session_id is not None and user.password_given,
    )


def _in_force(source: Any, now: datetime) -> ColumnElement[bool]:
    return and_(source.revoked_at.is_(None), source.expires_at > now)
