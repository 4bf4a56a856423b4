"""Oneself: who I am, what I may do, and the little I may change about it."""

from meridian.identity import queries, sessions
from meridian.identity.actor import Actor
from meridian.identity.events import USER_CHANGED, Changed, announce
from meridian.identity.models import Department, User
from meridian.identity.schemas import DepartmentRead, Me, MeUpdate, SessionRead, TeamRead, UserRead
from meridian.kernel.db import Session, WriteSession
from meridian.kernel.http import check_version


async def session_read(session: Session, actor: Actor) -> SessionRead:
    """Who is signed in, by what, until when."""
    return SessionRead.model_validate(
        {
            "user": await queries.load(session, User, actor.user_id),
            "by": "api_key" if actor.is_program else "session",
            "expires_at": await queries.expires_at(session, actor),
        }
    )


async def me(session: Session, actor: Actor) -> Me:
    """The profile with everything that decides what the actor may do and see."""
    user = await queries.load(session, User, actor.user_id)
    department = await queries.find(session, Department, user.department_id)
    return Me.model_validate(
        {
            **UserRead.model_validate(user).model_dump(),
            "department": DepartmentRead.model_validate(department) if department else None,
            "teams": [TeamRead.model_validate(team) for team in await queries.teams_of(session, actor)],
            "grants": {permission: scope.name.lower() for permission, scope in actor.grants.items()},
            "masked": sorted(actor.masked),
        }
    )


async def change_me(session: WriteSession, actor: Actor, body: MeUpdate, version: int) -> Me:
    """Changes one's own name, zone or language; 412 when the record has moved on."""
    sessions.require_person(actor)
    user = await queries.load(session, User, actor.user_id, lock=True)
    check_version(user.version, version)
    changed = body.model_dump()
    for name, value in changed.items():
        setattr(user, name, value)
    await announce(session, USER_CHANGED, "user", user, Changed(fields=sorted(changed)))
    return await me(session, actor)
