"""Every SELECT on rosters."""

import uuid
from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import Select, false, join, or_, select

from meridian.calendars.queries import KEPT
from meridian.calendars.rules import WorkingCalendar
from meridian.calendars.working_time import LANGUAGES
from meridian.identity.actor import Actor
from meridian.identity.models import Team, User
from meridian.identity.permissions import GRANTS, Permission
from meridian.identity.visibility import PEOPLE, Visibility, through
from meridian.kernel.db.session import Session
from meridian.kernel.listing import Field, ListQuery, ListSpec, columns_of, page_of
from meridian.kernel.problems import NotFound
from meridian.kernel.schemas import Page
from meridian.planner.models import Roster
from meridian.planner.rosters.rules import Duty, duties, shift_calendar
from meridian.planner.rosters.schemas import DutyDay, DutyGrid, PersonDuty, RosterRead

ROSTERS = ListSpec(
    "rosters",
    fields=(
        Field("user_id", Roster.user_id, "uuid", person=True, description="Whose it is"),
        Field("team_id", User.team_id, "uuid", description="That person's team"),
        Field("user_name", User.name, "text", sortable=True, description="That person's name", example="王芳"),
        Field("updated_at", Roster.updated_at, "instant", sortable=True, description="When it last changed"),
    ),
    default_sort=("user_name",),
    id_column=Roster.id,
)
ROSTER_VISIBILITY = Visibility(
    Roster.id,
    Permission.ROSTER_READ,
    through(PEOPLE, "user", column=Roster.user_id),
    join(Roster, User, User.id == Roster.user_id),
)
"""One's own, and those of the people in one's scope."""
CALLERS = tuple(
    role
    for role, grants in GRANTS.items()
    if Permission.RECORD_WRITE in grants and Permission.ROSTER_READ in grants and Permission.CUSTOMER_SHARE in grants
)
"""Roles that call customers of their own."""


def _shown(actor: Actor) -> Select[Any]:
    may = Permission.ROSTER_WRITE
    writable = PEOPLE.visible_to(actor, may) if actor.may(may) else false()
    return (
        select(*columns_of(Roster, RosterRead), User.name.label("user_name"), User.zone, writable.label("writable"))
        .select_from(Roster)
        .join(User, User.id == Roster.user_id)
        .where(ROSTER_VISIBILITY.visible_to(actor))
    )


async def page(session: Session, actor: Actor, query: ListQuery) -> Page[RosterRead]:
    """Rosters the actor may read, by name."""
    return await page_of(
        session,
        actor,
        ROSTERS,
        query,
        lambda actor: _shown(actor),
        shows=RosterRead,
    )


async def read(session: Session, actor: Actor, roster_id: uuid.UUID) -> RosterRead:
    """One roster; 404 outside the actor's scope."""
    row = (await session.execute(_shown(actor).where(Roster.id == roster_id))).one_or_none()
    if row is None:
        raise NotFound()
    return RosterRead.of(row, masked=actor.masked)


async def load(session: Session, actor: Actor, roster_id: uuid.UUID) -> Roster:
    """The roster, locked, if the actor may change it; 404 otherwise."""
    statement = select(Roster).where(
        Roster.id == roster_id,
        ROSTER_VISIBILITY.visible_to(actor, Permission.ROSTER_WRITE),
        ROSTER_VISIBILITY.visible_to(actor),
    )
    roster = await session.scalar(statement.with_for_update())
    if roster is None:
        raise NotFound()
    return roster


# Shifts: of everybody at once, whether they have a roster or work by their department's hours.


class Shifts(NamedTuple):
    """A person who calls, and the hours they work."""

    person: User
    team_name: str | None
    roster: Roster | None
    calendar: WorkingCalendar


async def shifts(session: Session, condition: Any) -> list[Shifts]:
    """Active people by a condition on them, by team and name."""
    rows = await session.execute(
        select(User, Team.name, Roster)
        .outerjoin(Team, Team.id == User.team_id)
        .outerjoin(Roster, Roster.user_id == User.id)
        .where(User.active, condition)
        .order_by(Team.name, User.name, User.id)
    )
    calendars = await KEPT.get(session)
    found = []
    for person, team_name, roster in rows:
        usual = calendars[person.department_id if person.department_id in calendars else None]
        found.append(Shifts(person, team_name, roster, shift_calendar(person.zone, roster, usual)))
    return found


async def grid(
    session: Session, actor: Actor, first: date, last: date, *, people: Sequence[uuid.UUID], teams: Sequence[uuid.UUID]
) -> DutyGrid:
    """What those who call do on each date: all in the actor's scope, or those named."""
    condition = PEOPLE.visible_to(actor, Permission.ROSTER_READ)
    if people or teams:
        condition &= or_(User.id.in_(people), User.team_id.in_(teams))
    else:
        condition &= User.role.in_(CALLERS)
    language = LANGUAGES[actor.locale]
    may = actor.may(Permission.ROSTER_WRITE)
    return DutyGrid(
        first=first,
        last=last,
        people=[
            PersonDuty(
                user_id=each.person.id,
                user_name=each.person.name,
                team_id=each.person.team_id,
                team_name=each.team_name,
                zone=each.person.zone,
                roster_id=each.roster and each.roster.id,
                languages=each.roster.languages if each.roster else [],
                writable=may and PEOPLE.is_visible(actor, each.person, Permission.ROSTER_WRITE),
                days=[_day(duty) for duty in duties(each.calendar, each.roster, first, last, language)],
            )
            for each in await shifts(session, condition)
        ],
    )


def _day(duty: Duty) -> DutyDay:
    hours = [{"start": _clock(each.start), "end": _clock(each.end)} for each in duty.hours]
    return DutyDay.model_validate(
        {"date": duty.day, "kind": duty.kind, "hours": hours, "minutes": duty.minutes, "reason": duty.reason}
    )


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02d}:{minutes % 60:02d}"
