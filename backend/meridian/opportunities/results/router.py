"""`/v1/opportunities/results`."""

import uuid
from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Query

from meridian.identity.access import Reading, allow
from meridian.identity.actor import Actor
from meridian.identity.permissions import Permission
from meridian.kernel.http.route import Route
from meridian.kernel.language import msg
from meridian.kernel.problems import fault
from meridian.kernel.schemas import Day
from meridian.opportunities.results import queries
from meridian.opportunities.results.queries import Period
from meridian.opportunities.results.schemas import SalesResults

router = APIRouter(prefix="/v1/opportunities", tags=["opportunities"], route_class=Route)
Reader = Annotated[Actor, allow(Permission.OPPORTUNITY_READ)]
LONGEST = timedelta(days=366)


@router.get("/results")
async def get_sales_results(
    session: Reading,
    actor: Reader,
    first: Annotated[Day, Query(description="First day of the period.", examples=["2026-11-01"])],
    last: Annotated[Day, Query(description="Last day of the period.", examples=["2026-11-30"])],
    owner_id: Annotated[uuid.UUID | None, Query(description="Only what is this person's.")] = None,
    team_id: Annotated[uuid.UUID | None, Query(description="Only what is this team's.")] = None,
) -> SalesResults:
    """What a period brought: contracts signed and what they are worth, customers who bought for the first time, and
    how many of its working days have begun (CR-16, MC-16).

    Days are those of the company's calendar. 422 for a period that ends before it begins or is longer than a year.
    """
    if last < first:
        raise fault("/query/last", "out_of_range", msg("must not lie before the first day"))
    if last - first >= LONGEST:
        raise fault("/query/last", "out_of_range", msg("must lie within a year of the first day"))
    return await queries.results(session, actor, Period(first, last), {"owner_id": owner_id, "team_id": team_id})
