"""Teams and departments: founding, changing, dissolving (OT-1)."""

import uuid
from typing import Any, TypeVar

from sqlalchemy import func, select

from meridian.identity import posts, queries
from meridian.identity.events import DEPARTMENT_CHANGED, TEAM_CHANGED, Changed, announce
from meridian.identity.models import Department, Team, User
from meridian.identity.schemas import DepartmentCreate, DepartmentUpdate, TeamCreate, TeamUpdate
from meridian.kernel.db import WriteSession
from meridian.kernel.events import EventType
from meridian.kernel.http import check_version
from meridian.kernel.problems import Conflict, Invalid, fault

U = TypeVar("U", Team, Department)


async def create_team(session: WriteSession, body: TeamCreate) -> Team:
    """422 when the department is not in use or a named person does not fit the post."""
    await posts.alone(session)
    return await _save(session, Team(), body.model_dump(), TEAM_CHANGED)


async def change_team(session: WriteSession, team_id: uuid.UUID, body: TeamUpdate, version: int) -> Team:
    """Changes the fields sent. 409 when it would leave or close with members in it."""
    await posts.alone(session)
    team = await queries.load(session, Team, team_id, lock=True)
    check_version(team.version, version)
    sent = body.model_dump()
    moves = sent.get("department_id", team.department_id) != team.department_id
    closes = team.active and not sent.get("active", True)
    if moves or closes:
        await _refuse_if_any(session, User, User.team_id == team.id, "the team has members")
    return await _save(session, team, sent, TEAM_CHANGED)


async def create_department(session: WriteSession, body: DepartmentCreate) -> Department:
    """422 when the named manager does not fit, 409 when the code is taken."""
    await posts.alone(session)
    return await _save(session, Department(), body.model_dump(), DEPARTMENT_CHANGED)


async def change_department(
    session: WriteSession, department_id: uuid.UUID, body: DepartmentUpdate, version: int
) -> Department:
    """Changes the fields sent. 409 when it would close with people or teams in it."""
    await posts.alone(session)
    department = await queries.load(session, Department, department_id, lock=True)
    check_version(department.version, version)
    sent = body.model_dump()
    if department.active and not sent.get("active", True):
        await _refuse_if_any(session, User, User.department_id == department.id, "the department has members")
        await _refuse_if_any(session, Team, Team.department_id == department.id, "the department has teams")
    return await _save(session, department, sent, DEPARTMENT_CHANGED)


async def dissolve(session: WriteSession, kind: type[Team] | type[Department], row_id: uuid.UUID, version: int) -> None:
    """Removes a team or department that nothing refers to; 409 when something does: close it then."""
    await posts.alone(session)
    row = await queries.load(session, kind, row_id, lock=True)
    check_version(row.version, version)
    await session.delete(row)
    await session.flush()


async def _refuse_if_any(session: WriteSession, kind: type[User] | type[Team], condition: Any, why: str) -> None:
    count = await session.scalar(select(func.count()).select_from(kind).where(condition, kind.active))
    if count:
        raise Conflict(f"{why}: {count} in use", reason="in_use")


async def _save(session: WriteSession, row: U, values: dict[str, Any], event: EventType) -> U:
    if "department_id" in values:
        department = await queries.find(session, Department, values["department_id"])
        if department is None or not department.active:
            raise fault("/department_id", "unknown", "no such department in use")
    for name, value in values.items():
        setattr(row, name, value)
    with session.no_autoflush:
        if faults := await posts.faults(session, row):
            raise Invalid(errors=faults)
    session.add(row)
    await announce(session, event, row.__tablename__, row, Changed(fields=sorted(values)))
    return row
