"""Posts: who leads and manages teams, who is responsible for departments, and that they stay fit for it."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, func, select

from meridian.identity import queries
from meridian.identity.events import DEPARTMENT_CHANGED, TEAM_CHANGED, Changed, announce
from meridian.identity.models import Department, Team, User
from meridian.identity.roles import Role
from meridian.identity.rules import DEPARTMENT_MANAGERS, TEAM_LEADS, TEAM_MANAGERS
from meridian.kernel.db import WriteSession
from meridian.kernel.events import EventType
from meridian.kernel.problems import Fault

ORGANISATION_LOCK = 7_313_002


Unit = Team | Department


@dataclass(frozen=True, slots=True)
class Post:
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


POSTS = (
    Post(Team, "lead_id", TEAM_LEADS, True, TEAM_CHANGED),
    Post(Team, "manager_id", TEAM_MANAGERS, False, TEAM_CHANGED),
    Post(Department, "manager_id", DEPARTMENT_MANAGERS, False, DEPARTMENT_CHANGED),
)


async def alone(session: WriteSession) -> None:
    """Waits until nobody else changes the organisation: roles, places and posts depend on each other across rows."""
    await session.execute(select(func.pg_advisory_xact_lock(ORGANISATION_LOCK)))


async def vacate(session: WriteSession, user: User) -> None:
    """Empties the posts the user no longer fits."""
    for post in POSTS:
        holding = getattr(post.kind, post.column) == user.id
        held: Select[Any] = select(post.kind).where(holding).with_for_update()
        for unit in await session.scalars(held):
            if not post.fits(user, unit):
                setattr(unit, post.column, None)
                await announce(session, post.event, unit.__tablename__, unit, Changed(fields=[post.column]))


async def faults(session: WriteSession, unit: Unit) -> list[Fault]:
    """What is wrong with the people named in the unit's posts."""
    found = []
    for post in POSTS:
        holder_id = getattr(unit, post.column) if isinstance(unit, post.kind) else None
        if holder_id is None:
            continue
        user = await queries.find(session, User, holder_id)
        if user is None or not post.fits(user, unit):
            place = " of the same department" if post.same_department else ""
            roles = ", ".join(sorted(post.roles))
            found.append(Fault(f"/{post.column}", "not_fit", f"must be somebody active{place} who is one of: {roles}"))
    return found
