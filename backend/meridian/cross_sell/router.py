"""`/v1/customers/{id}/cross-sell-prompts`, `…/declined-prompts` and `/v1/purchase-rules`."""

import uuid
from typing import Annotated

from fastapi import APIRouter

from meridian.cross_sell import queries, service
from meridian.cross_sell.schemas import DeclinedPromptCreate, DeclinedPromptRead, PromptsRead, PurchaseRulesRead
from meridian.identity.access import Reading, Writing, allow
from meridian.identity.actor import Actor
from meridian.identity.permissions import Permission
from meridian.kernel.http.route import Route
from meridian.kernel.schemas import Listed

router = APIRouter(prefix="/v1", tags=["cross-sell"], route_class=Route)
Reader = Annotated[Actor, allow(Permission.CUSTOMER_READ)]
Writer = Annotated[Actor, allow(Permission.CUSTOMER_WRITE)]
Knower = Annotated[Actor, allow(Permission.PRODUCT_READ)]


@router.get("/customers/{customer_id}/cross-sell-prompts")
async def list_cross_sell_prompts(session: Reading, actor: Reader, customer_id: uuid.UUID) -> PromptsRead:
    """What the customer may want from what others bought, the likeliest first; never what it has, is being offered or
    turned down. Beside products, the lines of which no single product goes often enough
    with what it bought."""
    return await queries.prompts(session, actor, customer_id)


@router.get("/customers/{customer_id}/declined-prompts")
async def list_declined_prompts(session: Reading, actor: Reader, customer_id: uuid.UUID) -> Listed[DeclinedPromptRead]:
    """What the customer turned down, and why; the latest first."""
    return Listed(items=list(await queries.declined(session, actor, customer_id)))


@router.post("/customers/{customer_id}/declined-prompts", status_code=201)
async def create_declined_prompt(
    session: Writing, actor: Writer, customer_id: uuid.UUID, body: DeclinedPromptCreate
) -> DeclinedPromptRead:
    """The customer does not want the product, or anything of the line, for a reason: it is not suggested again."""
    return await queries.read_declined(session, await service.decline(session, actor, customer_id, body))


@router.delete("/customers/{customer_id}/declined-prompts/{prompt_id}", status_code=204)
async def delete_declined_prompt(session: Writing, actor: Writer, customer_id: uuid.UUID, prompt_id: uuid.UUID) -> None:
    """The product, or the line, may be suggested again."""
    await service.restore(session, actor, customer_id, prompt_id)


@router.get("/purchase-rules")
async def list_purchase_rules(session: Reading, actor: Knower) -> PurchaseRulesRead:
    """Which products, and from which product lines, the same customers buy, the strongest two hundred of each first,
    over the whole company; worked out every night by `cross_sell_rules`."""
    return await queries.rules(session)
