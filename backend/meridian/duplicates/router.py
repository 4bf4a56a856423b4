"""`/v1/customers/check-duplicates`."""

from typing import Annotated

from fastapi import APIRouter

from meridian.duplicates import checking
from meridian.duplicates.schemas import DuplicateCheck, DuplicatesFound
from meridian.identity.access import Reading, allow
from meridian.identity.actor import Actor
from meridian.identity.roles import Permission
from meridian.kernel.http import Route

router = APIRouter(prefix="/v1/customers", tags=["customers"], route_class=Route)


@router.post("/check-duplicates")
async def check_duplicates(
    session: Reading, actor: Annotated[Actor, allow(Permission.CUSTOMER_WRITE)], body: DuplicateCheck
) -> DuplicatesFound:
    """Asks whether a company is known before it is entered. Of customers outside your scope you learn whom to ask."""
    return DuplicatesFound(matches=await checking.check(session, actor, body))
