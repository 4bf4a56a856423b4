"""SELECTs on suggestions: what goes together, what one customer may want, what it turned down."""

import uuid
from collections.abc import Sequence
from typing import Any

from sqlalchemy import CTE, CompoundSelect, Select, and_, exists, func, or_, select, union_all
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import InstrumentedAttribute, aliased

from meridian.cross_sell.models import DeclinedPrompt, PurchaseLineRule, PurchaseRule
from meridian.cross_sell.schemas import (
    DeclinedPromptRead,
    LinePromptRead,
    PromptRead,
    PromptsRead,
    PurchaseLineRuleRead,
    PurchaseRuleRead,
    PurchaseRulesRead,
)
from meridian.customers import queries as customers
from meridian.customers.models import InstalledProduct, Order, OrderLine
from meridian.customers.rules import InstalledState
from meridian.identity.actor import Actor
from meridian.identity.permissions import Permission
from meridian.kernel.db.session import Session, WriteSession
from meridian.kernel.problems import NotFound
from meridian.kernel.schemas import share_of
from meridian.opportunities.models import Opportunity, OpportunityLine
from meridian.opportunities.rules import OpportunityOutcome
from meridian.products.models import Product

MOST = 200
"""The strongest pairs that are shown at once."""
NAMED = 5
"""So many products of a line are named."""
First, Second = aliased(Product), aliased(Product)
CONFIDENCE = PurchaseRule.together * 1.0 / PurchaseRule.buyers
LINE_CONFIDENCE = PurchaseLineRule.together * 1.0 / PurchaseLineRule.buyers


def _named(product: Product) -> dict[str, Any]:
    return {"id": product.id, "name": product.name, "name_zh": product.name_zh}


async def prompts(session: Session, actor: Actor, customer_id: uuid.UUID) -> PromptsRead:
    """What the customer may want, the likeliest first, each once: sold now, not bought or run by it, not in an open
    opportunity of it, not turned down. A line is named where it has nothing of it and no product of it is suggested.
    404 outside the actor's scope."""
    await customers.load(session, actor, customer_id)
    items = await _product_prompts(session, customer_id)
    return PromptsRead(
        items=items, lines=await _line_prompts(session, customer_id, [item.product.id for item in items])
    )


def _bought(customer_id: uuid.UUID) -> CTE:
    return (
        select(OrderLine.product_id, func.max(Order.ordered_on).label("bought_on"))
        .join(Order, Order.id == OrderLine.order_id)
        .where(Order.customer_id == customer_id, OrderLine.product_id.is_not(None))
        .group_by(OrderLine.product_id)
        .cte("bought")
    )


def _has(customer_id: uuid.UUID, bought: CTE) -> CompoundSelect[Any]:
    """The products the customer bought, runs or is being offered."""
    return union_all(
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
    )


def _turned_down(customer_id: uuid.UUID, column: InstrumentedAttribute[Any]) -> Select[Any]:
    return select(column).where(DeclinedPrompt.customer_id == customer_id, column.is_not(None))


async def _product_prompts(session: Session, customer_id: uuid.UUID) -> list[PromptRead]:
    bought = _bought(customer_id)
    has = _has(customer_id, bought).subquery("has")
    best = (
        select(PurchaseRule, First, Second, bought.c.bought_on)
        .ext(distinct_on(PurchaseRule.then_product_id))
        .join(bought, bought.c.product_id == PurchaseRule.if_product_id)
        .join(First, First.id == PurchaseRule.if_product_id)
        .join(Second, and_(Second.id == PurchaseRule.then_product_id, Second.active))
        .where(
            ~exists().where(has.c.product_id == PurchaseRule.then_product_id),
            PurchaseRule.then_product_id.not_in(_turned_down(customer_id, DeclinedPrompt.product_id)),
            func.coalesce(Second.product_line.not_in(_turned_down(customer_id, DeclinedPrompt.product_line)), True),
        )
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
                **_shares(rule),
            }
        )
        for rule, first, then, bought_on in rows
    ]


async def _line_prompts(
    session: Session, customer_id: uuid.UUID, suggested: Sequence[uuid.UUID]
) -> list[LinePromptRead]:
    bought = _bought(customer_id)
    has = _has(customer_id, bought).subquery("has")
    lines = (
        select(Product.product_line, func.max(bought.c.bought_on).label("bought_on"))
        .join(bought, bought.c.product_id == Product.id)
        .where(Product.product_line.is_not(None))
        .group_by(Product.product_line)
        .subquery("lines")
    )
    known = (
        select(Product.product_line)
        .where(or_(Product.id.in_(select(has.c.product_id)), Product.id.in_(suggested)))
        .where(Product.product_line.is_not(None))
    )
    best = (
        select(PurchaseLineRule, lines.c.bought_on)
        .ext(distinct_on(PurchaseLineRule.then_line))
        .join(lines, lines.c.product_line == PurchaseLineRule.if_line)
        .where(
            PurchaseLineRule.then_line.not_in(known),
            PurchaseLineRule.then_line.not_in(_turned_down(customer_id, DeclinedPrompt.product_line)),
        )
        .order_by(PurchaseLineRule.then_line, LINE_CONFIDENCE.desc(), PurchaseLineRule.together.desc())
    )
    rows = (await session.execute(best)).all()
    if not rows:
        return []
    sold = await _first_of_each_line(
        session,
        select(Product, _nth_of_line(Product.code)).where(
            Product.active,
            Product.product_line.in_({rule.then_line for rule, _ in rows}),
            Product.id.not_in(_turned_down(customer_id, DeclinedPrompt.product_id)),
        ),
    )
    had = await _first_of_each_line(
        session,
        select(Product, _nth_of_line(bought.c.bought_on.desc(), Product.code))
        .join(bought, bought.c.product_id == Product.id)
        .where(Product.product_line.in_({rule.if_line for rule, _ in rows})),
    )
    return [
        LinePromptRead.model_validate(
            {
                "product_line": rule.then_line,
                "products": sold[rule.then_line],
                "because_of_line": rule.if_line,
                "because_of": had[rule.if_line],
                "bought_on": bought_on,
                **_shares(rule),
            }
        )
        for rule, bought_on in sorted(
            rows, key=lambda row: (-row[0].together / row[0].buyers, -row[0].together, row[0].then_line)
        )
        if rule.then_line in sold
    ]


