"""`/v1/duties`."""

import uuid
from typing import Annotated

from fastapi import APIRouter, Query

from meridian.duties import effects, queries
from meridian.duties.rules import CoverageBy
from meridian.duties.schemas import (
    BreachRead,
    CoverageDays,
    DutyCoverage,
    DutyPreview,
    DutyPreviewRead,
    DutyRead,
    ExecutiveCoverage,
)
from meridian.identity.access import Reading, allow
from meridian.identity.actor import Actor
from meridian.identity.permissions import Permission
from meridian.kernel.http.route import Route
from meridian.kernel.listing import ListQuery, list_and_search
from meridian.kernel.schemas import Page
from meridian.policies.rules import Grade

router = APIRouter(prefix="/v1/duties", tags=["duties"], route_class=Route)
Reader = Annotated[Actor, allow(Permission.CUSTOMER_READ)]


@list_and_search(router, "", queries.DUTIES)
async def list_duties(session: Reading, actor: Reader, query: ListQuery) -> Page[DutyRead]:
    """What policy owes your customers: by when, by which rule and version, counted from which contact (MC-17)."""
    return await queries.page(session, actor, query)


@list_and_search(router, "/breaches", queries.BREACHES)
async def list_duty_breaches(session: Reading, actor: Reader, query: ListQuery) -> Page[BreachRead]:
    """Contacts that were not made by when they were owed, the latest first."""
    return await queries.breaches(session, actor, query)


@router.get("/coverage")
async def get_duty_coverage(
    session: Reading,
    actor: Reader,
    by: Annotated[CoverageBy, Query(description="By what to count.", examples=["owner"])] = CoverageBy.OWNER,
    team_id: Annotated[uuid.UUID | None, Query(description="Only customers of this team.")] = None,
    owner_id: Annotated[uuid.UUID | None, Query(description="Only customers of this person.")] = None,
    grade: Annotated[Grade | None, Query(description="Only customers of this grade.")] = None,
) -> DutyCoverage:
    """How many customers are owed a contact, and how many are overdue: in all, and by owner, team, grade, market or
    rule."""
    return await queries.coverage(session, actor, by, {"team_id": team_id, "owner_id": owner_id, "grade": grade})


@router.get("/executives")
async def get_executive_coverage(session: Reading, actor: Reader) -> ExecutiveCoverage:
    """How many key customers are owed an executive's contact, and how many are overdue (MC-13)."""
    return await queries.executives(session, actor)


@router.get("/days")
async def list_duty_days(
    session: Reading,
    actor: Reader,
    days: Annotated[int, Query(ge=1, le=366, description="How many days back.", examples=[30])] = 30,
) -> CoverageDays:
    """How far duties were kept, day by day; today as it was last counted."""
    return await queries.days(session, actor, days)


@router.post("/preview")
async def preview_duties(session: Reading, actor: Reader, body: DutyPreview) -> DutyPreviewRead:
    """What other values of the policy would do to the customers you see: how many are due when, who becomes overdue,
    whose load changes. Nothing is changed; deciding the values (`POST /v1/policies/{key}/versions`) does just that."""
    return await effects.preview(session, actor, body)
