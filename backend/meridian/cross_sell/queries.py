"""SELECTs on suggestions: what goes together, what one customer may want, what it turned down."""

import uuid
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select, and_, exists, func, select, union_all
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import aliased

from meridian.cross_sell.models import DeclinedPrompt, PurchaseRule
from meridian.cross_sell.schemas import DeclinedPromptRead, PromptRead, PurchaseRuleRead
from meridian.customers import queries as customers
from meridian.customers.models import InstalledProduct, Order, OrderLine
from meridian.customers.rules import InstalledState
from meridian.identity.actor import Actor
from meridian.identity.permissions import Permission
from meridian.kernel.db.session import Session, WriteSession
from meridian.kernel.problems import NotFound
from meridian.kernel.shares import share_of
from meridian.opportunities.models import Opportunity, OpportunityLine
from meridian.opportunities.rules import OpportunityOutcome
from meridian.products.models import Product

MOST = 200
"""The strongest pairs that are shown at once."""
First, Second = aliased(Product), aliased(Product)
CONFIDENCE = PurchaseRule.together * 1.0 / PurchaseRule.buyers


def _named(product: Product) -> dict[str, Any]:
    return {"id": product.id, "name": product.name, "name_zh": product.name_zh}


async def prompts(session: Session, actor: Actor, customer_id: uuid.UUID) -> list[PromptRead]:
    """What the customer may want, the likeliest first, each product once: sold now, not bought or run by it, not in an
    open opportunity of it, not turned down. 404 outside the actor's scope."""
    await customers.load(session, actor, customer_id)
    bought = (
        select(OrderLine.product_id, func.max(Order.ordered_on).label("bought_on"))
        .join(Order, Order.id == OrderLine.order_id)
        .where(Order.customer_id == customer_id, OrderLine.product_id.is_not(None))
        .group_by(OrderLine.product_id)
        .cte("bought")
    )
    has = union_all(
        select(bought.c.product_id),
        select(InstalledProduct.product_id).where(
            InstalledProduct.customer_id == customer_id,
            InstalledProduct.product_id.is_not(None),
            InstalledProduct.state != InstalledState.RETIRED,
        ),
        select(OpportunityLine.product_id)
        .join(Opportunity, Opportunity.id == OpportunityLine.opportunity_id)
        .where(
            Opportunity.customer_id == customer_id,
            Opportunity.outcome == OpportunityOutcome.OPEN,
            OpportunityLine.product_id.is_not(None),
        ),
        select(DeclinedPrompt.product_id).where(DeclinedPrompt.customer_id == customer_id),
    ).subquery("has")
    best = (
        select(PurchaseRule, First, Second, bought.c.bought_on)
        .ext(distinct_on(PurchaseRule.then_product_id))
        .join(bought, bought.c.product_id == PurchaseRule.if_product_id)
        .join(First, First.id == PurchaseRule.if_product_id)
        .join(Second, and_(Second.id == PurchaseRule.then_product_id, Second.active))
        .where(~exists().where(has.c.product_id == PurchaseRule.then_product_id))
        .order_by(PurchaseRule.then_product_id, CONFIDENCE.desc(), PurchaseRule.together.desc())
    )
    rows = (await session.execute(best)).all()
    rows = sorted(rows, key=lambda row: (-row[0].together / row[0].buyers, -row[0].together, row[2].code))
    return [
        PromptRead.model_validate(
            {
                "product": _named(then),
                "selling_points": then.selling_points,
                "because_of": _named(first),
                "bought_on": bought_on,
                "share": share_of(rule.together, rule.buyers),
                "usual": share_of(rule.then_buyers, rule.customers),
            }
        )
        for rule, first, then, bought_on in rows
    ]


async def rules(session: Session) -> list[PurchaseRuleRead]:
    """What goes together, the strongest first, up to `MOST`."""
    statement = (
        select(PurchaseRule, First, Second)
        .join(First, First.id == PurchaseRule.if_product_id)
        .join(Second, Second.id == PurchaseRule.then_product_id)
        .order_by(CONFIDENCE.desc(), PurchaseRule.together.desc(), First.code, Second.code)
        .limit(MOST)
    )
    return [
        PurchaseRuleRead.model_validate(
            {
                "if_product": _named(first),
                "then_product": _named(then),
                "share": share_of(rule.together, rule.buyers),
                "support": share_of(rule.together, rule.customers),
                "usual": share_of(rule.then_buyers, rule.customers),
                "worked_out_at": rule.worked_out_at,
            }
        )
        for rule, first, then in (await session.execute(statement)).all()
    ]


def _declined(customer_id: uuid.UUID) -> Select[*tuple[Any, ...]]:
    return (
        select(DeclinedPrompt, Product)
        .join(Product, Product.id == DeclinedPrompt.product_id)
        .where(DeclinedPrompt.customer_id == customer_id)
        .order_by(DeclinedPrompt.id.desc())
    )


def _read(found: DeclinedPrompt, product: Product) -> DeclinedPromptRead:
    columns = {name: getattr(found, name) for name in DeclinedPromptRead.model_fields if name != "product"}
    return DeclinedPromptRead.model_validate({**columns, "product": _named(product)})


async def declined(session: Session, actor: Actor, customer_id: uuid.UUID) -> Sequence[DeclinedPromptRead]:
    """What the customer turned down, the latest first. 404 outside the actor's scope."""
    await customers.load(session, actor, customer_id)
    return [_read(*row) for row in (await session.execute(_declined(customer_id))).all()]


async def read_declined(session: Session, found: DeclinedPrompt) -> DeclinedPromptRead:
    """One that was just written."""
    return _read(found, await session.get_one(Product, found.product_id))


async def load_declined(
    session: WriteSession, actor: Actor, customer_id: uuid.UUID, prompt_id: uuid.UUID
) -> DeclinedPrompt:
    """What was turned down, to be taken back; 404 outside the actor's scope to write."""
    await customers.load(session, actor, customer_id, permission=Permission.CUSTOMER_WRITE)
    found = await session.get(DeclinedPrompt, prompt_id, with_for_update=True)
    if found is None or found.customer_id != customer_id:
        raise NotFound()
    return found
