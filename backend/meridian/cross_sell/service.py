"""Turning suggestions down, and working out anew what goes together (MC-12)."""

import uuid

from meridian.calendars.queries import today
from meridian.cross_sell import queries
from meridian.cross_sell.events import PROMPT_DECLINED, PROMPT_RESTORED
from meridian.cross_sell.mining import work_out
from meridian.cross_sell.models import DeclinedPrompt
from meridian.cross_sell.schemas import DeclinedPromptCreate
from meridian.customers import queries as customers
from meridian.identity.actor import Actor
from meridian.identity.permissions import Permission
from meridian.kernel.db.session import WriteSession
from meridian.kernel.events.service import publish
from meridian.kernel.language import msg
from meridian.kernel.problems import fault
from meridian.policies.definitions.selling import CROSS_SELL_RULES
from meridian.policies.queries import snapshot
from meridian.products.models import Product


async def decline(
    session: WriteSession, actor: Actor, customer_id: uuid.UUID, body: DeclinedPromptCreate
) -> DeclinedPrompt:
    """The product, or the whole line, is not suggested to the customer again. 404, 422 for nothing of ours, 409 when so
    already."""
    await customers.load(session, actor, customer_id, permission=Permission.CUSTOMER_WRITE)
    if body.product_id is not None and await session.get(Product, body.product_id) is None:
        raise fault("/product_id", "unknown_product", msg("must be a product of ours"))
    if body.product_line is not None and not await queries.is_line(session, body.product_line):
        raise fault("/product_line", "unknown_product", msg("must be a line of our products"))
    declined = DeclinedPrompt(
        customer_id=customer_id,
        product_id=body.product_id,
        product_line=body.product_line,
        reason=body.reason,
        declined_by=session.actor_id,
        declined_at=session.now,
    )
    session.add(declined)
    await session.flush()
    await publish(
        session, PROMPT_DECLINED, declined, product_id=declined.product_id, product_line=declined.product_line
    )
    return declined


async def restore(session: WriteSession, actor: Actor, customer_id: uuid.UUID, prompt_id: uuid.UUID) -> None:
    """The product, or the line, may be suggested to the customer again. 404."""
    declined = await queries.load_declined(session, actor, customer_id, prompt_id)
    await session.delete(declined)
    await publish(
        session, PROMPT_RESTORED, declined, product_id=declined.product_id, product_line=declined.product_line
    )


async def renew(session: WriteSession) -> None:
    """Works out anew what goes together, by `cross_sell_rules`."""
    await work_out(session, (await snapshot(session)).get(CROSS_SELL_RULES), await today(session))