def _nth_of_line(*order: Any) -> Any:
    return func.row_number().over(partition_by=Product.product_line, order_by=order).label("nth")


async def _first_of_each_line(session: Session, numbered: Select[Any]) -> dict[str, list[dict[str, Any]]]:
    """The first products of each line, in the order they are numbered by."""
    ranked = numbered.subquery("ranked")
    one = aliased(Product, ranked)
    found: dict[str, list[dict[str, Any]]] = {}
    for product in await session.scalars(select(one).where(ranked.c.nth <= NAMED).order_by(ranked.c.nth)):
        found.setdefault(product.product_line or "", []).append(_named(product))
    return found


def _shares(rule: PurchaseRule | PurchaseLineRule) -> dict[str, Any]:
    return {
        "share": share_of(rule.together, rule.buyers),
        "usual": share_of(rule.then_buyers, rule.customers),
    }


async def rules(session: Session) -> PurchaseRulesRead:
    """What goes together, the strongest first, up to `MOST` of products and of lines."""
    products = (
        select(PurchaseRule, First, Second)
        .join(First, First.id == PurchaseRule.if_product_id)
        .join(Second, Second.id == PurchaseRule.then_product_id)
        .order_by(CONFIDENCE.desc(), PurchaseRule.together.desc(), First.code, Second.code)
        .limit(MOST)
    )
    lines = (
        select(PurchaseLineRule)
        .order_by(
            LINE_CONFIDENCE.desc(),
            PurchaseLineRule.together.desc(),
            PurchaseLineRule.if_line,
            PurchaseLineRule.then_line,
        )
        .limit(MOST)
    )
    return PurchaseRulesRead(
        items=[
            PurchaseRuleRead.model_validate({"if_product": _named(first), "then_product": _named(then), **_rule(rule)})
            for rule, first, then in (await session.execute(products)).all()
        ],
        lines=[
            PurchaseLineRuleRead.model_validate({"if_line": rule.if_line, "then_line": rule.then_line, **_rule(rule)})
            for rule in await session.scalars(lines)
        ],
    )


def _rule(rule: PurchaseRule | PurchaseLineRule) -> dict[str, Any]:
    return {
        **_shares(rule),
        "support": share_of(rule.together, rule.customers),
        "worked_out_at": rule.worked_out_at,
    }


async def is_line(session: Session, product_line: str) -> bool:
    """Whether some product of ours, sold now or not, is of the line."""
    return bool(await session.scalar(select(exists().where(Product.product_line == product_line))))


def _declined(customer_id: uuid.UUID) -> Select[*tuple[Any, ...]]:
    return (
        select(DeclinedPrompt, Product)
        .outerjoin(Product, Product.id == DeclinedPrompt.product_id)
        .where(DeclinedPrompt.customer_id == customer_id)
        .order_by(DeclinedPrompt.id.desc())
    )


def _read(found: DeclinedPrompt, product: Product | None) -> DeclinedPromptRead:
    columns = {name: getattr(found, name) for name in DeclinedPromptRead.model_fields if name != "product"}
    return DeclinedPromptRead.model_validate({**columns, "product": product and _named(product)})


async def declined(session: Session, actor: Actor, customer_id: uuid.UUID) -> Sequence[DeclinedPromptRead]:
    """What the customer turned down, the latest first. 404 outside the actor's scope."""
    await customers.load(session, actor, customer_id)
    return [_read(*row) for row in (await session.execute(_declined(customer_id))).all()]


async def read_declined(session: Session, found: DeclinedPrompt) -> DeclinedPromptRead:
    """One that was just written."""
    return _read(found, await session.get(Product, found.product_id) if found.product_id else None)


async def load_declined(
    session: WriteSession, actor: Actor, customer_id: uuid.UUID, prompt_id: uuid.UUID
) -> DeclinedPrompt:
    """What was turned down, to be taken back; 404 outside the actor's scope to write."""
    await customers.load(session, actor, customer_id, permission=Permission.CUSTOMER_WRITE)
    found = await session.get(DeclinedPrompt, prompt_id, with_for_update=True)
    if found is None or found.customer_id != customer_id:
        raise NotFound()
    return found
