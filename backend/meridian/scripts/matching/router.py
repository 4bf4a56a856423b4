"""`/v1/scripts/match`."""

import uuid
from typing import Annotated

from fastapi import APIRouter, Query

from meridian.identity.access import Reading, allow
from meridian.identity.actor import Actor
from meridian.identity.permissions import Permission
from meridian.kernel.http.route import Route
from meridian.plans.rules import PlanKind
from meridian.scripts.matching import queries
from meridian.scripts.matching.schemas import ScriptMatch
from meridian.scripts.rules import ID, Scenario

router = APIRouter(prefix="/v1/scripts", tags=["scripts"], route_class=Route)
Reader = Annotated[Actor, allow(Permission.SCRIPT_READ)]


@router.get("/match")
async def get_script_match(
    session: Reading,
    actor: Reader,
    customer_id: Annotated[uuid.UUID, Query(description="Who is called.", examples=[ID])],
    contact_id: Annotated[uuid.UUID | None, Query(description="The person there.", examples=[ID])] = None,
    scenario: Annotated[
        Scenario | None,
        Query(description="What the call is for; told from what is known unless given.", examples=["revisit"]),
    ] = None,
    occasion: Annotated[
        PlanKind | None, Query(description="The kind of contact planned.", examples=["follow_up"])
    ] = None,
    script_id: Annotated[uuid.UUID | None, Query(description="Another one of those that fit.", examples=[ID])] = None,
) -> ScriptMatch:
    """The script for a call: the most specific of those in use that fit, and what made it so.

    A script fits unless what it is for contradicts the call. Of those that fit, the one that is expressly for more of
    scenario, product, segment and market; then in that order; then one in a language they speak; then the newer.
    """
    return await queries.match(
        session,
        actor,
        customer_id,
        contact_id=contact_id,
        scenario=scenario,
        occasion=occasion,
        script_id=script_id,
    )
