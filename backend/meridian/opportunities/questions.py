"""Questions that come up on an opportunity, passed to a department (OT-13, OT-14)."""

import uuid

from meridian.customers import queries as customers
from meridian.handoffs import service as handoffs
from meridian.handoffs.models import Handoff
from meridian.handoffs.rules import Origin
from meridian.handoffs.schemas import HandoffAsk
from meridian.identity.actor import Actor
from meridian.identity.roles import Permission
from meridian.kernel.db import WriteSession
from meridian.opportunities import queries


async def ask(session: WriteSession, actor: Actor, opportunity_id: uuid.UUID, body: HandoffAsk) -> Handoff:
    """Passes a question on; 404 unless the actor sees the opportunity and may ask for its customer."""
    opportunity = await queries.load(session, actor, opportunity_id)
    await customers.load(session, actor, opportunity.customer_id, permission=Permission.HANDOFF_WRITE)
    return await handoffs.ask(
        session, opportunity.customer_id, body, origin_type=Origin.OPPORTUNITY, origin_id=opportunity.id
    )
