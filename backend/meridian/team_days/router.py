"""`/v1/team-days` and `/v1/month-targets`."""

import uuid
from typing import Annotated

from fastapi import APIRouter, Query

from meridian.calendars.schemas import Zone
from meridian.identity.access import Reading, Writing, allow
from meridian.identity.actor import Actor
from meridian.identity.permissions import Permission
from meridian.kernel.http.route import Route
from meridian.kernel.schemas import Day
from meridian.team_days import queries, service
from meridian.team_days.schemas import Month, MonthTargets, MonthTargetsUpdate, TeamDay, TeamHelpList

router = APIRouter(prefix="/v1/team-days", tags=["plans"], route_class=Route)
Reader = Annotated[Actor, allow(Permission.PLAN_READ)]
targets = APIRouter(prefix="/v1/month-targets", tags=["plans"], route_class=Route)
TargetReader = Annotated[Actor, allow(Permission.TARGET_READ)]
TargetWriter = Annotated[Actor, allow(Permission.TARGET_WRITE)]
MOST_TEAMS = 20


@router.get("")
async def get_team_day(
    session: Reading,
    actor: Reader,
    day: Annotated[Day | None, Query(description="Which day; today by default.", examples=["2026-03-10"])] = None,
    zone: Annotated[Zone | None, Query(description="On whose clock; yours by default.")] = None,
    team_id: Annotated[
        list[uuid.UUID] | None,
        Query(max_length=MOST_TEAMS, description="Only these teams; all that you see by default."),
    ] = None,
) -> TeamDay:
    """A day of the people who call, as far as you see them: what was planned for each hour, what was dialled in it and
    how many were reached (TS-2)."""
    actor.require(Permission.RECORD_READ)
    return await queries.team_day(session, actor, day, zone or actor.zone, team_id)


@router.get("/help")
async def list_team_help(
    session: Reading,
    actor: Reader,
    team_id: Annotated[list[uuid.UUID], Query(min_length=1, max_length=MOST_TEAMS, description="Of which teams.")],
    zone: Annotated[Zone | None, Query(description="On whose clock; yours by default.")] = None,
) -> TeamHelpList:
    """Who of the teams may need help now, with the evidence: fewer calls than usual by this time of day, duties kept
    less each week, more stuck than most, fewer reached than the others beyond doubt (TS-2)."""
    actor.require(Permission.RECORD_READ)
    return TeamHelpList(items=await queries.help_needed(session, actor, zone or actor.zone, team_id))


@targets.get("")
async def get_month_targets(
    session: Reading,
    actor: TargetReader,
    month: Annotated[Month | None, Query(description="Which month; the company's present one by default.")] = None,
    team_id: Annotated[
        list[uuid.UUID] | None,
        Query(max_length=MOST_TEAMS, description="Only these teams and their people; all that you see by default."),
    ] = None,
) -> MonthTargets:
    """What each person and each team is to reach in a month beside what they did: calls, calls that reached somebody,
    customers won, worth of contracts signed (OT-2, OT-3, TS-3)."""
    _may_see_figures(actor)
    return await queries.month_targets(session, actor, month, team_id)


@targets.put("")
async def put_month_targets(session: Writing, actor: TargetWriter, body: MonthTargetsUpdate) -> MonthTargets:
    """Sets the targets of many people and teams at once, all or none (OT-2, TS-3).

    409 `targets_changed` naming each that somebody else set since you read it; 422 for a month that is over, for people
    and teams that are not yours to lead, and for more calls reached than made.
    """
    _may_see_figures(actor)
    await service.set_targets(session, actor, body)
    return await queries.month_targets(session, actor, body.month, None)


def _may_see_figures(actor: Actor) -> None:
    for permission in (Permission.RECORD_READ, Permission.OPPORTUNITY_READ, Permission.CUSTOMER_READ):
        actor.require(permission)
