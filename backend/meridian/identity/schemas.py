"""What goes in and out about sessions, oneself, users, teams, departments and keys."""

import uuid
from datetime import datetime
from functools import cache
from typing import Annotated, Literal
from zoneinfo import available_timezones

from pydantic import MISSING, AfterValidator, ConfigDict, Field, SecretStr, StringConstraints

from meridian.identity.permissions import Permission, Role
from meridian.identity.rules import MAX_PASSWORD, MIN_PASSWORD
from meridian.kernel.language import msg
from meridian.kernel.masking import Output
from meridian.kernel.schemas import Code, CountryCode, Input, Instant, Line

ZONE = "Asia/Shanghai"
ID = "0199d3a4-c5f2-7b6e-8d1f-2a3b4c5d6e7f"
WHEN = "2026-03-10T02:00:00Z"
EMAIL = "wang.fang@example.com"
PASSWORD = "correct horse battery staple"  # noqa: S105 — an example


@cache
def _zones() -> frozenset[str]:
    return frozenset(available_timezones())


def _known_zone(value: str) -> str:
    if value not in _zones():
        raise ValueError(msg("must be an IANA time zone such as {example}", example="Europe/Madrid"))
    return value


Email = Annotated[
    str,
    StringConstraints(
        strip_whitespace=True, to_lower=True, max_length=254, pattern=r"^[^\s@\x00-\x1f\x7f]+@[^\s@\x00-\x1f\x7f]+$"
    ),
    Field(description="Email; names the account.", examples=[EMAIL]),
]
Locale = Annotated[Literal["zh-CN", "en"], Field(description="Language of the interface.", examples=["zh-CN"])]
Name = Annotated[Line, Field(description="The person's name.", examples=["王芳"])]
NameEn = Annotated[Line | None, Field(description="The name for foreign customers.", examples=["Fang Wang"])]
Zone = Annotated[
    str,
    StringConstraints(max_length=60),
    AfterValidator(_known_zone),
    Field(description="IANA time zone the person works in.", examples=[ZONE]),
]
RoleField = Annotated[Role, Field(description="The role; it decides what the person may do.", examples=["rep"])]
Extension = Annotated[
    str | None,
    StringConstraints(pattern=r"^\d{2,6}$"),
    Field(description="Extension of the telephone on the desk, digits; nobody else's.", examples=["204"]),
]
ActiveField = Annotated[bool, Field(description="False once it has left use.", examples=[True])]
NewPassword = Annotated[
    SecretStr,
    Field(
        description=f"{MIN_PASSWORD} to {MAX_PASSWORD} characters; not just a common word, the name or the email.",
        examples=[PASSWORD],
    ),
]
DepartmentId = Annotated[uuid.UUID | None, Field(description="The department.", examples=[ID])]
TeamId = Annotated[uuid.UUID | None, Field(description="The team.", examples=[ID])]
PersonId = Annotated[uuid.UUID | None, Field(description="A user, or nobody.", examples=[ID])]
EnglishName = Annotated[Line, Field(description="English name.", examples=["Iberia"])]
ChineseName = Annotated[Line, Field(description="Chinese name.", examples=["伊比利亚组"])]
Region = Annotated[
    list[CountryCode], Field(max_length=250, description="Countries the team sells to.", examples=[["ES", "PT"]])
]
ProductLine = Annotated[Code | None, Field(description="Product line the team sells.", examples=["pumps"])]


class SecretInput(Input):
    """Passwords are taken as they are, spaces included."""

    model_config = ConfigDict(str_strip_whitespace=False)


class SignIn(SecretInput):
    email: Line = Field(description="The account's email.", examples=[EMAIL])
    password: SecretStr = Field(description="The account's password.", max_length=1000, examples=[PASSWORD])


class PasswordChange(SecretInput):
    old_password: SecretStr = Field(description="The present password.", max_length=1000, examples=["the old one"])
    new_password: NewPassword


class PasswordReset(SecretInput):
    new_password: NewPassword


