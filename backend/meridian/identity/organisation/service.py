"""Teams and departments, and who leads and manages them: founding, changing, dissolving (OT-1)."""

import uuid
from dataclasses import dataclass
from typing import Any, TypeVar

from sqlalchemy import Select, func, select

from meridian.identity import queries
from meridian.identity.events import DEPARTMENT_CHANGED, TEAM_CHANGED, forget_actors
from meridian.identity.models import Department, Team, User
from meridian.identity.permissions import Role
from meridian.identity.rules import DEPARTMENT_MANAGERS, TEAM_LEADS, TEAM_MANAGERS
from meridian.identity.schemas import DepartmentCreate, DepartmentUpdate, TeamCreate, TeamUpdate
from meridian.kernel.db.locks import one_at_a_time
from meridian.kernel.db.session import WriteSession
from meridian.kernel.events.rules import EventType
from meridian.kernel.events.service import publish
from meridian.kernel.language import Message, msg
from meridian.kernel.patch import assign
from meridian.kernel.problems import Conflict, Fault, Invalid, check_version, fault

# Posts: who leads and manages teams, who is responsible for departments, and that they stay fit for it.


Unit = Team | Department


@dataclass(frozen=True, slots=True)
class ManagementRole:
    """A column that names a person, the roles that may hold it, and whether the holder must be of its department."""

    kind: type[Unit]
    column: str
    roles: frozenset[Role]
    same_department: bool
    event: EventType

    def fits(self, user: User, unit: Unit) -> bool:
        department_id = unit.department_id if isinstance(unit, Team) else unit.id
        own = not self.same_department or user.department_id == department_id
        return user.active and user.role in self.roles and own


MANAGEMENT_ROLES = (
    ManagementRole(Team, "lead_id", TEAM_LEADS, True, TEAM_CHANGED),
    ManagementRole(Team, "manager_id", TEAM_MANAGERS, False, TEAM_CHANGED),
    ManagementRole(Department, "manager_id", DEPARTMENT_MANAGERS, False, DEPARTMENT_CHANGED),
)


async def lock_organisation(session: WriteSession) -> None:
    """Waits until nobody else changes the organisation: roles, places and posts depend on each other across rows."""
    await one_at_a_time(session, "organisation")


async def vacate_management_roles(session: WriteSession, user: User) -> None:
    """Empties the posts the user no longer fits."""
    for post in MANAGEMENT_ROLES:
        holding = getattr(post.kind, post.column) == user.id
        held: Select[Any] = select(post.kind).where(holding).with_for_update()
        for unit in await session.scalars(held):
            if not post.fits(user, unit):
                assign(unit, {post.column: None})
                await publish(session, post.event, unit, fields=[post.column])
                await forget_actors(session)


async def management_faults(session: WriteSession, unit: Unit) -> list[Fault]:
    """What is wrong with the people named in the unit's posts."""
    found = []
    for post in MANAGEMENT_ROLES:
        holder_id = getattr(unit, post.column) if isinstance(unit, post.kind) else None
        if holder_id is None:
            continue
        user = await queries.find(session, User, holder_id)
        if user is None or not post.fits(user, unit):
            roles = sorted(post.roles)
            found.append(
                Fault(
                    f"/{post.column}",
                    "not_fit",
                    msg("must be somebody active of the same department who is one of: {roles}", roles=roles)
                    if post.same_department
                    else msg("must be somebody active who is one of: {roles}", roles=roles),
                )
            )
    return found


# Teams and departments: founding, changing, dissolving (OT-1).


U = TypeVar("U", Team, Department)


async def create_team(session: WriteSession, body: TeamCreate) -> Team:
    """422 when the department is not in use or a named person does not fit the post."""
    await lock_organisation(session)
    return await _save(session, Team(), body.model_dump(), TEAM_CHANGED)


async def change_team(session: WriteSession, team_id: uuid.UUID, body: TeamUpdate, version: int) -> Team:
    """Changes the fields sent. 409 when it would leave or close with members in it."""
    await lock_organisation(session)
    team = await queries.load(session, Team, team_id, lock=True)
    check_version(team.version, version)
    sent = body.model_dump()
    moves = sent.get("department_id", team.department_id) != team.department_id
    closes = team.active and not sent.get("active", True)
    if moves or closes:
        await _refuse_if_any(session, User, User.team_id == team.id, msg("the team has members"))
    return await _save(session, team, sent, TEAM_CHANGED)


async def create_department(session: WriteSession, body: DepartmentCreate) -> Department:
    """422 when the named manager does not fit, 409 when the code is taken."""
    await lock_organisation(session)
    return await _save(session, Department(), body.model_dump(), DEPARTMENT_CHANGED)


async def change_department(
    session: WriteSession, department_id: uuid.UUID, body: DepartmentUpdate, version: int
) -> Department:
    """Changes the fields sent. 409 when it would close with people or teams in it."""
    await lock_organisation(session)
    department = await queries.load(session, Department, department_id, lock=True)
    check_version(department.version, version)
    sent = body.model_dump()
    if department.active and not sent.get("active", True):
        await _refuse_if_any(session, User, User.department_id == department.id, msg("the department has members"))
        await _refuse_if_any(session, Team, Team.department_id == department.id, msg("the department has teams"))
    return await _save(session, department, sent, DEPARTMENT_CHANGED)


async def dissolve(session: WriteSession, kind: type[Team] | type[Department], row_id: uuid.UUID, version: int) -> None:
    """Removes a team or department that nothing refers to; 409 when something does: close it then."""
    await lock_organisation(session)
    row = await queries.load(session, kind, row_id, lock=True)
    check_version(row.version, version)
    await session.delete(row)
    await session.flush()


async def _refuse_if_any(session: WriteSession, kind: type[User] | type[Team], condition: Any, why: Message) -> None:
    count = await session.scalar(select(func.count()).select_from(kind).where(condition, kind.active))
    if count:
        raise Conflict(why, reason="in_use")


async def _save(session: WriteSession, row: U, values: dict[str, Any], event: EventType) -> U:
    if "department_id" in values:
        department = await queries.find(session, Department, values["department_id"])
        if department is None or not department.active:
            raise fault("/department_id", "unknown", msg("no such department in use"))
    assign(row, values)
    with session.no_autoflush:
        if faults := await management_faults(session, row):
            raise Invalid(errors=faults)
    session.add(row)
    await publish(session, event, row, fields=sorted(values))
    await forget_actors(session)
    return row
