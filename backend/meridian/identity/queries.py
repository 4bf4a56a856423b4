"""Every SELECT on people and the organisation. Colleagues are visible to all who may read users."""

import uuid
from collections.abc import Iterable
from datetime import datetime
from typing import Any, TypeVar

from orjson import Fragment
from sqlalchemy import (
    ARRAY,
    JSON,
    BigInteger,
    ColumnElement,
    Date,
    Select,
    Text,
    Uuid,
    any_,
    cast,
    func,
    literal,
    or_,
    select,
)
from sqlalchemy.dialects.postgresql import aggregate_order_by

from meridian.identity.actor import FREE, Actor, Gate
from meridian.identity.models import ApiKey, ApiKeyUse, BrowserSession, Department, Team, User
from meridian.identity.permissions import Permission, Role
from meridian.identity.schemas import ApiKeyRead, DepartmentRead, TeamRead, UserRead
from meridian.identity.visibility import Visibility, any_of, company, own
from meridian.kernel.db.compiled import Slot
from meridian.kernel.db.models import Versioned
from meridian.kernel.db.session import Session
from meridian.kernel.listing import Field, ListQuery, ListSpec, columns_of, page_of
from meridian.kernel.listing.rows import as_json
from meridian.kernel.listing.statements import Prepared
from meridian.kernel.masking import Output
from meridian.kernel.problems import NotFound
from meridian.kernel.schemas import Page

R = TypeVar("R", bound=Versioned)
Read = TypeVar("Read", bound=Output)


def _like(text: str) -> ColumnElement[bool]:
    return or_(*(column.icontains(text, autoescape=True) for column in (User.name, User.name_en, User.email)))


_CREATED = "When it was created"
_ACTIVE = "Whether it is in use"
USERS = ListSpec(
    "users",
    fields=(
        Field("q", None, "search", description="Part of a name or of the email.", example="fang", compile=_like),
        Field("email", User.email, "text", sortable=True, description="Email", example="wang.fang@example.com"),
        Field("name", User.name, "text", sortable=True, description="Name", example="王芳"),
        Field("name_en", User.name_en, "text", description="Name for foreign customers", example="Fang Wang"),
        Field("role", User.role, "code", choices=Role, sortable=True, description="Role"),
        Field("department_id", User.department_id, "uuid", description="Department"),
        Field("team_id", User.team_id, "uuid", description="Team"),
        Field("extension", User.extension, "text", description="Telephone extension", example="204"),
        Field("active", User.active, "boolean", description="Whether the person still works here"),
        Field("created_at", User.created_at, "instant", sortable=True, description=_CREATED),
    ),
    default_sort=("name",),
    id_column=User.id,
)
TEAMS = ListSpec(
    "teams",
    fields=(
        Field("name", Team.name, "text", sortable=True, description="English name", example="Iberia"),
        Field("name_zh", Team.name_zh, "text", description="Chinese name", example="伊比利亚"),
        Field("department_id", Team.department_id, "uuid", description="Department it belongs to"),
        Field("lead_id", Team.lead_id, "uuid", person=True, description="Who leads it"),
        Field("manager_id", Team.manager_id, "uuid", person=True, description="Sales manager responsible"),
        Field("region_countries", Team.region_countries, "text_array", description="Countries", example="ES"),
        Field("product_line", Team.product_line, "code", description="Product line", example="pumps"),
        Field("active", Team.active, "boolean", description=_ACTIVE),
    ),
    default_sort=("name",),
    id_column=Team.id,
)
DEPARTMENTS = ListSpec(
    "departments",
    fields=(
        Field("code", Department.code, "code", sortable=True, description="Stable code", example="technical"),
        Field("name", Department.name, "text", sortable=True, description="English name", example="Technical"),
        Field("name_zh", Department.name_zh, "text", description="Chinese name", example="技术"),
        Field("manager_id", Department.manager_id, "uuid", person=True, description="Who is responsible for it"),
        Field("active", Department.active, "boolean", description=_ACTIVE),
    ),
    default_sort=("code",),
    id_column=Department.id,
)
API_KEYS = ListSpec(
    "api_keys",
    fields=(
        Field("name", ApiKey.name, "text", sortable=True, description="What it is for", example="warehouse"),
        Field("user_id", ApiKey.user_id, "uuid", person=True, description="Whom it stands for"),
        Field("prefix", ApiKey.prefix, "text", description="How it begins", example="mk_Zk3v9aQ"),
        Field("permissions", ApiKey.permissions, "text_array", description="Permissions", example="customer:read"),
        Field("expires_at", ApiKey.expires_at, "instant", sortable=True, description="When it ends by itself"),
        Field("revoked_at", ApiKey.revoked_at, "instant", description="When it was revoked"),
        Field("created_at", ApiKey.created_at, "instant", sortable=True, description=_CREATED),
    ),
    default_sort=("-created_at",),
    id_column=ApiKey.id,
)


KEY_VISIBILITY = Visibility(ApiKey.id, Permission.API_KEY_WRITE, any_of(company(), own(ApiKey.user_id, Gate(FREE))))
"""One's own keys; an administrator sees all."""


async def page_of_users(session: Session, actor: Actor, query: ListQuery) -> Page[UserRead]:
    return await page_of(session, actor, USERS, query, lambda _: select(User), shows=UserRead)


