"""Who works on invented complaints, as the company is: read once."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from sqlalchemy import select

from meridian.calendars.queries import calendar_for
from meridian.calendars.rules import WorkingCalendar, working_calendar
from meridian.identity.actor import Actor
from meridian.identity.models import Department, Team, User
from meridian.identity.permissions import Role
from meridian.kernel.db.session import WriteSession
from meridian.policies.definitions.complaints import COMPENSATION_APPROVAL_LIMITS
from meridian.policies.queries import snapshot
from meridian_local.demo.past import actors

_SOLVERS = (Role.PRODUCT_SPECIALIST, Role.SERVICE_AGENT)


@dataclass(frozen=True, slots=True)
class Desk:
    """A department that solves complaints, and its people who may."""

    department_id: uuid.UUID
    people: tuple[uuid.UUID, ...]


@dataclass(frozen=True, slots=True)
class Staff:
    """now: how far stories go. hours, zone: the company's. desks: by code of the department. service: who takes
    complaints by email and passes them on. leads, managers: of each team. approvers: by role the first who may approve
    a compensation.
    """

    now: datetime
    hours: WorkingCalendar
    zone: ZoneInfo
    actors: Mapping[uuid.UUID, Actor]
    desks: Mapping[str, Desk]
    service: tuple[uuid.UUID, ...]
    leads: Mapping[uuid.UUID, uuid.UUID]
    managers: Mapping[uuid.UUID, uuid.UUID]
    approvers: Mapping[Role, uuid.UUID]

    def desk(self, code: str, team_id: uuid.UUID | None) -> Desk | None:
        """The department's, or another that solves complaints where it has nobody; where none does, the lead of the
        customer's team; None where that is nobody either."""
        if self.desks:
            return self.desks.get(code) or next(iter(self.desks.values()))
        lead_id = self.leads.get(team_id) if team_id else None
        lead = self.actors.get(lead_id) if lead_id else None
        return Desk(lead.department_id, (lead.user_id,)) if lead and lead.department_id else None

    def approver(self, role: Role | None, team_id: uuid.UUID | None) -> uuid.UUID | None:
        """Who of that role approves for the team's customers."""
        if role == Role.SALES_MANAGER and team_id is not None:
            return self.managers.get(team_id)
        return self.approvers.get(role) if role is not None else None


async def staff_of(session: WriteSession, now: datetime) -> Staff:
    """The people in the database."""
    people = (await session.scalars(select(User).where(User.active).order_by(User.email))).all()
    codes = {department.id: department.code for department in await session.scalars(select(Department))}
    teams = (await session.scalars(select(Team))).all()
    desks: dict[str, Desk] = {}
    for user in people:
        if user.role in _SOLVERS and user.department_id is not None:
            before = desks.get(codes[user.department_id], Desk(user.department_id, ()))
            desks[codes[user.department_id]] = Desk(user.department_id, (*before.people, user.id))
    limits, company = (await snapshot(session)).get(COMPENSATION_APPROVAL_LIMITS), await calendar_for(session, None)
    working = {user.id for user in people}
    return Staff(
        now=now,
        hours=working_calendar(company),
        zone=ZoneInfo(company.zone),
        actors=await actors(session),
        desks=desks,
        service=tuple(user.id for user in people if user.role == Role.SERVICE_AGENT),
        leads={team.id: team.lead_id for team in teams if team.lead_id in working},
        managers={team.id: team.manager_id for team in teams if team.manager_id in working},
        approvers={role: user.id for user in reversed(people) if limits.get(role := Role(user.role), Decimal()) != 0},
    )
