"""How other parts hear of opportunities."""

from typing import Any

from meridian.kernel.db import WriteSession
from meridian.kernel.events import EventType, emit
from meridian.opportunities.events import OPPORTUNITY_CHANGED
from meridian.opportunities.models import Opportunity
from meridian.opportunities.valuation import revalue_one

SUBJECT = "opportunity"


async def announce(session: WriteSession, kind: EventType, opportunity: Opportunity, **data: Any) -> None:
    """Tells those who see the customer. What follows from the change is written and read back first: its value too."""
    await revalue_one(session, opportunity)
    stage = {} if "move" in data else {"stage": opportunity.stage}
    await emit(
        session,
        kind,
        subject_type=SUBJECT,
        subject_id=opportunity.id,
        version=opportunity.version,
        customer_id=opportunity.customer_id,
        data={"owner_id": opportunity.owner_id, **stage, **data},
    )


async def announce_change(session: WriteSession, opportunity: Opportunity, *fields: str) -> None:
    """Tells that fields or parts of the opportunity changed."""
    if fields:
        await announce(session, OPPORTUNITY_CHANGED, opportunity, fields=sorted(fields))