async def page_of_teams(session: Session, actor: Actor, query: ListQuery) -> Page[TeamRead]:
    return await page_of(session, actor, TEAMS, query, lambda _: select(Team), shows=TeamRead)


async def page_of_departments(session: Session, actor: Actor, query: ListQuery) -> Page[DepartmentRead]:
    return await page_of(session, actor, DEPARTMENTS, query, lambda _: select(Department), shows=DepartmentRead)


async def page_of_keys(session: Session, actor: Actor, query: ListQuery) -> Page[ApiKeyRead]:
    return await page_of(session, actor, API_KEYS, query, _keys_seen_by, shows=ApiKeyRead, to_row=_key_fields)


_OF_KEY = ApiKeyUse.key_id == ApiKey.id
_LAST = select(ApiKeyUse).where(_OF_KEY).order_by(ApiKeyUse.day.desc()).limit(1)
USES_SHOWN_SINCE = cast(func.timezone("UTC", func.meridian_now()), Date) - 30  # days
_REQUESTS = select(func.coalesce(func.sum(ApiKeyUse.requests), 0)).where(_OF_KEY, ApiKeyUse.day > USES_SHOWN_SINCE)
USES_OF_KEY = (
    _LAST.with_only_columns(ApiKeyUse.last_at).scalar_subquery().label("last_used_at"),
    _LAST.with_only_columns(ApiKeyUse.last_from).scalar_subquery().label("last_used_from"),
    cast(_REQUESTS.scalar_subquery(), BigInteger).label("requests_30_days"),
)
"""Columns beside a key: when and from where it was used the last time, and how often in thirty days."""


def _keys_seen_by(actor: Actor) -> Select[Any]:
    return select(ApiKey, *USES_OF_KEY).where(KEY_VISIBILITY.visible_to(actor))


def _key_fields(row: Any) -> dict[str, Any]:
    """A key's columns, and how it is used."""
    used = {column.name: getattr(row, column.name) for column in USES_OF_KEY}
    return {column.key: getattr(row.ApiKey, column.key) for column in ApiKey.__table__.c} | used


async def read_key(session: Session, actor: Actor, key_id: uuid.UUID) -> ApiKeyRead:
    """The key with how it is used, if the actor may see it; else 404."""
    row = (await session.execute(_keys_seen_by(actor).where(ApiKey.id == key_id))).one_or_none()
    if row is None:
        raise NotFound()
    return ApiKeyRead.model_validate(_key_fields(row))


async def load_key(session: Session, actor: Actor, key_id: uuid.UUID, *, lock: bool = False) -> ApiKey:
    """The key, if the actor may see it; else 404."""
    statement = select(ApiKey).where(ApiKey.id == key_id, KEY_VISIBILITY.visible_to(actor))
    key = await session.scalar(statement.with_for_update() if lock else statement)
    if key is None:
        raise NotFound()
    return key


async def load(session: Session, kind: type[R], record_id: uuid.UUID, *, lock: bool = False) -> R:
    """The record, or 404."""
    row = await find(session, kind, record_id, lock=lock)
    if row is None:
        raise NotFound()
    return row


async def find(session: Session, kind: type[R], record_id: uuid.UUID | None, *, lock: bool = False) -> R | None:
    statement = select(kind).where(kind.id == record_id)
    return await session.scalar(statement.with_for_update() if lock else statement)


async def people_by_role(session: Session) -> dict[str, int]:
    """How many work here now, by role."""
    counted = select(User.role, func.count()).where(User.active).group_by(User.role)
    return {row[0]: row[1] for row in await session.execute(counted)}


async def active_people(session: Session, ids: Iterable[uuid.UUID]) -> dict[uuid.UUID, User]:
    """Those of the people who work here now, by id."""
    return {user.id: user for user in await session.scalars(select(User).where(User.id.in_(set(ids)), User.active))}


async def user_by_email(session: Session, email: str) -> User | None:
    return await session.scalar(select(User).where(func.lower(User.email) == email.strip().lower()))


def _with_place(_actor: Actor) -> Select[Any]:
    """A person with the department and the teams `teams`, the latter by name."""
    department = select(cast(as_json(Department, DepartmentRead), Text)).where(Department.id == User.department_id)
    teams = func.json_agg(aggregate_order_by(as_json(Team, TeamRead), Team.name), type_=JSON)
    those = Team.id == any_(literal([Slot("teams")], ARRAY(Uuid())))
    return select(
        *columns_of(User, UserRead),
        department.scalar_subquery().label("department"),
        select(func.coalesce(cast(teams, Text), "[]")).where(those).scalar_subquery().label("teams"),
    ).where(User.id == Slot("user"))


_PROFILE = Prepared(_with_place, as_read=True)


async def profile(session: Session, actor: Actor) -> dict[str, Any]:
    """The actor's columns, and as JSON their department and the teams they belong to, lead or manage, by name."""
    found: dict[str, Any] = (await _PROFILE.first(session, actor))._asdict()
    written = {name: Fragment(found[name]) for name in ("department", "teams") if found[name] is not None}
    return found | written


async def expires_at(session: Session, actor: Actor) -> datetime:
    """When the session or key by which the actor came in ends by itself."""
    kind: type[BrowserSession] | type[ApiKey] = ApiKey if actor.is_program else BrowserSession
    principal_id = actor.principal_id if actor.is_program else actor.session_id
    return (await session.execute(select(kind.expires_at).where(kind.id == principal_id))).scalar_one()
