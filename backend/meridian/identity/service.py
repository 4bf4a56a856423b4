"""Users: joining, changing role or place, leaving. The organisation changes one at a time (`posts.alone`)."""

import uuid
from typing import Any

from sqlalchemy import func, select, update

from meridian.identity import posts, queries, sessions
from meridian.identity.errors import LastAdministrator
from meridian.identity.events import USER_CHANGED, USER_CREATED, USER_DEACTIVATED, Changed, announce
from meridian.identity.models import ApiKey, Department, Team, User
from meridian.identity.passwords import Passwords
from meridian.identity.roles import Role
from meridian.identity.rules import placement_faults
from meridian.identity.schemas import UserCreate, UserUpdate
from meridian.kernel.db import WriteSession
from meridian.kernel.http import check_version
from meridian.kernel.problems import Fault, Invalid, fault


async def create_user(session: WriteSession, hasher: Passwords, body: UserCreate) -> User:
    """Somebody joins. 422 when role, department and team do not fit, or the password is too easily guessed."""
    await posts.alone(session)
    values = body.model_dump(exclude={"password"})
    await _place(session, Role(body.role), values, values.keys())
    user = User(**values)
    if body.password is not None:
        password = body.password.get_secret_value()
        _check_password(user, password, "/password")
        user.password_hash = await hasher.hash(password)
    session.add(user)
    await announce(session, USER_CREATED, "user", user)
    return user


async def change_user(session: WriteSession, user_id: uuid.UUID, body: UserUpdate, version: int) -> User:
    """Changes the fields sent. Who leaves loses sessions, keys and posts; who changes role or place, the posts that
    no longer fit."""
    await posts.alone(session)
    user = await queries.load(session, User, user_id, lock=True)
    check_version(user.version, version)
    was_administrator = user.active and user.role == Role.ADMINISTRATOR
    sent = body.model_dump()
    after = {name: sent.get(name, getattr(user, name)) for name in ("role", "department_id", "team_id")}
    if sent.get("team_id") is not None and "department_id" not in sent:
        after["department_id"] = None
    await _place(session, Role(after["role"]), after, sent.keys())
    changed = sorted(name for name, value in (sent | after).items() if getattr(user, name) != value)
    left = user.active and not sent.get("active", True)
    for name, value in (sent | after).items():
        setattr(user, name, value)
    await session.flush()
    if was_administrator and not await _an_administrator_remains(session):
        raise LastAdministrator()
    if user.role == Role.API_CLIENT:
        user.password_hash = None
    if left or "role" in changed:
        await sessions.end_sessions(session, user.id)
    if left:
        await _revoke_keys(session, user.id)
    await posts.vacate(session, user)
    if changed:
        await announce(session, USER_CHANGED, "user", user, Changed(fields=changed))
    if left:
        await announce(session, USER_DEACTIVATED, "user", user)
    return user


async def reset_password(session: WriteSession, hasher: Passwords, user_id: uuid.UUID, password: str) -> None:
    """Sets somebody's password, who is signed out everywhere."""
    user = await queries.load(session, User, user_id, lock=True)
    _check_password(user, password, "/new_password")
    await sessions.set_password(session, hasher, user, password)


async def sign_out_user(session: WriteSession, user_id: uuid.UUID) -> int:
    """Ends all browser sessions of somebody; returns how many."""
    user = await queries.load(session, User, user_id, lock=True)
    return await sessions.end_sessions(session, user.id)


def _check_password(user: User, password: str, pointer: str) -> None:
    if user.role == Role.API_CLIENT:
        raise fault(pointer, "not_for_role", "a program signs in with an API key only")
    sessions.check_password(password, user, pointer=pointer)


async def _place(session: WriteSession, role: Role, values: dict[str, Any], sent: Any) -> None:
    """Takes the department from the team where only the team was named; 422 when the place does not fit the role."""
    team = await queries.find(session, Team, values["team_id"])
    department = await queries.find(session, Department, values["department_id"])
    known: dict[str, Team | Department | None] = {"team_id": team, "department_id": department}
    unknown = [
        Fault(f"/{name}", "unknown", "no such record in use")
        for name, row in known.items()
        if values[name] is not None and (row is None or (name in sent and not row.active))
    ]
    if unknown:
        raise Invalid(errors=unknown)
    if department is None and team is not None:
        values["department_id"] = team.department_id
    if faults := placement_faults(role, values["department_id"], team.department_id if team else None):
        raise Invalid(errors=faults)


async def _an_administrator_remains(session: WriteSession) -> bool:
    count = select(func.count()).select_from(User).where(User.role == Role.ADMINISTRATOR, User.active)
    return bool(await session.scalar(count))


async def _revoke_keys(session: WriteSession, user_id: uuid.UUID) -> None:
    await session.execute(
        update(ApiKey)
        .where(ApiKey.user_id == user_id, ApiKey.revoked_at.is_(None))
        .values(revoked_at=session.now)
        .execution_options(synchronize_session=False)
    )
