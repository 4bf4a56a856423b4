"""One reporting line: who is told of something, who decides about it, and who stands in where nobody does (MC-27).

What is one person's goes to that person. Where that person is gone, and for what is addressed to a rung, it goes up the
line of the team or department until there is somebody: its head, the sales manager and the deputy director near it, the
directors, and at last whoever else answers for the company. So nothing reaches nobody.
"""

import uuid
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from sqlalchemy import or_, select, union

from meridian.identity.models import Department, Team, User
from meridian.identity.permissions import GRANTS, Permission, Role
from meridian.identity.rules import LADDER, OF_WORK, EscalationRecipient
from meridian.kernel.db.session import Session

LAST_RESORT = (Role.DEPUTY_DIRECTOR, Role.SALES_MANAGER, Role.ADMINISTRATOR)
"""Who hears what the top of the ladder should, while the company has no director."""
NOWHERE = uuid.UUID(int=0)
"""The unit of what belongs to no team and no department."""
_SEATED = (Role.SALES_MANAGER, Role.DEPUTY_DIRECTOR, Role.DIRECTOR, Role.ADMINISTRATOR)
_HEADS = union(select(Team.lead_id), select(Team.manager_id), select(Department.manager_id))


class Person(NamedTuple):
    """Somebody who works here now."""

    id: uuid.UUID
    role: str
    department_id: uuid.UUID | None


class Unit(NamedTuple):
    """A team, a department, or nowhere, with the people it has: `heads` stand in for its own, first to last."""

    id: uuid.UUID
    department_id: uuid.UUID | None
    heads: tuple[uuid.UUID | None, ...] = ()
    sales_manager: uuid.UUID | None = None
    department_manager: uuid.UUID | None = None


class Seat(NamedTuple):
    """A person whom something of that unit reaches when it is addressed to that rung and no one person has it.

    step: 0 for who is reached, 1 for whoever stands in for all of them, and so on up the line.
    """

    recipient: EscalationRecipient
    unit_id: uuid.UUID
    user_id: uuid.UUID
    step: int = 0


class ReportingLine:
    """Who stands where now. Pure."""

    def __init__(self, people: Iterable[Person], units: Iterable[Unit]) -> None:
        self._people = list(people)
        self._roles = {person.id: Role(person.role) for person in self._people}
        self._present = self._roles.keys()
        self._units = {unit.id: unit for unit in (*units, Unit(NOWHERE, None))}

    def reached(
        self, recipient: EscalationRecipient, unit_id: uuid.UUID | None, person_id: uuid.UUID | None = None
    ) -> list[uuid.UUID]:
        """The person whose it is, if here; else those of the first rung from `recipient` on that has any.

        Nobody only where the company has nobody to answer for it.
        """
        if person_id in self._present:
            return [person_id]
        return next(self._steps(recipient, unit_id), [])

    def department_of(self, person_id: uuid.UUID) -> uuid.UUID | None:
        """The department of somebody who is reached."""
        return next(person.department_id for person in self._people if person.id == person_id)

    def seats(self) -> Iterator[Seat]:
        """For every rung and unit, who is reached."""
        for unit_id in self._units:
            for recipient in LADDER:
                yield from (Seat(recipient, unit_id, user_id) for user_id in self.reached(recipient, unit_id))

    def deciding_seats(self, permission: Permission) -> Iterator[Seat]:
        """For every rung and unit, who decides with that permission, and step by step who decides in their stead."""
        for unit_id in self._units:
            for recipient in LADDER:
                step, seated = 0, set[uuid.UUID]()
                for found in self._steps(recipient, unit_id):
                    able = [each for each in found if each not in seated and permission in GRANTS[self._roles[each]]]
                    yield from (Seat(recipient, unit_id, each, step) for each in able)
                    step, seated = step + bool(able), seated.union(able)

    def _steps(self, recipient: EscalationRecipient, unit_id: uuid.UUID | None) -> Iterator[list[uuid.UUID]]:
        """Those of each rung from `recipient` on that has any, then those of the last resort."""
        unit = self._units.get(unit_id or NOWHERE, self._units[NOWHERE])
        anywhere = recipient in OF_WORK
        rungs = (self._standing(rung, unit, anywhere) for rung in LADDER[LADDER.index(recipient) :])
        others = (self._holding(role) for role in LAST_RESORT)
        yield from (found for found in (*rungs, *others) if found)

    def _standing(self, rung: EscalationRecipient, unit: Unit, anywhere: bool) -> list[uuid.UUID]:
        match rung:
            case EscalationRecipient.OWNER:
                return self._first(unit.heads)
            case EscalationRecipient.FIRST_RESPONDER:
                return []
            case EscalationRecipient.DEPARTMENT_MANAGER:
                return self._first([unit.department_manager])
            case EscalationRecipient.SALES_MANAGER:
                return self._first([unit.sales_manager]) or self._near(Role.SALES_MANAGER, unit, anywhere)
            case EscalationRecipient.DEPUTY_DIRECTOR:
                return self._near(Role.DEPUTY_DIRECTOR, unit, anywhere)
            case EscalationRecipient.DIRECTOR:
                return self._holding(Role.DIRECTOR)

    def _first(self, wanted: Iterable[uuid.UUID | None]) -> list[uuid.UUID]:
        return [user_id for user_id in wanted if user_id is not None and user_id in self._present][:1]

    def _near(self, role: Role, unit: Unit, anywhere: bool) -> list[uuid.UUID]:
        """Those of the unit's own department; where it has none, of others too, if they will do."""
        held = [person for person in self._people if person.role == role]
        near = [person.id for person in held if person.department_id == unit.department_id is not None]
        return near or [person.id for person in held if anywhere]

    def _holding(self, role: Role) -> list[uuid.UUID]:
        return [person.id for person in self._people if person.role == role]


async def reporting_line(session: Session, *person_ids: uuid.UUID | None) -> ReportingLine:
    """The line as the company stands now; `person_ids`: those whose something may be. Programs are nobody."""
    named = [each for each in person_ids if each is not None]
    seated = or_(User.role.in_(_SEATED), User.id.in_(_HEADS), User.id.in_(named))
    people = await session.execute(
        select(User.id, User.role, User.department_id)
        .where(User.active, User.role != Role.API_CLIENT, seated)
        .order_by(User.id)
    )
    found = await session.execute(
        select(Department.id, Department.manager_id, Team.id.label("team_id"), Team.lead_id)
        .add_columns(Team.manager_id.label("sales_manager_id"))
        .outerjoin(Team, Team.department_id == Department.id)
    )
    rows = found.all()
    managers = {row.id: row.manager_id for row in rows}
    units = [
        Unit(row.team_id, row.id, (row.lead_id, row.sales_manager_id), row.sales_manager_id, row.manager_id)
        for row in rows
        if row.team_id is not None
    ]
    units += [Unit(id_, id_, department_manager=manager_id) for id_, manager_id in managers.items()]
    return ReportingLine([Person(*person) for person in people], units)