class MeUpdate(Input):
    """What people may change about themselves; fields left out stay."""

    name: Name | MISSING = MISSING
    name_en: NameEn | MISSING = MISSING
    zone: Zone | MISSING = MISSING
    locale: Locale | MISSING = MISSING


class UserCreate(Input):
    email: Email
    name: Name
    name_en: NameEn = None
    role: RoleField
    department_id: DepartmentId = None
    team_id: TeamId = None
    zone: Zone = ZONE
    locale: Locale = "zh-CN"
    extension: Extension = None
    password: NewPassword | None = Field(
        default=None,
        description="Initial password, which they replace at the first sign-in; without one they cannot sign in.",
        examples=[PASSWORD],
    )


SuccessorId = Annotated[
    uuid.UUID,
    Field(
        description="With `active: false`: who takes over what is the person's to do; needed while there is any.",
        examples=[ID],
    ),
]


class UserUpdate(Input):
    """Fields left out stay. `active: false` ends all sessions and keys and vacates the person's posts."""

    email: Email | MISSING = MISSING
    name: Name | MISSING = MISSING
    name_en: NameEn | MISSING = MISSING
    role: RoleField | MISSING = MISSING
    department_id: DepartmentId | MISSING = MISSING
    team_id: TeamId | MISSING = MISSING
    zone: Zone | MISSING = MISSING
    locale: Locale | MISSING = MISSING
    extension: Extension | MISSING = MISSING
    active: ActiveField | MISSING = MISSING
    successor_id: SuccessorId | MISSING = MISSING


class TeamCreate(Input):
    name: EnglishName
    name_zh: ChineseName
    department_id: uuid.UUID = Field(description="The department it belongs to.", examples=[ID])
    lead_id: PersonId = None
    manager_id: PersonId = None
    region_countries: Region = Field(default_factory=list)
    product_line: ProductLine = None


class TeamUpdate(Input):
    """Fields left out stay."""

    name: EnglishName | MISSING = MISSING
    name_zh: ChineseName | MISSING = MISSING
    department_id: uuid.UUID | MISSING = Field(default=MISSING, description="The department.", examples=[ID])
    lead_id: PersonId | MISSING = MISSING
    manager_id: PersonId | MISSING = MISSING
    region_countries: Region | MISSING = MISSING
    product_line: ProductLine | MISSING = MISSING
    active: ActiveField | MISSING = MISSING


class DepartmentCreate(Input):
    code: Code = Field(description="Stable code, unique.", examples=["technical"])
    name: EnglishName
    name_zh: ChineseName
    manager_id: PersonId = None


class DepartmentUpdate(Input):
    """Fields left out stay; the code never changes."""

    name: EnglishName | MISSING = MISSING
    name_zh: ChineseName | MISSING = MISSING
    manager_id: PersonId | MISSING = MISSING
    active: ActiveField | MISSING = MISSING


def _distinct(permissions: list[Permission]) -> list[Permission]:
    if len(set(permissions)) < len(permissions):
        raise ValueError(msg("each permission once"))
    return permissions


class ApiKeyCreate(Input):
    name: Line = Field(description="What the key is for.", examples=["Warehouse sync"])
    user_id: PersonId = Field(default=None, description="The program it is for (administrators); else oneself.")
    permissions: Annotated[list[Permission], Field(min_length=1), AfterValidator(_distinct)] = Field(
        description="What the key may do, at most what its user may.", examples=[["customer:read"]]
    )
    expires_at: Instant = Field(description="When it ends by itself, at most a year from now.", examples=[WHEN])
    rate_limit_per_minute: int | None = Field(
        default=None, ge=1, le=1_000_000, description="Requests a minute, below the server's own limit.", examples=[600]
    )


class Record(Output):
    """What every record of this domain shows."""

    id: uuid.UUID = Field(description="Its id.", examples=[ID])
    version: int = Field(description="Grows with each change; the ETag.", examples=[3])
    created_at: datetime = Field(description="When it was created.", examples=[WHEN])
    updated_at: datetime = Field(description="When it was last changed.", examples=[WHEN])


