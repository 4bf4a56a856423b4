"""Who opted out of a channel is not contacted by it: every later plan of such a contact ends at once (OT-11)."""

import uuid

from meridian.customers.codes import Channel
from meridian.kernel.db import WriteSession
from meridian.plans import writing
from meridian.plans.codes import METHODS_OF, ItemState
from meridian.plans.models import PlannedContact

ENDED = {ItemState.PLANNED: "cancel", ItemState.PENDING_APPROVAL: "drop"}


async def cancel_refused(
    session: WriteSession, customer_id: uuid.UUID, contact_id: uuid.UUID | None, channel: Channel, reason: str
) -> int:
    """Cancels every open item of the customer (of this person only, when one is named) by a method of the channel.

    Safe to repeat. Returns how many items it ended.
    """
    condition = (PlannedContact.customer_id == customer_id) & PlannedContact.method.in_(METHODS_OF[channel])
    if contact_id is not None:
        condition &= PlannedContact.contact_id == contact_id
    ended = 0
    while count := await writing.close_where(
        session, condition, moves=ENDED, state=ItemState.CANCELLED, reason=f"opted out: {reason}"
    ):
        ended += count
    return ended
