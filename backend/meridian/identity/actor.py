"""Whoever acts, a person or a program, and the one way to build them: for requests, keys and background work."""

import uuid
from collections.abc import Awaitable, Callable, Collection, Hashable, Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property
from typing import Any, NamedTuple, TypeAlias

from orjson import Fragment, dumps
from sqlalchemy import ColumnElement, and_, func, or_, select

from meridian.identity.models import ApiKey, BrowserSession, Team, User
from meridian.identity.permissions import GRANTS, Grants, Permission, Role, Scope
from meridian.kernel.db.compiled import Slot
from meridian.kernel.db.session import Session
from meridian.kernel.language import msg
from meridian.kernel.problems import Forbidden, NotSignedIn


class Reach:
    """How far rights reach: the same object for all who hold the same as far, so that what is kept for them is found
    without a look at each right.

    grants: each permission and its scope, as JSON.
    """

    def __init__(self, grants: Grants) -> None:
        self._grants = dict(grants)

    @cached_property
    def grants(self) -> Fragment:
        return Fragment(dumps({str(permission): scope.name.lower() for permission, scope in self._grants.items()}))


MAX_REACHES = 1000
_REACHES: dict[Hashable, Reach] = {}


def _reach(actor: "Actor") -> Reach:
    belongs = bool(actor.team_ids), actor.department_id is not None
    equal = actor.role, frozenset(actor.grants.items()), actor.masked, belongs, actor.is_program
    if equal not in _REACHES:
        if len(_REACHES) >= MAX_REACHES:
            _REACHES.clear()
        _REACHES[equal] = Reach(actor.grants)
    return _REACHES[equal]


@dataclass(frozen=True, slots=True)
class Actor:
    """The authenticated principal of a request, with everything that scopes its queries.

    principal_id: the session's user, or the API key; rate limits and idempotency keys belong to it.
    team_ids: teams the user belongs to or leads; team_id: the one they belong to. masked: sensitive groups hidden from
    the user's role. owes_password: came in by a password that somebody else had given, and may only choose another.
    reach: what a list's statement may depend on beside the ids: the same for who holds the same rights as far.
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
    reach: Reach = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "reach", _reach(self))

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


# How far the permissions of an actor reach, and the ids that count as far.

FREE = None
"""A way that is open without the permission."""
HELD = Scope.OWN
"""A way that is open to everybody who holds the permission, however far it reaches."""
WIDER = Scope.TEAM
"""A way that is open to those who see more than their own."""
NEAR = Scope.DEPARTMENT
"""A way that is open to those who see what is their department's."""


class Asked(NamedTuple):
    """Somebody, a permission, and how far it reaches for them."""

    actor: Actor
    permission: Permission
    scope: Scope | None

    @classmethod
    def of(cls, actor: Actor, permission: Permission) -> "Asked":
        return cls(actor, permission, actor.scope(permission))


@dataclass(frozen=True, slots=True)
class Gate:
    """To whom a way is open; one that has several gates, to those whom any of them lets in.

    needs: how far the permission has to reach. only: the permissions it is a way for; by default for each. by: the
    permission whose scope decides, where it is not the one asked about. when: what else must be so of the actor.
    """

    needs: Scope | None
    only: Collection[Permission] = ()
    by: Permission | None = None
    when: Callable[[Actor], bool] | None = None

    def opens(self, asked: Asked) -> bool:
        if self.only and asked.permission not in self.only:
            return False
        if self.when is not None and not self.when(asked.actor):
            return False
        if self.needs is None:
            return True
        scope = asked.scope if self.by is None else asked.actor.scope(self.by)
        return scope is not None and scope >= self.needs


Gates: TypeAlias = tuple[Gate, ...]


def is_open(gates: Gates, asked: Asked) -> bool:
    """Whether any of them lets in who asks."""
    return gates[0].opens(asked) if len(gates) == 1 else any(gate.opens(asked) for gate in gates)


def sees_all(actor: Actor, *permissions: Permission) -> bool:
    """Whether each of these permissions reaches the whole company."""
    return all(actor.scope(permission) is Scope.COMPANY for permission in permissions)


def reaches_as_far(actor: Actor, permission: Permission, other: Permission) -> bool:
    """Whether the permission reaches all that the other does: what it says of one record it says of each seen."""
    held, wanted = actor.scope(permission), actor.scope(other)
    return held is not None and wanted is not None and held >= wanted


def sees_at_most_teams(actor: Actor, permission: Permission) -> bool:
    """Whether the permission reaches no further than the actor's teams."""
    scope = actor.scope(permission)
    return scope is None or scope <= Scope.TEAM


def own_team(actor: Actor) -> uuid.UUID | None:
    """The team a person shares with: the one they belong to or lead, the first entered of several."""
    return min(actor.team_ids, default=None)


def over_the_company(actor: Actor, *permissions: Permission) -> Actor:
    """The actor at work for the whole company: these permissions reach all of it, everything else stays."""
    return replace(actor, grants={**actor.grants, **dict.fromkeys(permissions, Scope.COMPANY)})


# An actor whose ids are slots: the statement of a condition compiles once for all that see equally far.


def units_within(actor: Actor, permission: Permission) -> tuple[uuid.UUID, ...] | None:
    """The teams and the department within which the permission reaches beside one's own; None: all of the company."""
    scope = actor.scope(permission)
    return None if scope is Scope.COMPANY else tuple(ids_within(actor, scope)[1:])


def ids_within(actor: Actor, scope: Scope | None) -> list[Any]:
    """The ids of the person, their teams and department, as far as the scope goes; a slot where the actor has slots."""
    if isinstance(actor.user_id, Slot):
        return [Slot(WITHIN[scope or Scope.OWN])]
    ids = [actor.user_id]
    if scope is not None and scope >= Scope.TEAM:
        ids += actor.team_ids
    if scope is not None and scope >= Scope.DEPARTMENT and actor.department_id is not None:
        ids.append(actor.department_id)
    return ids