class UserRead(Record):
    email: str = Field(description="Email; names the account.", examples=[EMAIL])
    name: str = Field(description="The person's name.", examples=["王芳"])
    name_en: str | None = Field(description="The name for foreign customers.", examples=["Fang Wang"])
    role: RoleField
    department_id: DepartmentId
    team_id: TeamId
    zone: str = Field(description="IANA time zone the person works in.", examples=[ZONE])
    locale: Locale
    extension: Extension
    active: ActiveField


class TeamRead(Record):
    name: str = Field(description="English name.", examples=["Iberia"])
    name_zh: str = Field(description="Chinese name.", examples=["伊比利亚组"])
    department_id: uuid.UUID = Field(description="The department it belongs to.", examples=[ID])
    lead_id: PersonId = Field(description="Who leads it.")
    manager_id: PersonId = Field(description="The sales manager responsible for it.")
    region_countries: list[str] = Field(description="Countries the team sells to.", examples=[["ES", "PT"]])
    product_line: str | None = Field(description="Product line the team sells.", examples=["pumps"])
    active: ActiveField


class DepartmentRead(Record):
    code: str = Field(description="Stable code.", examples=["technical"])
    name: str = Field(description="English name.", examples=["Technical department"])
    name_zh: str = Field(description="Chinese name.", examples=["技术部"])
    manager_id: PersonId = Field(description="Who is responsible for it.")
    active: ActiveField


Reach = Literal["own", "team", "department", "company"]


class RoleRead(Output):
    """What people of a role may do."""

    role: Role = Field(description="The role.", examples=["rep"])
    people: int = Field(description="Active people who have it.", examples=[25])
    grants: dict[str, Reach] = Field(
        description="Each permission it holds and how far that reaches.", examples=[{"customer:read": "own"}]
    )


class ApiKeyRead(Record):
    user_id: uuid.UUID = Field(description="The user it stands for.", examples=[ID])
    name: str = Field(description="What the key is for.", examples=["Warehouse sync"])
    prefix: str = Field(description="How its secret begins, to tell keys apart.", examples=["mk_Zk3v9aQ"])
    permissions: list[str] = Field(description="What it may do.", examples=[["customer:read"]])
    rate_limit_per_minute: int | None = Field(description="Its own limit of requests a minute.", examples=[600])
    expires_at: datetime = Field(description="When it ends by itself.", examples=[WHEN])
    revoked_at: datetime | None = Field(description="When it was revoked.", examples=[None])
    created_by: PersonId = Field(description="Who made it.")
    last_used_at: datetime | None = Field(
        default=None, description="When it was last used, within half a minute; null: never.", examples=[WHEN]
    )
    last_used_from: str | None = Field(
        default=None, description="The network address it was last used from.", examples=["203.0.113.7"]
    )
    requests_30_days: int = Field(
        default=0, description="Requests made with it in the last thirty days, days of UTC.", examples=[4210]
    )


class ApiKeyCreated(ApiKeyRead):
    secret: str | None = Field(
        description="The key itself, shown in this answer only; null when a repeated request is answered again.",
        examples=["mk_Zk3v9aQ2c7Jr1xkq0dVn5yTfWb8sLhEoMiUgPzKtAeY"],
    )


class SessionRead(Output):
    """Who is signed in, by what, for how long."""

    user: UserRead = Field(description="Who is signed in.")
    by: Literal["session", "api_key"] = Field(description="A browser session or an API key.", examples=["session"])
    expires_at: datetime = Field(description="When the session or key ends by itself.", examples=[WHEN])


class SessionsEnded(Output):
    sessions_ended: int = Field(description="How many browser sessions were ended.", examples=[2])


class Me(UserRead):
    """Everything about whoever asks, including what they may do."""

    department: DepartmentRead | None = Field(description="The department they belong to.")
    teams: list[TeamRead] = Field(description="Teams they belong to, lead or manage.")
    grants: dict[str, Reach] = Field(
        description="Each permission held and how far it reaches.", examples=[{"customer:read": "own"}]
    )
    masked: list[str] = Field(description="Groups of sensitive fields hidden from them.", examples=[["profit"]])
