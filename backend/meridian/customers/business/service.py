"""Needs, products of interest, installed products and orders of a customer (OT-12, TS-14, RV-7..9)."""

import uuid
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import delete, func, select

from meridian.calendars.queries import today
from meridian.customers import queries
from meridian.customers.business import queries as business_queries
from meridian.customers.business.rules import costs_kept
from meridian.customers.business.schemas import (
    InstalledCreate,
    InstalledUpdate,
    InterestCreate,
    InterestUpdate,
    NeedCreate,
    NeedUpdate,
    OrderCreate,
    OrderLineInput,
    OrderUpdate,
)
from meridian.customers.contract_orders import service as contract_orders
from meridian.customers.events import BUSINESS_CHANGED, ORDER_CHANGED
from meridian.customers.models import Customer, InstalledProduct, Need, Order, OrderLine, ProductInterest
from meridian.customers.rules import OrderOrigin
from meridian.identity.actor import Actor
from meridian.identity.permissions import Permission
from meridian.kernel.db.session import WriteSession
from meridian.kernel.events.rules import EventType
from meridian.kernel.events.service import publish
from meridian.kernel.language import msg
from meridian.kernel.patch import assign
from meridian.kernel.problems import Conflict, Fault, Forbidden, Invalid, check_version, fault
from meridian.places.countries import times

Record = Need | ProductInterest | InstalledProduct | Order
COST_GROUP = "profit"
"""Of sensitive fields: what our costs tell."""


async def add(
    session: WriteSession,
    actor: Actor,
    model: type[Need] | type[ProductInterest] | type[InstalledProduct],
    customer_id: uuid.UUID,
    body: NeedCreate | InterestCreate | InstalledCreate,
) -> Any:
    """Adds a record to a customer the actor may change."""
    customer = await queries.load(session, actor, customer_id, permission=Permission.CUSTOMER_WRITE)
    row = model(customer_id=customer.id, **body.model_dump())
    session.add(row)
    await publish(session, _changed(row), row)
    return row


async def change(
    session: WriteSession,
    actor: Actor,
    model: type[Need] | type[ProductInterest] | type[InstalledProduct],
    record_id: uuid.UUID,
    body: NeedUpdate | InterestUpdate | InstalledUpdate,
    version: int,
) -> Any:
    """Changes the fields sent; 412 when somebody was faster."""
    row = await business_queries.load(session, actor, model, record_id, permission=Permission.CUSTOMER_WRITE, lock=True)
    check_version(row.version, version)
    assign(row, body.model_dump())
    await publish(session, _changed(row), row)
    return row


async def remove(
    session: WriteSession,
    actor: Actor,
    model: type[Need] | type[ProductInterest] | type[InstalledProduct] | type[Order],
    record_id: uuid.UUID,
    version: int,
) -> None:
    """Deletes a record entered by mistake; the history keeps all of it."""
    row = await business_queries.load(session, actor, model, record_id, permission=Permission.CUSTOMER_WRITE, lock=True)
    check_version(row.version, version)
    if isinstance(row, Order):
        _refuse_contracts_own(row)
    await session.delete(row)
    await publish(session, _changed(row), row)
    if isinstance(row, Order):
        await note_orders(session, row.customer_id)


async def add_order(session: WriteSession, actor: Actor, customer_id: uuid.UUID, body: OrderCreate) -> Order:
    """Records an order; amount and cost are the sums of its lines. It stands in place of its contract.

    403 for costs by whom they are hidden from; 422 for lines in several currencies.
    """
    customer = await queries.load(session, actor, customer_id, permission=Permission.CUSTOMER_WRITE, lock=True)
    await _check_days(session, body.ordered_on, body.delivered_on)
    _refuse_costs(actor, body.lines)
    currency = body.lines[0].unit_price.currency
    lines = _lines(customer.id, currency, body.lines)
    order = Order(customer_id=customer.id, currency=currency, **body.model_dump(exclude={"lines"}), **_sums(lines))
    named = "contract_number" in body.model_fields_set
    order.contract_id, stands = await contract_orders.replaced_by(session, order, names_contract=named)
    if stands is not None:
        order.contract_number = stands.number
        await session.delete(stands)
        await session.flush()
    session.add(order)
    await session.flush()
    _put(session, order, lines)
    await publish(session, ORDER_CHANGED, order)
    await note_orders(session, customer.id)
    return order


