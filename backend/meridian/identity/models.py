"""Departments, teams, users, browser sessions, API keys, sign-in attempts."""

import uuid
from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, LargeBinary, func, text
from sqlalchemy.orm import Mapped, mapped_column

from meridian.identity.permissions import Permission, Role
from meridian.identity.rules import Locale
from meridian.kernel.db.models import NOW, Base, Identified, Versioned


class Department(Versioned, Base):
    __tablename__ = "department"

    code: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    name_zh: Mapped[str]
    manager_id: Mapped[uuid.UUID | None] = mapped_column(
        ForeignKey("app_user.id", use_alter=True, name="department_manager_id_fkey")
    )
    active: Mapped[bool] = mapped_column(server_default=text("true"))


class Team(Versioned, Base):
    """Reps under one lead; may own a region (countries) or a product line."""

    __tablename__ = "team"

    name: Mapped[str] = mapped_column(unique=True)
    name_zh: Mapped[str]
    department_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("department.id"), index=True)
    lead_id: Mapped[uuid.UUID | None] = mapped_column(
        ForeignKey("app_user.id", use_alter=True, name="team_lead_id_fkey")
    )
    manager_id: Mapped[uuid.UUID | None] = mapped_column(
        ForeignKey("app_user.id", use_alter=True, name="team_manager_id_fkey")
    )
    region_countries: Mapped[list[str]] = mapped_column(server_default=text("'{}'"))
    product_line: Mapped[str | None]
    active: Mapped[bool] = mapped_column(server_default=text("true"))


class User(Versioned, Base):
    __tablename__ = "app_user"
    __table_args__ = (
        Index("app_user_email_key", func.lower(text("email")), unique=True),
        Index(None, "team_id"),
        Index(None, "department_id"),
        Index(
            "app_user_extension_key",
            "extension",
            unique=True,
            postgresql_where=text("active AND extension IS NOT NULL"),
        ),
    )

    email: Mapped[str]
    name: Mapped[str]
    name_en: Mapped[str | None]
    role: Mapped[Role]
    department_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("department.id"))
    team_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("team.id"))
    password_hash: Mapped[str | None]
    password_given: Mapped[bool] = mapped_column(server_default=text("false"))  # by somebody else, who knows it
    zone: Mapped[str] = mapped_column(server_default="Asia/Shanghai")
    locale: Mapped[Locale] = mapped_column(server_default=Locale.ZH_CN)
    extension: Mapped[str | None]  # of the telephone on the desk, which the switch names
    active: Mapped[bool] = mapped_column(server_default=text("true"))


class BrowserSession(Identified, Base):
    """A signed-in browser; the cookie's value is kept only as its SHA-256."""

    __tablename__ = "browser_session"

    token_hash: Mapped[bytes] = mapped_column(LargeBinary, unique=True)
    user_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("app_user.id"), index=True)
    created_at: Mapped[datetime] = mapped_column(server_default=NOW)
    expires_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
    user_agent: Mapped[str | None]


class ApiKey(Versioned, Base):
    """A program's key: shown once, kept as SHA-256; permissions narrow those of its user."""

    __tablename__ = "api_key"

    user_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("app_user.id"), index=True)
    name: Mapped[str]
    prefix: Mapped[str]
    key_hash: Mapped[bytes] = mapped_column(LargeBinary, unique=True)
    permissions: Mapped[list[Permission]]
    rate_limit_per_minute: Mapped[int | None]
    expires_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
    created_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("app_user.id"))


class ApiKeyUse(Base):
    """How much a key was used on a day of UTC; when and from where the last time."""

    __tablename__ = "api_key_use"

    key_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("api_key.id"), primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    requests: Mapped[int]
    last_at: Mapped[datetime]
    last_from: Mapped[str]


class SignInAttempt(Identified, Base):
    """A sign-in that failed, kept a day, or one whose password is being looked at.

    By them guesses are throttled per account and per address, across processes.
    """

    __tablename__ = "sign_in_attempt"
    __table_args__ = (Index(None, "subject", "at"),)

    subject: Mapped[str]
    at: Mapped[datetime]
    failed: Mapped[bool] = mapped_column(server_default=text("true"))
