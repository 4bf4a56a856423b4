"""`/v1/customers/{id}/lead-score` and `/v1/lead-checks`."""

import uuid
from typing import Annotated

from fastapi import APIRouter

from meridian.identity.access import Reading, Writing, allow
from meridian.identity.actor import Actor
from meridian.identity.permissions import Permission
from meridian.kernel.http.route import Route
from meridian.kernel.jobs import defer
from meridian.kernel.schemas import Listed
from meridian.leads import queries, service
from meridian.leads.schemas import LeadCheckRead, LeadScoreRead

router = APIRouter(prefix="/v1", tags=["leads"], route_class=Route)
Reader = Annotated[Actor, allow(Permission.CUSTOMER_READ)]
Decider = Annotated[Actor, allow(Permission.CUSTOMER_DECIDE)]


@router.get("/customers/{customer_id}/lead-score")
async def get_lead_score(session: Reading, actor: Reader, customer_id: uuid.UUID) -> LeadScoreRead:
    """How promising the customer is as its facts stand now, and what each fact gives; nothing of who has bought."""
    return await queries.score(session, actor, customer_id)


@router.get("/lead-checks")
async def list_lead_checks(session: Reading, actor: Reader) -> Listed[LeadCheckRead]:
    """The last comparison of scores with who bought, over the whole company; empty before the first.

    Who had not bought `lead_check_days` ago is scored as the facts stood then, so that what came of it later proves
    nothing by itself; source, size and expected sales count as they are known today. Every share comes with its 95 %
    interval, and says when it rests on too few cases.
    """
    latest = await queries.latest_check(session)
    return Listed(items=[] if latest is None else [latest])


@router.post("/lead-checks", status_code=202)
async def start_lead_check(session: Writing, actor: Decider) -> LeadCheckRead:
    """Has scores compared with who bought, which takes seconds to minutes; by the clock it happens every night. While
    one waits or is under way, that one is meant."""
    check = await service.begin_check(session, actor)
    await defer(session, service.CHECK, lock=service.LOCK, check_id=str(check.id))
    return queries.read(check)
