"""`/v1/source-results`."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Query

from meridian.campaigns.results import queries
from meridian.campaigns.results.schemas import SourceResults
from meridian.identity.access import Reading, allow
from meridian.identity.actor import Actor
from meridian.identity.permissions import Permission
from meridian.kernel.http.route import Route

router = APIRouter(prefix="/v1", tags=["campaigns"], route_class=Route)
Reader = Annotated[Actor, allow(Permission.CAMPAIGN_READ)]


@router.get("/source-results")
async def get_source_results(
    session: Reading,
    actor: Reader,
    since: Annotated[date | None, Query(description="Obtained on this day or later.", examples=["2026-01-01"])] = None,
    until: Annotated[date | None, Query(description="Obtained on this day or before.", examples=[None])] = None,
) -> SourceResults:
    """From call to deal by where customers came from (TS-4), of the customers you see."""
    return await queries.of_sources(session, actor, since, until)