async def change_order(
    session: WriteSession, actor: Actor, order_id: uuid.UUID, body: OrderUpdate, version: int
) -> Order:
    """Changes the fields sent; lines, when sent, replace the old ones.

    From whom costs are hidden can neither set nor clear them (403): lines that stay keep theirs.
    """
    order = await business_queries.load(
        session, actor, Order, order_id, permission=Permission.CUSTOMER_WRITE, lock=True
    )
    check_version(order.version, version)
    _refuse_contracts_own(order)
    assign(order, body.model_dump(exclude={"lines"}))
    await _check_days(session, order.ordered_on, order.delivered_on)
    if isinstance(body.lines, list):
        hidden = _refuse_costs(actor, body.lines)
        lines = _lines(order.customer_id, order.currency, body.lines)
        if hidden:
            before = select(OrderLine).where(OrderLine.order_id == order.id).order_by(OrderLine.position)
            kept = costs_kept((await session.scalars(before)).all(), lines, order.currency)
            for line, cost in zip(lines, kept, strict=True):
                line.cost = cost
        await session.execute(delete(OrderLine).where(OrderLine.order_id == order.id))
        assign(order, _sums(lines))
        _put(session, order, lines)
    await publish(session, ORDER_CHANGED, order)
    await note_orders(session, order.customer_id)
    return order


def _refuse_costs(actor: Actor, lines: Sequence[OrderLineInput]) -> bool:
    """Whether costs are hidden from the actor; 403 when he sends some all the same."""
    hidden = COST_GROUP in actor.masked
    if hidden and any(line.cost is not None for line in lines):
        detail = msg("fields that are hidden from you cannot be changed")
        raise Forbidden(detail, reason="field_hidden", fields=["cost"])
    return hidden


async def _check_days(session: WriteSession, ordered: date, delivered: date | None) -> None:
    """422 for an order of days to come, or delivered before it was made; where the customer is it may be tomorrow."""
    if ordered > await today(session) + timedelta(days=1):
        raise fault("/ordered_on", "future", msg("lies in the future"))
    if delivered is not None and delivered < ordered:
        raise fault("/delivered_on", "order", msg("lies before the order"))


def _lines(customer_id: uuid.UUID, currency: str, lines: Sequence[OrderLineInput]) -> list[OrderLine]:
    """422 naming each amount in another currency."""
    if other := list(_in_other_currencies(currency, lines)):
        raise Invalid(errors=other)
    return [
        OrderLine(
            customer_id=customer_id,
            unit_price=line.unit_price.amount,
            amount=times(line.quantity, line.unit_price.amount, currency),
            cost=line.cost and line.cost.amount,
            position=position,
            **line.model_dump(exclude={"unit_price", "cost"}),
        )
        for position, line in enumerate(lines)
    ]


def _in_other_currencies(currency: str, lines: Sequence[OrderLineInput]) -> Iterator[Fault]:
    detail = msg("an order is in one currency, here {currency}", currency=currency)
    for index, line in enumerate(lines):
        for name, money in (("unit_price", line.unit_price), ("cost", line.cost)):
            if money is not None and money.currency != currency:
                yield Fault(f"/lines/{index}/{name}/currency", "other_currency", detail)


def _sums(lines: Sequence[OrderLine]) -> dict[str, Decimal | None]:
    """The order's sums are those of its lines; the cost is known only when every line's is."""
    costs = [line.cost for line in lines if line.cost is not None]
    return {
        "amount": sum((line.amount for line in lines), Decimal(0)),
        "cost": sum(costs, Decimal(0)) if len(costs) == len(lines) else None,
    }


def _put(session: WriteSession, order: Order, lines: Sequence[OrderLine]) -> None:
    for line in lines:
        line.order_id = order.id
    session.add_all(lines)


def _changed(row: Record) -> EventType:
    return ORDER_CHANGED if isinstance(row, Order) else BUSINESS_CHANGED


def _refuse_contracts_own(order: Order) -> None:
    if order.origin == OrderOrigin.CONTRACT:
        raise Conflict(msg("it follows its contract: amend that"), reason="follows_contract")


async def note_orders(session: WriteSession, customer_id: uuid.UUID) -> None:
    """The customer's last order date follows its orders."""
    await session.flush()
    customer = await session.get_one(Customer, customer_id, with_for_update=True)
    customer.last_order_on = await session.scalar(
        select(func.max(Order.ordered_on)).where(Order.customer_id == customer_id)
    )
    await session.flush()
