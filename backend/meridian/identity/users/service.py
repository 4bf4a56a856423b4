"""Users: joining, changing role or place, leaving; passwords, end of sessions, the first administrator."""

import uuid
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import SecretStr, ValidationError
from sqlalchemy import Select, func, select, update

from meridian.identity import queries
from meridian.identity.credentials import Passwords
from meridian.identity.errors import LastAdministrator
from meridian.identity.events import CHANNEL, USER_CHANGED, USER_CREATED, USER_DEACTIVATED, forget_actors
from meridian.identity.models import ApiKey, BrowserSession, Department, Team, User
from meridian.identity.organisation import service
from meridian.identity.permissions import Role
from meridian.identity.rules import password_faults, placement_faults
from meridian.identity.schemas import UserCreate, UserUpdate
from meridian.kernel.db.notify import notify
from meridian.kernel.db.session import Database, WriteSession
from meridian.kernel.events.service import publish
from meridian.kernel.language import msg
from meridian.kernel.patch import assign
from meridian.kernel.problems import Conflict, Fault, Invalid, check_version, fault
from meridian.kernel.settings import Settings

# What somebody who leaves has to do, named, and handed to a successor with them (MC-25).

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


async def end_sessions(
    session: WriteSession, user_id: uuid.UUID, *, only: uuid.UUID | None = None, but: uuid.UUID | None = None
) -> int:
    """Ends the user's browser sessions (only one, or all but one), at once in every process; returns how many."""
    statement = update(BrowserSession).where(BrowserSession.user_id == user_id, BrowserSession.revoked_at.is_(None))
    if only is not None:
        statement = statement.where(BrowserSession.id == only)
    if but is not None:
        statement = statement.where(BrowserSession.id != but)
    ended = await session.scalars(
        statement.where(BrowserSession.expires_at > session.now)
        .values(revoked_at=session.now)
        .returning(BrowserSession.id)
    )
    await notify(session, CHANNEL)
    return len(ended.all())


def check_password(password: str, user: User, *, pointer: str = "/new_password") -> None:
    """422 when it is too easily guessed."""
    known = (user.email, user.name, user.name_en or "")
    if faults := password_faults(password, known=known, pointer=pointer):
        raise Invalid(errors=faults)


async def set_password(
    session: WriteSession,
    passwords: Passwords,
    user: User,
    password: str,
    *,
    given: bool,
    kept: uuid.UUID | None = None,
) -> None:
    """Sets a password that was checked and ends the user's sessions except `kept`. given: by somebody else, so that
    the user replaces it before anything else."""
    user.password_hash = await passwords.hash(password)
    user.password_given = given
    await end_sessions(session, user.id, but=kept)


# Users: joining, changing role or place, leaving. The organisation changes one at a time (`posts.alone`).


async def create_user(session: WriteSession, hasher: Passwords, body: UserCreate, *, given: bool = True) -> User:
    """Somebody joins. 422 when role, department and team do not fit, or the password is too easily guessed.

    given: the password is somebody else's choice; the person replaces it at the first sign-in.
    """
    await service.lock_organisation(session)
    values = body.model_dump(exclude={"password"})
    await _place(session, Role(body.role), values, values.keys())
    user = User(**values)
    if body.password is not None:
        password = body.password.get_secret_value()
        _check_password(user, password, "/password")
        user.password_hash = await hasher.hash(password)
        user.password_given = given
    session.add(user)
    await publish(session, USER_CREATED, user)
    await forget_actors(session)
    return user


async def change_user(
    session: WriteSession, user_id: uuid.UUID, body: UserUpdate, version: int, duties: Duties
) -> User:
    """Changes the fields sent. Who leaves loses sessions, keys and posts, and hands over what is theirs to do: 409
    while there is any and no successor; who changes role or place loses the posts that no longer fit."""
    await service.lock_organisation(session)
    user = await queries.load(session, User, user_id, lock=True)
    check_version(user.version, version)
    was_administrator = user.active and user.role == Role.ADMINISTRATOR
    sent = body.model_dump()
    successor_id = sent.pop("successor_id", None)
    after = {name: sent.get(name, getattr(user, name)) for name in ("role", "department_id", "team_id")}
    if sent.get("team_id") is not None and "department_id" not in sent:
        after["department_id"] = None
    await _place(session, Role(after["role"]), after, sent.keys())
    left = user.active and not sent.get("active", True)
    changed = assign(user, sent | after)
    await session.flush()
    if was_administrator and not await _an_administrator_remains(session):
        raise LastAdministrator()
    if user.role == Role.API_CLIENT:
        user.password_hash = None
        user.password_given = False
    if left or "role" in changed:
        await end_sessions(session, user.id)
    if left:
        await leave(session, user, successor_id, duties)
        await _revoke_keys(session, user.id)
    await service.vacate_management_roles(session, user)
    if changed:
        await publish(session, USER_CHANGED, user, fields=changed)
    if left:
        await publish(session, USER_DEACTIVATED, user)
    if changed or left:
        await forget_actors(session)
    return user


async def reset_password(
    session: WriteSession, hasher: Passwords, user_id: uuid.UUID, password: str, by: uuid.UUID
) -> None:
    """Sets somebody's password, who is signed out everywhere and chooses another at the next sign-in, unless `by` them
    themselves."""
    user = await queries.load(session, User, user_id, lock=True)
    _check_password(user, password, "/new_password")
    await set_password(session, hasher, user, password, given=user_id != by)


async def sign_out_user(session: WriteSession, user_id: uuid.UUID) -> int:
    """Ends all browser sessions of somebody; returns how many."""
    user = await queries.load(session, User, user_id, lock=True)
    return await end_sessions(session, user.id)


def _check_password(user: User, password: str, pointer: str) -> None:
    if user.role == Role.API_CLIENT:
        raise fault(pointer, "not_for_role", msg("a program signs in with an API key only"))
    check_password(password, user, pointer=pointer)


async def _place(session: WriteSession, role: Role, values: dict[str, Any], sent: Any) -> None:
    """Takes the department from the team where only the team was named; 422 when the place does not fit the role."""
    team = await queries.find(session, Team, values["team_id"])
    department = await queries.find(session, Department, values["department_id"])
    known: dict[str, Team | Department | None] = {"team_id": team, "department_id": department}
    unknown = [
        Fault(f"/{name}", "unknown", msg("no such record in use"))
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


# The first administrator of an installation, made by command: everybody else is then made over the API.


UNUSABLE = msg("cannot be used")


async def ensure_administrator(settings: Settings, url: str, *, email: str, name: str, password: str) -> bool:
    """Makes an administrator; false, and nothing changed, when somebody has that email already.

    Invalid for an email that is none and a password that is too easily guessed.
    """
    try:
        body = UserCreate(email=email, name=name, role=Role.ADMINISTRATOR, password=SecretStr(password))
    except ValidationError as error:
        raise Invalid(errors=[Fault(f"/{fault['loc'][0]}", "invalid", UNUSABLE) for fault in error.errors()]) from error
    passwords = Passwords(settings)
    db = Database(url, settings)
    try:
        async with db.write() as session:
            if await queries.user_by_email(session, body.email) is not None:
                return False
            await create_user(session, passwords, body, given=False)  # typed by whose it is
    finally:
        passwords.close()
        await db.dispose()
    return True
